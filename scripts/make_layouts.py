"""Makes templates/_authority/layouts/letter/layout.docx anew.

The file is then an ordinary Word file: a council opens it in Word and changes the letterhead, the typeface or the
styles named "CP ...". This script is only for getting back to the shipped one, and for the test that the shipped one
is what this script makes. Arial, since every machine that has Word has it; sizes and colours follow the PDF's look.css.

    python scripts/make_layouts.py [FILE]
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor

from cpdocs.render.clean_word import word

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

SHIPPED = Path(__file__).parents[1] / "templates" / "_authority" / "layouts" / "letter" / "layout.docx"
BLUE = RGBColor(0x1F, 0x3A, 0x4D)
GREY = RGBColor(0x33, 0x33, 0x33)
KEPT = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Header", "Footer"}
KEPT |= {"Heading 1", "Heading 2", "Heading 3"}

#: Style name, based on, size, bold, colour, line height, space before, space after; all in points.
STYLES = (
    ("CP Authority", "Normal", 15, True, BLUE, 20, 0, 3),
    ("CP Authority Line", "Normal", 10.5, False, None, 14.5, 0, 0),
    ("CP Marking", "Normal", 12, True, None, 17, 7, 0),
    ("CP Rule", "Normal", 4, False, None, 6, 0, 18),
    ("CP Heading 1", "Heading 1", 17, True, BLUE, 23, 0, 11),
    ("CP Heading 2", "Heading 2", 14, True, BLUE, 19, 20, 7),
    ("CP Heading 3", "Heading 3", 12, True, BLUE, 17, 14, 4),
    ("CP Body", "Normal", 12, False, None, 17, 0, 11),
    ("CP Bullet", "Normal", 12, False, None, 17, 0, 4),
    ("CP Number", "Normal", 12, False, None, 17, 0, 4),
    ("CP Notice", "Normal", 12, False, None, 17, 8, 8),
    ("CP Addressee", "Normal", 12, False, None, 17, 0, 20),
    ("CP Table Head", "Normal", 11, True, None, 15, 4, 4),
    ("CP Table Text", "Normal", 11, False, None, 15, 4, 4),
    ("CP Label", "Normal", 12, False, None, 17, 4, 4),
    ("CP Answer", "Normal", 12, False, None, 17, 0, 0),
    ("CP Box", "Normal", 12, False, None, 17, 0, 0),
    ("CP Gap", "Normal", 6, False, None, 10, 0, 0),
    ("CP Page", "Normal", 10, False, GREY, 12, 0, 6),
    ("CP Stamp", "Normal", 9, False, GREY, 12, 0, 0),
)


def made() -> bytes:
    """The bytes of the shipped layout: the same every time."""
    document = Document()
    _drop_content(document)
    _set_page(document)
    _set_styles(document)
    _set_lists(document)
    _write_body(document)
    _write_footer(document)
    out = io.BytesIO()
    document.save(out)
    return word(out.getvalue(), title="", language="en-GB")


def _drop_content(document: DocumentType) -> None:
    for style in list(document.styles):
        if style.name not in KEPT:
            style.element.getparent().remove(style.element)
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)


def _set_page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(20), Mm(30)
    section.footer_distance = Mm(8)


def _set_styles(document: DocumentType) -> None:
    fonts = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:rFonts')}")
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), "Arial")
    for old in document.styles.element.iter(qn("w:rFonts")):  # a theme's font would win over Arial
        for key in [key for key in old.attrib if key.endswith("Theme")]:
            del old.attrib[key]
    for name, base, size, bold, colour, line, before, after in STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[base]
        style.quick_style = True
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), bold
        if colour is not None:
            style.font.color.rgb = colour
        shape = style.paragraph_format
        shape.line_spacing, shape.space_before, shape.space_after = Pt(line), Pt(before), Pt(after)
        shape.keep_with_next = name.startswith("CP Heading") or name in ("CP Table Head", "CP Label")
        shape.widow_control = True
    document.styles["CP Notice"].paragraph_format.keep_together = True
    _border(document.styles["CP Notice"], left="36", top="10", right="10", bottom="10")
    _border(document.styles["CP Rule"], bottom="12")
    _border(document.styles["CP Stamp"], top="4")
    _add_table_style(document)
    _add_place_styles(document)


def _border(style: ParagraphStyle, space: str = "6", **sizes: str) -> None:
    """Lines around a paragraph; sizes in eighths of a point, the white inside in points."""
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        if side in sizes:
            _under(borders, f"w:{side}", val="single", sz=sizes[side], space=space, color="1F3A4D")
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _add_table_style(document: DocumentType) -> None:
    style = document.styles.add_style("CP Table", WD_STYLE_TYPE.TABLE)
    properties = _under(style.element, "w:tblPr")
    borders = _under(properties, "w:tblBorders")
    _under(borders, "w:top", val="single", sz="10", space="0", color="1F3A4D")
    _under(borders, "w:bottom", val="single", sz="4", space="0", color="8A97A0")
    _under(borders, "w:insideH", val="single", sz="4", space="0", color="8A97A0")


def _add_place_styles(document: DocumentType) -> None:
    """A box round a place to type in, and none round a box to tick with its words: that is a box of one line.

    The white inside is the paragraph's and not the cell's, since Word moves a table to the left by its cells' white.
    """
    for name in ("CP Place", "CP Tick"):
        properties = _under(document.styles.add_style(name, WD_STYLE_TYPE.TABLE).element, "w:tblPr")
        if name == "CP Place":
            borders = _under(properties, "w:tblBorders")
            for side in ("top", "left", "bottom", "right"):
                _under(borders, f"w:{side}", val="single", sz="8", space="0", color="1F3A4D")
        white = _under(properties, "w:tblCellMar")
        for side in ("left", "right"):
            _under(white, f"w:{side}", w="0", type="dxa")
    answer = document.styles["CP Answer"].paragraph_format
    answer.left_indent = answer.right_indent = Mm(1.5)
    box = document.styles["CP Box"].paragraph_format
    box.left_indent = box.right_indent = Mm(0.5)
    box.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _border(document.styles["CP Box"], top="8", left="8", bottom="8", right="8", space="0")


def _set_lists(document: DocumentType) -> None:
    numbering = document.part.numbering_part.element
    kinds = (("1", "bullet", "•", "CP Bullet"), ("2", "decimal", "%1.", "CP Number"))
    for ident, kind, label, _ in kinds:
        abstract = _under(numbering, "w:abstractNum", abstractNumId=ident)
        _under(abstract, "w:multiLevelType", val="singleLevel")
        level = _under(abstract, "w:lvl", ilvl="0")
        _under(level, "w:start", val="1")
        _under(level, "w:numFmt", val=kind)
        _under(level, "w:lvlText", val=label)
        _under(level, "w:lvlJc", val="left")
        _under(_under(level, "w:pPr"), "w:ind", left="397", hanging="397")
    for ident, _, _, name in kinds:
        _under(_under(numbering, "w:num", numId=ident), "w:abstractNumId", val=ident)
        properties = document.styles[name].element.get_or_add_pPr()
        link = properties.get_or_add_numPr()
        _under(link, "w:numId", val=ident)


def _write_body(document: DocumentType) -> None:
    lines = (
        ("{{ letterhead.name }}", "CP Authority"),
        ("{%p for line in letterhead.lines %}", "CP Authority Line"),
        ("{{ line }}", "CP Authority Line"),
        ("{%p endfor %}", "CP Authority Line"),
        ("{%p if letterhead.marking %}", "CP Marking"),
        ("{{ letterhead.marking }}", "CP Marking"),
        ("{%p endif %}", "CP Marking"),
        ("", "CP Rule"),
        ("{%p for block in blocks %}", "CP Body"),
        ("{{p block }}", "CP Body"),
        ("{%p endfor %}", "CP Body"),
    )
    for text, style in lines:
        document.add_paragraph(text, style)


def _write_footer(document: DocumentType) -> None:
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    page = footer.paragraphs[0]
    page.style = document.styles["CP Page"]
    page.add_run("Page ")
    _field(page, "PAGE")
    page.add_run(" of ")
    _field(page, "NUMPAGES")
    footer.add_paragraph("", "CP Stamp")


def _field(paragraph: Paragraph, name: str) -> None:
    field = _under(paragraph._p, "w:fldSimple", instr=name)  # noqa: SLF001  (python-docx has no fields)
    _under(_under(field, "w:r"), "w:t").text = "1"


def _under(parent: OxmlElement, tag: str, **attributes: str) -> OxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    target.write_bytes(made())
