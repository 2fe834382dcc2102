"""No layer is blind: a canary in each place of a file is found in a layer (hazard 3)."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from cpdocs.documents.blocks import Heading, Paragraph, Run
from cpdocs.render.check import leaks, lost_text
from cpdocs.render.extract import layers
from cpdocs.render.paper import Copy, Stamp

CANARY = "Canarina Quillfeather"


@pytest.fixture(scope="module")
def copies(fence, draft):
    paper = draft(Heading(1, (Run("Hello"),)), Paragraph((Run("A plain paper."),)))
    return {f: fence.stamp(fence.lay_out(paper, f), Stamp("Ann", "AAAA")) for f in ("pdf", "docx")}, paper


def annotation(file, **more):
    file.pages[0].obj.Annots = Array(
        [file.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], **more))]
    )


def marked(file, drawn: bytes):
    file.pages[0].contents_add(drawn)


def form(file):
    """The canary as drawn text in a Form XObject of the page, in a font of its own."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    stream = pikepdf.Stream(file, f"BT /F1 9 Tf 99 99 Td ({CANARY}) Tj ET".encode())
    stream.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 500, 500])})
    stream["/Resources"] = Dictionary(Font=Dictionary(F1=font))
    file.pages[0].obj.Resources.XObject["/X9"] = file.make_indirect(stream)
    marked(file, b"q /X9 Do Q")


def invisible(file):
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    file.pages[0].obj.Resources.Font["/F9"] = file.make_indirect(font)
    marked(file, f"BT 3 Tr /F9 9 Tf 99 400 Td ({CANARY}) Tj ET".encode())


def element(file, **more):
    file.Root.StructTreeRoot.K = Array([file.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, **more))])


def field(file, **more):
    widget = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, Rect=[0, 0, 9, 9], **more)
    file.Root.AcroForm = Dictionary(Fields=Array([file.make_indirect(widget)]))
    file.pages[0].obj.Annots = file.Root.AcroForm.Fields


