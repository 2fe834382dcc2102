"""cpdocs deadlines as it is typed: one record, a folder with a broken one, the calendar file, and what a program reads."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from test_cli_shapes import problems

from cpdocs import history
from cpdocs.ledger.store import Ledger
from cpdocs.record.load import load
from cpdocs.record.model import Record
from cpdocs.workspace import open_workspace

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"
ON = ("--today", "2026-11-16")


@pytest.fixture
def desk(typed, played_folder):
    """The played demo with one record a conference, as a council keeps them."""
    (played_folder / CALLED).unlink()
    for path in (played_folder / "records").glob("*.minuted.yaml"):
        path.unlink()

    def type_it(*args, on=ON):
        return typed("deadlines", *args, *on, at=played_folder)

    type_it.folder = played_folder
    return type_it


def by_id(said):
    return {d["id"]: d for d in said.json["deadlines"]}


def test_a_program_reads_each_date_with_its_rule_its_reason_and_what_the_ledger_says(desk):
    said = desk(DECIDED, "--format", "json")
    assert said.code == 0
    assert problems("report-deadlines", said.json) == []
    found = by_id(said)
    letter = found["appeal:ailsas_father"]
    assert (letter["from"], letter["date"], letter["status"]) == ("2026-11-16", "2026-11-25", "due")
    assert letter["ledger_date"] == "2026-11-16"  # the promise, and beside it the day on which the letter left
    assert (found["notice"]["status"], found["notice"]["ledger_date"]) == ("met", "2026-11-05")
    assert found["decision_letter"]["ledger_date"] is None  # the GP's waits
    assert found["conference"]["source"] == "NG appendix D"


def test_a_clerk_reads_the_same_in_words(desk):
    said = desk(DECIDED)
    assert said.code == 0
    assert re.search(r"DUE +2026-11-26  minutes \(minutes\)\n +within 10 working days after the conference", said.out)
    told = " ".join(said.out.split())
    assert "8 of 9 parcels have gone" in told
    assert "none has come; left on 2026-11-16, by the ledger" in told


def test_a_folder_shows_what_is_urgent_first_and_a_broken_record_hides_no_other(desk):
    text = (desk.folder / DECIDED).read_text("utf-8")
    other = text.replace("CP-2026-0142-1", "CP-2026-0143-1").replace('"2026-0142"', '"2026-0143"')
    (desk.folder / "records" / "other.yaml").write_text(other, "utf-8")
    (desk.folder / "records" / "broken.yaml").write_text(
        text.replace("  minute_taker: minute", "  zzz: minute"), "utf-8"
    )
    said = desk("records", on=("--today", "2026-12-01"))
    assert said.code == 3
    assert "broken.yaml" in said.err
    assert "cpdocs validate" in said.err
    assert "Rennie" not in said.err + said.out
    days = re.findall(r"^(\d{4}-\d\d-\d\d)  (\w+)", said.out, re.MULTILINE)
    assert [d for d, _ in days] == sorted(d for d, _ in days)
    assert [s for _, s in days] == sorted((s for _, s in days), key=["overdue", "due"].index)
    assert "CP-2026-0142-1" in said.out
    assert "CP-2026-0143-1" in said.out
    assert said.out.splitlines()[-1].startswith("2 records on 2026-12-01: ")


def test_several_records_are_one_object_a_line_for_a_program(desk):
    text = (desk.folder / DECIDED).read_text("utf-8").replace("CP-2026-0142-1", "CP-2026-0143-1")
    (desk.folder / "records" / "other.yaml").write_text(text, "utf-8")
    lines = desk("records", "--format", "json").out.splitlines()
    assert [json.loads(line)["reference"] for line in lines] == ["CP-2026-0142-1", "CP-2026-0143-1"]
    assert [problems("report-deadlines", json.loads(line)) for line in lines] == [[], []]


def test_several_files_of_one_conference_are_one_conference(typed, played_folder):
    said = typed("deadlines", "records", *ON, at=played_folder)
    assert "1 record on 2026-11-16" in said.out


def test_within_leaves_out_what_is_further_off_and_what_is_done(desk):
    found = by_id(desk(DECIDED, "--within", "3", "--format", "json"))
    assert {d["status"] for d in found.values()} <= {"due", "overdue"}
    assert max(d["date"] for d in found.values()) == "2026-11-19"


def test_an_empty_folder_and_no_such_folder_are_said_to_be_so(desk):
    (desk.folder / "empty").mkdir()
    for where in ("empty", "nowhere"):
        said = desk(where)
        assert said.code == 2
        assert said.err


# ---- the calendar file -----------------------------------------------------------------------------------------------


def events(path):
    return Calendar.from_ical(path.read_bytes()).walk("VEVENT")


def test_the_calendar_file_has_whole_days_with_titles_and_nothing_of_the_case(desk):
    assert desk(DECIDED, "--ics", "dates.ics").code == 0
    path = desk.folder / "dates.ics"
    assert path.stat().st_mode & 0o777 == 0o600
    made = {str(e["SUMMARY"]): e for e in events(path)}
    minutes = made["CP-2026-0142-1: minutes"]
    assert minutes["DTSTART"].params["VALUE"] == "DATE"
    assert (minutes["DTSTART"].dt, minutes["DTEND"].dt) == (date(2026, 11, 26), date(2026, 11, 27))
    assert {name for e in made.values() for name in e} == {
        *("UID", "DTSTAMP", "SUMMARY", "DTSTART", "DTEND", "TRANSP", "CLASS")
    }
    record = load(desk.folder / DECIDED, Record).value
    text = path.read_text("utf-8").casefold()
    names = {word for one in (*record.children, *record.people) for word in (one.name or "").casefold().split()}
    ids = {one.id for one in (*record.children, *record.people)}
    assert len(names) > 5
    assert not [word for word in names | ids if re.search(rf"\b{re.escape(word)}\b", text)]


def test_the_same_date_has_the_same_id_at_every_run_and_each_its_own(desk):
    for name in ("one.ics", "two.ics"):
        desk(DECIDED, "--ics", name)
    one, two = ({str(e["UID"]) for e in events(desk.folder / name)} for name in ("one.ics", "two.ics"))
    assert one == two
    assert len(one) == len(events(desk.folder / "one.ics"))
    assert all(re.fullmatch("[0-9a-f]{32}", uid) for uid in one)


def test_a_calendar_file_that_cannot_be_written_is_said(desk):
    said = desk(DECIDED, "--ics", "no/such/folder.ics")
    assert said.code == 2
    assert "cannot be written" in said.err


# ---- the day on which a paper left -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-07-15T22:59:59", "2026-07-15"),
        ("2026-07-15T23:00:00", "2026-07-16"),  # British Summer Time: midnight has come
        ("2026-11-16T23:59:59", "2026-11-16"),
        ("2026-10-24T23:00:00", "2026-10-25"),  # the night on which the clocks go back
        ("2026-10-25T23:30:00", "2026-10-25"),
        ("2026-12-31T23:59:59", "2026-12-31"),
    ],
)
def test_a_paper_left_on_the_day_of_the_councils_own_midnight(moment, day, desk, monkeypatch):
    workspace = open_workspace(desk.folder)
    record = load(desk.folder / DECIDED, Record).value
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    path = desk.folder / workspace.settings.ledger
    with Ledger.open(f"sqlite:///{path.resolve()}", lambda: now) as ledger:
        [letter] = [a for a in ledger.attempts() if a.intent.recipient == "mother" and "decision" in a.intent.document]
        ledger.confirm(letter.id, "posted", by="admin")
        past = history.read(ledger, record, ZoneInfo("Europe/London")).parcels
    [one] = [p for k, p in past.items() if (k.document, k.recipient) == ("decision_letter", "mother")]
    assert (one.state, str(one.went)) == ("posted", day)


def test_a_councils_own_rows_count_and_a_misspelt_one_is_refused(desk):
    authority = desk.folder / "authority" / "authority.yaml"
    authority.write_text(authority.read_text("utf-8") + "\ntimescale_rows: own.yaml\n", "utf-8")
    row = "format: cpdocs/timescales/v1\nrows:\n  - id: minutes\n    title: minutes\n    starts: conference\n"
    row += "    number: 15\n    unit: working_days\n    papers: [minutes]\n    because: ours\n    source: ours\n"
    own = authority.parent / "own.yaml"
    own.write_text(row, "utf-8")
    assert by_id(desk(DECIDED, "--format", "json"))["minutes"]["date"] == "2026-12-04"
    own.write_text(row.replace("starts: conference", "starts: conferense"), "utf-8")
    said = desk(DECIDED)
    assert said.code == 3
    assert "own.yaml:5" in said.err
    assert "Did you mean conference?" in said.err
