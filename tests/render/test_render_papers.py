"""The papers themselves: every word in both formats, the same bytes twice, accessible, stamped, nothing hidden."""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from render_places import TEMPLATES

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
    block_texts,
)
from cpdocs.errors import RenderError
from cpdocs.render.check import _expected, lost_text
from cpdocs.render.extract import body, layers
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Copy, Stamp
from cpdocs.words import letters

STAMP = Stamp("Ms Alex Example", "K7Q2M9XW4T", "This copy is for you only.")
FORMATS = pytest.mark.parametrize("kind", ["pdf", "docx"])
MM = 72 / 25.4


def of(text: str, strong: bool = False) -> tuple[Run, ...]:
    return (Run(text, strong),)


#: Every kind of block that is only read, three pages of them.
READ = (
    Addressee(("Ms Alex Example", "2 Sample Row", "Sampletown", "SA1 2MP")),
    Heading(1, of("What the meeting decided")),
    Paragraph((Run("We met on "), Run("17 November 2026", strong=True), Run("; this says what was decided."))),
    Heading(2, of("The decision")),
    Bullets((of("A first point."), of("A second, longer point. " * 12), of("A third."))),
    Notice((of("Last date: 15 December 2026", strong=True), of("Write or ring before it."))),
    Notice((of("A second notice right after the first."),)),
    Heading(3, of("Who does what")),
    Table(
        tuple(map(of, ("What", "Who", "When"))), tuple((of(f"Task {i}. " * 9), of("You"), of("May")) for i in range(25))
    ),
    Numbers(tuple(of(f"Step number {i}, said in a few words.") for i in range(1, 13))),
    Paragraph(of("Between two lists.")),
    Numbers((of("It counts from one again."), of("And on."))),
)
#: And the kinds that are filled in.
EVERYTHING = (
    *READ,
    FillIn("place_1", of("My name")),
    Tick("place_2", (Run("I would like "), Run("help", strong=True))),
    Tick("place_3", of("I would like a copy, " * 9)),
    FillIn("place_4", of("What I do not agree with"), 6),
)


def copy_of(fence, draft, kind, *blocks, **more) -> Copy:
    return fence.stamp(fence.lay_out(draft(*blocks, **more), kind), STAMP)


@FORMATS
def test_every_word_of_every_kind_of_block_is_there_in_order(fence, draft, kind):
    paper = draft(*EVERYTHING)
    assert lost_text(copy_of(fence, draft, kind, *EVERYTHING), paper) == ()
    # What the check expects is what the Draft says it holds; only the list markers of the PDF come on top.
    read = "".join(cell for _, rows in _expected(paper, "docx") for row in rows for cell in row)
    assert read == "".join(map(letters, paper.texts()))


def ua_findings(copy: Copy, folder: Path) -> str:
    """What the validator says of a copy, empty when nothing is wrong."""
    file = folder / "copy.pdf"
    file.write_bytes(copy.data)
    said = str(page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1))
    return "" if "no failures" in said and "Checks: 0 failed" in said else said


def test_the_stamped_copy_passes_as_pdf_ua_1(fence, draft, tmp_path):
    assert ua_findings(copy_of(fence, draft, "pdf", *EVERYTHING), tmp_path) == ""


@FORMATS
def test_the_stamp_stands_on_every_page_and_the_page_number_too(fence, draft, kind):
    copy = copy_of(fence, draft, kind, *EVERYTHING)
    if kind == "docx":
        footer = layers(copy)["word/footer1.xml"]
        assert "Issued to Ms Alex Example · K7Q2M9XW4T\n\nThis copy is for you only." in footer
        return
    document = pypdfium2.PdfDocument(copy.data)
    texts = [p.get_textpage().get_text_range() for p in document]
    assert len(texts) >= 3
    for number, text in enumerate(texts, start=1):
        assert text.count("Issued to Ms Alex Example · K7Q2M9XW4T") == 1
        assert text.count("This copy is for you only.") == 1
        assert text.count(f"Page {number} of {len(texts)}") == 1
    document.close()


@FORMATS
def test_two_children_make_the_same_bytes(fence, draft, kind):
    with Fence(TEMPLATES) as other:
        assert copy_of(fence, draft, kind, *EVERYTHING).data == copy_of(other, draft, kind, *EVERYTHING).data


