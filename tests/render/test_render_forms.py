"""Forms: each place to fill in is a field that a keyboard, a screen reader and a pen can use, and is nothing besides."""

from __future__ import annotations

import io
import itertools
import re
import shutil
from dataclasses import replace

import docx
import page
import pikepdf
import pytest
from docx.shared import Mm
from fontTools.ttLib import TTFont
from pikepdf import Name
from pikepdf.form import ExtendedAppearanceStreamGenerator
from pikepdf.form import Form as Filled
from render_places import TEMPLATES

from cpdocs.documents.blocks import FillIn, Heading, Paragraph, Run, Tick, inline_text
from cpdocs.errors import TemplateError
from cpdocs.render.answers import answer_font
from cpdocs.render.check import lost_text
from cpdocs.render.extract import layers
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Stamp
from cpdocs.render.problems import ProblemError

STAMP = Stamp("Ms Alex Example", "K7Q2M9XW4T")
LAYOUTS = pytest.mark.parametrize("layout", ["letter", "letter_large", "paper", "address_sheet"])
MM = 72 / 25.4


def of(text: str) -> tuple[Run, ...]:
    return (Run(text),)


#: Two pages, so that a field's page counts.
PLACES = (
    FillIn("place_1", (Run("Who I am to "), Run("Òrla", strong=True))),
    Tick("place_2", of("I would like somebody to help me.")),
    FillIn("place_3", of("What I do not agree with, and why"), 12),
    FillIn("place_4", of("What I would like to happen"), 9),
    Tick("place_5", of("I would like an interpreter, or need something else to take part. " * 3)),
    FillIn("place_6", of("Today’s date")),
)
PAPER = (Heading(1, of("My appeal")), Paragraph(of("I am Shona Rennie.")), *PLACES, Paragraph(of("The end.")))


@pytest.fixture(scope="module")
def copy_of(fence, draft):
    """A stamped copy of PAPER in a layout."""
    return lambda layout="letter", form="pdf": fence.stamp(fence.lay_out(draft(*PAPER, layout=layout), form), STAMP)


@pytest.fixture
def form(copy_of):
    with pikepdf.open(io.BytesIO(copy_of().data)) as file:
        yield file


def fields(file: pikepdf.Pdf) -> list[pikepdf.Object]:
    return list(file.Root.AcroForm.Fields)


def validated(data: bytes, folder) -> str:
    (folder / "form.pdf").write_bytes(data)
    said = str(page.validate_pdf(str(folder / "form.pdf"), profile=page.ValidationProfile.PDF_UA_1))
    return "" if "no failures" in said and "Checks: 0 failed" in said else said


# ---- what the fields are ---------------------------------------------------------------------------------------------


def test_each_place_is_one_field_with_its_name_its_label_and_its_page(form):
    pages = {p.obj.objgen: number for number, p in enumerate(form.pages, start=1)}
    found = [(str(f.T), str(f.FT), str(f.TU), pages[f.P.objgen]) for f in fields(form)]
    assert found == [
        ("place_1", "/Tx", "Who I am to Òrla", 1),
        ("place_2", "/Btn", "I would like somebody to help me.", 1),
        ("place_3", "/Tx", "What I do not agree with, and why", 1),
        ("place_4", "/Tx", "What I would like to happen", 2),
        ("place_5", "/Btn", "I would like an interpreter, or need something else to take part. " * 3, 2),
        ("place_6", "/Tx", "Today’s date", 2),
    ]
    on_pages = [note.objgen for p in form.pages for note in p.obj.get("/Annots", [])]
    assert on_pages == [f.objgen for f in fields(form)], "the fields, and nothing else, in the order of reading"


def test_a_field_has_no_answer_no_action_and_no_key_that_is_not_told_here(form):
    both = {"/Type", "/Subtype", "/FT", "/T", "/TU", "/F", "/P", "/Rect", "/AP", "/StructParent"}
    text, box = both | {"/DA", "/Ff"}, both | {"/V", "/AS"}
    for place, field in zip(PLACES, fields(form), strict=True):
        lined = {"/MK"} if isinstance(place, FillIn) and place.lines > 1 else set()
        assert set(field.keys()) == (box if isinstance(place, Tick) else text | lined)
        assert field.F == 4, "printed, and neither hidden nor locked"
        if isinstance(place, Tick):
            assert (Name.Off, Name.Off) == (field.V, field.AS)
        else:
            assert int(field.Ff) & ~(1 << 12) == 1 << 23, "full when the box is full"
            assert bool(int(field.Ff) & 1 << 12) is (place.lines > 1)
    assert set(form.Root.AcroForm.keys()) == {"/Fields", "/DR"}, "no script, no reader that draws for us"
    every = {str(key) for o in form.objects if isinstance(o, pikepdf.Dictionary) for key in o}
    assert not every & {"/A", "/AA", "/JS", "/OpenAction", "/URI", "/NeedAppearances", "/XFA", "/Names", "/DV"}


