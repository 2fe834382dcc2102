"""A typeface that a council might bring for its second language, made here: a block for each Hebrew letter.

The blocks differ in width and height, so that a line drawn in another order looks different and is read differently.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

LETTERS = [chr(code) for code in range(0x5D0, 0x5EB)]


def make_font(file: Path) -> None:
    """Write the font to ``file``."""
    names = {ord(letter): f"uni{ord(letter):04X}" for letter in LETTERS}
    glyphs = {".notdef": _block(500, 700)}
    widths = {".notdef": (600, 50)}
    for number, name in enumerate(names.values()):
        glyphs[name] = _block(300 + 15 * number, 400 + 10 * number)
        widths[name] = (400 + 15 * number, 50)
    names[ord(" ")] = "space"
    glyphs["space"], widths["space"] = TTGlyphPen(None).glyph(), (300, 0)
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap(names)
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(widths)
    font.setupHorizontalHeader(ascent=1000, descent=-250)
    font.setupNameTable({"familyName": "Invented Hebrew", "styleName": "Regular", "psName": "InventedHebrew"})
    font.setupOS2(sTypoAscender=1000, usWinAscent=1000, usWinDescent=250)
    font.setupPost()
    font.setupHead(unitsPerEm=1000, created=0, modified=0)
    font.save(file)


def _block(width: int, height: int):
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for corner in ((50, height), (width, height), (width, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()
