"""Checkpoints: how many entries the ledger had and their root, signed, to be kept where its owner cannot reach.

A checkpoint is a C2SP tlog-checkpoint in a C2SP signed note, so that programs of other people read it as well:

    cpdocs/ledger/3f6d9c0a51e2b784
    42
    qINS1GRFyS4OZt5bz0wZ5Kvy0pN3xUOBZv6Vbl3cYxI=

    — cpdocs/ledger/3f6d9c0a51e2b784 9rGtcX1hO...

The first line names the ledger by its own key and says nothing of the council. The signature is Ed25519 (RFC 8032)
over the text above it; before it stand the four bytes by which the note says which key made it. What a checkpoint
proves, it proves by lying elsewhere: whoever has the ledger's disk has its key too.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, Self, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cpdocs.errors import LedgerError

#: Bytes of the private key as it is kept.
SEED = 32
#: C2SP's number for Ed25519, before the public key in a verifier key and in what the key's hash is taken of.
_ED25519 = b"\x01"
_HASH = 4
_LONGEST = 10_000
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")

#: By which key a checkpoint is signed: ours, another, or ours but changed after it was signed.
Signed: TypeAlias = Literal["ours", "another", "forged"]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name, as other people get it."""

    name: str
    public: bytes

    @property
    def key_hash(self) -> bytes:
        """The four bytes that say in a note which key signed it."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_HASH]

    @property
    def text(self) -> str:
        """The verifier key of C2SP: name, hash in hex and key in base64, with + between."""
        return f"{self.name}+{self.key_hash.hex()}+{b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def of(cls, text: str) -> Self:
        """The key that ``text`` is. Raises LedgerError for what is no verifier key of Ed25519."""
        name, _, rest = text.strip().partition("+")
        told, _, key = rest.partition("+")
        raw = _decoded(key)
        made = cls(name, raw[1:])
        whole = len(raw) == 1 + SEED and raw[:1] == _ED25519 and re.fullmatch(r"[^\s+]+", name)
        if not whole or told != made.key_hash.hex():
            raise LedgerError("That is no public key of a ledger.", "See which it is: cpdocs ledger key")
        return made


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint as it was read; ``root`` is 64 hex digits, ``signatures`` name, key hash and signature of each."""

    origin: str
    size: int
    root: str
    signatures: tuple[tuple[str, bytes, bytes], ...]
    note: str

    @classmethod
    def of(cls, note: str) -> Self:
        """The checkpoint in a note. Raises LedgerError for a text that is none, whoever signed it."""
        text, blank, signed = note.rpartition("\n\n")
        lines = text.split("\n")
        signatures = [_SIGNATURE.fullmatch(line) for line in signed.splitlines()]
        raw = [_decoded(found[2]) if found else b"" for found in signatures]
        root = _decoded(lines[2]) if len(lines) > 2 else b""  # noqa: PLR2004  (the third line)
        if (
            not blank
            or len(note) > _LONGEST
            or not note.endswith("\n")
            or not (lines[0] and _SIZE.fullmatch(lines[1]) and len(root) == sha256().digest_size)
            or not signatures
            or not all(len(one) > _HASH for one in raw)
        ):
            raise LedgerError("That file is no checkpoint.", "Make one: cpdocs ledger checkpoint")
        found = tuple((s[1], r[:_HASH], r[_HASH:]) for s, r in zip(signatures, raw, strict=True) if s)
        return cls(lines[0], int(lines[1]), root.hex(), found, note)

    def signed_by(self, key: Verifier) -> Signed:
        """Whether ``key`` signed exactly this. A note without any signature by it is another's."""
        mine = [one for name, told, one in self.signatures if (name, told) == (key.name, key.key_hash)]
        if not mine or self.origin != key.name:
            return "another"
        text = self.note.rpartition("\n\n")[0] + "\n"
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(mine[0], text.encode())
        except (InvalidSignature, ValueError):
            return "forged"
        return "ours"


class Signer:
    """The ledger's own key, which signs its checkpoints and nothing else."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes_raw()
        self.verifier = Verifier(f"cpdocs/ledger/{sha256(public).hexdigest()[:16]}", public)

    def sign(self, size: int, root: str) -> Checkpoint:
        """The checkpoint of a ledger of ``size`` entries with this root (64 hex digits); the same every time."""
        name = self.verifier.name
        text = f"{name}\n{size}\n{b64encode(bytes.fromhex(root)).decode()}\n"
        signature = b64encode(self.verifier.key_hash + self._key.sign(text.encode())).decode()
        return Checkpoint.of(f"{text}\n— {name} {signature}\n")


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
