"""A table of tamperings: what somebody who owns the file could do to it, and what verify says."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import ledger_tools
import pytest
from ledger_tools import START, Clock, carry, faults, intent, open_in, tamper

from cpdocs.errors import LedgerError
from cpdocs.ledger import rows
from cpdocs.ledger.entry import details_mac, leaf_bytes
from cpdocs.ledger.tree import Tree, leaf_hash


@pytest.fixture
def written(tmp_path):
    """Eight entries: A1 handed over (2), an approval (3), A4 failed (5), A6 in doubt (7), a run (8)."""
    with open_in(tmp_path) as ledger:
        carry(ledger, "mother")
        ledger.append("approved", {"reference": "CP-2026-0142-1", "case": "2026-0142", "by": "chair"})
        carry(ledger, "father", "failed")
        carry(ledger, "social_worker", "in_doubt")
        ledger.append("run", {"reference": "CP-2026-0142-1", "planned": 3})
        assert faults(ledger) == []
    return tmp_path


EXCHANGE_CONTENT = [
    "INSERT INTO entry SELECT 99, time, event, mac, 'x', 'x', 'x' FROM entry WHERE seq = 3",
    "UPDATE entry SET (time, event, mac) = (SELECT time, event, mac FROM entry WHERE seq = 8) WHERE seq = 3",
    "UPDATE entry SET (time, event, mac) = (SELECT time, event, mac FROM entry WHERE seq = 99) WHERE seq = 8",
    "DELETE FROM entry WHERE seq = 99",
]
EXCHANGE_DETAILS = [
    "UPDATE detail SET seq = 99 WHERE seq = 3",
    "UPDATE detail SET seq = 3 WHERE seq = 8",
    "UPDATE detail SET seq = 8 WHERE seq = 99",
]
EXCHANGE_ROWS = [statement.replace("detail", "entry") for statement in EXCHANGE_DETAILS]

TAMPERINGS = {
    "nothing": ([], []),
    "a time": (["UPDATE entry SET time = '2026-03-02T10:00:04Z' WHERE seq = 3"], [("edited", 3)]),
    "an event": (["UPDATE entry SET event = 'sent' WHERE seq = 2"], [("edited", 2)]),
    "a leaf's hash": (["UPDATE entry SET leaf = '00' WHERE seq = 5"], [("edited", 5)]),
    "a leaf's hash, to no hash at all": (["UPDATE entry SET leaf = 'zz' WHERE seq = 5"], [("edited", 5)]),
    "the root of a perfect subtree": (["UPDATE entry SET node = 'ff' WHERE seq = 4"], [("edited", 4)]),
    "a root": (["UPDATE entry SET root = 'ff' WHERE seq = 5"], [("edited", 5)]),
    "the last root": (["UPDATE entry SET root = 'ff' WHERE seq = 8"], [("edited", 8)]),
    "details": (["UPDATE detail SET body = replace(body, 'mother', 'father') WHERE seq = 1"], [("edited", 1)]),
    "an entry's key": (["UPDATE detail SET key = 'ab' WHERE seq = 7"], [("edited", 7)]),
    "an entry's key, to no key at all": (["UPDATE detail SET key = 'zz' WHERE seq = 7"], [("edited", 7)]),
    "a reference to search by": (["UPDATE detail SET reference = 'CP-1' WHERE seq = 3"], [("edited", 3)]),
    "a case to search by": (['UPDATE detail SET "case" = NULL WHERE seq = 3'], [("edited", 3)]),
    "which attempt an outcome is about": (
        ["UPDATE detail SET attempt = 4 WHERE seq = 2"],
        [("edited", 2)],
    ),
    "the content of two entries exchanged, with their details": (
        [*EXCHANGE_CONTENT, *EXCHANGE_DETAILS],
        [("swapped", 3), ("swapped", 8)],
    ),
    "the content of two entries exchanged": (
        EXCHANGE_CONTENT,
        [("edited", 3), ("swapped", 3), ("edited", 8), ("swapped", 8)],
    ),
    "two whole rows exchanged, with their details": (
        [*EXCHANGE_ROWS, *EXCHANGE_DETAILS],
        [("swapped", 3), ("swapped", 8)],
    ),
    "the first entry taken out": (
        ["DELETE FROM entry WHERE seq = 1", "DELETE FROM detail WHERE seq = 1", "DELETE FROM attempt WHERE seq = 1"],
        [("dropped", 1)],
    ),
    "an entry in the middle taken out": (
        ["DELETE FROM entry WHERE seq = 3", "DELETE FROM detail WHERE seq = 3"],
        [("dropped", 3)],
    ),
    "an outcome taken out": (
        ["DELETE FROM entry WHERE seq = 2", "DELETE FROM detail WHERE seq = 2"],
        [("dropped", 2)],
    ),
    "details taken out": (["DELETE FROM detail WHERE seq = 3"], [("dropped", 3)]),
    "a place in the fence taken out": (["DELETE FROM attempt WHERE seq = 4"], [("dropped", 4)]),
    "a place in the fence changed": (["UPDATE attempt SET recipient = 'aunt' WHERE seq = 4"], [("edited", 4)]),
    "a number in the fence changed": (["UPDATE attempt SET number = 2 WHERE seq = 4"], [("edited", 4)]),
    "a place in the fence for what is no attempt": (["UPDATE attempt SET seq = 5 WHERE seq = 4"], [("dropped", 4), ("edited", 5)]),
    "the last entry taken out, not its details": (["DELETE FROM entry WHERE seq = 8"], [("truncated", 8)]),
    "an entry put in beside": (["INSERT INTO entry VALUES (9, '2026-03-02T11:00:00Z', 'run', 'm', 'l', 'r', 'n')"], [("dropped", 9), ("edited", 9)]),
    "an entry put in before the first": (["INSERT INTO entry VALUES (0, '2026-03-01T11:00:00Z', 'run', 'm', 'l', 'r', 'n')"], None),
    "an entry put far behind": (["INSERT INTO entry VALUES (2000000000, 't', 'run', 'm', 'l', 'r', 'n')"], None),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "expected"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_a_tampering_is_named_where_it_is(written, statements, expected):
    tamper(written, *statements)
    with open_in(written) as ledger:
        found = faults(ledger)
        assert ledger.verify().valid is (not statements)
    if expected is None:
        assert found
    else:
        assert found == expected


def test_the_last_entry_taken_out_whole_is_not_seen_and_the_caveat_says_so(written):
    tamper(written, "DELETE FROM entry WHERE seq = 8", "DELETE FROM detail WHERE seq = 8")
    with open_in(written) as ledger:
        found = ledger.verify()
    assert (found.valid, found.entries, found.proved_to) == (True, 7, None)
    assert "missing from the end" in found.caveat


def test_an_old_copy_put_back_is_not_seen_and_the_caveat_says_so(written):
    ledger_tools.BACKEND.copy(written)
    with open_in(written) as ledger:
        carry(ledger, "aunt")
    ledger_tools.BACKEND.put_back(written)
    with open_in(written) as ledger:
        assert ledger.verify().valid
        assert "older copy put back" in ledger.verify().caveat


def test_an_old_copy_put_back_under_an_open_ledger_stops_the_next_entry(written):
    ledger_tools.BACKEND.copy(written)
    with open_in(written) as ledger:
        carry(ledger, "aunt")
        ledger.append("run", {})
        ledger_tools.BACKEND.put_back(written)
        with pytest.raises(LedgerError, match="went back"):
            carry(ledger, "uncle")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET time = '2026-03-02T10:00:04Z' WHERE seq = 8",
        "UPDATE entry SET root = mac WHERE seq = 8",
        "UPDATE entry SET node = mac WHERE seq = 4",
        "UPDATE entry SET node = 'x' WHERE seq = 6",
    ],
)
def test_nothing_is_added_to_a_ledger_that_does_not_follow(written, change):
    """Only its last entry and the roots that the tree goes on from are looked at here; verify looks at all."""
    tamper(written, change)
    with open_in(written) as ledger:
        with pytest.raises(LedgerError, match=r"does not follow|missing or were changed"):
            ledger.append("run", {})
        assert ledger.verify().entries == 8


def test_details_that_were_changed_are_not_believed(written):
    tamper(written, "UPDATE detail SET body = replace(body, '\"file\"', '\"because\"') WHERE seq = 2")
    with open_in(written) as ledger:
        for read in (ledger.attempts, ledger.entries, lambda: carry(ledger, "mother")):
            with pytest.raises(LedgerError, match="entry 2 were changed"):
                read()


def test_guards_that_were_taken_off_are_missed(written):
    tamper(written, guards_back=False)
    with open_in(written) as ledger:
        assert faults(ledger) == [("unguarded", 0)]
        assert not ledger.verify().valid


def test_a_clock_that_went_back_is_named_once_a_step_and_leaves_the_ledger_valid(tmp_path):
    clock = Clock()
    with open_in(tmp_path, clock) as ledger:
        ledger.append("run", {})
        clock.moment = START - timedelta(days=1)
        ledger.append("run", {})
        ledger.append("run", {})
        assert faults(ledger) == [("clock_back", 2)]
        assert ledger.verify().valid


def test_a_second_try_written_past_the_fence_is_out_of_order(tmp_path):
    """A fault of the program's own: an entry that follows in the tree but that the fence should have kept out."""
    with open_in(tmp_path) as ledger:
        carry(ledger, "mother")
        with ledger._transaction(writes=True) as connection:
            body = {**json.loads(json.dumps(dict(next(ledger.entries()).details))), "number": 2}
            ledger._add(connection, "attempt", body)
        assert ("out_of_order", 3) in faults(ledger)


