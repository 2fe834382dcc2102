"""Each block as WordprocessingML, in the named styles of a layout. Runs in the child.

Built by lxml, so no text of a record is ever read as XML or as a template.
"""

from __future__ import annotations

import copy
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from lxml import etree
from markupsafe import Markup

from cpdocs.documents.blocks import (
    Addressee,
    Bullets,
    FillIn,
    Heading,
    Notice,
    Numbers,
    Paragraph,
    Run,
    Table,
    Tick,
    leads_on,
)
from cpdocs.render.columns import breakable, shares
from cpdocs.render.languages import direction
from cpdocs.render.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docx.document import Document

    from cpdocs.documents.blocks import Block, Inline

#: A line across the page in twentieths of a point, as the columns of a table share it; ``tblW`` says the whole width.
_TEXT_WIDTH: Final = 9400
#: So many letters of one point stand on such a line.
_LETTERS: Final = 835
#: In twentieths of a point: a line to write on by hand, 10 mm high; a box to tick, 7 mm wide, and with the white after
#: it 10 mm.
_LINE_HEIGHT: Final = 567
_BOX: Final = 397
_BOX_AND_WHITE: Final = 567
#: Two tables without a paragraph between are one to Word.
_ENDS_IN_A_TABLE: Final = (Table, FillIn, Tick)


