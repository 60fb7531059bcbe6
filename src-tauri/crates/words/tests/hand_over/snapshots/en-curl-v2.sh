#!/bin/sh
# Calls Microsoft Defender for Endpoint in the tenant of Contoso Hospital.
# Made by Consentry. It holds no secret and no token, so it can be kept with your other code.
# After Microsoft's guide. Unlike there, the server's certificate is checked.

set -eu
app_id='6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764'
scope='https://api.securitycenter.microsoft.com/.default'
token_address='https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token'
call='https://api.security.microsoft.com/api/alerts?$top=1'

# The client secret comes from the environment and never stands in this file.
if [ -z "${CONSENTRY_CLIENT_SECRET:-}" ]; then
    printf '%s\n' 'Set the environment variable CONSENTRY_CLIENT_SECRET to the client secret first.' >&2
    exit 1
fi

# Get a token for exactly this customer's tenant.
# The secret goes in by a pipe: arguments can be read by others on this computer.
answer=$(printf '%s' "$CONSENTRY_CLIENT_SECRET" | curl --silent --show-error --request POST \
    --data-urlencode 'grant_type=client_credentials' \
    --data-urlencode "client_id=$app_id" \
    --data-urlencode "scope=$scope" \
    --data-urlencode 'client_secret@-' \
    "$token_address")
token=$(printf '%s' "$answer" | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')
if [ -z "$token" ]; then
    printf '%s\n' "$answer" >&2
    exit 1
fi

# Call the API with it (List alerts).
printf 'Authorization: Bearer %s\n' "$token" |
    curl --silent --show-error --fail-with-body --header @- "$call"
