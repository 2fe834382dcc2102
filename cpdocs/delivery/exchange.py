"""The transport "exchange": messages given to the council's own Exchange Server by its web service (EWS).

    CreateItem, SendAndSaveCopy, the whole message as MimeContent    one request a message

The copy that Exchange keeps in Sent Items is what was sent: ciphertext, under our own Message-ID. Exchange Online has
switched this door off (1 October 2026); for it there is Microsoft Graph.

exchangelib speaks the protocol, with FailFast, so that it repeats nothing by itself. What is known of a message is told
from the wire below it (exchange_wire.py): whether a connection stood, whether the request was said to its end, and the
number of the answer.

    no connection, no good certificate, or the request was not said to its end    tried again a few times, then Failed
    Exchange's own ErrorServerBusy, or 503 that names a pause                     the same
    too large, and not offered; 401, 403, 404; any other error that is named      Failed
    NoError                                                                       Sent
    anything else once the request was said, or nothing                           InDoubt, never tried again unasked

(DESIGN.md, "Transports"; HAZARDS.md, "Hazards and tests" 6, 7 and 22; LIBRARIES.md section 6.)
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, ClassVar, Final

from cpdocs.channels.base import EmailTo
from cpdocs.delivery import web
from cpdocs.delivery.base import Failed, InDoubt, Receipt, Sent
from cpdocs.delivery.envelope import Envelope, message_id
from cpdocs.delivery.exchange_wire import Server, Wire, account
from cpdocs.delivery.web import Patience, RefusedError

_OK, _BUSY = 200, 503
_REFUSALS: Final = {
    401: "refuses the login",
    403: "does not let this login in (403)",
    404: "has no web service at endpoint: (404)",
    413: "takes no message as large as this (413)",
}
#: Errors by which Exchange says that it could not finish, and not that it would not begin.
_UNSURE: Final = re.compile(
    r"ErrorInternalServer|ErrorTimeoutExpired|ErrorBatchProcessingStopped|ErrorMessageDispositionReq"
)
_NAMED: Final = re.compile(r"Error[A-Za-z0-9]{1,60}")
_RERAISED: Final = re.compile(r"Reraised from (Error[A-Za-z0-9]{1,60})\(")
_UNREACHED: Final = "Exchange cannot be reached"


class Exchange:
    """Carries messages from one mailbox of ``server``."""

    name: ClassVar[str] = "exchange"

    def __init__(self, server: Server, patience: Patience | None = None) -> None:
        self._server = server
        self._patience = patience or Patience()
        self._wire = Wire()
        web.quiet()
        self._account: Any = account(
            server, web.https(server.endpoint, "exchange: endpoint"), web.trust(server.ca_file, "exchange"), self._heard
        )

    def wire(self, envelope: Envelope) -> bytes:
        """The message as Exchange is given it, but for the base64 that its request asks for."""
        return envelope.data

    def too_large(self, envelope: Envelope) -> str:
        """Exchange's limit is a setting: it says nothing of it beforehand."""
        size, most = len(envelope.data), self._server.most
        return f"it has {size} bytes and Exchange takes {most} (largest: in cpdocs.yaml)" if size > most else ""

    def carry(self, envelope: Envelope) -> Receipt:
        """Give the message to Exchange: Sent, Failed or InDoubt. A print file is Failed: no server takes it."""
        if not isinstance(envelope.to, EmailTo):
            return Failed("only a message goes by Exchange")
        if because := self.too_large(envelope):
            return Failed(because)
        return self._patience.offer(lambda: self._given(envelope.data))

    def settle(self, serial: str, sealed_mac: str) -> Receipt:  # noqa: ARG002  (nobody here can read the digest back)
        """Sent if it lies in Sent Items under its Message-ID. Not to find it there proves nothing: InDoubt."""
        wanted = message_id(serial, self._server.domain)
        try:
            found = [one.message_id for one in self._account.sent.filter(message_id=wanted).only("message_id")[:2]]
        except Exception:  # noqa: BLE001  (whatever the library makes of an answer, it is no evidence)
            return InDoubt("it may have been given to Exchange, and Sent Items cannot be looked at")
        finally:
            self._hang_up()
        if wanted in found:
            return Sent("found in Sent Items by its Message-ID")
        return InDoubt("it may have been given to Exchange, and is not in Sent Items, which proves nothing")

    def reach(self) -> str:
        """Why Exchange takes nothing from here, without offering it a message; "" if Sent Items can be looked at."""
        try:
            self._folder()
        except RefusedError as refused:
            return refused.because
        finally:
            self._hang_up()
        return ""

    def close(self) -> None:
        """Let go of the connections."""
        self._hang_up()

    # ---- one message -------------------------------------------------------------------------------------------------

    def _given(self, data: bytes) -> Receipt:
        from exchangelib import Message

        try:
            folder = self._folder()
            self._wire = Wire()
            try:
                Message(account=self._account, mime_content=data).send(copy_to_folder=folder)
            except Exception as error:  # noqa: BLE001  (named by the wire below it, and by Exchange's own word)
                return self._understood(error)
            return Sent(web.request_id(self._wire.headers) or "saved in Sent Items")
        finally:
            self._hang_up()  # a connection a message: no answer can be another's

    def _folder(self) -> Any:  # noqa: ANN401  (exchangelib has no types)
        """Sent Items. Raises RefusedError where they cannot be had: nothing was offered yet."""
        self._wire = Wire()
        try:
            return self._account.sent
        except Exception as error:  # noqa: BLE001  (before anything was offered every trouble is of one kind)
            wire, named = self._wire, _name(error)
            if wire.because or not wire.status:
                raise RefusedError(wire.because or _UNREACHED, again=not wire.because, hopeless=True) from None
            wait = web.asked_to_wait(wire.headers)
            busy = wire.status == _BUSY or named == "ErrorServerBusy"
            told = _REFUSALS.get(wire.status) or f"says {wire.status} {named}".strip()
            raise RefusedError(f"Exchange {told}", again=busy, wait=wait, hopeless=True) from None

    def _understood(self, error: Exception) -> Receipt:
        """What is known of a message at whose offering ``error`` was raised."""
        wire, named = self._wire, _name(error)
        if not wire.status:
            if wire.because or not wire.whole:
                because = wire.because or _UNREACHED
                raise RefusedError(because, again=not wire.because, hopeless=not wire.began) from None
            return InDoubt("Exchange had the whole message and did not answer")
        wait = web.asked_to_wait(wire.headers)
        if wire.status == _BUSY and wait is not None:
            raise RefusedError(f"Exchange says {_BUSY}", again=True, wait=wait) from None
        if wire.status in _REFUSALS:
            raise RefusedError(f"Exchange {_REFUSALS[wire.status]}", hopeless=wire.status == 401) from None  # noqa: PLR2004
        if wire.status in (_OK, 500) and named:
            if named == "ErrorServerBusy":
                raise RefusedError("Exchange says ErrorServerBusy", again=True, wait=_back_off(error)) from None
            if not _UNSURE.match(named):
                raise RefusedError(f"Exchange says {named}") from None
            return InDoubt(f"Exchange answered a whole message with {named}")
        if wire.status < 400:  # noqa: PLR2004  (whoever answers so is not Exchange: nothing more is offered to it)
            self._patience.hopeless = Failed("an earlier message was answered as Exchange answers none")
        return InDoubt(f"Exchange answered a whole message with {wire.status}")

    def _heard(self) -> Wire:
        return self._wire

    def _hang_up(self) -> None:
        with suppress(Exception):
            self._account.protocol.close()


def _name(error: Exception) -> str:
    """The code by which Exchange itself refused; "" for what the library makes of everything else."""
    from exchangelib.errors import ResponseMessageError

    if not isinstance(error, ResponseMessageError):
        return ""
    if str(error).startswith("Caused by"):  # the library's guess at an answer that is no word of Exchange's
        return ""
    own = _RERAISED.match(str(error))
    name = own[1] if own else type(error).__name__
    return name if _NAMED.fullmatch(name) else ""


def _back_off(error: Exception) -> float | None:
    wait = getattr(error, "back_off", None)
    return float(wait) if isinstance(wait, int | float) else None
