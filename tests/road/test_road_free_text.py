"""What a clerk typed into a passage and must not stand there: said by validate at its line, before anything is made."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cpdocs.distribution import prepare
from cpdocs.rules.entitlements import plan
from cpdocs.shipped import folder
from cpdocs.validate import Checked, check
from cpdocs.workspace import Workspace, open_workspace

DAY = date(2026, 11, 16)
DECIDED = "records/CP-2026-0142-1.decided.yaml"
MINUTED = "records/CP-2026-0142-1.minuted.yaml"
MINUTES = "records/CP-2026-0142-1.minutes.md"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    shutil.copytree(folder("examples") / "rennie", tmp_path / "w")
    return open_workspace(tmp_path / "w", lambda: datetime(2026, 11, 16, 12, tzinfo=UTC))


def typed(workspace: Workspace, name: str, before: str, after: str) -> tuple[int, int]:
    """Change one place of a file, as a clerk would; where the first difference stands."""
    path = workspace.folder / name
    text = path.read_text("utf-8")
    assert text.count(before) == 1, before
    at = text.index(before)
    path.write_text(text.replace(before, after), "utf-8")
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def slips(found: Checked) -> list[tuple[str, str, int, int]]:
    return [
        (f.id, f.file, f.line, f.column)
        for f in found.findings
        if f.id in ("secret-in-passage", "name-of-another-case")
    ]


def test_a_postcode_in_callums_reasons_is_said_at_its_line_and_column_and_nothing_can_be_made(workspace) -> None:
    before = "Since then he wakes at night"
    line, column = typed(workspace, DECIDED, before, "At KY7 4ZZ he wakes at night")
    found = check(workspace, workspace.folder / DECIDED, DAY)
    name = Path(DECIDED).name
    assert slips(found) == [("secret-in-passage", name, line, column + len("At "))]
    assert found.record is None
    (finding,) = [f for f in found.findings if f.id == "secret-in-passage"]
    assert "callums_father" in finding.message
    assert "KY7" not in finding.message + finding.hint


def test_a_secret_in_the_minutes_file_is_said_at_its_line_there(workspace) -> None:
    text = (workspace.folder / MINUTES).read_text("utf-8")
    section = text[text.index("{#days-callum}") :]
    sentence = next(line for line in section.split("\n")[1:] if line.strip())
    line, column = typed(workspace, MINUTES, sentence, "14 Strathmiglo Place. " + sentence)
    found = slips(check(workspace, workspace.folder / MINUTED, DAY))
    assert ("secret-in-passage", Path(MINUTES).name, line, column) in found


def test_a_name_copied_from_another_case_is_a_warning_and_holds_the_papers_that_print_it(workspace) -> None:
    other = (workspace.folder / DECIDED).read_text("utf-8")
    other = other.replace("case: 2026-0142", "case: 2026-0999").replace("Shona Rennie", "Morven Baird")
    (workspace.folder / "records" / "other.yaml").write_text(other, "utf-8")
    before = "Since then he wakes at night"
    line, column = typed(workspace, DECIDED, before, "As with Morven  Baird, he wakes at night")
    found = check(workspace, workspace.folder / DECIDED, DAY)
    assert slips(found) == [("name-of-another-case", Path(DECIDED).name, line, column + len("As with "))]
    assert found.record is not None
    workspace.ledger().close()
    situation = workspace.situation(found.record, DAY)
    prepared = prepare(workspace, situation, plan(situation))
    held = {
        p.settled.planned.person for p in prepared.parcels if "name-of-another-case" in {h.id for h in p.settled.holds}
    }
    reads_callums = {p.settled.planned.person for p in prepared.parcels if "callum" in p.settled.planned.children}
    assert held == reads_callums
    assert "ailsas_father" not in held


def test_a_person_of_both_cases_is_no_stranger(workspace) -> None:
    other = (workspace.folder / DECIDED).read_text("utf-8").replace("case: 2026-0142", "case: 2026-0999")
    (workspace.folder / "records" / "other.yaml").write_text(other, "utf-8")
    assert slips(check(workspace, workspace.folder / MINUTED, DAY)) == []


def test_a_sentence_of_ours_filled_in_is_no_leak_of_a_withheld_passage_that_says_the_same(workspace) -> None:
    """The minutes say of Ailsa, in a passage that Callum's father does not read, what his own letter says of Callum."""
    from cpdocs.distribution import _ours
    from cpdocs.needles import Text, hits

    record = check(workspace, workspace.folder / DECIDED, DAY).record
    assert record is not None
    workspace.ledger().close()
    situation = workspace.situation(record, DAY)
    prepared = prepare(workspace, situation, plan(situation))
    letter = next(
        p.written.covering
        for p in prepared.parcels
        if p.settled.planned.person == "callums_father" and p.settled.planned.document == "decision_letter"
    )
    assert letter.cut is not None
    assert letter.template is not None
    ours = _ours(letter.cut.view, letter.template)
    named = record.child("callum").name
    said = f"{named}'s name was placed on the child protection register"
    assert not hits(said, Text(f"Then: {said}."), ours, exact=False)
    told = "Since then he wakes at night and clings to her"
    assert hits(told, Text(told), ours, exact=False)
