"""The whole road by every channel: each recipient opens what is hers or his, a bad key holds its own parcel alone.

(HAZARDS.md, "Hazards and tests" 13 to 17.)
"""

from __future__ import annotations

import shutil
from email import policy
from email.parser import BytesParser
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from certificate_zoo import NOW
from cryptography.hazmat.primitives.serialization import pkcs7
from road_tools import CLERK, DAYS, DECIDED, deliver, opened, outbox, pages, table

from cpdocs import phrases, run
from cpdocs.errors import UsageError

LETTERS = DAYS[DECIDED]


@pytest.fixture(scope="module")
def sent(furnished, tmp_path_factory):
    """A first run without the words, then the words, then a second run."""
    folder = shutil.copytree(furnished, tmp_path_factory.mktemp("sent") / "workspace")
    first = deliver(folder, DECIDED, LETTERS)
    issued = phrases.issue(opened(folder), folder / DECIDED, LETTERS, "mother", "hand", CLERK)
    return folder, first, issued, deliver(folder, DECIDED, LETTERS)


def letter_of(folder, done, person):
    (one,) = (e for e in done.ended if e.parcel.written.planned.person == person)
    return (folder / "outbox" / one.file).read_bytes()


def _read(data):
    return BytesParser(policy=policy.default).parsebytes(data)


def test_each_bad_key_holds_its_own_parcel_with_its_reason_and_no_other(sent):
    _, first, _, second = sent
    assert table(first) == {
        "mother": "held phrase-not-issued",
        "ailsas_father": "handed_over",
        "callums_father": "handed_over",
        "social_worker": "handed_over",
        "health_visitor": "handed_over",
        "gp": "held bad-key",  # the certificate has expired
        "police_officer": "held bad-key",  # a certificate of the same name, from an authority of the same name
        "head_teacher": "handed_over",
        "womens_aid": "handed_over",
    }
    assert {p: s for p, s in table(second).items() if s != "done"} == {
        "mother": "handed_over",
        "gp": "held bad-key",
        "police_officer": "held bad-key",
    }


def test_what_one_bad_certificate_leaves_alone_is_whole(sent, readers):
    """The one that was made before it and the one after it open for their owners, with the right name on each page."""
    folder, first, _, _ = sent
    for person, name in (("social_worker", "Fiona Baxter"), ("head_teacher", "")):
        (file,) = _read(letter_of(folder, first, person)).iter_attachments()
        plain, status = readers[person].open(file.get_content())
        assert "[GNUPG:] GOODSIG" in status
        assert all("Issued to" in page and name in page for page in pages(plain))


def test_the_health_visitor_opens_one_message_with_her_certificate_and_nobody_else_does(sent, animals):
    folder, first, _, _ = sent
    whole = _read(letter_of(folder, first, "health_visitor"))
    assert (whole.get_content_type(), whole.get_filename()) == ("application/pkcs7-mime", "smime.p7m")
    content, _signature = _read(_opened(animals["good"], whole.get_content())).iter_parts()
    text, letter = content.iter_parts()
    assert "attached" in text.get_content()
    assert all("Issued to Anne Drummond" in page for page in pages(letter.get_content()))
    with pytest.raises(ValueError, match="recipient"):
        _opened(animals["mallory"], whole.get_content())


def _opened(animal, sealed):
    return pkcs7.pkcs7_decrypt_der(sealed, animal.certificate, animal.secret, [])


def test_the_mother_opens_her_letter_and_its_form_with_six_words_and_nothing_without(sent):
    """By pdfium, which is Chrome's reader."""
    folder, _, issued, second = sent
    files = list(_read(letter_of(folder, second, "mother")).iter_attachments())
    assert [file.get_content_type() for file in files] == ["application/pdf"] * 2, (
        "and no Word form, which no words shut"
    )
    for file in files:
        with pypdfium2.PdfDocument(file.get_content(), password=issued.words.text) as paper:
            assert all("Issued to Shona Rennie" in page.get_textpage().get_text_bounded() for page in paper)
        with pytest.raises(pypdfium2.PdfiumError, match="password"):
            pypdfium2.PdfDocument(file.get_content())
        for clear in (b"Rennie", b"decision", b"Strathmiglo", b"Decision", b"/Title"):
            assert clear not in file.get_content()
    with pypdfium2.PdfDocument(files[1].get_content(), password=issued.words.text) as form:
        assert form.get_formtype() == 1, "and what is to be filled in can be"


