"""Two nets under every copy, both on the finished bytes: are all its words there, and is nothing there that its
recipient may not see? Neither answer holds case text: places, ids and kinds only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpdocs import words
from cpdocs.documents.blocks import Bullets, Numbers, block_texts
from cpdocs.needles import Text, hits
from cpdocs.render.extract import body, layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cpdocs.documents.blocks import Draft
    from cpdocs.needles import Needle
    from cpdocs.render.paper import Copy, Format


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
    read = {name: Text(text) for name, text in {**layers(copy), **(extra or {})}.items() if text.strip()}
    permitted = tuple(allowed)
    return tuple(
        Leak(needle.id, needle.kind, name, needle.exact)
        for needle in needles
        for name, layer in read.items()
        if any(hits(spelling, layer, permitted, exact=needle.exact) for spelling in needle.spellings)
    )


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
