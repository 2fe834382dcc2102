"""Checkpoints at the command line: kept after every verb that writes, believed before anything is sent."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

DECIDED = "records/CP-2026-0142-1.decided.yaml"

SEND = ("send", DECIDED, "--today", "2026-11-16", "--operator", "admin")


@pytest.fixture
def share(played_folder, tmp_path):
    """A folder elsewhere that the played workspace names for its checkpoints."""
    folder = tmp_path / "share"
    folder.mkdir()
    settings = played_folder / "cpdocs.yaml"
    settings.write_text(settings.read_text() + f"\ncheckpoints:\n  - {folder}\n")
    return folder


def test_a_run_keeps_one_and_verify_proves_to_there(typed, played_folder, share):
    assert typed(*SEND, at=played_folder).code == 7
    (kept,) = share.iterdir()
    size = int(kept.read_text().splitlines()[1])
    found = typed("ledger", "verify", "--format", "json", at=played_folder).json
    assert (found["valid"], found["proved_to"], found["entries"]) == (True, size, size)
    typed("ledger", "confirm", "A23", "posted", at=played_folder)
    assert sorted(int(p.stem.rpartition("-")[2]) for p in share.iterdir()) == [size, size + 1]


def test_an_older_ledger_put_back_sends_nothing(typed, played_folder, share):
    ledger = played_folder / "ledger" / "ledger.sqlite"
    shutil.copy2(ledger, share.parent / "old")
    typed(*SEND, at=played_folder)
    shutil.copy2(share.parent / "old", ledger)
    said = typed(*SEND, at=played_folder)
    assert (said.code, "nothing was sent" in said.err) == (6, True)
    verified = typed("ledger", "verify", at=played_folder)
    assert (verified.code, "truncated at entry" in verified.out) == (6, True)
    assert typed("doctor", at=played_folder).code != 0


def test_a_place_that_is_gone_is_told_and_stops_nothing(typed, played_folder, share):
    share.rmdir()
    said = typed(*SEND, at=played_folder)
    assert said.code == 7
    assert "no checkpoint of the ledger could be kept" in said.err
    assert f"{share} cannot be read and written" in typed("doctor", at=played_folder).out
    assert not share.exists()


def test_a_checkpoint_from_elsewhere_is_given_by_name(typed, played_folder, tmp_path):
    note, elsewhere = tmp_path / "note.txt", tmp_path / "proof.json"
    assert typed("ledger", "checkpoint", "-o", note, at=played_folder).code == 0
    assert typed("ledger", "checkpoint", at=played_folder).out == note.read_text()
    assert typed("ledger", "verify", "--checkpoint", note, at=played_folder).code == 0
    typed("ledger", "confirm", "A23", "posted", at=played_folder)
    assert typed("ledger", "proof", "A23", "--checkpoint", note, "-o", elsewhere, at=played_folder).code == 0
    key = typed("ledger", "key", at=played_folder).out.strip()
    checked = typed("ledger", "check-proof", elsewhere, "--checkpoint", note, "--key", key)
    assert (checked.code, "The ledger's key signed that root." in checked.out) == (0, True)
    data = json.loads(elsewhere.read_text())
    elsewhere.write_text(json.dumps({**data, "checkpoint": ""}))
    assert typed("ledger", "check-proof", elsewhere, "--key", key).code == 6
    with closing(sqlite3.connect(played_folder / "ledger" / "ledger.sqlite")) as raw:
        assert raw.execute("SELECT count(*) FROM entry").fetchone()[0] == data["size"] + 1


def test_a_lost_key_of_the_ledger_has_a_cure(typed, played_folder, share):
    (played_folder / "keys" / "ledger.key").unlink()
    said = typed("ledger", "checkpoint", at=played_folder)
    assert (said.code, "ledger.key" in said.err) == (3, True)
