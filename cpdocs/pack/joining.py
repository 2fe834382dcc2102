"""One structure tree out of many (ISO 32000-1, 14.7): each part of a pack is a Part element of one document.

Three things are numbered or named in one file only, and so are made new: the numbers by which pages find their
elements, the ids of elements, and the names that a part gives to its own kinds of element. Of the latter two only what
two parts have both is named anew, since that means walking through all elements of a part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pikepdf import Array, Dictionary, Name, Stream, String

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pikepdf

#: How deep the nodes of a number tree or a name tree may stand; no file has more than three or four.
_DEEPEST: Final = 30
#: The tables of a structure tree that name things for one file: a kind of element, a class of attributes.
_TABLES: Final = ("/RoleMap", "/ClassMap")
#: The kinds of element that mean themselves (14.8.4). A part that lets one mean another does so for itself alone.
_LISTED: Final = """
Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody
Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure
Formula Form
"""
_STANDARD: Final = frozenset(_LISTED.split())


class Tree:
    """The structure tree of ``file``, which grows part by part."""

    def __init__(self, file: pikepdf.Pdf) -> None:
        self._file = file
        self._root = file.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = file.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=self._root))
        self._parts = 0
        self._next = 0
        self._nums = Array()
        self._ids: dict[bytes, pikepdf.Object] = {}
        self._tables: dict[str, dict[str, pikepdf.Object]] = {table: {} for table in _TABLES}
        self._tables["/RoleMap"] |= {f"/{kind}": Name(f"/{kind}") for kind in _STANDARD}
        self._namespaces = Array()
        self._tops = Array()

    def part(self, title: str, language: str = "") -> pikepdf.Object:
        """A new part at the end of the document."""
        element = self._element(Name.Part, self._document)
        element["/T"], element["/K"] = String(title), Array()
        if language:
            element["/Lang"] = String(language)
        self._tops.append(element)
        self._parts += 1
        return element

    def adopt(self, root: pikepdf.Object, part: pikepdf.Object, pages: Iterable[pikepdf.Object]) -> None:
        """Put what stands below ``root``, a structure tree copied into this file, into ``part``.

        ``pages`` are the pages that it is about.
        """
        kids = [kid for kid in _several(root.get("/K")) if isinstance(kid, Dictionary)]
        self._name_anew(root, kids)
        for kid in kids:
            top = kid if kid.is_indirect else self._file.make_indirect(kid)
            if top.get("/S") == "/Document":  # the pack is the document
                top["/S"] = Name.Sect
            self.move(top, part)
        self.number(root, list(pages))
        for space in _several(root.get("/Namespaces")):
            self._namespaces.append(space)

    def move(self, element: pikepdf.Object, part: pikepdf.Object) -> None:
        """Put an element, with all that is in it, at the end of ``part``."""
        element["/P"] = part
        part.K.append(element)

    def say(self, page: pikepdf.Object, part: pikepdf.Object) -> None:
        """One element for a page without tags: the piece of its drawing that has the number 0."""
        element = self._element(Name.P, part)
        element["/Pg"], element["/K"] = page, 0
        part.K.append(element)
        for note in page.get("/Annots", Array()):
            if "/StructParent" in note:
                del note["/StructParent"]
        page["/StructParents"] = self._next
        self._nums.append(self._next)
        self._nums.append(Array([element]))
        self._next += 1

    def finish(self) -> None:
        """Make it the file's own."""
        root, self._document["/K"] = self._root, self._tops
        root["/K"] = Array([self._document])
        root["/ParentTree"] = self._file.make_indirect(Dictionary(Nums=self._nums))
        root["/ParentTreeNextKey"] = self._next
        for table, names in self._tables.items():
            if own := {name: means for name, means in names.items() if not isinstance(means, Name) or means != name}:
                root[table] = Dictionary(own)
        if len(self._namespaces):
            root["/Namespaces"] = self._namespaces
        if self._ids:
            entries = [entry for key, element in sorted(self._ids.items()) for entry in (String(key), element)]
            limits = [String(min(self._ids)), String(max(self._ids))]
            node = self._file.make_indirect(Dictionary(Names=Array(entries), Limits=Array(limits)))
            root["/IDTree"] = self._file.make_indirect(Dictionary(Kids=Array([node])))
        self._file.Root["/StructTreeRoot"] = root

    def _element(self, kind: Name, parent: pikepdf.Object) -> pikepdf.Object:
        return self._file.make_indirect(Dictionary(Type=Name.StructElem, S=kind, P=parent))

    def number(self, root: pikepdf.Object, pages: list[pikepdf.Object]) -> None:
        """Give each page, note and picture that finds its elements below ``root`` by a number the next free one."""
        numbers, base = dict(_leaves(root.get("/ParentTree"), "/Nums")), self._next
        last = -1
        for key, value in numbers.items():
            self._nums.append(base + int(key))
            self._nums.append(value)
            last = max(last, int(key))
        seen: set[tuple[int, int]] = set()
        left = set(map(int, numbers))
        for page in pages:
            for holder in (page, *page.get("/Annots", ())):
                left -= _shifted(holder, base, seen)
        if left:  # pictures, or notes' looks, that have tags of their own
            for page in pages:
                for holder in _drawn(page, seen):
                    _shifted(holder, base, set())
        self._next = base + last + 1

    def _name_anew(self, root: pikepdf.Object, kids: Sequence[pikepdf.Object]) -> None:
        ids = dict(_leaves(root.get("/IDTree"), "/Names"))
        prefix = b"%d-" % self._parts if ids.keys() & self._ids.keys() else b""
        new: dict[str, dict[str, str]] = {}
        for table, known in self._tables.items():
            own = dict(root.get(table, Dictionary()).items())
            new[table] = {name: f"{name}-{self._parts}" for name in _clashing(own, known)}
            for name, means in own.items():
                changed = isinstance(means, Name) and str(means) in new[table]
                known[new[table].get(name, name)] = Name(new[table][str(means)]) if changed else means
        if prefix or any(new.values()):
            for element in _below(kids):
                _rename(element, prefix, *new.values())
        self._ids |= {prefix + key: element for key, element in ids.items()}


