"""Checkpoints: their form against the words of C2SP, and what verify says of a ledger that does not hold to them."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from datetime import timedelta

import ledger_tools
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from ledger_tools import Clock, carry, open_in, tamper

from cpdocs.errors import LedgerError
from cpdocs.ledger import kept
from cpdocs.ledger.checkpoint import Checkpoint, Signer, Verifier

OURS, OTHER = Signer(b"\x01" * 32), Signer(b"\x02" * 32)
#: The example of the signed-note specification itself, made by other people's code.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_published_key_and_signature_are_understood():
    """A note that is no checkpoint: the key's hash and the signed bytes are those of the specification's own example."""
    key = Verifier.of(PUBLISHED_KEY)
    assert (key.key_hash.hex(), key.text) == ("c74f20a3", PUBLISHED_KEY)
    text, _, signed = PUBLISHED_NOTE.rpartition("\n\n")
    raw = b64decode(signed.split(" ")[2])
    assert raw[:4] == key.key_hash
    Ed25519PublicKey.from_public_bytes(key.public).verify(raw[4:], (text + "\n").encode())
    note = Checkpoint("PeterNeumann", 1, "00" * 32, (("PeterNeumann", raw[:4], raw[4:]),), PUBLISHED_NOTE)
    assert note.signed_by(key) == "ours"


def test_a_checkpoint_by_hand_from_the_words_of_the_specification():
    seed, root = b"\x07" * 32, bytes(range(32))
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    name = "cpdocs/ledger/" + hashlib.sha256(public).hexdigest()[:16]
    text = f"{name}\n42\n{b64encode(root).decode()}\n"
    key_hash = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
    signature = b64encode(key_hash + key.sign(text.encode())).decode()
    assert Signer(seed).sign(42, root.hex()).note == f"{text}\n— {name} {signature}\n"
    public_text = b64encode(b"\x01" + public).decode()
    assert Signer(seed).verifier.text == f"{name}+{key_hash.hex()}+{public_text}"


def test_what_is_signed_is_read_again_and_a_witness_s_second_signature_does_no_harm():
    made = OURS.sign(42, "ab" * 32)
    assert Checkpoint.of(made.note) == made
    both = Checkpoint.of(made.note + OTHER.sign(42, "ab" * 32).note.splitlines()[-1] + "\n")
    assert (both.size, both.signed_by(OURS.verifier), both.signed_by(OTHER.verifier)) == (42, "ours", "another")
    assert Verifier.of(OURS.verifier.text) == OURS.verifier


CHANGED = {
    "another number": lambda note: note.replace("\n42\n", "\n43\n"),
    "another root": lambda note: note.replace("q6urq6ur", "q6urq6us"),
    "a word more": lambda note: note.replace("\n\n", "\nmore\n\n"),
    "another signature": lambda note: note[:-20] + ("A" if note[-20] != "A" else "B") + note[-19:],
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_a_checkpoint_that_was_changed_is_forged(change):
    note = OURS.sign(42, "ab" * 32).note
    assert change(note) != note
    assert Checkpoint.of(change(note)).signed_by(OURS.verifier) == "forged"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "x\n1\n\n",
        "x\n01\nAAAA\n\n— x AAAA\n",
        "x\n-1\n",
        PUBLISHED_NOTE,
        "[" * 20_000,
        OURS.sign(1, "ab" * 32).note[:-1],
    ],
)
def test_what_is_no_checkpoint_is_said_to_be_none(text):
    with pytest.raises(LedgerError, match="no checkpoint"):
        Checkpoint.of(text)


@pytest.mark.parametrize(
    "text",
    ["", "a+b", PUBLISHED_KEY[:-1], PUBLISHED_KEY.replace("c74f", "c74e"), PUBLISHED_KEY.replace("Peter", "Paul")],
)
def test_what_is_no_key_is_said_to_be_none(text):
    with pytest.raises(LedgerError, match="no public key"):
        Verifier.of(text)


def head(ledger):
    return OURS.sign(*ledger.head())


def told(folder, *checkpoints):
    with open_in(folder) as ledger:
        found = ledger.verify(checkpoints, OURS.verifier)
    return [(fault.kind, fault.seq) for fault in found.faults], found.proved_to


@pytest.fixture
def grown(tmp_path):
    """Six entries, with a checkpoint after each two; a copy of the file after the first four lies at ``old``."""
    with open_in(tmp_path) as ledger:
        taken = []
        for person in ("mother", "father", "gran"):
            carry(ledger, person)
            taken.append(head(ledger))
            if person == "father":
                ledger_tools.BACKEND.copy(tmp_path)
    return tmp_path, taken


CUTS = ("DELETE FROM entry WHERE seq = N", "DELETE FROM detail WHERE seq = N", "DELETE FROM attempt WHERE seq = N")


def cut(folder, *seqs):
    """Take entries from the end with everything that would tell of them."""
    for seq in seqs:
        tamper(folder, *(one.replace("N", str(seq)) for one in CUTS[: 2 + seq % 2]))


def put_back(folder, more=()):
    ledger_tools.BACKEND.put_back(folder)
    later = Clock()
    later.moment += timedelta(hours=1)
    with open_in(folder, later) as ledger:
        for person in more:
            carry(ledger, person)


def rewrite(folder, people=("mother", "father", "uncle")):
    """The whole anew, by the ledger's own code: nothing in the file alone can tell."""
    ledger_tools.BACKEND.remove(folder)
    with open_in(folder) as ledger:
        for person in people:
            carry(ledger, person)


