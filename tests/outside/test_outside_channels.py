"""S/MIME messages and PDF files with a password, opened by other people's programs: openssl, qpdf, Poppler.

The whole road is walked first, so that what is opened is what a recipient would get, and with her or his key or words
alone.
"""

from __future__ import annotations

import email
import email.policy
import shutil
import subprocess
from pathlib import Path

import certificate_zoo
import pikepdf
import pytest
from certificate_zoo import NOW
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from more_channels import furnish
from plain_pdf import WORDS, pdf

from cpdocs import approval, phrases, run
from cpdocs.channels.base import EmailTo, Parcel, PlainFile
from cpdocs.channels.pdf_password import PdfPassword
from cpdocs.transports import carriers
from cpdocs.workspace import open_workspace

pytestmark = pytest.mark.outside

RECORD = "records/CP-2026-0142-1.decided.yaml"
DAY = NOW.date()


@pytest.fixture(scope="module")
def animals():
    return certificate_zoo.settle()


@pytest.fixture(scope="module")
def letters(untouched, animals, tmp_path_factory):
    """The health visitor's message, the mother's files, and the words that open them."""
    folder = furnish(shutil.copytree(untouched, tmp_path_factory.mktemp("sent") / "workspace"), animals)
    workspace = open_workspace(folder, lambda: NOW)
    issued = phrases.issue(workspace, folder / RECORD, DAY, "mother", "hand", "admin")
    approval.attest(workspace, folder / RECORD, DAY, "decision_letter", "reviewing_officer", "list initialled", "admin")
    done = run.deliver(workspace, folder / RECORD, DAY, "admin", carriers(workspace, "outbox"))
    files = {e.parcel.written.planned.person: folder / "outbox" / e.file for e in done.ended if e.file}
    return files["health_visitor"], files["mother"], issued.words.text


def openssl(folder: Path, *args: object, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *map(str, args)], input=data, capture_output=True, check=False, cwd=folder)


def put(folder, animal, name):
    secret = animal.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / f"{name}.key").write_bytes(secret)
    (folder / f"{name}.pem").write_bytes(animal.pem)


# S/MIME.


def decrypted(folder, message, animal):
    put(folder, animal, "own")
    return openssl(folder, "cms", "-decrypt", "-in", message, "-recip", "own.pem", "-inkey", "own.key")


def verified(folder, signed, authority):
    (folder / "ca.pem").write_bytes(authority.pem)
    at = ("-attime", int(NOW.timestamp()))
    return openssl(folder, "cms", "-verify", "-CAfile", "ca.pem", *at, "-signer", "signer.pem", data=signed)


def test_openssl_opens_the_message_with_her_key_and_finds_the_council_s_signature_good(letters, animals, tmp_path):
    opened = decrypted(tmp_path, letters[0], animals["good"])
    assert opened.returncode == 0, opened.stderr
    read = verified(tmp_path, opened.stdout, animals["ca"])
    assert read.returncode == 0, read.stderr
    assert b"Verification successful" in read.stderr
    signer = openssl(tmp_path, "x509", "-in", "signer.pem", "-noout", "-fingerprint", "-sha256").stdout.decode()
    assert signer.partition("=")[2].strip().replace(":", "") == animals["council"].fpr
    content = email.message_from_bytes(read.stdout, policy=email.policy.default)
    text, letter = content.iter_parts()
    assert "ring 01632 960114" in text.get_content()
    assert letter.get_content().startswith(b"%PDF-")


def test_openssl_opens_it_with_nobody_else_s_key(letters, animals, tmp_path):
    for name in ("mallory", "carol", "council"):
        opened = decrypted(tmp_path, letters[0], animals[name])
        assert (opened.returncode, b"PDF" in opened.stdout) != (0, True)
        assert b"multipart" not in opened.stdout


def test_openssl_finds_a_signature_by_another_authority_and_a_changed_letter(letters, animals, tmp_path):
    signed = decrypted(tmp_path, letters[0], animals["good"]).stdout
    assert verified(tmp_path, signed, animals["impostor ca"]).returncode != 0
    assert verified(tmp_path, signed.replace(b"ring 01632", b"ring 01633"), animals["ca"]).returncode != 0


def test_openssl_names_one_recipient_and_aes_256(letters, tmp_path):
    said = openssl(tmp_path, "cms", "-cmsout", "-print", "-in", letters[0]).stdout.decode()
    assert said.count("d.ktri:") == 1
    assert "aes-256-cbc" in said


# PDF with a password.


@pytest.fixture
def files(letters, tmp_path):
    message = email.message_from_bytes(letters[1].read_bytes(), policy=email.policy.default)
    found = []
    for part in message.iter_attachments():
        found.append(tmp_path / part.get_filename())
        found[-1].write_bytes(part.get_content())
    assert len(found) == 2
    return found


def test_qpdf_opens_it_with_the_words_and_says_aes_256(files, letters, tmp_path, ran):
    words = tmp_path / "words"
    words.write_text(letters[2] + "\n", "utf-8")
    for file in files:
        well, said = ran("qpdf", f"--password-file={words}", "--show-encryption", file)
        assert well, said
        assert "R = 6" in said
        assert said.count("AESv3") == 3
        assert "Supplied password is user password" in said
        assert "extract for accessibility: allowed" in said
        plain = tmp_path / f"plain-{file.name}"
        well, said = ran("qpdf", f"--password-file={words}", "--decrypt", file, plain)
        assert well, said
        assert "Issued to Shona Rennie" in ran("pdftotext", plain, "-")[1]
        assert ran("qpdf", "--check", plain)[0]


def test_without_the_words_qpdf_and_poppler_read_nothing(files, ran):
    for file in files:
        for command in (("qpdf", "--check", file), ("pdftotext", file, "-"), ("pdfinfo", file)):
            well, said = ran(*command)
            assert not well
            assert "password" in said.casefold()
            assert "Rennie" not in said
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(file, password="tribe toilet equip lady zoo use")


def test_poppler_opens_one_with_its_words(tmp_path, ran):
    """Its programs take 32 letters of a password on the command line, and these six words are 31."""
    file = PlainFile("AB2CD3EF4G-1.pdf", "application/pdf", pdf("a secret"))
    parcel = Parcel("AB2CD3EF4G", "pdf_password", EmailTo("m@home.example"), (file,), phrase=WORDS)
    path = tmp_path / file.name
    path.write_bytes(PdfPassword().seal(parcel).files[0].data)
    well, said = ran("pdfinfo", "-upw", WORDS.text, path)
    assert well, said
    assert "algorithm:AES-256" in said
    assert ran("pdftotext", "-upw", WORDS.text, path, "-")[0]
    assert not ran("pdftotext", "-upw", WORDS.text[:-1], path, "-")[0]
