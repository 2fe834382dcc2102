"""The typeface in which answers are typed into a form: an embedded font that every reader of PDFs can type with.

A field needs its whole alphabet in the file before anybody has typed a word, and readers type best with the oldest
kind of font, one byte a letter. So the first upright TrueType font of the templates' own is cut down to the letters
of WinAnsi (ISO 32000-1, annex D: the languages of western Europe), about 11 kB; of the fourteen fonts that PDF takes
for granted none is used, since PDF/UA wants every font embedded (ISO 14289-1, 7.21.4).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cpdocs.render.fonts import TRUETYPE, of_each
from cpdocs.render.problems import ProblemError

if TYPE_CHECKING:
    from pathlib import Path

#: The codes of WinAnsi that print, and what each one is; a code without a letter prints a bullet.
_FIRST, _LAST = 32, 255
_LETTERS: Final = tuple(bytes([code]).decode("cp1252", "replace") for code in range(_FIRST, _LAST + 1))
_BULLET: Final = "\u2022"
_REGULAR: Final = range(350, 451)
#: What a paper's reader needs of a font is its shapes and widths; the rest is for type setting.
_FOR_SETTING: Final = ("GSUB", "GPOS", "GDEF", "BASE", "JSTF", "DSIG", "kern", "STAT")


@dataclass(frozen=True, slots=True)
class AnswerFont:
    """A font cut down to WinAnsi: its bytes, and its measures in thousandths of the size, as a PDF states them."""

    name: str
    program: bytes
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    capitals: int
    first: int = _FIRST


def answer_font(fonts: Path) -> AnswerFont:
    """The font for answers, out of the templates' fonts; the same bytes every time.

    Raises ProblemError ``form`` when there is no upright TrueType font among them.
    """
    found = next(filter(None, of_each(fonts, _if_upright, TRUETYPE)), None)
    if found is None:
        raise ProblemError("form")
    return found


def _if_upright(font: Any) -> AnswerFont | None:  # noqa: ANN401  (fontTools has no types)
    upright = font["OS/2"].usWeightClass in _REGULAR and not font["post"].italicAngle
    return _cut_down(font) if upright else None


def _cut_down(font: Any) -> AnswerFont:  # noqa: ANN401  (fontTools has no types)
    from fontTools import subset

    name = str(font["name"].getDebugName(6))
    for table in _FOR_SETTING:
        if table in font:
            del font[table]
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[], glyph_names=False, notdef_outline=True)
    cut = subset.Subsetter(options)
    cut.populate(text="".join(_LETTERS) + _BULLET)
    cut.subset(font)
    out = io.BytesIO()
    font.save(out)
    return _measured(name, font, out.getvalue())


def _measured(name: str, font: Any, program: bytes) -> AnswerFont:  # noqa: ANN401  (fontTools has no types)
    def scaled(units: float) -> int:
        return round(units * 1000 / per_em)

    per_em = int(font["head"].unitsPerEm)
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    other = glyphs.get(ord(_BULLET), ".notdef")
    head, line = font["head"], font["hhea"]
    return AnswerFont(
        name=name,
        program=program,
        widths=tuple(scaled(advances[glyphs.get(ord(letter), other)][0]) for letter in _LETTERS),
        box=(scaled(head.xMin), scaled(head.yMin), scaled(head.xMax), scaled(head.yMax)),
        ascent=scaled(line.ascent),
        descent=scaled(line.descent),
        capitals=scaled(getattr(font["OS/2"], "sCapHeight", line.ascent)),
    )
