# -*- coding: utf-8 -*-
# «purpose»
# «no-secret»
# «guide-python»

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

APP_ID = «app»
RESOURCE = «resource»
TOKEN_ADDRESS = «token-v1»
CALL = «call»


def ask(request):
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        sys.exit(f"HTTP {error.code}: {error.read().decode(errors='replace')}")


# «from-environment»
secret = os.environ.get("CONSENTRY_CLIENT_SECRET")
if not secret:
    sys.exit(«missing»)

# «get-token»
form = {
    "resource": RESOURCE,
    "client_id": APP_ID,
    "client_secret": secret,
    "grant_type": "client_credentials",
}
answer = ask(urllib.request.Request(TOKEN_ADDRESS, data=urllib.parse.urlencode(form).encode()))

# «call-api»
headers = {"Authorization": "Bearer " + answer["access_token"]}
print(json.dumps(ask(urllib.request.Request(CALL, headers=headers)), indent=2))
