"""Reading a finished file back: all the text in it, layer by layer, and the words that a reader is meant to read.

Runs in the parent, on the very bytes that will be sealed; a page's words are read by another program than drew them.
A layer that is not read here is a layer that the leak check is blind in, so each has a test with a canary (hazard 3).
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import pikepdf
import pypdfium2
from lxml import etree

from cpdocs.render.clean_word import parsed, unzipped
from cpdocs.render.pdf_names import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cpdocs.render.paper import Copy

#: Keys of a structure element or of marked content whose text a screen reader speaks (ISO 32000-1, 14.9).
_SPOKEN: Final = frozenset({"/Alt", "/ActualText", "/E", "/T", "/Lang"})
_NOTED: Final = frozenset({"/URI", "/Contents", "/TU", "/TM", "/V", "/RC", "/NM", "/Subj", "/F", "/UF"})
#: Streams that hold glyphs, which pdfium reads as page text, or pixels.
_DRAWN: Final = frozenset({"/Image", "/Form", "/Type1C", "/CIDFontType0C", "/OpenType"})
#: A string in the syntax of an object, by its bracket; and a name (ISO 32000-1, 7.3.4 and 7.3.5).
_STRING: Final = re.compile(rb"\(|(?<!<)<(?!<)")
_NAME: Final = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]+)")
_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
#: The marks that nearly all drawing has, and that say nothing: tags, what is no part of the paper, and the stamp.
_MARKS: Final = re.compile(
    rb"/(?:Span|Artifact)\s*(?:BMC|<<\s*(?:/MCID \d+|/Type /Pagination(?: /Subtype /Footer)?)\s*>>\s*BDC)"
)
#: The file's own indexes: their objects are walked one by one, and the random ids in them spell nothing.
_INDEXES: Final = ("/ObjStm", "/XRef")
#: How far a glyph may reach over the edge of the content box, in points.
_OVERHANG: Final = 1.0
_PART: Final = re.compile(r"(word|docProps|_rels|customXml)/[\w./]{1,60}|\[Content_Types\]\.xml")
_BREAKS: Final = frozenset({"p", "tc", "tr", "br", "cr", "tab", "footnote", "comment"})


def layers(copy: Copy) -> Mapping[str, str]:
    """Every layer of ``copy`` by name. Layer names are ours or a Word part's usual name, never text of the file."""
    return _pdf_layers(copy.data) if copy.format == "pdf" else _word_layers(copy.data)


def body(copy: Copy) -> tuple[str, ...]:
    """The paper's own words in reading order, in the pieces that they come in.

    In a PDF a piece is a page, of which that part counts that stands inside the ArtBox (the page number, the marking at
    the top and the stamp stand outside). In a Word file the pieces are the headers and the main text.
    """
    if copy.format == "pdf":
        return tuple(page.inside for page in _pages(copy.data))
    return _word_body(unzipped(copy.data))


def feet(copy: Copy) -> tuple[str, ...]:
    """What stands at the foot of each page, below the paper's own words: in a Word file, in each of its footers."""
    if copy.format == "pdf":
        return tuple(page.below for page in _pages(copy.data))
    parts = unzipped(copy.data)
    return tuple(_xml_text(parts[name]) for name in sorted(parts) if re.fullmatch(r"word/footer\d*\.xml", name))


def _pdf_layers(data: bytes) -> dict[str, str]:
    pages = _pages(data)
    found: dict[str, list[str]] = {name: [] for name in ("outline", "structure", "links", "strings", "streams")}
    names: set[bytes] = set()
    with pikepdf.open(io.BytesIO(data)) as file:
        drawn = _drawing(file)
        for obj in file.objects:
            is_stream = isinstance(obj, pikepdf.Stream)
            if is_stream and obj.get("/Type") in _INDEXES:
                continue
            # Most objects hold no string, and that is seen much faster in their syntax than by a walk through them.
            syntax = (obj.stream_dict if is_stream else obj).unparse(resolved=True)
            names.update(_NAME.findall(syntax))
            for key, text in _strings(obj) if _STRING.search(syntax) else ():
                found["structure" if key in _SPOKEN else "links" if key in _NOTED else "strings"].append(text)
            if b"/Title" in syntax and b"/Parent" in syntax:
                found["outline"].append(str(obj.Title))
            if is_stream and obj.objgen not in drawn:
                found["streams"].append(_decoded(obj.read_bytes()))
        names.update(_NAME.findall(file.trailer.unparse()))
        found["strings"].extend(text for key, text in _strings(file.trailer) if key != "/ID")
        for page in file.pages:
            for marked in _marked_content(page):
                found["structure"].extend(text for _, text in _strings(marked))
                names.update(_NAME.findall(marked.unparse(resolved=True)))
        xmp = _decoded(file.Root.Metadata.read_bytes()) if "/Metadata" in file.Root else ""
        docinfo = "\n".join(f"{key} {value}" for key, value in file.docinfo.items())
        attachments = [
            f"{name}\n{attached.description}\n{_decoded(attached.get_file().read_bytes())}"
            for name, attached in file.attachments.items()
        ]
    joined = {name: "\n".join(texts) for name, texts in found.items()}
    texts = {"body": "\n".join(p.inside for p in pages), "pages": "\n".join(p.drawn for p in pages)}
    own = {
        **texts,
        "names": "\n".join(_unknown(names)),
        "xmp": xmp,
        "docinfo": docinfo,
        "attachments": "\n".join(attachments),
    }
    return {**own, **joined}


@dataclass(frozen=True, slots=True)
class _Page:
    """The text of a page: all that is drawn, what stands inside the ArtBox, and what stands below it."""

    drawn: str
    inside: str
    below: str