@FORMATS
def test_a_stamp_changes_the_stamp_and_nothing_else(fence, draft, kind):
    layout = fence.lay_out(draft(*EVERYTHING), kind)
    one, two = (fence.stamp(layout, Stamp(name, "AAAA")) for name in ("Ann", "Bob"))
    first, second = ({k: v.replace("Ann", "Bob") for k, v in layers(c).items() if k != "streams"} for c in (one, two))
    assert first == second
    assert (one.serial, one.format) == ("AAAA", kind)


HOSTILE = [
    "{{ 7*7 }}", "{% for x in y %}", "{_{ a }_}", "{_% x %_}", "{# note #}", "{{p block }}", "{%p endfor %}", "{{r x }}",
    "<w:t>x</w:t>", "</w:p><w:p>", "<script>alert(1)</script>", "</p></body>", "A & B", "&amp; &lt;", "&#95;", "<5 and >3",
    "a__b", "]]>", "<!-- x -->", "<?x y?>", "%s %d {0}", "\\n \\a", "'\"`", "co\xadoperate", "non‑breaking-hyphen",
    "well-known " * 30, "x" * 300, "W" * 300, "Mòrag NicGill'Eathain", "Łukasz Żółć-Ćwikła", "Ŵyn ap Siôn", "e\u0301 o\u0300",
    "\u202ab\u202c \u200bc\u200d", "½ ² № ﬁ ﬂ", "“a” ‘b’ – — … •", "£5 €6 50%", " leading", "a  b", "\u00a0a\u00a0", "1. one", "• a",
    "Page 1 of 1", "Issued to A · B",
]  # fmt: skip


@FORMATS
def test_a_text_that_looks_like_markup_is_only_a_text(fence, draft, kind):
    """Hazards 5, 7 and 8: in every place where a text may stand."""
    inlines = tuple(of(f"{number} {text}") for number, text in enumerate(HOSTILE))
    blocks = (
        *map(Paragraph, inlines),
        Heading(1, inlines[0]),
        Bullets(inlines),
        Numbers(inlines),
        Notice(inlines[:9]),
        Table((of("{{ a }}"), of("<w:t>")), tuple((i, i) for i in inlines)),
        Addressee(tuple(HOSTILE[:8])),
        *(FillIn(f"place_{n}", inline) for n, inline in enumerate(inlines)),
        *(Tick(f"place_{n}", inline) for n, inline in enumerate(inlines, len(inlines))),
    )
    assert lost_text(copy_of(fence, draft, kind, *blocks), draft(*blocks)) == ()


@FORMATS
def test_a_letterhead_that_looks_like_markup_is_only_a_text(fence, draft, kind):
    from cpdocs.documents.blocks import Letterhead

    head = Letterhead("{{ 7*7 }} <w:t>", ("{_{ a }_}", "A & B"), "{% x %}")
    copy = copy_of(fence, draft, kind, Paragraph(of("x")), head=head, title="<b> & {{ 7*7 }} \"'")
    assert lost_text(copy, draft(Paragraph(of("x")), head=head)) == ()
    title = layers(copy)["docinfo" if kind == "pdf" else "docProps/core.xml"]
    assert "<b> & {{ 7*7 }} \"'" in title


#: The letters of names in Scotland: Gaelic, Irish, Welsh, Norse, Polish, Romanian and the rest of Latin Extended-A, and
#: every apostrophe, quote and dash that a keyboard or Word may put in.
ALPHABETS = {
    "Gaelic": "àÀèÈìÌòÒùÙáéíóú Mòrag NicGhille Ìle Iain MacGilleEathain",
    "circumflexes": "âêîôûŵŷÂÊÎÔÛŴŶ Siân Ŵyn",
    "Latin Extended-A": "".join(map(chr, range(0x100, 0x180))),
    "Romanian": "șȘțȚăĂ Ioana Ștefănescu",
    "Norse": "æÆøØåÅðÐþÞ Jørgen",
    "apostrophes": "O'Neill O’Neill O‘Neill OʼNeill O`Neill O´Neill O′Neill",
    "quotes": '“a” ‘b’ „c“ «d» ‹e› "f"',
    "dashes": "a-b a‐b a‑b a‒b a–b a—b a―b a−b",
    "and the like": "½ ¼ £5 €6 7 °C 8 § 9 · 10 … 11 • 12 № 13 ™ 14 ± 15 × 16 ÷",
}


