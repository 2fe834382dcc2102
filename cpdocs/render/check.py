"""Two nets under every copy, both on the finished bytes: are all its words there, and is nothing there that its
recipient may not see? Neither answer holds case text: places, ids and kinds only.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol

from cpdocs import words
from cpdocs.documents.blocks import Bullets, Numbers, block_texts
from cpdocs.render.extract import body, layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cpdocs.documents.blocks import Draft
    from cpdocs.render.paper import Copy, Format

#: Words in a shingle: six in a row are hardly ever the same by chance, and survive a light rewording elsewhere.
SHINGLE: Final = 6
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


@dataclass(frozen=True, slots=True)
class Leak:
    """A needle was found in a layer. ``exact`` leaks refuse; prose leaks wait for a second person."""

    id: str
    kind: str
    layer: str
    exact: bool


def lost_text(copy: Copy, draft: Draft) -> tuple[str, ...]:
    """Where the words of ``copy`` are not the words of ``draft`` in their order; empty when they are.

    White space is left out on both sides (words.letters). Places are ``letterhead``, ``block N`` (from 1) and ``end``;
    each is ``missing`` (its words are not there, or not in their place) or has ``extra words before it``.
    """
    read = _letters(body(copy))
    at, found = 0, []
    for place, text in _expected(draft, copy.format):
        start = read.find(text, at)
        if start < 0:
            found.append(f"{place}: missing")
            continue
        if start > at and not (found and found[-1].endswith("missing")):
            found.append(f"{place}: extra words before it")
        at = start + len(text)
    if at < len(read) and not (found and found[-1].endswith("missing")):
        found.append("end: extra words")
    return tuple(dict.fromkeys(found))


def leaks(
    copy: Copy, needles: Iterable[Needle], allowed: Iterable[str] = (), extra: Mapping[str, str] | None = None
) -> tuple[Leak, ...]:
    """Each needle with each layer it stands in. ``extra`` are layers outside the file, such as its name.

    An exact needle hits when its letters and digits stand in a layer, however spaced or punctuated, beginning and
    ending where words do. Prose hits when six of its words in a row stand in a layer (all of them, when it has three
    to five) and do not stand in one of the ``allowed`` texts.
    """
    read = {name: _Layer(text) for name, text in {**layers(copy), **(extra or {})}.items() if text.strip()}
    permitted = [_Layer(text) for text in allowed]
    return tuple(
        Leak(needle.id, needle.kind, name, needle.exact)
        for needle in needles
        for name, layer in read.items()
        if any(_hits(spelling, layer, permitted, exact=needle.exact) for spelling in needle.spellings)
    )


def _hits(spelling: str, layer: _Layer, permitted: Sequence[_Layer], *, exact: bool) -> bool:
    sought = words.word_list(_composed(spelling))
    if exact:
        return layer.holds_exactly(sought)
    size = min(SHINGLE, len(sought))
    if size < SHORTEST_PROSE:
        return False
    common = layer.shingles(size) & _shingles(sought, size)
    return any(not any(shingle in p.shingles(size) for p in permitted) for shingle in common)


class _Layer:
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


def _letters(text: str) -> str:
    """words.letters without soft hyphens, which are only drawn where a line is broken at one; ours never are."""
    return words.letters(text.replace("\xad", ""))


def _expected(draft: Draft, format: Format) -> Iterator[tuple[str, str]]:  # noqa: A002  (the word this project uses)
    """What must be read, place by place. The PDF draws list markers; Word counts for itself and stores none."""
    head = draft.letterhead
    yield "letterhead", _letters(" ".join((head.name, *head.lines, head.marking)))
    for number, block in enumerate(draft.blocks, start=1):
        texts = list(block_texts(block))
        if format == "pdf" and isinstance(block, Bullets):
            texts = [f"• {text}" for text in texts]
        if format == "pdf" and isinstance(block, Numbers):
            texts = [f"{count}. {text}" for count, text in enumerate(texts, start=1)]
        yield f"block {number}", "".join(map(_letters, texts))
