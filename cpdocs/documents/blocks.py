"""The closed set of blocks that a paper is made of, and the Draft that holds them.

A Draft is words and their order, nothing about looks: both papers, Word and PDF, are laid out from the same one.
It crosses the fence as JSON, so every leaf is text or a small number. The set is closed on purpose: a layout that
knows these nine blocks knows every document, and a value from a record can be no block of its own (DESIGN.md, "One
wording"). The last two are places for a person to fill in, with a pen or a keyboard; they hold a label and no answer.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    strong: bool = False


#: One line of running text. Never empty in a finished Draft.
Inline: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: Literal[1, 2, 3]
    text: Inline


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Inline


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A numbered list; the numbers are the layout's, counted from 1."""

    items: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A boxed notice of one or more paragraphs, such as a last date or a handling rule."""

    paragraphs: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A simple table, a header cell for each column, no merged cells (a screen reader must be able to read it)."""

    head: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Lines that stand one under the other without space between, such as a name and an address on an address sheet."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FillIn:
    """A place to write in: what is asked, and ``lines`` to answer on.

    ``name`` tells one place of a paper from another and is made by counting, never from a text: it stands in the file
    where nobody sees it, and so may say nothing.
    """

    name: str
    label: Inline
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick, before what is said by ticking it. ``name`` as in ``FillIn``."""

    name: str
    label: Inline


Block: TypeAlias = Heading | Paragraph | Bullets | Numbers | Notice | Table | Addressee | FillIn | Tick

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (Heading, Paragraph, Bullets, Numbers, Notice, Table, Addressee, FillIn, Tick)
}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The authority's own lines at the head of a paper: its name, its address and how to reach it, a marking."""

    name: str
    lines: tuple[str, ...] = ()
    marking: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One paper in words: the letterhead, then the blocks in reading order.

    ``layout`` names the folder below the templates' ``_authority/layouts`` that gives it its looks; ``title`` is the
    paper's title for a screen reader and a file's properties, and so must be neutral; ``language`` is a BCP 47 tag.
    """

    document: str
    variant: str
    title: str
    language: str
    layout: str
    letterhead: Letterhead
    blocks: tuple[Block, ...]

    def texts(self) -> Iterator[str]:
        """Every text of the paper in reading order: what a reader of the finished file must find, and nothing else."""
        head = self.letterhead
        yield from (t for t in (head.name, *head.lines, head.marking) if t)
        for block in self.blocks:
            yield from block_texts(block)

    @property
    def places(self) -> tuple[FillIn | Tick, ...]:
        """What there is to fill in, in reading order; empty in a paper that is only read."""
        return tuple(block for block in self.blocks if isinstance(block, FillIn | Tick))

    def to_json(self) -> str:
        """The Draft as JSON, for the way across the fence and for a digest: same Draft, same text."""
        value = dataclasses.asdict(self)
        value["blocks"] = [[type(block).__name__, dataclasses.asdict(block)] for block in self.blocks]
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Draft:
        """The Draft that ``to_json`` wrote. Raises KeyError, TypeError or ValueError on anything else."""
        value = json.loads(text)
        value["letterhead"] = Letterhead(**_tupled(value["letterhead"]))
        value["blocks"] = tuple(_block(name, fields) for name, fields in value["blocks"])
        return cls(**value)


def leads_on(text: Inline) -> bool:
    """Whether a paragraph leads on to what follows it, as one that ends with a colon does: the two stay together."""
    return inline_text(text).rstrip().endswith(":")


def inline_text(inline: Inline) -> str:
    """The words of an inline without its weights."""
    return "".join(run.text for run in inline)


def block_texts(block: Block) -> Iterator[str]:
    """The texts of one block in reading order."""
    match block:
        case Heading(text=text) | Paragraph(text=text) | FillIn(label=text) | Tick(label=text):
            yield inline_text(text)
        case Bullets(items=items) | Numbers(items=items) | Notice(paragraphs=items):
            yield from map(inline_text, items)
        case Table(head=head, rows=rows):
            for row in (head, *rows):
                yield from map(inline_text, row)
        case Addressee(lines=lines):
            yield from lines


def _block(name: str, fields: dict[str, Any]) -> Block:
    kind = _KINDS[name]
    built: Block = kind(**{key: _inlined(value) for key, value in fields.items()})
    return built


def _tupled(value: Any) -> Any:  # noqa: ANN401  (JSON)
    if isinstance(value, list):
        return tuple(_tupled(v) for v in value)
    if isinstance(value, dict):
        return {k: _tupled(v) for k, v in value.items()}
    return value


def _inlined(value: Any) -> Any:  # noqa: ANN401  (JSON)
    if isinstance(value, dict):
        return Run(**value)
    if isinstance(value, list):
        return tuple(_inlined(v) for v in value)
    return value
