"""What may stand in a clean enclosure: the keys that drawing and tagging need (ISO 32000-1). All others are dropped.

An allow-list, since a new version of the format, or a program's own idea, brings places to hide text in that nobody
here has heard of; what is not named goes nowhere.
"""

from __future__ import annotations

from typing import Final


def _keys(words: str) -> frozenset[str]:
    return frozenset(f"/{word}" for word in words.split())


ROOT: Final = _keys("Type Pages Lang MarkInfo StructTreeRoot")
PAGE: Final = _keys("Type Parent MediaBox Resources Contents Rotate UserUnit Group Tabs StructParents")
RESOURCES: Final = _keys("Font XObject ExtGState ColorSpace Pattern Shading Properties")

#: Of everything that is drawn with: streams, forms, pictures, fonts, colours, patterns, functions, graphics states.
GRAPHICS: Final = _keys("""
Type Subtype Length Filter DecodeParms Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine
EncodedByteAlign Rows EndOfBlock BlackIs1 DamagedRowsBeforeError ColorTransform JBIG2Globals
FormType BBox Matrix Resources Group StructParent StructParents S CS I
Width Height ColorSpace ImageMask Mask Decode Interpolate SMask SMaskInData Matte Intent
BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode DescendantFonts CIDSystemInfo DW W DW2 W2
CIDToGIDMap FontBBox FontMatrix CharProcs FontName FontStretch FontWeight Flags ItalicAngle Ascent Descent
Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2 FontFile3 CharSet CIDSet
BaseEncoding Differences Registry Ordering Supplement CMapName WMode UseCMap Length1 Length2 Length3
N Alternate Range WhitePoint BlackPoint Gamma
PatternType PaintType TilingType XStep YStep ExtGState Shading
ShadingType Background AntiAlias Coords Domain Function Extend BitsPerCoordinate BitsPerFlag VerticesPerRow
FunctionType Size BitsPerSample Order Encode C0 C1 Functions Bounds
LW LC LJ ML D RI OP op OPM Font TR TR2 FL SM SA BM CA ca AIS TK G BC
""")
#: The only ones of them that are texts: of which letters a font is made.
TEXTS: Final = frozenset({"/Registry", "/Ordering", "/CharSet"})
#: Of a piece of marked content: which piece it is, in which language, and what kind of furniture of the page.
MARKS: Final = _keys("MCID Lang Type Subtype Attached BBox")
TREE: Final = _keys("Type K ParentTree ParentTreeNextKey RoleMap")
ELEMENT: Final = _keys("Type S P Pg K A Lang Alt")
MARKED_PIECE: Final = _keys("Type Pg Stm MCID")

#: Notes that are drawn on the page, and notes that are a thing of another kind.
DRAWN_NOTES: Final = _keys(
    "FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink Watermark"
)
MEDIA_NOTES: Final = _keys("Sound Movie Screen 3D RichMedia Projection")
FURNITURE_NOTES: Final = _keys("Popup PrinterMark TrapNet")

#: Where a file of any kind may not go on holding something; asked of the finished bytes.
NEVER: Final = _keys("""
AcroForm AF AA Annots Collection Dests EmbeddedFile EmbeddedFiles EF FFilter JS JavaScript Launch Metadata Names
OCProperties OC OpenAction Outlines PieceInfo Thumb URI XFA ActualText Threads Perms DSS Alternates OPI
""")

#: The operators of drawing (ISO 32000-1, annex A). BX and EX say that others may follow; none may.
OPERATORS: Final = frozenset({
    "b", "B", "b*", "B*", "BDC", "BI", "BMC", "BT", "c", "cm", "cs", "CS", "d", "d0", "d1", "Do", "EI", "EMC", "ET",
    "f", "F", "f*", "g", "G", "gs", "h", "i", "ID", "j", "J", "k", "K", "l", "m", "M", "n", "q", "Q", "re", "rg",
    "RG", "ri", "s", "S", "sc", "SC", "scn", "SCN", "sh", "T*", "Tc", "Td", "TD", "Tf", "Tj", "TJ", "TL", "Tm",
    "Tr", "Ts", "Tw", "Tz", "v", "w", "W", "W*", "y", "'", '"',
})  # fmt: skip
#: Those that leave a mark on the page.
PAINTS: Final = frozenset(
    {"b", "B", "b*", "B*", "BI", "EI", "Do", "f", "F", "f*", "s", "S", "sh", "Tj", "TJ", "'", '"', "INLINE IMAGE"}
)
#: Those that show text, and how many operands each has; no other operator has a string.
SHOWS: Final = {"Tj": 1, "TJ": 1, "'": 1, '"': 3}
