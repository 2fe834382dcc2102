"""One council's papers, finished: accessible, whole, with their own fonts, saved once, and saying their golden texts.

The other councils' papers, Word files and other people's programs: tests/outside, run by scripts/test-outside.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable

import pikepdf
import pytest
from finished import Finisher
from golden_text import golden, joined, words
from pdf_checks import fonts_not_embedded, missing_glyphs, not_accessible, revisions
from snapshots import SNAPSHOTS, Distinct, Examples, Snapshot

from cpdocs.documents.blocks import Draft, Letterhead, Paragraph, Run
from cpdocs.render.check import lost_text
from cpdocs.render.extract import body
from cpdocs.render.paper import Copy
from cpdocs.words import letters

COUNCIL = "isbister"
OURS = [snapshot for snapshot in SNAPSHOTS if snapshot.council == COUNCIL]


@pytest.fixture(scope="module")
def finished(examples: Examples, finisher: Finisher) -> dict[Snapshot, list[tuple[Distinct, Copy]]]:
    workspace = examples.workspace(COUNCIL)
    return {
        s: [(one, finisher.copy(workspace.templates, one.draft, "pdf")) for one in _first_of_each(examples, s)]
        for s in OURS
    }


def _first_of_each(examples: Examples, snapshot: Snapshot) -> list[Distinct]:
    """One paper of each document and variant that has words of its own; large print is looked at outside."""
    found: dict[tuple[str, str], Distinct] = {}
    for one in examples.distinct(snapshot):
        if one.paper.template.about.wording is None:
            found.setdefault((one.draft.document, one.draft.variant), one)
    return list(found.values())


@pytest.mark.parametrize("snapshot", OURS, ids=lambda one: one.name)
def test_each_paper_is_accessible(snapshot: Snapshot, finished, tmp_path) -> None:
    for one, copy in finished[snapshot]:
        file = tmp_path / f"{one.name}.pdf"
        file.write_bytes(copy.data)
        assert not_accessible(file) == "", one.name


@pytest.mark.parametrize("snapshot", OURS, ids=lambda one: one.name)
def test_each_paper_has_its_fonts_and_its_letters_and_was_saved_once(snapshot: Snapshot, finished) -> None:
    for one, copy in finished[snapshot]:
        found = fonts_not_embedded(copy.data), missing_glyphs(copy.data), revisions(copy.data)
        assert found == (set(), 0, 1), one.name


@pytest.mark.parametrize("snapshot", OURS, ids=lambda one: one.name)
def test_each_paper_says_its_golden_text(snapshot: Snapshot, finished) -> None:
    for one, copy in finished[snapshot]:
        head, text = one.draft.letterhead, golden(one.draft, ())
        said = "".join((head.name, *head.lines, head.marking)) + words(text, markers=True)
        read = joined(body(copy), said, text)
        # A row that goes on on the next page is read in its halves; the lost-text check knows where they belong.
        halves = Counter(read) == Counter(letters(said)) and lost_text(copy, one.draft) == ()
        assert read == letters(said) or halves, one.name


#: Latin Extended and Gaelic letters, and every apostrophe and dash that somebody may paste.
LETTERS = "Mòrag Nic Gill'Eathain, Łukasz Șerban, Zoë â ì à è ò ù ș Ł ŵ ŷ ż ć ğ ő ų ĉ ħ ľ đ"
MARKS = "' ’ ‘ ʼ ′ ` ´ - ‐ ‑ ‒ – — ― − “ ” „ ‚ « » … · • £ € ½ ¼"


def test_every_letter_apostrophe_and_dash_is_drawn_with_a_glyph_of_its_own(finisher: Finisher, examples) -> None:
    runs = (Run(LETTERS), Run(" "), Run(MARKS, strong=True))
    paper = Draft("letter", "s", "A letter", "en-GB", "letter", Letterhead("Council"), (Paragraph(runs),))
    copy = finisher.copy(examples.workspace(COUNCIL).templates, paper, "pdf")
    assert missing_glyphs(copy.data) == 0
    assert letters("".join(body(copy))) == letters(f"Council {LETTERS} {MARKS}")


# ---- that the checks see what they are for ---------------------------------------------------------------------------


@pytest.fixture
def spoilt(finished) -> Callable[[Callable[[pikepdf.Pdf], None]], bytes]:
    """The bytes of a good paper after one change."""

    def make(change: Callable[[pikepdf.Pdf], None]) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(finished[OURS[0]][0][1].data)) as file:
            change(file)
            file.save(out)
        return out.getvalue()

    return make


def test_a_box_for_a_missing_letter_is_seen(spoilt) -> None:
    def change(file: pikepdf.Pdf) -> None:
        (name, *_) = file.pages[0].obj.Resources.Font
        file.pages[0].contents_add(f"BT {name} 12 Tf <00000041> Tj [<0000> 9] TJ ET".encode())

    assert missing_glyphs(spoilt(change)) == 2


def test_a_font_that_is_not_in_the_file_is_seen(spoilt) -> None:
    def change(file: pikepdf.Pdf) -> None:
        for one in file.objects:
            if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one:
                del one["/FontFile2"]

    assert fonts_not_embedded(spoilt(change))


def test_a_paper_that_a_screen_reader_cannot_read_is_seen(spoilt, tmp_path) -> None:
    def change(file: pikepdf.Pdf) -> None:
        del file.Root.StructTreeRoot

    file = tmp_path / "spoilt.pdf"
    file.write_bytes(spoilt(change))
    assert not_accessible(file) != ""


def test_a_second_saving_is_seen(finished) -> None:
    assert revisions(finished[OURS[0]][0][1].data + b"\nstartxref\n0\n%%EOF\n") == 2
