"""Finding rows of cells in the letters that were read from pages, where a page may have ended between two of them.

Only a table needs more than a search: its head stands again at the top of each page, and a row that is longer than a
page ends on the next, each cell going on under its own beginning. What is read is then the beginnings of the cells, the
head, and the rests. All of that is accepted, at the end of a page, and nothing else.

Of a text that is written from the right the letters are counted and not their order inside the block or the row: a PDF
holds them as they stand on the line, and its readers guess the order of digits, brackets and foreign words in them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, TypeAlias

#: The letters of each cell, row by row; of a table, the head first.
Rows: TypeAlias = Sequence[Sequence[str]]

#: How often the search may try another place where a row may be broken; hardly ever does it need more than a few.
_TRIES: Final = 2_000
#: The directions (UAX 9) of letters that are written from the right.
_FROM_THE_RIGHT: Final = frozenset({"R", "AL"})
#: Brackets, which are drawn the other way round in such a text.
_BRACKETS: Final = str.maketrans(")]}>»›", "([{<«‹")


@dataclass(frozen=True, slots=True)
class Pages:
    """The letters of all pages, and the places at which one page ends and the next begins."""

    text: str
    breaks: frozenset[int] = frozenset()

    def find(self, rows: Rows, at: int) -> tuple[int, int]:
        """Where ``rows`` begin and end, at ``at`` or later; (-1, -1) when they are not there as a whole."""
        if (end := self._end(rows, at)) >= 0:
            return at, end
        start = self.text.find("".join(rows[0]), at)
        end = self._end(rows, start) if start > at else -1
        return (start, end) if end >= 0 else (-1, -1)

    def _end(self, rows: Rows, at: int) -> int:
        head = "".join(rows[0]) if len(rows) > 1 else ""
        ends = self._row(rows[0], at, "", _tries())
        for row in rows[1:]:
            ends = {end for place in ends for end in self._row(row, place, head, _tries())}
        return max(ends, default=-1)

    def _row(self, cells: Sequence[str], at: int, head: str, tries: Iterator[int]) -> set[int]:
        """Every place at which the row may end that begins at ``at``, or after the repeated ``head`` there."""
        ends = set()
        starts = [at]
        if head and at in self.breaks and self._reads(head, at):
            starts.append(at + len(head))
        whole = "".join(cells)
        for start in starts:
            if self._reads(whole, start):
                ends.add(start + len(whole))
            elif head and (broken := [b for b in self.breaks if start < b < start + len(whole)]):
                ends |= self._broken(cells, start, min(broken), head, tries)
        return ends

    def _broken(self, cells: Sequence[str], at: int, page: int, head: str, tries: Iterator[int]) -> set[int]:
        """Every place at which the row may end that begins at ``at`` and goes on on the next page, at ``page``."""
        drawn = self.text[at:page]
        from_the_right = _from_the_right("".join(cells))
        rests = _rests_counted(cells, drawn) if from_the_right else _rests(cells, drawn, tries)
        return next((ends for rest in rests if (ends := self._row(rest, page, head, tries))), set())

    def _reads(self, text: str, at: int) -> bool:
        read = self.text[at : at + len(text)]
        return read == text or (_from_the_right(text) and _counted(read) == _counted(text))


def _tries() -> Iterator[int]:
    return iter(range(_TRIES))


def _from_the_right(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in _FROM_THE_RIGHT for c in text)


def _counted(text: str) -> Counter[str]:
    return Counter(text.translate(_BRACKETS))


def _rests(cells: Sequence[str], drawn: str, tries: Iterator[int]) -> Iterator[tuple[str, ...]]:
    """What is left of each cell, for each way in which ``drawn`` is made of beginnings of the cells, in order."""
    if not cells and not drawn:
        yield ()
    if not cells or next(tries, None) is None:
        return
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(cells[0], drawn, strict=False)))
    for length in range(alike, -1, -1):
        for rests in _rests(cells[1:], drawn[length:], tries):
            yield (cells[0][length:], *rests)


def _rests_counted(cells: Sequence[str], drawn: str) -> Iterator[tuple[str, ...]]:
    """The same of a row in which letters are counted: what is left of all cells together, in some order."""
    whole, read = _counted("".join(cells)), _counted(drawn)
    if read <= whole:
        yield ("".join((whole - read).elements()),)