def test_each_field_is_a_form_element_where_it_is_read_and_the_tab_key_follows(form):
    numbers = form.Root.StructTreeRoot.ParentTree.Nums.as_list()
    elements = {int(n): e for n, e in zip(numbers[::2], numbers[1::2], strict=True)}
    for field in fields(form):
        element = elements[int(field.StructParent)]
        (only,) = element.K
        assert (element.S, only.Type) == (Name.Form, Name.OBJR)
        assert only.Obj.objgen == field.objgen
        beside = [str(kid.S) for kid in element.P.K]
        assert beside == (["/Form", "/P"] if Name.Btn == field.FT else ["/P", "/Form"])
    assert {p.obj.Tabs for p in form.pages} == {Name.S}
    assert not [o for o in form.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == Name.Link]


def test_a_form_is_pdf_ua_1_by_a_validator_that_looks_at_fields(copy_of, tmp_path):
    data = copy_of().data
    assert validated(data, tmp_path) == ""
    for spoil in (lambda f: f.__delitem__("/TU"), lambda f: f.__delitem__("/StructParent")):
        with pikepdf.open(io.BytesIO(data)) as file:
            spoil(fields(file)[0])
            out = io.BytesIO()
            file.save(out, fix_metadata_version=False)
        assert validated(out.getvalue(), tmp_path), "the validator looks"


@LAYOUTS
def test_a_line_has_room_for_a_pen_and_a_box_for_a_tick(copy_of, layout, tmp_path):
    copy = copy_of(layout)
    assert validated(copy.data, tmp_path) == ""
    with pikepdf.open(io.BytesIO(copy.data)) as file:
        for place, field in zip(PLACES, fields(file), strict=True):
            left, low, right, high = map(float, field.Rect)
            if isinstance(place, FillIn):
                assert (high - low) / place.lines >= 9 * MM
                assert right - left >= 160 * MM
            else:
                assert min(high - low, right - left) >= 5 * MM


def test_every_word_of_a_label_is_there_in_both_papers(copy_of, draft):
    for kind in ("pdf", "docx"):
        assert lost_text(copy_of(form=kind), draft(*PAPER)) == ()


def test_the_labels_and_names_of_fields_are_layers_that_the_leak_check_reads(copy_of):
    found = layers(copy_of())
    for place in PLACES:
        assert place.name in found["structure"]
        assert inline_text(place.label) in found["links"]


def test_a_stamp_leaves_the_fields_as_they_were(fence, draft):
    layout = fence.lay_out(draft(*PAPER), "pdf")
    one, two = (Stamp("Ann", "AAAA"), Stamp("Bob", "BBBB"))
    made = [layout.data, *(fence.stamp(layout, stamp).data for stamp in (one, two))]
    told = []
    for data in made:
        with pikepdf.open(io.BytesIO(data)) as file:
            told.append([(str(f.T), str(f.TU), [float(e) for e in f.Rect], str(f.get("/DA"))) for f in fields(file)])
    assert told[0] == told[1] == told[2]


# ---- filling in ------------------------------------------------------------------------------------------------------


def test_what_is_typed_and_ticked_stays_and_is_read_again(copy_of, tmp_path):
    copy = copy_of()
    with pikepdf.open(io.BytesIO(copy.data)) as file:
        typed = Filled(file, ExtendedAppearanceStreamGenerator)
        typed["place_1"].value = "Her mother"
        typed["place_3"].value = "The minutes say that I was out.\nI was at home – all day, à la maison."
        typed["place_5"].checked = True
        out = io.BytesIO()
        file.save(out, fix_metadata_version=False)
    assert validated(out.getvalue(), tmp_path) == ""
    with pikepdf.open(io.BytesIO(out.getvalue())) as file:
        again = Filled(file)
        assert again["place_1"].value == "Her mother"
        assert again["place_3"].value.splitlines()[1] == "I was at home – all day, à la maison."
        assert [again[name].checked for name in ("place_2", "place_5")] == [False, True]
        assert again["place_6"].value in (None, "")
    told = layers(replace(copy, data=out.getvalue()))
    assert "Her mother" in told["links"], "an answer is read by the leak check"
    assert "Her mother" in told["streams"], "and so is how it looks"