def test_an_outcome_written_after_the_last_word_is_out_of_order(tmp_path):
    with open_in(tmp_path) as ledger:
        carry(ledger, "mother")
        with ledger._transaction(writes=True) as connection:
            about = {"attempt": "A1", "case": "2026-0142", "reference": "CP-2026-0142-1"}
            ledger._add(connection, "failed", about, 1)
        assert faults(ledger) == [("out_of_order", 3)]


# what the attempt's outcome was (none: still open) | the steps written past the door | which entries are named
IMPOSSIBLE = {
    "bounced without having been sent": (None, ["bounced"], [2]),
    "bounced though it failed": ("failed", ["bounced"], [3]),
    "delivered though it failed": ("failed", ["delivered"], [3]),
    "a message that the post brought back": ("sent", ["returned"], [3]),
    "bounced and then delivered": ("sent", ["bounced", "delivered"], [4]),
    "returned twice": ("handed_over", ["returned", "returned"], [4]),
    "delivered, bounced: as it should be": ("sent", ["delivered", "bounced"], []),
}


@pytest.mark.parametrize(("outcome", "steps", "named"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_cannot_have_become_of_an_attempt_is_out_of_order(outcome, steps, named, tmp_path):
    with open_in(tmp_path) as ledger:
        carry(ledger, "mother", outcome) if outcome else ledger._begin(intent("mother"))
        with ledger._transaction(writes=True) as connection:
            for event in steps:
                about = {"attempt": "A1", "case": "2026-0142", "reference": "CP-2026-0142-1"}
                ledger._add(connection, event, about, 1)
        assert faults(ledger) == [("out_of_order", seq) for seq in named]


def test_a_bounce_written_after_the_parcel_went_again_is_out_of_order(tmp_path):
    """So nobody puts a second sending right afterwards: it stands before the bounce that would have allowed it."""
    with open_in(tmp_path) as ledger:
        carry(ledger, "mother", "sent")
        with ledger._transaction(writes=True) as connection:
            opened = ledger._add(connection, "attempt", {**dict(next(ledger.entries()).details), "number": 2})
            rows.take_place(connection, intent("mother").key, 2, opened.seq)
            for event, attempt in (("sent", 3), ("bounced", 1)):
                about = {"attempt": f"A{attempt}", "case": "2026-0142", "reference": "CP-2026-0142-1"}
                ledger._add(connection, event, about, attempt)
        assert faults(ledger) == [("out_of_order", 3)]


def test_a_row_made_by_hand_from_the_words_of_the_design(written):
    """The leaf, its digest and the root, worked from DESIGN.md and RFC 6962 without the ledger's own writing code."""
    rows = ledger_tools.BACKEND.rows(
        written,
        "SELECT seq, time, event, mac, leaf, root, key, body FROM entry JOIN detail USING (seq) ORDER BY seq",
    )
    tree = Tree()
    for seq, time, event, mac, leaf, root, key, body in rows:
        assert details_mac(bytes.fromhex(key), body) == mac
        written_leaf = f'[{seq},"{time}","{event}","{mac}"]'.encode()
        assert leaf_bytes(seq, time, event, mac) == written_leaf
        tree = tree.add(leaf_hash(written_leaf))
        assert (leaf, root) == (leaf_hash(written_leaf).hex(), tree.root.hex())
    assert len({row[6] for row in rows}) == 8, "each entry has a key of its own"
    assert all(len(row[6]) == 64 for row in rows)


def test_a_leaf_shows_nothing_of_its_details(written):
    leaves = json.dumps(ledger_tools.BACKEND.rows(written, "SELECT * FROM entry"))
    # The digests in a leaf are random: a needle of four hex digits is found in them by chance.
    for told in ("mother", "2026-0142", "decision_letter", "chair", "ABCDE23456", "a1" * 8, "b2" * 8):
        assert told not in leaves


def test_the_same_details_twice_give_different_digests(tmp_path):
    """Else a digest could be guessed at from the few likely values (hazard 25)."""
    with open_in(tmp_path, lambda: datetime(2026, 3, 2, tzinfo=UTC)) as ledger:
        one, other = (ledger.append("run", {"planned": 1}).mac for _ in range(2))
    assert one != other


def test_two_thousand_entries_verify(tmp_path):
    with open_in(tmp_path) as ledger:
        with ledger._transaction(
            writes=True
        ) as connection:  # one commit, to spare the disk; the writing is the real one
            for number in range(2000):
                ledger._add(connection, "run", {"number": number})
        found = ledger.verify()
    assert (found.valid, found.entries, found.faults) == (True, 2000, ())


def test_an_empty_ledger_is_valid_and_proves_little(tmp_path):
    with open_in(tmp_path) as ledger:
        found = ledger.verify()
    assert (found.valid, found.entries) == (True, 0)
    assert found.root == Tree().root.hex()
    assert intent().key.recipient == "mother"
