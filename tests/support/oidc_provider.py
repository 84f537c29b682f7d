"""A small OpenID Connect provider for tests, in a process of its own: ``python tests/support/oidc_provider.py PORT``.

It signs in whoever it was told of, without asking, and can be told to misbehave: ``POST /be`` with JSON sets the claims
of the next identity, and what is wrong with it.
"""

import hashlib
import sys
import time
from base64 import urlsafe_b64encode
from secrets import token_urlsafe
from typing import Any

from flask import Flask, abort, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "tracker", "a secret of the provider"
PERSON = {"sub": "1234", "email": "officer@agency.example", "email_verified": True}


def make_provider(issuer: str) -> Flask:
    """The provider that calls itself ``issuer``."""
    app = Flask(__name__)
    key, other_key = (RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}) for _ in range(2))
    state: dict[str, Any] = {"claims": dict(PERSON), "wrong": None, "asked": {}}

    @app.post("/be")
    def be() -> ResponseReturnValue:
        state["claims"] = PERSON | request.get_json().get("claims", {})
        state["wrong"] = request.get_json().get("wrong")
        return {}

    @app.get("/asked")
    def asked() -> ResponseReturnValue:
        return jsonify(list(state["asked"].values()))

    @app.get("/.well-known/openid-configuration")
    def configuration() -> ResponseReturnValue:
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    @app.get("/keys")
    def keys() -> ResponseReturnValue:
        return {"keys": [key.as_dict(private=False)]}

    @app.get("/authorize")
    def authorize() -> ResponseReturnValue:
        if state["wrong"] == "denied":
            return redirect(f"{request.args['redirect_uri']}?error=access_denied&state={request.args['state']}")
        code = token_urlsafe()
        state["asked"][code] = request.args.to_dict()
        given = "forged" if state["wrong"] == "state" else request.args["state"]
        return redirect(f"{request.args['redirect_uri']}?code={code}&state={given}")

    @app.post("/token")
    def token() -> ResponseReturnValue:
        order = state["asked"].get(request.form["code"]) or abort(400)
        client = request.authorization
        proof = urlsafe_b64encode(hashlib.sha256(request.form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if client is None or (client.username, client.password) != (CLIENT_ID, CLIENT_SECRET):
            abort(401)
        if (order["code_challenge_method"], order["code_challenge"]) != ("S256", proof):
            abort(400)
        return {"access_token": "unused", "token_type": "Bearer", "expires_in": 60} | _identity(order)

    def _identity(order: dict[str, str]) -> dict[str, str]:
        now = int(time.time())
        wrong = state["wrong"]
        claims = state["claims"] | {
            "iss": "https://elsewhere.example" if wrong == "issuer" else issuer,
            "aud": "another system" if wrong == "audience" else CLIENT_ID,
            "azp": CLIENT_ID,
            "nonce": "replayed" if wrong == "nonce" else order["nonce"],
            "iat": now - 7200 if wrong == "expired" else now,
            "exp": now - 3600 if wrong == "expired" else now + 60,
        }
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, other_key if wrong == "signature" else key)
        return {} if wrong == "no identity" else {"id_token": signed}

    return app


if __name__ == "__main__":
    port = int(sys.argv[1])
    make_provider(f"http://127.0.0.1:{port}").run(port=port)
