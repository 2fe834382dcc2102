"""Whose signature counts, and over what: a table of every way in which one can be wrong."""

from __future__ import annotations

import pytest

from cpdocs.channels.signatures import LARGEST, require_signed
from cpdocs.errors import UsageError

TEXT = "cpdocs approval v1\nconference: CP-2026-1\ncopies: 00ff – läuft\n".encode()
BAD = "not over these copies as they now stand"
NOT_ONE = "not one good signature by the key"


@pytest.fixture(scope="session")
def sign(zoo):
    """The signature that ``name`` makes of a text, by gpg itself."""

    def make(name, text=TEXT, *how, at=""):
        clock = ["--faked-system-time", f"{at}T120000!"] if at else []
        return zoo.gpg(*clock, *(how or ("--detach-sign", "--armor")), "--local-user", f"{zoo.fpr[name]}!", data=text)

    return make


@pytest.mark.parametrize(
    "how",
    [
        ("--detach-sign", "--armor"),
        ("--detach-sign",),
        ("--detach-sign", "--armor", "--textmode"),
        ("--detach-sign", "--digest-algo", "SHA256"),
    ],
    ids=["armoured", "binary", "of a text", "SHA-256"],
)
@pytest.mark.parametrize("name", ["good", "rsa", "no encryption subkey", "subkey revoked"])
def test_the_approver_s_own_signature_of_these_bytes_counts(name, how, zoo, stocked, sign):
    """A key that can only sign is a good key to approve with, so is one whose encryption subkey is gone."""
    require_signed(stocked, zoo.fpr[name], TEXT, sign(name, TEXT, *how))


# the defect | how the signature came about: signer, text, gpg's arguments | the key that should have signed | what is said
WRONG = [
    ("a word was changed after it was signed", ("good", TEXT.replace(b"00ff", b"00fe")), "good", BAD),
    ("a line was added at the end", ("good", TEXT + b"\n"), "good", BAD),
    ("somebody else signed", ("joann", TEXT), "good", NOT_ONE),
    ("an attacker signed, with the same name on the key", ("mallory", TEXT), "carol", NOT_ONE),
    ("SHA-1 can be made to fit another text", ("rsa", TEXT, "--detach-sign", "--digest-algo", "SHA1"), "rsa", ""),
    ("it is a signed message and no signature", ("good", TEXT, "--sign"), "good", NOT_ONE),
    ("it is a signed text of another file", ("good", b"Yes.", "--clear-sign"), "good", NOT_ONE),
    ("the key was revoked", ("good", TEXT), "revoked", "cannot sign now (revoked)"),
    ("the key is out of its time", ("good", TEXT), "primary expired", "cannot sign now (expired)"),
    ("the key is too short", ("good", TEXT), "short", "cannot sign now (weak)"),
    ("the key was never imported", ("good", TEXT), "never imported", "is not in the key store"),
]


@pytest.mark.parametrize(("made", "key", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_no_other_signature_counts(made, key, said, zoo, stocked, sign):
    signature = sign(*made)
    with pytest.raises(UsageError) as refused:
        require_signed(stocked, zoo.fpr[key], TEXT, signature)
    assert said in refused.value.message
    assert "@" not in refused.value.message


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"\x00",
        b"-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n",
        b"x" * (LARGEST + 1),
        b"\xc2\x00",
    ],
    ids=["nothing", "one byte", "an empty block", "too large", "an empty packet"],
)
def test_what_is_no_signature_is_refused(signature, zoo, stocked):
    with pytest.raises(UsageError):
        require_signed(stocked, zoo.fpr["good"], TEXT, signature)


def test_two_signatures_are_not_one(zoo, stocked, sign):
    """The second could be anybody's: who looks at the file must not have to ask which of them counted."""
    both = sign("good", TEXT, "--detach-sign") + sign("joann", TEXT, "--detach-sign")
    with pytest.raises(UsageError):
        require_signed(stocked, zoo.fpr["good"], TEXT, both)


def test_a_key_that_was_set_aside_signs_nothing(zoo, store, sign):
    store.set_aside(zoo.fpr["good"])
    with pytest.raises(UsageError, match="disabled"):
        require_signed(store, zoo.fpr["good"], TEXT, sign("good"))
