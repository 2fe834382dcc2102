"""A checkpoint, taken apart by the rules of C2SP signed-note and tlog-checkpoint and checked by openssl, not by us.

No line of cpdocs reads the note or the key here. (c2sp.org/signed-note, c2sp.org/tlog-checkpoint; RFC 8032, RFC 8410.)
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys

import pytest

pytestmark = pytest.mark.outside

#: RFC 8410, section 10.1: the DER in which a public key of Ed25519 stands, up to the key's 32 bytes.
ED25519 = bytes.fromhex("302a300506032b6570032100")


@pytest.fixture(scope="module")
def told(played):
    """The ledger's public key and a checkpoint of the demo's ledger, as other people are given them."""

    def say(verb):
        command = [sys.executable, "-m", "cpdocs", "ledger", verb]
        return subprocess.run(command, cwd=played, check=True, capture_output=True, text=True).stdout

    return say("key").strip(), say("checkpoint")


def good(folder, key, text, signature):
    """Whether openssl finds this a signature of ``text`` by this public key."""
    pem = b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(ED25519 + key) + b"-----END PUBLIC KEY-----\n"
    for name, data in (("key.pem", pem), ("text", text), ("signature", signature)):
        (folder / name).write_bytes(data)
    files = ("-inkey", "key.pem", "-in", "text", "-sigfile", "signature")
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", *files]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "Signature Verif" in done.stdout, done.stderr
    return done.returncode == 0


def test_openssl_finds_the_signature_of_a_checkpoint_good_and_that_of_a_changed_one_not(told, tmp_path) -> None:
    verifier, note = told
    name, key_id, encoded = verifier.split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    assert (len(key), key[:1]) == (33, b"\x01")  # 0x01 is Ed25519
    # The key ID: the first four bytes of SHA-256 of the name, a new line, the number of the algorithm, and the key.
    assert key_id == hashlib.sha256(name.encode() + b"\n\x01" + key[1:]).hexdigest()[:8]

    text, _, signatures = note.rpartition("\n\n")
    [line] = signatures.splitlines()
    dash, signer, data = line.split(" ")
    assert (dash, signer) == ("\u2014", name)
    raw = base64.b64decode(data, validate=True)
    assert raw[:4].hex() == key_id
    assert len(raw) == 4 + 64

    origin, size, root = text.split("\n")
    assert origin == name
    assert str(int(size)) == size
    assert len(base64.b64decode(root, validate=True)) == 32

    signed = f"{text}\n".encode()  # with the new line at its end, without the empty one
    assert good(tmp_path, key[1:], signed, raw[4:])
    longer = f"{origin}\n{int(size) + 1}\n{root}\n".encode()
    assert not good(tmp_path, key[1:], longer, raw[4:])
    assert not good(tmp_path, key[1:], signed[:-1], raw[4:])
    assert not good(tmp_path, hashlib.sha256(b"another").digest(), signed, raw[4:])