@FORMATS
@pytest.mark.parametrize("strong", [False, True], ids=["regular", "bold"])
def test_every_letter_of_the_names_in_scotland_is_drawn_and_read_back(fence, draft, kind, strong):
    blocks = tuple(Paragraph((Run(text, strong=strong),)) for text in ALPHABETS.values())
    copy = copy_of(fence, draft, kind, *blocks)
    assert lost_text(copy, draft(*blocks)) == ()
    read = letters("".join(body(copy)))
    assert [c for text in ALPHABETS.values() for c in letters(text) if c not in read] == []


#: What a person may type that Open Sans can show.
TEXT = st.text(
    st.sampled_from(
        "abcXYZ019 .,;:-–'\"“”<>&{}%#_[]()/\\*+=|~^`@£€łŁżóąęàèìòùâêŵŷ½ﬁ\u00a0\u00ad\u200b\u2011\u0301\u202f\u2009\u3000\u2028\u200e\u2060\u200d"
    ),
    min_size=1,
    max_size=60,
).filter(lambda text: bool(letters(text.replace("\xad", ""))) and not text.lstrip().startswith("\u0301"))


@FORMATS
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=1, max_size=12))
def test_whatever_is_typed_is_read_back(fence, draft, kind, texts):
    blocks = (Paragraph(tuple(Run(t, i % 2 == 1) for i, t in enumerate(texts))), Bullets(tuple(map(of, texts))))
    assert lost_text(copy_of(fence, draft, kind, *blocks), draft(*blocks)) == ()


@pytest.mark.parametrize("text", ["שלום", "مرحبا", "中文", "😀", "नमस्ते"])
def test_letters_that_the_fonts_lack_stop_the_pdf_and_pass_in_word(fence, draft, text):
    blocks = (Paragraph(of("x")), Paragraph(of(f"Name: {text}")))
    with pytest.raises(RenderError, match="block 2, code letters"):
        fence.lay_out(draft(*blocks), "pdf")
    with pytest.raises(RenderError, match="code letters"):
        fence.stamp(fence.lay_out(draft(blocks[0]), "pdf"), Stamp(text, "A"))
    assert lost_text(copy_of(fence, draft, "docx", *blocks), draft(*blocks)) == ()


def test_a_pdf_holds_title_language_and_nothing_more(fence, draft):
    copy = copy_of(fence, draft, "pdf", *READ, title="A title")
    with pikepdf.open(io.BytesIO(copy.data)) as file:
        assert dict(file.docinfo.items()) == {"/Title": "A title"}
        assert str(file.Root.Lang) == "en-GB"
        assert "/Filter" not in file.Root.Metadata
        assert not {"/AA", "/OpenAction", "/AcroForm", "/AF", "/Names"} & set(file.Root.keys())
        assert {str(n) for o in file.objects if isinstance(o, pikepdf.Dictionary) for n in o} & {
            "/JS",
            "/Annots",
        } == set()
    assert not re.search(rb"WeasyPrint|pikepdf|CreationDate|ModDate|[Pp]roducer", copy.data)
    assert "pdfuaid:part>1<" in layers(copy)["xmp"]


def test_no_font_but_the_templates_own_is_used(fence, draft):
    with pikepdf.open(io.BytesIO(copy_of(fence, draft, "pdf", *READ).data)) as file:
        names = {str(o.BaseFont) for o in file.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o}
    assert names
    assert all(re.fullmatch(r"/[A-Z]{6}\+Open-?Sans(-Bold)?", name) for name in names), names


