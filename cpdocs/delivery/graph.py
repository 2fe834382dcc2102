"""The transport "graph": messages given to Microsoft Graph (Exchange Online), which sends them from one mailbox.

    POST /v1.0/users/SENDER/sendMail, text/plain, the whole message in base64

Graph keeps what it sent in Sent Items, and cpdocs asks for nothing else: so ciphertext lies there, under our own
Message-ID, and can be found. Graph says 202 for "accepted" and no more. It is not idempotent, so what follows from an
answer is decided by what is certain:

    no connection, no good certificate, or the body was not said to its end      tried again a few times, then Failed
    429, or 503 that names a pause (Retry-After)                                 the same
    401                                                                          a new token once, then Failed
    400, 403, 404, 413 and other refusals, no token, too large                   Failed
    202                                                                          Sent, with Graph's request id
    anything else once the body was said, or nothing (504, 500, 503, a timeout)  InDoubt, never tried again unasked

Each message has a connection of its own, so that no answer can be another message's and none is lost to a connection
that the server was about to close. Of an answer's body no more is read than an error's code.
(DESIGN.md, "Transports"; HAZARDS.md, "Hazards and tests" 7 and 22.)
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import quote

from cpdocs.channels.base import EmailTo
from cpdocs.delivery import web
from cpdocs.delivery.base import Failed, InDoubt, Receipt, Sent
from cpdocs.delivery.envelope import Envelope, message_id
from cpdocs.delivery.web import Patience, RefusedError
from cpdocs.errors import SettingsError

if TYPE_CHECKING:
    import httpx
#: Graph's request for a message in MIME may have 4 MB, base64 included (HAZARDS.md, facts on sendMail).
MOST: Final = 4_000_000
_ACCEPTED, _NO_TOKEN, _TIMED_OUT, _SLOW_DOWN, _BUSY = 202, 401, 408, 429, 503
_REFUSALS: Final = range(400, 500)
_CODE: Final = re.compile(rb'"code"\s*:\s*"([A-Za-z][A-Za-z0-9]{0,59})"')
_PIECE, _ENOUGH = 16_384, 4_096
_UNREACHED: Final = "Microsoft Graph cannot be reached"
_CURES: Final = {
    401: "; the sign-in is not taken",
    403: "; give the application Mail.Send for the sender's mailbox",
    404: "; correct sender: in cpdocs.yaml",
    413: "; it is too large",
}


@dataclass(frozen=True, slots=True)
class Tenant:
    """Where messages are given and who gives them: an application of ``tenant`` that signs in by a certificate.

    ``key`` and ``certificate`` are PEM, read before the run: whatever is amiss once an attempt was written down would
    leave that attempt in doubt. ``domain`` is that of our own Message-IDs. ``most`` counts the bytes of a request.
    """

    tenant: str
    client_id: str
    sender: str
    key: str = field(repr=False)
    certificate: str = field(repr=False)
    domain: str
    endpoint: str
    authority: str
    ca_file: str | None = None
    proxy: str | None = None
    most: int = MOST
    word: float = 60.0
    answer: float = 180.0


class Graph:
    """Carries messages from one mailbox of ``tenant``. ``pause`` waits between tries."""

    name: ClassVar[str] = "graph"

    def __init__(self, tenant: Tenant, patience: Patience | None = None) -> None:
        try:
            import httpx
            import msal  # noqa: F401  (needed at the first message, and then it is too late to say that it is absent)
        except ImportError:
            raise SettingsError("graph: httpx and msal are not installed", "pip install 'cpdocs[graph]'") from None
        _check_pair(tenant)
        web.quiet()
        self._tenant = tenant
        self._patience = patience or Patience()
        self._user = f"{web.https(tenant.endpoint, 'graph: endpoint')}/v1.0/users/{quote(tenant.sender)}"
        self._login = f"{web.https(tenant.authority, 'graph: authority')}/{tenant.tenant}"
        scheme, _, rest = tenant.endpoint.partition("://")
        self._scope = f"{scheme}://{rest.partition('/')[0]}/.default"
        self._application: Any = None
        self._http = httpx.Client(
            verify=web.trust(tenant.ca_file, "graph"),
            proxy=tenant.proxy,
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=0),
            timeout=httpx.Timeout(tenant.word, read=tenant.answer),
        )

    def wire(self, envelope: Envelope) -> bytes:
        """The message as Graph is given it, but for the base64 that its door asks for."""
        return envelope.data

    def too_large(self, envelope: Envelope) -> str:
        """Three bytes of the message are four of the request: 1.6 MB of PDF are about what it takes."""
        size, most = 4 * -(-len(envelope.data) // 3), self._tenant.most
        return f"its request has {size} bytes and Microsoft Graph takes {most}" if size > most else ""

    def carry(self, envelope: Envelope) -> Receipt:
        """Give the message to Graph: Sent, Failed or InDoubt. A print file is Failed: no server takes it."""
        if not isinstance(envelope.to, EmailTo):
            return Failed("only a message goes by Microsoft Graph")
        if because := self.too_large(envelope):
            return Failed(because)
        return self._patience.offer(lambda: self._given(base64.b64encode(envelope.data)))

    def settle(self, serial: str, sealed_mac: str) -> Receipt:  # noqa: ARG002  (nobody here can read the digest back)
        """Sent if it lies in Sent Items under its Message-ID. Not to find it there proves nothing: InDoubt."""
        import httpx

        wanted = message_id(serial, self._tenant.domain)
        query = {"$filter": f"internetMessageId eq '{wanted}'", "$select": "internetMessageId", "$top": "2"}
        try:
            answer = self._http.get(
                f"{self._user}/mailFolders/sentitems/messages", params=query, headers=self._signed()
            )
            found = [one["internetMessageId"] for one in answer.json()["value"]] if answer.is_success else []
        except (RefusedError, httpx.HTTPError, ValueError, LookupError, TypeError):
            return InDoubt("it may have been given to Microsoft Graph, and Sent Items cannot be looked at")
        if wanted in found:
            return Sent("found in Sent Items by its Message-ID")
        return InDoubt("it may have been given to Microsoft Graph, and is not in Sent Items, which proves nothing")

    def reach(self) -> str:
        """Why Graph takes nothing from here, without offering it a message; "" where Sent Items can be looked at."""
        import httpx

        try:
            answer = self._http.get(
                f"{self._user}/mailFolders/sentitems", params={"$select": "id"}, headers=self._signed()
            )
        except RefusedError as refused:
            return refused.because
        except httpx.HTTPError:
            return _UNREACHED
        return "" if answer.is_success else f"Microsoft Graph lets nobody look into Sent Items ({answer.status_code})"

    def close(self) -> None:
        """Let go of the connections and the token."""
        self._http.close()

    # ---- one message -------------------------------------------------------------------------------------------------

    def _given(self, body: bytes) -> Receipt:
        try:
            return self._posted(body)
        except _TokenRefusedError:
            self._application.remove_tokens_for_client()  # it may have run out on the way: a new one, once
        try:
            return self._posted(body)
        except _TokenRefusedError as refused:
            raise RefusedError(refused.because, hopeless=True) from None

    def _posted(self, body: bytes) -> Receipt:
        import httpx

        said = _Said(body)
        headers = {**self._signed(), "Content-Type": "text/plain", "Content-Length": str(len(body))}
        try:
            with self._http.stream("POST", f"{self._user}/sendMail", content=iter(said), headers=headers) as answer:
                return self._understood(answer)
        except httpx.HTTPError as error:
            if not said.whole:
                wrong = web.bad_certificate(error)
                raise RefusedError(wrong or _UNREACHED, again=not wrong, hopeless=not said.begun) from None
            return InDoubt("Microsoft Graph had the whole message and did not answer")

    def _understood(self, answer: httpx.Response) -> Receipt:
        code = answer.status_code
        if code == _ACCEPTED:
            return Sent(web.request_id(answer.headers) or "202")
        wait = web.asked_to_wait(answer.headers)
        told = f"Microsoft Graph says {code}{_error_code(answer)}"
        if code == _SLOW_DOWN or (code == _BUSY and wait is not None):
            raise RefusedError(told, again=True, wait=wait)
        if code == _NO_TOKEN:
            raise _TokenRefusedError(told + _CURES[code])
        if code in _REFUSALS and code != _TIMED_OUT:
            raise RefusedError(told + _CURES.get(code, ""))
        if code < 400:  # noqa: PLR2004  (whoever answers so is not Graph: nothing more is offered to it)
            self._patience.hopeless = Failed("an earlier message was answered as Microsoft Graph answers none")
        return InDoubt(f"Microsoft Graph answered a whole message with {code}")

    # ---- the token ---------------------------------------------------------------------------------------------------

    def _signed(self) -> dict[str, str]:
        """The header that says who asks. Raises RefusedError where there is no token: nothing was offered."""
        import httpx
        import msal

        try:
            if self._application is None:
                self._application = msal.ConfidentialClientApplication(
                    self._tenant.client_id,
                    client_credential={
                        "private_key": self._tenant.key,
                        "public_certificate": self._tenant.certificate,
                    },
                    authority=self._login,
                    instance_discovery=False,  # the settings say where to sign in, and nobody else is asked about it
                    http_client=_Door(self._http),
                )
            token = self._application.acquire_token_for_client([self._scope])
        except httpx.ConnectError as error:
            said = web.bad_certificate(error)
            raise RefusedError(said or "the sign-in cannot be reached", again=not said, hopeless=True) from None
        except (httpx.HTTPError, ValueError, LookupError):
            raise RefusedError("the sign-in does not answer as one does", again=True, hopeless=True) from None
        if "access_token" not in token:
            code = str(token.get("error", ""))
            named = code if re.fullmatch(r"[a-z_]{1,60}", code) else "no token"
            cure = "look at tenant:, client_id: and the certificate"
            raise RefusedError(f"the sign-in says {named}; {cure}", hopeless=True)
        return {"Authorization": f"Bearer {token['access_token']}"}


class _TokenRefusedError(RefusedError):
    """Graph does not take the token."""


class _Door:
    """The way in which msal asks: over the same connections, to the same trusted servers, as the messages take."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def get(self, url: str, **asked: Any) -> httpx.Response:  # noqa: ANN401  (msal's own)
        return self._http.get(url, params=asked.get("params"), headers=asked.get("headers"))

    def post(self, url: str, **asked: Any) -> httpx.Response:  # noqa: ANN401  (msal's own)
        # A signed assertion comes as bytes, and httpx would write it as Python does: b'...'.
        told = {name: value.decode() if isinstance(value, bytes) else value for name, value in asked["data"].items()}
        return self._http.post(url, params=asked.get("params"), data=told, headers=asked.get("headers"))

    def close(self) -> None:
        """Whoever made the connections ends them."""


