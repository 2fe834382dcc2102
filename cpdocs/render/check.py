"""Three nets under every copy, all on the finished bytes: are all its words there, is nothing there that its recipient
may not see, and does every page say whose it is? No answer holds case text: places, ids and kinds only.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from cpdocs import words
from cpdocs.documents.blocks import Bullets, Numbers, Table, block_texts, inline_text
from cpdocs.needles import Text, hits
from cpdocs.render.extract import body, feet, layers
from cpdocs.render.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cpdocs.documents.blocks import Draft
    from cpdocs.needles import Needle
    from cpdocs.render.pages import Rows
    from cpdocs.render.paper import Copy, Format, Stamp


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
    each is ``missing`` (its words are not there, or not in their place) or has ``extra words before it``. A table may
    have its head again at the top of a page; nothing else may stand twice.
    """
    read = _read(copy, draft)
    at, found = 0, []
    for place, rows in _expected(draft, copy.format):
        start, end = read.find(rows, at)
        if end < 0:
            found.append(f"{place}: missing")
            continue
        if start > at and not (found and found[-1].endswith("missing")):
            found.append(f"{place}: extra words before it")
        at = end
    if at < len(read.text) and not (found and found[-1].endswith("missing")):
        found.append("end: extra words")
    return tuple(dict.fromkeys(found))


def unstamped(copy: Copy, stamp: Stamp) -> tuple[str, ...]:
    """The pages, counted from 1, that do not say once and only once whose copy they are; in a Word file, the footers.

    A page that went astray is traced by its foot alone, so the foot must hold each line of the stamp, and the serial
    nowhere else.
    """
    lines, serial = [_letters(line) for line in stamp.lines()], _letters(stamp.serial)
    stamped = [
        all(foot.count(line) == 1 for line in lines) and foot.count(serial) == lines[0].count(serial)
        for foot in map(_letters, feet(copy))
    ]
    if not stamped:
        return ("no page",)
    return tuple(f"page {number}" for number, good in enumerate(stamped, start=1) if not good)


def leaks(
    copy: Copy,
    needles: Iterable[Needle],
    allowed: Iterable[str] = (),
    extra: Mapping[str, str] | None = None,
    told: Iterable[str] = (),
) -> tuple[Leak, ...]:
    """Each needle with each layer it stands in. ``extra`` are layers outside the file, such as its name.

    An exact needle hits when its letters and digits stand in a layer, however spaced or punctuated, beginning and
    ending where words do. Prose hits when six of its words in a row stand in a layer (all of them, when it has three
    to five) and do not stand in one of the ``allowed`` texts; where a text that the reader was ``told`` says them,
    fourteen, since two people speak of one thing in the same words.
    """
    read = {name: Text(text) for name, text in {**layers(copy), **(extra or {})}.items() if text.strip()}
    permitted, heard = tuple(allowed), tuple(told)
    return tuple(
        Leak(needle.id, needle.kind, name, needle.exact)
        for needle in needles
        for name, layer in read.items()
        if any(hits(spelling, layer, permitted, heard, exact=needle.exact) for spelling in needle.spellings)
    )


def _letters(text: str) -> str:
    """words.letters without soft hyphens, which are only drawn where a line is broken at one; ours never are."""
    return words.letters(text.replace("\xad", ""))


def _read(copy: Copy, draft: Draft) -> Pages:
    """What was read. A Word file has no pages, and its header may say the marking again; no other words."""
    pieces = list(map(_letters, body(copy)))
    if copy.format == "pdf":
        return Pages("".join(pieces), frozenset(accumulate(map(len, pieces))))
    marking = _letters(draft.letterhead.marking)
    return Pages("".join([*(piece for piece in pieces[:-1] if piece != marking), *pieces[-1:]]))


def _expected(draft: Draft, format: Format) -> Iterator[tuple[str, Rows]]:  # noqa: A002  (the word this project uses)
    """What must be read, place by place: a table's rows of cells, anything else as one row of one cell.

    The PDF draws list markers; Word counts for itself and stores none.
    """
    head = draft.letterhead
    yield "letterhead", ((_letters(" ".join((head.name, *head.lines, head.marking))),),)
    for number, block in enumerate(draft.blocks, start=1):
        place = f"block {number}"
        if isinstance(block, Table):
            yield place, tuple(tuple(_letters(inline_text(c)) for c in row) for row in (block.head, *block.rows))
            continue
        texts = list(block_texts(block))
        if format == "pdf" and isinstance(block, Bullets):
            texts = [f"• {text}" for text in texts]
        if format == "pdf" and isinstance(block, Numbers):
            texts = [f"{count}. {text}" for count, text in enumerate(texts, start=1)]
        yield place, (("".join(map(_letters, texts)),),)
