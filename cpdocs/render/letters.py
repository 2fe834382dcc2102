"""Which letters can be printed at all. A letter that would come out as an empty box, or not at all, stops the paper.

WeasyPrint draws a missing letter as a box and Word drops a control character, both without a word (HAZARDS.md,
danger 4 and hazard 7). So a text is refused before it is laid out, and the refusal names its block.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from cpdocs.documents.blocks import block_texts
from cpdocs.render.fonts import of_each
from cpdocs.render.problems import ProblemError
from cpdocs.words import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cpdocs.documents.blocks import Draft

#: Control, surrogate, private-use and unassigned characters: no paper shows them, and XML cannot hold some.
_REFUSED: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
#: The two overrides of direction make a text look like another one (hazard 29); the other marks of direction do not.
_OVERRIDES: Final = frozenset("\u202d\u202e")
#: What the fonts need not have, since it looks the same as what stands in its place: hyphens pasted from Word, a dash
#: as wide as a figure, and the two separators that no font draws.
_DRAWN_AS: Final = {0x2010: "-", 0x2011: "-", 0x2012: "–", 0x2028: " ", 0x2029: " "}


def refuse_unprintable(draft: Draft) -> None:
    """Raise ProblemError ``control`` at the first text with a character that cannot be printed."""
    for block, text in _placed_texts(draft):
        refuse_unprintable_in((text,), block)


def refuse_unprintable_in(texts: Iterable[str], block: int = 0) -> None:
    """The same for loose texts, such as a stamp's lines."""
    for text in texts:
        if any(unicodedata.category(c) in _REFUSED or c in _OVERRIDES for c in text):
            raise ProblemError("control", block=block)


def refuse_missing(draft: Draft, known: frozenset[int]) -> None:
    """Raise ProblemError ``letters`` at the first text with a letter that ``known``, the fonts' letters, lacks."""
    for block, text in _placed_texts(draft):
        refuse_missing_in((text,), known, block)


def refuse_missing_in(texts: Iterable[str], known: frozenset[int], block: int = 0) -> None:
    """The same for loose texts."""
    for text in texts:
        # The text engine shapes composed and decomposed spellings alike, so either may be in the font.
        if not all(is_drawn(c, known) for c in unicodedata.normalize("NFC", text)):
            raise ProblemError("letters", block=block)


def is_drawn(c: str, known: frozenset[int]) -> bool:
    """Whether a letter comes out as itself, by a font whose letters are ``known``."""
    return ord(c) in known or ord(c) in _DRAWN_AS or _prints_as_nothing(c)


def drawable(text: str) -> str:
    """``text`` with the characters that look alike replaced; none of them means anything in HTML or JSON."""
    return text.translate(_DRAWN_AS)


def font_letters(fonts: Path) -> frozenset[int]:
    """The code points that at least one font file in ``fonts`` can draw. Raises ProblemError ``fonts`` for none."""
    known = frozenset[int]().union(*of_each(fonts, lambda font: font.getBestCmap() or ()))
    if not known:
        raise ProblemError("fonts")
    return known


def _prints_as_nothing(c: str) -> bool:
    """Spaces, joiners, marks of direction, soft hyphens: no glyph, or one that the text engine makes of a space."""
    return c == "\xad" or not letters(c)


def _placed_texts(draft: Draft) -> Iterator[tuple[int, str]]:
    """Every text with the number of its block, counted from 1; 0 for the letterhead and the title."""
    head = draft.letterhead
    yield from ((0, text) for text in (draft.title, head.name, *head.lines, head.marking))
    for number, block in enumerate(draft.blocks, start=1):
        yield from ((number, text) for text in block_texts(block))
