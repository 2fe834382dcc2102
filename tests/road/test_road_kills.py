"""SIGKILL at every boundary of a send, then again: each parcel exactly once (HAZARDS.md, "Hazards and tests" 22, 23, 27).

Two parcels, one of each channel, by a run that makes its ledger and its outbox as it goes.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from kills import alive, children_of, counted, cut_off, ended, forked, lending
from road_tools import CALLED, DAYS, attachments, clock, conserved, deliver, opened, outbox, pages, table

from cpdocs.render.fence import Fence
from cpdocs.shipped import folder as shipped
from cpdocs.workspace import open_workspace

PEOPLE = ("social_worker", "womens_aid")
ROUNDS = int(os.environ.get("CPDOCS_SOAK_ROUNDS", "25"))


@pytest.fixture(scope="module")
def fence():
    with Fence(shipped("templates")) as one:
        one.start()
        with lending(one):
            yield one


@pytest.fixture(scope="module")
def workspace_of_two(untouched, tmp_path_factory):
    """A workspace in which only the social worker has a key: reading three more at every start proves nothing here."""
    folder = shutil.copytree(untouched, tmp_path_factory.mktemp("two") / "workspace")
    pins = open_workspace(folder, clock).keys.pins()
    for owner, pin in pins.items():
        if owner != "sw-kinnaird-03":
            (folder / "keys" / f"{pin.fingerprint}.asc").unlink()
    return folder


@pytest.fixture
def temp(monkeypatch):
    """A temp root of the test's own, short enough for an agent's socket: whatever stays in it, a run left."""
    root = Path(tempfile.mkdtemp(prefix="k"))
    monkeypatch.setattr(tempfile, "tempdir", str(root))
    yield root
    shutil.rmtree(root)


def send(folder):
    return deliver(folder, CALLED, DAYS[CALLED], *PEOPLE)


def check_whole(folder, reader):
    """Both parcels lie in the outbox once and whole, and the ledger says so."""
    workspace = opened(folder)
    with workspace.ledger() as ledger:
        assert ledger.verify().faults == ()
        attempts = ledger.attempts()
    left = [a for a in attempts if a.state == "handed_over"]
    assert sorted(a.intent.recipient for a in left) == sorted(PEOPLE), [(a.intent.recipient, a.state) for a in attempts]
    assert {a.state for a in attempts} <= {"handed_over", "failed"}, "evidence could have settled it"
    files = outbox(folder)
    assert sorted(files) == sorted(Path(a.file).name for a in left)
    for attempt in left:
        path = folder / "outbox" / attempt.file
        assert workspace.mac(path.read_bytes()) == attempt.intent.sealed
        if path.suffix == ".pdf":
            assert "Ruth Campbell" in pages(path.read_bytes())[0]
        else:
            [(_, sealed)] = attachments(path)
            plain, status = reader.open(sealed)
            assert "GOODSIG" in status
            assert "Fiona Baxter" in pages(plain)[-1]


def check_no_residue(folder, temp):
    assert list(temp.iterdir()) == [], "a gpg home or a temp file stayed"
    assert alive(f"{temp}/") == [], "an agent or gpg is alive"
    known = {"ledger.sqlite", "ledger.sqlite.lock"}
    assert {p.name for p in (folder / "ledger").iterdir()} == known
    assert [str(p) for p in folder.rglob("*") if ".part" in p.name or p.name.startswith(".new")] == []
    assert sorted(p.name for p in (folder / "keys").iterdir() if not p.name.endswith(".asc")) == [
        "pins.yaml",
        "signing",
        "workspace.key",
    ]


def kill_and_send_again(origin, folder, stop_at, reader, temp):
    """Returns what the second run said of each of the two parcels."""
    shutil.copytree(origin, folder)
    assert cut_off(lambda: send(folder), stop_at, temp) == -signal.SIGKILL
    again = send(folder)
    assert conserved(again.counts)
    said = table(again)
    assert set(said.values()) <= {"done", "handed_over"}, said
    check_whole(folder, reader)
    check_no_residue(folder, temp)
    shutil.rmtree(folder)
    return said


def boundaries_of(origin, folder, temp):
    shutil.copytree(origin, folder)
    names = counted(lambda: send(folder), temp)
    shutil.rmtree(folder)
    assert Counter(names)["before do_commit"] == Counter(names)["after do_commit"]
    return names


def test_a_kill_at_any_boundary_loses_nothing_and_sends_nothing_twice(
    fence, workspace_of_two, tmp_path, temp, readers
):
    names = boundaries_of(workspace_of_two, tmp_path / "count", temp)
    seen = Counter()
    for number in range(1, len(names) + 1):
        said = kill_and_send_again(workspace_of_two, tmp_path / "cut", number, readers["social_worker"], temp)
        seen[tuple(said[person] for person in PEOPLE)] += 1
    # Killed before the first left, between the two, and after both.
    assert set(seen) == {("handed_over", "handed_over"), ("done", "handed_over"), ("done", "done")}, seen