def test_the_words_stand_on_the_slip_and_nowhere_else(sent):
    folder, _, issued, _ = sent
    [slip] = pages(issued.slip)
    assert issued.words.text in slip
    assert issued.serial in slip
    for said in ("Rennie", "Shona", "Ailsa", "2026-0142", "child", "protection", "conference", "mother"):
        assert said.casefold() not in slip.casefold()
    with pikepdf.open(BytesIO(issued.slip)) as paper:
        assert str(paper.docinfo.get("/Title")) == "Your six words"
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert issued.words.text.encode() not in data, path
            assert "\0".join(issued.words.words).encode() not in data, path


def test_the_ledger_says_who_was_given_them_and_by_which_road_and_never_what_they_are(sent):
    folder, _, issued, _ = sent
    with opened(folder).ledger() as ledger:
        assert ledger.verify().valid
        (entry,) = (entry for entry in ledger.entries() if entry.event == "phrase")
    assert dict(entry.details) == {
        "case": "2026-0142",
        "reference": "CP-2026-0142-1",
        "recipient": "mother",
        "number": 1,
        "serial": issued.serial,
        "road": "hand",
        "operator": "admin",
        "because": "",
    }


def _issue(folder, **told):
    return phrases.issue(opened(folder), folder / DECIDED, LETTERS, "mother", "hand", CLERK, **told)


def test_the_same_words_are_said_again_and_others_only_for_a_reason(furnished, tmp_path):
    folder = shutil.copytree(furnished, tmp_path / "workspace")
    first, again = _issue(folder), _issue(folder)
    assert (first.words, first.serial) == (again.words, again.serial)
    new = _issue(folder, new="the slip was lost")
    assert new.words != first.words
    assert new.serial != first.serial
    assert _issue(folder).words == new.words
    done = deliver(folder, DECIDED, LETTERS, "mother")
    letter, _ = _read(letter_of(folder, done, "mother")).iter_attachments()
    with pypdfium2.PdfDocument(letter.get_content(), password=new.words.text) as paper:
        assert len(paper)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(letter.get_content(), password=first.words.text)


def test_giving_out_new_words_voids_no_approval(furnished, tmp_path):
    """The chair approved who reads what, by which channel, at which address: not the words."""
    folder = shutil.copytree(furnished, tmp_path / "workspace")
    for new in ("", "the slip was lost"):
        _issue(folder, new=new)
        planned = run.look(opened(folder), folder / DECIDED, LETTERS).parcels
        (letter,) = (p for p in planned if p.written.planned.person == "mother")
        assert (letter.settled.approval, letter.settled.holds) == ("attested", ())


@pytest.mark.parametrize(
    ("person", "by", "said"),
    [
        ("mother", "post", "post is not safe"),
        ("callums_father", "hand", "no PDF files with a password"),
        ("health_visitor", "hand", "no PDF files with a password"),
        ("nobody", "hand", "no PDF files with a password"),
    ],
)
def test_the_words_go_to_nobody_else_and_no_other_way_and_nothing_is_noted(person, by, said, furnished):
    workspace = opened(furnished)
    with workspace.ledger() as ledger:
        before = ledger.verify().root
    with pytest.raises(UsageError, match=said):
        phrases.issue(workspace, furnished / DECIDED, LETTERS, person, by, CLERK)
    with workspace.ledger() as ledger:
        assert ledger.verify().root == before


def test_a_certificate_instead_of_the_approved_one_holds_the_letter(furnished, animals, tmp_path):
    """The approval binds the channel and the fingerprint: another certificate is another reader."""
    folder = shutil.copytree(furnished, tmp_path / "workspace")
    store = opened(folder).certificates
    store.import_public(animals["carol"].pem)
    store.pin("hv-kinnaird-07", animals["carol"].fpr, NOW.date(), "admin")
    done = deliver(folder, DECIDED, LETTERS)
    assert set(table(done).values()) <= {"held approval", "held approval bad-key", "held approval phrase-not-issued"}
    assert outbox(folder) == {}


def test_an_openpgp_key_set_aside_holds_its_own_parcel_alone(furnished, readers, tmp_path):
    folder = shutil.copytree(furnished, tmp_path / "workspace")
    keys = opened(folder).keys
    keys.set_aside(keys.pins()["ht-torbain"].fingerprint)
    done = deliver(folder, DECIDED, LETTERS, "social_worker", "head_teacher")
    assert table(done) == {"social_worker": "handed_over", "head_teacher": "held bad-key"}
    (file,) = _read(letter_of(folder, done, "social_worker")).iter_attachments()
    assert readers["social_worker"].open(file.get_content())[0].startswith(b"%PDF-")


def test_without_the_council_s_password_the_one_parcel_waits(furnished, tmp_path):
    folder = shutil.copytree(furnished, tmp_path / "workspace")
    (folder / "keys" / "smime-password").unlink()
    done = deliver(folder, DECIDED, LETTERS, "health_visitor", "head_teacher")
    assert table(done) == {"health_visitor": "held signing-key", "head_teacher": "handed_over"}
