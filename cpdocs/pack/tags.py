"""The tags of an enclosure (ISO 32000-1, 14.7): kept where they say to a screen reader what a page says.

Element by element after an allow-list, for a tree of tags can carry any object along: notes that were taken off the
page, drawings that no page draws, texts of its own. Runs in the child.
"""

from __future__ import annotations

from typing import Any, Final

import pikepdf

from cpdocs.pack.drawing import is_language, is_plain
from cpdocs.pack.graphics import keep
from cpdocs.pack.pdf_keys import ELEMENT, MARKED_PIECE, TREE
from cpdocs.render.problems import ProblemError

_MOST: Final = 400_000
#: Pieces of one page: more than any page has, and few enough to fill a list with.
_PIECES: Final = 100_000
#: The owners of attributes that are about layout; others may say anything (ISO 32000-1, 14.7.6.4).
_OWNERS: Final = frozenset({"/Layout", "/List", "/Table"})


class Tags:
    """The tree of one file. Ask ``answer`` while notes are flattened, then ``clean`` once the drawing is clean."""

    def __init__(self, file: pikepdf.Pdf) -> None:
        tree: Any = file.Root.get("/StructTreeRoot")
        marked: Any = file.Root.get("/MarkInfo")
        said = isinstance(marked, pikepdf.Dictionary) and bool(marked.get("/Marked", False))
        self._file = file
        self._tree: Any = tree if said and isinstance(tree, pikepdf.Dictionary) and "/K" in tree else None
        self._parents = self._read_parents()
        self._elements = self._all_elements() if self.there else []
        self._notes = {kid.Obj.objgen: (where, kid) for where, kid in self._objects()}
        self.removed: set[str] = set()

    @property
    def there(self) -> bool:
        """Whether the file is tagged."""
        return self._tree is not None

    def answer(self, page: pikepdf.Page, note: Any) -> int | None:  # noqa: ANN401  (any PDF object)
        """The number under which the look of ``note`` is to be marked on ``page``; None when no tag speaks of it."""
        tagged = self._notes.pop(note.objgen, None) if note.is_indirect else None
        row: Any = page.obj.get("/StructParents")
        pieces = self._parents.get(row) if isinstance(row, int) else None
        if tagged is None or not isinstance(pieces, pikepdf.Array) or len(pieces) >= _PIECES:
            return None
        number = max(len(pieces), 1 + max(_numbers(page), default=-1))
        while len(pieces) < number:
            pieces.append(None)
        where, kid = tagged
        pieces.append(where)
        del kid["/Obj"]
        kid["/Type"], kid["/Pg"], kid["/MCID"] = pikepdf.Name.MCR, page.obj, number
        return number

    def clean(self, kept: set[tuple[int, int]]) -> None:
        """Cut the tree down to what speaks of the pages and of the streams ``kept``; take it off when it is no tree."""
        if not self.there:
            for key in ("/StructTreeRoot", "/MarkInfo"):
                if key in self._file.Root:
                    del self._file.Root[key]
            return
        pages = {page.obj.objgen for page in self._file.pages}
        for element in self._elements:
            self._clean(element, pages, kept)
        alive = {element.objgen for element in self._elements}
        keep(self._tree, TREE)
        self._tree["/Type"] = pikepdf.Name.StructTreeRoot
        self._tree["/K"] = _pruned(self._tree["/K"], alive)
        self._tree["/ParentTree"] = self._file.make_indirect(self._parent_tree(alive))
        self._tree["/ParentTreeNextKey"] = 1 + max(self._parents, default=-1)
        roles = self._tree.get("/RoleMap")
        if roles is not None:
            names = dict(roles.items()) if isinstance(roles, pikepdf.Dictionary) else {}
            named = {key: value for key, value in names.items() if isinstance(value, pikepdf.Name)}
            self._tree["/RoleMap"] = pikepdf.Dictionary(named)
        self._file.Root["/MarkInfo"] = pikepdf.Dictionary(Marked=True)

    def _read_parents(self) -> dict[int, Any]:
        tree = self._tree.get("/ParentTree") if self._tree is not None else None
        if not isinstance(tree, pikepdf.Dictionary):
            return {}
        try:
            return {key: value for key, value in pikepdf.NumberTree(tree).items() if key >= 0}
        except (pikepdf.PdfError, RuntimeError, TypeError, ValueError):
            raise ProblemError("damaged") from None

    def _all_elements(self) -> list[Any]:
        """Every element, each once; those that stand directly in another become objects of their own."""
        found: list[Any] = []
        seen: set[tuple[int, int]] = set()
        todo: list[Any] = [self._tree]
        while todo:
            parent = todo.pop()
            if "/K" in parent and not isinstance(parent["/K"], pikepdf.Array):
                parent["/K"] = pikepdf.Array([parent["/K"]])
            for place, kid in enumerate(_kids(parent)):
                if not _is_element(kid) or (kid.is_indirect and kid.objgen in seen):
                    continue
                if len(found) > _MOST:
                    raise ProblemError("deep")
                if not kid.is_indirect:
                    kid = parent["/K"][place] = self._file.make_indirect(kid)  # noqa: PLW2901  (the same element)
                seen.add(kid.objgen)
                kid["/P"] = parent
                found.append(kid)
                todo.append(kid)
        return found

    def _objects(self) -> list[tuple[Any, Any]]:
        """Each element with each of its kids that speaks of a whole object, such as a note."""
        return [
            (element, kid)
            for element in self._elements
            for kid in _kids(element)
            if _is_object(kid) and isinstance(kid.get("/Obj"), pikepdf.Dictionary) and kid.Obj.is_indirect
        ]

    def _clean(self, element: Any, pages: set[tuple[int, int]], kept: set[tuple[int, int]]) -> None:  # noqa: ANN401
        if "/ActualText" in element or "/E" in element:
            self.removed.add("said-otherwise")
        keep(element, ELEMENT)
        element["/Type"] = pikepdf.Name.StructElem
        for key, is_good in (("/Lang", is_language), ("/Alt", _is_text)):
            if key in element and not is_good(element[key]):
                del element[key]
        if element["/S"] == "/Form":  # which is for a place to fill in, and there is none any more
            element["/S"] = pikepdf.Name.Span
        if "/Pg" in element and not _is_one_of(element["/Pg"], pages):
            del element["/Pg"]
        if "/A" in element:
            owned = [copy for one in _listed(element["/A"]) if (copy := _attributes(one)) is not None]
            element["/A"] = pikepdf.Array(owned)
        pieces = []
        for kid in _kids(element):
            if isinstance(kid, int) or _is_element(kid):
                pieces.append(kid)
            elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
                keep(kid, MARKED_PIECE)
                kid["/Type"] = pikepdf.Name.MCR
                on_page = "/Pg" not in kid or _is_one_of(kid["/Pg"], pages)
                if (
                    isinstance(kid.get("/MCID"), int)
                    and on_page
                    and ("/Stm" not in kid or _is_one_of(kid["/Stm"], kept))
                ):
                    pieces.append(kid)
            else:
                self.removed.add("tags-of-notes")
        element["/K"] = pikepdf.Array(pieces)

    def _parent_tree(self, alive: set[tuple[int, int]]) -> pikepdf.Dictionary:
        rows: list[Any] = []
        for key in sorted(self._parents):
            value = self._parents[key]
            if isinstance(value, pikepdf.Array):
                row = [one if _lives(one, alive) else None for one in value.as_list()]
                rows += [key, self._file.make_indirect(pikepdf.Array(row))]
            elif _lives(value, alive):
                rows += [key, value]
        return pikepdf.Dictionary(Nums=pikepdf.Array(rows))


