"""The transport "smtp": messages given to the council's own mail server (RFC 5321), over TLS or not at all.

One connection serves a run. Before a word of a message is said the server has shown a certificate that is good for its
name, and nothing is ever said in the clear but the question for TLS (RFC 3207). A message goes to the one mailbox of
its envelope and to nobody else; a reply of the server is quoted by its numbers alone, since its words may hold an
address.

What is known of a message, and what follows:

    refused for now (4xx), or the connection was lost before its end was said    tried again a few times, then Failed
    refused for good (5xx), too large, no TLS, a bad certificate, no login       Failed
    its end was said and the server said 250                                     Sent, with the server's queue id
    its end was said and nothing came back                                       InDoubt, never tried again unasked

A server may take a message only once it has read its end (RFC 5321, 4.1.1.4), so that all before it is safe to repeat.
(DESIGN.md, "Transports"; HAZARDS.md, "Hazards and tests" 20 and 23.)
"""

from __future__ import annotations

import random
import re
import smtplib
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import ClassVar, Final

from cpdocs.channels.base import EmailTo
from cpdocs.delivery.base import Failed, InDoubt, Receipt, Sent
from cpdocs.delivery.envelope import Envelope
from cpdocs.errors import SettingsError

#: So often a message is offered while the server says "not now", after pauses of about so many seconds.
_PAUSES: Final = (2.0, 8.0, 30.0)
#: How long a server may think: over each word, and over a whole message once it has it (RFC 5321, 4.5.3.2).
_WORD, _MESSAGE = 60.0, 600.0
#: Replies: done, and (to RCPT) done for somebody else's mailbox that the server forwards to; go on and say the message.
_DONE, _FORWARDS, _GO_ON = 250, 251, 354
_QUEUED: Final = re.compile(rb"queued as ([A-Za-z0-9._-]{1,64})", re.IGNORECASE)
_ENHANCED: Final = re.compile(rb"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
_LOST: Final = "the connection to the mail server was lost"
_UNREACHED: Final = "the mail server cannot be reached"


@dataclass(frozen=True, slots=True)
class Server:
    """Where messages are given, and how. ``sender`` takes what cannot be delivered; without a ``login`` none is asked.

    ``security`` is ``tls`` for a port that speaks TLS from its first byte (465), ``starttls`` for one that turns to it
    (587). ``hello`` is the name that this machine gives itself. ``ca_file`` holds the certificates that are trusted
    instead of the machine's own, ``login`` is user and password: read before the run, since whatever is amiss once an
    attempt was written down would leave that attempt in doubt. ``most`` counts the bytes of a message that it takes,
    so far as that is known beforehand.
    """

    host: str
    port: int
    security: str
    sender: str
    hello: str
    ca_file: str | None = None
    login: tuple[str, str] | None = field(default=None, repr=False)
    most: int | None = None
    word: float = _WORD
    message: float = _MESSAGE


class _RefusedError(Exception):
    """It certainly did not leave. ``again`` says whether a later try may fare better."""

    def __init__(self, because: str, *, again: bool = False) -> None:
        super().__init__(because)
        self.because, self.again = because, again


class _NoWayError(_RefusedError):
    """There is no way to the server, for this message or for any other."""


class Smtp:
    """Carries messages to one ``server``. ``pause`` waits between tries."""

    name: ClassVar[str] = "smtp"

    def __init__(self, server: Server, pause: Callable[[float], None] = time.sleep) -> None:
        self._server = server
        self._pause = pause
        self._connection: smtplib.SMTP | None = None
        self._hopeless: Failed | None = None
        try:
            self._context = ssl.create_default_context(cafile=server.ca_file)
        except OSError:  # an SSLError, for what is no certificate, is one too
            cure = "Name a file with certificates in PEM, or take ca_file: out."
            raise SettingsError("smtp: ca_file: there are no certificates", cure) from None

    def wire(self, envelope: Envelope) -> bytes:
        """The message as the server is given it, but for the doubled dots that its protocol asks for."""
        return envelope.data

    def too_large(self, envelope: Envelope) -> str:
        """By the limit that the settings name; the server's own word (RFC 1870) comes before the message too."""
        size, most = len(envelope.data), self._server.most
        return f"it has {size} bytes and the mail server takes {most}" if most is not None and size > most else ""

    def carry(self, envelope: Envelope) -> Receipt:
        """Give the message to the server: Sent, Failed or InDoubt. A print file is Failed: no server takes it."""
        if not isinstance(envelope.to, EmailTo):
            return Failed("only a message goes by SMTP")
        if because := self.too_large(envelope):
            return Failed(because)
        if self._hopeless is not None:
            return self._hopeless
        refusal = _RefusedError("")
        for wait in (*_PAUSES, None):
            try:
                return self._given(envelope.to.address, envelope.data)
            except _RefusedError as refused:
                refusal = refused
            except (OSError, smtplib.SMTPException):
                self._drop()  # what is lost before a message's end was said has not left
                refusal = _RefusedError(_LOST, again=True)
            if wait is None or not refusal.again:
                break
            self._pause(wait * random.uniform(0.5, 1.5))  # noqa: S311  (so that many clerks do not come back at once)
        if isinstance(refusal, _NoWayError):
            self._hopeless = Failed(refusal.because)
        return Failed(refusal.because)

    def settle(self, serial: str, sealed_mac: str) -> Receipt:  # noqa: ARG002  (nothing here remembers either)
        """What became of an attempt that a stopped run left open: nobody here can tell."""
        return InDoubt("a stopped run may have given it to the mail server")

    def reach(self) -> str:
        """Why the server takes no message from here, without offering one; "" if it would."""
        try:
            self._connected()
        except _NoWayError as none:
            return none.because
        return ""

    def close(self) -> None:
        """Take leave of the server."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._drop()

    # ---- one message -------------------------------------------------------------------------------------------------

    def _given(self, mailbox: str, data: bytes) -> Receipt:
        connection = self._connected()
        limit = connection.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(data):
            raise _RefusedError(f"it has {len(data)} bytes and the mail server takes {limit}")
        size = f" SIZE={len(data)}" if "size" in connection.esmtp_features else ""
        try:
            self._say(connection, f"MAIL FROM:<{self._server.sender}>{size}")
            self._say(connection, f"RCPT TO:<{mailbox}>")
            self._say(connection, "DATA", _GO_ON)
        except _RefusedError:
            self._forget(connection)
            raise
        _patient(connection, self._server.message)
        connection.send(re.sub(rb"(?m)^\.", b"..", data))
        return self._ended(connection)

    def _ended(self, connection: smtplib.SMTP) -> Receipt:
        """Say the end of the message and hear what became of it: from here on silence is doubt."""
        try:
            connection.send(b".\r\n")
            code, said = connection.getreply()
            _patient(connection, self._server.word)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return InDoubt("the mail server had the whole message and did not answer")
        if code == _DONE:
            queued = _QUEUED.search(said)
            return Sent(queued[1].decode("ascii") if queued else _numbers(code, said))
        if _is_refusal(code):
            raise _refusal(code, said)
        self._drop()
        return InDoubt(f"the mail server answered a whole message with {_numbers(code, said)}")

    def _say(self, connection: smtplib.SMTP, words: str, *good: int) -> None:
        code, said = connection.docmd(words)
        if code not in (good or (_DONE, _FORWARDS)):
            raise _refusal(code, said)

    def _forget(self, connection: smtplib.SMTP) -> None:
        """Begin anew after a refusal, so that the next message finds nothing of this one."""
        try:
            code, _ = connection.rset()
        except (OSError, smtplib.SMTPException):
            code = 0
        if code != _DONE:
            self._drop()

    # ---- the connection ----------------------------------------------------------------------------------------------

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._opened()
            except ssl.SSLCertVerificationError as error:
                said = error.verify_message.rstrip(".")
                raise _NoWayError(f"the mail server's certificate is not good: {said}") from None
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError, smtplib.SMTPServerDisconnected):
                raise _NoWayError(_UNREACHED, again=True) from None
            except ssl.SSLError:
                raise _NoWayError("the mail server and this machine agree on no TLS") from None
            except OSError as error:
                if isinstance(error, smtplib.SMTPException):
                    raise _refused_at_the_door(error) from None
                raise _NoWayError(_UNREACHED, again=True) from None
        return self._connection

    def _opened(self) -> smtplib.SMTP:
        server, context = self._server, self._context
        connection = (
            smtplib.SMTP_SSL(server.host, server.port, server.hello, timeout=server.word, context=context)
            if server.security == "tls"
            else smtplib.SMTP(server.host, server.port, server.hello, timeout=server.word)
        )
        try:
            if server.security == "starttls":
                connection.starttls(context=context)
            connection.ehlo_or_helo_if_needed()
            if server.login is not None:
                connection.login(*server.login)
        except BaseException:
            connection.close()
            raise
        return connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def login(user: str, password: str) -> tuple[str, str]:
    """User and password as a server can be told them. Raises SettingsError for letters that no login takes."""
    if not (user + password).isascii():
        raise SettingsError("smtp: the login has letters that a mail server does not take", "Ask for one in ASCII.")
    return user, password


def _refused_at_the_door(error: smtplib.SMTPException) -> _NoWayError:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _NoWayError(f"the mail server refuses the login ({error.smtp_code})", again=_for_now(error.smtp_code))
    if isinstance(error, smtplib.SMTPResponseException):
        return _NoWayError(f"the mail server says {error.smtp_code}", again=_for_now(error.smtp_code))
    return _NoWayError("the mail server offers no STARTTLS, or no login that is known here")


def _refusal(code: int, said: bytes) -> _RefusedError:
    return _RefusedError(f"the mail server says {_numbers(code, said)}", again=_for_now(code))


def _patient(connection: smtplib.SMTP, seconds: float) -> None:
    """How long the next word or answer may take; a whole message goes as one word."""
    if connection.sock is not None:
        connection.sock.settimeout(seconds)


def _for_now(code: int) -> bool:
    return str(code).startswith("4")


def _is_refusal(code: int) -> bool:
    return str(code).startswith(("4", "5"))


def _numbers(code: int, said: bytes) -> str:
    """A reply by its numbers (RFC 5321 and RFC 3463), without its words."""
    enhanced = _ENHANCED.match(said)
    return f"{code} {enhanced[1].decode('ascii')}" if enhanced else str(code)
