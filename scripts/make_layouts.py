"""Makes templates/_authority/layouts/*/layout.docx anew: one look in its sizes.

Each is then an ordinary Word file: a council opens it in Word and changes the letterhead, the typeface or the styles
named "CP ...". This script is only for getting back to the shipped ones, and for the test that the shipped ones are
what this script makes. Arial, since every machine that has Word has it; sizes and colours follow layouts/common.css.

    python scripts/make_layouts.py
"""

from __future__ import annotations

import io
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
    from docx.section import _Footer
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

LAYOUTS = Path(__file__).parents[1] / "templates" / "_authority" / "layouts"
#: The layouts and the size of their text in points.
SIZES = {"bound": 12, "letter": 14, "letter_large": 18, "paper": 12}
BLUE = RGBColor(0x1F, 0x3A, 0x4D)
GREY = RGBColor(0x33, 0x33, 0x33)
KEPT = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Header", "Footer"}
KEPT |= {"Heading 1", "Heading 2", "Heading 3"}

#: Style name, based on, size in parts of the layout's, bold, colour, lines apart, space before and after in points.
STYLES = (
    ("CP Crest", "Normal", 1, False, None, 1, 0, 0),
    ("CP Authority", "Normal", 1.25, True, BLUE, 1.13, 0, 3),
    ("CP Authority Line", "Normal", 0.89, False, None, 1.18, 0, 0),
    ("CP Marking", "Normal", 1, True, None, 1.18, 7, 0),
    ("CP Top", "Normal", 0.89, True, None, 1, 0, 0),
    ("CP Rule", "Normal", 0.3, False, None, 1, 0, 18),
    ("CP Heading 1", "Heading 1", 1.4, True, BLUE, 1.13, 17, 11),
    ("CP Heading 2", "Heading 2", 1.17, True, BLUE, 1.13, 20, 7),
    ("CP Heading 3", "Heading 3", 1, True, BLUE, 1.13, 14, 4),
    ("CP Body", "Normal", 1, False, None, 1.23, 0, 11),
    ("CP Bullet", "Normal", 1, False, None, 1.23, 0, 4),
    ("CP Number", "Normal", 1, False, None, 1.23, 0, 4),
    ("CP Notice", "Normal", 1, False, None, 1.23, 8, 8),
    ("CP Addressee", "Normal", 1, False, None, 1.23, 0, 20),
    ("CP Table Head", "Normal", 0.93, True, None, 1.18, 0, 0),
    ("CP Table Text", "Normal", 0.93, False, None, 1.18, 0, 0),
    ("CP Label", "Normal", 1, False, None, 1.23, 4, 4),
    ("CP Answer", "Normal", 1, False, None, 1.23, 0, 0),
    ("CP Box", "Normal", 1, False, None, 1.23, 0, 0),
    ("CP Gap", "Normal", 0.5, False, None, 1, 0, 4),
    ("CP Page", "Normal", 0.89, False, None, 1, 0, 6),
)
#: These are English whatever language the paper is in, so they are written from the left.
LATIN = {"CP Page", "CP Stamp"}
#: The stamp tells the council whose copy a page is, and its reader nothing: it is small in every size.
STAMP = 10
#: The width of the crest's place, in millimetres.
CREST = 34
#: The lines round a notice stand inside the margins: their distance from the text, and how thick they are, in points.
NEAR, THICK, THIN = 8, 4.5, 1.25


def made(size: int) -> bytes:
    """The bytes of one layout: the same every time."""
    document = Document()
    _drop_content(document)
    _set_page(document)
    _set_styles(document, size)
    _set_lists(document, size)
    _write_body(document)
    _write_margins(document)
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
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    uri = "http://schemas.microsoft.com/office/word"  # without it Word opens a file as one of 2007, tables and all
    _under(_under(settings, "w:compat"), "w:compatSetting", name="compatibilityMode", uri=uri, val="15")


def _set_page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(20), Mm(31)
    section.header_distance, section.footer_distance = Mm(10), Mm(8)
    section.different_first_page_header_footer = True


