"""A ledger put back from a backup: what two people's entry explains, what it does not, and what stays told for ever."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import ledger_tools
import pytest
from ledger_tools import Clock, carry

from cpdocs.ledger import kept, restored
from cpdocs.ledger.checkpoint import Signer

OURS = Signer(b"\x01" * 32)
CLOCK = Clock()


def open_in(folder):
    """With one clock for all openings, so that a later one is later."""
    return ledger_tools.open_in(folder, CLOCK)


@pytest.fixture
def lost(tmp_path):
    """Four entries, backed up; then four more, of which two checkpoints lie elsewhere; then the backup put back."""
    with open_in(tmp_path) as ledger:
        for person in ("mother", "father"):
            carry(ledger, person)
        ledger_tools.BACKEND.copy(tmp_path)
        taken = []
        for person in ("gran", "advocate"):
            carry(ledger, person)
            taken.append(OURS.sign(*ledger.head()))
    ledger_tools.BACKEND.put_back(tmp_path)
    return taken


def put_back(ledger, checkpoints, size=4, **more):
    told = {"size": size, "lost": [[one.size, one.root] for one in checkpoints], "operator": "admin", "by": "manager"}
    return ledger.append("restored", told | {"because": "the disk died"} | more)


def verified(folder, checkpoints):
    with open_in(folder) as ledger:
        return ledger.verify(checkpoints, OURS.verifier)


def kinds(found):
    return [(fault.kind, fault.seq) for fault in found.faults]


def test_until_somebody_says_so_it_is_what_a_thief_would_have_done(lost, tmp_path):
    assert kinds(verified(tmp_path, lost)) == [("truncated", 5)]


def test_two_people_s_word_lets_it_go_on_and_stays_told(lost, tmp_path):
    """The new entries 5 to 8 have other roots than the lost ones, whose checkpoints are of 6 and of 8."""
    with open_in(tmp_path) as ledger:
        put_back(ledger, lost)
        assert ledger.verify(lost, OURS.verifier).valid
        for person in ("gran", "advocate"):
            carry(ledger, person)
        later = OURS.sign(*ledger.head())
    found = verified(tmp_path, [*lost, later])
    assert (found.valid, found.faults, found.proved_to) == (True, (), 9)
    (loss,) = found.losses
    assert (loss.seq, loss.size, loss.known_to) == (5, 4, 8)
    assert (
        f"after entry 4 was lost, up to entry 8 at least, as the checkpoint of 8 entries with the root {lost[1].root}"
        in loss.told
    )
    assert verified(tmp_path, ()).losses == found.losses, "told without any checkpoint, too"


NOT_EXPLAINED = {
    "one person in both parts": {"by": "admin"},
    "nobody second": {"by": ""},
    "a checkpoint of entries that were not lost": {"size": 6},
    "more entries than there are": {"size": 5},
    "roots that are none": {"lost": [[6, "x"], [8, "y"]]},
    "no list": {"lost": 8},
}


@pytest.mark.parametrize("more", NOT_EXPLAINED.values(), ids=NOT_EXPLAINED)
def test_what_explains_nothing(lost, tmp_path, more):
    with open_in(tmp_path) as ledger:
        put_back(ledger, lost, **more)
    found = verified(tmp_path, lost)
    assert (found.valid, found.losses) == (False, ())


def test_a_checkpoint_that_it_does_not_name_is_what_it_always_was(lost, tmp_path):
    """A place that could not be reached when the ledger was put back."""
    with open_in(tmp_path) as ledger:
        put_back(ledger, lost[:1])
    assert kinds(verified(tmp_path, lost)) == [("truncated", 6)]
    with open_in(tmp_path) as ledger:
        for person in ("gran", "advocate"):
            carry(ledger, person)
    assert kinds(verified(tmp_path, lost)) == [("forked", 8)]


def test_the_new_entries_are_held_to_their_own_checkpoints(lost, tmp_path):
    with open_in(tmp_path) as ledger:
        put_back(ledger, lost)
        ledger_tools.BACKEND.copy(tmp_path, "newer")
        carry(ledger, "gran")
        later = OURS.sign(*ledger.head())
    ledger_tools.BACKEND.put_back(tmp_path, "newer")
    assert kinds(verified(tmp_path, [*lost, later])) == [("truncated", 6)]


def test_an_older_copy_than_the_one_that_was_put_back_is_not_explained_by_it(lost, tmp_path):
    """Its entry is gone with the rest."""
    with open_in(tmp_path) as ledger:
        ledger_tools.BACKEND.copy(tmp_path, "newer")
        put_back(ledger, lost)
    ledger_tools.BACKEND.put_back(tmp_path, "newer")
    assert kinds(verified(tmp_path, lost)) == [("truncated", 5)]


@pytest.mark.one_file
def test_a_new_checkpoint_is_kept_beside_a_lost_one_of_as_many_entries(lost, tmp_path):
    place = tmp_path / "share"
    place.mkdir()
    assert [kept.write(place, one) for one in lost] == ["", ""]
    with open_in(tmp_path) as ledger:
        put_back(ledger, lost)
        ledger.append("run", {})
        mine = OURS.sign(*ledger.head())

        def known():
            return restored.excused(ledger.losses())

        assert mine.size == lost[0].size
        assert "another checkpoint" in kept.write(place, mine)
        assert [kept.write(place, mine, known), kept.write(place, mine, known)] == ["", ""]
        assert [(one.size, one.root) for one in kept.read(place, known())] == [(mine.size, mine.root)]
        assert len(kept.beyond(place, 4)) == 3


@pytest.mark.one_file
def test_fifty_lost_ones_keep_no_newer_one_from_being_read(tmp_path):
    lost = [OURS.sign(100 + n, f"{n:064x}") for n in range(60)]
    mine = OURS.sign(50, "ab" * 32)
    for one in (*lost, mine):
        assert kept.write(tmp_path, one) == ""
    assert len(list(kept.read(tmp_path))) == 50
    assert list(kept.read(tmp_path, {(one.size, one.root) for one in lost})) == [mine]


@pytest.mark.one_file
def test_a_ledger_that_is_read_whole_keeps_its_writers_waiting(tmp_path):
    """A file copied while a run writes to it would hold half an entry."""
    with open_in(tmp_path) as ledger:
        carry(ledger, "mother")
        with ledger.still() as (size, root, file), closing(sqlite3.connect(ledger_tools.file_of(tmp_path), 0)) as other:
            again = "INSERT INTO entry SELECT seq + 1, time, event, mac, leaf, root, node FROM entry WHERE seq = ?"
            other.execute(again, (size,))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.commit()
            other.rollback()
            data = file.read()
        carry(ledger, "father")
        assert ledger.head()[0] == 4
    ledger_tools.file_of(tmp_path).write_bytes(data)
    with open_in(tmp_path) as ledger:
        assert (ledger.head(), ledger.verify().faults, size) == ((size, root), (), 2)