@lru_cache(maxsize=1)
def _pages(data: bytes) -> tuple[_Page, ...]:
    """The pages of a file. It is read once, though each of the nets asks for it: the latest is remembered."""
    found = []
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            left, bottom, right, top = page.get_artbox()
            text = page.get_textpage()
            reach = (left - _OVERHANG, bottom - _OVERHANG, right + _OVERHANG, top + _OVERHANG)
            below = text.get_text_bounded(0, 0, page.get_width(), bottom - _OVERHANG)
            found.append(_Page(text.get_text_range(), text.get_text_bounded(*reach), below))
            text.close()
            page.close()
    finally:
        document.close()
    return tuple(found)


def _strings(obj: Any, key: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401  (any PDF object)
    """Every string in a direct object with the key it stands under; indirect ones are objects of their own."""
    if isinstance(obj, pikepdf.String):
        yield key, str(obj)
    elif isinstance(obj, pikepdf.Array):
        for item in obj.as_list():
            if isinstance(item, pikepdf.String) or not getattr(item, "is_indirect", False):
                yield from _strings(item, key)
    elif isinstance(obj, pikepdf.Dictionary | pikepdf.Stream):
        for name, item in obj.items():
            if isinstance(item, pikepdf.String) or not getattr(item, "is_indirect", False):
                yield from _strings(item, name)


def _drawing(file: pikepdf.Pdf) -> set[tuple[int, int]]:
    """The streams that are drawn on pages or are fonts. What a field or a note looks like is drawn too, but no part of
    a page's text, and so is read as a stream.
    """
    found = set()
    looks: set[tuple[int, int]] = set()
    for page in file.pages:
        contents = page.obj.get("/Contents")
        for stream in contents.as_list() if isinstance(contents, pikepdf.Array) else [contents]:
            if stream is not None:
                found.add(stream.objgen)
    for obj in file.objects:
        if isinstance(obj, pikepdf.Stream) and (str(obj.get("/Subtype", "")) in _DRAWN or "/Length1" in obj):
            found.add(obj.objgen)
        if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/FontDescriptor":
            found.update(obj[key].objgen for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in obj)
        if isinstance(obj, pikepdf.Dictionary) and "/AP" in obj:
            _looks(obj["/AP"], looks)
    return found - looks


def _looks(appearance: Any, seen: set[tuple[int, int]]) -> None:  # noqa: ANN401  (any PDF object)
    """Add the streams of an appearance dictionary (ISO 32000-1, 12.5.5): one a state, and what each draws inside."""
    if isinstance(appearance, pikepdf.Stream):
        if appearance.objgen in seen:
            return
        seen.add(appearance.objgen)
        appearance = appearance.get("/Resources", pikepdf.Dictionary()).get("/XObject")
    if isinstance(appearance, pikepdf.Dictionary):
        for value in appearance.values():
            _looks(value, seen)


def _marked_content(page: pikepdf.Page) -> Iterator[Any]:
    """What the drawing itself says of its pieces: tags and property lists (ISO 32000-1, 14.6)."""
    contents = page.obj.get("/Contents")
    streams = contents.as_list() if isinstance(contents, pikepdf.Array) else [contents]
    drawing = b"\n".join(stream.read_bytes() for stream in streams if stream is not None)
    if not re.search(rb"BDC|BMC|DP|MP", _MARKS.sub(b"", drawing)):
        return
    for instruction in pikepdf.parse_content_stream(page, "BDC BMC DP MP"):
        yield from instruction.operands


def _unknown(names: Iterable[bytes]) -> list[str]:
    """The names that are not words of the format itself, in order. A name may spell any text (ISO 32000-1, 7.3.5)."""
    spelled = {_decoded(_HEX.sub(lambda code: bytes([int(code[1], 16)]), name)) for name in names}
    return sorted(spelled - WORDS)


def _decoded(data: bytes) -> str:
    if data[:2] in {b"\xfe\xff", b"\xff\xfe"}:
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def _word_layers(data: bytes) -> dict[str, str]:
    parts = unzipped(data)
    found = {"parts": "\n".join(parts), "package": _package_notes(data)}
    for number, (name, part) in enumerate(parts.items(), start=1):
        label = name if _PART.fullmatch(name) else f"part {number}"
        if name.endswith((".xml", ".rels")):
            found[label] = _xml_text(part)
            found[f"{label} (attributes)"] = "\n".join(_attributes(part))
        else:
            found[label] = _decoded(part)
    return {**found, "body": "\n".join(_word_body(parts))}


def _word_body(parts: Mapping[str, bytes]) -> tuple[str, ...]:
    names = [*sorted(n for n in parts if re.fullmatch(r"word/header\d*\.xml", n)), "word/document.xml"]
    return tuple(_xml_text(parts[name]) for name in names if name in parts)


def _package_notes(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        notes = [package.comment, *(n for info in package.infolist() for n in (info.comment, info.extra))]
    return "\n".join(_decoded(note) for note in notes if note)


def _xml_text(part: bytes) -> str:
    """The text of a part. A paragraph's runs are joined, so that a name cut in two by its formatting is one again."""
    found: list[str] = []
    for event, element in etree.iterwalk(parsed(part), events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            found += ["\n", element.text or "", "\n", element.tail or ""]
            continue
        breaks = _inside_paragraph(element) is False or etree.QName(element).localname in _BREAKS
        if event == "start":
            found += ["\n" if breaks else "", element.text or ""]
        else:
            found += ["\n" if breaks else "", element.tail or ""]
    return "".join(found)


def _inside_paragraph(element: etree._Element) -> bool:
    return any(etree.QName(parent).localname == "p" for parent in element.iterancestors())


def _attributes(part: bytes) -> Iterator[str]:
    for element in parsed(part).iter("*"):
        yield from (str(value) for value in element.attrib.values())