VECTORS = {
    "nothing": (lambda _: None, [], 6),
    "the last entry cut off": (lambda f: cut(f, 6), [("truncated", 6)], 4),
    "cut back to an earlier checkpoint, as a copy put back would be": (lambda f: cut(f, 6, 5), [("rolled_back", 5)], 4),
    "an older copy put back": (put_back, [("rolled_back", 5)], 4),
    "an older copy put back, and gone on from": (lambda f: put_back(f, ["aunt"]), [("forked", 6)], 4),
    "an older copy put back, and gone on from for long": (lambda f: put_back(f, ["aunt", "uncle"]), [("forked", 6)], 4),
    "the whole written anew": (rewrite, [("forked", 2)], None),
    "the whole written anew, and shorter": (lambda f: rewrite(f, ["uncle"]), [("forked", 2), ("truncated", 3)], None),
    "an edit": (lambda f: tamper(f, "UPDATE entry SET event = 'sent' WHERE seq = 4"), [("edited", 4)], None),
}  # fmt: skip


@pytest.mark.parametrize(("do", "faults", "proved_to"), VECTORS.values(), ids=VECTORS)
def test_with_checkpoints_elsewhere_what_no_ledger_can_prove_alone_is_named(grown, do, faults, proved_to):
    folder, taken = grown
    do(folder)
    assert told(folder, *taken) == (faults, proved_to)


@pytest.mark.parametrize("do", [put_back, rewrite, lambda f: cut(f, 6, 5)], ids=["put back", "anew", "cut off"])
def test_without_one_the_same_are_not_seen_and_the_caveat_says_so(grown, do):
    do(grown[0])
    with open_in(grown[0]) as ledger:
        found = ledger.verify()
    assert (found.valid, found.proved_to) == (True, None)
    assert re.search("missing from the end.*older copy.*written anew", found.caveat)


def test_with_one_the_caveat_says_to_where_it_is_proved(grown):
    with open_in(grown[0]) as ledger:
        carry(ledger, "aunt")
        found = ledger.verify(grown[1], OURS.verifier)
    assert (found.valid, found.proved_to, found.entries) == (True, 6, 8)
    assert "up to entry 6" in found.caveat


def test_a_checkpoint_by_another_key_is_re_signed_and_one_that_was_changed_is_forged(grown):
    folder, taken = grown
    other = OTHER.sign(4, taken[1].root)
    forged = Checkpoint.of(taken[1].note.replace("\n4\n", "\n5\n"))
    assert told(folder, taken[0], other) == ([("re_signed", 4)], 2)
    assert told(folder, taken[0], forged) == ([("forged", 5)], 2)


def test_a_place_keeps_each_once_and_never_writes_one_over(tmp_path):
    place = tmp_path / "share"
    place.mkdir()
    one, fork = OURS.sign(7, "ab" * 32), OURS.sign(7, "cd" * 32)
    assert [kept.write(place, c) for c in (one, one, OURS.sign(8, "ef" * 32))] == ["", "", ""]
    assert "another checkpoint of as many entries" in kept.write(place, fork)
    (place / "README.txt").write_text("not ours")
    assert [c.size for c in kept.read(place)] == [7, 8]
    assert kept.file_name(one) == f"cpdocs-{OURS.verifier.key_hash.hex()}-7.txt"
    assert {p.stat().st_mode & 0o777 for p in place.glob("cpdocs*")} == {0o600}
    (place / kept.file_name(one)).write_text("spoilt")
    with pytest.raises(LedgerError, match="no checkpoint"):
        kept.read(place)


def test_a_place_that_is_not_mounted_is_not_made(tmp_path):
    assert kept.write(tmp_path / "share", OURS.sign(1, "ab" * 32)) == "no such file or directory"
    assert list(tmp_path.iterdir()) == []


def test_a_proof_carries_a_checkpoint_that_says_whose_root_it_is(grown):
    with open_in(grown[0]) as ledger:
        older = ledger.proof("A3", 4)
        signed = type(older)(older.attempt, older.size, older.root, older.entries, grown[1][1].note)
    assert signed.holds
    assert type(older).of(signed.text()) == signed
    assert (signed.signed_by(OURS.verifier), signed.signed_by(OTHER.verifier), older.signed_by(OURS.verifier)) == (
        True,
        False,
        False,
    )
    other = type(older)(older.attempt, older.size, older.root, older.entries, grown[1][2].note)
    assert not other.holds, "a checkpoint of another root"