def _is_one_of(one: Any, known: set[tuple[int, int]]) -> bool:  # noqa: ANN401  (any PDF object)
    return isinstance(one, pikepdf.Dictionary | pikepdf.Stream) and one.objgen in known


def _numbers(page: pikepdf.Page) -> list[int]:
    """The numbers of the marked pieces of a page's own drawing."""
    found: list[int] = []
    for one in pikepdf.parse_content_stream(page, "BDC"):
        properties: Any = one.operands[1] if len(one.operands) > 1 else None
        if isinstance(properties, pikepdf.Name):
            named: Any = page.obj.get("/Resources", pikepdf.Dictionary())
            properties = named.get("/Properties", pikepdf.Dictionary()).get(str(properties))
        number: Any = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
        if isinstance(number, int) and 0 <= number < _PIECES:
            found.append(number)
    return found


def _listed(one: Any) -> list[Any]:  # noqa: ANN401  (any PDF object)
    return list(one.as_list()) if isinstance(one, pikepdf.Array) else [one]


def _kids(element: Any) -> list[Any]:  # noqa: ANN401  (any PDF object)
    return [] if "/K" not in element else _listed(element["/K"])


def _is_element(one: Any) -> bool:  # noqa: ANN401  (any PDF object)
    return isinstance(one, pikepdf.Dictionary) and isinstance(one.get("/S"), pikepdf.Name)


def _is_text(one: Any) -> bool:  # noqa: ANN401  (any PDF object)
    return isinstance(one, pikepdf.String)


def _is_object(one: Any) -> bool:  # noqa: ANN401  (any PDF object)
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/OBJR"


def _lives(one: Any, alive: set[tuple[int, int]]) -> bool:  # noqa: ANN401  (any PDF object)
    return isinstance(one, pikepdf.Dictionary) and one.objgen in alive


def _pruned(kids: Any, alive: set[tuple[int, int]]) -> pikepdf.Array:  # noqa: ANN401  (any PDF object)
    return pikepdf.Array([kid for kid in _listed(kids) if _lives(kid, alive)])


def _attributes(one: Any) -> pikepdf.Dictionary | None:  # noqa: ANN401  (any PDF object)
    """A copy of one set of attributes with its names and numbers, which are about layout; no texts."""
    if not isinstance(one, pikepdf.Dictionary) or str(one.get("/O")) not in _OWNERS:
        return None
    return pikepdf.Dictionary({key: value for key, value in one.items() if is_plain(value)})
