"""Looking at a clean PDF as its readers will: sizes, words, and whatever a person must see. Runs in the child.

pdfium reads it, another program than wrote it. All words count that are in the file: also those that no eye sees, for
the nets that are thrown over them later must be able to catch them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2

from cpdocs import words
from cpdocs.pack.pdf_keys import NEVER, PAGE, ROOT
from cpdocs.pack.seen import remarks
from cpdocs.render.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cpdocs.pack.notes import Expected

#: How far the letters of an answer may reach over the edge of its place, in points.
_OVERHANG = 3.0
#: Dictionaries whose keys are names that the file made up.
_NAMED = frozenset(
    {"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/CharProcs", "/RoleMap"}
)


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: a width and a height a page, its words, whether it is tagged, what a person must look at."""

    pages: tuple[tuple[float, float], ...]
    texts: tuple[str, ...]
    tagged: bool
    findings: tuple[str, ...]


def look(data: bytes) -> Look:
    """Read a clean PDF. Raises ProblemError ``not-clean`` when it is not."""
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as file:
        _refuse_unclean(file)
        if file.check_pdf_syntax() or file.get_warnings():
            raise ProblemError("not-clean")
        sizes = tuple(_size(page) for page in file.pages)
        spoken = _spoken(file)
        tagged = "/StructTreeRoot" in file.Root
    texts: list[str] = []
    found: dict[str, list[int]] = {}
    document = pypdfium2.PdfDocument(data)
    try:
        for number, page in enumerate(document):
            text = page.get_textpage()
            drawn = _whole(text.get_text_range())
            said = spoken.get(number, [])
            texts.append("\n".join([drawn, *said]))
            codes = [*remarks(page, text), "" if drawn.strip() else "no-text", "spoken-text" if said else ""]
            for code in filter(None, codes):
                found.setdefault(code, []).append(number + 1)
            text.close()
            page.close()
    finally:
        document.close()
    findings = tuple(f"{code}: {_ranges(pages)}" for code, pages in sorted(found.items()))
    return Look(sizes, tuple(texts), tagged, findings)


def page_texts(data: bytes) -> tuple[str, ...]:
    """The words of each page of a PDF that needs no cleaning any more, as they are drawn."""
    document = pypdfium2.PdfDocument(data)
    try:
        return tuple(_whole(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def refuse_lost(data: bytes, expected: Iterable[Expected]) -> None:
    """Raise ProblemError ``field`` or ``comments`` when words do not stand where they were filled in or said."""
    document = pypdfium2.PdfDocument(data)
    try:
        for one in expected:
            page = document[one.page]
            text = page.get_textpage()
            if one.box is None:
                read = text.get_text_range()
            else:
                left, bottom, right, top = one.box
                read = text.get_text_bounded(left - _OVERHANG, bottom - _OVERHANG, right + _OVERHANG, top + _OVERHANG)
            text.close()
            page.close()
            if words.letters(one.words) not in words.letters(read):
                raise ProblemError("comments" if one.box is None else "field")
    finally:
        document.close()


def _whole(text: str) -> str:
    """``text`` without halves of letters (lone surrogates), which nothing can write down later."""
    return text.encode("utf-8", "replace").decode()


def _size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in page.obj.MediaBox.as_list())
    unit = float(page.obj.get("/UserUnit", 1))
    width, height = (right - left) * unit, (top - bottom) * unit
    return (width, height) if page.obj.get("/Rotate", 0) % 180 == 0 else (height, width)


def _spoken(file: pikepdf.Pdf) -> Mapping[int, list[str]]:
    """What a screen reader says that is not drawn, by the index of its page; what has no page counts to the first."""
    places = {page.obj.objgen: number for number, page in enumerate(file.pages)}
    found: dict[int, list[str]] = {}
    for one in file.objects:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/Alt" in one:
            said = one["/Alt"]
            page = one.get("/Pg")
            number = places.get(page.objgen, 0) if isinstance(page, pikepdf.Dictionary) else 0
            found.setdefault(number, []).append(_whole(str(said)))
    return found


def _refuse_unclean(file: pikepdf.Pdf) -> None:
    """Everything that the file leads to, held once more to what may not be there."""
    pages = {page.obj.objgen for page in file.pages}
    strange = (set(file.Root.keys()) - ROOT) | ({"/Info"} & set(file.trailer.keys()))
    todo: list[tuple[Any, bool]] = [(file.Root, False)]
    seen: set[tuple[tuple[int, int], bool]] = set()
    while todo and not strange:
        one, named = todo.pop()
        if one.is_indirect:
            if (one.objgen, named) in seen:
                continue
            seen.add((one.objgen, named))
        if isinstance(one, pikepdf.Array):
            todo += [(item, False) for item in one.as_list() if _leads_on(item)]
            continue
        if not named:
            strange |= set(one.keys()) & NEVER
        if one.is_indirect and one.objgen in pages:
            strange |= set(one.keys()) - PAGE
        todo += [(value, key in _NAMED and not named) for key, value in one.items() if _leads_on(value)]
    if strange:
        raise ProblemError("not-clean")


def _leads_on(one: Any) -> bool:  # noqa: ANN401  (any PDF object)
    return isinstance(one, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream)


def _ranges(numbers: list[int]) -> str:
    """1, 3-5 for 1, 3, 4, 5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
