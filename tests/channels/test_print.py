import contextlib
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpdocs.channels.base import EmailTo, PaperTo, Parcel, PlainFile
from cpdocs.channels.print import PrintChannel
from cpdocs.errors import ChannelError

SERIAL = "AB2CD3EF4G"


def paper(label: str, pages: int = 1, size=(595, 842), change=lambda pdf: None) -> bytes:
    """A PDF whose pages say ``label 1``, ``label 2`` and so on."""
    with pikepdf.new() as pdf:
        for n in range(1, pages + 1):
            page = pdf.add_blank_page(page_size=size)
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = pdf.make_stream(f"BT /F1 12 Tf 72 700 Td ({label} {n}) Tj ET".encode())
        pdf.docinfo["/Author"] = "A Clerk"
        change(pdf)
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def parcel(*papers: bytes) -> Parcel:
    files = tuple(PlainFile(f"{SERIAL}-{n}.pdf", "application/pdf", data) for n, data in enumerate(papers))
    return Parcel(SERIAL, "print", PaperTo("post"), files)


def pages(data: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(data)
    try:
        return [pdf[n].get_textpage().get_text_bounded() for n in range(len(pdf))]
    finally:
        pdf.close()


def test_the_address_sheet_comes_first_and_each_paper_begins_on_an_odd_page():
    sealed = PrintChannel().seal(parcel(paper("address"), paper("letter", 3), paper("leaflet", 2), paper("form")))
    (file,) = sealed.files
    assert (file.name, file.media_type) == (f"{SERIAL}.pdf", "application/pdf")
    assert pages(file.data) == [
        "address 1", "",
        "letter 1", "letter 2", "letter 3", "",
        "leaflet 1", "leaflet 2",
        "form 1",
    ]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_no_sheet_ever_holds_two_papers_and_no_page_is_lost(lengths):
    papers = [paper("0 page"), *(paper(f"{n} page", length) for n, length in enumerate(lengths, 1))]
    printed = pages(PrintChannel().seal(parcel(*papers)).files[0].data)
    for front, back in zip(printed[::2], [*printed[1::2], ""], strict=False):
        assert not back or front.split()[0] == back.split()[0]
    assert [text for text in printed if text] == [
        f"{n} page {page}" for n, length in enumerate([1, *lengths]) for page in range(1, length + 1)
    ]


def test_a_blank_page_has_the_size_of_the_page_before_it():
    (file,) = PrintChannel().seal(parcel(paper("address"), paper("wide", size=(842, 595)), paper("letter"))).files
    with pikepdf.open(BytesIO(file.data)) as pdf:
        sizes = [tuple(float(edge) for edge in page.mediabox)[2:] for page in pdf.pages]
    assert sizes == [(595, 842), (595, 842), (842, 595), (842, 595), (595, 842)]


def test_the_same_parcel_is_the_same_bytes():
    one, two = (PrintChannel().seal(parcel(paper("address"), paper("letter", 2))).files[0].data for _ in range(2))
    assert one == two


def test_a_neutral_title_is_its_only_property():
    def tell(pdf):
        pdf.Root.Metadata = pdf.make_stream(b"<x:xmpmeta>canary</x:xmpmeta>")
        pdf.attachments["canary.txt"] = b"canary"
        pdf.pages[0].PieceInfo = pikepdf.Dictionary(canary=pikepdf.String("canary"))
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
                                  A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://canary.example")))  # fmt: skip
        pdf.pages[0].Annots = pikepdf.Array([link])
        pdf.pages[0].AA = pikepdf.Dictionary(
            O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("canary"))
        )

    (file,) = PrintChannel().seal(parcel(paper("address"), paper("letter", change=tell))).files
    with pikepdf.open(BytesIO(file.data)) as pdf:
        assert {key: str(value) for key, value in pdf.docinfo.items()} == {"/Title": SERIAL}
        assert set(pdf.Root.keys()) <= {"/Type", "/Pages"}
        out = BytesIO()
        pdf.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"canary" not in out.getvalue()
    assert b"A Clerk" not in out.getvalue()


def test_a_form_that_nobody_has_filled_in_is_printed_as_its_pages():
    forms = [paper("form", 2, change=_form()), paper("boxes", change=lambda pdf: _box(pdf, "/Off"))]
    (file,) = PrintChannel().seal(parcel(paper("address"), *forms)).files
    assert [text for text in pages(file.data) if text] == ["address 1", "form 1", "form 2", "boxes 1"]
    with pikepdf.open(BytesIO(file.data)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert not any("/Annots" in page.obj for page in pdf.pages)


def _note(pdf):
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 9, 9])
    pdf.pages[0].Annots = pikepdf.Array([note])


def _form(drawn=b"/Tx BMC EMC", form=None, **field):
    """A page with one field: how it looks, what the whole form says, and what the field says."""

    def change(pdf):
        look = pdf.make_stream(drawn, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        field.setdefault("AP", pikepdf.Dictionary(N=look))
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, Rect=[0, 0, 9, 9], **field
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pdf.pages[0].Annots, **(form or {}))

    return change


