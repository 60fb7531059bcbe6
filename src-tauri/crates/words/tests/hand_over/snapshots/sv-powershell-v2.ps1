# Anropar Microsoft Defender for Endpoint i klientorganisationen för Contoso Hospital.
# Gjord av Consentry. Den innehåller varken hemlighet eller token och kan sparas med din övriga kod.

$ErrorActionPreference = 'Stop'
$appId = '6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764'
$scope = 'https://api.securitycenter.microsoft.com/.default'
$tokenAddress = 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token'
$call = 'https://api.security.microsoft.com/api/alerts?$top=1'

# Klienthemligheten kommer från miljön och står aldrig i den här filen.
$secret = $env:CONSENTRY_CLIENT_SECRET
if ([string]::IsNullOrWhiteSpace($secret)) {
    throw 'Sätt först miljövariabeln CONSENTRY_CLIENT_SECRET till klienthemligheten.'
}

# Hämta en token för just den här kundens klientorganisation.
$form = @{
    grant_type    = 'client_credentials'
    client_id     = $appId
    client_secret = $secret
    scope         = $scope
}
$answer = Invoke-RestMethod -Method Post -Uri $tokenAddress -Body $form

# Anropa API:et med den (Lista aviseringar).
$headers = @{ Authorization = "Bearer $($answer.access_token)" }
Invoke-RestMethod -Method Get -Uri $call -Headers $headers | ConvertTo-Json -Depth 10
