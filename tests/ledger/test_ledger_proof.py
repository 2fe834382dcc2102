"""One parcel proved by itself: against published paths, and against every change of what a proof holds."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from ledger_tools import carry, open_in, tamper
from test_ledger_tree import LEAVES, grown, inclusion_in

from cpdocs.errors import LedgerError
from cpdocs.ledger.entry import StepRefusedError
from cpdocs.ledger.proof import Proof
from cpdocs.ledger.tree import leaf_hash, root_by_inclusion

_6B, _5F, _BC = (
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
)
#: Of the certificate-transparency reference tests: a leaf, counted from 1, of a tree of so many, and its path.
PATHS = [
    (1, 1, []),
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", _5F, _6B]),
    (
        6,
        8,
        [
            _BC,
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (3, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (2, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", _5F, _BC]),
]


@pytest.mark.parametrize(("leaf", "size", "published"), PATHS)
def test_the_published_paths(leaf, size, published) -> None:
    assert [one.hex() for one in inclusion_in(LEAVES[:size], leaf - 1)] == published


@pytest.mark.parametrize("size", range(1, 40))
def test_each_path_leads_from_its_own_leaf_to_the_root_and_from_no_other(size) -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(size)]
    root = grown([bytes([n]) for n in range(size)]).root
    for index, leaf in enumerate(leaves):
        beside = inclusion_in([bytes([n]) for n in range(size)], index)
        assert root_by_inclusion(leaf, index, size, beside) == root
        others = [n for n in range(size + 1) if n != index]
        assert [n for n in others if root_by_inclusion(leaf, n, size, beside) == root] == []
        assert root_by_inclusion(leaf, index, size, beside[:-1]) != root or size == 1
        assert root_by_inclusion(leaf, index, size, (*beside, leaf)) != root
        assert root_by_inclusion(leaf_hash(b"another"), index, size, beside) != root


@pytest.fixture
def ledger(tmp_path):
    with open_in(tmp_path) as one:
        for person in ("mother", "father", "gran", "teacher", "doctor"):
            carry(one, person)
        one.confirm("A3", "sent", by="clerk")
        yield one


def test_a_proof_holds_every_entry_of_its_attempt_and_nothing_of_another(ledger) -> None:
    proof = ledger.proof("A3")
    assert proof.holds
    assert [(one.event, one.entry().details.get("recipient")) for one in proof.entries] == [
        ("attempt", "father"),
        ("handed_over", None),
        ("confirmed_sent", None),
    ]
    assert (proof.size, proof.root) == (11, ledger.verify().root)
    assert [word for word in ("mother", "gran", "teacher", "doctor") if word in proof.text()] == []
    assert Proof.of(proof.text()) == proof
    assert ledger.proof("A3").text() == proof.text()


CHANGES = [
    ("another recipient", lambda e: e.update(body=e["body"].replace("father", "mother"))),
    ("another time", lambda e: e.update(time="2026-03-02T10:00:09Z")),
    ("another event", lambda e: e.update(event="sent")),
    ("another number", lambda e: e.update(seq=e["seq"] + 2)),
    ("another key", lambda e: e.update(key="ab" * 32)),
    ("a hash beside the way", lambda e: e["path"].__setitem__(0, "cd" * 32)),
    ("a shorter way", lambda e: e["path"].pop()),
]


@pytest.mark.parametrize("change", [row[1] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_a_proof_with_anything_changed_does_not_hold(change, ledger) -> None:
    data = json.loads(ledger.proof("A3").text())
    change(data["entries"][0])
    assert Proof.of(json.dumps(data)).holds is False


def test_a_proof_of_nothing_or_of_another_attempt_s_entries_does_not_hold(ledger) -> None:
    mine, other = ledger.proof("A3"), ledger.proof("A5")
    assert replace(mine, entries=()).holds is False
    assert replace(mine, entries=(*mine.entries, *other.entries)).holds is False
    assert replace(mine, size=mine.size + 1).holds is False
    assert replace(mine, root="00" * 32).holds is False


@pytest.mark.parametrize("text", ["", "[]", "{}", "no", '{"format":"cpdocs/proof/v1"}', "[" * 9_999])
def test_what_is_no_proof_is_said_to_be_none(text) -> None:
    with pytest.raises(LedgerError, match="no proof"):
        Proof.of(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [("size", "8"), ("size", True), ("root", 1), ("root", "xy"), ("attempt", None), ("entries", [1]), ("more", 1)],
)
def test_a_proof_of_another_shape_is_none(field, value, ledger) -> None:
    data = {**json.loads(ledger.proof("A3").text()), field: value}
    with pytest.raises(LedgerError, match="no proof"):
        Proof.of(json.dumps(data))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE detail SET body = replace(body, 'father', 'mother') WHERE seq = 3", "were changed"),
        (
            "UPDATE entry SET node = replace(node, substr(node, 1, 8), '00000000') WHERE seq = 2",
            "nothing can be proved",
        ),
    ],
    ids=["its own entry", "another's leaf"],
)
def test_a_ledger_that_was_changed_proves_nothing(change, said, ledger, tmp_path) -> None:
    tamper(tmp_path, change)
    with pytest.raises(LedgerError, match=said):
        ledger.proof("A3")


@pytest.mark.parametrize("attempt", ["A4", "A99", "17"])
def test_there_is_no_proof_of_what_is_no_attempt(attempt, ledger) -> None:
    with pytest.raises(StepRefusedError):
        ledger.proof(attempt)
