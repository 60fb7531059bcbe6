# «purpose»
# «no-secret»
# «guide-powershell»

$ErrorActionPreference = 'Stop'
$appId = «app»
$resourceAppIdUri = «resource»
$oAuthUri = «token-v1»
$call = «call»

# «from-environment»
$appSecret = $env:CONSENTRY_CLIENT_SECRET
if ([string]::IsNullOrWhiteSpace($appSecret)) {
    throw «missing»
}

# «get-token»
$authBody = [Ordered] @{
    resource      = $resourceAppIdUri
    client_id     = $appId
    client_secret = $appSecret
    grant_type    = 'client_credentials'
}
$authResponse = Invoke-RestMethod -Method Post -Uri $oAuthUri -Body $authBody -ErrorAction Stop
$token = $authResponse.access_token

# «call-api»
$headers = @{ Authorization = "Bearer $token" }
Invoke-RestMethod -Method Get -Uri $call -Headers $headers | ConvertTo-Json -Depth 10
