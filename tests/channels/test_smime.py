"""S/MIME: what arrives, and what must hold a parcel and touch no other. openssl reads it in tests/outside."""

from __future__ import annotations

import email
import re
from email import policy

import pytest
from certificate_zoo import NOW, PASSWORD

from cpdocs.channels import smime
from cpdocs.channels.base import EmailTo, PaperTo, Parcel, PlainFile
from cpdocs.channels.cms import Recipient, read_recipients
from cpdocs.channels.smime import Smime
from cpdocs.errors import ChannelError, SettingsError

SERIAL = "AB2CD3EF4G"
PAPER = b"%PDF-1.7 first line\nsecond line\r\n\n\x00\xff last, without an end"
NOTE = "This message has papers for you attached.\n\nExample Council"


@pytest.fixture
def channel(animals, certificates):
    return Smime(certificates, lambda: certificates.signer(animals["council"].fpr, PASSWORD), lambda: NOW)


@pytest.fixture
def parcel(animals):
    def make(name, *contents, fingerprint=None, **change):
        files = tuple(
            PlainFile(f"{SERIAL}-{n}.pdf", "application/pdf", data) for n, data in enumerate(contents or (PAPER,), 1)
        )
        told = {
            "serial": SERIAL,
            "channel": "smime",
            "to": EmailTo("someone@example.org"),
            "files": files,
            "note": NOTE,
        }
        return Parcel(**{**told, "fingerprint": fingerprint or animals[name].fpr, **change})

    return make


def opened(animal, data):
    """The signed message for somebody with nothing but this key; None if it does not open. cryptography's reader."""
    from cryptography.hazmat.primitives.serialization import pkcs7

    try:
        return pkcs7.pkcs7_decrypt_der(data, animal.certificate, animal.secret, [])
    except ValueError:
        return None


def held(channel, parcel):
    with pytest.raises(ChannelError) as caught:
        channel.seal(parcel)
    assert not re.search(r"example|PDF|Nurse|Carol", caught.value.diagnostics())
    return caught.value.hold


def parts(animal, sealed):
    (file,) = sealed.files
    message = email.message_from_bytes(opened(animal, file.data), policy=policy.default)
    assert not message.defects
    return message


@pytest.mark.parametrize("name", ["good", "rsa 3072", "no key usage", "expiring"])
def test_the_recipients_key_alone_opens_it_byte_for_byte(name, animals, channel, parcel):
    sealed = channel.seal(parcel(name, PAPER, b"\n\nan enclosure"))
    assert [(f.name, f.media_type) for f in sealed.files] == [(f"{SERIAL}.p7m", "application/pkcs7-mime")]
    signed = parts(animals[name], sealed)
    assert signed.get_content_type() == "multipart/signed"
    content, signature = signed.iter_parts()
    text, *files = content.iter_parts()
    assert text.get_content().split() == NOTE.split()
    assert [(f.get_filename(), f.get_content_type()) for f in files] == [
        (f"{SERIAL}-1.pdf", "application/pdf"),
        (f"{SERIAL}-2.pdf", "application/pdf"),
    ]
    assert [f.get_content() for f in files] == [PAPER, b"\n\nan enclosure"]
    assert signature.get_content_type() == "application/pkcs7-signature"
    assert opened(animals["carol"], sealed.files[0].data) is None


def test_nothing_of_it_can_be_read_from_outside(channel, parcel):
    (file,) = channel.seal(parcel("good")).files
    for said in (b"first line", b"Example", b"pdf", SERIAL.encode(), b"multipart", b"papers@council", b"A Council"):
        assert said not in file.data


def test_the_names_of_what_is_sealed_are_one_issuer_and_serial(animals, channel, parcel):
    (file,) = channel.seal(parcel("good")).files
    certificate = animals["good"].certificate
    assert read_recipients(file.data) == (Recipient(certificate.issuer.public_bytes(), certificate.serial_number),)


@pytest.mark.parametrize(
    ("name", "hold"),
    [
        ("expired", "key-expired"),
        ("from tomorrow", "key-not-yet-valid"),
        ("of another authority", "key-untrusted"),
        ("self-signed", "key-untrusted"),
        ("mallory", "key-untrusted"),
        ("of a lapsed authority", "key-untrusted"),
        ("elliptic curve", "key-cannot-encrypt"),
        ("short", "key-weak"),
        ("for servers", "key-cannot-encrypt"),
        ("for no purpose", "key-cannot-encrypt"),
        ("for any purpose", "key-cannot-encrypt"),
        ("signs only", "key-cannot-encrypt"),
        ("with a strange rule", "key-cannot-encrypt"),
        ("an authority's", "key-cannot-encrypt"),
        ("other ca", "no-key"),
    ],
)
def test_a_certificate_that_cannot_be_used_holds_the_parcel_and_no_other(name, hold, animals, channel, parcel):
    assert held(channel, parcel(name)) == hold
    assert opened(animals["good"], channel.seal(parcel("good")).files[0].data) is not None


