"""Binding a pack: clean PDF files become one, with an index, a sheet before each, bookmarks, and one running number.

The order is fixed:

1. open every part and count its pages; a part that holds what a bound page would show otherwise is refused;
2. lay out the index and the sheets, until the numbers that stand in them are true;
3. part by part: its sheet, its pages, its tags below an element of its own, its bookmarks below one of the pack's;
4. the pack's own title and nothing of a part's properties; written once, the same bytes every time.

No page is held in memory: what is drawn on it is copied from the part to the pack as it is written.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from cpdocs.documents.blocks import Draft, FillIn, Letterhead, Run
from cpdocs.errors import InputError
from cpdocs.pack import index, leading
from cpdocs.pack.joining import Tree
from cpdocs.pack.numbering import Numbering
from cpdocs.pack.sharing import Fonts
from cpdocs.render.clean import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpdocs.pack.index import Plan, Section
    from cpdocs.pack.sheet import Matrix
    from cpdocs.render.fence import Fence
    from cpdocs.render.paper import Stamp

#: A sheet holds a title of this length; it is a heading and no summary.
_LONGEST_TITLE: Final = 200
_LANGUAGE: Final = "en-GB"
#: How often the index is laid out: with a guess, with its length, and with the length that this makes.
_TRIES: Final = 3
#: What a pack would show otherwise than the part did: fields that are filled in, and layers that are hidden.
_REFUSED: Final = {"/AcroForm": "places to fill in", "/OCProperties": "layers", "/Collection": "other files"}

#: What comes of a part that is a PDF and not made as one is: a number where a page should be, and the like.
_DAMAGED: Final = (pikepdf.PdfError, TypeError, ValueError, LookupError, AttributeError)


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a pack: what the index calls it, its clean PDF as bytes or as a file, and whether it has tags.

    ``stamped`` says that each page of it has the recipient's stamp already; ``withhold`` stands on its sheet.
    """

    title: str
    source: bytes | Path
    tagged: bool
    stamped: bool = False
    withhold: tuple[index.Withhold, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """What a pack became: where its documents are, its pages, and whether it may be called accessible (PDF/UA-1)."""

    sections: tuple[Section, ...]
    pages: int
    accessible: bool


def bundle(
    parts: Sequence[Part],
    case_reference: str,
    fence: Fence,
    out: BinaryIO,
    *,
    head: Letterhead | None = None,
    title: str = "Papers",
    stamp: Stamp | None = None,
) -> Bound:
    """Write ``parts`` to ``out`` as one PDF. ``head`` stands over the index; ``title`` is the file's, and so neutral.
    ``stamp`` comes at the foot of each page that has none, those of the index and the sheets included.

    Every page has the case reference and its running number at its top, upright as it is read and never over what the
    page shows: the page is made smaller, its proportions kept, to leave room. A part whose pages have tags keeps them;
    one without is said to have none, on its sheet and in the index, and then the pack makes no claim to PDF/UA.

    Raises:
        InputError: there is no part, or one cannot be bound; it is named by its number.
        FenceError, LayoutError, TemplateError: the index cannot be laid out.
    """
    if not parts:
        raise InputError("a pack without a document", "Name at least one.")
    with ThreadPoolExecutor(1) as meanwhile:  # the fenced child works while the files are opened
        lettered = meanwhile.submit(_lettered, fence)
        sources = [_opened(number, part) for number, part in enumerate(parts, start=1)]
    pairs = zip(parts, sources, strict=True)
    rows = [index.Row(p.title, len(source.pages), _has_tags(p, source), p.withhold) for p, source in pairs]
    plan, front = _front(rows, case_reference, fence, head or Letterhead(""), title, stamp)
    pack = _Pack(plan, front, case_reference, lettered.result(), _form(front) if stamp else None)
    for section, part in zip(plan.sections, parts, strict=True):
        try:
            pack.add(section, sources[section.number - 1], stamped=part.stamped)
        except _DAMAGED:
            raise _unbound(section.number, "is damaged") from None  # a foreign error may quote the part
        sources[section.number - 1] = front  # what was read of the part is let go
    accessible = all(section.tagged for section in plan.sections)
    pack.write(out, title, accessible=accessible)
    return Bound(plan.sections, plan.pages, accessible)


class _Pack:
    """The pack in the making."""

    def __init__(
        self,
        plan: Plan,
        front: pikepdf.Pdf,
        case_reference: str,
        lettered: pikepdf.Pdf,
        stamp: pikepdf.Object | None,
    ) -> None:
        self._plan, self._front = plan, front
        self._file = file = pikepdf.new()
        self._version = "1.7"
        font = file.copy_foreign(lettered.Root.AcroForm.DR.Font["/Answer"])
        own = file.copy_foreign(stamp) if stamp is not None else None
        self._numbering = Numbering(file, font, case_reference, plan.pages, own)
        self._tree, self._fonts = Tree(file), Fonts()
        self._own: list[pikepdf.Object] = []
        self._targets: dict[int, tuple[Section, Array]] = {}
        self._bookmarks: list[OutlineItem] = []
        self._front_tree = file.copy_foreign(front.Root.StructTreeRoot)
        self._front_tops = list(zip(_tops(front), self._front_tree.K[0].K, strict=True))
        part = self._tree.part("Index")
        for number in range(plan.index):
            self._own_page(number, part)
        self._bookmarks.append(OutlineItem("Index", leading.to_top(self._own[0])))

    def add(self, section: Section, source: pikepdf.Pdf, *, stamped: bool) -> None:
        """A section's sheet, and its document behind it, stamped if it is not. Raises InputError."""
        part = self._tree.part(section.heading, str(source.Root.get("/Lang", "")))
        self._own_page(self._plan.index + section.number - 1, part, section.number)
        already = len(self._file.pages)
        for one in source.pages:
            self._file.pages.append(one)
        pages = [page.obj for page in self._file.pages[already:]]
        self._fonts.share(pages)
        moves = [self._framed(section, page, stamped=stamped) for page in pages]
        if section.tagged:
            self._tree.adopt(self._file.copy_foreign(source.Root.StructTreeRoot), part, pages)
        else:
            for page in pages:
                self._tree.say(page, part)
        places = leading.Places(source, pages, moves)
        places.links()
        first = leading.to_top(pages[0])
        bookmark = OutlineItem(section.heading, first)
        bookmark.children.extend(places.bookmarks(source))
        bookmark.is_closed = True
        self._bookmarks.append(bookmark)
        self._targets[section.number] = section, first
        self._version = max(self._version, source.pdf_version)

    def write(self, out: BinaryIO, title: str, *, accessible: bool) -> None:
        """Finish it, and write it."""
        file, root = self._file, self._file.Root
        leading.link(self._own[: self._plan.index], self._targets)
        self._tree.number(self._front_tree, self._own)
        self._tree.finish()
        with file.open_outline() as outline:
            outline.root.extend(self._bookmarks)
        root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=1)]))
        root.PageMode = Name.UseOutlines
        root.Lang = String(_LANGUAGE)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        # With a part whose tags are not a person's work: "may not be what tagged PDF asks for" (ISO 32000-1, 14.7.1).
        root.MarkInfo = Dictionary(Marked=True, Suspects=not accessible)
        describe(file, title=title, language=_LANGUAGE, accessible=accessible)
        file.save(
            out,
            min_version=self._version,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )

    def _own_page(self, number: int, part: pikepdf.Object, tab: int = 0) -> None:
        """The next page of the front, and what it says below ``part``."""
        self._file.pages.append(self._front.pages[number])
        page = self._file.pages[-1].obj
        self._numbering.own(page, tab)
        self._own.append(page)
        for on, element in self._front_tops:
            if on == number:
                self._tree.move(element, part)

    def _framed(self, section: Section, page: pikepdf.Object, *, stamped: bool) -> Matrix:
        framed = self._numbering.tagged if section.tagged else self._numbering.untagged
        try:
            return framed(page, stamped=stamped)
        except ValueError:
            raise _unbound(section.number, "has a page without a size") from None


