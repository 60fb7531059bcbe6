# Anropar Microsoft Defender for Endpoint i klientorganisationen för Contoso Hospital.
# Gjord av Consentry. Den innehåller varken hemlighet eller token och kan sparas med din övriga kod.
# Efter Microsofts guide. Till skillnad från den står hemligheten inte här, och token sparas inte i en fil.

$ErrorActionPreference = 'Stop'
$appId = '6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764'
$resourceAppIdUri = 'https://api.securitycenter.microsoft.com'
$oAuthUri = 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/token'
$call = 'https://api.security.microsoft.com/api/alerts?$top=1'

# Klienthemligheten kommer från miljön och står aldrig i den här filen.
$appSecret = $env:CONSENTRY_CLIENT_SECRET
if ([string]::IsNullOrWhiteSpace($appSecret)) {
    throw 'Sätt först miljövariabeln CONSENTRY_CLIENT_SECRET till klienthemligheten.'
}

# Hämta en token för just den här kundens klientorganisation.
$authBody = [Ordered] @{
    resource      = $resourceAppIdUri
    client_id     = $appId
    client_secret = $appSecret
    grant_type    = 'client_credentials'
}
$authResponse = Invoke-RestMethod -Method Post -Uri $oAuthUri -Body $authBody -ErrorAction Stop
$token = $authResponse.access_token

# Anropa API:et med den (Lista aviseringar).
$headers = @{ Authorization = "Bearer $token" }
Invoke-RestMethod -Method Get -Uri $call -Headers $headers | ConvertTo-Json -Depth 10
