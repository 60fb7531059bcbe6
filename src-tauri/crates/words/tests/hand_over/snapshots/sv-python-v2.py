# -*- coding: utf-8 -*-
# Anropar Microsoft Defender for Endpoint i klientorganisationen för Contoso Hospital.
# Gjord av Consentry. Den innehåller varken hemlighet eller token och kan sparas med din övriga kod.
# Behöver: pip install msal requests

import json
import os
import sys

import msal
import requests

APP_ID = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764"
AUTHORITY = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47"
SCOPE = "https://api.securitycenter.microsoft.com/.default"
CALL = "https://api.security.microsoft.com/api/alerts?$top=1"

# Klienthemligheten kommer från miljön och står aldrig i den här filen.
secret = os.environ.get("CONSENTRY_CLIENT_SECRET")
if not secret:
    sys.exit("Sätt först miljövariabeln CONSENTRY_CLIENT_SECRET till klienthemligheten.")

# Hämta en token för just den här kundens klientorganisation.
client = msal.ConfidentialClientApplication(APP_ID, client_credential=secret, authority=AUTHORITY)
answer = client.acquire_token_for_client(scopes=[SCOPE])
if "access_token" not in answer:
    sys.exit(f"{answer.get('error')}: {answer.get('error_description')}")

# Anropa API:et med den (Lista aviseringar).
headers = {"Authorization": "Bearer " + answer["access_token"]}
response = requests.get(CALL, headers=headers, timeout=30)
if not response.ok:
    sys.exit(f"HTTP {response.status_code}: {response.text}")
print(json.dumps(response.json(), indent=2))
