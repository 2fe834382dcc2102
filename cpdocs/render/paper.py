"""The nouns of this room: a laid out paper, the stamp it gets, and the finished copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from cpdocs.documents.blocks import Draft

Format: TypeAlias = Literal["pdf", "docx"]

#: The media types of RFC 8118 and of ISO/IEC 29500 (Word).
MEDIA_TYPES: Final[dict[Format, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A paper laid out and cleaned, for nobody yet. Same Draft, same templates: same bytes and same ``digest``.

    ``digest`` is the hex SHA-256 of Draft, format and templates together. It depends on case text, so it stays in
    memory and is written nowhere (HAZARDS.md, hazard 25).
    """

    format: Format
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes a copy one person's: who it is issued to, its serial, and an optional ``notice`` line under them."""

    issued_to: str
    serial: str
    notice: str = ""

    def lines(self) -> tuple[str, ...]:
        """The stamp as it is printed at the foot of every page, one text a line."""
        first = f"Issued to {self.issued_to} · {self.serial}"
        return (first, self.notice) if self.notice else (first,)


@dataclass(frozen=True, slots=True)
class Order:
    """One copy to be made: the words, the format, and for whom."""

    draft: Draft
    format: Format
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Copy:
    """The finished file of one recipient: what is checked, sealed and sent, byte for byte."""

    format: Format
    data: bytes
    serial: str
    media_type: str
