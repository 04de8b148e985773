"""A hospital's account provider, invented: an OpenID Connect server on this machine that says what a test wants."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "nuanxin", "a secret of the client"


@dataclass
class Accounts:
    """What the provider knows: its key, and the codes it gave out. `says` changes what it says of somebody."""

    now: Callable[[], datetime]
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    shown: ECKey | None = None
    issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    says: dict[str, Any] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=lambda: {"alg": "ES256"})

    def grant(self, address: str, name: str) -> str:
        """Somebody signs in there and is sent back: the path that their browser then asks for."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = {**asked, "name": name}
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The token for a code, once, to whoever has the client's secret and the code's verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or authorization != f"Basic {basic}" or proof != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = self.now()
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": f"sub-{asked['name']}",
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=5)).timestamp()),
            "nonce": asked["nonce"],
            "preferred_username": asked["name"],
        } | self.says
        told = jwt.encode(self.header, claims, self.key)
        return 200, {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": told}

    def answer(self, path: str) -> dict[str, Any]:
        """What is public: its addresses and its key."""
        if path == "/jwks":
            return {"keys": [(self.shown or self.key).as_dict(private=False)]}
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        places = (f"{self.issuer}/{place}" for place in ("authorize", "token", "jwks"))
        return {"issuer": self.issuer, **dict(zip(names, places, strict=True))}


def server_of(accounts: Accounts) -> ThreadingHTTPServer:
    """Serves them on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(200, accounts.answer(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._send(*accounts.token(form, self.headers.get("authorization", "")))

        def log_message(self, pattern: str, *args: Any) -> None:
            """Nothing."""

        def _send(self, status: int, content: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    accounts.issuer = f"http://127.0.0.1:{server.server_port}"
    return server
