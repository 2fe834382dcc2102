"""exchangelib as the transport "exchange" uses it: one mailbox, its server's certificate checked, its wire watched.

exchangelib calls very different things by one name (a 504 whose connection is closed is a "busy server" to it), and
so what is known of a request is noted here, where requests hands it to the network. (LIBRARIES.md section 6.)
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cpdocs.delivery import web

#: The most that an Exchange Server takes for one message as it is installed (MaxSendSize, 10 MB), in bytes.
MOST: Final = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Server:
    """Where messages are given, by whom, and from which mailbox. ``auth`` is ``ntlm`` or ``basic``, both over TLS.

    ``password`` is read before the run: whatever is amiss once an attempt was written down would leave it in doubt.
    ``most`` counts the bytes of a message.
    """

    endpoint: str
    auth: str
    user: str
    password: str = field(repr=False)
    sender: str
    domain: str
    ca_file: str | None = None
    most: int = MOST
    answer: float = 180.0


@dataclass
class Wire:
    """What is known of the latest request: ``whole`` once its last piece may have been said."""

    began: bool = False
    whole: bool = False
    status: int = 0
    because: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def account(server: Server, endpoint: str, context: Any, wire: Callable[[], Wire]) -> Any:  # noqa: ANN401
    """The mailbox, with a protocol of this transport's own; nobody is asked anything yet."""
    from exchangelib import BASIC, DELEGATE, NTLM, Account, Configuration, Credentials, FailFast, Version
    from exchangelib.protocol import Protocol
    from exchangelib.version import EXCHANGE_2016

    config = Configuration(
        service_endpoint=endpoint,
        credentials=Credentials(server.user, server.password),
        auth_type=NTLM if server.auth == "ntlm" else BASIC,
        version=Version(build=EXCHANGE_2016),
        retry_policy=FailFast(),
        max_connections=1,
    )
    made = Account(
        primary_smtp_address=server.sender,
        config=config,
        autodiscover=False,
        access_type=DELEGATE,
        default_timezone=_utc(),
    )

    class Own(Protocol):  # type: ignore[misc]  # (exchangelib has no types)
        """Whom it trusts and what it tells belong to this transport alone; the library's way is a global setting."""

        TIMEOUT = server.answer

        @classmethod
        def get_adapter(cls) -> Any:  # noqa: ANN401
            return _adapter(context, wire)

        @classmethod
        def raw_session(cls, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            session = super().raw_session(*args, **kwargs)
            session.trust_env = False
            return session

    # Past the library's cache of protocols, which would give back one that trusts whom another transport trusted.
    del Protocol[config]
    made.protocol = type.__call__(Own, config=config)
    return made


def _utc() -> Any:  # noqa: ANN401
    from exchangelib import UTC

    return UTC


def _adapter(context: Any, wire: Callable[[], Wire]) -> Any:  # noqa: ANN401
    """The way from requests to the network: it trusts ``context`` and keeps what is known in ``wire``."""
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
            super().init_poolmanager(*args, ssl_context=context, **kwargs)

        def cert_verify(self, *_: object, **__: object) -> None:
            """The context verifies; what requests brings along is trusted by nobody here."""

        def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            known, body = wire(), request.body
            known.began, known.whole, known.status = False, False, 0
            request.body = _Told(body, known)
            try:
                answer = super().send(request, *args, **kwargs)
            except OSError as error:  # every RequestException is one
                known.because = web.bad_certificate(error)
                raise
            finally:
                request.body = body  # a login in several steps says it again
            known.status, known.headers = answer.status_code, answer.headers
            return answer

    return Adapter(max_retries=0, pool_connections=1, pool_maxsize=1, pool_block=True)


class _Told(io.BytesIO):
    """A request's body, which notes in ``wire`` what of it was said."""

    def __init__(self, body: bytes, wire: Wire) -> None:
        super().__init__(body)
        self._size, self._known = len(body), wire

    def read(self, size: int | None = -1) -> bytes:
        self._known.began = True
        piece = super().read(size)
        self._known.whole = self.tell() >= self._size  # before it is said: nobody can tell what becomes of the last
        return piece
