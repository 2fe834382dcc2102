"""What counts as a leak and what does not, and how lost words are named."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.documents.blocks import Bullets, Heading, Paragraph, Run, Table
from cpdocs.needles import Text, hits
from cpdocs.render.check import leaks, lost_text, unstamped
from cpdocs.render.extract import body, feet, layers
from cpdocs.render.paper import Copy, Layout, Stamp
from cpdocs.words import letters


def of(text):
    return (Run(text),)


@pytest.mark.parametrize(
    ("sought", "text", "hit"),
    [
        # A postcode in the ways people write it, and in none that is another's.
        ("KY7 4ZZ", "at KY7 4ZZ now", True),
        ("KY7 4ZZ", "at ky74zz now", True),
        ("KY7 4ZZ", "at KY7-4ZZ.", True),
        ("KY7 4ZZ", "at KY7\r\n4ZZ", True),
        ("KY74ZZ", "at KY7 4ZZ", True),
        ("KY7 4ZZ", "at XKY7 4ZZ", False),
        ("KY7 4ZZ", "at KY7 4ZZT", False),
        ("KY7 4ZZ", "at KY7 and 4ZZ", False),
        # Telephone numbers, however grouped; touching a word; not inside a longer number.
        ("01632 960123", "ring 01632960123", True),
        ("01632960123", "ring 01632 960 123", True),
        ("01632960123", "Tel01632960123", True),
        ("01632960123", "no 901632960123", False),
        ("01632960123", "no 016329601234", False),
        # Names.
        ("Ann Lee", "that Ann Lee said", True),
        ("Ann Lee", "that ANN-LEE said", True),
        ("Ann Lee", "that Anń Lee", True),
        ("Ann Lee", "that Joann Lee said", False),
        ("Ann Lee", "that Ann Leeson said", False),
        ("Siân O'Neill", "Sian O’Neill", True),
        ("Siân O'Neill", "Sia\u0302n ONeill", True),
        ("Ann Lee", "ann_lee.pdf", True),
        ("Ann Lee", "An\xadn L\u200bee", True),
        # Short numbers must be grouped as they are sought: a house number is not a date.
        ("1012", "on 10 12 2025", False),
        ("1012", "at 1012 High Street", True),
        ("10 12", "on 10.12.2025", True),
        ("10122025", "on 10/12/2025", True),
        ("14 Elm Row", "to 14 Elm Row, Sampletown", True),
        ("14 Elm Row", "to 114 Elm Row", False),
        ("14 Elm Row", "to 14 Elm Rowan", False),
        ("a.lee@example.org", "write to A.Lee@Example.org", True),
        ("", "anything", False),
        ("···", "anything", False),
    ],
)
def test_an_exact_needle(sought, text, hit):
    assert hits(sought, Text(text), [], exact=True) is hit


PROSE = "He came back to the house on Tuesday night and shouted at the door."


@pytest.mark.parametrize(
    ("sought", "text", "allowed", "hit"),
    [
        (PROSE, f"It is said: {PROSE}", "", True),
        (PROSE, "they say: to the HOUSE, on Tuesday – night; no more", "", True),
        (PROSE, "to the house on Tuesday evening", "", False),  # five words in a row
        (PROSE, f"It is said: {PROSE}", PROSE, False),
        (PROSE, f"It is said: {PROSE}", "He came back to the house on Tuesday night", True),  # the rest is not allowed
        ("uncle drinks again", "her uncle drinks again now", "", True),
        ("uncle drinks again", "her uncle drinks tea again", "", False),
        ("uncle drinks", "her uncle drinks", "", False),  # too short to be a needle
    ],
)
def test_a_prose_needle(sought, text, allowed, hit):
    assert hits(sought, Text(text), [allowed] if allowed else [], exact=False) is hit


@pytest.mark.parametrize(
    ("sought", "said", "told", "hit"),
    [
        # the same evening, told by two people, of whom the reader may read one
        (PROSE, "He came back to the house on Tuesday", "He came back to the house on Tuesday", False),
        (PROSE, f"So: {PROSE}", f"So: {PROSE}", True),  # all of it, and fourteen words: that is copied
        (PROSE, "He came back to the house on Tuesday", "He came back", True),  # what is told does not say it
        ("her uncle drinks again at night", "now her uncle drinks again at night", "now her uncle drinks again at night", True),
        ("uncle drinks again", "her uncle drinks again now", "her uncle drinks again now", False),
        ("uncle drinks again", "her uncle drinks again now", "", True),
        (f"{PROSE} {PROSE}", PROSE, PROSE, True),  # half of a long text is copied as well
    ],
)  # fmt: skip
def test_what_a_passage_says_that_the_reader_may_read_is_a_leak_only_if_it_is_copied(sought, said, told, hit):
    heard = [told] if told else []
    assert hits(sought, Text(said), [], heard, exact=False) is hit
    assert hits("KY7 4ZZ", Text(f"{said} at KY7 4ZZ"), [], [f"{told} at KY7 4ZZ"], exact=True)


@given(st.text(max_size=20), st.text("abc 12-", max_size=9), st.text(max_size=20))
def test_a_needle_between_spaces_is_always_found(before, sought, after):
    layer = Text(f"{before} {sought} {after}")
    assert hits(sought, layer, [], exact=True) is bool(Text(sought).words)


def test_a_leak_names_id_kind_layer_and_no_text(fence, draft, needle):
    copy = fence.stamp(fence.lay_out(draft(Paragraph(of("Call 01632 960123."))), "pdf"), Stamp("Ann", "AAAA"))
    found = leaks(
        copy, [needle("01632960123", id="people[2].phone", kind="phone")], extra={"file name": "01632960123.pdf"}
    )
    assert {leak.layer for leak in found} == {"body", "pages", "file name"}
    assert {(leak.id, leak.kind, leak.exact) for leak in found} == {("people[2].phone", "phone", True)}


def test_a_leak_in_the_stamp_is_seen(fence, draft, needle):
    layout = fence.lay_out(draft(Paragraph(of("Plain."))), "pdf")
    assert {leak.layer for leak in leaks(fence.stamp(layout, Stamp("Ann Lee", "AAAA")), [needle("Ann Lee")])} == {
        "pages"
    }


def test_prose_across_a_page_break_is_one_text(fence, draft, needle):
    """The stamp and the page number stand between the two halves in the page text, and not in the body."""
    words = [f"w{i}x" for i in range(1500)]
    copy = fence.stamp(fence.lay_out(draft(Paragraph(of(" ".join(words)))), "pdf"), Stamp("Ann", "AAAA"))
    missed = [i for i in range(0, 1494, 3) if not leaks_in_body(copy, " ".join(words[i : i + 6]))]
    assert missed == []


def leaks_in_body(copy, prose):
    if copy.data not in _BODIES:
        _BODIES[copy.data] = Text("\n".join(body(copy)))
    return hits(prose, _BODIES[copy.data], [], exact=False)


_BODIES: dict[bytes, Text] = {}


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize(
    ("promised", "made", "said"),
    [
        (["One.", "Two.", "Three."], ["One.", "Two.", "Three."], ()),
        (["One.", "Two.", "Three."], ["One.", "Three."], ("block 2: missing",)),
        (["One.", "Three."], ["One.", "Two.", "Three."], ("block 2: extra words before it",)),
        (["One.", "Two."], ["One.", "Two.", "Three."], ("end: extra words",)),
        (["One.", "Two."], ["Two.", "One."], ("block 1: extra words before it", "block 2: missing")),
        (["aged <5 & mother"], ["aged 5  mother"], ("block 1: missing",)),
        (["One."], ["one."], ("block 1: missing",)),
    ],
)
def test_lost_words_are_named_by_their_block(fence, draft, kind, promised, made, said):
    copy = fence.stamp(fence.lay_out(draft(*(Paragraph(of(t)) for t in made)), kind), Stamp("Ann", "AAAA"))
    assert lost_text(copy, draft(*(Paragraph(of(t)) for t in promised))) == said


HEAD_CELLS = tuple(map(of, ("What is done", "Who does it")))
ROWS = tuple((of(f"Row {n} is done"), of(f"by person {n}")) for n in range(80))


def test_a_table_of_several_pages_says_its_head_on_each_and_nothing_else_twice(fence, draft):
    copy = fence.stamp(fence.lay_out(draft(Table(HEAD_CELLS, ROWS)), "pdf"), Stamp("Ann", "AAAA"))
    pages = [letters(page) for page in body(copy)]
    assert len(pages) > 2
    assert [page.count("WhatisdoneWhodoesit") for page in pages] == [1] * len(pages)
    assert lost_text(copy, draft(Table(HEAD_CELLS, ROWS))) == ()
    for wrong in (
        Table(HEAD_CELLS, ROWS[:-1]),
        Table(HEAD_CELLS, (*ROWS, ROWS[-1])),
        Table(HEAD_CELLS, (*ROWS[:40], *ROWS[41:])),
        Table(HEAD_CELLS, (*ROWS[:40], ROWS[41], ROWS[40], *ROWS[42:])),
        Table(HEAD_CELLS[::-1], ROWS),
        Table((of("What is done"), of("Who did it")), ROWS),
    ):
        assert lost_text(copy, draft(wrong)) != ()


@pytest.mark.parametrize("at", ["top", "middle", "foot"])
def test_a_word_added_to_a_page_of_a_table_is_found_wherever_it_is_drawn(fence, draft, at):
    """Drawn last, over the page: it is read at the end of it, between a row and the next page's repeated head."""
    paper = draft(Table(HEAD_CELLS, ROWS))
    copy = fence.stamp(fence.lay_out(paper, "pdf"), Stamp("Ann", "AAAA"))
    with pikepdf.open(io.BytesIO(copy.data)) as file:
        page = file.pages[1]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj.Resources.Font["/F9"] = file.make_indirect(font)
        height = {"top": 780, "middle": 400, "foot": 100}[at]
        page.contents_add(f"BT /F9 9 Tf 200 {height} Td (What is done Who does it) Tj ET".encode())
        out = io.BytesIO()
        file.save(out)
    assert lost_text(Copy("pdf", out.getvalue(), "AAAA", "x"), paper) != ()


