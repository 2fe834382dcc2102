"""A PDF as a screen reader meets it: its elements in their order, each with its words, read by other code than made it."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium


@dataclass
class Element:
    """One element of the structure: what stands in it, other elements and words without white space, in order."""

    kind: str
    scope: str = ""
    holds: list[Element | str] = field(default_factory=list)

    @property
    def kids(self) -> list[Element]:
        return [part for part in self.holds if isinstance(part, Element)]

    def all(self, *kinds: str) -> list[Element]:
        """Every element of these kinds in this one, in order."""
        return [element for element in self.walk() if element.kind in kinds]

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text() for part in self.holds)


@dataclass
class Structure:
    """The document's element, and what each page shows that belongs to no element."""

    document: Element
    artifacts: list[str]


def structure(data: bytes) -> Structure:
    """The structure of a PDF. Each piece of the drawing may belong to one element only, and must be there."""
    drawn, artifacts = _drawn(data)
    with pikepdf.open(io.BytesIO(data)) as file:
        pages = {page.obj.objgen: number for number, page in enumerate(file.pages)}
        document = _element(file.Root.StructTreeRoot.K[0], pages, drawn)
    assert drawn == {}, "some pieces have a number and belong to no element"
    return Structure(document, artifacts)


def _element(obj: Any, pages: dict[tuple[int, int], int], drawn: dict[tuple[int, int], str]) -> Element:
    element = Element(str(obj.S)[1:], str(obj.get("/A", {}).get("/Scope", ""))[1:])
    kids = obj.get("/K", [])
    for kid in [kids] if isinstance(kids, int) else kids:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
            assert kid.Obj.Subtype in {"/Link", "/Widget"}, "a note that is not there"
        elif isinstance(kid, pikepdf.Dictionary):
            assert kid.P.objgen == obj.objgen, "a kid that knows another parent"
            element.holds.append(_element(kid, pages, drawn))
        else:
            element.holds.append(drawn.pop((pages[obj.Pg.objgen], int(kid))))
    return element


def _drawn(data: bytes) -> tuple[dict[tuple[int, int], str], list[str]]:
    """The text of each numbered piece by page and number; and, of each page, the text without a number."""
    found: dict[tuple[int, int], str] = {}
    artifacts = []
    document = pypdfium2.PdfDocument(data)
    for number, page in enumerate(document):
        sheet, loose = page.get_textpage(), ""
        for obj in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT]):
            piece = pdfium.FPDFPageObj_GetMarkedContentID(obj)
            if piece < 0:
                loose += _text(obj, sheet)
            else:
                found[number, piece] = found.get((number, piece), "") + _text(obj, sheet)
        artifacts.append(loose)
    document.close()
    return found, artifacts


def _text(obj: Any, sheet: Any) -> str:
    size = pdfium.FPDFTextObj_GetText(obj, sheet, None, 0)
    buffer = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFTextObj_GetText(obj, sheet, buffer, size)
    return "".join(bytes(buffer).decode("utf-16-le").rstrip("\0").split())
