#!/bin/sh
# «purpose»
# «no-secret»
# «guide-curl»

set -eu
app_id=«app»
scope=«scope»
token_address=«token-v2»
call=«call»

# «from-environment»
if [ -z "${CONSENTRY_CLIENT_SECRET:-}" ]; then
    printf '%s\n' «missing» >&2
    exit 1
fi

# «get-token»
# «not-in-arguments»
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

# «call-api»
printf 'Authorization: Bearer %s\n' "$token" |
    curl --silent --show-error --fail-with-body --header @- "$call"