def look(file, drawn: bytes, **more):
    """A stream as a reader draws it for a field; in a font of its own, as a reader would make it."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    made = file.make_stream(drawn, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 99, 99])
    made.Resources = Dictionary(Font=Dictionary(F1=font), **more)
    return made


def nested(file):
    inner = look(file, TYPED)
    field(file, AP=Dictionary(N=look(file, b"/In Do", XObject=Dictionary(In=inner))))


TYPED = f"/Tx BMC BT /F1 9 Tf 9 9 Td ({CANARY}) Tj ET EMC".encode()

PDF_PLACES = {
    "docinfo": lambda f: f.docinfo.__setitem__("/Author", String(CANARY)),
    "docinfo utf-16": lambda f: f.docinfo.__setitem__("/Subject", String(CANARY + " Ł")),
    "xmp": lambda f: f.Root.Metadata.write(f"<x>{CANARY}</x>".encode()),
    "outline": lambda f: f.Root.Outlines.First.__setitem__("/Title", String(CANARY)),
    "link": lambda f: annotation(
        f, A=Dictionary(S=Name.URI, URI=String(f"https://x.example/{CANARY.replace(' ', '-')}"))
    ),
    "annotation contents": lambda f: annotation(f, Contents=String(CANARY)),
    "attachment bytes": lambda f: f.attachments.__setitem__("x.txt", CANARY.encode()),
    "attachment utf-16": lambda f: f.attachments.__setitem__("x.txt", CANARY.encode("utf-16")),
    "attachment name": lambda f: f.attachments.__setitem__(f"{CANARY}.txt", b"x"),
    "alt": lambda f: element(f, Alt=String(CANARY)),
    "actual text": lambda f: element(f, ActualText=String(CANARY)),
    "expansion": lambda f: element(f, E=String(CANARY)),
    "element title": lambda f: element(f, T=String(CANARY)),
    "marked content": lambda f: marked(f, f"/Span <</ActualText ({CANARY})>> BDC EMC".encode()),
    "javascript string": lambda f: f.Root.__setitem__("/OpenAction", Dictionary(S=Name.JavaScript, JS=String(CANARY))),
    "javascript stream": lambda f: f.Root.__setitem__(
        "/OpenAction", Dictionary(S=Name.JavaScript, JS=f.make_stream(CANARY.encode()))
    ),
    "unknown key, nested": lambda f: f.Root.__setitem__("/Zzz", Dictionary(A=Array([Dictionary(B=String(CANARY))]))),
    "name of a key": lambda f: f.Root.__setitem__("/Canarina Quillfeather", pikepdf.Name("/X")),
    "name as a value": lambda f: f.Root.__setitem__("/Zzz", pikepdf.Name("/Canarina-Quillfeather")),
    "name of a key of a stream": lambda f: f.Root.Metadata.__setitem__("/Canarina_Quillfeather", pikepdf.Name("/X")),
    "name in the trailer": lambda f: f.trailer.__setitem__("/Canarina Quillfeather", 1),
    "string in the trailer": lambda f: f.trailer.__setitem__("/Zzz", String(CANARY)),
    "resource name": lambda f: f.pages[0].obj.Resources.Font.__setitem__("/Canarina.Quillfeather", Dictionary()),
    "tag of marked content": lambda f: marked(f, b"/Canarina#20Quillfeather BMC EMC"),
    "name in marked content": lambda f: marked(f, b"/Span <</X /Canarina-Quillfeather>> BDC EMC"),
    "named point": lambda f: marked(f, b"/Canarina-Quillfeather MP"),
    "form xobject": form,
    "field name": lambda f: field(f, T=String(CANARY)),
    "field label": lambda f: field(f, TU=String(CANARY)),
    "field answer": lambda f: field(f, V=String(CANARY)),
    "field answer as rich text": lambda f: field(f, RV=String(f"<p>{CANARY}</p>")),
    "field default": lambda f: field(f, DV=String(CANARY)),
    "field choice": lambda f: field(f, Opt=Array([String(CANARY)])),
    "field answer as a stream": lambda f: field(f, V=f.make_stream(CANARY.encode())),
    "look of a field": lambda f: field(f, AP=Dictionary(N=look(f, TYPED))),
    "look of a field's state": lambda f: field(f, AP=Dictionary(N=Dictionary(Yes=look(f, TYPED)))),
    "look inside a look": nested,
    "invisible text": invisible,
}


@pytest.mark.parametrize("place", PDF_PLACES)
def test_a_canary_anywhere_in_a_pdf_is_seen(copies, needle, place):
    copy, _ = copies[0]["pdf"], copies[1]
    with pikepdf.open(io.BytesIO(copy.data)) as file:
        PDF_PLACES[place](file)
        out = io.BytesIO()
        file.save(out, fix_metadata_version=False)
    changed = Copy("pdf", out.getvalue(), "AAAA", "application/pdf")
    assert leaks(changed, [needle(CANARY)]), layers(changed).keys()
    assert leaks(copy, [needle(CANARY)]) == ()


def test_the_format_s_own_words_are_no_names_of_a_paper(copies):
    """Or the papers of every child who is called Page, Lang or Rose would be stopped; fonts and pictures have names."""
    names = layers(copies[0]["pdf"])["names"].split()
    assert len(names) < 12
    assert not {"Page", "Lang", "Title", "Kids", "Last", "First", "Lab"} & set(names)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FIRST, LAST = CANARY.split()

#: Part -> what is put before its end tag, or the whole part where there is none.
WORD_PLACES = {
    "text": ("word/document.xml", f"<w:p {W}><w:r><w:t>{CANARY}</w:t></w:r></w:p>"),
    "text in two runs": (
        "word/document.xml",
        f"<w:p {W}><w:r><w:t>Canar</w:t></w:r><w:r><w:t>ina {LAST}</w:t></w:r></w:p>",
    ),
    "deleted text": ("word/document.xml", f"<w:p {W}><w:del><w:r><w:delText>{CANARY}</w:delText></w:r></w:del></w:p>"),
    "field code": ("word/document.xml", f"<w:p {W}><w:r><w:instrText>{CANARY}</w:instrText></w:r></w:p>"),
    "hidden text": ("word/document.xml", f"<w:p {W}><w:r><w:rPr><w:vanish/></w:rPr><w:t>{CANARY}</w:t></w:r></w:p>"),
    "attribute": ("word/document.xml", f'<w:p {W}><w:bookmarkStart w:name="{CANARY.replace(" ", "_")}"/></w:p>'),
    "xml comment": ("word/document.xml", f"<!-- {CANARY} -->"),
    "processing instruction": ("word/document.xml", f"<?x {CANARY}?>"),
    "footer": ("word/footer1.xml", f"<w:p {W}><w:r><w:t>{CANARY}</w:t></w:r></w:p>"),
    "comment": ("word/comments.xml", f"<c {W}><w:comment><w:p><w:r><w:t>{CANARY}</w:t></w:r></w:p></w:comment></c>"),
    "comment author": ("word/comments.xml", f'<c {W}><w:comment w:author="{CANARY}"/></c>'),
    "footnote": (
        "word/footnotes.xml",
        f"<c {W}><w:footnote><w:p><w:r><w:t>{CANARY}</w:t></w:r></w:p></w:footnote></c>",
    ),
    "core property": ("docProps/core.xml", f"<x>{CANARY}</x>"),
    "custom xml": ("customXml/item1.xml", f"<x>{CANARY}</x>"),
    "link target": (
        "word/_rels/document.xml.rels",
        f'<Relationship Id="x" Target="https://x.example/{FIRST}-{LAST}"/>',
    ),
    "unknown binary": ("word/other.bin", CANARY),
    "part name": (f"word/{FIRST}-{LAST}.bin", "x"),
    "unknown part": (f"{FIRST}/x.xml", f"<x>{CANARY}</x>"),
}


@pytest.mark.parametrize("place", WORD_PLACES)
def test_a_canary_anywhere_in_a_word_file_is_seen(copies, needle, place):
    copy = copies[0]["docx"]
    name, xml = WORD_PLACES[place]
    with zipfile.ZipFile(io.BytesIO(copy.data)) as package:
        parts = {n: package.read(n) for n in package.namelist()}
    old = parts.get(name, b"")
    head, end, tail = old.rpartition(b"</")
    parts[name] = head + xml.encode() + end + tail if old else xml.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for n, part in parts.items():
            package.writestr(n, part)
    found = leaks(Copy("docx", out.getvalue(), "AAAA", "x"), [needle(CANARY)])
    assert found
    assert FIRST not in str(found), "a layer's name must not carry text of the file"
    assert leaks(copy, [needle(CANARY)]) == ()


@pytest.mark.parametrize("where", ["comment of the package", "comment of a part", "extra field"])
def test_a_canary_in_the_zip_itself_is_seen(copies, needle, where):
    out = io.BytesIO(copies[0]["docx"].data)
    with zipfile.ZipFile(out, "a") as package:
        info = zipfile.ZipInfo("word/zzz.bin")
        if where == "comment of the package":
            package.comment = CANARY.encode()
        elif where == "comment of a part":
            info.comment = CANARY.encode()
        else:
            info.extra = b"\xfe\xca" + len(CANARY).to_bytes(2, "little") + CANARY.encode()
        package.writestr(info, b"x")
    assert leaks(Copy("docx", out.getvalue(), "AAAA", "x"), [needle(CANARY)])


def test_words_added_to_a_page_are_found_as_extra_words(copies):
    by_format, paper = copies
    with pikepdf.open(io.BytesIO(by_format["pdf"].data)) as file:
        invisible(file)
        out = io.BytesIO()
        file.save(out)
    assert lost_text(by_format["pdf"], paper) == ()
    assert lost_text(Copy("pdf", out.getvalue(), "AAAA", "x"), paper) == ("end: extra words",)
