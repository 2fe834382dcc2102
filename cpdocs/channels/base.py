"""What a channel is given and what it gives back.

A channel seals the whole of one parcel for one recipient. It never chooses the recipient, the key or the channel, and
when it cannot seal as agreed it raises ChannelError with the id of a hold: there is no weaker second try
(DESIGN.md, "Channels"; HAZARDS.md, "Hazards and tests" 13 to 16).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

ChannelName: TypeAlias = Literal["openpgp", "smime", "pdf_password", "print"]


@dataclass(frozen=True, slots=True)
class EmailTo:
    """One mailbox: a plain ``local@domain``, checked when the contact was loaded."""

    address: str


@dataclass(frozen=True, slots=True)
class PaperTo:
    """A paper that goes by post or from hand to hand. The address stands on its address sheet and nowhere else."""

    by: Literal["post", "hand"]


Destination: TypeAlias = EmailTo | PaperTo


@dataclass(frozen=True, slots=True)
class PlainFile:
    """One finished file before protection. ``name`` is neutral (``SERIAL-1.pdf``) and travels inside the protection."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Phrase:
    """The six words that open one recipient's PDF files.

    Neither ``repr`` nor ``str`` shows them, so that no message and no traceback does by mistake.
    """

    words: tuple[str, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """As it is typed: small letters, one space between two words."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything that one recipient gets at once: the covering document first, then its enclosures in order.

    ``fingerprint`` is what a person pinned to the recipient, in hex digits, upper case: for openpgp the primary key's
    (40 of them), for smime the certificate's SHA-256 (64). ``phrase`` is for pdf_password only. ``note`` is the
    authority's neutral covering text; a channel whose message has no room for it outside puts it inside. For print
    the first file is the address sheet.
    """

    serial: str
    channel: ChannelName
    to: Destination
    files: tuple[PlainFile, ...]
    fingerprint: str | None = None
    phrase: Phrase | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One protected file, ready to be attached or printed.

    ``SERIAL-1.pdf.pgp`` for openpgp (``SERIAL.asc`` for the whole of a PGP/MIME message), ``SERIAL.p7m`` for smime,
    ``SERIAL-1.pdf`` for pdf_password, ``SERIAL.pdf`` for print.
    """

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """A parcel that only its recipient can open (or, for print, that only a printer tray separates from them)."""

    serial: str
    channel: ChannelName
    to: Destination
    files: tuple[SealedFile, ...]


class Channel(Protocol):
    """One way of protecting a parcel."""

    def seal(self, parcel: Parcel) -> Sealed:
        """Seal ``parcel`` for its one recipient.

        Raises:
            ChannelError: it cannot be sealed as agreed; the parcel is held under ``error.hold``.
        """
        ...
