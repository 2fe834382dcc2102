"""Who works and on which workspace, and what the process leaves: never somebody, somewhere or something not meant."""

from __future__ import annotations

import getpass
import resource

import pytest

CALLED = "records/CP-2026-0142-1.called.yaml"


def test_an_account_without_a_name_may_say_who_works_and_is_nobody_otherwise(typed, workspace_folder, day, monkeypatch):
    """In a container the login may have no name; a staff id that was said needs none."""

    def nameless():
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nameless)
    words = ("send", CALLED, "--for", "gp", *day[CALLED])
    assert typed(*words, "--operator", "admin", at=workspace_folder).code == 4
    monkeypatch.delenv("CPDOCS_OPERATOR")
    said = typed(*words, at=workspace_folder)
    assert (said.code, said.out) == (2, "")
    assert "it is not known who is working" in said.err


def test_a_mistyped_workspace_is_refused_and_no_other_is_taken_for_it(typed, workspace_folder, day):
    """The nearest one upward would be the real one, where the demo was meant."""
    for wrong in ("no-such-folder", "records"):
        said = typed("plan", CALLED, *day[CALLED], "--workspace", wrong, at=workspace_folder)
        assert (said.code, said.out) == (3, ""), wrong
    assert typed("plan", CALLED, *day[CALLED], "--workspace", ".", at=workspace_folder).code == 0


@pytest.mark.parametrize("evidence", ["", "  "])
def test_an_approval_without_evidence_is_none(evidence, typed, workspace_folder, day):
    decided = CALLED.replace("called", "decided")
    words = ("approve", decided, "--document", "decision_letter", "--by", "reviewing_officer", *day[decided])
    said = typed(*words, "--evidence", evidence, at=workspace_folder)
    assert (said.code, said.out) == (2, "")
    assert "evidence" in said.err


def test_a_person_s_word_without_evidence_is_a_usage_error_and_no_broken_ledger(typed, workspace_folder):
    said = typed("resolve", "A1", "sent", "--evidence", " ", at=workspace_folder)
    assert (said.code, said.out) == (2, "")


def test_a_crash_leaves_no_core_file_with_what_the_process_held(typed, workspace_folder):
    before = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        typed("keys", "list", at=workspace_folder)
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)


def test_what_the_computer_refuses_is_said_without_a_path(typed, workspace_folder, day, tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    said = typed("demo", tmp_path / "taken" / "demo", at=workspace_folder)
    assert (said.code, said.err.count("\n")) == (5, 1)
    assert "the computer refused: not a directory" in said.err
    assert str(tmp_path) not in said.err
