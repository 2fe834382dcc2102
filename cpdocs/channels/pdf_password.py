"""PDF with a password: each file of a parcel encrypted with AES-256 under the recipient's own six words, and read back.

For somebody who agreed to it and has no key of her or his own. What it protects is as strong as the words and the road
they went by: they are handed over in person or by post, and never go through the channel that they open (DESIGN.md,
"Channels"). It seals finished, checked copies, for an encrypted file can be checked no more.
"""

from __future__ import annotations

import re
import secrets
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import pikepdf

from cpdocs.channels.base import EmailTo, Parcel, Phrase, PlainFile, Sealed, SealedFile
from cpdocs.errors import ChannelError

if TYPE_CHECKING:
    from collections.abc import Iterable

_PDF: Final = "application/pdf"
_AES_256: Final = "aesv3"
_REVISION: Final = 6  # ISO 32000-2; revision 5 has the same cipher and lets a password be guessed in one hash
_BITS: Final = 256


class PdfPassword:
    """The channel ``pdf_password``. It keeps nothing between parcels."""

    def seal(self, parcel: Parcel) -> Sealed:
        """Encrypt each file of ``parcel``, whose names stay ``SERIAL-1.pdf`` and so on.

        Every text and stream is encrypted, the metadata too, and every object that the format lets be. Whoever has the
        words may print, fill in and read aloud. The owner's password, which PDF asks for beside the reader's, is random
        and forgotten here. Two sealings of one parcel differ, as the format's salts must.

        Raises:
            ChannelError: held under ``no-phrase`` (the parcel has none) or ``not-sealed`` (a file is no whole PDF, or
                one that is protected already, or the result does not read back as it must).
        """
        phrase = _required_phrase(parcel)
        return Sealed(parcel.serial, parcel.channel, parcel.to, tuple(_sealed(file, phrase) for file in parcel.files))


def _required_phrase(parcel: Parcel) -> Phrase:
    if parcel.channel != "pdf_password" or not isinstance(parcel.to, EmailTo):
        raise ChannelError("not-sealed", "This parcel does not go as PDF with a password to a mailbox.")
    own = re.compile(rf"{re.escape(parcel.serial)}-[0-9]{{1,3}}\.pdf")
    if not parcel.files or not all(own.fullmatch(file.name) and file.media_type == _PDF for file in parcel.files):
        raise ChannelError("not-sealed", "Only PDF files, named SERIAL-1.pdf and so on, can go with a password.")
    if parcel.phrase is None or not all(parcel.phrase.words) or not parcel.phrase.words:
        raise ChannelError("no-phrase", "The recipient has no phrase.", "Issue one: cpdocs keys phrase")
    return parcel.phrase


def _sealed(file: PlainFile, phrase: Phrase) -> SealedFile:
    out = BytesIO()
    try:
        with pikepdf.open(BytesIO(file.data), attempt_recovery=False) as paper:
            if paper.is_encrypted:
                raise ChannelError("not-sealed", f"{file.name} is protected already.")
            if "/ID" in paper.trailer:  # a digest of the plain file, which stays in the clear
                del paper.trailer["/ID"]
            words = pikepdf.Encryption(owner=secrets.token_hex(32), user=phrase.text, R=_REVISION)
            # In object streams, so that the dictionaries of the file are encrypted with the rest.
            paper.save(out, encryption=words, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            drawn = _drawn(paper)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError):
        raise ChannelError("not-sealed", f"{file.name} is not a PDF file that can be read whole.") from None
    _read_back(file.name, out.getvalue(), phrase, drawn)
    return SealedFile(file.name, _PDF, out.getvalue())


def _read_back(name: str, data: bytes, phrase: Phrase, drawn: list[bytes]) -> None:
    """Refuse a file that opens without the words, that another cipher guards, or whose pages are others."""
    if _opens_without(data) or not _as_meant(data, phrase, drawn):
        raise ChannelError("not-sealed", f"{name} did not come back sealed under the recipient's words alone.")


def _as_meant(data: bytes, phrase: Phrase, drawn: list[bytes]) -> bool:
    try:
        with pikepdf.open(BytesIO(data), password=phrase.text, attempt_recovery=False) as read:
            guard = read.encryption
            strong = guard.R == _REVISION and guard.bits == _BITS
            whole = {m.name for m in (guard.stream_method, guard.string_method, guard.file_method)} == {_AES_256}
            return strong and whole and not read.owner_password_matched and _drawn(read) == drawn
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError):
        return False


def _opens_without(data: bytes) -> bool:
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False):
            return True
    except pikepdf.PasswordError:
        return False
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return True  # whatever it is, it is not what was meant


def _drawn(paper: pikepdf.Pdf) -> list[bytes]:
    """What each page draws."""
    return [b"\n".join(part.read_bytes() for part in _streams(page)) for page in paper.pages]


def _streams(page: pikepdf.Page) -> Iterable[Any]:  # pikepdf's objects are untyped
    contents: Any = page.obj.get("/Contents", pikepdf.Array())
    return (contents,) if isinstance(contents, pikepdf.Stream) else contents