def _shifted(holder: pikepdf.Object, base: int, seen: set[tuple[int, int]]) -> set[int]:
    """Add ``base`` to the numbers that ``holder`` has, once; gives the old ones."""
    if holder.objgen != (0, 0):
        if holder.objgen in seen:
            return set()
        seen.add(holder.objgen)
    found = set()
    for key in ("/StructParents", "/StructParent"):
        if (number := holder.get(key)) is not None:
            found.add(int(number))
            holder[key] = base + int(number)
    return found


def _drawn(holder: pikepdf.Object, seen: set[tuple[int, int]]) -> Iterator[pikepdf.Object]:
    """Every picture that is drawn on a page, or in one that is."""
    waiting = [holder]
    while waiting:
        resources = waiting.pop().get("/Resources", Dictionary())
        for drawn in resources.get("/XObject", Dictionary()).as_dict().values():
            if isinstance(drawn, Stream) and drawn.objgen not in seen:
                seen.add(drawn.objgen)
                yield drawn
                waiting.append(drawn)


def _leaves(node: pikepdf.Object | None, kind: str, deep: int = 0) -> Iterator[tuple[Any, pikepdf.Object]]:
    """The keys and values of a number tree (``/Nums``) or a name tree (``/Names``)."""
    if not isinstance(node, Dictionary) or deep > _DEEPEST:
        return
    pairs = list(node.get(kind, ()))
    for key, value in zip(pairs[::2], pairs[1::2], strict=False):
        yield (int(key) if kind == "/Nums" else bytes(key)), value
    for kid in node.get("/Kids", ()):
        yield from _leaves(kid, kind, deep + 1)


def _below(kids: Sequence[pikepdf.Object]) -> Iterator[pikepdf.Object]:
    """Every element from ``kids`` on, each once; no references to drawings and notes."""
    waiting, seen = list(kids), set()
    while waiting:
        element = waiting.pop()
        if "/S" in element and element.objgen not in seen:
            if element.objgen != (0, 0):
                seen.add(element.objgen)
            yield element
            waiting.extend(kid for kid in _several(element.get("/K")) if isinstance(kid, Dictionary))


def _clashing(own: Mapping[str, Any], known: Mapping[str, Any]) -> set[str]:
    """The names of a part that mean something else in the pack, by themselves or by the name that they mean."""
    clashing = {name for name, means in own.items() if name in known and known[name] != means}
    while more := {n for n, means in own.items() if isinstance(means, Name) and str(means) in clashing} - clashing:
        clashing |= more
    return clashing


def _rename(element: pikepdf.Object, prefix: bytes, kinds: Mapping[str, str], classes: Mapping[str, str]) -> None:
    """Give an element's id, and the ids that its attributes name, ``prefix``; its kind and classes their new names."""
    if str(element.S) in kinds:
        element["/S"] = Name(kinds[str(element.S)])
    if "/C" in element and classes:
        entries = _several(element.C)
        element["/C"] = Array([Name(classes.get(str(c), str(c))) if isinstance(c, Name) else c for c in entries])
    if prefix:
        if "/ID" in element:
            element["/ID"] = String(prefix + bytes(element.ID))
        for attributes in _several(element.get("/A")):
            if isinstance(attributes, Dictionary) and "/Headers" in attributes:
                attributes["/Headers"] = Array([String(prefix + bytes(one)) for one in attributes.Headers])


def _several(value: Any) -> list[Any]:  # noqa: ANN401  (an entry that may hold one thing or an array of them)
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]
