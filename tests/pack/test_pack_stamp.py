"""Whose pack it is stands on every page: on those that somebody else made as on our own, once, and over nothing."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2
import pytest
from pack_parts import bare, bound, paper, saved, scan, tag, texts
from pdf_checks import not_accessible

from cpdocs.pack.bundle import Part
from cpdocs.render.paper import Stamp
from cpdocs.words import letters

STAMP = Stamp("Jean Gołębiowska, the Principal Reporter", "NREDARSAPD")
LINE = letters(STAMP.lines()[0])


def tagged_scan():
    with pikepdf.new() as file:
        page = bare(file, b"/P <</MCID 0>> BDC BT /F 20 Tf 50 30 Td (Words at the very foot) Tj ET EMC")
        tag(file, [page])
        return saved(file)


# what the part is | how its page is made
PARTS = {
    "a plain scan": lambda: scan("Birch", 2),
    "a page turned to the right": lambda: scan("Birch", 1, Rotate=90),
    "a page upside down": lambda: scan("Birch", 1, Rotate=180),
    "a page turned to the left": lambda: scan("Birch", 1, Rotate=270),
    "a lying page": lambda: scan("Birch", 1, MediaBox=pikepdf.Array([0, 0, 842, 595])),
    "a page whose box begins elsewhere": lambda: scan("Birch", 1, MediaBox=pikepdf.Array([-300, 200, 295, 1042])),
    "a poster": lambda: scan("Birch", 1, MediaBox=pikepdf.Array([0, 0, 2384, 3370])),
    "a slip": lambda: scan("Birch", 1, MediaBox=pikepdf.Array([0, 350, 300, 500])),
    "a page of half points": lambda: scan("Birch", 1, UserUnit=0.5),
    "a page with tags of its own": tagged_scan,
}


@pytest.mark.parametrize("name", PARTS)
def test_each_page_of_a_strangers_file_has_the_stamp_once_at_its_foot(name, fence):
    data, said = bound([Part("Report", PARTS[name](), tagged="tags" in name)], fence, stamp=STAMP)
    assert [letters(text).count(LINE) for text in texts(data)] == [1] * said.pages
    with pypdfium2.PdfDocument(data) as document:
        page = document[said.sections[0].first - 1]
        words, (width, height) = page.get_textpage(), page.get_size()
        at = words.get_text_range().index("Issued")
        boxes = [words.get_charbox(n) for n in range(at, at + len("Issued"))]
        upright = _as_read(page, boxes)
        assert max(top for _, _, _, top in upright) < height * 0.17
        assert min(left for left, *_ in upright) > 0
        assert max(right for *_, right, _ in upright) < width


def _as_read(page, boxes):
    """Boxes in the page's own space as somebody sees them who holds it upright."""
    left, low, right, high = page.get_mediabox()
    turned = {
        0: lambda a, b, c, d: (a - left, b - low, c - left, d - low),
        90: lambda a, b, c, d: (b - low, right - c, d - low, right - a),
        180: lambda a, b, c, d: (right - c, high - d, right - a, high - b),
        270: lambda a, b, c, d: (high - d, a - left, high - b, c - left),
    }[page.get_rotation()]
    return [turned(*box) for box in boxes]


def test_what_a_page_says_at_its_very_foot_stands_above_the_stamp(fence):
    data, said = bound([Part("Report", tagged_scan(), tagged=True)], fence, stamp=STAMP)
    with pypdfium2.PdfDocument(data) as document:
        words = document[said.sections[0].first - 1].get_textpage()
        text = words.get_text_range()
        foot, stamp = words.get_charbox(text.index("Words")), words.get_charbox(text.index("Issued"))
    assert foot[1] > stamp[3]


def test_a_page_that_is_stamped_already_gets_no_second_one(fence):
    from cpdocs.documents.blocks import Draft, Letterhead, Paragraph, Run

    draft = Draft("paper", "x", "A paper", "en-GB", "paper", Letterhead("Council"), (Paragraph((Run("Words."),)),))
    own = fence.stamp(fence.lay_out(draft, "pdf"), STAMP).data
    data, said = bound([Part("Letter", own, tagged=True, stamped=True)], fence, stamp=STAMP)
    assert [letters(text).count(LINE) for text in texts(data)] == [1] * said.pages


def test_a_stamped_pack_of_tagged_parts_is_accessible_still(fence, tmp_path):
    names = ("Alder", "Birch")  # as if somebody else had made and tagged them
    data, said = bound([Part(name, paper(fence, name, 2), tagged=True) for name in names], fence, stamp=STAMP)
    (tmp_path / "pack.pdf").write_bytes(data)
    assert said.accessible
    assert not_accessible(tmp_path / "pack.pdf") == ""
    assert [letters(text).count(LINE) for text in texts(data)] == [1] * said.pages


def test_a_pack_that_is_nobodys_has_no_stamp_and_all_its_room(fence):
    data, _ = bound([Part("Report", scan("Birch", 1), tagged=False)], fence)
    assert not [text for text in texts(data) if "Issued to" in text]
    with pikepdf.open(io.BytesIO(data)) as file:
        drawn = file.pages[2].Contents.read_bytes()
    [scale] = re.findall(rb"^(0\.\d+) 0\.0+ 0\.0+ \1 .* cm", drawn, re.MULTILINE)
    assert float(scale) == pytest.approx(1 - 3.2 * 10 / 842, abs=0.001)
