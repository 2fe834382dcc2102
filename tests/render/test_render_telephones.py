"""A telephone number or a postcode is never broken over two lines, and is found by the nets as before."""

from __future__ import annotations

import pypdfium2
import pytest

from cpdocs.documents.blocks import Heading, Paragraph, Run, Table
from cpdocs.render.check import leaks, lost_text
from cpdocs.render.extract import body
from cpdocs.render.paper import Stamp
from cpdocs.render.telephones import kept_together

STAMP = Stamp("Ms Alex Example", "K7Q2M9XW4T")
NUMBERS = ["01632 960110", "020 7946 0123", "(0131) 496 0123", "+44 1632 960110", "+44 (0)131 496 0123", "0800 1111"]
POSTCODES = ["KY6 9ZZ", "EH99 1SP", "SW1A 1AA", "G1 1AA"]
OTHERS = [
    "12 November 2026",
    "at 9:30 10 people came",
    "1 10 100",
    "Form B 2AB",
    "KY6 99Z",
    "ky6 9zz",
    "960110 and 960111",
]


@pytest.mark.parametrize("number", [*NUMBERS, *POSTCODES])
def test_the_spaces_of_a_number_do_not_break(number, draft):
    paper = draft(Heading(2, (Run(f"Ring {number} now"),)), Table(((Run("Who"),),), (((Run(number, strong=True),),),)))
    kept = number.replace(" ", "\xa0")
    assert list(kept_together(paper).texts())[4:] == [f"Ring {kept} now", "Who", kept]


@pytest.mark.parametrize("text", OTHERS)
def test_nothing_else_is_touched(text, draft):
    paper = draft(Paragraph((Run(text),)))
    assert list(kept_together(paper).texts())[4:] == [text]


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_both_papers_keep_numbers_whole_and_both_nets_still_find_them(kind, fence, draft, needle):
    """Forty lines, each with its number a little further to the right, so that some would break in it."""
    paper = draft(*(Paragraph((Run("i " * n + "and ring me on 01632 960123 at any hour"),)) for n in range(40, 80)))
    copy = fence.stamp(fence.lay_out(paper, kind), STAMP)
    assert lost_text(copy, paper) == ()
    [found] = {leak.kind for leak in leaks(copy, [needle("01632960123", kind="phone")]) if leak.exact}
    assert found == "phone"
    if kind == "docx":
        assert "".join(body(copy)).count("01632\xa0960123") == 40
        return
    lines = [
        line for page in pypdfium2.PdfDocument(copy.data) for line in page.get_textpage().get_text_range().split("\r\n")
    ]
    assert sum("01632" in line for line in lines) == 41, "one stands in the letterhead"
    assert [line for line in lines if ("01632" in line) != ("960" in line)] == []
