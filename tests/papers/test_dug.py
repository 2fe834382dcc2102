"""The walk that looks for secrets sees a word wherever somebody could find it: a canary in each place, one at a time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pikepdf
import pytest
from canaries import canaries
from dug import dug
from finished import Finisher
from snapshots import Examples

from cpdocs.documents.blocks import Draft, Letterhead, Paragraph, Run

WORD = "Qx0001q"


@pytest.fixture(scope="module")
def papers(finisher: Finisher, examples: Examples) -> dict[str, bytes]:
    """Small papers that say nothing, and one that says the word."""
    workspace, made = examples.workspace("rennie"), {}
    for name, text in (("plain", "Nothing is said."), ("said", f"Said by {WORD}, openly.")):
        draft = Draft("letter", "s", "A letter", "en-GB", "letter", Letterhead("Council"), (Paragraph((Run(text),)),))
        made |= {f"{name} {form}": finisher.copy(workspace.templates, draft, form).data for form in ("pdf", "docx")}
    return made


def where(data: bytes) -> set[str]:
    return {layer for layer, text in dug(data).items() if canaries(text)}


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_nothing_is_found_where_nothing_is(papers, form) -> None:
    assert where(papers[f"plain {form}"]) == set()


def test_a_word_that_is_drawn_is_read_through_the_font(papers) -> None:
    assert where(papers["said pdf"]) == {"drawn"}


def test_a_word_of_a_word_file_is_in_its_part(papers) -> None:
    assert where(papers["said docx"]) == {"word/document.xml", "word/document.xml without tags"}


def _font(file: pikepdf.Pdf) -> str:
    return next(iter(file.pages[0].obj.Resources.Font))


def _stream(file: pikepdf.Pdf, text: bytes) -> pikepdf.Stream:
    return file.make_stream(text)


def _note(file: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents=WORD)
    file.pages[0].obj.Annots = pikepdf.Array([file.make_indirect(note)])


def _attachment(file: pikepdf.Pdf) -> None:
    file.attachments["a.txt"] = pikepdf.AttachedFileSpec(file, f"says {WORD}".encode())


def _utf16(file: pikepdf.Pdf) -> None:
    file.Root.PieceInfo = pikepdf.Dictionary(X=pikepdf.String(b"\xfe\xff" + WORD.encode("utf-16-be")))


def _deep(file: pikepdf.Pdf) -> None:
    file.Root.PieceInfo = pikepdf.Dictionary(
        A=pikepdf.Array([pikepdf.Dictionary(B=pikepdf.Array([pikepdf.String(WORD)]))])
    )


def _outline(file: pikepdf.Pdf) -> None:
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(WORD, 0))


def _spoken(file: pikepdf.Pdf) -> None:
    element = next(o for o in file.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/P")
    element.Alt = pikepdf.String(WORD)


IN_A_PDF: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "the properties": lambda f: f.docinfo.__setitem__("/Keywords", WORD),
    "the XMP": lambda f: setattr(f.Root, "Metadata", _stream(f, f"<x>{WORD}</x>".encode())),
    "the outline": _outline,
    "what is spoken in place of a picture": _spoken,
    "a note": _note,
    "an attachment": _attachment,
    "a string in UTF-16": _utf16,
    "a string deep in an object": _deep,
    "a name": lambda f: f.Root.__setitem__(f"/{WORD}", 1),
    "a stream that nothing shows": lambda f: setattr(f.Root, "PieceInfo", _stream(f, WORD.encode("utf-16-be"))),
    "a comment of the drawing": lambda f: f.pages[0].contents_add(f"% {WORD}\n".encode()),
    "marked content": lambda f: f.pages[0].contents_add(f"/Span <</ActualText ({WORD})>> BDC EMC".encode()),
    "the file's own number": lambda f: f.trailer.__setitem__("/Note", pikepdf.String(WORD)),
}


@pytest.mark.parametrize("place", IN_A_PDF)
def test_a_word_is_found_in_a_pdf_in(place, papers) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers["plain pdf"])) as file:
        IN_A_PDF[place](file)
        file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
    assert where(out.getvalue())


def test_a_word_drawn_out_of_sight_is_found(papers) -> None:
    """Moved off the page, and drawn in the mode that leaves no mark (ISO 32000-1, 9.3.6)."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers["said pdf"])) as file:
        file.pages[0].contents_add(b"1 0 0 1 5000 5000 cm 3 Tr", prepend=True)
        file.save(out)
    assert where(out.getvalue()) == {"drawn"}


def test_a_word_of_an_earlier_saving_is_found(papers) -> None:
    """A keyword that a later saving took out of the properties."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers["plain pdf"])) as file:
        file.docinfo["/Keywords"] = WORD
        file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    earlier = out.getvalue()
    with pikepdf.open(out) as file:
        info, root, size = file.docinfo.objgen[0], file.Root.objgen[0], len(file.objects) + 1
        assert WORD in str(file.docinfo["/Keywords"])
    before, at = int(earlier.rpartition(b"startxref\n")[2].split()[0]), len(earlier)
    now = f"{info} 0 obj\n<< /Title (A letter) >>\nendobj\n"
    table = f"xref\n{info} 1\n{at:010} 00000 n \ntrailer\n"
    trailer = f"<< /Size {size} /Root {root} 0 R /Info {info} 0 R /Prev {before} >>\n"
    data = earlier + f"{now}{table}{trailer}startxref\n{at + len(now)}\n%%EOF\n".encode()
    with pikepdf.open(io.BytesIO(data)) as file:
        assert dict(file.docinfo.items()) == {"/Title": "A letter"}
    assert where(data) >= {"earlier strings under /Keywords"}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("word/comments.xml", f"<c><t>{WORD}</t></c>".encode()),
        ("word/document.xml", b"<d><r><t>Qx00</t></r><r><t>01q</t></r></d>"),
        ("word/settings.xml", f'<s author="{WORD}"/>'.encode()),
        ("customXml/item1.xml", f"<x>{WORD}</x>".encode("utf-16")),
        (f"word/{WORD}.xml", b"<x/>"),
        ("word/media/a.bin", b"\0\1" + WORD.encode()),
    ],
)
def test_a_word_is_found_in_a_part_of_a_word_file(name, part) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, part)
    assert where(out.getvalue())


def test_a_word_is_found_in_what_the_package_says_of_itself() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a", b"")
        package.comment = WORD.encode()
    assert where(out.getvalue()) >= {"notes"}
