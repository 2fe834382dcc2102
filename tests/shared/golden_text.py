"""A paper as plain text, to be read and compared line by line; and its words again out of that text.

Marks at the head of a line say what it is, each sentence has a line of its own, and a blank line ends a block:

    # Heading           - item of a list       > paragraph of a boxed notice      @ line of an address
    ## Smaller one      1. numbered item       | cell | cell of a table           [Kind] any other block
    ____ line to write on, or ____ (6) lines   [ ] box to tick

Words in bold stand between two pairs of stars. The letterhead is left out: it is the same on every paper of a council.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cpdocs.documents.blocks import (
    Addressee,
    Block,
    Bullets,
    Draft,
    FillIn,
    Heading,
    Inline,
    Notice,
    Numbers,
    Paragraph,
    Table,
    Tick,
    block_texts,
)
from cpdocs.words import letters

if TYPE_CHECKING:
    from snapshots import Distinct, Examples, Snapshot

#: The folder of those papers that no example plans.
NOWHERE = "_planned_nowhere"
RULE = "=" * 60
_SENTENCE_ENDS = re.compile(r"(?<=[^.\s][.?!]) (?=[A-Z“‘\"'*])")
_MARK = re.compile(r"#{1,3} |- |\d+\. |> |@ |____ (\(\d+\) )?|\[( |\w+)\] ")


def files(examples: Examples, snapshots: Iterable[Snapshot]) -> dict[str, str]:
    """The golden text of every paper of these records, by its file's name."""
    return {f"{s.name}/{one.name}.txt": _file(one) for s in snapshots for one in examples.distinct(s)}


def files_of_no_record(examples: Examples) -> dict[str, str]:
    """The same of those that no example plans."""
    return {f"{NOWHERE}/{one.name}.txt": _file(one) for one in examples.planned_nowhere()}


def _file(one: Distinct) -> str:
    return golden(one.draft, one.readers)


def golden(draft: Draft, readers: Iterable[str]) -> str:
    """The paper as it stands in tests/papers/golden: who gets it, its title and looks, and its words."""
    head = [
        f"For     {', '.join(readers)}",
        f"Title   {draft.title}",
        f"Layout  {draft.layout}, {draft.language}",
        RULE,
    ]
    blocks = ("\n".join(_lines(block)) for block in draft.blocks)
    return "\n".join((*head, "", "\n\n".join(blocks), ""))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(level=level, text=text):
            yield f"{'#' * level} {_inline(text)}"
        case Paragraph(text=text):
            yield from _told(text)
        case Bullets(items=items):
            yield from (line for item in items for line in _told(item, "- "))
        case Numbers(items=items):
            yield from (line for n, item in enumerate(items, 1) for line in _told(item, f"{n}. "))
        case Notice(paragraphs=paragraphs):
            yield from (line for paragraph in paragraphs for line in _told(paragraph, "> "))
        case Table(head=head, rows=rows):
            yield _row(head)
            yield "|" + "---|" * len(head)
            yield from map(_row, rows)
        case Addressee(lines=lines):
            yield from (f"@ {line}" for line in lines)
        case FillIn(label=label, lines=lines):
            yield f"____ {f'({lines}) ' if lines > 1 else ''}{_inline(label)}"
        case Tick(label=label):
            yield f"[ ] {_inline(label)}"
        case _:
            yield from (f"[{type(block).__name__}] {text}" for text in block_texts(block))


def _told(text: Inline, mark: str = "") -> Iterator[str]:
    """A mark and the first sentence, then each other one below it."""
    first, *rest = _SENTENCE_ENDS.split(_inline(text))
    yield mark + first
    yield from (" " * len(mark) + sentence for sentence in rest)


def _row(cells: Iterable[Inline]) -> str:
    return f"| {' | '.join(map(_inline, cells))} |"


def _inline(text: Inline) -> str:
    return "".join(f"**{run.text}**" if run.strong else run.text for run in text)


def words(golden_text: str, *, markers: bool = False) -> str:
    """The paper's words without our marks; with ``markers``, those of lists as a PDF draws them."""
    return "\n".join(text for _, text in parts(golden_text, markers=markers))


def parts(golden_text: str, *, markers: bool = False) -> Iterator[tuple[str, str]]:
    """What a reader of the file sees, line by line: the mark at its head, and the words."""
    lines = iter(golden_text.split("\n"))
    for line in lines:
        if line == RULE:
            break
    for line in lines:
        found = _MARK.match(line)
        mark = found[0].strip() if found else "|" if line.startswith("|") else ""
        text = line[found.end() :] if found else line
        if mark == "|":
            text = "" if set(line) <= set("|-") else "\n".join(text.strip("|").split(" | "))
        drawn = {"-": "• "}.get(mark, f"{mark} " if mark.endswith(".") else "") if markers else ""
        yield mark, drawn + text.replace("**", "")


def joined(pages: Iterable[str], said: str, golden_text: str) -> str:
    """The pages of a file as one text without white space, without the heads of tables that go on over a page.

    ``said`` is what the file should say: a head is left out only where it does not stand in its turn.
    """
    heads = [letters(row) for row in _heads(golden_text)]
    found, whole = "", letters(said)
    for page in map(letters, pages):
        again = (head for head in heads if page.startswith(head) and not whole.startswith(head, len(found)))
        found += page.removeprefix(next(again, ""))
    return found


def _heads(golden_text: str) -> Iterator[str]:
    """The first row of each table."""
    before = ""
    for mark, text in parts(golden_text):
        if mark == "|" and before != "|":
            yield text
        before = mark