def test_two_with_one_name_and_address_are_two_people(animals, channel, parcel):
    """The attacker's with the same subject, and a real second one: each opens its own and nothing of the other's."""
    (file,) = channel.seal(parcel("carol")).files
    assert opened(animals["carol"], file.data)
    assert opened(animals["second carol"], file.data) is None
    assert opened(animals["mallory"], file.data) is None


def test_one_set_aside_holds_the_parcel(animals, certificates, channel, parcel):
    certificates.set_aside(animals["good"].fpr)
    assert held(channel, parcel("good")) == "key-disabled"
    certificates.set_aside(animals["good"].fpr, aside=False)
    assert channel.seal(parcel("good")).files


def test_one_that_nobody_is_pinned_to_or_that_is_gone_holds_the_parcel(animals, certificates, channel, parcel):
    (certificates.folder / "smime" / f"{animals['carol'].fpr}.pem").unlink()
    assert held(channel, parcel("carol")) == "no-key"
    (certificates.folder / "pins.yaml").unlink()
    assert held(channel, parcel("good")) == "no-key"


def test_an_authority_that_is_no_longer_trusted_holds_the_parcel(animals, certificates, channel, parcel):
    (certificates.folder / "smime" / "ca" / f"{animals['ca'].fpr}.pem").unlink()
    assert held(channel, parcel("good")) == "key-untrusted"


@pytest.mark.parametrize("fingerprint", ["nurse@health.example", "A" * 40, "a" * 64, "../x", "A" * 63])
def test_nothing_but_a_whole_fingerprint_names_a_recipient(fingerprint, channel, parcel):
    assert held(channel, parcel("good", fingerprint=fingerprint)) == "no-key"


@pytest.mark.parametrize(
    "change",
    [
        {"channel": "openpgp"},
        {"to": PaperTo("post")},
        {"files": ()},
        {"files": (PlainFile(f"{SERIAL}-1.pdf", "application/pdf", b""),)},
        {"files": (PlainFile("Rennie.pdf", "application/pdf", PAPER),)},
    ],
)
def test_a_parcel_of_another_form_is_held(change, channel, parcel):
    assert held(channel, parcel("good", **change)) == "not-sealed"


def test_a_result_for_somebody_else_is_refused_when_read_back(animals, channel, parcel, monkeypatch):
    """The finished bytes decide, not what the library was asked for."""
    other, own = (channel.seal(parcel(name)).files[0].data for name in ("rsa 3072", "good"))
    aes = bytes.fromhex("60864801650304012a")  # AES-256 in CBC, and AES-128 in its place
    weaker = own.replace(aes, bytes.fromhex("608648016503040102"))
    for data in (other, weaker, own[:-1], own + b"\x00", b"", b"Content-Type: text/plain\r\n\r\nnot sealed at all"):
        monkeypatch.setattr(smime, "_enveloped", lambda *_, data=data: data)
        assert held(channel, parcel("good")) == "not-sealed"
    monkeypatch.setattr(smime, "_enveloped", lambda *_: own)
    assert channel.seal(parcel("good")).files


def test_two_recipients_in_one_message_are_refused_when_read_back(animals, channel, parcel, monkeypatch):
    from cryptography.hazmat.primitives.ciphers import algorithms
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(b"x").set_content_encryption_algorithm(algorithms.AES256)
    for name in ("good", "mallory"):
        builder = builder.add_recipient(animals[name].certificate)
    both = builder.encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])
    assert len(read_recipients(both)) == 2
    monkeypatch.setattr(smime, "_enveloped", lambda *_: both)
    assert held(channel, parcel("good")) == "not-sealed"


# The council's side.


def test_a_password_that_is_not_there_holds_the_parcel(certificates, parcel):
    def ask():
        raise SettingsError("env:X: there is no secret there", "Set it.")

    assert held(Smime(certificates, ask, lambda: NOW), parcel("good")) == "signing-key"


def test_a_council_s_certificate_that_has_run_out_holds_the_parcel(animals, certificates, parcel):
    from cpdocs.channels.certificate_files import Signer

    lapsed = Signer(animals["lapsed council"].secret, animals["lapsed council"].certificate)
    assert held(Smime(certificates, lambda: lapsed, lambda: NOW), parcel("good")) == "signing-key"