class Shapes:
    """Blocks as WordprocessingML in the named styles of one layout."""

    def __init__(self, document: Document, language: str) -> None:
        self._document = document
        self._styles = {style.name: style.style_id for style in self._document.styles}
        self._rtl = direction(language) == "rtl"

    def all(self, blocks: tuple[Block, ...]) -> list[Markup]:
        """Each block, with a thin paragraph between two that Word would otherwise run together.

        A second title begins a new page, as it does in the PDF (places.css).
        """
        made: list[Markup] = []
        before: Block | None = None
        titled = False
        for block, after in zip_longest(blocks, blocks[1:]):
            elements = self._elements(block, after)
            if isinstance(block, Heading) and block.level == 1:
                if titled:
                    elements[0].find(qn("w:pPr")).append(OxmlElement("w:pageBreakBefore"))
                titled = True
            if isinstance(before, _ENDS_IN_A_TABLE) or (isinstance(block, Notice) and isinstance(before, Notice)):
                elements = [self._paragraph("CP Gap", ()), *elements]
            made.append(_markup(elements))
            before = block
        if isinstance(before, _ENDS_IN_A_TABLE):  # Word wants a paragraph after the last table
            made.append(_markup([self._paragraph("CP Gap", ())]))
        return made

    def _elements(self, block: Block, after: Block | None) -> list[etree._Element]:
        match block:
            case Heading(level, text):
                made = [self._paragraph(f"CP Heading {level}", text)]
            case Paragraph(text):
                # What a list's items are, and whose a name is, is said in the line before it.
                keep = isinstance(after, Bullets | Numbers | Addressee) or leads_on(text)
                made = [self._paragraph("CP Body", text, keep=keep)]
            case Bullets(items):
                made = self._items("CP Bullet", items)
            case Numbers(items):
                made = self._items("CP Number", items, self._new_count())
            case Notice(paragraphs):
                *first, last = paragraphs
                made = [self._paragraph("CP Notice", text, keep=True) for text in first]
                made.append(self._paragraph("CP Notice", last))
            case Table():
                made = [self._table(block)]
            case Addressee(lines):
                made = [self._lines("CP Addressee", lines)]
            case FillIn(label=label, lines=count):
                made = [self._paragraph("CP Label", label), self._place(count)]
            case Tick(label=label):
                made = [self._tick(label)]
        return made

    def _paragraph(self, style: str, text: Inline, *, keep: bool = False) -> etree._Element:
        """A paragraph in a named style; ``keep``: on one page with what follows."""
        paragraph = OxmlElement("w:p")
        properties = _under(paragraph, "w:pPr")
        _under(properties, "w:pStyle", val=self._style(style))
        if keep:
            _under(properties, "w:keepNext")
        for run in text:
            self._add_run(paragraph, run)
        return paragraph

    def _items(self, style: str, items: tuple[Inline, ...], number: str = "") -> list[etree._Element]:
        """A list; after its last item there is as much white as after any paragraph."""
        made = [self._paragraph(style, item) for item in items]
        if number:
            for item in made:
                numbering = _under(item[0], "w:numPr")
                _under(numbering, "w:ilvl", val="0")
                _under(numbering, "w:numId", val=number)
        white = self._document.styles["CP Body"].paragraph_format.space_after
        _under(made[-1][0], "w:spacing", after=str(white.twips if white else 0))
        return made

    def _lines(self, style: str, lines: Iterable[str]) -> etree._Element:
        paragraph = self._paragraph(style, ())
        for number, line in enumerate(lines):
            if number:
                _under(_under(paragraph, "w:r"), "w:br")
            self._add_run(paragraph, Run(line))
        return paragraph

    def _add_run(self, paragraph: etree._Element, run: Run) -> None:
        element = _under(paragraph, "w:r")
        if run.strong or self._rtl:
            properties = _under(element, "w:rPr")
            for tag in (*(("w:b", "w:bCs") if run.strong else ()), *(("w:rtl",) if self._rtl else ())):
                _under(properties, tag)
        text = _under(element, "w:t")
        text.text = run.text
        text.set(qn("xml:space"), "preserve")

    def _table(self, block: Table) -> etree._Element:
        table = OxmlElement("w:tbl")
        properties = _under(table, "w:tblPr")
        _under(properties, "w:tblStyle", val=self._style("CP Table"))
        if self._rtl:
            _under(properties, "w:bidiVisual")
        _under(properties, "w:tblW", w="5000", type="pct")
        _under(properties, "w:tblLayout", type="fixed")
        _under(properties, "w:tblLook", val="0020", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0")
        grid = _under(table, "w:tblGrid")
        parts = shares(block, self._line())
        widths = [str(round(_TEXT_WIDTH * part / 100)) for part in parts]
        for width in widths:
            _under(grid, "w:gridCol", w=width)
        for number, row in enumerate((block.head, *block.rows)):
            line = _under(table, "w:tr")
            rules = _under(line, "w:trPr")
            if not breakable(row, parts):
                _under(rules, "w:cantSplit")
            if number == 0:
                _under(rules, "w:tblHeader")
            for cell, width in zip(row, widths, strict=True):
                box = _under(line, "w:tc")
                _under(_under(box, "w:tcPr"), "w:tcW", w=width, type="dxa")
                box.append(self._paragraph("CP Table Head" if number == 0 else "CP Table Text", cell))
        return table

    def _place(self, lines: int) -> etree._Element:
        """A box to type in: one empty cell, which grows with what is typed. Nothing in it has to be deleted first."""
        table, (cell,) = self._boxes("CP Place", (_TEXT_WIDTH,), lines * _LINE_HEIGHT)
        cell.append(self._paragraph("CP Answer", ()))
        return table

    def _tick(self, label: Inline) -> etree._Element:
        """A small box to put a cross in, and beside it what the cross says."""
        widths = (_BOX, _BOX_AND_WHITE - _BOX, _TEXT_WIDTH - _BOX_AND_WHITE)
        table, cells = self._boxes("CP Tick", widths, _BOX)
        for cell, style, text in zip(cells, ("CP Box", "CP Answer", "CP Answer"), ((), (), label), strict=True):
            cell.append(self._paragraph(style, text))
        return table

    def _boxes(self, style: str, widths: Sequence[int], height: int) -> tuple[etree._Element, list[etree._Element]]:
        """A table of one row, at least so high, and its cells, still without the paragraph that Word wants in each."""
        table = OxmlElement("w:tbl")
        properties = _under(table, "w:tblPr")
        _under(properties, "w:tblStyle", val=self._style(style))
        _under(properties, "w:tblW", w=str(sum(widths)), type="dxa")
        _under(properties, "w:tblLayout", type="fixed")
        grid = _under(table, "w:tblGrid")
        row = _under(table, "w:tr")
        rules = _under(row, "w:trPr")
        _under(rules, "w:cantSplit")
        _under(rules, "w:trHeight", val=str(height), hRule="atLeast")
        cells = []
        for width in map(str, widths):
            _under(grid, "w:gridCol", w=width)
            cells.append(_under(row, "w:tc"))
            _under(_under(cells[-1], "w:tcPr"), "w:tcW", w=width, type="dxa")
        return table, cells

    def _line(self) -> int:
        """How many letters of a table stand on a line across the page: the fewer, the larger the print."""
        size = self._document.styles["CP Table Text"].font.size if "CP Table Text" in self._styles else None
        return int(_LETTERS / size.pt) if size else _LETTERS // 11

    def _style(self, name: str) -> str:
        if name not in self._styles:
            raise ProblemError("style", "layout.docx")
        return str(self._styles[name])

    def _new_count(self) -> str:
        """A numbering of its own that starts at 1: paragraphs in the style alone would count on from the last list."""
        style = self._document.styles.element.find(f"{qn('w:style')}[@{qn('w:styleId')}='{self._style('CP Number')}']")
        link = style.find(f".//{qn('w:numId')}")
        numbering = self._document.part.numbering_part.element
        old = None if link is None else numbering.find(f"{qn('w:num')}[@{qn('w:numId')}='{link.get(qn('w:val'))}']")
        if old is None:
            raise ProblemError("style", "layout.docx")
        new = copy.deepcopy(old)
        ident = str(1 + max(int(num.get(qn("w:numId"))) for num in numbering.findall(qn("w:num"))))
        new.set(qn("w:numId"), ident)
        for override in new.findall(qn("w:lvlOverride")):
            new.remove(override)
        _under(_under(new, "w:lvlOverride", ilvl="0"), "w:startOverride", val="1")
        numbering.append(new)
        return ident


def _under(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    element: etree._Element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


def _markup(elements: Iterable[etree._Element]) -> Markup:
    """Finished XML as docxtpl takes it. No name in it has an underscore, so the reference only meets text."""
    xml = "".join(etree.tostring(element, encoding="unicode") for element in elements)
    return Markup(xml.replace("_", "&#95;"))  # noqa: S704  (made by lxml, which escapes)
