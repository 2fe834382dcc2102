"""What a layout.docx holds that its council does not see, or would not want: read, never opened by Word's libraries.

Most of it never reaches a paper, since ``clean_word`` leaves it out; but then the paper is not what its maker saw in
Word, and the file itself goes round in the council with names and comments in it (HAZARDS.md, hazard 34). What is
found is a code and a detail, such as a style's name; the words for it are the check's (template_check/).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from cpdocs.render.clean_word import W, parsed, unzipped
from cpdocs.render.stamp import STAMP_STYLE

#: Every style by which word.py asks for a paragraph or a table, and the one of the stamp.
STYLES: Final = (
    *(f"CP Heading {level}" for level in (1, 2, 3)),
    *(f"CP {name}" for name in ("Body", "Bullet", "Number", "Notice", "Table", "Table Head", "Table Text")),
    *(f"CP {name}" for name in ("Label", "Place", "Answer", "Tick", "Box", "Addressee", "Gap")),
    STAMP_STYLE,
)
#: A layout is a letterhead and styles: some hundred kilobytes with a crest.
_MOST_BYTES, _MOST_PARTS = 50 << 20, 1_000
_NEEDED: Final = frozenset({"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"})
#: Fonts that Word brings along. Any other is replaced, on most machines, by whatever Word thinks is near it.
_EVERYWHERE: Final = frozenset(
    {"Arial", "Calibri", "Cambria", "Courier New", "Georgia", "Segoe UI", "Symbol", "Tahoma", "Times New Roman"}
    | {"Trebuchet MS", "Verdana", "Wingdings"}
)
_CHANGES: Final = frozenset(
    {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange"}
    | {"trPrChange", "numberingChange", "cellIns", "cellDel"}
)
_HIDING: Final = frozenset({"vanish", "webHidden", "specVanish"})
_WORDS: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_FOOTER: Final = re.compile(r"word/footer\d*\.xml")
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Found:
    """Something in a Word file, by a code of this module, and what or where it is."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Package:
    """The parts of a file, and those that are XML as trees."""

    parts: Mapping[str, bytes]
    trees: Mapping[str, etree._Element]

    def words(self) -> Iterator[etree._Element]:
        """The trees of what is printed."""
        yield from (tree for name, tree in self.trees.items() if _WORDS.fullmatch(name))

    def styles(self) -> Mapping[str, etree._Element]:
        """The styles by their ids."""
        tree = self.trees.get("word/styles.xml")
        return {s.get(_w("styleId"), ""): s for s in tree.iter(_w("style"))} if tree is not None else {}


def inspect(data: bytes, families: frozenset[str] = frozenset()) -> tuple[Found, ...]:
    """Everything that is found in a layout.docx. ``families`` are the fonts that come with the templates."""
    package = _opened(data)
    if package is None:
        return (Found("unreadable"),)
    found = dict.fromkeys(one for look in _LOOKS for one in look(package))
    fonts = (Found("font", name) for name in sorted(_fonts(package) - _EVERYWHERE - families))
    return (*found, *fonts)


