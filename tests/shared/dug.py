"""All that a stranger could dig out of a finished file, layer by layer, by a walk that shares nothing with cpdocs.

PDF: every object of the file, of every saving of it; every string in any encoding, every name, every stream unpacked;
and what is drawn, read code by code through each font's own table, visible or not. Word: every part of the package, as
it stands and with its tags gone, every file name and comment.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

_CODES = re.compile(rb"<([0-9A-Fa-f]+)>")
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
#: Three texts of one stream: what its bytes are is not for the file to say.
_ENCODINGS = ("latin-1", "utf-8", "utf-16-be")


def dug(data: bytes) -> dict[str, str]:
    """Every layer that holds anything, by a name of ours."""
    layers = _pdf(data) if data.startswith(b"%PDF") else _word(data)
    return {name: text for name, text in layers.items() if text.strip()}


# ---- PDF -------------------------------------------------------------------------------------------------------------


def _pdf(data: bytes) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for number, saving in enumerate(_savings(data)):
        earlier = "earlier " if number else ""
        for layer, text in _saving(saving):
            found[earlier + layer].append(text)
    return {"bytes": _texts(data), **{layer: "\n".join(texts) for layer, texts in found.items()}}


def _savings(data: bytes) -> Iterator[bytes]:
    """The file as it is, and as it was at each earlier saving."""
    ends = [end.end() for end in re.finditer(rb"%%EOF\s*", data)]
    yield data
    yield from (data[:end] for end in ends[:-1])


def _saving(data: bytes) -> Iterator[tuple[str, str]]:
    with pikepdf.open(io.BytesIO(data)) as file:
        for one in (file.trailer, *file.objects):
            yield from _object(one)
        for drawn in _drawings(file):
            yield "drawn", _drawn(*drawn)


def _object(one: Any, key: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Everything in one object; what it points to is an object of its own."""
    if isinstance(one, pikepdf.String):
        yield f"strings under {key or 'nothing'}", f"{one}\n{_texts(bytes(one))}"
    elif isinstance(one, pikepdf.Name):
        yield "names", str(one)
    elif isinstance(one, pikepdf.Array):
        for item in one.as_list():
            if not (getattr(item, "is_indirect", False) and depth):
                yield from _object(item, key, depth + 1)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        for name, item in one.items():
            yield "names", str(name)
            if not getattr(item, "is_indirect", False):
                yield from _object(item, str(name), depth + 1)
        if isinstance(one, pikepdf.Stream):
            yield f"streams {one.get('/Type', '')}".strip(), _texts(_unpacked(one))


def _unpacked(stream: pikepdf.Stream) -> bytes:
    """A stream's bytes; those of a picture as they are coded, with whatever its camera wrote between them."""
    coded = any(name in str(stream.get("/Filter", "")) for name in ("/DCTDecode", "/JBIG2Decode"))
    return stream.read_raw_bytes() if coded else stream.read_bytes()


def _texts(data: bytes) -> str:
    return "\n".join((data.replace(b"\0", b"").decode("latin-1"), *(data.decode(e, "replace") for e in _ENCODINGS)))


def _drawings(file: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, Mapping[str, Any]]]:
    """Every page and every form, with its fonts."""
    for sheet in file.pages:
        yield sheet.obj, sheet.obj.get("/Resources", {}).get("/Font", {})
    for one in file.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form":
            yield one, one.get("/Resources", {}).get("/Font", {})


def _drawn(stream: pikepdf.Object, fonts: Mapping[str, Any]) -> str:
    """The text that is drawn, in the order of drawing; hidden, white or out of sight as well."""
    tables = {name: _table(font) for name, font in fonts.items()}
    table: dict[int, str] = {}
    said: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(stream):
        match str(operator):
            case "Tf":
                table = tables[str(operands[0])]
            case "Tj" | "TJ" | "'" | '"':
                said += (_read(text, table) for text in _shown(operands[-1]))
            case "ET" | "Td" | "TD" | "T*" | "Tm":
                said.append("\n")
            case _:
                continue
    return re.sub(r"\n+", "\n", "".join(said))


def _shown(operand: Any) -> Iterator[bytes]:
    texts = operand if isinstance(operand, pikepdf.Array) else [operand]
    yield from (bytes(text) for text in texts if isinstance(text, pikepdf.String))


def _read(text: bytes, table: Mapping[int, str]) -> str:
    if not table:
        return text.decode("latin-1")
    return "".join(table.get(text[i] * 256 + text[i + 1], "\ufffd") for i in range(0, len(text) - 1, 2))


def _table(font: Any) -> dict[int, str]:
    """What each code of a font stands for, by the font's ToUnicode table (ISO 32000-1, 9.10.3)."""
    found: dict[int, str] = {}
    if "/ToUnicode" not in font:
        return found
    for section in _SECTION.finditer(font.ToUnicode.read_bytes()):
        for line in section[2].split(b"\n"):
            codes = [bytes.fromhex(code.decode()) for code in _CODES.findall(line)]
            if section[1] == b"bfchar":
                pairs = zip(codes[::2], codes[1::2], strict=True)
                found |= {int.from_bytes(code): text.decode("utf-16-be") for code, text in pairs}
            elif codes:
                first, last, text = codes[:3]
                start = int.from_bytes(text)
                for n, code in enumerate(range(int.from_bytes(first), int.from_bytes(last) + 1)):
                    found[code] = (start + n).to_bytes(len(text)).decode("utf-16-be")
    return found


# ---- Word ------------------------------------------------------------------------------------------------------------


def _word(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        infos = package.infolist()
        notes = [package.comment, *(note for info in infos for note in (info.comment, info.extra))]
        found = {"file names": "\n".join(info.filename for info in infos), "notes": "\n".join(map(_texts, notes))}
        for info in infos:
            part = package.read(info)
            found[info.filename] = _texts(part)
            found[f"{info.filename} without tags"] = re.sub(r"<[^>]*>", "", part.decode("utf-8", "replace"))
    return {**found, "bytes": _texts(data)}
