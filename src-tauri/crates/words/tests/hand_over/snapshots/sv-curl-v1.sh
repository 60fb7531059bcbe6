#!/bin/sh
# Anropar Microsoft Defender for Endpoint i klientorganisationen för Contoso Hospital.
# Gjord av Consentry. Den innehåller varken hemlighet eller token och kan sparas med din övriga kod.
# Vid den äldre tokenadressen, som frågar efter en resurs i stället för ett scope.

set -eu
app_id='6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764'
resource='https://api.securitycenter.microsoft.com'
token_address='https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/token'
call='https://api.security.microsoft.com/api/alerts?$top=1'

# Klienthemligheten kommer från miljön och står aldrig i den här filen.
if [ -z "${CONSENTRY_CLIENT_SECRET:-}" ]; then
    printf '%s\n' 'Sätt först miljövariabeln CONSENTRY_CLIENT_SECRET till klienthemligheten.' >&2
    exit 1
fi

# Hämta en token för just den här kundens klientorganisation.
# Hemligheten går in genom en pipe: argument kan läsas av andra på den här datorn.
answer=$(printf '%s' "$CONSENTRY_CLIENT_SECRET" | curl --silent --show-error --request POST \
    --data-urlencode 'grant_type=client_credentials' \
    --data-urlencode "client_id=$app_id" \
    --data-urlencode "resource=$resource" \
    --data-urlencode 'client_secret@-' \
    "$token_address")
token=$(printf '%s' "$answer" | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')
if [ -z "$token" ]; then
    printf '%s\n' "$answer" >&2
    exit 1
fi

# Anropa API:et med den (Lista aviseringar).
printf 'Authorization: Bearer %s\n' "$token" |
    curl --silent --show-error --fail-with-body --header @- "$call"
