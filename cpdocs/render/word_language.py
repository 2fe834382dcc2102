"""The language of a Word paper, and with it the side that it is written from. Runs in the child.

The layouts are made for languages that are written from the left. For the others everything changes sides: paragraphs
through the style that all others are based on, the lines round a notice, and the crest. The page number and the stamp
are English and stay as they are; tables and runs are told one by one as they are made (word_shapes.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from cpdocs.render.languages import direction
from cpdocs.render.problems import ProblemError

if TYPE_CHECKING:
    from docx.document import Document

#: What comes after w:bidi in a paragraph's properties (ISO/IEC 29500-1, CT_PPrBase).
_AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")


def write(document: Document, language: str) -> None:
    """Say in ``document`` that it is in ``language``. Raises ProblemError ``style`` if its styles have no defaults."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is None:
        raise ProblemError("style", "layout.docx")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    lang = OxmlElement("w:lang")
    rtl = direction(language) == "rtl"
    lang.set(qn("w:bidi" if rtl else "w:val"), language)
    defaults.append(lang)
    if rtl:
        _change_sides(document)


def _change_sides(document: Document) -> None:
    bidi = OxmlElement("w:bidi")
    document.styles["Normal"].element.get_or_add_pPr().insert_element_before(bidi, *_AFTER_BIDI)
    for borders in document.styles.element.iter(qn("w:pBdr")):
        left, right = borders.find(qn("w:left")), borders.find(qn("w:right"))
        if left is not None and right is not None:
            kept = dict(left.attrib)
            left.attrib.update(right.attrib)
            right.attrib.update(kept)
    for frame in document.element.iter(qn("w:framePr")):
        frame.set(qn("w:xAlign"), "left")
