"""A proof as it is typed: made in the council, checked by somebody who has nothing of the council's."""

from __future__ import annotations

import json
import stat

import pytest

from cpdocs.ledger.entry import canonical
from cpdocs.ledger.proof import Proof, Proved


@pytest.fixture
def proof(typed, played_folder):
    told = typed("ledger", "show", "--format", "json", at=played_folder).json
    attempt = next(f"A{e['seq']}" for e in told["entries"] if e["event"] == "attempt")
    done = typed("ledger", "proof", attempt, "-o", "one.json", at=played_folder)
    assert done.code == 0
    root = typed("ledger", "verify", "--format", "json", at=played_folder).json["root"]
    assert root in done.out
    return played_folder / "one.json", attempt, root


def test_a_proof_is_checked_in_an_empty_folder_by_its_file_and_the_root_alone(proof, typed, tmp_path) -> None:
    file, attempt, root = proof
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "one.json").write_bytes(file.read_bytes())
    done = typed("ledger", "check-proof", "one.json", "--root", root, at=elsewhere)
    assert (done.code, done.err) == (0, "")
    assert "document=" in done.out
    assert f"{attempt}: proved in a ledger of" in done.out
    alone = typed("ledger", "check-proof", "one.json", at=elsewhere)
    assert alone.code == 0
    assert "compare it with the root that somebody else was given" in alone.out


def test_another_root_or_a_changed_file_ends_with_6(proof, typed, tmp_path) -> None:
    file, attempt, _ = proof
    assert typed("ledger", "check-proof", file, "--root", "0" * 64).code == 6
    data = json.loads(file.read_text("ascii"))
    data["entries"][0]["time"] = "2020-01-01T00:00:00Z"
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(data), "ascii")
    done = typed("ledger", "check-proof", changed)
    assert done.code == 6
    assert f"{attempt}: NOT PROVED" in done.out
    assert "document=" not in done.out


def test_a_stranger_s_proof_says_nothing_to_the_terminal_itself(typed, tmp_path) -> None:
    """One that holds is soon made: a ledger of a single entry, whose words may be anything."""
    body = canonical({"case": "x", "document": "\x1b[2Jgone", "reference": "x"})
    one = Proved(1, "2026-11-16T10:00:00Z", "attempt", "ab" * 32, body, ())
    file = tmp_path / "strange.json"
    file.write_text(Proof("A1", 1, one.root(1), (one,)).text(), "ascii")
    done = typed("ledger", "check-proof", file)
    assert done.code == 0
    assert "gone" in done.out
    assert "\x1b" not in done.out


def test_what_cannot_be_read_written_or_proved_is_said(proof, typed, played_folder, tmp_path) -> None:
    file, attempt, _ = proof
    (tmp_path / "no.json").write_text("{}", "ascii")
    assert "no proof as cpdocs writes it" in typed("ledger", "check-proof", tmp_path / "no.json").err
    assert "cannot be read" in typed("ledger", "check-proof", tmp_path / "nowhere.json").err
    assert "is there already" in typed("ledger", "proof", attempt, "-o", file, at=played_folder).err
    assert "There is no attempt A999." in typed("ledger", "proof", "A999", "-o", "x.json", at=played_folder).err
    assert not (played_folder / "x.json").exists()
