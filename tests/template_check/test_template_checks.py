"""Each check of a template with one folder that trips it and one that just does not."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from folders import (
    ABOUT_FILE,
    EMAIL_FILE,
    KIND,
    LAYOUTS,
    LETTER,
    PREVIEW_FILE,
    RELS,
    SUPPORTER,
    WORDING,
    WORDING_FILE,
    W,
    damaged,
    in_body,
    laid_out,
    part,
    row,
    swapped,
    without,
)

from cpdocs import init
from cpdocs.documents.blocks import _KINDS
from cpdocs.record.findings import IDS
from cpdocs.render import problems
from cpdocs.render.fence import Fence
from cpdocs.render.inspect_word import STYLES
from cpdocs.shipped import folder as shipped
from cpdocs.template_check import papers
from cpdocs.template_check.check import check
from cpdocs.template_check.checks import checks
from cpdocs.template_check.page import markdown
from cpdocs.template_check.papers import Printed, of_paper, specimen
from cpdocs.template_check.words import _WHOLE
from cpdocs.workspace import open_workspace

TOP = Path(__file__).resolve().parents[2]

DOCX, CSS, HTML = f"{LETTER}/layout.docx", f"{LETTER}/look.css", f"{LETTER}/layout.html"
OWN = "invitation"
#: A line of a shipped file, wherever it is just now.
SOME = -1
#: In the council's folder the sentences are other ones than in the shipped wording, and print less; but for its own row
#: nothing is to be made of that.
ALWAYS = {"unused-field"}


CREST, PNG = "_authority/crest.svg", "_authority/crest.png"
BOLD = "_authority/fonts/OpenSans-Bold.ttf"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect id="a" width="9" height="9"/><use href="{}"/></svg>'
PAGE = '<html lang="{{ draft.language }}"><title>{{ draft.title }}</title></html>'


def added(text: str) -> Callable[[bytes], bytes]:
    """A file with more at its end."""
    return lambda data: data + text.encode()


def wording(old: str, new: str) -> dict[str, tuple[str, str]]:
    return {WORDING_FILE: (old, new)}


FOLDER = [
    row("missing-file", (EMAIL_FILE, None), {EMAIL_FILE: None}, {}),
    row("missing-file", (CSS, None), {CSS: None}, {}, "look-outside"),
    row("stray-file", (f"{SUPPORTER}/wording.md~", None), {f"{SUPPORTER}/wording.md~": "x"}, {}),
    row(
        "stray-file", (f"{LETTER}/~$layout.docx", None), {f"{LETTER}/~$layout.docx": "x"}, {f"{LETTER}/crest.png": b"x"}
    ),
    row("variant-lacking", (OWN, None), {f"{OWN}/excluded": None}, {}, "no-wording"),
    row("variant-lacking", ("decision_letter", None), {"decision_letter/.keep": ""}, {}),  # a folder with nothing in it
    row(
        "variant-unused",
        (f"{OWN}/suporter", None),
        {f"{OWN}/suporter/about.yaml": "title: A title\nlayout: letter\nwording: supporter\n"},
        {f"{OWN}/supporter_large/about.yaml": "title: A title\nlayout: letter_large\nwording: supporter\n"},
    ),
    row(
        "document-unused",
        ("invitaton", None),
        {
            "invitaton/supporter/about.yaml": "title: A title\nlayout: letter\n",
            "invitaton/supporter/wording.md": "# x\n",
        },
        {f"{OWN}/supporter_gd/about.yaml": "title: A title\nlanguage: gd\nlayout: letter\nwording: supporter\n"},
        "missing-file",
    ),
    row(
        "no-layout",
        (ABOUT_FILE, 2),
        {ABOUT_FILE: "title: A title\nlayout: leter\n"},
        {ABOUT_FILE: "title: A title\nlayout: paper\n"},
    ),
    row(
        "no-wording",
        (f"{OWN}/supporter_large/about.yaml", 3),
        {f"{OWN}/supporter_large/about.yaml": "title: A title\nlayout: letter_large\nwording: suporter\n"},
        {f"{OWN}/supporter_large/about.yaml": "title: A title\nlayout: letter_large\nwording: supporter\n"},
    ),
    row(
        "no-wording",
        (f"{OWN}/supporter_large/about.yaml", 3),
        {f"{OWN}/supporter_large/about.yaml": "title: A title\nlayout: letter_large\nwording: invitaton/supporter\n"},
        {f"{OWN}/supporter_large/about.yaml": "title: A title\nlayout: letter_large\nwording: invitation/supporter\n"},
    ),
    row(
        "other-view",
        (f"{OWN}/supporter_large/about.yaml", 3),
        {f"{OWN}/supporter_large/about.yaml": "title: A title\nlayout: letter_large\nwording: excluded\n"},
        {f"{OWN}/supporter_large/about.yaml": "title: A title\nlayout: letter_large\nwording: supporter\n"},
    ),
    row(
        "language-differs",
        (f"{OWN}/supporter_large_gd/about.yaml", 2),
        {
            f"{OWN}/supporter_large_gd/about.yaml": "title: A title\nlanguage: en-GB\nlayout: letter\nwording: supporter\n"
        },
        {f"{OWN}/supporter_large_gd/about.yaml": "title: A title\nlanguage: gd\nlayout: letter\nwording: supporter\n"},
    ),
    row(
        "title-tells",
        (ABOUT_FILE, 1),
        {ABOUT_FILE: "title: Child protection meeting\nlayout: letter\n"},
        {f"{OWN}/professional/about.yaml": "title: Child protection meeting\nlayout: paper\n"},
    ),
    # about.yaml is read as records are
    row("missing-field", (ABOUT_FILE, 1), {ABOUT_FILE: "title: A title\n"}, {}),
    row("unknown-field", (ABOUT_FILE, 3), {ABOUT_FILE: "title: A title\nlayout: letter\ncolour: red\n"}, {}),
    row("wrong-value", (ABOUT_FILE, 2), {ABOUT_FILE: "title: A title\nlayout: ../letter\n"}, {}),
    row("yaml-colon-in-prose", (ABOUT_FILE, 1), {ABOUT_FILE: "title: A title: more\nlayout: letter\n"}, {}),
    row("not-utf8", (WORDING_FILE, 1), {WORDING_FILE: b"# Caf\xe9\n"}, {WORDING_FILE: WORDING.replace("Time", "Café")}),
    row(
        "too-large",
        (WORDING_FILE, 1),
        {WORDING_FILE: WORDING + "a " * 100_000},
        {WORDING_FILE: WORDING + "a " * 90_000},
    ),
    row("control-character", (WORDING_FILE, 3), {WORDING_FILE: WORDING.replace("Dear", "\x07Dear")}, {}),
]
WORDS = [
    row("private-use", (WORDING_FILE, 3), wording("Dear", "Dear \uf0b7"), wording("Dear", "Dear •")),
    row("missing-letter", (WORDING_FILE, 3), wording("Dear", "Dear שלום"), wording("Dear", "A charaid, Łukasz, ș")),
    row("wording-syntax", (WORDING_FILE, 11), wording("{% endif %}", ""), {}),
    row("wording-syntax", (WORDING_FILE, 13), wording("{% if meets_chair_at %}\n", "\n"), {}),
    row("wording-syntax", (WORDING_FILE, 3), wording("addressee }}", "addressee }"), {}),
    row("wording-syntax", (EMAIL_FILE, 3), {EMAIL_FILE: ("phone }}", "phone }")}, {}),
    row("unknown-name", (WORDING_FILE, 3), wording("addressee", "adressee"), {}),
    row("unknown-name", (WORDING_FILE, 11), wording("meets_chair_at %}", "meets_char_at %}"), {}),
    row(
        "unknown-name",
        (EMAIL_FILE, 1),
        {EMAIL_FILE: ("for you", "for {{ addressee }}")},
        {EMAIL_FILE: ("for you", "from {{ authority.name }}")},
    ),
    row(
        "unknown-filter",
        (WORDING_FILE, 3),
        wording("addressee", "addressee|upper"),
        wording("addressee", "addressee|first_up"),
    ),
    row("wrong-filter", (WORDING_FILE, 5), wording("starts|clock", "starts|day"), {}),
    row("needs-filter", (WORDING_FILE, 5), wording("date|weekday", "date"), wording("date|weekday", "date|day")),
    row(
        "branch-fails",
        (WORDING_FILE, 12),
        wording("{% if meets_chair_at %}", "{% if meets_chair_at or addressee %}"),
        wording("{% if meets_chair_at %}", "{% if meets_chair_at and addressee %}"),
    ),
    row(
        "branch-unreached",
        (WORDING_FILE, 12),
        wording("Please come", "{% if not meets_chair_at %}Never.{% endif %}\nPlease come"),
        wording("Please come", "{% if meeting.place %}Sometimes.{% endif %}\nPlease come"),
    ),
    row(
        "no-block",
        (WORDING_FILE, 7),
        wording("## Where", "#### Where"),
        wording("## Where", "### Where"),
        "heading-skipped",
    ),
    row(
        "no-block",
        (WORDING_FILE, 12),
        wording("Please come", "- Please\n  - come"),
        wording("Please come", "- Please come"),
    ),
    row(
        "empty-paper",
        (WORDING_FILE, 1),
        {WORDING_FILE: f"{{% if meets_chair_at %}}\n{WORDING}{{% endif %}}\n"},
        {WORDING_FILE: f"# x\n{{% if meets_chair_at %}}\n{WORDING}{{% endif %}}\n"},
        "withholding-line",
        "other-formats-line",
        "branch-unreached",
    ),
    row("first-heading", (WORDING_FILE, 1), wording("# Time", "## Time"), {}),
    row(
        "first-heading",
        (WORDING_FILE, 1),
        {WORDING_FILE: WORDING.replace("## ", "").replace("# ", "")},
        wording("# Time", "A line.\n\n# Time"),
    ),
    row("heading-skipped", (WORDING_FILE, 7), wording("## Where", "### Where"), wording("## Where", "# Where")),
    row("unused-field", (WORDING_FILE, 1), wording("{{ chair.phone }}", "01632 960111"), {}),
    row(
        "withholding-line",
        (WORDING_FILE, 1),
        wording("This letter may leave out information that cannot be shared. ", ""),
        {},
    ),
    row(
        "withholding-line",
        (WORDING_FILE, 1),
        {WORDING_FILE: WORDING.replace("This letter", "{% if meets_chair_at %}\nThis letter") + "{% endif %}\n"},
        wording("This letter may", "This copy, as every copy, may"),
        "other-formats-line",
    ),
    row(
        "withholding-line-varies",
        (WORDING_FILE, 17),
        wording("This letter may", "{% if meets_chair_at %}Sadly, this{% else %}This{% endif %} letter may"),
        wording("This letter may", "{% if meets_chair_at %}Come early.\n\n{% endif %}\nThis letter may"),
    ),
    row("other-formats-line", (WORDING_FILE, 1), wording("another language or format", "large print"), {}),
    row(
        "statutory-right",
        (WORDING_FILE, 3),
        wording("Dear", "You have a statutory\nright. Dear"),
        wording("Dear", "You have a right. Dear"),
    ),
    row("other-language", (WORDING_FILE, 1), {ABOUT_FILE: "title: A title\nlayout: letter\nlanguage: gd\n"}, {}),
    row(
        "email-tells",
        (EMAIL_FILE, 1),
        {EMAIL_FILE: ("a letter", "a letter from child protection")},
        {EMAIL_FILE: ("a letter", "a childish letter")},
    ),
]
PREVIEWS = [
    row("no-preview", (PREVIEW_FILE, None), {PREVIEW_FILE: None}, {}),
    row(
        "missing-field",
        (PREVIEW_FILE, SOME),
        {PREVIEW_FILE: lambda data: data.replace(b"addressee:", b"# addressee:")},
        {},
    ),
    row("unknown-field", (PREVIEW_FILE, 2), {PREVIEW_FILE: ("addressee:", "adressee:")}, {}, "missing-field"),
    row(
        "not-a-date",
        (PREVIEW_FILE, 4),
        {PREVIEW_FILE: ("date: 2026", "date: in 2026")},
        {PREVIEW_FILE: ("date: 2026", "date: 2027")},
    ),
]
LOOKS = [
    row("look-outside", (CSS, SOME), {CSS: added('\nbody { background: url("https://council.example/x.png") }')}, {}),
    row(
        "look-outside",
        (CSS, SOME),
        {CSS: added("\nbody { background: url(../../fonts/LICENSE.txt) }")},
        {CSS: added("\n/* url(x.png) */")},
    ),
    row(
        "look-outside",
        (CSS, SOME),
        {CSS: added("\n@import 'more.css';")},
        {CSS: added("\n@import 'more.css';"), f"{LETTER}/more.css": ""},
    ),
    row("look-outside", (CSS, SOME), {CSS: added('\nbody { background: url("http://[no") }')}, {}),
    row("look-outside", (HTML, SOME), {HTML: added('<img src="data:image/png;base64,AA==" alt="x">')}, {}),
    row(
        "look-font",
        (CSS, SOME),
        {CSS: added('\np { font: bold 12pt/17pt "Comic Sans" }')},
        {CSS: added("\np { font: 12pt/17pt 'open sans', sans-serif }")},
    ),
    row(
        "look-font",
        (CSS, SOME),
        {CSS: added("\np { font-family: Arial, sans-serif }")},
        {CSS: added("\np { font-weight: bold }")},
    ),
    row("look-language", (HTML, SOME), {HTML: "<html><title>{{ draft.title }}</title></html>"}, {HTML: PAGE}),
    row("look-title", (HTML, SOME), {HTML: '<html lang="{{ draft.language }}"></html>'}, {HTML: PAGE}),
    row(
        "look-picture",
        (HTML, SOME),
        {HTML: added('<img src="x.png">'), f"{LETTER}/x.png": b"x"},
        {HTML: added('<img src="x.png" alt="The crest"><img src="{{ crest }}" alt="">'), f"{LETTER}/x.png": b"x"},
    ),
    row(
        "look-link",
        (HTML, SOME),
        {HTML: added('<a href="https://council.example">us</a>')},
        {HTML: added('<a href="#top">up</a>')},
    ),
    row("look-crest", (CREST, None), {CREST: SVG.format("#a")}, {CREST: SVG.format("#a"), PNG: b"x"}),
    row(
        "look-outside",
        (CREST, 1),
        {CREST: SVG.format("file:///etc/passwd"), PNG: b"x"},
        {CREST: SVG.format("#a"), PNG: b"x"},
    ),
    row("look-unreadable", (CSS, None), {CSS: b"/* Caf\xe9 */"}, {CSS: "/* Café */".encode()}),
]

NOTES = f"<w:footnotes {W}>{{}}</w:footnotes>"
SEPARATOR = '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
EXTERNAL = f'<Relationships {RELS}><Relationship Id="r1" Type="{KIND}/{{}}" Target="{{}}" TargetMode="External"/></Relationships>'
CORE = swapped("<dc:language>", "<dc:creator>Pat Clerk</dc:creator><dc:language>")
HIDDEN_STYLE = '<w:name w:val="CP Body"/><w:rPr><w:vanish/></w:rPr>'
PICTURE = '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1"{}/></wp:inline></w:drawing></w:r></w:p>'
FOOTER = "word/footer1.xml"
STYLE = "word/styles.xml"

WORD = [
    row("word-unreadable", (DOCX, None), {DOCX: b"no Word file"}, {}),
    row("word-unreadable", (DOCX, None), {DOCX: part("word/document.xml", "<w:document")}, {}),
    row("word-unreadable", (DOCX, None), {DOCX: damaged("word/document.xml")}, {}),
    row("word-unreadable", (DOCX, None), {DOCX: part("[Content_Types].xml", None)}, {}),
    row(
        "word-unreadable",
        (DOCX, None),
        {DOCX: part("word/media/bomb", b"0" * (51 << 20))},
        {DOCX: part("word/media/crest.png", b"0" * (1 << 20))},
    ),
    row(
        "word-comments",
        (DOCX, None),
        {DOCX: part("word/comments.xml", f'<w:comments {W}><w:comment w:id="1" w:author="P"/></w:comments>')},
        {DOCX: part("word/comments.xml", f"<w:comments {W}/>")},
    ),
    row(
        "word-changes",
        (DOCX, None),
        {DOCX: in_body('<w:p><w:ins w:id="1" w:author="P"><w:r/></w:ins></w:p>')},
        {DOCX: in_body("<w:p><w:r/></w:p>")},
    ),
    row("word-changes", (DOCX, None), {DOCX: in_body('<w:p><w:pPr><w:pPrChange w:id="1"/></w:pPr></w:p>')}, {}),
    row(
        "word-authors",
        (DOCX, None),
        {DOCX: part("docProps/core.xml", CORE)},
        {DOCX: part("docProps/core.xml", swapped("<dc:title>", "<dc:title>x"))},
    ),
    row(
        "word-authors",
        (DOCX, None),
        {DOCX: part("docProps/app.xml", "<Properties><Company>The Council</Company></Properties>")},
        {DOCX: part("docProps/app.xml", "<Properties><Company> </Company><Pages>1</Pages></Properties>")},
    ),
    row(
        "word-hidden",
        (DOCX, None),
        {DOCX: in_body("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>")},
        {DOCX: in_body('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr></w:r></w:p>')},
    ),
    row(
        "word-hidden",
        (DOCX, None),
        {DOCX: part(STYLE, swapped('<w:name w:val="CP Body"/>', HIDDEN_STYLE))},
        {
            DOCX: part(
                STYLE,
                swapped(
                    "</w:styles>", f'<w:style w:styleId="X">{HIDDEN_STYLE.replace("Body", "Own")}</w:style></w:styles>'
                ),
            )
        },
    ),
    row(
        "word-hidden",
        (DOCX, None),  # every style of ours is made from this one
        {DOCX: part(STYLE, swapped('<w:name w:val="Normal"/>', '<w:name w:val="Normal"/><w:rPr><w:vanish/></w:rPr>'))},
        {},
    ),
    row("word-macros", (DOCX, None), {DOCX: part("word/vbaProject.bin", b"x")}, {}),
    row(
        "word-macros",
        (DOCX, None),
        {DOCX: part("[Content_Types].xml", swapped("wordprocessingml.document.main", "macroEnabled.main"))},
        {},
    ),
    row(
        "word-external",
        (DOCX, None),
        {DOCX: part("word/_rels/footer1.xml.rels", EXTERNAL.format("image", "https://council.example/crest.png"))},
        {
            DOCX: part(
                "word/_rels/footer1.xml.rels",
                EXTERNAL.format("image", "media/crest.png").replace(' TargetMode="External"', ""),
            )
        },
    ),
    row(
        "word-external",
        (DOCX, None),
        {DOCX: part("word/_rels/footer1.xml.rels", EXTERNAL.format("hyperlink", "file://server/share"))},
        {},
    ),
    row(
        "word-external",
        (DOCX, None),
        {DOCX: in_body('<w:p><w:fldSimple w:instr="INCLUDETEXT x.docx"/></w:p>')},
        {DOCX: in_body('<w:p><w:fldSimple w:instr="PAGE"/></w:p>')},
    ),
    row(
        "look-link",
        (DOCX, None),
        {DOCX: part("word/_rels/footer1.xml.rels", EXTERNAL.format("hyperlink", "https://council.example"))},
        {},
    ),
    row(
        "word-template",
        (DOCX, None),
        {DOCX: part("word/_rels/settings.xml.rels", EXTERNAL.format("attachedTemplate", "file:///x.dotx"))},
        {},
    ),
    row(
        "word-embedded",
        (DOCX, None),
        {DOCX: part("word/embeddings/oleObject1.bin", b"x")},
        {DOCX: part("word/media/crest.png", b"x")},
    ),
    row("word-embedded", (DOCX, None), {DOCX: in_body("<w:altChunk/>")}, {}),
    row("word-custom-xml", (DOCX, None), {DOCX: part("customXml/item1.xml", "<x/>")}, {}),
    row(
        "word-font",
        (DOCX, None),
        {DOCX: part(STYLE, swapped('w:ascii="Arial"', 'w:ascii="Council Sans"'))},
        {DOCX: part(STYLE, swapped('w:ascii="Arial"', 'w:ascii="Open Sans"'))},
    ),
    row(
        "word-notes",
        (DOCX, None),
        {DOCX: part("word/footnotes.xml", NOTES.format('<w:footnote w:id="2"><w:p/></w:footnote>'))},
        {DOCX: part("word/footnotes.xml", NOTES.format(SEPARATOR))},
    ),
    row("word-sections", (DOCX, None), {DOCX: in_body("<w:p><w:pPr><w:sectPr/></w:pPr></w:p>")}, {}),
    row("word-style", (DOCX, None), {DOCX: part(STYLE, swapped('w:val="CP Notice"', 'w:val="CP Notiz"'))}, {}),
    row("word-stamp", (DOCX, None), {DOCX: part(FOOTER, swapped('w:val="CPStamp"', 'w:val="CPPage"'))}, {}),
    row("word-stamp", (DOCX, None), {DOCX: without(r"word/footer\d+\.xml")}, {}),
    row(
        "look-picture",
        (DOCX, None),
        {DOCX: in_body(PICTURE.format(""))},
        {DOCX: in_body(PICTURE.format(' descr="The crest"'))},
    ),
]

PAPERS = [
    laid_out(
        "words-differ",
        (HTML, None),
        {CSS: added("\n.letterhead { display: none }")},
        {CSS: added("\n.letterhead { color: #111 }")},
    ),
    laid_out(
        "words-differ",
        (HTML, None),
        {DOCX: part("word/document.xml", swapped("{{ letterhead.name }}", "{{ letterhead.name }} Council"))},
        {},
    ),
    laid_out(
        "paper-letters",
        (WORDING_FILE, 3),
        {PREVIEW_FILE: ("addressee: ", "addressee: שלום ")},
        {PREVIEW_FILE: ("addressee: ", "addressee: Żaneta ")},
    ),
    laid_out("paper-control", (WORDING_FILE, 3), {PREVIEW_FILE: ("addressee: ", "addressee: \uf0b7 ")}, {}),
    laid_out(
        "paper-fit",
        (f"{LAYOUTS}/address_sheet", None),
        {f"{LAYOUTS}/address_sheet/look.css": added("\nbody > .window { height: 5mm }")},
        {},
    ),
    laid_out(
        "paper-url",
        (LETTER, None),
        {CSS: added('\nbody { background: url("https://council.example/x.png") }')},
        {},
        "look-outside",
    ),
    laid_out(
        "paper-template",
        (HTML, SOME),
        {HTML: added("{{ nobody }}")},
        {HTML: added("{% if draft.title %}{% endif %}")},
    ),
    laid_out("paper-crest", (PNG, None), {PNG: b"no picture"}, {}, "paper-css"),
    laid_out("paper-css", (CSS, SOME), {CSS: added("\np { colour: red }")}, {CSS: added("\np { color: #111 }")}),
    laid_out(
        "paper-style",
        (DOCX, None),
        {DOCX: part(STYLE, swapped('w:val="CP Notice"', 'w:val="CP Notiz"'))},
        {},
        "word-style",
    ),
    laid_out(
        "paper-hidden",
        (DOCX, None),
        {DOCX: in_body("<w:p><w:r><w:rPr><w:vanish/></w:rPr></w:r></w:p>")},
        {},
        "word-hidden",
    ),
    row("paper-fonts", (BOLD, None), {BOLD: lambda data: data[:3000]}, {}),
    row("paper-fonts", (BOLD, None), {BOLD: lambda data: data[: len(data) // 2]}, {}),
    laid_out(
        "paper-fonts",
        ("_authority/fonts", None),
        {"_authority/fonts/OpenSans-Bold.ttf": None, "_authority/fonts/OpenSans-Regular.ttf": None},
        {},
    ),
]
ROWS = [*FOLDER, *WORDS, *PREVIEWS, *LOOKS, *WORD, *PAPERS]
NAMES = [f"{one.id}-{number}" for number, one in enumerate(ROWS)]


def _said(one, council, changes):
    council.change(changes)
    documents = sorted({name.partition("/")[0] for name in changes})
    return council.findings(*documents, lays_out=one.lays_out)


@pytest.mark.parametrize("one", ROWS, ids=NAMES)
def test_a_folder_trips(one, council) -> None:
    """The rule is broken at its place, as gravely as it is declared, with a cure, and no other rule is broken."""
    found = _said(one, council, one.trips)
    file, line = one.at
    at = {(f.id, f.file.removeprefix("templates/"), SOME if line == SOME and f.line else f.line) for f in found}
    assert (one.id, file, line) in at, found
    assert {f.id for f in found} <= {one.id, *one.also, *ALWAYS}, found
    mine = [f for f in found if f.id == one.id]
    assert all(f.message and f.cure for f in mine if f.id not in IDS)
    assert {f.severity for f in mine} == {checks()[one.id].severity if one.id in checks() else "error"}


@pytest.mark.parametrize(
    "one", [one for one in ROWS if one.spares], ids=[f"{o.id}-{n}" for n, o in enumerate(ROWS) if o.spares]
)
def test_a_folder_just_does_not_trip(one, council) -> None:
    found = _said(one, council, one.spares)
    assert {f.id for f in found} <= (one.also | ALWAYS) - {one.id}, found


def test_the_folder_that_all_rows_start_from_is_in_order(council) -> None:
    assert {f.id for f in council.findings("invitation", "_authority", lays_out=True)} <= ALWAYS


def test_every_check_has_a_row_or_a_test_and_every_row_a_check() -> None:
    by_codes = {f"paper-{code}" for code in problems.STOPPED | problems.TEMPLATE}
    assert {one.id for one in ROWS} - set(IDS) | by_codes == set(checks())


def test_no_id_has_two_meanings() -> None:
    assert not set(checks()) & set(IDS)


def test_every_check_is_an_error_or_a_warning_and_says_a_sentence() -> None:
    for ident, one in checks().items():
        assert bool(one.error) != bool(one.warning), ident
        assert one.says[0].isupper(), ident
        assert one.says.endswith("."), ident
        assert one.cure, ident


# ---- what the fenced child says -------------------------------------------------------------------------------------


class Refusing:
    """In the place of a fence: every paper ends with one code."""

    def __init__(self, code: str, **where: object) -> None:
        self._error = problems.error(code, **where)

    def lay_out(self, draft, form):
        raise self._error

    def stamp(self, layout, stamp):
        raise AssertionError("nothing was laid out")


PAPER = Printed(specimen("letter"), "wording.md", (3, 5, 9), Path("_authority/layouts/letter"), (), str)


@pytest.mark.parametrize("code", sorted((problems.STOPPED | problems.TEMPLATE).keys() - {"libraries", "protocol"}))
def test_every_code_of_the_child_is_a_finding_for_each_format(code) -> None:
    found = list(of_paper(Refusing(code, file="layout.html", line=7), PAPER))
    assert [(f.id, f.file, f.line) for f in found] == [
        (f"paper-{code}", "_authority/layouts/letter/layout.html", 7)
    ] * 2
    assert [f.message.partition(":")[0] for f in found] == ["PDF", "Word file"]


def test_a_layout_of_the_council_s_own_may_take_from_ours_what_all_layouts_share(council) -> None:
    for path in (council.folder / "templates" / "_authority").iterdir():
        if path.name != "layouts":
            shutil.rmtree(path)
    for path in (council.folder / "templates" / LAYOUTS).iterdir():
        if path.name != "letter":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert council.findings("invitation", "_authority", lays_out=True) == []


def test_a_layouts_fault_is_named_by_the_file_that_it_stands_in(tmp_path) -> None:
    layout = tmp_path / "_authority" / "layouts" / "letter"
    layout.mkdir(parents=True)
    (layout / "look.css").write_text("/* one\ntwo: */\np { a: b }\n")
    (layout.parent / "common.css").write_text("@page { }\nh1 { a: b }\nh2 { a: b }\nh3 { a: b }\n")
    for name in ("letter/layout.html", "page.html", "../crest.png"):
        (layout.parent / name).write_text("x")
    paper = Printed(
        specimen("letter"),
        "wording.md",
        (),
        layout,
        (layout.parent,),
        lambda path: str(path.relative_to(tmp_path / "_authority")),
    )
    said = {
        ("template", "layout.html", 1): ("layouts/letter/layout.html", 1),
        ("template", "page.html", 4): ("layouts/page.html", 4),
        ("crest", "crest.png", 0): ("crest.png", None),
        ("css", "", 2): ("layouts/common.css", 2),  # the other one has a comment there
        ("css", "", 4): ("layouts/common.css", 4),  # the other one is shorter
        ("css", "", 3): ("layouts/letter", None),  # it may stand in either
        ("css", "", 0): ("layouts/letter", None),
    }
    for (code, file, line), expected in said.items():
        found = next(of_paper(Refusing(code, file=file, line=line), paper))
        assert (found.file, found.line) == expected
        assert ("line 3 of a style sheet" in found.message) == ((code, line) == ("css", 3))


@pytest.mark.parametrize("code", ["libraries", "protocol"])
def test_what_is_wrong_with_the_machine_is_no_templates_fault(code) -> None:
    with pytest.raises(problems.FenceError):
        list(of_paper(Refusing(code), PAPER))


@pytest.mark.parametrize(("block", "line"), [(1, 3), (3, 9), (4, None)])
def test_a_text_that_cannot_be_printed_is_named_by_its_line_in_the_wording(block, line) -> None:
    found = next(of_paper(Refusing("letters", block=block), PAPER))
    assert (found.file, found.line) == ("wording.md", line)


def test_the_specimen_has_every_kind_of_block() -> None:
    kinds = {type(b).__name__ for layout in ("letter", papers.SHEET) for b in specimen(layout).blocks}
    assert kinds == set(_KINDS)


def test_the_styles_that_are_asked_of_a_council_s_layout_are_those_that_papers_use() -> None:
    room = Path(papers.__file__).parents[1] / "render"
    source = "".join((room / name).read_text("utf-8") for name in ("word.py", "word_shapes.py"))
    used = set(re.findall(r'"(CP [A-Z][A-Za-z ]+)"', source)) | {f"CP Heading {n}" for n in (1, 2, 3)}
    assert used | {"CP Stamp"} == set(STYLES)
    assert 'f"CP Heading {level}"' in source


# ---- several at once --------------------------------------------------------------------------------------------------


def test_everything_is_said_at_once_in_the_order_of_the_lines(council) -> None:
    council.change({WORDING_FILE: WORDING.replace("addressee", "adressee").replace("chair.phone", "chair.fone")})
    found = [(f.line, f.id) for f in council.findings("invitation") if f.file.endswith("supporter/wording.md")]
    assert found == [(3, "unknown-name"), (15, "unknown-name")]


def test_a_failing_branch_says_which_field_is_not_there(council) -> None:
    council.change({WORDING_FILE: WORDING.replace("{% if meets_chair_at %}\n", "").replace("{% endif %}\n", "")})
    (found,) = [f for f in council.findings("invitation") if f.id == "branch-fails"]
    assert (found.line, found.message) == (11, "this cannot be written when meets_chair_at is not there")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("#### Where", "a heading with more than three #"),
        ("*Where*", "slanted type"),
        ("- a\n  - b", "a list inside a list"),
        ("- a\n\n  b", "an item of several paragraphs"),
        ("> - a", "a list inside a notice"),
        ("> 1. a", "a numbered list inside a notice"),
        ("- > a", "a notice inside a list"),
    ],
)
def test_markdown_that_no_paper_has_is_said_in_a_typists_words(typed, said, council) -> None:
    council.change(wording("## Where", typed))
    (found,) = [f for f in council.findings("invitation") if f.id == "no-block"]
    assert said in found.message


def test_the_reporters_own_papers_need_no_line_of_withholding() -> None:
    pack = {"reporter_referral", "referral_minutes", "referral_plan", "referral_schedule"}
    assert set(_WHOLE) == {"reporter_copy", *pack}


@pytest.mark.soak
def test_every_shipped_wording_and_layout_is_in_order(tmp_path) -> None:
    """All but the finished papers, which tests/papers lays out from the examples."""
    init.make(tmp_path / "council")
    assert check(open_workspace(tmp_path / "council")).findings == ()


@pytest.mark.soak
def test_every_shipped_template_and_layout_is_in_order_and_looked_at(pristine, tmp_path) -> None:
    """From a workspace without templates of its own: what `cpdocs templates check` says of ours."""
    init.make(tmp_path / "council")
    workspace = open_workspace(tmp_path / "council")
    with Fence(workspace.templates.folders) as fence:
        done = check(workspace, (), fence)
    assert done.findings == ()
    there = {(p.parent.name, p.name) for p in shipped("templates").glob("[!_]*/*") if p.is_dir()}
    there |= {("_authority", p.name) for p in (shipped("templates") / LAYOUTS).iterdir() if p.is_dir()}
    assert {(p.document, p.variant) for p in done.places} == there


def test_the_page_of_checks_is_the_program_s_own() -> None:
    assert (TOP / "docs" / "template-checks.md").read_text("utf-8") == markdown(), "run scripts/checks-table"
