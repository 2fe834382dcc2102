"""A record grows in stages: what can be made now, what each other document lacks, and no word of what may come later."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

GOOD = Path(__file__).parent / "clerk"
DAY = ("--today", "2026-11-16")


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(GOOD, tmp_path / "clerk")


def cut(folder, heading):
    """The record as it stood before the block of this name was written."""
    record = folder / "record.yaml"
    record.write_text(record.read_text("utf-8").split(f"\n{heading}:")[0] + "\n", "utf-8")


STAGES = [("attendance", "called"), ("decisions", "held"), ("minutes", "decided")]


@pytest.mark.parametrize(("heading", "stage"), STAGES)
def test_a_block_that_belongs_to_a_later_stage_is_never_missed(heading, stage, folder, typed):
    cut(folder, heading)
    said = typed("validate", "record.yaml", *DAY, at=folder)
    if stage == "called":  # the report of the social worker has come, which nothing later depends on
        assert said.out.splitlines()[0] == "record.yaml: in order; the stage is called"
    assert (said.code, said.err) == (0, "")
    assert f"record.yaml: in order; the stage is {stage}" in said.out
    assert "warning" not in said.out


def test_what_a_document_lacks_is_a_finding_with_its_place_and_its_cure(folder, typed):
    cut(folder, "attendance")
    said = typed("validate", "record.yaml", "--document", "decision_letter", *DAY, at=folder)
    assert said.code == 3
    findings = re.findall(r"^record\.yaml:(\d+):(\d+): (lacks-[a-z-]+): (.+)\n    (.+)$", said.out, re.MULTILINE)
    assert [(f[2], f[3]) for f in findings] == [
        ("lacks-decisions", "decision_letter cannot be made yet: decisions is missing"),
        ("lacks-letters-decision-letter", "decision_letter cannot be made yet: letters.decision_letter is missing"),
    ]
    assert [f[4] for f in findings] == [
        "Write decisions: with one for each child.",
        "Write letters: with decision_letter: and the date that the letter carries.",
    ]
    assert "record.yaml: in order; the stage is called" in said.out
    assert typed("validate", "record.yaml", "--document", "invitation", *DAY, at=folder).code == 0


def test_a_program_reads_the_same(folder, typed):
    cut(folder, "minutes")
    (one,) = typed("validate", "record.yaml", "--format", "json", *DAY, at=folder).json["files"]
    assert (one["valid"], one["stage"], one["findings"]) == (True, "decided", [])
    assert one["lacking"]["decision_letter"] == ["lacks-letters-decision-letter"]
    assert "invitation" in one["ready"]
    asked = ("--document", "decision_letter")
    (one,) = typed("validate", "record.yaml", *asked, "--format", "json", *DAY, at=folder).json["files"]
    assert (one["valid"], one["stage"]) == (False, "decided")
    (finding,) = one["findings"]
    assert (finding["id"], finding["severity"]) == ("lacks-letters-decision-letter", "error")
    assert finding["path"] == "letters.decision_letter"


def test_an_error_stops_every_document_and_a_warning_none(folder, typed):
    record = folder / "record.yaml"
    text = record.read_text("utf-8")
    record.write_text(text.replace("    needed_because: knows the child\n", ""), "utf-8")
    said = typed("validate", "record.yaml", "--document", "invitation", *DAY, at=folder)
    assert said.code == 0
    assert "warning: record.yaml:" in said.out
    assert "why-needed" in said.out
    record.write_text(text.replace("minute_taker: minute_taker", "minute_taker: reviewing_officer"), "utf-8")
    assert typed("validate", "record.yaml", "--document", "invitation", *DAY, at=folder).code == 3


def test_a_document_that_there_is_not_is_a_wrong_use_and_the_nearest_is_named(folder, typed):
    said = typed("validate", "record.yaml", "--document", "decison_letter", *DAY, at=folder)
    assert said.code == 2
    assert "Did you mean decision_letter?" in said.err


def test_a_paper_that_the_record_gives_no_reason_for_is_not_lacking_a_block(folder, typed):
    record = folder / "record.yaml"
    record.write_text(
        record.read_text("utf-8").replace("letters:\n", "letters:\n  deferral_notice: {date: 2026-11-16}\n"), "utf-8"
    )
    said = typed("validate", "record.yaml", "--document", "deferral_notice", *DAY, at=folder)
    assert said.code == 3
    assert "record.yaml:2:1: not-called-for: deferral_notice is not called for by this record\n" in said.out
    assert re.search(r"^    It is made where: [A-Z].*defer", said.out, re.MULTILINE)
