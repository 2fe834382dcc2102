"""A finished pack read back, before anybody is sent it: is every word of every part there, and on each page its number,
the case and whose copy it is?

Parts and pack are read by a fenced child of its own, since the fonts and pictures in them are still a stranger's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from cpdocs.pack.enclosures import page_texts
from cpdocs.words import letters

if TYPE_CHECKING:
    from cpdocs.pack.bundle import Bound
    from cpdocs.render.paper import Stamp


def faults(
    pack: bytes, bound: Bound, parts: Sequence[bytes], case_reference: str, stamp: Stamp
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The pages that lack words of their part, and those that do not say what every page of a pack says.

    Raises EnclosureError where it cannot be read.
    """
    read = page_texts((pack, *parts))
    pages, sources = [_letters(text) for text in read[0]], [[_letters(text) for text in one] for one in read[1:]]
    marks = [_letters(case_reference), *(_letters(line) for line in stamp.lines())]
    unmarked = [
        f"page {n}"
        for n, page in enumerate(pages, start=1)
        if not all(mark in page for mark in (*marks, _letters(f"{n} of {bound.pages}")))
    ]
    lost = [f"page {n}" for n, words in _expected(bound, sources) if n > len(pages) or words not in pages[n - 1]]
    if len(pages) != bound.pages:
        lost.append(f"{len(pages)} pages for {bound.pages}")
    return tuple(lost), tuple(unmarked)


def _expected(bound: Bound, sources: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    """The running number of each page of each part, and the words that must stand on it."""
    return chain.from_iterable(
        enumerate(source, start=section.first) for section, source in zip(bound.sections, sources, strict=True)
    )


def _letters(text: str) -> str:
    """Without white space and soft hyphens: a page that was made smaller may be read with others."""
    return letters(text.replace("\xad", ""))