def _opened(data: bytes) -> _Package | None:
    """The parts; None for what is no Word file, or one that would fill the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sizes = [info.file_size for info in package.infolist()]
        if len(sizes) > _MOST_PARTS or sum(sizes) > _MOST_BYTES:
            return None
        parts = unzipped(data)
        trees = {name: parsed(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    # RuntimeError: a password, or a packing that zipfile does not know; zlib.error and EOFError: damaged bytes.
    except (zipfile.BadZipFile, zlib.error, EOFError, etree.XMLSyntaxError, OSError, RuntimeError, ValueError):
        return None
    return _Package(parts, trees) if trees.keys() >= _NEEDED else None


# ---- what others left in it -----------------------------------------------------------------------------------------


def _comments(package: _Package) -> Iterator[Found]:
    trees = [tree for name, tree in package.trees.items() if re.fullmatch(r"word/comments\w*\.xml", name)]
    if any(tree.find(_w("comment")) is not None for tree in trees) or _any(package.words(), "commentReference"):
        yield Found("comments")


def _changes(package: _Package) -> Iterator[Found]:
    tracked = {_local(e) for tree in package.words() for e in tree.iter("*")} & _CHANGES
    styles = {_local(e) for style in package.styles().values() for e in style.iter("*")} & _CHANGES
    if tracked or styles:
        yield Found("changes")


def _authors(package: _Package) -> Iterator[Found]:
    named = {"docProps/core.xml": ("creator", "lastModifiedBy"), "docProps/app.xml": ("Company", "Manager")}
    for part, names in named.items():
        for element in package.trees[part].iter("*") if part in package.trees else ():
            if _local(element) in names and (element.text or "").strip():
                yield Found("authors", _local(element))
    if "docProps/custom.xml" in package.parts:
        yield Found("authors", "custom properties")


def _hidden(package: _Package) -> Iterator[Found]:
    """Hidden text, by itself or by a style that a paper uses or that one of those is made from."""
    for tree in package.words():
        if any(_hides(element) for element in tree.iter("*")):
            yield Found("hidden", "text in the file itself")
            break
    styles = package.styles()
    for ident in sorted(_used(package)):
        if any(_hides(element) for style in _chain(ident, styles) for element in style.iter("*")):
            yield Found("hidden", f"the style {_name(styles[ident])}")
    defaults = package.trees["word/styles.xml"].find(_w("docDefaults"))
    if defaults is not None and any(_hides(element) for element in defaults.iter("*")):
        yield Found("hidden", "the defaults of the file")


def _used(package: _Package) -> set[str]:
    """The ids of the styles in which something is printed, or could be."""
    styles = package.styles()
    used = {e.get(_w("val"), "") for tree in package.words() for e in tree.iter(_w("pStyle"), _w("rStyle"))}
    return (used | {ident for ident, style in styles.items() if _name(style) in STYLES}) & styles.keys()


def _hides(element: etree._Element) -> bool:
    return _local(element) in _HIDING and element.get(_w("val"), "true") not in {"0", "false", "off"}


def _chain(ident: str, styles: Mapping[str, etree._Element]) -> Iterator[etree._Element]:
    """A style and those that it is based on."""
    seen: set[str] = set()
    while ident in styles and ident not in seen:
        seen.add(ident)
        yield styles[ident]
        based = styles[ident].find(_w("basedOn"))
        ident = "" if based is None else based.get(_w("val"), "")


# ---- what reaches out of it, or runs --------------------------------------------------------------------------------


def _macros(package: _Package) -> Iterator[Found]:
    types = package.parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or any("vba" in name.casefold() for name in package.parts):
        yield Found("macros")


def _outside(package: _Package) -> Iterator[Found]:
    """Relationships that lead out of the file: links that a reader sees, and files that Word would fetch."""
    for name, tree in package.trees.items():
        for relation in tree.iter(_REL) if name.endswith(".rels") else ():
            kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
            if kind == "attachedTemplate":
                yield Found("template")
            elif relation.get("TargetMode") == "External":
                seen = kind == "hyperlink" and target.startswith(("http:", "https:", "mailto:", "tel:"))
                yield Found("link" if seen else "external", target if seen else kind)
    settings = package.trees.get("word/settings.xml")
    if settings is not None and settings.find(_w("attachedTemplate")) is not None:
        yield Found("template")
    fields = (e for tree in package.words() for e in tree.iter(_w("instrText"), _w("fldSimple")))
    for field in fields:
        code = (field.get(_w("instr")) or field.text or "").split()
        if code and code[0].upper() in {"INCLUDETEXT", "INCLUDEPICTURE", "DDE", "DDEAUTO", "LINK", "DATABASE"}:
            yield Found("external", f"a field {code[0].upper()}")


def _embedded(package: _Package) -> Iterator[Found]:
    kinds = ("word/embeddings/", "word/activeX/")
    if any(name.startswith(kinds) for name in package.parts) or _any(package.words(), "object", "altChunk", "control"):
        yield Found("embedded")


def _custom_xml(package: _Package) -> Iterator[Found]:
    if any(name.startswith("customXml/") for name in package.parts) or _any(package.words(), "dataBinding"):
        yield Found("custom-xml")


# ---- what a paper could not be made with ----------------------------------------------------------------------------


def _notes(package: _Package) -> Iterator[Found]:
    for kind in ("footnote", "endnote"):
        tree = package.trees.get(f"word/{kind}s.xml")
        notes = () if tree is None else tree.iter(_w(kind))
        if any(note.get(_w("type")) is None for note in notes):
            yield Found("notes", f"{kind}s")


def _sections(package: _Package) -> Iterator[Found]:
    count = sum(1 for _ in package.trees["word/document.xml"].iter(_w("sectPr")))
    if count != 1:
        yield Found("sections", str(count))


def _styles(package: _Package) -> Iterator[Found]:
    there = {_name(style) for style in package.styles().values()}
    yield from (Found("style", name) for name in STYLES if name not in there)


def _stamp(package: _Package) -> Iterator[Found]:
    """Each footer has exactly one paragraph of the stamp's style, and there is a footer."""
    ids = {ident for ident, style in package.styles().items() if _name(style) == STAMP_STYLE}
    footers = [tree for name, tree in package.trees.items() if _FOOTER.fullmatch(name)]
    if not footers:
        yield Found("stamp", "there is no footer")
    for tree in footers:
        styles = tree.findall(f".//{_w('p')}/{_w('pPr')}/{_w('pStyle')}")
        count = sum(style.get(_w("val")) in ids for style in styles)
        if count != 1:
            yield Found("stamp", f"{count or 'no'} such paragraphs in a footer")


