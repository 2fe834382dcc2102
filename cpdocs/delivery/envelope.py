"""One Sealed with an address on it, ready for a transport: a complete message, or a print file.

``address`` is the only maker of an Envelope. It writes the message itself, a few lines of fixed shape, and reads it
back with the standard library's parser: what another mail program will see must be one sender, one recipient, the
neutral subject and the sealed files, and no more (HAZARDS.md, "Hazards and tests" 16, 17, 18, 20, 29).
"""

from __future__ import annotations

import base64
import quopri
import re
from dataclasses import dataclass
from email import policy
from email.errors import MultipartInvariantViolationDefect
from email.header import Header
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from typing import TYPE_CHECKING

from cpdocs.channels.base import Destination, EmailTo, PaperTo, Sealed, SealedFile
from cpdocs.errors import CarryError, SettingsError

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage

_ATOMS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})+")
#: A plain mailbox of RFC 5321, 4.1.2: dot-atoms in ASCII. No quoted local part, no comment, no address literal.
_MAILBOX = re.compile(rf"(?=.{{1,254}}\Z)(?={_ATOMS}@)[^@]{{1,64}}@{_DOMAIN.pattern}")
_SERIAL = re.compile(r"[0-9A-Z]{10}")
_HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
#: What the sealed files of a channel are called behind the serial: only what is sealed for e-mail goes by e-mail.
_FILES = {
    "openpgp": r"(-[0-9]{1,3}\.[a-z0-9]{1,5}\.pgp|\.asc)",
    "smime": r"\.p7m",
    "pdf_password": r"-[0-9]{1,3}\.pdf",
}
#: What is the message itself, with the covering text inside, and stands alone: the content type of such a message.
_WHOLE = {".p7m": "application/pkcs7-mime", ".asc": "multipart/encrypted"}
#: Armour of RFC 9580, 6.2, as far as it must be: no line in it can be a boundary or too long.
_ARMOUR = re.compile(rb"-----BEGIN PGP MESSAGE-----\n([A-Za-z0-9+/=]{0,76}\n)+-----END PGP MESSAGE-----\n")
#: Longest subject of an authority: with the serial behind it, it still stands on one line.
_LONGEST_SUBJECT = 50
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Stationery:
    """The authority's neutral constants for one audience; nothing in them differs from one family to the next.

    ``subject`` stands before the serial, ``body`` is the covering text (paragraphs of plain text). A name, subject or
    text that could carry a header, turn the line or hide characters is refused when the constants are made.

    Raises:
        SettingsError: naming the constant, never its value.
    """

    sender_name: str
    sender_address: str
    subject: str
    body: str
    message_id_domain: str

    def __post_init__(self) -> None:
        wrong = {
            "sender_name": not _is_line(self.sender_name, _LONGEST_NAME),
            "sender_address": not _MAILBOX.fullmatch(self.sender_address),
            "subject": not _is_line(self.subject, _LONGEST_SUBJECT),
            "body": not self.body.strip() or not all(c.isprintable() or c == "\n" for c in self.body),
            "message_id_domain": not _DOMAIN.fullmatch(self.message_id_domain),
        }
        for name in (name for name, is_wrong in wrong.items() if is_wrong):
            raise SettingsError(
                f"The message constant {name} is not plain printable text of the kind and length needed.",
                "Write it without line breaks or special characters; addresses as local@domain.",
            )


@dataclass(frozen=True, slots=True)
class Envelope:
    """One parcel on its way to one destination. Only ``address`` makes one.

    ``data`` is final: for EmailTo the complete message of RFC 5322 with CRLF line ends, for PaperTo the print file.
    ``name`` is ``SERIAL.eml`` or ``SERIAL.pdf``.
    """

    serial: str
    to: Destination
    name: str
    data: bytes


def address(sealed: Sealed, stationery: Stationery, date: datetime) -> Envelope:
    """Put ``sealed`` into an envelope for its own destination.

    Same arguments, same bytes. ``date`` has a time zone; it becomes the Date header. The headers are From, To,
    Subject (``stationery.subject`` and the serial), Date, Message-ID (``<SERIAL@domain>``), MIME-Version and
    Content-*; there is no Cc and no Bcc. Each sealed file is one attachment behind the covering text; an S/MIME or
    PGP/MIME parcel is the message itself, with the covering text inside (RFC 8551, 3.2; RFC 3156, 4).

    Raises:
        CarryError: the sealed parcel, its address or ``date`` is not of the form above, or the message does not read
            back as written. Nothing has left. The message holds no address.
    """
    if not _SERIAL.fullmatch(sealed.serial):
        raise CarryError("A sealed parcel has no serial of ten letters and digits.")
    match sealed.to:
        case PaperTo():
            return _print_file(sealed)
        case EmailTo(address=mailbox):
            return _message(sealed, mailbox, stationery, date)


def message_id(serial: str, domain: str) -> str:
    """The Message-ID of a parcel's message: the same however often it is made, so that it can be looked for."""
    return f"<{serial}@{domain}>"


def _print_file(sealed: Sealed) -> Envelope:
    name = f"{sealed.serial}.pdf"
    if sealed.channel != "print" or [file.name for file in sealed.files] != [name]:
        raise CarryError(f"Parcel {sealed.serial} goes on paper but is not one print file.")
    return Envelope(sealed.serial, sealed.to, name, sealed.files[0].data)


