"""What a screen reader meets, and what it does not: whole elements in order, and no page furniture (ISO 14289-1, 7.1)."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from pdf_structure import structure

from cpdocs.documents.blocks import Bullets, Heading, Letterhead, Notice, Numbers, Paragraph, Run, Table, block_texts
from cpdocs.render.extract import layers
from cpdocs.render.paper import Stamp
from cpdocs.words import letters

STAMP = Stamp("Ms Alex Example", "K7Q2M9XW4T")
HEAD = Letterhead("Example Council", ("1 Example Square",), "OFFICIAL-SENSITIVE")
LAYOUTS = ("letter", "letter_large", "paper")


def of(text):
    return (Run(text),)


def many(what: str, times: int) -> str:
    return " ".join(f"{what} number {n}." for n in range(times))


#: Something of every kind that is longer than a page, so that each is broken at least once.
LONG = (
    Heading(1, of("The first heading")),
    Paragraph(of(many("Sentence", 400))),
    Bullets((of("A short item."), of(many("Item", 400)), of("And another."))),
    Numbers(tuple(of(many(f"Step {n}, line", 12)) for n in range(20))),
    Notice((of(many("Warning", 300)), of("The end of it."))),
    Heading(2, of("A table of many rows")),
    Table(
        tuple(map(of, ("What", "Who", "When"))),
        tuple((of(f"Row {n}: {many('task', 4)}"), of("Somebody"), of("soon")) for n in range(60)),
    ),
    Heading(2, of("A table with rows longer than a page")),
    Table(
        tuple(map(of, ("First", "Second", "Third"))),
        tuple((of(many(f"a{n}", 150)), of(many(f"b{n}", 260)), of("short")) for n in range(2)),
    ),
    Heading(3, of("The last heading")),
    Paragraph(of("The end.")),
)
KINDS = ["Div", "H1", "P", "L", "L", "Div", "H2", "Table", "H2", "Table", "H3", "P"]


@pytest.fixture(scope="module", params=LAYOUTS)
def copy(request, fence, draft):
    return fence.stamp(fence.lay_out(draft(*LONG, layout=request.param, head=HEAD), "pdf"), STAMP)


def test_what_page_breaks_have_broken_is_one_element_again_in_the_order_of_the_paper(copy):
    document = structure(copy.data).document
    assert [element.kind for element in document.kids] == KINDS
    for element, block in zip(document.kids[1:], LONG, strict=True):
        if not isinstance(block, (Bullets, Numbers)):  # their markers are the layout's
            assert element.text() == letters("".join(block_texts(block)))


def test_a_list_has_as_many_items_as_it_has_each_with_one_marker_and_one_body(copy):
    bullets, numbers = structure(copy.data).document.all("L")
    assert [[kid.kind for kid in item.kids] for item in bullets.kids] == [["Lbl", "LBody"]] * 3
    assert [item.kids[0].text() for item in numbers.kids] == [f"{n}." for n in range(1, 21)]
    assert [item.kids[1].text() for item in bullets.kids] == [letters(item[0].text) for item in LONG[2].items]


def test_a_table_is_one_table_with_one_head_and_every_cell_in_its_row(copy):
    for table, block in zip(structure(copy.data).document.all("Table"), (LONG[6], LONG[8]), strict=True):
        assert [part.kind for part in table.kids] == ["THead", "TBody"]
        rows = [[(cell.kind, cell.scope, cell.text()) for cell in row.kids] for row in table.all("TR")]
        assert rows[0] == [("TH", "Column", letters(cell[0].text)) for cell in block.head]
        assert rows[1:] == [[("TD", "", letters(cell[0].text)) for cell in row] for row in block.rows]


def test_no_element_is_empty(copy):
    assert [element.kind for element in structure(copy.data).document.walk() if not element.text()] == []


def test_repeated_heads_the_marking_the_page_number_and_the_stamp_are_seen_and_not_read_out(copy):
    """On pages that a table begins or goes on on, in the order of drawing: the repeated head, the marking, the foot."""
    pages = structure(copy.data).artifacts
    foot = "IssuedtoMsAlexExample·K7Q2M9XW4T"
    heads = []
    for number, shown in enumerate(pages, start=1):
        marking = "OFFICIAL-SENSITIVE" if number > 1 else ""
        last = f"{marking}Page{number}of{len(pages)}{foot}"
        assert shown.endswith(last)
        heads.append(shown.removesuffix(last))
    assert set(heads) == {"", "WhatWhoWhen", "FirstSecondThird"}
    repeated = [head for head in heads if head]
    assert repeated == sorted(repeated, reverse=True), "first the one table's pages, then the other's"
    assert min(repeated.count("WhatWhoWhen"), repeated.count("FirstSecondThird")) >= 2


def test_the_outline_is_the_headings_one_inside_the_other(copy):
    with pikepdf.open(io.BytesIO(copy.data)) as file, file.open_outline() as outline:
        (first,) = outline.root
        assert first.title == "The first heading"
        assert [kid.title for kid in first.children] == ["A table of many rows", "A table with rows longer than a page"]
        assert [kid.title for kid in first.children[1].children] == ["The last heading"]


def test_a_window_shows_the_title_and_the_file_names_its_language(copy):
    with pikepdf.open(io.BytesIO(copy.data)) as file:
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle) is True
        assert str(file.Root.Lang) == "en-GB"
        assert bool(file.Root.MarkInfo.Marked) is True
    assert layers(copy)["docinfo"] == "/Title A letter"


def test_a_paper_without_a_marking_has_none_at_the_top_of_its_pages(fence, draft):
    paper = draft(*LONG[:2], head=Letterhead("Example Council"))
    pages = structure(fence.stamp(fence.lay_out(paper, "pdf"), STAMP).data).artifacts
    assert len(pages) > 1
    assert all(shown.startswith("Page") for shown in pages)


@pytest.mark.parametrize("kind", [Bullets, Numbers])
def test_no_item_of_a_list_stands_by_itself_on_a_page(kind, fence, draft):
    """Wherever the page ends, the first of four items has the second beside it, and the last the third."""
    parted = set()
    for before in range(16, 26):
        lines = (Paragraph(of(f"Line {n}.")) for n in range(before))
        items = kind(tuple(of(f"Item {n}.") for n in range(4)))
        copy = fence.lay_out(draft(Heading(1, of("A list")), *lines, items, layout="letter", head=HEAD), "pdf")
        with pypdfium2.PdfDocument(copy.data) as paper:
            counts = [page.get_textpage().get_text_range().count("Item ") for page in paper]
        parted.add(tuple(count for count in counts if count))
    assert parted == {(4,), (2, 2)}