def _opened(number: int, part: Part) -> pikepdf.Pdf:
    """The part's file, if it can be bound. Raises InputError."""
    if not 0 < len(part.title) <= _LONGEST_TITLE:
        raise InputError(f"document {number} of the pack needs a title of up to {_LONGEST_TITLE} letters")
    try:
        source = pikepdf.open(BytesIO(part.source) if isinstance(part.source, bytes) else part.source)
        pages = len(source.pages)
    except (pikepdf.PdfError, OSError):  # PasswordError is a PdfError; the words of either may hold a path
        raise _unbound(number, "cannot be read as a PDF") from None
    held = next((what for key, what in _REFUSED.items() if key in source.Root), None)
    if held is not None:
        raise _unbound(number, f"holds {held}")
    if source.is_encrypted or not pages:
        raise _unbound(number, "is encrypted" if pages else "has no page")
    return source


def _unbound(number: int, why: str) -> InputError:
    return InputError(f"document {number} of the pack {why}", "Declare it as an enclosure, which is made clean first.")


def _has_tags(part: Part, source: pikepdf.Pdf) -> bool:
    return part.tagged and isinstance(source.Root.get("/StructTreeRoot"), Dictionary)


def _front(
    rows: Sequence[index.Row],
    case_reference: str,
    fence: Fence,
    head: Letterhead,
    title: str,
    stamp: Stamp | None,
) -> tuple[Plan, pikepdf.Pdf]:
    """The index and the sheets, once the numbers that stand in them are true."""
    length = index.guess(len(rows))
    for _ in range(_TRIES):
        plan = index.plan(rows, length)
        paper = fence.lay_out(index.draft(plan, case_reference, head, title), "pdf")
        front = pikepdf.open(BytesIO(fence.stamp(paper, stamp).data if stamp else paper.data))
        length = len(front.pages) - len(rows)
        if length == plan.index:
            break
    index.refuse_other_pages(plan, [on for on, kind in zip(_tops(front), _kinds(front), strict=True) if kind == "/H1"])
    return plan, front


def _form(front: pikepdf.Pdf) -> pikepdf.Object:
    """The stamp as it was put on the front: a page by itself, drawn as a picture."""
    return front.pages[0].obj.Resources.XObject["/CpStamp"]


def _tops(front: pikepdf.Pdf) -> list[int]:
    """On which page, counted from 0, each top element of the front begins."""
    numbers = {page.obj.objgen: number for number, page in enumerate(front.pages)}
    return [numbers[element.Pg.objgen] for element in front.Root.StructTreeRoot.K[0].K]


def _kinds(front: pikepdf.Pdf) -> list[str]:
    return [str(element.S) for element in front.Root.StructTreeRoot.K[0].K]


def _lettered(fence: Fence) -> pikepdf.Pdf:
    """A paper with the typeface of the running number: the one in which the templates' forms are filled in, since it
    has every letter, whatever a paper says.
    """
    place = FillIn("number", (Run("Number"),))
    form = Draft("pack", "number", "Number", _LANGUAGE, index.LAYOUT, Letterhead(""), (place,))
    return pikepdf.open(BytesIO(fence.lay_out(form, "pdf").data))
