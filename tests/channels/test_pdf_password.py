"""PDF with a password: what arrives, and what holds a parcel. qpdf and Poppler read it in tests/outside."""

from __future__ import annotations

import warnings
from io import BytesIO

import pikepdf
import pytest
from plain_pdf import WORDS, pdf

from cpdocs.channels import pdf_password
from cpdocs.channels.base import EmailTo, PaperTo, Parcel, Phrase, PlainFile
from cpdocs.channels.pdf_password import PdfPassword
from cpdocs.errors import ChannelError

SERIAL = "AB2CD3EF4G"


def parcel(*contents, phrase=WORDS, **change):
    files = tuple(PlainFile(f"{SERIAL}-{n}.pdf", "application/pdf", data) for n, data in enumerate(contents, 1))
    told = {"serial": SERIAL, "channel": "pdf_password", "to": EmailTo("m@home.example"), "files": files}
    return Parcel(**{**told, "phrase": phrase, **change})


def held(parcel):
    with pytest.raises(ChannelError) as caught:
        PdfPassword().seal(parcel)
    said = caught.value.diagnostics()
    assert WORDS.text not in said
    assert "secret" not in said
    assert caught.value.__suppress_context__ or caught.value.__cause__ is None
    return caught.value.hold


def drawn(data, password):
    with pikepdf.open(BytesIO(data), password=password) as paper:
        return [page.Contents.read_bytes() for page in paper.pages]


def test_the_words_alone_open_it_and_everything_is_in_it():
    sealed = PdfPassword().seal(parcel(pdf("a secret", "page two"), pdf("a form")))
    assert [(f.name, f.media_type) for f in sealed.files] == [
        (f"{SERIAL}-1.pdf", "application/pdf"),
        (f"{SERIAL}-2.pdf", "application/pdf"),
    ]
    assert drawn(sealed.files[0].data, WORDS.text) == [b"BT (a secret) Tj ET", b"BT (page two) Tj ET"]
    assert drawn(sealed.files[1].data, WORDS.text) == [b"BT (a form) Tj ET"]
    for wrong in ("", "tribe", WORDS.text.upper(), WORDS.text.replace(" ", ""), WORDS.text + " zoo"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(BytesIO(sealed.files[0].data), password=wrong)


def test_it_is_aes_256_of_the_revision_that_stretches_the_words_and_the_metadata_is_under_it():
    (file,) = PdfPassword().seal(parcel(pdf("a secret", title="secret title"))).files
    with pikepdf.open(BytesIO(file.data), password=WORDS.text) as paper:
        guard = paper.encryption
        assert (guard.R, guard.V, guard.bits) == (6, 5, 256)
        assert {guard.stream_method.name, guard.string_method.name, guard.file_method.name} == {"aesv3"}
        assert paper.trailer.Encrypt.get("/EncryptMetadata", True) is True
        assert (paper.user_password_matched, paper.owner_password_matched) == (True, False)
    for clear in (b"secret", b"/Contents", b"/Metadata 1 0", b"dc:title", b"CreationDate", WORDS.text.encode()):
        assert clear not in file.data


def test_a_screen_reader_and_a_pen_may_work_on_it():
    (file,) = PdfPassword().seal(parcel(pdf("x"))).files
    with pikepdf.open(BytesIO(file.data), password=WORDS.text) as paper:
        allowed = paper.allow
        assert (allowed.accessibility, allowed.extract, allowed.print_highres, allowed.modify_form) == (True,) * 4


def test_no_digest_of_the_plain_file_stays_in_the_clear():
    """Finished copies carry a digest of themselves as their id, by which a guess at a whole copy could be proved."""
    plain = pdf("a secret", deterministic_id=True)
    with pikepdf.open(BytesIO(plain)) as paper:
        digests = [bytes(part) for part in paper.trailer.ID]
    (file,) = PdfPassword().seal(parcel(plain)).files
    with pikepdf.open(BytesIO(file.data), password=WORDS.text) as paper:
        assert not set(digests) & {bytes(part) for part in paper.trailer.ID}


def test_the_owner_s_password_is_another_each_time_and_never_the_words(monkeypatch):
    used = []
    made = pikepdf.Encryption
    monkeypatch.setattr(pikepdf, "Encryption", lambda **told: used.append(told) or made(**told))
    for _ in range(2):
        PdfPassword().seal(parcel(pdf("x")))
    assert [told["user"] for told in used] == [WORDS.text] * 2
    assert used[0]["owner"] != used[1]["owner"]
    assert all(len(told["owner"]) == 64 for told in used)


@pytest.mark.parametrize(
    "phrase", [None, Phrase(()), Phrase(("", "", "", "", "", ""))], ids=["none", "empty", "blanks"]
)
def test_without_words_nothing_is_sealed(phrase):
    assert held(parcel(pdf("a secret"), phrase=phrase)) == "no-phrase"


def _protected():
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf("a secret"))) as paper:
        paper.save(out, encryption=pikepdf.Encryption(owner="x", user="", R=6))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", pdf("a secret")[:-40], _protected()],
    ids=["nothing", "no PDF", "cut", "protected already"],
)
def test_what_is_no_whole_plain_pdf_is_not_sealed(data):
    assert held(parcel(data)) == "not-sealed"


@pytest.mark.parametrize(
    "change",
    [
        {"channel": "openpgp"},
        {"to": PaperTo("post")},
        {"files": ()},
        {"files": (PlainFile(f"{SERIAL}-1.docx", "application/vnd.openxmlformats", b"PK"),)},
        {"files": (PlainFile("Rennie.pdf", "application/pdf", pdf("x")),)},
    ],
)
def test_a_parcel_of_another_form_is_held(change):
    assert held(parcel(pdf("x"), **change)) == "not-sealed"


def _saved(encryption):
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf("a secret"))) as paper, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # revision 5 is one that pikepdf warns of
        paper.save(out, encryption=encryption)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(pdf("a secret"), id="not encrypted at all"),
        pytest.param(_saved(pikepdf.Encryption(owner="x", user="", R=6)), id="opens without words"),
        pytest.param(_saved(pikepdf.Encryption(owner="x", user="other words", R=6)), id="other words"),
        pytest.param(_saved(pikepdf.Encryption(owner="x", user=WORDS.text, R=4)), id="AES-128"),
        pytest.param(_saved(pikepdf.Encryption(owner="x", user=WORDS.text, R=5)), id="revision 5"),
        pytest.param(_saved(pikepdf.Encryption(owner=WORDS.text, user="x", R=6)), id="the words are the owner's"),
        pytest.param(b"hello", id="no PDF"),
    ],
)
def test_a_result_that_does_not_read_back_as_it_must_is_refused(data):
    with pytest.raises(ChannelError) as caught:
        pdf_password._read_back("AB2CD3EF4G-1.pdf", data, WORDS, [b"BT (a secret) Tj ET"])
    assert caught.value.hold == "not-sealed"


def test_what_it_has_made_is_read_back_before_it_leaves(monkeypatch):
    made = pikepdf.Encryption
    monkeypatch.setattr(pikepdf, "Encryption", lambda **told: made(owner=told["owner"], user="", R=6))
    assert held(parcel(pdf("a secret"))) == "not-sealed"


def test_a_result_with_another_page_is_refused():
    good = _saved(pikepdf.Encryption(owner="x", user=WORDS.text, R=6))
    pdf_password._read_back("AB2CD3EF4G-1.pdf", good, WORDS, [b"BT (a secret) Tj ET"])
    with pytest.raises(ChannelError):
        pdf_password._read_back("AB2CD3EF4G-1.pdf", good, WORDS, [b"BT (another) Tj ET"])