class _Said:
    """A body said piece by piece, which knows whether it was begun, and whether its last piece may have been said."""

    def __init__(self, body: bytes) -> None:
        self._body, self.begun, self.whole = body, False, False

    def __iter__(self) -> Iterator[bytes]:
        self.begun = True
        for start in range(0, len(self._body), _PIECE):
            # Before the last piece and not after it: what becomes of a piece nobody here can tell.
            self.whole = start + _PIECE >= len(self._body)
            yield self._body[start : start + _PIECE]


def _error_code(answer: httpx.Response) -> str:
    """The code of an error, such as ErrorAccessDenied, with a space before it; no word of the body else is kept."""
    import httpx

    head = b""
    with suppress(httpx.HTTPError):
        for piece in answer.iter_bytes(_ENOUGH):
            head += piece
            if len(head) >= _ENOUGH:
                break
    found = _CODE.search(head)
    return f" {found[1].decode('ascii')}" if found else ""


def _check_pair(tenant: Tenant) -> None:
    """Refuse a certificate that is none, has run out, or is not that of the key. Raises SettingsError."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificate

    try:
        certificate = load_pem_x509_certificate(tenant.certificate.encode())
        key = load_pem_private_key(tenant.key.encode(), password=None)
    except (ValueError, TypeError):
        cure = "Both are PEM files; the key is without a passphrase, in a file that its owner alone may read."
        raise SettingsError("graph: the certificate or its key cannot be read", cure) from None
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if key.public_key().public_bytes(*form) != certificate.public_key().public_bytes(*form):
        raise SettingsError("graph: the key is not that of the certificate", "Name the two that were made together.")
    if certificate.not_valid_after_utc < datetime.now(UTC):
        raise SettingsError("graph: the certificate has run out", "Make a new one, and give it to the application.")
