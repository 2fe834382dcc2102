"""What of a page's words an eye does not see, or sees otherwise than a program reads it. Runs in the child.

Letter by letter, since a black bar covers half a line (DOMAIN.md section 6: redactions that hid and did not remove).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium

_STROKED, _INVISIBLE = frozenset({1}), frozenset({3, 7})
#: From which brightness of each colour a letter is white, and up to which opacity it is not there.
_WHITE, _CLEAR = 243, 12
#: Points: no letter this small is read.
_TINY: Final = 2.0
#: How much of a letter a shape must cover, each way.
_COVERED: Final = 0.9
#: Shapes of one page that are held against its letters; beyond, somebody must look.
_SHAPES: Final = 4_000
_BAND: Final = 24.0
#: How far a picture that fills the sheet may reach over its edges: what a printer trims, and some.
_BLEED: Final = 18.0
_DEEPEST: Final = 24
_REPLACEMENT, _PRIVATE = 0xFFFD, range(0xE000, 0xF900)

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
_SAME: Final[Matrix] = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A filled shape or a picture, as the box around it, and when it is drawn."""

    box: Box
    turn: int


def remarks(page: Any, text: Any) -> list[str]:  # noqa: ANN401  (pypdfium2 has no types)
    """The codes of remarks.FINDINGS that the letters of ``page`` give rise to."""
    turns: dict[int, int] = {}
    shapes: list[_Shape] = []
    edges = page.get_mediabox()
    beyond: set[str] = set()
    for turn, (one, kind, box) in enumerate(_drawn(page.raw)):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            turns[_address(one)] = turn
        elif _covers(one, kind):
            shapes.append(_Shape(box, turn))
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE and _reaches_over(box, edges):
            beyond = {"outside-picture"}
    bands = _bands(shapes) if len(shapes) <= _SHAPES else {}
    found = beyond | ({"covered-text"} if len(shapes) > _SHAPES else set())
    looks: dict[int, frozenset[str]] = {}
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text.raw, index)
        if pdfium.FPDFText_IsGenerated(text.raw, index) == 1 or chr(code).isspace():
            continue
        one = pdfium.FPDFText_GetTextObject(text.raw, index)
        where = _address(one)
        if where not in looks:
            looks[where] = _look_of(one)
        found |= looks[where]
        if pdfium.FPDFText_HasUnicodeMapError(text.raw, index) == 1 or code in _PRIVATE or code in {0, _REPLACEMENT}:
            found.add("unreadable-text")
        letter = _letter(text.raw, index)
        if letter is None:
            continue
        found |= _place(letter, edges, text.raw, index)
        if "invisible-text" not in looks[where] and _is_covered(letter, turns.get(where, -1), bands):
            found.add("covered-text")
    return sorted(found)


def _drawn(page: Any) -> Iterator[tuple[Any, int, Box]]:  # noqa: ANN401
    """Everything on the page in the order in which it is drawn, also inside forms, with its box on the page."""
    count = pdfium.FPDFPage_CountObjects(page)
    for index in range(count):
        yield from _inside(pdfium.FPDFPage_GetObject(page, index), _SAME, 0)


def _inside(one: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, int, Box]]:  # noqa: ANN401
    kind = pdfium.FPDFPageObj_GetType(one)
    if kind != pdfium.FPDF_PAGEOBJ_FORM:
        yield one, kind, _box_on_page(one, matrix)
        return
    if depth >= _DEEPEST:
        return
    inner = pdfium.FS_MATRIX()
    if pdfium.FPDFPageObj_GetMatrix(one, ctypes.byref(inner)):
        matrix = _times((inner.a, inner.b, inner.c, inner.d, inner.e, inner.f), matrix)
    for index in range(max(pdfium.FPDFFormObj_CountObjects(one), 0)):
        yield from _inside(pdfium.FPDFFormObj_GetObject(one, index), matrix, depth + 1)


def _box_on_page(one: Any, matrix: Matrix) -> Box:  # noqa: ANN401
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(one, *(ctypes.byref(edge) for edge in edges)):
        return (0, 0, 0, 0)
    left, bottom, right, top = (edge.value for edge in edges)
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _covers(one: Any, kind: int) -> bool:  # noqa: ANN401
    """Whether nothing is seen through it: a picture, or a path that is filled."""
    if pdfium.FPDFPageObj_HasTransparency(one):
        return False
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        return True
    if kind != pdfium.FPDF_PAGEOBJ_PATH:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(one, ctypes.byref(fill), ctypes.byref(stroke)) and fill.value)


def _reaches_over(box: Box, edges: Box) -> bool:
    return (
        box[0] < edges[0] - _BLEED
        or box[1] < edges[1] - _BLEED
        or box[2] > edges[2] + _BLEED
        or box[3] > edges[3] + _BLEED
    )


def _look_of(one: Any) -> frozenset[str]:  # noqa: ANN401
    mode = pdfium.FPDFTextObj_GetTextRenderMode(one)
    if mode in _INVISIBLE:
        return frozenset({"invisible-text"})
    ask = pdfium.FPDFPageObj_GetStrokeColor if mode in _STROKED else pdfium.FPDFPageObj_GetFillColor
    colour = [ctypes.c_uint() for _ in range(4)]
    if not ask(one, *(ctypes.byref(part) for part in colour)):
        return frozenset()
    *rgb, opacity = (part.value for part in colour)
    return frozenset({"white-text"} if min(rgb) >= _WHITE or opacity <= _CLEAR else ())


def _letter(text: Any, index: int) -> Box | None:  # noqa: ANN401
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    edges = (left, right, bottom, top)
    if not pdfium.FPDFText_GetCharBox(text, index, *(ctypes.byref(edge) for edge in edges)):
        return None
    return left.value, bottom.value, right.value, top.value


def _place(box: Box, edges: Box, text: Any, index: int) -> set[str]:  # noqa: ANN401
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    found = set()
    if not (edges[0] <= across <= edges[2] and edges[1] <= up <= edges[3]):
        found.add("outside-text")
    loose = pdfium.FS_RECTF()
    measured = pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(loose))
    if measured and max(abs(loose.top - loose.bottom), abs(loose.right - loose.left)) < _TINY:
        found.add("tiny-text")
    return found


def _bands(shapes: list[_Shape]) -> dict[int, list[_Shape]]:
    """The shapes by the bands across the page that they reach into."""
    found: dict[int, list[_Shape]] = {}
    for shape in shapes:
        low, high = (int(max(-1e5, min(1e5, edge)) // _BAND) for edge in (shape.box[1], shape.box[3]))
        for band in range(low, min(high, low + 2_000) + 1):
            found.setdefault(band, []).append(shape)
    return found


def _is_covered(letter: Box, turn: int, bands: dict[int, list[_Shape]]) -> bool:
    left, bottom, right, top = letter
    wide, high = right - left, top - bottom
    for shape in bands.get(int(max(-1e5, min(1e5, (bottom + top) / 2)) // _BAND), ()):
        if shape.turn <= turn:
            continue
        x = min(right, shape.box[2]) - max(left, shape.box[0])
        y = min(top, shape.box[3]) - max(bottom, shape.box[1])
        if x >= wide * _COVERED and y >= high * _COVERED:
            return True
    return False


def _address(one: Any) -> int:  # noqa: ANN401
    return ctypes.cast(one, ctypes.c_void_p).value or 0
