"""The words of the PDF format itself (ISO 32000-1): names that stand in every file and tell nothing of a paper.

The leak check reads all other names. Without this list it would stop the papers of every child who is called Page.
"""

from __future__ import annotations

from typing import Final

_LISTED: Final = """
A AA AcroForm Annot Annots AP Artifact ArtBox Ascent BaseFont BBox BC BG Bl BleedBox BM Border Btn C CA ca CapHeight
CCITTFaxDecode Catalog CharProcs CIDFontType0 CIDFontType2 CIDInit CIDSystemInfo CIDToGIDMap Ch CL ColorSpace Colors
Column Columns ColSpan Contents Count CropBox CS D DA DCTDecode DecodeParms DescendantFonts Descent Dest Dests
Device DeviceCMYK DeviceGray DeviceRGB Differences DisplayDocTitle Div Document Domain DR DS DV DW E Encoding
Encrypt ExtGState F Ff Fields Figure Filter First Fit FitH FitR Flags FlateDecode Font FontBBox FontDescriptor
FontFamily FontFile FontFile2 FontFile3 FontMatrix FontName FontStretch FontWeight Footer Form FormType FT Functions
FunctionType Group H H1 H2 H3 H4 H5 H6 Header Headers Height Helv I ICCBased ID Identity Identity-H IDTree Image
ImageMask Index Indexed Info Interpolate ItalicAngle K Kids L Lab Lang Last Layout LBody Lbl LC Leading Length
Length1 LI Limits Link LJ LW M MarkInfo Marked Matrix MaxLen MCID MediaBox Metadata MK MultiplyPMask Multiply N Name
Names NeedAppearances Next None NonStruct Normal Nums O OBJR Obj ObjStm Off Opt Ordering Outlines OutputIntents P PA
Page PageMode Pages Pagination PaintType Pattern ParentTree ParentTreeNextKey Parent Part Perms Pg Predictor Prev
PrinterMark ProcSet Q R Range Registry Resources Role RoleMap Root Rotate Row RowSpan S Scope Sect Shading
ShadingType Size SMask Span StemH StemV StructElem StructParent StructParents StructTreeRoot Subtype Summary
Supplement T Table Tabs TBody TD TFoot TH THead TilingType Title ToUnicode TOC TOCI TR Trans Transparency TrimBox
TrueType TU Tx Type Type0 Type1 Type3 U URI UseOutlines V Version ViewerPreferences W WhitePoint Widget WidthMax
Width Widths XML XObject XRef XStep XYZ YStep Yes ZaDb
"""
WORDS: Final = frozenset(_LISTED.split())
