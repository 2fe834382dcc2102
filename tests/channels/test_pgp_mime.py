"""PGP/MIME: one armoured message of covering text and files, signed inside, for one key (RFC 3156, sections 4 and 6.2)."""

from __future__ import annotations

import base64
from email import policy
from email.parser import BytesParser

import pytest

from cpdocs.channels import openpgp
from cpdocs.channels.base import EmailTo, Parcel, PlainFile
from cpdocs.channels.openpgp import OpenPgp
from cpdocs.channels.packets import from_armour, read_recipients
from cpdocs.errors import ChannelError

SERIAL = "AB2CD3EF4G"
LETTER, FORM = b"%PDF-1.7 first\nsecond\r\n\n\x00\xff last", b"PK\x03\x04 a form"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def whole(zoo, store, passphrase, short_temp):
    with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase, whole=True) as channel:
        yield channel


def parcel(fingerprint):
    files = (PlainFile(f"{SERIAL}-1.pdf", "application/pdf", LETTER), PlainFile(f"{SERIAL}-2.docx", WORD, FORM))
    return Parcel(SERIAL, "openpgp", EmailTo("n@health.example"), files, fingerprint, note="Grüße:\n\nring us.")


@pytest.mark.parametrize("name", ["good", "rsa"])
def test_the_recipient_opens_text_and_files_in_one_and_nobody_else_opens_anything(name, zoo, whole):
    (file,) = whole.seal(parcel(zoo.fpr[name])).files
    assert file.name == f"{SERIAL}.asc"
    plain, status = zoo.open(name, file.data)
    assert zoo.open("mallory", file.data)[0] == b""
    assert "GOODSIG" in status
    assert "GOODMDC" in status
    assert f" {SERIAL}.eml\n" in status
    message = BytesParser(policy=policy.default).parsebytes(plain)
    assert message.get_content_type() == "multipart/mixed"
    text, letter, form = message.iter_parts()
    assert text.get_content() == "Grüße:\r\n\r\nring us.\r\n"
    assert [(one.get_filename(), one.get_content_type(), one.get_content()) for one in (letter, form)] == [
        (f"{SERIAL}-1.pdf", "application/pdf", LETTER),
        (f"{SERIAL}-2.docx", WORD, FORM),
    ]
    assert plain.isascii()
    assert max(map(len, plain.split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1
    assert b"\n" not in plain.replace(b"\r\n", b"")


def test_its_packets_name_one_key_and_its_armour_names_no_program(zoo, whole):
    (file,) = whole.seal(parcel(zoo.fpr["good"])).files
    assert read_recipients(from_armour(file.data)) == (zoo.subkeys("good")[0][-16:],)
    assert b":" not in file.data


def test_a_message_that_is_for_somebody_else_too_is_not_kept(zoo, whole, monkeypatch):
    """As when a line in a configuration of gpg's adds a recipient behind our back."""
    real = openpgp._Desk._encrypted

    def to_two(desk, file, fingerprint, **form):
        result = real(desk, file, fingerprint, **form)
        key = zoo.gpg("--armor", "--export", zoo.fpr["mallory"])
        desk.home.take_in(key)
        result.data = desk.home.run(
            "--trust-model",
            "always",
            "--armor",
            "--encrypt",
            "-r",
            fingerprint,
            "-r",
            zoo.fpr["mallory"],
            data=file.data,
        )
        return result

    monkeypatch.setattr(openpgp._Desk, "_encrypted", to_two)
    with pytest.raises(ChannelError) as caught:
        whole.seal(parcel(zoo.fpr["good"]))
    assert caught.value.hold == "not-sealed"


HEAD, END = "-----BEGIN PGP MESSAGE-----\n\n", "=0000\n-----END PGP MESSAGE-----\n"
BODY = base64.encodebytes(bytes(range(200))).decode()


def test_armour_is_taken_off():
    assert from_armour((HEAD + BODY + END).encode()) == bytes(range(200))


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        HEAD + END,
        "a word before it\n" + HEAD + BODY + END,
        HEAD + BODY + END + "a word behind it\n",
        HEAD + BODY + END + HEAD + BODY + END,
        HEAD.replace("\n\n", "\nComment: x\n\n") + BODY + END,
        HEAD.replace("MESSAGE", "SIGNED MESSAGE") + BODY + END,
        HEAD + BODY.replace("\n", "\r\n") + END,
        HEAD + "A" * 77 + "\n" + END,
        HEAD + "A=\n" + END,
        HEAD + "AAAA\n\n" + END,
    ],
    ids=range(11),
)
def test_anything_but_one_armoured_message_is_refused(text):
    with pytest.raises(ValueError, match=r"armoured|padding|base64|characters"):
        from_armour(text.encode())