def test_the_answers_are_typed_in_an_embedded_font_of_ours(form):
    font = form.Root.AcroForm.DR.Font["/Answer"]
    assert (font.Subtype, font.Encoding) == (Name.TrueType, Name.WinAnsiEncoding)
    assert len(font.Widths) == font.LastChar - font.FirstChar + 1 == 224
    program = TTFont(io.BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
    letters, em = program.getBestCmap(), program["head"].unitsPerEm
    for code in (*range(0x20, 0x7F), *range(0xA1, 0x100), 0x80, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97):
        letter = ord(bytes([code]).decode("cp1252"))
        assert letter in letters
        assert font.Widths[code - 32] == round(program["hmtx"][letters[letter]][0] * 1000 / em)
    assert len(font.FontDescriptor.FontFile2.read_bytes()) < 30_000


def test_answers_are_as_large_as_the_layout_says(draft, hostile):
    html = (TEMPLATES / "_authority" / "layouts" / "letter" / "layout.html").read_text()
    css = '@import url("../places.css");\n@page { margin: 30mm }\nhtml { font-family: "Open Sans" }\n.answer { font-size: 21.5pt }'
    with Fence(hostile(html, css)) as own, pikepdf.open(io.BytesIO(own.lay_out(draft(*PAPER), "pdf").data)) as file:
        assert {str(f.DA) for f in fields(file) if "/DA" in f} == {"/Answer 21.5 Tf 0 g"}


def test_without_an_upright_truetype_font_there_is_no_form(tmp_path, draft):
    fonts = tmp_path / "templates" / "_authority" / "fonts"
    shutil.copytree(TEMPLATES / "_authority", fonts.parent)
    (fonts / "OpenSans-Regular.ttf").unlink()
    with pytest.raises(ProblemError, match="form"):
        answer_font(fonts)
    with Fence(fonts.parents[1]) as own:
        own.lay_out(draft(Paragraph(of("x"))), "pdf")
        with pytest.raises(TemplateError, match="code form"):
            own.lay_out(draft(*PAPER), "pdf")


# ---- a layout that draws other places than the paper has -------------------------------------------------------------

LINKS = "".join(f'<p>{p.name}</p><a href="field:{p.name}">.</a>' for p in PLACES)
WRONG = {
    "one is missing": LINKS.replace('<a href="field:place_4">.</a>', ""),
    "one stands twice": LINKS + '<a href="field:place_6">.</a>',
    "two change places": re.sub("place_1|place_2", lambda m: "place_" + "21"[int(m[0][-1]) - 1], LINKS),
    "one that the paper does not have": LINKS + '<a href="field:signature">.</a>',
    "one over two lines": LINKS.replace('place_6">.', 'place_6">' + "word " * 70),
    "none": "<p>x</p>",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_layout_that_draws_other_places_is_refused(draft, hostile, wrong):
    html = f'<html lang="en"><title>x</title>{WRONG[wrong]}'
    with Fence(hostile(html)) as own, pytest.raises(TemplateError, match="code form"):
        own.lay_out(draft(*PAPER), "pdf")


def test_a_layout_that_draws_a_place_in_a_paper_without_places_is_refused(draft, hostile):
    with (
        Fence(hostile(f'<html lang="en"><title>x</title>{LINKS}')) as own,
        pytest.raises(TemplateError, match="code form"),
    ):
        own.lay_out(draft(Paragraph(of("x"))), "pdf")


# ---- Word ------------------------------------------------------------------------------------------------------------


def test_in_word_each_place_is_a_box_to_type_in_under_its_label(copy_of):
    document = docx.Document(io.BytesIO(copy_of(form="docx").data))
    tables = list(document.tables)
    assert len(tables) == len(PLACES)
    for place, table in zip(PLACES, tables, strict=True):
        (row,) = table.rows
        label = inline_text(place.label)
        if isinstance(place, FillIn):
            assert [cell.text for cell in row.cells] == [""]
            assert row.height >= Mm(9.9) * place.lines
            before = table._tbl.getprevious()
            assert "".join(t.text for t in before.iter(docx.oxml.ns.qn("w:t"))) == label
        else:
            assert [cell.text for cell in row.cells] == ["", "", label]
        row.cells[0].paragraphs[0].add_run("An answer")
    styles = {p.style.name for t in tables for c in t.rows[0].cells for p in c.paragraphs}
    assert styles == {"CP Answer", "CP Box"}


def test_two_boxes_of_word_are_never_one(copy_of):
    body = docx.Document(io.BytesIO(copy_of(form="docx").data)).element.body
    kinds = [element.tag.rpartition("}")[2] for element in body]
    assert not [pair for pair in itertools.pairwise(kinds) if pair == ("tbl", "tbl")]
    assert kinds[-2] == "p"