def _box(pdf, state):
    """A box to tick, in one of its two states."""
    looks = {
        name: pdf.make_stream(drawn, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        for name, drawn in (("/Yes", b"0 0 m 9 9 l S"), ("/Off", b""))
    }
    name = pikepdf.Name(state)
    _form(AP=pikepdf.Dictionary(N=pikepdf.Dictionary(looks)), AS=name, V=name)(pdf)


def _layers(pdf):
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([]))


def _pageless() -> bytes:
    with pikepdf.new() as pdf:
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def _encrypted(data: bytes, user: str) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        out = BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=user))
        return out.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        pytest.param(paper("letter", change=_note), "application/pdf", id="a comment that may hide or show"),
        pytest.param(paper("letter", change=_form(V=pikepdf.String("x"))), "application/pdf", id="an answer"),
        pytest.param(paper("letter", change=_form(b"0 0 m 9 9 l S")), "application/pdf", id="an answer that is drawn"),
        pytest.param(paper("letter", change=_form(AP=None)), "application/pdf", id="a field that readers draw"),
        pytest.param(paper("letter", change=lambda pdf: _box(pdf, "/Yes")), "application/pdf", id="a ticked box"),
        pytest.param(
            paper("letter", change=_form(form={"NeedAppearances": True})), "application/pdf", id="a form readers draw"
        ),
        pytest.param(
            paper("letter", change=_form(form={"XFA": pikepdf.Array([])})), "application/pdf", id="an xfa form"
        ),
        pytest.param(paper("letter", change=_layers), "application/pdf", id="layers: a hidden one would print"),
        pytest.param(_encrypted(paper("letter"), "u"), "application/pdf", id="a password to open"),
        pytest.param(_encrypted(paper("letter"), ""), "application/pdf", id="a password against printing"),
        pytest.param(_pageless(), "application/pdf", id="no page"),
        pytest.param(paper("letter")[:-200], "application/pdf", id="cut short"),
        pytest.param(b"PK\x03\x04", "application/pdf", id="a Word file that says it is a PDF"),
        pytest.param(b"", "application/pdf", id="empty"),
        pytest.param(paper("letter"), "application/vnd.openxmlformats", id="another media type"),
    ],
)
def test_what_does_not_print_as_plain_pages_is_refused(data, media_type):
    good = parcel(paper("address"), paper("letter"))
    files = (good.files[0], PlainFile(f"{SERIAL}-1.pdf", media_type, data))
    with pytest.raises(ChannelError) as caught:
        PrintChannel().seal(Parcel(SERIAL, "print", PaperTo("post"), files))
    assert caught.value.hold == "not-printable"


@pytest.mark.parametrize("first", ["AB2CD3EF4G-1.pdf", "ZZ2CD3EF4G-0.pdf", "address.pdf"])
def test_without_its_own_address_sheet_first_a_parcel_is_refused(first):
    files = (
        PlainFile(first, "application/pdf", paper("x")),
        PlainFile(f"{SERIAL}-1.pdf", "application/pdf", paper("y")),
    )
    with pytest.raises(ChannelError) as caught:
        PrintChannel().seal(Parcel(SERIAL, "print", PaperTo("hand"), files))
    assert caught.value.hold == "no-address-sheet"


def test_an_empty_parcel_is_refused():
    with pytest.raises(ChannelError) as caught:
        PrintChannel().seal(Parcel(SERIAL, "print", PaperTo("hand"), ()))
    assert caught.value.hold == "no-address-sheet"


@pytest.mark.parametrize("papers", [(b"",), (b"", b"", b"")], ids=["an address sheet alone", "a number left out"])
def test_papers_must_be_there_and_counted_through(papers):
    whole = parcel(*(paper("x") for _ in papers))
    files = whole.files if len(papers) == 1 else (whole.files[0], whole.files[2])
    with pytest.raises(ChannelError) as caught:
        PrintChannel().seal(Parcel(SERIAL, "print", PaperTo("hand"), files))
    assert caught.value.hold == "not-printable"


@pytest.mark.parametrize(("channel", "to"), [("openpgp", PaperTo("post")), ("print", EmailTo("a@b.example"))])
def test_a_parcel_for_email_is_not_printed(channel, to):
    good = parcel(paper("address"), paper("letter"))
    with pytest.raises(ChannelError):
        PrintChannel().seal(Parcel(SERIAL, channel, to, good.files))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_joined_or_refused_and_nothing_else(at, bytes_):
    good = parcel(paper("address"), paper("letter"))
    data = good.files[1].data
    at %= len(data)
    damaged = data[:at] + bytes_ + data[at + len(bytes_) :]
    with contextlib.suppress(ChannelError):
        PrintChannel().seal(parcel(good.files[0].data, damaged))