def test_the_marking_at_the_top_of_a_word_file_is_none_of_its_words_and_others_there_are(fence, draft, hostile):
    from cpdocs.documents.blocks import Letterhead

    paper = draft(Paragraph(of("x")), head=Letterhead("Example Council", (), "OFFICIAL-SENSITIVE"))
    copy = fence.stamp(fence.lay_out(paper, "docx"), Stamp("Ann", "AAAA"))
    assert "OFFICIAL-SENSITIVE" in layers(copy)["word/header1.xml"]
    assert lost_text(copy, paper) == ()
    other = draft(Paragraph(of("x")), head=Letterhead("Example Council", (), "OFFICIAL"))
    assert lost_text(copy, other)[0].startswith("letterhead: ")


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_every_page_says_once_whose_it_is(fence, draft, kind):
    """A copy that was not stamped, that somebody else's stamp is on, or that is stamped twice must not leave."""
    paper = draft(Paragraph(of(" ".join(f"Issued to Ann · AAAA, word {n}." for n in range(300)))))
    layout, stamp = fence.lay_out(paper, kind), Stamp("Ann", "AAAA", "For you only.")
    copy = fence.stamp(layout, stamp)
    pages = tuple(f"page {n}" for n in range(1, len(feet(copy)) + 1))
    assert len(pages) > 1
    assert unstamped(copy, stamp) == ()
    assert unstamped(Copy(kind, layout.data, "AAAA", "x"), stamp) == pages
    for other in (
        Stamp("Anna", "AAAA", "For you only."),
        Stamp("Ann", "AAAB", "For you only."),
        Stamp("Ann", "AAAA", "For"),
    ):
        assert unstamped(fence.stamp(layout, other), stamp) == pages
    if kind == "pdf":  # in Word the second stamp takes the place of the first
        assert unstamped(fence.stamp(Layout("pdf", copy.data, ""), stamp), stamp) == pages
        assert unstamped(fence.stamp(Layout("pdf", copy.data, ""), Stamp("Bob", "AAAA")), stamp) == pages


def test_one_page_without_a_stamp_is_named(fence, draft):
    paper = draft(Paragraph(of(" ".join(f"word{n}" for n in range(1500)))))
    copy = fence.stamp(fence.lay_out(paper, "pdf"), Stamp("Ann", "AAAA"))
    with pikepdf.open(io.BytesIO(copy.data)) as file:
        del file.pages[1].obj.Resources.XObject["/CpStamp"]
        out = io.BytesIO()
        file.save(out)
    assert unstamped(Copy("pdf", out.getvalue(), "AAAA", "x"), Stamp("Ann", "AAAA")) == ("page 2",)


def test_a_wrong_letterhead_is_lost_text(fence, draft):
    from cpdocs.documents.blocks import Letterhead

    blocks = (Heading(1, of("Hello")), Bullets((of("a"), of("b"))))
    copy = fence.stamp(fence.lay_out(draft(*blocks), "pdf"), Stamp("Ann", "AAAA"))
    assert lost_text(copy, draft(*blocks, head=Letterhead("Another Council"))) == ("letterhead: missing",)
