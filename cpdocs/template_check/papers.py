"""A variant laid out, as PDF and as Word, with the invented values of its preview.yaml; and each layout, with a
specimen of every block. Both in the fenced child, in which the real papers are made.

The two formats say the same if each says what the paper's blocks say, in order (render/check.lost_text).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cpdocs.documents.address_sheet import address_sheet
from cpdocs.documents.blocks import (
    Bullets,
    Draft,
    FillIn,
    Heading,
    Inline,
    Letterhead,
    Notice,
    Numbers,
    Paragraph,
    Run,
    Table,
    Tick,
)
from cpdocs.render.check import lost_text
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Format, Stamp
from cpdocs.render.problems import STOPPED, TEMPLATE, FenceError, LayoutError
from cpdocs.template_check.checks import Finding, found

_STAMP: Final = Stamp("Alex Example", "PREVIEW234", "NOT FOR SENDING")
_FORMATS: Final[tuple[Format, ...]] = ("pdf", "docx")
_NAMES: Final[Mapping[Format, str]] = {"pdf": "PDF", "docx": "Word file"}
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
#: Layouts that are no letter or paper; the others are made in both formats.
SHEET: Final = "address_sheet"
STRIP: Final = "stamp"
INDEX: Final = "pack"
#: What is wrong with the machine and no template's fault.
_MACHINE: Final = frozenset({"libraries", "protocol"})


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper to be laid out: its words, the file of them as findings name it, the line in it of each block, the folder
    of its layout, and the folders of what layouts share.

    ``shown`` says how findings name a file or a folder.
    """

    draft: Draft
    file: str
    lines: Sequence[int]
    layout: Path
    shared: Sequence[Path]
    shown: Callable[[Path], str]

    def line(self, block: int) -> int | None:
        """The line on which a block begins; blocks are counted from 1."""
        return self.lines[block - 1] if 0 < block <= len(self.lines) else None

    def source(self, name: str, line: int) -> str:
        """The file of a layout that the child named: the layout's own, one that layouts share, or the crest.

        Of a style sheet the child only knows the line; if several have a rule on that line, it is none of them.
        """
        homes = (self.layout, *self.shared, *(folder.parent for folder in self.shared))
        if name:
            return self.shown(next((home / name for home in homes if (home / name).is_file()), self.layout / name))
        sheets = [
            path for home in (self.layout, *self.shared) for path in home.glob("*.css") if _has_a_rule(path, line)
        ]
        return self.shown(sheets[0] if len(sheets) == 1 else self.layout)


def _has_a_rule(sheet: Path, line: int) -> bool:
    """Whether something that a browser would read stands on a line of a style sheet."""
    plain = _COMMENT.sub(lambda hit: "\n" * hit[0].count("\n"), sheet.read_text("utf-8", "replace"))
    return bool(re.search("[:@{]", "".join(plain.split("\n")[line - 1 : line]))) if line else False


def of_paper(fence: Fence, paper: Printed) -> Iterator[Finding]:
    """Whatever keeps a paper from being made in both formats, word for word the same.

    Raises:
        FenceError: nothing can be laid out on this machine.
    """
    for form in _FORMATS if paper.draft.layout not in {SHEET, INDEX} else _FORMATS[:1]:
        try:
            copy = fence.stamp(fence.lay_out(paper.draft, form), _STAMP)
        except (FenceError, LayoutError) as error:
            if error.code in _MACHINE:
                raise
            yield _refused(paper, form, error)
            continue
        for place in lost_text(copy, paper.draft):
            number = re.match(r"block (\d+)", place)
            line = paper.line(int(number[1])) if number else None
            yield found(
                "words-differ", paper.file, line, f"the {_NAMES[form]} has not the words of the paper ({place})"
            )


def _refused(paper: Printed, form: Format, error: FenceError | LayoutError) -> Finding:
    """The child's refusal at the layout's own line if it named one, else at the block that it could not print."""
    says = f"{_NAMES[form]}: {(STOPPED | TEMPLATE)[error.code]}"
    where = error.where
    if where.block:
        return found(f"paper-{error.code}", paper.file, paper.line(where.block), says)
    file = paper.source(where.file, where.line)
    known = where.line if where.line and file != paper.shown(paper.layout) else None
    says = f"{says} (line {where.line} of a style sheet)" if where.line and not known else says
    return found(f"paper-{error.code}", file, known, says)


def specimen(layout: str) -> Draft:
    """A paper with every block that the layout must know, more than a page of it."""
    if layout == SHEET:
        return address_sheet("Alex Example", ("Flat 3/1", "2 Sample Row", "Sampletown", "SA1 2MP"), "post")
    return Draft(
        "specimen", layout, "Specimen", "en-GB", layout, Letterhead("Example Council", ("A line",), "Marking"), _ALL
    )


def _of(text: str, *, strong: bool = False) -> Inline:
    return (Run(text, strong),)


_ALL: Final = (
    Heading(1, _of("A heading")),
    Paragraph((Run("A paragraph with a word in "), Run("bold", strong=True), Run(" type."))),
    Heading(2, _of("A second heading")),
    Bullets((_of("A point."), _of("A longer point. " * 20))),
    Numbers((_of("First."), _of("Second."))),
    Notice((_of("A notice", strong=True), _of("of two paragraphs."))),
    Heading(3, _of("A third heading")),
    Table(
        (_of("What"), _of("Who"), _of("When")),
        tuple((_of(f"Line {n}. " * 12), _of("Somebody"), _of("20 November 2026")) for n in range(1, 20)),
    ),
    Numbers((_of("It counts from one again."),)),
    FillIn("place_1", _of("What you would like to say"), 3),
    Tick("place_2", _of("I would like somebody to help me.")),
)
