"""Gets one app-only token with MSAL. The request comes as JSON on standard input, MSAL's answer goes out as JSON.

The secret is in the request, never in the arguments. The token itself stays here: what goes out are its parts.
"""

import base64
import json
import sys

import msal


def claims(token):
    head, body, signature = token.split(".")
    part = lambda text: json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return {"header": part(head), "claims": part(body), "signed": len(signature) > 300}


def main():
    request = json.load(sys.stdin)
    app = msal.ConfidentialClientApplication(
        request["client_id"],
        client_credential=request["secret"],
        authority=request["authority"],
        instance_discovery=request["instance_discovery"],
        verify=request["ca_file"],
    )
    answer = app.acquire_token_for_client(scopes=[request["scope"]])
    if "access_token" in answer:
        answer["token"] = claims(answer.pop("access_token"))
        # The second one must come out of MSAL's cache, which it does only if the first was fully understood.
        again = app.acquire_token_for_client(scopes=[request["scope"]])
        answer["again_from"] = again.get("token_source")
    json.dump(answer, sys.stdout)


main()
