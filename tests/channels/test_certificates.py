"""The zoo of certificates: each in its state, each refused import with its words, nothing kept of what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from certificate_zoo import NOW, PASSWORD, make

from cpdocs.channels.certificate_files import is_openpgp
from cpdocs.channels.certificates import CertificateStore
from cpdocs.channels.keys import Pin
from cpdocs.errors import SettingsError

DAY = date(2026, 1, 2)
STATES = {
    "good": "good",
    "rsa 3072": "good",
    "no key usage": "good",
    "expiring": "good",
    "carol": "good",
    "second carol": "good",
    "mallory": "untrusted",
    "expired": "expired",
    "from tomorrow": "not-yet-valid",
    "of another authority": "untrusted",
    "self-signed": "untrusted",
    "of a lapsed authority": "untrusted",
    "elliptic curve": "not-rsa",
    "short": "weak",
    "for servers": "not-for-mail",
    "for no purpose": "not-for-mail",
    "for any purpose": "not-for-mail",
    "signs only": "not-for-mail",
    "with a strange rule": "not-for-mail",
    "an authority's": "an-authority's",
}


@pytest.fixture
def empty(tmp_path):
    return CertificateStore(tmp_path / "empty", lambda: NOW)


def test_each_certificate_is_listed_in_its_state(animals, certificates):
    listed = {info.fingerprint: info for info in certificates.list()}
    assert {name: listed[animals[name].fpr].state for name in STATES} == STATES
    assert len(listed) == len(STATES)
    nurse = listed[animals["good"].fpr]
    assert nurse.user_ids == ("CN=R Nurse", "nurse@health.example")
    assert nurse.issuer == "CN=Health CA"
    assert nurse.expires == date(2056, 11, 8)  # 30 times 365 days after 16 November 2026


def test_the_hash_of_a_signature_counts(animals):
    """SHA-1: two certificates with one signature were made in 2017. The library makes none, so one is spelt out."""
    from cryptography import x509

    sha256 = bytes.fromhex("2a864886f70d01010b")  # sha256WithRSAEncryption, and sha1WithRSAEncryption in its place
    spoilt = x509.load_der_x509_certificate(animals["good"].der.replace(sha256, bytes.fromhex("2a864886f70d010105")))
    from cpdocs.channels.certificate_info import describe

    assert describe(spoilt, [animals["ca"].certificate], NOW).state == "weak"


@pytest.mark.parametrize("form", ["pem", "der"])
def test_a_certificate_comes_in_as_pem_or_der_and_nobody_is_pinned(form, animals, empty):
    empty.import_authorities(animals["ca"].pem)
    (info,) = empty.import_public(getattr(animals["good"], form))
    assert (info.fingerprint, info.state) == (animals["good"].fpr, "good")
    assert [one.fingerprint for one in empty.list()] == [animals["good"].fpr]
    assert empty.pins() == {}


def test_the_folder_and_its_files_are_the_owners_alone(certificates):
    paths = [certificates.folder, *certificates.folder.rglob("*")]
    assert len(paths) > 20
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o700, 0o600}


BAD_IMPORTS = {
    "nothing": lambda zoo: b"",
    "not a certificate": lambda zoo: b"hello",
    "an authority's": lambda zoo: zoo["ca"].pem,
    "a person's and an authority's": lambda zoo: zoo["good"].pem + zoo["ca"].pem,
    "with its private key": lambda zoo: zoo["good"].pem + zoo["good"].secret_pem(),
    "a cut one": lambda zoo: zoo["good"].pem[:-60],
    "a whole one and a cut one": lambda zoo: zoo["good"].pem + zoo["rsa 3072"].pem[:-60],
    "damaged": lambda zoo: zoo["good"].pem.replace(b"MII", b"MIJ", 1),
    "a cut one in DER": lambda zoo: zoo["good"].der[:-1],
    "more behind it in DER": lambda zoo: zoo["good"].der + b"\x00",
    "too large": lambda zoo: zoo["good"].pem + b" " * 1_000_000,
}


@pytest.mark.parametrize("name", BAD_IMPORTS)
def test_what_is_not_whole_certificates_of_people_is_refused_and_nothing_is_kept(name, animals, empty):
    with pytest.raises(SettingsError):
        empty.import_public(BAD_IMPORTS[name](animals))
    assert list(empty.folder.rglob("*.pem")) == []


def test_nobody_but_an_authority_can_be_trusted_to_vouch(animals, empty):
    with pytest.raises(SettingsError, match="may not vouch"):
        empty.import_authorities(animals["good"].pem)
    assert list(empty.folder.rglob("*.pem")) == []


@pytest.mark.parametrize("form", ["PEM", "PKCS #12"])
def test_the_council_s_own_key_comes_in_with_its_certificate_and_stays_under_its_password(form, animals, empty):
    own = animals["council"]
    data = own.pem + own.secret_pem() if form == "PEM" else own.p12(above=[animals["ca"].certificate])
    info = empty.import_signing(data, PASSWORD)
    assert (info.fingerprint, info.state) == (own.fpr, "good")
    kept = (empty.folder / "smime" / "signing" / f"{own.fpr}.pem").read_bytes()
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in kept
    signer = empty.signer(own.fpr, PASSWORD)
    assert signer.key.private_numbers() == own.secret.private_numbers()
    assert [c.subject for c in signer.above] == ([] if form == "PEM" else [animals["ca"].certificate.subject])
    assert "key" not in repr(signer)
    with pytest.raises(SettingsError, match="another one"):
        empty.signer(own.fpr, "guessed")


def _open_key(zoo):
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    own = zoo["council"]
    return own.pem + own.secret.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


BAD_SIGNING = {
    "nothing": (lambda zoo: b"", "cannot be read"),
    "a certificate without a key": (lambda zoo: zoo["council"].pem, "one private key"),
    "a key without a certificate": (lambda zoo: zoo["council"].secret_pem(), "whole certificates"),
    "a key and somebody else's certificate": (lambda zoo: zoo["council"].secret_pem() + zoo["good"].pem, "its key"),
    "a key without a password": (_open_key, "not protected by a password"),
    "another password": (lambda zoo: zoo["council"].pem + zoo["council"].secret_pem("guessed"), "another one"),
    "PKCS #12 under another password": (lambda zoo: zoo["council"].p12("guessed"), "another one"),
    "one that has run out": (lambda zoo: zoo["lapsed council"].p12(), "it is expired"),
    "an authority's": (lambda zoo: zoo["ca"].p12(), "it is an-authority's"),
    "of an elliptic curve": (lambda zoo: zoo["elliptic curve"].p12(), "RSA"),
    "for servers": (lambda zoo: zoo["for servers"].p12(), "it is not-for-mail"),
}


@pytest.mark.parametrize("name", BAD_SIGNING)
def test_what_cannot_sign_messages_is_refused_with_the_reason(name, animals, empty):
    data, words = BAD_SIGNING[name]
    with pytest.raises(SettingsError, match=words) as refused:
        empty.import_signing(data(animals), PASSWORD)
    assert PASSWORD not in refused.value.diagnostics()
    assert list(empty.folder.rglob("*.pem")) == []


@pytest.mark.parametrize(
    "asked", ["nurse@health.example", "R Nurse", "{lower}", "", "{short}", "../{whole}", "{whole}\n"]
)
def test_a_certificate_is_found_by_its_whole_fingerprint_only(asked, animals, certificates):
    whole = animals["good"].fpr
    with pytest.raises(SettingsError, match="64 hex digits"):
        certificates.admit(asked.format(whole=whole, lower=whole.lower(), short=whole[:40]))


def test_keys_and_certificates_are_pinned_side_by_side(zoo, store, animals):
    """One owner may have both; the older file of pins, without certificates, is read as before."""
    certificates = CertificateStore(store.folder, lambda: NOW)
    certificates.import_public(animals["good"].pem)
    before = store.pins()
    certificates.pin("good", animals["good"].fpr, DAY, "staff-1")
    assert store.pins() == before
    assert certificates.pins() == {"good": Pin(animals["good"].fpr, DAY, "staff-1")}
    store.pin("another", zoo.fpr["good"], DAY, "staff-1")
    assert certificates.pins() == {"good": Pin(animals["good"].fpr, DAY, "staff-1")}


@pytest.mark.parametrize("fingerprint", ["A" * 64, "A" * 40, "nurse@health.example"])
def test_what_is_not_here_cannot_be_pinned(fingerprint, certificates):
    with pytest.raises(SettingsError, match=r"no certificate|64 hex digits"):
        certificates.pin("contact", fingerprint, DAY, "staff-1")


def test_a_file_whose_name_lies_is_refused(animals, certificates):
    (certificates.folder / "smime" / f"{animals['good'].fpr}.pem").write_bytes(animals["second carol"].pem)
    with pytest.raises(SettingsError, match="does not hold"):
        certificates.list()


def test_an_authority_that_others_may_write_is_refused(animals, certificates):
    (certificates.folder / "smime" / "ca" / f"{animals['ca'].fpr}.pem").chmod(0o622)
    with pytest.raises(SettingsError, match="Others may write"):
        certificates.list()


def test_check_names_what_is_wrong(animals, certificates):
    bad = {(name, "unusable") for name, state in STATES.items() if state != "good"}
    bad.add(("", "authority-unusable"))  # the lapsed one
    found = {(f.owner, f.id) for f in certificates.check(NOW.date())}
    assert found == bad | {("expiring", "expires-soon")}
    soon = NOW.date() - timedelta(days=11)  # 31 days before that one runs out
    assert {(f.owner, f.id) for f in certificates.check(soon)} == bad


def test_an_authority_that_runs_out_soon_is_named_in_time(animals, empty):
    empty.import_authorities(animals["ca"].pem)
    ends = empty.trusted()[0].expires
    told = {days: [f.id for f in empty.check(ends - timedelta(days=days))] for days in (31, 30)}
    assert told == {31: [], 30: ["authority-expires-soon"]}


def test_a_pin_is_taken_back_alone(zoo, store, animals):
    certificates = CertificateStore(store.folder, lambda: NOW)
    certificates.import_public(animals["good"].pem)
    certificates.pin("good", animals["good"].fpr, DAY, "staff-1")
    certificates.pin("twin", animals["good"].fpr, DAY, "staff-1")
    keys = store.pins()
    with pytest.raises(SettingsError, match="is not pinned to"):
        certificates.unpin("nobody", animals["good"].fpr)
    certificates.unpin("good", animals["good"].fpr)
    assert (set(certificates.pins()), store.pins()) == ({"twin"}, keys)
    store.unpin("good", zoo.fpr["good"])
    assert (set(certificates.pins()), set(store.pins())) == ({"twin"}, set(keys) - {"good"})


def test_check_asks_for_a_signing_certificate_where_somebody_has_one(animals, empty):
    assert empty.check(DAY) == ()
    empty.import_authorities(animals["ca"].pem)
    empty.import_public(animals["good"].pem)
    empty.pin("nurse", animals["good"].fpr, DAY, "staff-1")
    assert [f.id for f in empty.check(DAY)] == ["no-signing-key"]


def test_a_council_s_certificate_that_has_run_out_since_is_named(animals, certificates):
    later = CertificateStore(certificates.folder, lambda: NOW + timedelta(days=40 * 365))
    found = [f for f in later.check(NOW.date()) if not f.owner and "authority" not in f.id]
    assert [(f.id, f.fingerprint) for f in found] == [("signing-key-unusable", animals["council"].fpr)]


def test_a_claim_cannot_forge_a_line_of_the_list(animals, empty):
    forged = make("Eve\u2028good\u202e", animals["ca"], secret=animals["good"].secret)
    (info,) = empty.import_public(forged.pem)
    assert info.user_ids == ("CN=Eve\\u2028good\\u202e",)


@pytest.mark.parametrize(
    ("data", "is_one"),
    [(b"-----BEGIN PGP PUBLIC KEY BLOCK-----", True), (b"-----BEGIN CERTIFICATE-----", False), (b"\x30\x82", False), (b"hello", True)],
)  # fmt: skip
def test_a_file_is_told_by_its_first_words(data, is_one):
    assert is_openpgp(data) is is_one
