"""What the transports that speak HTTPS share: which addresses they call, how long they wait, what they never say.

Nothing of the environment decides where a message goes or whom it trusts: no proxy variable, no .netrc, no variable
that names certificates. What the settings do not say is the machine's own (LIBRARIES.md section 6).
"""

from __future__ import annotations

import logging
import random
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from cpdocs.delivery.base import Failed, Receipt
from cpdocs.errors import SettingsError

#: So often a message is offered while the server says "not now", after pauses of about so many seconds.
_PAUSES: Final = (2.0, 8.0, 30.0)
#: A server that asks for a longer pause than this is left alone for the run: a clerk does not wait an hour.
_LONGEST: Final = 120.0
#: The libraries' own words hold addresses, headers and whole requests.
_TALKATIVE: Final = ("exchangelib", "httpx", "httpcore", "msal", "urllib3", "requests_ntlm")
_REQUEST_ID: Final = re.compile(r"[0-9A-Fa-f-]{8,64}")
_HTTPS: Final = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._/-]*)?")


class RefusedError(Exception):
    """It certainly did not leave.

    ``again`` says whether a later try may fare better and ``wait`` what pause the server asked for; ``hopeless``, that
    no other message of the run would fare better.
    """

    def __init__(self, because: str, *, again: bool = False, wait: float | None = None, hopeless: bool = False) -> None:
        super().__init__(because)
        self.because, self.again, self.wait, self.hopeless = because, again, wait, hopeless


@dataclass
class Patience:
    """How a run goes on offering while it is certain that nothing left, and when it gives the server up.

    ``pause`` waits between tries. ``hopeless`` is the answer to every further message of the run.
    """

    pause: Callable[[float], None] = time.sleep
    hopeless: Failed | None = None

    def offer(self, give: Callable[[], Receipt]) -> Receipt:
        """What ``give`` answers; it is called again, a few times, while it raises that it may be."""
        if self.hopeless is not None:
            return self.hopeless
        refusal = RefusedError("")
        for own in (*_PAUSES, None):
            try:
                return give()
            except RefusedError as refused:
                refusal = refused
            wait = own if refusal.wait is None else refusal.wait
            if own is None or wait is None or not refusal.again:
                break
            if wait > _LONGEST:
                refusal = RefusedError(
                    f"{refusal.because} and asks for {wait:.0f} seconds; send again then", hopeless=True
                )
                break
            self.pause(wait * random.uniform(1.0, 1.5))  # noqa: S311  (so that many clerks do not come back at once)
        receipt = Failed(refusal.because)
        if refusal.hopeless:
            self.hopeless = receipt
        return receipt


def quiet() -> None:
    """Let the libraries below say nothing by themselves: what they would say is no diagnostic of ours."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def https(url: str, setting: str) -> str:
    """``url`` without a last slash. Raises SettingsError for anything but plain https: no user, query or fragment."""
    if not _HTTPS.fullmatch(url):
        raise SettingsError(f"{setting}: no address that begins with https://", "Write it as https://host/path.")
    return url.rstrip("/")


def trust(ca_file: str | None, setting: str) -> ssl.SSLContext:
    """The certificates that are trusted: those in ``ca_file``, else the machine's own. Raises SettingsError."""
    try:
        # A folder and file of its own, so that SSL_CERT_FILE, which create_default_context would ask, decides nothing.
        paths = ssl.get_default_verify_paths()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_verify_locations(
            ca_file or _there(paths.openssl_cafile), None if ca_file else _there(paths.openssl_capath)
        )
    except (OSError, TypeError):  # an SSLError, for what is no certificate, is an OSError; TypeError: neither is there
        cure = "Name a file with certificates in PEM, or take ca_file: out."
        raise SettingsError(f"{setting}: ca_file: there are no certificates", cure) from None
    return context


def _there(path: str) -> str | None:
    from pathlib import Path

    return path if Path(path).exists() else None


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds of a Retry-After header, a number or a date (RFC 9110, 10.2.3); None without one that is either."""
    told = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,6}", told):
        return float(told)
    try:
        when = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    return max(0.0, (when.astimezone(UTC) - datetime.now(UTC)).total_seconds()) if when.tzinfo else None


def request_id(headers: Mapping[str, str]) -> str:
    """The server's own number for what it was asked, by which its administrator finds it; "" if it gave none."""
    told = headers.get("request-id", "")
    return told if _REQUEST_ID.fullmatch(told) else ""


def bad_certificate(error: BaseException | None) -> str:
    """What is wrong with a server's certificate, in whatever wrapping; "" if that is not the trouble."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"the server's certificate is not good: {error.verify_message.rstrip('.')}"
        inner = (getattr(error, "reason", None), *error.args[:1], error.__cause__, error.__context__)
        error = next((one for one in inner if isinstance(one, BaseException)), None)
    return ""
