"""Records that are wrong: found, said by place, and nothing made or written from them (HAZARDS.md 7, 10)."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpdocs.validate import check
from cpdocs.workspace import open_workspace

CORPUS = sorted((Path(__file__).parents[1] / "record" / "corpus").iterdir())
BAD = [path for path in CORPUS if not path.name.startswith("good")]


@pytest.fixture
def with_corpus(workspace_folder):
    shutil.copytree(CORPUS[0].parent, workspace_folder / "corpus")
    return workspace_folder


def test_validate_says_of_every_file_of_the_corpus_what_is_wrong_and_writes_nothing(typed, with_corpus, snapshot):
    """The corpus is of another, smaller shape: even its good files are no records, and each file has its findings."""
    before = snapshot(with_corpus)
    files = [f"corpus/{path.name}" for path in CORPUS]
    said = typed("validate", *files, at=with_corpus)
    assert (said.code, said.err) == (3, "")
    for path in CORPUS:
        assert re.search(rf"^{re.escape(path.name)}:\d+:\d+: [a-z0-9-]+: ", said.out, re.MULTILINE), path.name
        assert re.search(rf"^{re.escape(path.name)}: .* to mend", said.out, re.MULTILINE), path.name
    shaped = typed("validate", "--format", "json", *files, at=with_corpus).json
    assert [one["file"] for one in shaped["files"]] == [path.name for path in CORPUS]
    assert not any(one["valid"] or one["ready"] or not one["findings"] for one in shaped["files"])
    assert snapshot(with_corpus) == before


@pytest.mark.parametrize("bad", BAD, ids=lambda path: path.name)
def test_nothing_is_planned_from_a_bad_file_and_nothing_is_written(bad, typed, with_corpus, snapshot):
    before = snapshot(with_corpus)
    said = typed("plan", f"corpus/{bad.name}", "--today", "2026-11-05", at=with_corpus)
    assert said.code == 3
    assert re.match(rf"{re.escape(bad.name)}:\d+:\d+: ", said.out)
    assert re.fullmatch(rf"cpdocs: {re.escape(bad.name)}: \d+ things? to mend; nothing was made from it\n", said.err)
    assert snapshot(with_corpus) == before


@pytest.mark.parametrize(
    "verb",
    [
        ("send",),
        ("render", "-o", "check"),
        ("approve", "--document", "decision_letter", "--by", "reviewing_officer", "--evidence", "read"),
    ],
)
@pytest.mark.parametrize("record", ["corpus/duplicate-key.yaml", "corpus/alias-bomb.yaml", "not-there.yaml"])
def test_no_verb_makes_or_writes_anything_from_an_invalid_record(verb, record, typed, with_corpus, snapshot):
    """Not even an empty ledger or a folder for the copies."""
    before = snapshot(with_corpus)
    said = typed(verb[0], record, *verb[1:], "--today", "2026-11-05", at=with_corpus)
    assert said.code == 3
    assert "to mend; nothing was made from it" in said.err
    assert snapshot(with_corpus) == before


def test_a_record_with_one_field_spoilt_is_said_by_line_and_column(typed, workspace_folder):
    record = workspace_folder / "records" / "spoilt.yaml"
    text = (workspace_folder / "records" / "CP-2026-0142-1.called.yaml").read_text("utf-8")
    number = next(n for n, line in enumerate(text.splitlines(), start=1) if "starts: 10:30" in line)
    record.write_text(text.replace("starts: 10:30", "starts: half past ten"), "utf-8")
    said = typed("validate", "records/spoilt.yaml", at=workspace_folder)
    assert said.code == 3
    assert f"spoilt.yaml:{number}:11: not-a-time: " in said.out


def test_a_document_that_cannot_be_made_yet_is_a_failure_when_asked_for(typed, workspace_folder):
    called = "records/CP-2026-0142-1.called.yaml"
    assert typed("validate", called, at=workspace_folder).code == 0
    said = typed("validate", called, "--document", "decision_letter", at=workspace_folder)
    assert said.code == 3
    assert "decision_letter: not yet (lacks-decisions" in said.out
    assert typed("validate", called, "--document", "love_letter", at=workspace_folder).code == 2


@settings(max_examples=40)
@given(data=st.binary(max_size=400), suffix=st.sampled_from([".yaml", ".json", ".yml", ".txt"]))
def test_any_bytes_are_a_record_or_findings(untouched, tmp_path_factory, data, suffix):
    path = tmp_path_factory.mktemp("bytes") / f"record{suffix}"
    path.write_bytes(data)
    workspace = open_workspace(untouched)
    checked = check(workspace, path, workspace.today)
    assert checked.record is None
    assert checked.findings
