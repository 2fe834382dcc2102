"""What a mail server says of a message of ours: a delivery status notification (RFC 3464), from a stranger's bytes.

    multipart/report; report-type=delivery-status        RFC 6522
        text/plain, or text and HTML                     for people; not read
        message/delivery-status                          an address, an action and a status code: this is read
        message/rfc822 or text/rfc822-headers            the message that it is about: its own headers are read

Postfix, Exchange Server and Microsoft 365 all write it so. Anybody can write one and send it to the council's mailbox.
So nothing of it is believed here: what it says is handed on in fixed words and codes, none of its prose, for somebody
who knows what was sent to compare (bounces.py). Only the parts that stand directly in the report are looked at; what is
nested deeper, such as a message of other people's, is not. Only its beginning is read, so that neither a large file nor
one that is made to be slow costs more than a moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message, MIMEPart
from email.parser import BytesParser, HeaderParser
from email.policy import EmailPolicy
from typing import Final, Literal, TypeAlias, cast, get_args

#: How much of a file is read. The notification and the headers of what it is about stand before the files that came
#: back; Microsoft's page for people, the largest of them, takes some 60 KB.
MOST: Final = 512 * 1024
_MOST_LINES: Final = 10_000
#: Longest header, and how often a part that holds others may be begun: more than any mail server writes.
_LONGEST: Final = 4096
_DEEPEST: Final = 30
#: What became of it, in the words of RFC 3464, 2.3.3.
Action: TypeAlias = Literal["failed", "delayed", "delivered", "relayed", "expanded"]
_STATUS: Final = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?!\S)")
_SERIAL: Final = r"[0-9A-Z]{10}"
_AT_THE_END: Final = re.compile(rf"(?:^|\s)({_SERIAL})\s*$")


@dataclass(frozen=True, slots=True)
class Said:
    """What a notification says of one address. ``code`` is the status code of RFC 3463, such as 5.1.1."""

    address: str
    action: Action
    code: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification, as it says itself.

    ``serials`` are those of ours that the message which it is about bears; ``to`` is that message's own address and
    ``dated`` its date, as far as it came back; ``written`` is the notification's own date.
    """

    serials: frozenset[str]
    said: tuple[Said, ...]
    to: str = ""
    dated: datetime | None = None
    written: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoNotice:
    """A file that is no notification, or none that can be read. ``because`` holds none of its words."""

    because: str


class _Bounded(EmailPolicy):
    """The standard library's own way of reading, but no header is longer than ``_LONGEST``."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST]


_POLICY: Final = _Bounded()


def read(data: bytes, domain: str) -> Notice | NoNotice:
    """What ``data`` says of a message of ours, whose Message-IDs are of ``domain``. Never raises.

    ``data`` is the beginning of a file; what stands after ``MOST`` bytes of it is not looked at.
    """
    head = b"".join(data[:MOST].splitlines(keepends=True)[:_MOST_LINES])
    if any(head.lower().count(begins) > _DEEPEST for begins in (b"boundary", b"message/")):
        return NoNotice("it has more parts inside each other than any mail server writes")
    try:
        return _read(cast("MIMEPart", BytesParser(policy=_POLICY).parsebytes(head)), domain)
    except Exception:  # noqa: BLE001  (whatever the library makes of a stranger's bytes, it is no notification)
        return NoNotice("it cannot be read as a message")


def _read(whole: MIMEPart, domain: str) -> Notice | NoNotice:
    if whole.get_content_type() != "multipart/report":
        automatic = str(whole.get("Auto-Submitted", "no")).strip().lower() != "no"
        return NoNotice(f"{'an automatic reply' if automatic else 'a message'}, and no delivery status notification")
    if whole.get_param("report-type", "") != "delivery-status":
        return NoNotice("a report of another kind, and no delivery status notification")
    parts = list(whole.iter_parts()) if whole.is_multipart() else []
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    said = tuple(_said(status)) if status is not None else ()
    if not said:
        return NoNotice("a delivery status notification that is not whole: it says of no address what became of it")
    about = next(filter(None, map(_about, parts)), None)
    serials = frozenset(_serials(whole, about, domain))
    if about is None:
        return Notice(serials, said, written=_date(whole))
    return Notice(serials, said, _address(about), _date(about), _date(whole))


def _said(status: MIMEPart) -> Iterator[Said]:
    """Each recipient's fields, but those without an address, an action or a code that RFC 3464 asks for."""
    for fields in cast("list[Message]", status.get_payload()) if status.is_multipart() else ():
        # The one that was written on the envelope; where it went on from there is nothing of ours.
        address = _mailbox(fields.get("Original-Recipient")) or _mailbox(fields.get("Final-Recipient"))
        action = str(fields.get("Action", "")).strip().partition(" ")[0].lower()
        code = _STATUS.match(str(fields.get("Status", "")).strip())
        if address and code and action in get_args(Action):
            yield Said(address, cast("Action", action), code[1])


def _mailbox(field: object) -> str:
    """The mailbox of ``rfc822; local@domain``; "" for any other kind of address."""
    kind, _, address = str(field or "").partition(";")
    return address.strip().strip("<>") if kind.strip().lower() == "rfc822" else ""


def _about(part: MIMEPart) -> MIMEPart | None:
    """The message that came back in ``part``, or its headers."""
    match part.get_content_type():
        case "message/rfc822" if part.is_multipart():
            return cast("MIMEPart", part.get_payload(0))
        case "text/rfc822-headers":
            return cast("MIMEPart", HeaderParser(policy=_POLICY).parsestr(_text(part)))
    return None


def _text(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    return data.decode("utf-8", "replace").lstrip() if isinstance(data, bytes) else ""


def _serials(whole: MIMEPart, about: MIMEPart | None, domain: str) -> Iterator[str]:
    """The serials by which a message of ours is known: its Message-ID, and the end of its subject, since the mail
    program from which a person sent it may have given it a Message-ID of its own.
    """
    ours = re.compile(rf"<({_SERIAL})@(?i:{re.escape(domain)})>")
    source, names = (whole, ("In-Reply-To", "References")) if about is None else (about, ("Message-ID",))
    for name in names:
        yield from ours.findall(str(source.get(name, "")))
    if subject := _AT_THE_END.search(str(source.get("Subject", ""))):
        yield subject[1]


def _address(about: MIMEPart) -> str:
    """The one address that ``about`` went to; "" for none or several."""
    header = about["To"]
    addresses = [str(one.addr_spec) for one in header.addresses] if header is not None else []
    return addresses[0] if len(addresses) == 1 else ""


def _date(message: MIMEPart) -> datetime | None:
    header = message["Date"]
    moment: datetime | None = header.datetime if header is not None else None
    return moment if moment is not None and moment.tzinfo is not None else None
