"""The index of a pack and the sheet before each part: words, laid out like any paper of ours, behind the fence.

How many pages the index takes shifts the numbers that stand in it, so it is laid out until both agree. The look gives
its columns fixed widths, so the second time is nearly always the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cpdocs.documents.blocks import Block, Draft, Heading, Inline, Letterhead, Notice, Paragraph, Run, Table
from cpdocs.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: About so many rows stand on the first page of an index: a first guess at its length, and no more.
_ROWS: Final = 20
LAYOUT: Final = "pack"
#: The address that the layout gives to a link of the index, before the number of the part.
SCHEME: Final = "part:"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a pack: its number, and the running numbers of the first and the last page of the document itself.

    Its sheet stands one page before ``first``. ``tagged`` says whether a screen reader is told what is what in it;
    ``withhold`` what of it is to be withheld from somebody, a line each, with the running numbers of its pages.
    """

    number: int
    title: str
    first: int
    last: int
    tagged: bool
    withhold: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """As the sheet and the bookmarks call it."""
        return f"{self.number}. {self.title}"

    @property
    def where(self) -> str:
        """Its running numbers in words."""
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What stands where: how many pages the index has, the sections behind it, and how many pages there are in all."""

    index: int
    sections: tuple[Section, ...]
    pages: int


@dataclass(frozen=True, slots=True)
class Withhold:
    """What of a part is to be withheld from somebody, in words, and on which of its own pages, from 1 on, it stands."""

    what: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A part as the index needs it."""

    title: str
    pages: int
    tagged: bool
    withhold: tuple[Withhold, ...] = ()


def plan(parts: Sequence[Row], index: int) -> Plan:
    """Where each of ``parts`` stands behind an index of so many pages."""
    at, sections = index, []
    for number, part in enumerate(parts, start=1):
        first = at + 2
        told = tuple(f"{one.what}: {_pages(first, one.pages)}" for one in part.withhold)
        sections.append(Section(number, part.title, first, at + 1 + part.pages, part.tagged, told))
        at += 1 + part.pages
    return Plan(index, tuple(sections), at)


def _pages(first: int, pages: tuple[int, ...]) -> str:
    """Pages of a part by their running numbers; what runs over from one to the next stands on none alone."""
    if not pages:
        return "it runs over a page"
    return f"{'page' if len(pages) == 1 else 'pages'} {_listed([first + page - 1 for page in pages])}"


def guess(parts: int) -> int:
    """How many pages an index of so many rows may take."""
    return 1 + parts // _ROWS


def draft(plan: Plan, case_reference: str, head: Letterhead, title: str) -> Draft:
    """The index, and a sheet for each section."""
    blocks = (*_index(plan, case_reference), *(b for s in plan.sections for b in _sheet(s, plan.pages)))
    return Draft("pack", "index", title, "en-GB", LAYOUT, head, blocks)


def refuse_other_pages(plan: Plan, titles: Sequence[int]) -> None:
    """Raise TemplateError unless the index's title stands on the first page and each sheet's on a page of its own."""
    if list(titles) != [0, *range(plan.index, plan.index + len(plan.sections))]:
        raise TemplateError(
            f"the layout {LAYOUT} gives a sheet of a pack another number of pages than one",
            "A sheet begins a page at its title (h1) and ends with it; the index's columns have fixed widths.",
        )


def _index(plan: Plan, case_reference: str) -> Iterator[Block]:
    documents = "1 document" if len(plan.sections) == 1 else f"{len(plan.sections)} documents"
    yield Heading(1, _said("Index"))
    yield Paragraph(_said(f"Case {case_reference}. {documents}, {plan.pages} pages with this index."))
    rows = tuple((_said(str(s.number)), _said(s.title), _said(s.where)) for s in plan.sections)
    yield Table((_said("No."), _said("Document"), _said("Pages")), rows)
    if untagged := [s.number for s in plan.sections if not s.tagged]:
        yield Paragraph(_said(f"Made without tags for a screen reader: {_listed(untagged)}."))


def _sheet(section: Section, pages: int) -> Iterator[Block]:
    page = "Page" if section.first == section.last else "Pages"
    yield Heading(1, (Run(f"{section.number}. ", strong=True), Run(section.title)))
    yield Paragraph(_said(f"{page} {section.where} of {pages}"))
    if section.withhold:
        yield Notice((_said("This document says what is to be withheld."), *map(_said, section.withhold)))
    if not section.tagged:
        yield Notice(
            (_said("This document has no tags. A screen reader may read it in the wrong order, or not at all."),)
        )


def _listed(numbers: Sequence[int]) -> str:
    """Numbers that rise, in words: "1 to 3, 5 and 8"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    *most, last = [" to ".join(map(str, run)) for run in runs]
    return f"{', '.join(most)} and {last}" if most else last


def _said(text: str) -> Inline:
    return (Run(text),)
