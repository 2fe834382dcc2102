"""Nothing hidden, the Word side: a package of the parts a paper needs, without history, authors or ids.

A layout edited in Word brings its editor's name, revision ids, comments, tracked changes, custom XML and a thumbnail
(HAZARDS.md, hazard 34). A part not on the list below is left out; what the list keeps is stripped.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from cpdocs.render.problems import ProblemError

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_DATE: Final = (1980, 1, 1, 0, 0, 0)

_KEPT: Final = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/core\.xml"
    r"|word/(document|styles|numbering|settings|theme/theme\d+|header\d*|footer\d*)\.xml"
    r"|word/_rels/(document|header\d*|footer\d*)\.xml\.rels|word/media/[\w.-]+"
)
#: The settings that change how a paper looks; all others tell of its making.
_SETTINGS: Final = frozenset(
    {"evenAndOddHeaders", "defaultTabStop", "characterSpacingControl", "compat", "themeFontLang"}
)
#: Marks of editing: removed with all they hold.
_REMOVED: Final = frozenset(
    {"del", "moveFrom", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange", "trPrChange"}
    | {"numberingChange", "rsids", "rsid", "sdtPr", "proofErr", "permStart", "permEnd", "bookmarkStart", "bookmarkEnd"}
    | {"commentRangeStart", "commentRangeEnd", "commentReference", "footnoteReference", "endnoteReference"}
    | {"lastRenderedPageBreak", "latentStyles"}
)  # fmt: skip
#: Wrappers of accepted text: the text stays.
_UNWRAPPED: Final = frozenset({"ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent"})
#: What hides text, in a run or in a style; and how Word says that a mark is not meant (ISO/IEC 29500-1, 17.17.4).
_HIDING: Final = frozenset({"vanish", "webHidden", "specVanish"})
_NO: Final = frozenset({"false", "0", "off"})
_IDS: Final = re.compile(r"rsid\w*|paraId|textId")


def word(data: bytes, *, title: str, language: str) -> bytes:
    """``data`` without anything hidden, the same bytes for the same content.

    Raises ProblemError ``hidden`` when the layout holds hidden text or a link to a file outside.
    """
    parts = {name: part for name, part in unzipped(data).items() if _KEPT.fullmatch(name)}
    parts["docProps/core.xml"] = _core_properties(title, language)
    parts = {name: _cleaned(name, part, set(parts)) for name, part in parts.items()}
    return zipped(parts)


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    """A package of ``parts``, dated 1980, in a fixed order: the content types first, as ISO/IEC 29500-2 advises."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name in sorted(parts, key=lambda n: (n != "[Content_Types].xml", n != "_rels/.rels", n)):
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            package.writestr(info, parts[name])
    return out.getvalue()


def parsed(part: bytes) -> etree._Element:
    """An XML part as a tree: no entities, no network, no huge documents (HAZARDS.md, hazard 8)."""
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def written(tree: etree._Element) -> bytes:
    """A tree as an XML part."""
    data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def _core_properties(title: str, language: str) -> bytes:
    """``docProps/core.xml`` (ISO/IEC 29500-2 clause 11) with the title and the language only."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    text = f"<dc:title>{escape(title)}</dc:title><dc:language>{escape(language)}</dc:language>"
    return f"{head}<cp:coreProperties {spaces}>{text}</cp:coreProperties>".encode()


def _cleaned(name: str, part: bytes, kept: set[str]) -> bytes:
    if name.startswith("word/media/") or name == "docProps/core.xml":
        return part
    tree = parsed(part)
    if name == "[Content_Types].xml":
        _drop([o for o in tree.iter(f"{_TYPES}Override") if o.get("PartName", "").lstrip("/") not in kept])
    elif name.endswith(".rels"):
        folder = name.split("_rels/", maxsplit=1)[0]
        _clean_relations(tree, folder, kept)
    else:
        _clean_words(name, tree)
    return written(tree)


def _clean_relations(tree: etree._Element, folder: str, kept: set[str]) -> None:
    gone = []
    for relation in tree.iter(f"{_RELS}Relationship"):
        target = relation.get("Target", "")
        if relation.get("TargetMode") == "External":
            if not relation.get("Type", "").endswith("/hyperlink"):
                raise ProblemError("hidden", "layout.docx")
        elif (target.lstrip("/") if target.startswith("/") else folder + target) not in kept:
            gone.append(relation)
    _drop(gone)


def _clean_words(name: str, tree: etree._Element) -> None:
    if name == "word/settings.xml":
        _drop([child for child in tree if _local(child) not in _SETTINGS])
    for element in list(tree.iter("*")):
        local = _local(element)
        if local in _HIDING and element.get(f"{{{W}}}val", "true") not in _NO:
            raise ProblemError("hidden", "layout.docx")
        for key in [k for k in element.attrib if _IDS.fullmatch(str(etree.QName(k).localname))]:
            del element.attrib[key]
        if local in _REMOVED or (local == "font" and name.startswith("word/theme/")):
            # A theme lists a font for every script of the world, and some bear people's names (Latha, Shruti,
            # Georgia): the leak check would stop a child of that name for ever.
            _drop([element])
        elif local in _UNWRAPPED:
            _unwrap(element)
    for comment in list(tree.iter(etree.Comment, etree.ProcessingInstruction)):
        _drop([comment])


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _drop(elements: list[etree._Element]) -> None:
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        parent[at : at + 1] = list(element)
