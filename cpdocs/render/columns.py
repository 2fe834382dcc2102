"""How wide the columns of a table are, from what stands in them, and which rows a page may end in: the same in Word and
in PDF. Runs in the child.

A layout engine that finds the widths out by itself sets every cell twice over, which took half the time of a letter.
And one that may not break a row that is longer than a page leaves out the table's head to make room.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cpdocs.documents.blocks import Inline, Table

#: About so many letters of a table stand on a line across the page, unless a layout says otherwise.
_LINE: Final = 75
#: The white on both sides of a cell is as wide as so many.
_WHITE: Final = 3
#: "20 November 2026"
_SHORT: Final = 16
#: In the largest print so many letters stand on a line across the page, and so many lines are surely less than a page
#: beside the head, however wide the letters and however uneven the lines.
_LARGE_LINE: Final = 45
_LINES: Final = 13


def shares(table: Table, line: int = _LINE) -> tuple[float, ...]:
    """The share of each column in hundredths of the whole width, of which ``line`` letters are; together 100.

    Each gets what its longest word needs; then what is as short as a date gets a line of its own, if half of what is
    left of the line is enough for that; what is left then goes to each by the length of its texts.
    """
    columns = [[_plain(cell) for cell in column] for column in zip(table.head, *table.rows, strict=True)]
    needed = [_WHITE + max(map(_longest_word, column)) for column in columns]
    wanted = [_WHITE + max(map(_wanted, column)) for column in columns]
    if sum(wanted) - sum(needed) <= (line - sum(needed)) / 2:
        needed = wanted
    left = max(0, line - sum(needed))
    lengths = [sum(map(len, column)) or 1 for column in columns]
    widths = [need + left * length / sum(lengths) for need, length in zip(needed, lengths, strict=True)]
    return tuple(round(100 * width / sum(widths), 2) for width in widths)


def breakable(row: tuple[Inline, ...], widths: tuple[float, ...]) -> bool:
    """Whether a page may end inside ``row``, since it may be as long as a page; other rows stay in one piece."""
    return _lines(row, widths) > _LINES


def short(table: Table, widths: tuple[float, ...]) -> bool:
    """Whether the whole table is surely shorter than a page: then it stays in one piece."""
    return sum(math.ceil(_lines(row, widths)) for row in table.rows) <= _LINES


def _lines(row: tuple[Inline, ...], widths: tuple[float, ...]) -> float:
    """How many lines of the largest print the longest cell fills, were they all full."""
    return max(len(_plain(cell)) / (_LARGE_LINE * width / 100) for cell, width in zip(row, widths, strict=True))


def _plain(cell: Inline) -> str:
    return "".join(run.text for run in cell)


def _longest_word(text: str) -> int:
    return max(map(len, text.split(" ")))


def _wanted(text: str) -> int:
    return len(text) if len(text) <= _SHORT else _longest_word(text)
