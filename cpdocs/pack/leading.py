"""What leads somewhere in a pack: bookmarks, and the links on its pages. All lead to a page of the pack itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from cpdocs.pack.index import SCHEME, Section
from cpdocs.pack.sheet import Matrix, Sheet, moved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Which numbers of a destination are places, as x or y, by its kind (ISO 32000-1, table 151).
_PLACES: Final[dict[str, str]] = {
    "/XYZ": "xy", "/FitH": "y", "/FitBH": "y", "/FitV": "x", "/FitBV": "x", "/FitR": "xyxy",
}  # fmt: skip
#: Entries of a note that hold points (ISO 32000-1, 12.5.6), one after the other.
_POINTS: Final = ("/Rect", "/QuadPoints", "/L", "/CL", "/Vertices")
#: How many bookmarks of one part are taken over, and how deep they stand.
_BOOKMARKS, _DEEPEST = 5_000, 12


class Places:
    """Where the pages of one part came to be, and where everything on each of them now is."""

    def __init__(self, source: pikepdf.Pdf, pages: Sequence[pikepdf.Object], moves: Sequence[Matrix]) -> None:
        self._pages, self._moves = pages, moves
        self._before = {page.obj.objgen: number for number, page in enumerate(source.pages)}
        self._now = {page.objgen: number for number, page in enumerate(pages)}
        self._named = _named(source)

    def bookmarks(self, source: pikepdf.Pdf) -> list[OutlineItem]:
        """The part's own bookmarks. One that leads nowhere leads to the part's first page."""
        root = source.Root.get("/Outlines")
        left = [_BOOKMARKS]
        return self._items(root.get("/First"), set(), left, 1) if isinstance(root, Dictionary) else []

    def links(self) -> None:
        """Move the notes on each page with what they are about, and let links lead to pages."""
        seen: set[tuple[int, int]] = set()
        for page, matrix in zip(self._pages, self._moves, strict=True):
            for note in page.get("/Annots", ()):
                if note.objgen == (0, 0) or note.objgen not in seen:
                    seen.add(note.objgen)
                    self._move(note, matrix)

    def _move(self, note: pikepdf.Object, matrix: Matrix) -> None:
        for key in _POINTS:
            if key in note:
                note[key] = _moved(note[key], matrix)
        if "/InkList" in note:
            note["/InkList"] = Array([_moved(stroke, matrix) for stroke in note.InkList])
        action = note.get("/A", Dictionary())
        asked = note.get("/Dest", action.get("/D") if action.get("/S") == "/GoTo" else None)
        if asked is not None:
            if "/A" in note:
                del note["/A"]
            note["/Dest"] = self._led(asked, self._now)

    def _items(self, first: Any, seen: set[tuple[int, int]], left: list[int], deep: int) -> list[OutlineItem]:  # noqa: ANN401
        found: list[OutlineItem] = []
        while isinstance(first, Dictionary) and first.objgen not in seen and left[0] > 0:
            seen.add(first.objgen)
            left[0] -= 1
            action = first.get("/A", Dictionary())
            asked = first.get("/Dest", action.get("/D") if action.get("/S") == "/GoTo" else None)
            item = OutlineItem(str(first.get("/Title", "")), self._led(asked, self._before))
            item.is_closed = True
            if deep < _DEEPEST:
                item.children.extend(self._items(first.get("/First"), seen, left, deep + 1))
            found.append(item)
            first = first.get("/Next")
        return found

    def _led(self, asked: Any, numbers: Mapping[tuple[int, int], int]) -> Array:  # noqa: ANN401  (a name or an array)
        """A destination in the pack for one in the part; ``numbers`` knows the pages that it names."""
        if isinstance(asked, Name | String):
            asked, numbers = (
                self._named.get(bytes(asked) if isinstance(asked, String) else str(asked).encode()),
                self._before,
            )
        if isinstance(asked, Dictionary):
            asked = asked.get("/D")
        entries = list(asked) if isinstance(asked, Array) else []
        number = numbers.get(entries[0].objgen) if entries and isinstance(entries[0], Dictionary) else None
        if number is None:
            return to_top(self._pages[0])
        return Array([self._pages[number], *_placed(entries[1:], self._moves[number])])


def to_top(page: pikepdf.Object) -> Array:
    """A destination: the upper left corner of a page as it is read, no larger or smaller than it is shown now."""
    x, y = Sheet.of(page).corner
    return Array([page, Name.XYZ, round(x, 3), round(y, 3), None])


def link(front: Sequence[pikepdf.Object], targets: Mapping[int, tuple[Section, Array]]) -> None:
    """Let each row of the index lead to its section."""
    for page in front:
        for note in page.get("/Annots", ()):
            address = str(note.get("/A", Dictionary()).get("/URI", ""))
            if address.startswith(SCHEME):
                section, place = targets[int(address.removeprefix(SCHEME))]
                del note["/A"]
                note["/Dest"] = place
                note["/Contents"] = String(f"{section.heading}, page {section.first}")


def _named(source: pikepdf.Pdf) -> dict[bytes, pikepdf.Object]:
    """The destinations that a file has names for, of the old kind and of the new one (ISO 32000-1, 12.3.2.3)."""
    found = {name.encode(): place for name, place in source.Root.get("/Dests", Dictionary()).items()}
    names = source.Root.get("/Names", Dictionary()).get("/Dests")
    if isinstance(names, Dictionary):
        found |= {key.encode("utf-8", "replace"): place for key, place in pikepdf.NameTree(names).items()}
    return found


def _placed(entries: list[Any], matrix: Matrix) -> list[Any]:
    """The kind of a destination and its numbers, moved; what is left open is left so."""
    if not entries:
        return [Name.Fit]
    kind, *numbers = entries
    axes = _PLACES.get(str(kind), "")
    moved_ = [_along(axis, n, matrix) for axis, n in zip(axes, numbers, strict=False)]
    return [kind, *moved_, *numbers[len(axes) :]]


def _along(axis: str, number: Any, matrix: Matrix) -> Any:  # noqa: ANN401  (a number, or None)
    if number is None:
        return None
    at = float(number)
    return round(moved(matrix, at, 0)[0] if axis == "x" else moved(matrix, 0, at)[1], 3)


def _moved(numbers: Any, matrix: Matrix) -> Array:  # noqa: ANN401  (an array of numbers)
    flat = [float(number) for number in numbers]
    pairs = zip(flat[::2], flat[1::2], strict=False)
    return Array([round(n, 3) for x, y in pairs for n in moved(matrix, x, y)])