def _pictures(package: _Package) -> Iterator[Found]:
    """A picture without words for those who do not see it, unless it is marked as decoration."""
    for tree in package.words():
        for picture in tree.iter(f"{_WP}docPr"):
            decoration = any(_local(e) == "decorative" and e.get("val") in {"1", "true"} for e in picture.iter("*"))
            if not decoration and not picture.get("descr", "").strip():
                yield Found("picture")


def _fonts(package: _Package) -> set[str]:
    """The fonts named by what is printed and by the styles it uses, a theme's fonts among them."""
    styles = package.styles()
    places = [*package.words(), *(s for ident in _used(package) for s in _chain(ident, styles))]
    places += [d for d in (package.trees["word/styles.xml"].find(_w("docDefaults")),) if d is not None]
    named: set[str] = set()
    for element in (e for place in places for e in place.iter(_w("rFonts"))):
        theme = {_local_key(key) for key in element.attrib if _local_key(key).endswith("Theme")}
        named |= {value for key, value in element.attrib.items() if _local_key(key) in {"ascii", "hAnsi"}}
        if theme & {"asciiTheme", "hAnsiTheme"}:
            named |= _theme_fonts(package)
    return named


def _theme_fonts(package: _Package) -> set[str]:
    trees = [tree for name, tree in package.trees.items() if name.startswith("word/theme/")]
    return {e.get("typeface", "") for tree in trees for e in tree.iter(f"{_DRAWING}latin")} - {""}


def _any(trees: Iterator[etree._Element], *names: str) -> bool:
    return any(_local(element) in names for tree in trees for element in tree.iter("*"))


def _name(style: etree._Element) -> str:
    name = style.find(_w("name"))
    return "" if name is None else str(name.get(_w("val"), ""))


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _local_key(key: object) -> str:
    return str(key).rpartition("}")[2]


def _w(name: str) -> str:
    return f"{{{W}}}{name}"


_LOOKS: Final[tuple[Callable[[_Package], Iterator[Found]], ...]] = (
    _comments,
    _changes,
    _authors,
    _hidden,
    _macros,
    _outside,
    _embedded,
    _custom_xml,
    _notes,
    _sections,
    _styles,
    _stamp,
    _pictures,
)
