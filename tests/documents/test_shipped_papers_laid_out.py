"""Every shipped variant on paper, with everything in its View and with as little as may be: a gate for each template.

What the validator says is "checked with page-validation", no certificate: some of its rules stand in for others.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import page
import pikepdf
import pytest
from made_views import AUTHORITY, TEMPLATES, bare, full
from test_shipped_papers import PAPERS

from cpdocs.documents.blocks import Draft, Heading
from cpdocs.documents.templates import write
from cpdocs.render.check import lost_text, unstamped
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Stamp
from cpdocs.shipped import folder

STAMP = Stamp("Ms Mòrag Łukasiewicz-O’Neill", "K7Q2M9XW4T")
COUNCIL = dataclasses.replace(AUTHORITY, name="Comhairle na h-Eisimpleir", marking="OFFICIAL-SENSITIVE")
VARIANTS = sorted((p.parent.parent.name, p.parent.name) for p in folder("templates").glob("[!_]*/*/about.yaml"))
each_variant = pytest.mark.parametrize("variant", VARIANTS, ids="-".join)
each_view = pytest.mark.parametrize("made", [full, bare], ids=["full", "bare"])


@pytest.fixture(scope="module")
def fence() -> Iterator[Fence]:
    with Fence(folder("templates")) as one:
        yield one


def draft_of(variant: tuple[str, str], made) -> Draft:
    template = TEMPLATES.find(*variant, covering=False)
    view = made(PAPERS[template.about.words(*variant)])
    return write(dataclasses.replace(view, authority=COUNCIL), template)


@each_variant
@each_view
def test_it_is_an_accessible_pdf_with_its_fonts_in_it_and_every_word(variant, made, fence, tmp_path: Path) -> None:
    draft = draft_of(variant, made)
    copy = fence.stamp(fence.lay_out(draft, "pdf"), STAMP)
    assert lost_text(copy, draft) == ()
    assert unstamped(copy, STAMP) == ()
    file = tmp_path / "copy.pdf"
    file.write_bytes(copy.data)
    said = str(page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1))
    assert "no failures" in said, said
    assert "Checks: 0 failed" in said, said
    with pikepdf.open(io.BytesIO(copy.data)) as paper:
        fonts = [o for o in paper.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
    assert fonts
    assert [str(font.FontName) for font in fonts if "/FontFile2" not in font] == []


@each_variant
@each_view
def test_it_is_a_word_file_with_every_word(variant, made, fence) -> None:
    draft = draft_of(variant, made)
    copy = fence.stamp(fence.lay_out(draft, "docx"), STAMP)
    assert lost_text(copy, draft) == ()
    assert unstamped(copy, STAMP) == ()


@each_variant
@each_view
def test_its_headings_begin_with_a_title_and_skip_no_level(variant, made) -> None:
    """A screen reader goes from heading to heading; a level that is skipped sounds like something lost."""
    levels = [block.level for block in draft_of(variant, made).blocks if isinstance(block, Heading)]
    assert levels[0] == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


def test_large_print_is_larger_in_everything_but_the_stamp(fence) -> None:
    """UKAAF G003: 16 points at least. The sizes of all letters of a letter in large print, read from the finished file."""
    draft = dataclasses.replace(draft_of(("decision_letter", "parent_carer"), full), layout="letter_large")
    sizes = set()
    with pikepdf.open(io.BytesIO(fence.lay_out(draft, "pdf").data)) as paper:
        for sheet in paper.pages:
            for instruction in pikepdf.parse_content_stream(sheet, "Tf"):
                sizes.add(float(instruction.operands[1]) * 0.75)  # the page is drawn in pixels
    assert min(sizes) >= 16
    assert max(sizes) > 25
