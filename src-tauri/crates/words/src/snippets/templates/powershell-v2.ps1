# «purpose»
# «no-secret»

$ErrorActionPreference = 'Stop'
$appId = «app»
$scope = «scope»
$tokenAddress = «token-v2»
$call = «call»

# «from-environment»
$secret = $env:CONSENTRY_CLIENT_SECRET
if ([string]::IsNullOrWhiteSpace($secret)) {
    throw «missing»
}

# «get-token»
$form = @{
    grant_type    = 'client_credentials'
    client_id     = $appId
    client_secret = $secret
    scope         = $scope
}
$answer = Invoke-RestMethod -Method Post -Uri $tokenAddress -Body $form

# «call-api»
$headers = @{ Authorization = "Bearer $($answer.access_token)" }
Invoke-RestMethod -Method Get -Uri $call -Headers $headers | ConvertTo-Json -Depth 10
