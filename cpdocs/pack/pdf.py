"""A PDF made clean: the pages and their tags written anew, after an allow-list; nothing else of the file goes along.

The order is the guarantee. Refuse what nobody could see whole (pdf_doors); note what will be gone; draw what was
filled in and the notes that are shown (notes); make the visible page the whole page; cut down what is drawn with
(graphics) and the tags (tags); and save it without what nothing leads to any more. What was made is read back by
look.py, in another child that never saw the hostile bytes. Runs in the child.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pikepdf

from cpdocs.pack import pdf_doors
from cpdocs.pack.drawing import is_language, is_plain
from cpdocs.pack.graphics import Graphics, keep
from cpdocs.pack.notes import Expected, Notes, attached_name, box_of
from cpdocs.pack.pdf_keys import PAGE, ROOT
from cpdocs.pack.tags import Tags
from cpdocs.render.clean import saved
from cpdocs.render.problems import ProblemError

#: The sides of a page in points: a stamp of an inch, and the sheet of 200 inches at which the format itself ends.
_SIDES: Final = (72.0, 14_400.0)
#: More files inside a file than this are what it is for, whatever its first page says.
_ATTACHMENTS: Final = 50
_INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_STEPS: Final = 64
#: Where a file says that it can be read page by page (ISO 32000-1, annex F), which takes two tables of objects.
_HEAD: Final = 1024
#: A key that stands anywhere, and what is gone with it.
_NOTED: Final = {
    "/JS": "script",
    "/AA": "action",
    "/OpenAction": "action",
    "/PieceInfo": "program-data",
    "/Thumb": "thumbnails",
    "/Metadata": "properties",
    "/Outlines": "bookmarks",
    "/OCProperties": "layers",
    "/AcroForm": "form",
}
_ACTIONS: Final = frozenset(
    {"/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE", "/Named", "/Hide", "/Rendition"}
)


@dataclass(frozen=True, slots=True)
class Made:
    """A clean PDF, with what was taken out, what was found on the way, and what must stand on its pages."""

    data: bytes
    removed: tuple[str, ...]
    findings: tuple[str, ...]
    expected: tuple[Expected, ...] = ()


def clean(data: bytes) -> Made:
    """The PDF ``data`` made clean. Raises ProblemError with a code of remarks.REFUSED."""
    with pdf_doors.opened(data) as file:
        pdf_doors.refuse(file)
        removed, attachments = _gone(file)
        if data.count(b"startxref") > (2 if b"/Linearized" in data[:_HEAD] else 1):
            removed.add("earlier-saving")
        pages = list(file.pages)
        for page in pages:
            _inherit(page)
        tags = Tags(file)
        notes = Notes(file, tags)
        graphics = Graphics(file)
        for number, page in enumerate(pages):
            notes.flatten(page, number)
            if _boxed(page):
                removed.add("cut-off")
            _plain(page)
            graphics.clean(page)
        notes.finish()
        tags.clean(graphics.kept)
        _only_pages(file, pages)
        attachments |= set(notes.made.attachments)
        if len(attachments) > _ATTACHMENTS:
            raise ProblemError("portfolio")
        findings = notes.made.findings | ({"attachments-removed"} if attachments else set())
        removed |= notes.made.removed | graphics.removed | tags.removed
        named = [*sorted(removed), *(f"attachment: {name}" for name in sorted(attachments))]
        return Made(saved(file), tuple(named), tuple(sorted(findings)), tuple(notes.made.expected))


def _gone(file: pikepdf.Pdf) -> tuple[set[str], set[str]]:
    """What will not go along, as codes, and the names of the files that are attached, wherever they hang."""
    found, attachments = set(), set()
    if "/Info" in file.trailer:
        found.add("properties")
    todo, steps = list(file.objects), 0
    while todo:
        one, steps = todo.pop(), steps + 1
        if steps > pdf_doors.PIECES:
            raise ProblemError("deep")
        if isinstance(one, pikepdf.Array):
            todo += [item for item in one.as_list() if _is_inside(item)]
        if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            continue
        found |= {code for key, code in _NOTED.items() if key in one}
        if str(one.get("/S", "")) in _ACTIONS:
            found.add("action")
        if "/EF" in one:
            attachments.add(attached_name(one))
        todo += [item for item in one.values() if _is_inside(item)]
    return found, attachments


def _is_inside(item: Any) -> bool:  # noqa: ANN401  (any PDF object)
    return isinstance(item, pikepdf.Array | pikepdf.Dictionary) and not item.is_indirect


def _inherit(page: pikepdf.Page) -> None:
    """What the page has from the nodes above it, which do not go along (ISO 32000-1, 7.7.3.4)."""
    for key in _INHERITED:
        above = page.obj.get("/Parent")
        for _ in range(_STEPS):
            if key in page.obj or not isinstance(above, pikepdf.Dictionary):
                break
            if key in above:
                page.obj[key] = above[key]
            above = above.get("/Parent")


def _boxed(page: pikepdf.Page) -> bool:
    """Make the visible page the whole page; whether that cut anything off. Raises ProblemError."""
    whole = box_of(page.obj.get("/MediaBox"))
    crop = box_of(page.obj["/CropBox"]) if "/CropBox" in page.obj else whole
    seen = (max(whole[0], crop[0]), max(whole[1], crop[1]), min(whole[2], crop[2]), min(whole[3], crop[3]))
    unit = page.obj.get("/UserUnit", 1)
    for side in (seen[2] - seen[0], seen[3] - seen[1]):
        if not _SIDES[0] <= side * float(unit) <= _SIDES[1]:
            raise ProblemError("page-size")
    page.obj["/MediaBox"] = pikepdf.Array([round(edge, 3) for edge in seen])
    turn = page.obj.get("/Rotate", 0)
    if not isinstance(turn, int) or turn % 90:
        raise ProblemError("damaged")
    page.obj["/Rotate"] = turn % 360
    return seen != whole


def _plain(page: pikepdf.Page) -> None:
    """The keys that a page needs, and names and numbers where names and numbers belong."""
    keep(page.obj, PAGE)
    page.obj["/Type"] = pikepdf.Name.Page
    for key in ("/Tabs", "/StructParents", "/UserUnit"):
        if key in page.obj and not is_plain(page.obj[key]):
            del page.obj[key]


def _only_pages(file: pikepdf.Pdf, pages: list[pikepdf.Page]) -> None:
    """One flat list of pages, a root that leads to them and to the tags, and a trailer that leads to the root."""
    node = file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Count=len(pages)))
    for page in pages:
        page.obj["/Parent"] = node
    node["/Kids"] = pikepdf.Array([page.obj for page in pages])
    keep(file.Root, ROOT)
    file.Root["/Type"] = pikepdf.Name.Catalog
    file.Root["/Pages"] = node
    language = file.Root.get("/Lang")
    if language is not None and not is_language(language):
        del file.Root["/Lang"]
    for key in list(file.trailer.keys()):
        if key not in {"/Root", "/Size"}:
            del file.trailer[key]
