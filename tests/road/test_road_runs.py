"""Runs with a fenced child of their own that are killed, and two runs at once (HAZARDS.md, "Hazards and tests" 22, 27)."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from contextlib import closing

import pytest
from kills import alive, boundaries_of, ended, forked, kill_and_send_again
from road_tools import CALLED, CLERK, DAYS, conserved, deliver, opened, outbox, table

from cpdocs import archive, files, run
from cpdocs.transports import carriers
from cpdocs.workspace import Workspace


@pytest.mark.parametrize("name", ["after rename", "after do_commit"])
def test_a_killed_run_with_a_child_of_its_own_leaves_no_child(name, workspace_of_two, tmp_path, temp, readers):
    """At the last such boundary: fence and agent are running, and have made both papers."""
    names = boundaries_of(workspace_of_two, tmp_path / "count", temp)
    number = [n for n, found in enumerate(names, start=1) if found == name][-1]
    before = alive(f"cpdocs.render.child {os.getpid()} ")
    kill_and_send_again(workspace_of_two, tmp_path / "cut", number, readers["social_worker"], temp)
    assert alive(f"cpdocs.render.child {os.getpid()} ") == before, "a fenced child outlived its run"


# what is lost in the middle of a run | how | as what the parcels by e-mail that were still to come end
LOST = [
    ("the recipients' keys", lambda keys: [path.unlink() for path in keys.glob("*.asc")], "held no-key"),
    ("the pins", lambda keys: (keys / "pins.yaml").unlink(), "held no-key"),
]


@pytest.mark.parametrize(("lose", "ends"), [row[1:] for row in LOST], ids=[row[0] for row in LOST])
def test_keys_that_go_in_the_middle_of_a_run_hold_what_was_to_be_sealed_to_them(lose, ends, workspace_folder):
    """And nothing goes weaker in its place."""
    workspace = opened(workspace_folder)
    lost = []

    def told(_done, _of, _document):
        if not lost:
            lost.append(lose(workspace_folder / "keys"))

    with closing(carriers(workspace, "outbox")) as ways:
        done = run.deliver(workspace, workspace_folder / CALLED, DAYS[CALLED], CLERK, ways, told=told)
    by_email = [one for one in done.ended if one.parcel.written.planned.route.channel == "openpgp"]
    said = table(done)
    assert {said[one.parcel.written.planned.person] for one in by_email} == {ends}
    assert not list((workspace_folder / "outbox" / "email").glob("*"))
    assert conserved(done.counts)


def test_two_first_runs_at_once_hand_each_parcel_over_once(untouched, tmp_path, temp):
    """Neither finds a ledger, a key or an outbox; both want everything."""
    two_at_once(shutil.copytree(untouched, tmp_path / "both"), temp)


def test_a_first_run_that_another_overtook_takes_the_keys_that_the_other_made(workspace_folder, monkeypatch):
    """It has seen that there is no key; by the time it may make one, the other's is there, and entries that need it."""
    first, late = opened(workspace_folder), opened(workspace_folder)
    with first.ledger() as ledger:
        ledger.append("begun", {})
    seen = iter([False, False])
    monkeypatch.setattr(Workspace, "begun", property(lambda _: next(seen, True)))
    with late.ledger() as ledger:
        assert [entry.event for entry in ledger.entries()] == ["begun"]
    assert list(seen) == []
    assert late.mac(b"the same key") == first.mac(b"the same key")


def test_a_copy_is_put_into_the_archive_by_one_run_at_a_time(workspace_folder, monkeypatch):
    """Two runs may be about to keep the same one: without the lock they fall over each other's half one time in three."""
    put, locked = files.put, []

    def watched(path, data):
        if path.name.endswith(archive.SUFFIX):
            locked.append(_is_locked(path.parent))
        put(path, data)

    monkeypatch.setattr(files, "put", watched)
    deliver(workspace_folder, CALLED, DAYS[CALLED], "mother", "social_worker")
    assert locked == [True, True]


def _is_locked(folder):
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def two_at_once(folder, temp):
    people = ("mother", "advocate", "social_worker", "health_visitor")
    ready, go = os.pipe()

    def send_and_tell(pipe):
        def work():
            tempfile.tempdir = str(temp)
            os.read(ready, 1)
            done = deliver(folder, CALLED, DAYS[CALLED], *people)
            assert conserved(done.counts)
            os.write(pipe, json.dumps(table(done)).encode())

        return work

    pipes = [os.pipe() for _ in range(2)]
    runs = [forked(send_and_tell(write)) for _, write in pipes]
    os.write(go, b"go")
    assert [ended(one) for one in runs] == [0, 0]
    told = [json.loads(os.read(read, 10_000)) for read, _ in pipes]
    for descriptor in (ready, go, *(end for pipe in pipes for end in pipe)):
        os.close(descriptor)
    assert {person: sorted(one[person] for one in told).count("handed_over") for person in people} == dict.fromkeys(
        people, 1
    ), told
    assert {state for one in told for state in one.values()} <= {"handed_over", "done", "held in-doubt"}
    assert len(outbox(folder)) == len(people)
    assert set(table(deliver(folder, CALLED, DAYS[CALLED], *people)).values()) == {"done"}
    with opened(folder).ledger() as ledger:
        assert ledger.verify().faults == ()
        assert [a.state for a in ledger.attempts()] == ["handed_over"] * len(people)
    assert list(temp.iterdir()) == []
