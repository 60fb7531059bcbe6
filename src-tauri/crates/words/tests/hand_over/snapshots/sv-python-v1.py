# -*- coding: utf-8 -*-
# Anropar Microsoft Defender for Endpoint i klientorganisationen för Contoso Hospital.
# Gjord av Consentry. Den innehåller varken hemlighet eller token och kan sparas med din övriga kod.
# Efter sidan som Microsofts guide leder till. Den behöver bara Python självt.

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

APP_ID = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764"
RESOURCE = "https://api.securitycenter.microsoft.com"
TOKEN_ADDRESS = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/token"
CALL = "https://api.security.microsoft.com/api/alerts?$top=1"


def ask(request):
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        sys.exit(f"HTTP {error.code}: {error.read().decode(errors='replace')}")


# Klienthemligheten kommer från miljön och står aldrig i den här filen.
secret = os.environ.get("CONSENTRY_CLIENT_SECRET")
if not secret:
    sys.exit("Sätt först miljövariabeln CONSENTRY_CLIENT_SECRET till klienthemligheten.")

# Hämta en token för just den här kundens klientorganisation.
form = {
    "resource": RESOURCE,
    "client_id": APP_ID,
    "client_secret": secret,
    "grant_type": "client_credentials",
}
answer = ask(urllib.request.Request(TOKEN_ADDRESS, data=urllib.parse.urlencode(form).encode()))

# Anropa API:et med den (Lista aviseringar).
headers = {"Authorization": "Bearer " + answer["access_token"]}
print(json.dumps(ask(urllib.request.Request(CALL, headers=headers)), indent=2))
