"""Places to fill in, as wording.md writes them: each on a line of its own, from its first character.

    ____ My name                        one line to write on
    ____ (6) What I do not agree with   six lines
    [ ] I would like an interpreter     a box to tick

This is asked of the template's own characters, while tokens still stand for the values: whatever a value holds, it can
neither make a place nor undo one. A line that only looks like one (no blank after the mark, a place inside a list or a
table) is refused, since printed as text it would be a form on which nobody can write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: The most lines that one place has: at a centimetre each they fill a page.
MOST_LINES: Final = 20

_PLACE: Final = re.compile(r"____ (?:\((?P<lines>[0-9]{1,3})\) )?(?P<asked>\S.*)|\[ \] (?P<ticked>\S.*)")
_BEGINS: Final = re.compile(r"_{3,}|\[ ?\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """One place as the template has it: the source of its label, and its lines; no lines for a box to tick."""

    label: str
    lines: int | None


def marks(source: str) -> tuple[Mark, ...]:
    """The places in the source of one paragraph; none, if it is a paragraph like any other.

    Raises ValueError for a line that looks like a place and is none, and for a place among lines that are none.
    """
    return tuple(map(_mark, _lines(source))) if has_a_place(source) else ()


def has_a_place(source: str) -> bool:
    """Whether a line of this looks like a place to fill in, well written or not."""
    return any(map(_BEGINS.match, _lines(source)))


def _lines(source: str) -> list[str]:
    return [line.strip() for line in source.split("\n")]


def _mark(line: str) -> Mark:
    found = _PLACE.fullmatch(line)
    if found is None:
        raise ValueError("no place to fill in")
    if found["ticked"]:
        return Mark(found["ticked"], None)
    lines = int(found["lines"] or 1)
    if not 1 <= lines <= MOST_LINES:
        raise ValueError("too few or too many lines")
    return Mark(found["asked"], lines)