def _set_styles(document: DocumentType, size: int) -> None:
    fonts = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:rFonts')}")
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), "Arial")
    for old in document.styles.element.iter(qn("w:rFonts")):  # a theme's font would win over Arial
        for key in [key for key in old.attrib if key.endswith("Theme")]:
            del old.attrib[key]
    for name, base, part, bold, colour, apart, before, after in (*STYLES, _stamp(size)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[base]
        style.quick_style = True
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(round(2 * size * part) / 2), bold
        _complex(style)
        if colour is not None:
            style.font.color.rgb = colour
        shape = style.paragraph_format
        shape.line_spacing, shape.space_before, shape.space_after = apart, Pt(before), Pt(after)
        shape.keep_with_next = name.startswith("CP Heading") or name in ("CP Table Head", "CP Label")
        shape.widow_control = True
    notice = document.styles["CP Notice"]
    notice.paragraph_format.keep_together = True
    notice.paragraph_format.left_indent, notice.paragraph_format.right_indent = Pt(NEAR + THICK), Pt(NEAR + THIN)
    document.styles["CP Addressee"].paragraph_format.keep_together = True
    _border(notice, left=THICK, top=THIN, right=THIN, bottom=THIN)
    _border(document.styles["CP Rule"], bottom=1.5)
    _border(document.styles["CP Stamp"], "8A97A0", top=0.5)
    _add_table_style(document)
    _add_place_styles(document)


def _complex(style: ParagraphStyle) -> None:
    """The size and the weight again, for letters of Arabic and Hebrew, which Word keeps apart."""
    letters = style.element.rPr
    for one, other in (("w:b", "w:bCs"), ("w:sz", "w:szCs")):
        said = letters.find(qn(one))
        said.addnext(_copied(said, other))
    if style.name in LATIN:
        bidi = OxmlElement("w:bidi")
        bidi.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().insert_element_before(bidi, "w:spacing", "w:ind", "w:jc")


def _copied(element: OxmlElement, tag: str) -> OxmlElement:
    copied = OxmlElement(tag)
    for name, value in element.attrib.items():
        copied.set(name, value)
    return copied


def _stamp(size: int) -> tuple[str, str, float, bool, RGBColor, float, float, float]:
    return ("CP Stamp", "Normal", STAMP / size, False, GREY, 1, 0, 0)


def _border(style: ParagraphStyle, colour: str = "1F3A4D", near: int = NEAR, **thick: float) -> None:
    """Lines around a paragraph, in points; Word counts in eighths of one."""
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        if side in thick:
            _under(borders, f"w:{side}", val="single", sz=f"{thick[side] * 8:.0f}", space=str(near), color=colour)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:bidi", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _add_table_style(document: DocumentType) -> None:
    style = document.styles.add_style("CP Table", WD_STYLE_TYPE.TABLE)
    properties = _under(style.element, "w:tblPr")
    borders = _under(properties, "w:tblBorders")
    _under(borders, "w:top", val="single", sz="10", space="0", color="1F3A4D")
    _under(borders, "w:bottom", val="single", sz="4", space="0", color="8A97A0")
    _under(borders, "w:insideH", val="single", sz="4", space="0", color="8A97A0")
    white = _under(properties, "w:tblCellMar")
    for side, twentieths in (("top", "102"), ("left", "142"), ("bottom", "102"), ("right", "142")):
        _under(white, f"w:{side}", w=twentieths, type="dxa")
    head = _under(style.element, "w:tblStylePr", type="firstRow")
    borders = _under(_under(head, "w:tcPr"), "w:tcBorders")
    _under(borders, "w:bottom", val="single", sz="10", space="0", color="1F3A4D")


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
    _border(document.styles["CP Box"], near=0, top=1, left=1, bottom=1, right=1)


def _set_lists(document: DocumentType, size: int) -> None:
    numbering = document.part.numbering_part.element
    kinds = (("1", "bullet", "•", "CP Bullet"), ("2", "decimal", "%1.", "CP Number"))
    indent = str(30 * size)  # one and a half letters' heights, in twentieths of a point
    for ident, kind, label, _ in kinds:
        abstract = _under(numbering, "w:abstractNum", abstractNumId=ident)
        _under(abstract, "w:multiLevelType", val="singleLevel")
        level = _under(abstract, "w:lvl", ilvl="0")
        _under(level, "w:start", val="1")
        _under(level, "w:numFmt", val=kind)
        _under(level, "w:lvlText", val=label)
        _under(level, "w:lvlJc", val="left")
        _under(_under(level, "w:pPr"), "w:ind", left=indent, hanging=indent)
    for ident, _, _, name in kinds:
        _under(_under(numbering, "w:num", numId=ident), "w:abstractNumId", val=ident)
        properties = document.styles[name].element.get_or_add_pPr()
        link = properties.get_or_add_numPr()
        _under(link, "w:numId", val=ident)


def _write_body(document: DocumentType) -> None:
    lines = (
        ("{%p if crest %}", "CP Crest"),
        ("{{r crest }}", "CP Crest"),
        ("{%p endif %}", "CP Crest"),
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
    _frame(document.paragraphs[1])


def _frame(crest: Paragraph) -> None:
    """A frame at the right margin, level with the authority's name; the letterhead runs round it."""
    crest.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    place = {"w": str(CREST * 57), "hSpace": "0", "wrap": "around", "vAnchor": "margin", "hAnchor": "margin"}
    frame = OxmlElement("w:framePr")
    for name, value in {**place, "xAlign": "right", "yAlign": "top"}.items():
        frame.set(qn(f"w:{name}"), value)
    crest.paragraph_format.element.pPr.insert_element_before(frame, "w:jc")


def _write_margins(document: DocumentType) -> None:
    """The foot on every page; at the top the marking, but not on the first, which has it in its letterhead."""
    section = document.sections[0]
    for header, text in ((section.header, "{{ letterhead.marking }}"), (section.first_page_header, "")):
        header.is_linked_to_previous = False
        header.paragraphs[0].text = text
        header.paragraphs[0].style = document.styles["CP Top"]
    _write_footer(document, section.footer)
    _write_footer(document, section.first_page_footer)


def _write_footer(document: DocumentType, footer: _Footer) -> None:
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
    for layout, points in SIZES.items():
        (LAYOUTS / layout / "layout.docx").write_bytes(made(points))
