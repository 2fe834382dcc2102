"""What must be true of every finished PDF, each answered with what is wrong: nothing, where all is well.

By other programs than ours, or by walking the file's own objects; nothing here asks cpdocs.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import page
import pikepdf

_ONE_FONT = ("/FontFile", "/FontFile2", "/FontFile3")
_SHOWS_TEXT = ("Tj", "TJ", "'", '"')


def not_accessible(file: Path) -> str:
    """What the validator says of a file as PDF/UA-1."""
    said = str(page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1))
    return "" if "no failures" in said and "Checks: 0 failed" in said else said


def fonts_not_embedded(data: bytes) -> set[str]:
    """The fonts that a reader would have to have."""
    with pikepdf.open(io.BytesIO(data)) as file:
        fonts = list(_fonts(file))
        assert fonts, "a paper without a font"
        return {str(font.get("/BaseFont", "unnamed")) for font in fonts if not _embedded(font)}


def missing_glyphs(data: bytes) -> int:
    """How many characters are drawn with the glyph that stands for a missing one: number 0 of every font."""
    found = 0
    with pikepdf.open(io.BytesIO(data)) as file:
        for drawn, fonts in _drawings(file):
            found += sum(code == 0 for code in _codes(drawn, fonts))
    return found


def revisions(data: bytes) -> int:
    """How often the file was saved: an earlier saving would still hold what was taken out since."""
    return data.count(b"startxref")


def _fonts(file: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    for one in file.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font" and "/DescendantFonts" not in one:
            yield one


def _embedded(font: pikepdf.Dictionary) -> bool:
    return any(key in font.get("/FontDescriptor", {}) for key in _ONE_FONT)


def _drawings(file: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, pikepdf.Dictionary]]:
    """Every page and every form drawn on one, with its fonts."""
    for sheet in file.pages:
        yield sheet.obj, sheet.obj.get("/Resources", {}).get("/Font", {})
    for one in file.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form":
            yield one, one.get("/Resources", {}).get("/Font", {})


def _codes(drawn: pikepdf.Object, fonts: pikepdf.Dictionary) -> Iterator[int]:
    """The glyph numbers that are shown, two bytes each, in fonts that count so; ours all do."""
    for operands, operator in pikepdf.parse_content_stream(drawn):
        if str(operator) == "Tf":
            font = fonts[str(operands[0])]
            assert font.get("/Encoding") == "/Identity-H", "a font with codes of its own: teach this check to read it"
        elif str(operator) in _SHOWS_TEXT:
            for text in _strings(operands[-1]):
                yield from (text[i] * 256 + text[i + 1] for i in range(0, len(text), 2))


def _strings(shown: pikepdf.Object) -> Iterator[bytes]:
    if isinstance(shown, pikepdf.Array):
        yield from (bytes(one) for one in shown if isinstance(one, pikepdf.String))
    else:
        yield bytes(shown)
