# Calls Microsoft Defender for Endpoint in the tenant of Contoso Hospital.
# Made by Consentry. It holds no secret and no token, so it can be kept with your other code.

$ErrorActionPreference = 'Stop'
$appId = '6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764'
$scope = 'https://api.securitycenter.microsoft.com/.default'
$tokenAddress = 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token'
$call = 'https://api.security.microsoft.com/api/alerts?$top=1'

# The client secret comes from the environment and never stands in this file.
$secret = $env:CONSENTRY_CLIENT_SECRET
if ([string]::IsNullOrWhiteSpace($secret)) {
    throw 'Set the environment variable CONSENTRY_CLIENT_SECRET to the client secret first.'
}

# Get a token for exactly this customer's tenant.
$form = @{
    grant_type    = 'client_credentials'
    client_id     = $appId
    client_secret = $secret
    scope         = $scope
}
$answer = Invoke-RestMethod -Method Post -Uri $tokenAddress -Body $form

# Call the API with it (List alerts).
$headers = @{ Authorization = "Bearer $($answer.access_token)" }
Invoke-RestMethod -Method Get -Uri $call -Headers $headers | ConvertTo-Json -Depth 10
