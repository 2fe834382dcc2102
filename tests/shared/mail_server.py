"""A mail server for tests: aiosmtpd on a port of loopback, with a certificate of the tests' own, that can be told to fail."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

#: What a server does instead of taking a message: words that it answers, or something that it does to its connection.
Fault = str | Callable[[Any], Any]


def cut(server: Any) -> None:
    """The connection is gone, without a word."""
    server.transport.abort()


async def silent(_: Any) -> None:
    """No word, and the connection stays."""
    await asyncio.Event().wait()


@dataclass
class Taken:
    """What one message came with."""

    sender: str
    options: list[str]
    mailboxes: list[str]
    data: bytes


@dataclass
class Handler:
    """Takes every message, but for the faults that are queued for a step: MAIL, RCPT or DATA, each once."""

    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    offered: int = 0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        self.offered += 1
        envelope.mail_from, envelope.mail_options = address, options
        return await self._fault("MAIL", server) or "250 2.1.0 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        fault = await self._fault("RCPT", server)
        if fault is None:
            envelope.rcpt_tos.append(address)
        return fault or "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        fault = await self._fault("DATA", server)
        if fault is None or fault.startswith("250"):
            data = envelope.original_content
            self.taken.append(Taken(envelope.mail_from, envelope.mail_options, list(envelope.rcpt_tos), data))
        return fault or f"250 2.0.0 Ok: queued as Q{len(self.taken)}"

    async def _fault(self, step: str, server: Any) -> str | None:
        queue = self.faults.get(step)
        fault = queue.popleft() if queue else None
        if callable(fault):
            done = fault(server)
            if asyncio.iscoroutine(done):
                await done
            return "421 gone"
        return fault


class Busy(asyncio.Protocol):
    """Says "come again" and is gone."""

    def connection_made(self, transport: Any) -> None:
        transport.write(b"421 4.3.2 come again\r\n")
        transport.close()


class MailServer:
    """Runs while it is entered. ``login`` is the user and password that it asks for, if any."""

    def __init__(
        self,
        folder: Path,
        *,
        names: tuple[str, ...] = ("localhost",),
        security: str = "starttls",
        login: tuple[str, str] | None = None,
        most: int | None = None,
    ) -> None:
        self.handler = Handler()
        self.busy = 0  # so many callers are told to come again
        self._protocols: list[SMTP] = []
        self._login, self._security, self._most = login, security, most
        authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(*names).configure_cert(self._tls)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        tls = self._tls if self._security == "tls" else None
        return await self._loop.create_server(self._protocol, "localhost", 0, ssl=tls)

    async def _end(self) -> None:
        self._server.close()
        for protocol in self._protocols:
            # Python 3.11.2, which is Debian's, stumbles over a TLS connection that is gone already.
            with suppress(AttributeError):
                protocol.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    @property
    def connections(self) -> int:
        return len(self._protocols)

    def _protocol(self) -> asyncio.BaseProtocol:
        if self.busy:
            self.busy -= 1
            return Busy()
        made = SMTP(
            self.handler,
            hostname="mail.council.example",
            tls_context=self._tls if self._security == "starttls" else None,
            require_starttls=self._security == "starttls",
            auth_required=self._login is not None,
            auth_require_tls=self._security == "starttls",
            authenticator=self._authenticate if self._login else None,
            data_size_limit=self._most or 33_554_432,
            loop=self._loop,
        )
        self._protocols.append(made)
        return made

    def _authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        right = isinstance(given, LoginPassword) and (given.login.decode(), given.password.decode()) == self._login
        return AuthResult(success=right, handled=False)
