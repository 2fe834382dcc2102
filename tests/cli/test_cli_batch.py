"""cpdocs batch as it is typed: its lines, its exit codes, and what is missing said before the first record."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import sys
from contextlib import closing

import pytest
import short_conferences
from jsonschema import Draft202012Validator
from short_conferences import TODAY, line, numbered, reference

from cpdocs.record import schema
from cpdocs.shipped import folder as shipped

ON = ("--today", TODAY)


@pytest.fixture
def night(workspace_folder):
    """Two short conferences in a folder of the workspace."""
    return short_conferences.put(workspace_folder, 2)


@pytest.fixture
def piped(monkeypatch):
    """Lines on standard input."""

    def pipe(*lines):
        stream = io.TextIOWrapper(io.BytesIO("\n".join(lines).encode()))
        monkeypatch.setattr(sys, "stdin", stream)
        return stream

    return pipe


def lines_of(said):
    found = [json.loads(text) for text in said.out.splitlines()]
    committed = json.loads((shipped("schemas") / "v1" / schema.file_name("report-batch-line")).read_text("utf-8"))
    for one in found:
        assert [error.message for error in Draft202012Validator(committed).iter_errors(one)] == []
    return found


def test_a_line_each_and_the_totals_last(typed, workspace_folder, night):
    said = typed("batch", "night", *ON, at=workspace_folder)
    assert (said.code, said.err) == (0, "")
    *each, last = said.out.splitlines()
    assert [text.split(" (run")[0] for text in each] == [
        f"night/{n:05}.json: {reference(n)} 2 planned = 2 handed over" for n in range(2)
    ]
    assert last == "2 records: 2 sent; parcels: 4 planned = 4 handed over"


def test_for_programs_with_nobody_in_it(typed, workspace_folder, night):
    (night / "broken.json").write_text('{"format": "cpdocs/conference-record/v1", "ailsa_rennie": "Shona Rennie"}')
    said = typed("batch", "night", *ON, "--format", "json", at=workspace_folder)
    *each, last = lines_of(said)
    assert said.code == 3
    assert [one["outcome"] for one in each] == ["sent", "sent", "refused"]
    assert last["totals"]["handed_over"] == 4
    assert last["outcomes"]["refused"] == 1
    for word in ("social_worker", "womens_aid", "ailsa", "Shona", "Baxter"):
        assert word.lower() not in said.out.lower() + said.err.lower()


def test_the_same_for_people_names_nobody(typed, workspace_folder, night):
    (night / "broken.json").write_text('{"format": "cpdocs/conference-record/v1", "ailsa_rennie": "Shona Rennie"}')
    said = typed("batch", "night", *ON, at=workspace_folder)
    assert "night/broken.json: refused: 1:" in said.out
    assert "ailsa" not in said.out + said.err


def test_a_stream(typed, workspace_folder, night, piped):
    record = numbered(short_conferences.short(workspace_folder), 9)
    piped(line(record), '{"file": "night/00000.json"}', "rubbish")
    said = typed("batch", "-", *ON, "--format", "json", at=workspace_folder)
    *each, _ = lines_of(said)
    assert [(one["record"], one["outcome"]) for one in each] == [
        ("line 1", "sent"),
        ("line 2", "sent"),
        ("line 3", "refused"),
    ]


def test_a_dry_run_and_the_real_one_say_the_same_of_what_is_held(typed, workspace_folder, night):
    for key in (workspace_folder / "keys").glob("*.asc"):
        key.unlink()
    dry = typed("batch", "night", *ON, "--dry-run", at=workspace_folder)
    assert dry.code == 7
    assert "4 planned = 2 ready + 2 held" in dry.out
    assert not (workspace_folder / "outbox").exists()


def test_4_when_all_is_held_and_5_when_a_carrying_failed(typed, workspace_folder, night):
    (workspace_folder / "outbox").write_text("a file where the folder should be")
    failed = typed("batch", "night", *ON, at=workspace_folder)
    assert failed.code == 5
    assert "4 planned = 4 failed" in failed.out


def test_6_when_the_ledger_is_broken_before_any_record(typed, played_folder):
    short_conferences.put(played_folder, 2)
    with closing(sqlite3.connect(played_folder / "ledger" / "ledger.sqlite")) as raw:
        raw.execute("DROP TRIGGER entry_stays")
        raw.execute("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)")
        raw.commit()
    said = typed("batch", "night", *ON, at=played_folder)
    assert (said.code, said.out) == (6, "")
    assert "nothing was sent" in said.err


def signing_key(folder):
    shutil.rmtree(folder / "keys" / "signing")


def archive_key(folder):
    shutil.rmtree(folder / "keys" / "archive")


@pytest.mark.parametrize(
    ("take_away", "said_of"),
    [(signing_key, "signing"), (archive_key, "archive"), ("passphrase", "secret")],
    ids=["signing", "archive", "passphrase"],
)
def test_3_and_one_line_before_the_first_record_for_a_key_or_a_secret(
    take_away, said_of, typed, workspace_folder, night, piped, monkeypatch
):
    if take_away == "passphrase":
        settings = workspace_folder / "cpdocs.yaml"
        text = settings.read_text("utf-8")
        [old] = [row for row in text.splitlines() if row.strip().startswith("passphrase:")]
        settings.write_text(text.replace(old, f"{old.split('passphrase:')[0]}passphrase: env:NO_SUCH_SECRET"), "utf-8")
        monkeypatch.delenv("NO_SUCH_SECRET", raising=False)
    else:
        take_away(workspace_folder)
    stream = piped('{"file": "night/00000.json"}')
    said = typed("batch", "-", *ON, at=workspace_folder)
    assert (said.code, said.out) == (3, "")
    assert said_of in said.err
    assert len(said.err.splitlines()) == 2, "what is missing, and the cure"
    assert stream.buffer.tell() == 0, "something was read"
    assert not (workspace_folder / "outbox").exists()


def test_3_for_a_mail_login_that_is_missing(typed, workspace_folder, night, monkeypatch):
    monkeypatch.delenv("NO_SUCH_SECRET", raising=False)
    with (workspace_folder / "cpdocs.yaml").open("a") as file:
        file.write(
            "\nsmtp:\n  host: mail.kinnaird.example\n  sender: cp@kinnaird.example\n"
            "  user: cp\n  password: env:NO_SUCH_SECRET\n"
        )
    said = typed("batch", "night", *ON, "--transport", "smtp", at=workspace_folder)
    assert (said.code, said.out) == (3, "")
    assert "NO_SUCH_SECRET" in said.err


def test_2_for_nobody_who_works_and_for_what_cannot_be_meant(typed, workspace_folder, night, monkeypatch):
    for wrong in (("batch", "night", "nowhere"), ("batch", "-", "night"), ("batch", "night", "--max-rate", "fast")):
        assert typed(*wrong, *ON, at=workspace_folder).code == 2
    assert typed("batch", "night", "--document", "leter", *ON, at=workspace_folder).code == 2
    monkeypatch.setenv("CPDOCS_OPERATOR", "nobody")
    said = typed("batch", "night", *ON, at=workspace_folder)
    assert (said.code, said.out) == (2, "")


def test_files_that_are_no_records_are_said_and_counted_apart(typed, workspace_folder):
    said = typed("batch", "authority", "--dry-run", at=workspace_folder)
    assert said.code == 0
    assert said.out.splitlines() == [
        "authority/authority.yaml: left alone: it is no conference record",
        "0 records: 1 left alone; parcels: 0 planned = 0",
    ]
