"""What stops a PDF at the door, before anything is made of it. Runs in the child.

Strict on purpose: a file that one program repairs and another reads differently is two papers, and somebody looked at
only one of them.
"""

from __future__ import annotations

import io
import zlib
from typing import Any, Final

import pikepdf
from pikepdf import DependencyError
from pikepdf.jbig2 import JBIG2DecoderInterface, set_decoder

from cpdocs.render.problems import ProblemError

#: Pages of one enclosure; two volumes of a court bundle.
PAGES: Final = 700
_OBJECTS: Final = 300_000
#: Dictionaries and arrays, inside each other or not.
PIECES: Final = 3_000_000
#: What all streams may unpack to, and how much is unpacked at a time.
_UNPACKED: Final = 768 << 20
_PIECE: Final = 1 << 20
_FILTERS: Final = 4


def opened(data: bytes) -> pikepdf.Pdf:
    """The file, if it is whole, open and of a sane size. Raises ProblemError."""
    try:
        file = _read(data)
        if file.is_encrypted:
            raise ProblemError("encrypted")
        _refuse_size(file)
        if file.is_linearized:
            file = _without_hints(file)
        pages = len(file.pages)
        if not 0 < pages <= PAGES:
            raise ProblemError("pages")
        if file.check_pdf_syntax() or file.get_warnings():
            raise ProblemError("damaged")
    except pikepdf.PasswordError:
        raise ProblemError("encrypted") from None
    except (pikepdf.PdfError, TypeError, ValueError, AttributeError):
        raise ProblemError("damaged") from None
    return file


def _read(data: bytes) -> pikepdf.Pdf:
    set_decoder(_NoJbig2())
    return pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True)


def _without_hints(file: pikepdf.Pdf) -> pikepdf.Pdf:
    """The same objects without the tables for reading page by page from afar: half the world's are a little wrong, and
    no reader of a whole file uses them.
    """
    out = io.BytesIO()
    file.save(out, linearize=False)
    if file.get_warnings():
        raise ProblemError("damaged")
    return _read(out.getvalue())


class _NoJbig2(JBIG2DecoderInterface):
    """The library would start a program to unpack what a scanner has packed; it stays packed."""

    def check_available(self) -> None:
        raise DependencyError("no program is started")

    def decode_jbig2(self, jbig2: bytes, jbig2_globals: bytes) -> bytes:  # noqa: ARG002  (its interface)
        raise DependencyError("no program is started")


def refuse(file: pikepdf.Pdf) -> None:
    """Raise ProblemError for what cannot be made clean without guessing what its reader sees."""
    root = file.Root
    if "/Collection" in root:
        raise ProblemError("portfolio")
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        raise ProblemError("xfa")
    layers = root.get("/OCProperties")
    if layers is not None:
        _refuse_layers(file, layers)


def _refuse_size(file: pikepdf.Pdf) -> None:
    pages = file.Root.get("/Pages")
    said = pages.get("/Count") if isinstance(pages, pikepdf.Dictionary) else 0
    if isinstance(said, int) and said > PAGES:
        raise ProblemError("pages")
    if len(file.objects) > _OBJECTS:
        raise ProblemError("deep")
    left = _UNPACKED
    for one in file.objects:
        if isinstance(one, pikepdf.Stream):
            if "/F" in one or "/FFilter" in one:
                raise ProblemError("external")
            left -= _unpacked(one, left)


def _unpacked(one: pikepdf.Stream, most: int) -> int:
    """How many bytes the Flate filters at the head of a stream make of it, without keeping them."""
    filters = one.get("/Filter")
    chain = [str(f) for f in filters.as_list()] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if len(chain) > _FILTERS:
        raise ProblemError("deep")
    raw = bytes(one.read_raw_bytes())
    if not chain or chain[0] not in {"/FlateDecode", "/Fl"}:
        return len(raw)
    twice = chain[1:2] and chain[1] in {"/FlateDecode", "/Fl"}
    engine, total, rest = zlib.decompressobj(), 0, raw
    second = zlib.decompressobj() if twice else None
    try:
        while rest or not total:
            piece = engine.decompress(rest, _PIECE)
            rest = engine.unconsumed_tail
            total += len(piece)
            while second is not None and piece:
                total += len(second.decompress(piece, _PIECE))
                piece = second.unconsumed_tail
                _within(total, most)
            _within(total, most)
            if engine.eof or not piece:
                break
    except zlib.error:
        raise ProblemError("damaged") from None
    return total


def _within(total: int, most: int) -> None:
    if total > most:
        raise ProblemError("bomb")


def _refuse_layers(file: pikepdf.Pdf, layers: Any) -> None:  # noqa: ANN401  (any PDF object)
    """Layers are fine where every one is shown, always, to everybody; their words are then part of the page.

    To take a hidden layer out would mean to decide here what its writer meant to show, and to find its drawing in every
    form and note; whoever has the file open sees it at once.
    """
    shown = layers.get("/D") if isinstance(layers, pikepdf.Dictionary) else None
    if not isinstance(shown, pikepdf.Dictionary):
        raise ProblemError("layers")
    off = shown.get("/OFF")
    if str(shown.get("/BaseState", "/ON")) != "/ON" or (off is not None and len(off)):
        raise ProblemError("layers")
    for one in file.objects:
        if not isinstance(one, pikepdf.Dictionary):
            continue
        if one.get("/Type") == "/OCMD" and ("/VE" in one or str(one.get("/P", "/AnyOn")) not in {"/AnyOn", "/AllOn"}):
            raise ProblemError("layers")
        if one.get("/Type") == "/OCG" and shown.get("/AS") and _is_off_somewhere(one.get("/Usage")):
            raise ProblemError("layers")


def _is_off_somewhere(usage: Any) -> bool:  # noqa: ANN401  (any PDF object)
    if not isinstance(usage, pikepdf.Dictionary):
        return False
    return (
        "/Zoom" in usage
        or "/User" in usage
        or any(
            isinstance(state, pikepdf.Dictionary) and "/OFF" in {str(value) for value in state.values()}
            for state in usage.values()
        )
    )
