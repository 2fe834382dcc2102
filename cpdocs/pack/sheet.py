"""A page's geometry: where its visible box lies, how it is turned, and where in it running number and stamp stand.

All that a page is made of is left in its own space; only a scale and a shift are put before it, so that the strip at
the top, as a reader holds the page, is empty whatever the page shows. Nobody looks whether it was empty before: that
would take a picture of every page, and a picture of a page that was made to deceive proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    import pikepdf

#: Six numbers (ISO 32000-1, 8.3.3): a point is moved by x' = a x + c y + e, y' = b x + d y + f.
Matrix: TypeAlias = tuple[float, float, float, float, float, float]

#: A4 in points. On a sheet of this size the running number is set at this size; on others so that it is as large once
#: they are printed on A4, but never smaller than can be read on a screen, where it fits.
_LONG, _SHORT, _SIZE, _LEAST = 842, 595, 10, 6
#: The strip, its line and its margin at the sides, in sizes of the number. On A4: 11 mm, 8 mm from the top, 11 mm.
_STRIP, _LINE, _SIDE = 3.2, 2.3, 3.2
#: The strip takes no more than this share of a page.
_MOST: Final = 0.3
#: A page of the stamp's own is A4, in points, and the stamp stands in its lowest 17 mm (layouts/common.css).
_A4, _FOOT = (595.28, 841.89), 17 * 72 / 25.4
_QUARTER: Final = 90


@dataclass(frozen=True)
class Sheet:
    """The visible box of one page in its own space, its quarter turns clockwise, and the points that one unit has.

    ``width`` and ``height`` are as it is read, in its own units.
    """

    left: float
    low: float
    right: float
    high: float
    turns: int = 0
    unit: float = 1.0

    @classmethod
    def of(cls, page: pikepdf.Object) -> Sheet:
        """The sheet of a page whose inherited entries were made its own. Raises ValueError for one without area."""
        media = _box(page.get("/MediaBox"))
        crop = _box(page.get("/CropBox", page.get("/MediaBox")))
        left, low, right, high = *map(max, media[:2], crop[:2]), *map(min, media[2:], crop[2:])
        if not (left < right and low < high):  # of a crop beside the page, some readers show nothing, and some the page
            raise ValueError("a page without area")
        unit = float(page.get("/UserUnit", 1))
        turns = int(float(page.get("/Rotate", 0)) / _QUARTER) % 4
        return cls(left, low, right, high, turns, unit if unit > 0 else 1.0)

    @property
    def width(self) -> float:
        return self.high - self.low if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.turns % 2 else self.high - self.low

    @cached_property
    def upright(self) -> Matrix:
        """From the sheet as it is read, its lower left corner the origin, to the page's own space."""
        return (
            (1, 0, 0, 1, self.left, self.low),
            (0, 1, -1, 0, self.right, self.low),
            (-1, 0, 0, -1, self.right, self.high),
            (0, -1, 1, 0, self.left, self.high),
        )[self.turns]

    @property
    def corner(self) -> tuple[float, float]:
        """The upper left corner, as it is read, in the page's own space: where a link leads to."""
        return moved(self.upright, 0, self.height)

    @property
    def box(self) -> tuple[float, float, float, float]:
        return (self.left, self.low, self.right, self.high)


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip at the top of a sheet, in units of the page: its height, the size of its letters, where they stand."""

    height: float
    size: float
    side: float
    line: float

    @classmethod
    def of(cls, sheet: Sheet, ems: float) -> Strip:
        """The strip for a line that is ``ems`` of its size long."""
        wide, tall = sheet.width * sheet.unit, sheet.height * sheet.unit
        size = (
            min(max(_SIZE * _on_a4(wide, tall), _LEAST), wide / (ems + 2 * _SIDE), tall * _MOST / _STRIP) / sheet.unit
        )
        return cls(_STRIP * size, size, _SIDE * size, sheet.height - _LINE * size)


def frame(sheet: Sheet, strip: Strip, *, foot: bool = False) -> Matrix:
    """Makes what a page shows smaller, its proportions kept, so that it ends below the strip and in the middle; with
    ``foot``, above the room of a stamp.
    """
    low = _FOOT * _stamp_scale(sheet) if foot else 0.0
    scale = 1 - (strip.height + low) / sheet.height
    x, y = moved(sheet.upright, sheet.width / 2, (sheet.height + low - strip.height) / 2)
    middle = ((sheet.left + sheet.right) / 2, (sheet.low + sheet.high) / 2)
    return (scale, 0, 0, scale, x - scale * middle[0], y - scale * middle[1])


def at_the_foot(sheet: Sheet) -> Matrix:
    """Puts an A4 page that holds nothing but a stamp onto the sheet, as large as it fits, along its lower edge."""
    scale = _stamp_scale(sheet)
    return then((scale, 0, 0, scale, (sheet.width - scale * _A4[0]) / 2, 0), sheet.upright)


def _stamp_scale(sheet: Sheet) -> float:
    return min(_on_a4(sheet.width, sheet.height), sheet.width / _A4[0])


def _on_a4(wide: float, tall: float) -> float:
    """How many times an A4 sheet, upright or lying, a page is: what is drawn so much larger is as large on A4."""
    return max(max(wide, tall) / _LONG, min(wide, tall) / _SHORT)


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point after ``matrix``."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def then(first: Matrix, second: Matrix) -> Matrix:
    """One matrix for ``first`` and ``second`` after it."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _box(edges: Any) -> tuple[float, float, float, float]:  # noqa: ANN401  (an array, or nothing of the kind)
    """A box whose corners may be given in any order (ISO 32000-1, 7.9.5). Raises ValueError when it is none."""
    try:
        x, y, z, w = (float(edge) for edge in edges)
    except (TypeError, ValueError):
        raise ValueError("a page without a box") from None
    return (min(x, z), min(y, w), max(x, z), max(y, w))
