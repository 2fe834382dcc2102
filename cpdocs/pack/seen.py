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
#: Codes of white space, and of letters that are none: replaced, or of somebody's own.
_SPACES: Final = frozenset({9, 10, 13, 32, 160})
_UNREADABLE: Final = frozenset({0, 0xFFFD, *range(0xE000, 0xF900)})

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
_SAME: Final[Matrix] = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A filled shape or a picture, as the box around it, and when it is drawn."""

    box: Box
    turn: int


def remarks(page: Any, text: Any) -> list[str]:  # noqa: ANN401  (pypdfium2 has no types)
    """The codes of remarks.FINDINGS that ``page`` and its letters give rise to."""
    found: set[str] = set()
    turns: dict[int, int] = {}
    shapes: list[_Shape] = []
    edges = page.get_mediabox()
    for turn, (one, kind, box) in enumerate(_drawn(page.raw)):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            turns[_address(one)] = turn
        elif _covers(one, kind):
            shapes.append(_Shape(box, turn))
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE and _reaches_over(box, edges):
            found.add("outside-picture")
    if len(shapes) > _SHAPES:
        found.add("covered-text")
        shapes = []
    return sorted(found | _of_letters(text.raw, edges, turns, _bands(shapes)))


def _of_letters(text: Any, edges: Box, turns: dict[int, int], bands: dict[int, list[_Shape]]) -> set[str]:  # noqa: ANN401
    found: set[str] = set()
    looks: dict[int, frozenset[str]] = {}
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in _SPACES or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        one = pdfium.FPDFText_GetTextObject(text, index)
        where = _address(one)
        if where not in looks:
            looks[where] = _look_of(one) | _size_of(text, index)
            found |= looks[where]
        if code in _UNREADABLE or pdfium.FPDFText_HasUnicodeMapError(text, index) == 1:
            found.add("unreadable-text")
        letter = _letter(text, index)
        if letter is None:
            continue
        if _is_outside(letter, edges):
            found.add("outside-text")
        if bands and "invisible-text" not in looks[where] and _is_covered(letter, turns.get(where, -1), bands):
            found.add("covered-text")
    return found


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
    left, right, bottom, top = edges = (ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double())
    if not pdfium.FPDFText_GetCharBox(text, index, *edges):
        return None
    return left.value, bottom.value, right.value, top.value


def _is_outside(letter: Box, edges: Box) -> bool:
    across, up = (letter[0] + letter[2]) / 2, (letter[1] + letter[3]) / 2
    return not (edges[0] <= across <= edges[2] and edges[1] <= up <= edges[3])


def _size_of(text: Any, index: int) -> frozenset[str]:  # noqa: ANN401
    """Whether a letter is too small, going by the box of its whole line of type and not by its own ink."""
    loose = pdfium.FS_RECTF()
    measured = pdfium.FPDFText_GetLooseCharBox(text, index, loose)
    small = measured and max(abs(loose.top - loose.bottom), abs(loose.right - loose.left)) < _TINY
    return frozenset({"tiny-text"} if small else ())


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
