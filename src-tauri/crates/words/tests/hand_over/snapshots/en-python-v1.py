# -*- coding: utf-8 -*-
# Calls Microsoft Defender for Endpoint in the tenant of Contoso Hospital.
# Made by Consentry. It holds no secret and no token, so it can be kept with your other code.
# After the page that Microsoft's guide leads to. It needs nothing but Python itself.

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


# The client secret comes from the environment and never stands in this file.
secret = os.environ.get("CONSENTRY_CLIENT_SECRET")
if not secret:
    sys.exit("Set the environment variable CONSENTRY_CLIENT_SECRET to the client secret first.")

# Get a token for exactly this customer's tenant.
form = {
    "resource": RESOURCE,
    "client_id": APP_ID,
    "client_secret": secret,
    "grant_type": "client_credentials",
}
answer = ask(urllib.request.Request(TOKEN_ADDRESS, data=urllib.parse.urlencode(form).encode()))

# Call the API with it (List alerts).
headers = {"Authorization": "Bearer " + answer["access_token"]}
print(json.dumps(ask(urllib.request.Request(CALL, headers=headers)), indent=2))
