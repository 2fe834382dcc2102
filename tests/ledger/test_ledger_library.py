"""Roots and proofs of a real ledger, checked by a library that is not ours (pymerkle)."""

from __future__ import annotations

import pytest
from ledger_tools import carry, open_in
from sqlalchemy import select

from cpdocs.ledger import rows
from cpdocs.ledger.entry import leaf_bytes
from cpdocs.ledger.schema import ENTRY
from cpdocs.ledger.tree import consistency, consistent, inclusion

pytestmark = pytest.mark.outside


@pytest.fixture
def written(tmp_path):
    with open_in(tmp_path) as ledger:
        for number in range(33):
            carry(ledger, f"person_{number}")
        yield ledger


@pytest.fixture
def theirs(written):
    from pymerkle import InmemoryTree

    tree = InmemoryTree(algorithm="sha256")
    for entry in written.entries():
        tree.append_entry(leaf_bytes(entry.seq, entry.time, entry.event, entry.mac))
    return tree


def test_every_root_is_theirs(written, theirs):
    with written._transaction(writes=False) as connection:
        ours = list(connection.scalars(select(ENTRY.c.root).order_by(ENTRY.c.seq)))
    assert ours == [theirs.get_root(n).hex() for n in range(1, 67)]
    assert written.verify().root == theirs.get_root().hex()


def test_every_proof_of_ours_is_what_theirs_is_and_holds_for_them(written, theirs):
    from pymerkle import verify_consistency, verify_inclusion

    with written._transaction(writes=False) as connection:
        perfect = rows.perfect(connection)
        for size in (1, 2, 3, 8, 13, 64, 65, 66):
            root = theirs.get_root(size)
            for index in range(size):
                proof = theirs.prove_inclusion(index + 1, size)
                verify_inclusion(theirs.get_leaf(index + 1), root, proof)
                assert list(inclusion(perfect, index, size)) == beside(proof, theirs.get_leaf(index + 1))
            for old in range(1, size + 1):
                proof = theirs.prove_consistency(old, size)
                verify_consistency(theirs.get_root(old), root, proof)
                ours = consistency(perfect, old, size)
                assert consistent(old, theirs.get_root(old), size, root, ours)
                # Their proof of consistency is another: it also holds what makes the older root.
                assert len(proof.path) >= len(ours)


def beside(proof, leaf):
    """Their path has the leaf's own hash among the others'."""
    path = list(proof.path)
    path.remove(leaf)
    return path
