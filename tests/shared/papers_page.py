"""docs/papers.md: every document and variant with who gets it, in what form, how long it is and how hard to read.

All of it is counted on the examples' papers. scripts/papers writes the page, and a sheet of small pictures a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from golden_text import golden
from reading_age import LIMITS, grade
from snapshots import SNAPSHOTS, Distinct, Examples

PICTURES = "images/papers"
#: What stands in the column of pages where nobody has counted them.
NOT_COUNTED = "-"

_HEAD = """\
# The papers

Every document and variant that there is a template for, as the examples have it. Made by `scripts/papers`; the words of
each paper stand in [tests/papers/golden](../tests/papers/golden).

*Who gets it* is the reason that `cpdocs plan` gives. *Copies* are those of all examples, *wordings* how many of them
differ; a variant in large print that nobody in the examples has asked for is shown with the words of another's. *Grade*
is the Flesch-Kincaid grade by scireadability over the golden text: 0.39 times the words of a sentence and 11.8 times the
syllables of a word, less 15.59. Five years more are about the reader's age. Told texts count; headings, tables,
addresses, telephone numbers and lines of three words do not (`tests/shared/reading_age.py`). The limit is 7 for family
and supporters and 4 for children, and a test holds it; what professionals get has none.

| document | variant | who gets it | goes as | copies | wordings | pages | grade | limit |
|---|---|---|---|---|---|---|---|---|
"""


@dataclass
class Row:
    """One variant of one document. ``shown`` are its papers, the first one to be drawn."""

    document: str
    variant: str
    because: dict[str, None] = field(default_factory=dict)
    form: bool = False
    copies: int = 0
    grades: list[float] = field(default_factory=list)
    limit: float | None = None
    shown: list[Distinct] = field(default_factory=list)

    def add(self, one: Distinct, *, planned: bool) -> None:
        self.shown.append(one)
        self.grades.append(grade(golden(one.draft, one.readers)))
        self.form = one.paper.planned.form
        self.limit = LIMITS.get(one.paper.planned.kind, self.limit)
        if planned:
            self.copies += len(one.papers)
            self.because |= dict.fromkeys(paper.planned.because for paper in one.papers)


def rows(examples: Examples) -> list[Row]:
    """A row for each variant, by document."""
    found: dict[tuple[str, str], Row] = {}

    def row(one: Distinct) -> Row:
        key = (one.draft.document, one.draft.variant)
        return found.setdefault(key, Row(*key))

    for snapshot in SNAPSHOTS:
        for one in examples.distinct(snapshot):
            row(one).add(one, planned=True)
    for one in examples.planned_nowhere():
        row(one).add(one, planned=False)
    return [found[key] for key in sorted(found)]


def page(every: Iterable[Row], pages: Mapping[tuple[str, str], Iterable[int]]) -> str:
    """docs/papers.md, with the pages that were counted by document and variant."""
    every = list(every)
    lines = [_line(row, _span(pages.get((row.document, row.variant), ()))) for row in every]
    documents = dict.fromkeys(row.document for row in every)
    pictures = [
        f"## {name.replace('_', ' ')}\n\n![Every page of {name}]({PICTURES}/{name}.png)\n" for name in documents
    ]
    return _HEAD + "\n".join(lines) + "\n\n" + "\n".join(pictures)


def without_pages(text: str) -> str:
    """The page without what takes a laying out to know."""
    lines = [line.split(" | ") for line in text.split("\n")]
    column = next(cells.index("pages") for cells in lines if "pages" in cells)
    return "\n".join(
        " | ".join([*cells[:column], NOT_COUNTED, *cells[column + 1 :]] if len(cells) > column else cells)
        for cells in lines
    )


def _line(row: Row, pages: str) -> str:
    forms = "PDF; by e-mail Word too" if row.form else "PDF"
    limit = "" if row.limit is None else f"{row.limit:g}"
    grades = _span(f"{one:.1f}" for one in sorted(row.grades))
    because = "; ".join(row.because) or "whoever has asked for it"
    cells = (row.document, row.variant, because, forms, row.copies, len(row.shown), pages, grades, limit)
    return f"| {' | '.join(map(str, cells))} |"


def _span(values: Iterable[object]) -> str:
    """The least and the most of sorted values; one, if they are the same."""
    ordered = list(map(str, values))
    if not ordered:
        return NOT_COUNTED
    return ordered[0] if ordered[0] == ordered[-1] else f"{ordered[0]} to {ordered[-1]}"
