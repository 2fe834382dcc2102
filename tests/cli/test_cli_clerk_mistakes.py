"""Typical mistakes of a clerk: each finding names the line, the thing and the cure, and nothing else is claimed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from clerk_mistakes import ALSO, MINUTES, RULES, SHAPES, WRITING

from cpdocs.validate import check
from cpdocs.workspace import open_workspace

GOOD = Path(__file__).parent / "clerk"
TODAY = date(2026, 11, 16)
IN_RECORD = [*WRITING, *SHAPES, *RULES]
ALL = [("record.yaml", m) for m in IN_RECORD] + [("minutes.md", m) for m in MINUTES]
#: What no clerk should have to read.
LECTURES = (
    "should have",
    "must not forget",
    "invalid",
    "illegal",
    "obviously",
    "schema",
    "regex",
    "^",
    "pydantic",
    "null",
)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(GOOD, tmp_path / "clerk")


def checked(folder):
    return check(open_workspace(folder), folder / "record.yaml", TODAY)


def test_the_record_before_the_slip_is_in_order(folder):
    assert checked(folder).findings == ()


def test_there_are_forty_slips_and_more():
    assert len(ALL) >= 40
    assert len({m.did for _, m in ALL}) == len(ALL)


@pytest.mark.parametrize(("name", "slip"), ALL, ids=[m.did.replace(" ", "-") for _, m in ALL])
def test_the_line_the_thing_and_the_cure_are_named(name, slip, folder):
    file = folder / name
    text = file.read_text("utf-8")
    assert slip.was in text
    file.write_text(text.replace(slip.was, slip.left, 1), "utf-8")
    findings = checked(folder).findings
    said = [f for f in findings if f.id == slip.id]
    lines = [(folder / f.file).read_text("utf-8").split("\n")[f.line - 1] for f in said]
    assert [line for line in lines if slip.line.strip() in line], lines
    assert all(slip.thing in f.message and slip.cure in f.hint for f in said)
    assert {f.id for f in findings} <= {slip.id, *ALSO.get(slip.id, ())}
    for finding in findings:
        assert not [word for word in LECTURES if word in (finding.message + finding.hint).casefold()]
        assert len(finding.message) < 100
        assert len(finding.hint) < 140


def test_a_clerk_reads_it_in_one_line_and_a_cure(typed, folder):
    record = folder / "record.yaml"
    record.write_text(record.read_text("utf-8").replace("- person: father", "- person: fahter"), "utf-8")
    said = typed("validate", "record.yaml", "--today", "2026-11-16", at=folder)
    assert (said.code, said.err) == (3, "")
    assert said.out == (
        "record.yaml:65:13: unknown-person: there is no person fahter in this record\n"
        "    Did you mean father?\n"
        "record.yaml: 1 thing to mend before anything can be made from it\n"
    )