def _message(sealed: Sealed, mailbox: str, stationery: Stationery, date: datetime) -> Envelope:
    own = re.compile(sealed.serial + _FILES[sealed.channel]) if sealed.channel in _FILES else None
    one = len(sealed.files) == 1 or not any(_kind(sealed, file) for file in sealed.files)
    if own is None or not sealed.files or not one or not all(own.fullmatch(f.name) for f in sealed.files):
        raise CarryError(f"Parcel {sealed.serial} goes by email but its files are not sealed for email.")
    if not _MAILBOX.fullmatch(mailbox):
        raise CarryError(f"The address of parcel {sealed.serial} is not one plain mailbox.")
    if date.tzinfo is None:
        raise CarryError("The date of a message needs a time zone.")
    data = _written(sealed, mailbox, stationery, date)
    _read_back(data, sealed, mailbox, stationery)
    return Envelope(sealed.serial, sealed.to, f"{sealed.serial}.eml", data)


def _written(sealed: Sealed, mailbox: str, stationery: Stationery, date: datetime) -> bytes:
    head = (
        f"From: {_encoded(stationery.sender_name, quoted=True)}\r\n <{stationery.sender_address}>",
        f"To: {mailbox}",
        f"Subject: {_encoded(stationery.subject)} {sealed.serial}",
        f"Date: {format_datetime(date)}",
        f"Message-ID: {message_id(sealed.serial, stationery.message_id_domain)}",
        "MIME-Version: 1.0\r\n",
    )
    match _kind(sealed, sealed.files[0]):
        case "application/pkcs7-mime":
            entity = _enveloped(sealed.files[0])
        case "multipart/encrypted":
            entity = _encrypted(sealed, sealed.files[0])
        case _:
            entity = _parts(sealed, stationery)
    return b"\r\n".join(line.encode("ascii") for line in head) + entity


def _kind(sealed: Sealed, file: SealedFile) -> str:
    """The content type of a message that this file is the whole of; "" for one that is attached."""
    return _WHOLE.get(file.name.removeprefix(sealed.serial), "")


def _encrypted(sealed: Sealed, file: SealedFile) -> bytes:
    """The two parts of RFC 3156, section 4: which version it is, and the armoured message."""
    if not _ARMOUR.fullmatch(file.data):
        raise CarryError(f"Parcel {sealed.serial} goes by PGP/MIME but is not one armoured message.")
    boundary = f"=_{sealed.serial}"
    head = (
        f'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\r\n boundary="{boundary}"\r\n'
        f"\r\n--{boundary}\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
        f'\r\n--{boundary}\r\nContent-Type: application/octet-stream; name="{file.name}"\r\n'
        f'Content-Disposition: inline; filename="{file.name}"\r\n\r\n'
    )
    return head.encode("ascii") + file.data.replace(b"\n", b"\r\n") + f"\r\n--{boundary}--\r\n".encode("ascii")


def _enveloped(file: SealedFile) -> bytes:
    """The whole message is the sealed one, by the name that mail programs look for (RFC 8551, 3.2.1)."""
    head = (
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data;\r\n name="smime.p7m"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="smime.p7m"\r\n\r\n'
    )
    return head.encode("ascii") + _base64(file.data)


def _parts(sealed: Sealed, stationery: Stationery) -> bytes:
    # "=_" stands in no quoted-printable and no base64 text (RFC 2046, 5.1.1), so the boundary cannot occur in a part.
    boundary = f"=_{sealed.serial}"
    parts = (_text_part(stationery.body), *map(_file_part, sealed.files))
    between = f"\r\n--{boundary}\r\n".encode("ascii")
    return (
        f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n'.encode("ascii")
        + b"".join(between + part for part in parts)
        + f"\r\n--{boundary}--\r\n".encode("ascii")
    )


def _text_part(body: str) -> bytes:
    encoded = quopri.encodestring(f"{body.strip()}\n".encode()).replace(b"\n", b"\r\n")
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head + encoded


def _file_part(file: SealedFile) -> bytes:
    head = (
        f'Content-Type: {file.media_type}; name="{file.name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{file.name}"\r\n\r\n'
    )
    return head.encode("ascii") + _base64(file.data)


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _encoded(text: str, *, quoted: bool = False) -> str:
    """``text`` in ASCII: as it is, quoted where a display name asks for it, or as encoded words of RFC 2047."""
    if not text.isascii() or "=?" in text:
        return Header(text, "utf-8", maxlinelen=70).encode(linesep="\r\n")
    if not quoted:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _read_back(data: bytes, sealed: Sealed, mailbox: str, stationery: Stationery) -> None:
    """Refuse a message that another program would read otherwise than it was meant."""
    head: EmailMessage = BytesHeaderParser(policy=policy.default).parsebytes(data)
    senders, recipients = head["From"].addresses, head["To"].addresses
    read = (
        tuple(head.keys()),
        head.get_content_type(),
        [(one.display_name, one.addr_spec) for one in senders],
        [(one.display_name, one.addr_spec) for one in recipients],
        head["Subject"],
    )
    more = ("Content-Transfer-Encoding", "Content-Disposition") if sealed.channel == "smime" else ()
    meant = (
        (*_HEADERS, *more),
        _kind(sealed, sealed.files[0]) or "multipart/mixed",
        [(stationery.sender_name, stationery.sender_address)],
        [("", mailbox)],
        f"{stationery.subject} {sealed.serial}",
    )
    loose = data.replace(b"\r\n", b"")
    # Before 3.11.3 a parser that was asked for headers only calls every multipart message defective.
    defects = [d for d in head.defects if not isinstance(d, MultipartInvariantViolationDefect)]
    defects += [d for name in head for d in head[name].defects]
    if read != meant or b"\r" in loose or b"\n" in loose or defects:
        raise CarryError(f"The message of parcel {sealed.serial} does not read back as written.")


def _is_line(text: str, longest: int) -> bool:
    return bool(text) and len(text) <= longest and text == " ".join(text.split()) and text.isprintable()