def test_a_word_file_holds_no_history_authors_or_ids(fence, draft, hostile):
    templates = hostile("")
    layout = templates / "_authority" / "layouts" / "letter" / "layout.docx"
    layout.write_bytes(_edited_in_word(layout.read_bytes()))
    with Fence(templates) as own:
        copy = copy_of(own, draft, "docx", *EVERYTHING)
    everything = "\n".join(layers(copy).values()) + "".join(zipfile.ZipFile(io.BytesIO(copy.data)).namelist())
    assert "canary" not in everything.lower()
    assert lost_text(copy, draft(*EVERYTHING)) == ()
    with zipfile.ZipFile(io.BytesIO(copy.data)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def _edited_in_word(data: bytes) -> bytes:
    """What Word leaves in a file that people worked on, a canary in each place."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts["docProps/app.xml"] = b"<Properties><Company>Canary</Company></Properties>"
    parts["docProps/custom.xml"] = b"<Properties><p>Canary</p></Properties>"
    parts["docProps/thumbnail.jpeg"] = b"Canary"
    parts["customXml/item1.xml"] = b"<x>Canary</x>"
    parts["word/comments.xml"] = f'<w:comments {w}><w:comment w:author="Canary"/></w:comments>'.encode()
    parts["word/vbaProject.bin"] = b"Canary"
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(
        b"<dc:language>", b"<dc:creator>Canary</dc:creator><dc:language>"
    )
    changed = (
        b'<w:p w:rsidR="0CANARY0"><w:pPr><w:pStyle w:val="CPRule"/></w:pPr><w:del w:author="Canary"><w:r><w:delText>Canary'
        b'</w:delText></w:r></w:del><w:bookmarkStart w:id="1" w:name="Canary"/><w:bookmarkEnd w:id="1"/>'
        b'<w:commentRangeStart w:id="1"/><w:commentRangeEnd w:id="1"/></w:p><w:sectPr>'
    )
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:sectPr>", changed)
    parts["word/settings.xml"] = re.sub(
        rb"(<w:settings[^>]*>)", rb'\1<w:rsids><w:rsidRoot w:val="CANARY"/></w:rsids>', parts["word/settings.xml"]
    )
    types = b'<Default Extension="bin" ContentType="application/x"/><Default Extension="jpeg" ContentType="image/jpeg"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", types)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


BOLD = b'<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/><w:b/>'
HIDDEN = b'<w:rPr><w:vanish/><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/><w:b/>'
NAME = b"<w:r><w:t>{{ letterhead.name }}"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("document", NAME, b"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{{ letterhead.name }}"),
        ("document", NAME, b"<w:r><w:rPr><w:webHidden/></w:rPr><w:t>{{ letterhead.name }}"),
        ("styles", BOLD, HIDDEN),
        ("styles", BOLD, HIDDEN.replace(b"<w:vanish/>", b'<w:vanish w:val="1"/>')),
        ("footer1", b"<w:r><w:t>", b"<w:r><w:rPr><w:vanish/></w:rPr><w:t>"),
        ("document", b"{{ letterhead.name }}", b"{{ nobody.name }}"),
        ("document", b"{{ letterhead.name }}", b"{{ letterhead.__class__.__mro__ }}"),
    ],
)
def test_a_word_layout_with_hidden_text_or_unknown_names_is_refused(draft, hostile, part, old, new):
    from cpdocs.errors import TemplateError

    with Fence(_changed(hostile, part, old, new)) as fence, pytest.raises(TemplateError, match=r"layout\.docx, code"):
        fence.lay_out(draft(Paragraph(of("x"))), "docx")


def test_a_style_that_says_that_it_hides_nothing_hides_nothing(draft, hostile):
    said = HIDDEN.replace(b"<w:vanish/>", b'<w:vanish w:val="0"/>')
    with Fence(_changed(hostile, "styles", BOLD, said)) as fence:
        assert lost_text(copy_of(fence, draft, "docx", *EVERYTHING), draft(*EVERYTHING)) == ()


def _changed(hostile, part: str, old: bytes, new: bytes) -> Path:
    """A templates folder whose letter's layout.docx says ``new`` for ``old`` in one of its parts."""
    layout = hostile("") / "_authority" / "layouts" / "letter" / "layout.docx"
    with zipfile.ZipFile(layout) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in parts[f"word/{part}.xml"]
    parts[f"word/{part}.xml"] = parts[f"word/{part}.xml"].replace(old, new)
    with zipfile.ZipFile(layout, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return layout.parents[3]


@FORMATS
def test_a_second_title_begins_a_new_page(fence, draft, kind):
    blocks = (Heading(1, of("One")), Paragraph(of("x")), Heading(2, of("Not this")), Heading(1, of("Two")))
    copy = copy_of(fence, draft, kind, *blocks)
    assert lost_text(copy, draft(*blocks)) == ()
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(copy.data)) as package:
            (broken,) = re.findall(
                r"<w:p>(?:(?!</w:p>).)*pageBreakBefore.*?</w:p>", package.read("word/document.xml").decode()
            )
        assert "Two" in broken
        return
    document = pypdfium2.PdfDocument(copy.data)
    texts = [p.get_textpage().get_text_range() for p in document]
    assert len(texts) == 2
    assert "Not this" in texts[0]
    assert "Two" in texts[1]
    document.close()


def test_a_second_numbered_list_in_word_counts_from_one(fence, draft):
    copy = copy_of(fence, draft, "docx", *EVERYTHING)
    with zipfile.ZipFile(io.BytesIO(copy.data)) as package:
        document, numbering = package.read("word/document.xml").decode(), package.read("word/numbering.xml").decode()
    used = list(dict.fromkeys(re.findall(r'w:numId w:val="(\d+)"', document)))
    assert len(used) == 2
    for ident in used:
        assert re.search(rf'<w:num w:numId="{ident}">.*?<w:startOverride w:val="1"/>', numbering)


def test_the_shipped_word_layouts_are_what_the_script_makes():
    spec = importlib.util.spec_from_file_location("make_layouts", TEMPLATES.parent / "scripts" / "make_layouts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shipped = {path.parent.name: path.read_bytes() for path in module.LAYOUTS.glob("*/layout.docx")}
    assert shipped == {layout: module.made(size) for layout, size in module.SIZES.items()}
    assert len(shipped) == 4


@pytest.mark.parametrize(
    "lines",
    [
        ("Ms Alex Example", "Flat 3/1", "2 Sample Row", "Sampletown", "SA1 2MP"),
        ("Ms Alex Example", "c/o The Manager", "Flat 3/1", "2 Sample Row", "Sampletown", "Exampleshire", "SA1 2MP"),
        ("Ms Alexandra Wilhelmina Example-Featherstonehaugh", "12 Sample Row", "SA1 2MP"),
    ],
)
def test_the_address_is_seen_whole_through_the_window_however_the_sheet_lies(fence, draft, lines, tmp_path):
    """The rectangle is worked out by hand in the layout's look.css."""
    copy = copy_of(fence, draft, "pdf", Addressee(lines), Paragraph(of("By hand only.")), layout="address_sheet")
    assert lost_text(copy, draft(Addressee(lines), Paragraph(of("By hand only.")), layout="address_sheet")) == ()
    assert ua_findings(copy, tmp_path) == ""
    document = pypdfium2.PdfDocument(copy.data)
    assert len(document) == 1
    text, height = document[0].get_textpage(), document[0].get_height()
    always = text.get_text_bounded(20 * MM, height - 79 * MM, 100 * MM, height - 57 * MM)
    ever = text.get_text_bounded(10 * MM, height - 92 * MM, 110 * MM, height - 44 * MM)
    assert letters(always) == letters("".join(lines)) == letters(ever)
    document.close()


def test_an_address_too_long_for_the_window_stops_the_sheet(fence, draft):
    lines = tuple(f"A long line number {i} of an address" for i in range(12))
    with pytest.raises(RenderError, match="code fit"):
        fence.lay_out(draft(Addressee(lines), layout="address_sheet"), "pdf")


@FORMATS
def test_a_stamp_with_a_control_character_stops_the_copy(fence, draft, kind):
    with pytest.raises(RenderError, match="code control"):
        fence.stamp(fence.lay_out(draft(Paragraph(of("x"))), kind), Stamp("Ann\x00", "S"))


def test_a_stamp_too_long_for_its_strip_stops_the_copy(fence, draft):
    layout = fence.lay_out(draft(Paragraph(of("x"))), "pdf")
    with pytest.raises(RenderError, match="code fit"):
        fence.stamp(layout, Stamp("An Office With A Name " * 40, "S"))


def test_every_kind_of_block_is_among_those_laid_out_here():
    from cpdocs.documents.blocks import _KINDS

    assert {type(block).__name__ for block in EVERYTHING} == set(_KINDS)
    assert all(list(block_texts(block)) for block in EVERYTHING)
