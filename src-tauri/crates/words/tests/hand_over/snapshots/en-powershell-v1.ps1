# Calls Microsoft Defender for Endpoint in the tenant of Contoso Hospital.
# Made by Consentry. It holds no secret and no token, so it can be kept with your other code.
# After Microsoft's guide. Unlike there, the secret is not written here and the token not into a file.

$ErrorActionPreference = 'Stop'
$appId = '6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764'
$resourceAppIdUri = 'https://api.securitycenter.microsoft.com'
$oAuthUri = 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/token'
$call = 'https://api.security.microsoft.com/api/alerts?$top=1'

# The client secret comes from the environment and never stands in this file.
$appSecret = $env:CONSENTRY_CLIENT_SECRET
if ([string]::IsNullOrWhiteSpace($appSecret)) {
    throw 'Set the environment variable CONSENTRY_CLIENT_SECRET to the client secret first.'
}

# Get a token for exactly this customer's tenant.
$authBody = [Ordered] @{
    resource      = $resourceAppIdUri
    client_id     = $appId
    client_secret = $appSecret
    grant_type    = 'client_credentials'
}
$authResponse = Invoke-RestMethod -Method Post -Uri $oAuthUri -Body $authBody -ErrorAction Stop
$token = $authResponse.access_token

# Call the API with it (List alerts).
$headers = @{ Authorization = "Bearer $token" }
Invoke-RestMethod -Method Get -Uri $call -Headers $headers | ConvertTo-Json -Depth 10
