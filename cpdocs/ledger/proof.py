"""One parcel proved by itself: its entries, and the hashes that lead from each of them to the root of the ledger.

Whoever has the root from elsewhere (``ledger verify`` printed it, a letter named it) needs nothing else of the ledger
to see that these entries stand in it as they were written, and learns nothing of any other parcel: the hashes beside
the way say nothing (RFC 6962 section 2.1.1).

A proof carries a checkpoint of just that root where one was made with it: then the ledger's public key, which anybody
may have been given long before, says whose root it is (cpdocs/ledger/checkpoint.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from cpdocs.errors import LedgerError
from cpdocs.ledger.checkpoint import Checkpoint, Verifier
from cpdocs.ledger.entry import Entry, canonical, details_mac, leaf_bytes
from cpdocs.ledger.tree import leaf_hash, root_by_inclusion

FORMAT: Final = "cpdocs/proof/v1"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Proved:
    """One entry of a proof. ``key`` and ``body`` open its details; ``path`` leads from its leaf to the root, in hex."""

    seq: int
    time: str
    event: str
    key: str
    body: str
    path: tuple[str, ...]

    @property
    def mac(self) -> str:
        """The digest of the details that the leaf holds."""
        return details_mac(bytes.fromhex(self.key), self.body)

    def root(self, size: int) -> str:
        """The root of a ledger of ``size`` entries in which this one stands; "" if its path fits none."""
        leaf = leaf_hash(leaf_bytes(self.seq, self.time, self.event, self.mac))
        return root_by_inclusion(leaf, self.seq - 1, size, tuple(map(bytes.fromhex, self.path))).hex()

    def entry(self) -> Entry:
        """The entry as it stands in the ledger."""
        return Entry(self.seq, self.time, self.event, self.mac, json.loads(self.body))


@dataclass(frozen=True, slots=True)
class Proof:
    """The entries of one attempt, in a ledger of ``size`` entries whose root is ``root`` (64 hex digits).

    ``checkpoint`` is a checkpoint's note, or empty.
    """

    attempt: str
    size: int
    root: str
    entries: tuple[Proved, ...]
    checkpoint: str = ""

    @property
    def holds(self) -> bool:
        """Whether every entry leads to the root, all are of this attempt, and the checkpoint is of that root.

        By whom it is signed is another question: ``signed_by``.
        """
        if self.checkpoint:
            told = Checkpoint.of(self.checkpoint)
            if (told.size, told.root) != (self.size, self.root):
                return False
        mine = (one.root(self.size) == self.root and _attempt(one) == self.attempt for one in self.entries)
        return bool(self.entries) and all(mine)

    def signed_by(self, key: Verifier) -> bool:
        """Whether ``key`` signed the checkpoint that it carries."""
        return bool(self.checkpoint) and Checkpoint.of(self.checkpoint).signed_by(key) == "ours"

    def text(self) -> str:
        """The proof as a file holds it: JSON, the same every time."""
        return canonical({"format": FORMAT, **asdict(self)}) + "\n"

    @classmethod
    def of(cls, text: str) -> Proof:
        """The proof in a file. Raises LedgerError for what is none, whether or not it holds."""
        try:
            data = json.loads(text)
            if not isinstance(data, dict) or data.pop("format") != FORMAT:
                raise _no_proof()
            entries = tuple(Proved(**{**one, "path": tuple(one["path"])}) for one in data.pop("entries"))
            proof = cls(entries=entries, **data)
            if proof.checkpoint:
                Checkpoint.of(proof.checkpoint)
        except LedgerError:
            raise _no_proof() from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise _no_proof() from None
        if not _well_formed(proof):
            raise _no_proof()
        return proof


def _no_proof() -> LedgerError:
    return LedgerError("That file is no proof as cpdocs writes it.", "Make it again: cpdocs ledger proof ATTEMPT.")


def _attempt(one: Proved) -> object:
    details: Mapping[str, Any] = json.loads(one.body)
    return f"A{one.seq}" if one.event == "attempt" else details.get("attempt")


def _well_formed(proof: Proof) -> bool:
    texts = (
        proof.attempt,
        proof.root,
        proof.checkpoint,
        *(t for one in proof.entries for t in (one.time, one.event, one.key, one.body)),
    )
    if not all(isinstance(text, str) for text in texts):
        return False
    hashes = (proof.root, *(h for one in proof.entries for h in (one.key, *one.path)))
    numbers = (proof.size, *(one.seq for one in proof.entries))
    return (
        all(isinstance(h, str) and _HASH.fullmatch(h) for h in hashes)
        and all(isinstance(n, int) and not isinstance(n, bool) for n in numbers)
        and all(isinstance(_json(one.body), dict) for one in proof.entries)
    )


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
