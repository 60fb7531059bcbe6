# -*- coding: utf-8 -*-
# «purpose»
# «no-secret»
# «needs»: pip install msal requests

import json
import os
import sys

import msal
import requests

APP_ID = «app»
AUTHORITY = «authority»
SCOPE = «scope»
CALL = «call»

# «from-environment»
secret = os.environ.get("CONSENTRY_CLIENT_SECRET")
if not secret:
    sys.exit(«missing»)

# «get-token»
client = msal.ConfidentialClientApplication(APP_ID, client_credential=secret, authority=AUTHORITY«discovery»)
answer = client.acquire_token_for_client(scopes=[SCOPE])
if "access_token" not in answer:
    sys.exit(f"{answer.get('error')}: {answer.get('error_description')}")

# «call-api»
headers = {"Authorization": "Bearer " + answer["access_token"]}
response = requests.get(CALL, headers=headers, timeout=30)
if not response.ok:
    sys.exit(f"HTTP {response.status_code}: {response.text}")
print(json.dumps(response.json(), indent=2))
