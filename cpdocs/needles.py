"""Looking for something that must not be in a text: by its spelling, however it is written; or by its runs of words.

Two nets use it: the search of what a clerk has typed, before anything is made, and the leak check on the finished
bytes. It stands below both so that the two cannot part over what counts as found. Nothing here says what is a secret.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, Protocol

from cpdocs import words

#: Words in a shingle: six in a row are hardly ever the same by chance, and survive a light rewording elsewhere.
SHINGLE: Final = 6
#: As many words in a row are copied and no chance: who writes up an hour of talk says many a thing twice in six.
COPIED: Final = 14
#: Shorter prose than this is no needle: two words stand everywhere.
SHORTEST_PROSE: Final = 3
#: From this many digits on (telephone numbers, dates, CHI numbers) a number is found however it is grouped.
_GROUPED: Final = 8


class Needle(Protocol):
    """Something that must not be found. ``id`` is a positional path in the record, never text."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def exact(self) -> bool: ...
    @property
    def spellings(self) -> Sequence[str]: ...


def hits(spelling: str, layer: Text, permitted: Sequence[str], told: Sequence[str] = (), *, exact: bool) -> bool:
    """Whether a spelling stands in ``layer``; of prose, six of its words in a row that are in no ``permitted`` text.

    ``told`` are the passages that the reader may read. What stands in one of them came through the rules, and about the
    same hour: only fourteen words in a row, or the whole of a shorter text of six or more, are a leak there.
    """
    sought = words.word_list(_composed(spelling))
    if exact:
        return layer.holds_exactly(sought)
    short, long = min(SHINGLE, len(sought)), max(SHINGLE, min(COPIED, len(sought)))
    if short < SHORTEST_PROSE:
        return False
    return _run(sought, short, layer, (*permitted, *told)) or _run(sought, long, layer, permitted)


def _run(sought: Sequence[str], size: int, layer: Text, permitted: Sequence[str]) -> bool:
    common = layer.shingles(size) & _shingles(sought, size)
    return any(not any(shingle in _prepared(p).shingles(size) for p in permitted) for shingle in common)


class Text:
    """One text, prepared for being searched many times."""

    def __init__(self, text: str) -> None:
        self.words = words.word_list(_composed(text))
        self._joined = "".join(self.words)
        ends = [0]
        for word in self.words:
            ends.append(ends[-1] + len(word))
        self._borders = frozenset(ends)
        self._soft = frozenset(i for i, (a, b) in enumerate(pairwise(self._joined), 1) if a.isdigit() != b.isdigit())
        self._shingles: dict[int, frozenset[tuple[str, ...]]] = {}

    def holds_exactly(self, sought: Sequence[str]) -> bool:
        """Whether the words stand here, in one piece or in others: "ky74zz" is in "KY7 4ZZ", not in "XKY7 4ZZ".

        A short number must be grouped as it is sought: "1012" is not in "10 12 2025". A long spelling may also touch
        a letter with a digit, or a digit with a letter, as in "Tel01632960000".
        """
        joined = "".join(sought)
        if not joined:
            return False
        if joined.isdigit() and len(joined) < _GROUPED:
            size = len(sought)
            return any(tuple(sought) == self.words[i : i + size] for i in range(len(self.words) - size + 1))
        borders = self._borders | self._soft if len(joined) >= _GROUPED else self._borders
        at = self._joined.find(joined)
        while at >= 0:
            if at in borders and at + len(joined) in borders:
                return True
            at = self._joined.find(joined, at + 1)
        return False

    def shingles(self, size: int) -> frozenset[tuple[str, ...]]:
        """Every ``size`` words in a row."""
        if size not in self._shingles:
            self._shingles[size] = _shingles(self.words, size)
        return self._shingles[size]


def _shingles(sequence: Sequence[str], size: int) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(sequence[i : i + size]) for i in range(len(sequence) - size + 1))


def _composed(text: str) -> str:
    """``text`` as one reader and another see the same words in it.

    An accent typed as a character of its own is part of its letter, not the end of a word, and a soft hyphen is
    nothing at all.
    """
    return unicodedata.normalize("NFKC", text.replace("\xad", ""))


@lru_cache(maxsize=512)
def _prepared(text: str) -> Text:
    """A permitted text: the council's own stand in every copy, and few are ever asked for."""
    return Text(text)
