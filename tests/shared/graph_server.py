"""Microsoft Graph and its sign-in, as much of both as a message needs, on one port of loopback."""

from __future__ import annotations

import base64
import json
from collections import deque
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from web_server import Asked, Fault, WebServer

TENANT, CLIENT, SENDER = "11111111-2222-4333-8444-555555555555", "an-application", "meetings@council.example"
REQUEST = "0a1b2c3d-0000-4000-8000-00000000000"


def made_certificate(days: int = 30) -> tuple[str, str]:
    """A key and a certificate of it, in PEM, that last so many days."""
    key, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "cpdocs")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = (
        made.not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*form).decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


KEY, CERTIFICATE = made_certificate()


class GraphServer(WebServer):
    """Takes every message of SENDER from whoever signed in with KEY, but for the faults that are queued.

    ``signing`` are faults of the sign-in. ``keeps`` False: what was sent does not come into Sent Items.
    """

    def __init__(self, folder: Path, **how: tuple[str, ...]) -> None:
        super().__init__(folder, **how)
        self.signing: deque[Fault] = deque()
        self.looking: deque[Fault] = deque()
        self.tokens: list[str] = []
        self.good: set[str] = set()
        self.keeps = True

    def is_giving(self, asked: Asked) -> bool:
        return asked.path.endswith("/sendMail")

    def answer(self, asked: Asked) -> None:
        path = urlsplit(asked.path).path
        if path.endswith("/openid-configuration"):
            told = {"issuer": f"{self.url}/{TENANT}/v2.0"}
            told |= {
                f"{kind}_endpoint": f"{self.url}/{TENANT}/oauth2/v2.0/{kind}" for kind in ("authorization", "token")
            }
            asked.say(200, json.dumps(told).encode(), Content_Type="application/json")
        elif path == f"/{TENANT}/oauth2/v2.0/token":
            self.signing.popleft()(asked) if self.signing else self._sign_in(asked)
        elif asked.headers.get("Authorization", "").removeprefix("Bearer ") not in self.good:
            self.offered += self.is_giving(asked)
            asked.say(401, b'{"error": {"code": "InvalidAuthenticationToken"}}')
        elif not unquote(path).startswith(f"/v1.0/users/{SENDER}/"):
            asked.say(403, b'{"error": {"code": "ErrorAccessDenied"}}')
        elif self.is_giving(asked):
            self.offered += 1
            if self.giving:
                self.giving.popleft()(asked)
            else:
                self.take(asked)
                asked.say(202, request_id=f"{REQUEST}{len(self.taken)}")
        elif self.looking:
            self.looking.popleft()(asked)
        else:
            self._look(asked)

    def take(self, asked: Asked) -> None:
        assert asked.headers["Content-Type"] == "text/plain"
        self.taken.append(base64.b64decode(asked.body, validate=True))

    def _sign_in(self, asked: Asked) -> None:
        told = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        public = x509.load_pem_x509_certificate(CERTIFICATE.encode()).public_key()
        claims = jwt.decode(
            told["client_assertion"], public, ["PS256", "RS256"], audience=f"{self.url}/{TENANT}/oauth2/v2.0/token"
        )
        assert (claims["iss"], told["client_id"], told["scope"]) == (CLIENT, CLIENT, f"{self.url}/.default")
        token = f"token-{len(self.tokens) + 1}"
        self.tokens.append(token)
        self.good.add(token)
        answer = {"token_type": "Bearer", "expires_in": 3600, "access_token": token}
        asked.say(200, json.dumps(answer).encode(), Content_Type="application/json")

    def _look(self, asked: Asked) -> None:
        query = parse_qs(urlsplit(asked.path).query)
        ids = [BytesHeaderParser().parsebytes(one)["Message-ID"] for one in self.taken if self.keeps]
        if "$filter" in query:
            ids = [one for one in ids if query["$filter"] == [f"internetMessageId eq '{one}'"]]
        asked.say(200, json.dumps({"value": [{"internetMessageId": one} for one in ids]}).encode())
