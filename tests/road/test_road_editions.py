"""A corrected edition: it says what changed, goes to everybody who has the former, and who is left with that is named."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from road_tools import CALLED, DAYS, deliver, look, of, outbox, pages, put_record, record_of, table

from cpdocs.cli.root import root

CHANGED = "the room is another one"


@pytest.fixture
def corrected(workspace_folder):
    """The invitations went; then the place was corrected and the edition raised."""
    deliver(workspace_folder, CALLED, DAYS[CALLED], "mother", "social_worker", "womens_aid")
    record = record_of(workspace_folder, CALLED)
    record["conference"]["place"] = "Rothes House, meeting room 5, 1 Market Square, Kinnaird"
    record["editions"] = {"invitation": {"edition": "2", "changed": CHANGED}}
    return workspace_folder, record


def test_the_new_edition_goes_to_everybody_who_has_the_former_and_says_what_changed(corrected):
    folder, record = corrected
    before = set(outbox(folder))
    done = deliver(folder, put_record(folder, record), DAYS[CALLED], "mother", "womens_aid")
    assert table(done) == {"mother": "handed_over", "womens_aid": "handed_over"}
    for name in set(outbox(folder)) - before:
        text = " ".join(pages(outbox(folder)[name].read_bytes()))
        assert "This is edition 2. If you have an earlier one, this takes its place" in text
        assert f"What has changed: {CHANGED}" in text
    first = [
        " ".join(pages(path.read_bytes()))
        for name, path in outbox(folder).items()
        if name in before and name.endswith(".pdf")
    ]
    assert first
    assert not [text for text in first if "This is edition" in text]


def test_the_words_of_what_changed_are_part_of_what_is_approved_and_sent_once(corrected):
    folder, record = corrected
    name = put_record(folder, record)
    views = {of(p): p.written.view for p in look(folder, name, DAYS[CALLED]).parcels}
    record["editions"]["invitation"]["changed"] = "the time is another one"
    again = {of(p): p.written.view for p in look(folder, put_record(folder, record), DAYS[CALLED]).parcels}
    assert not set(views.values()) & set(again.values())


def test_whoever_has_the_former_and_gets_no_new_one_is_named_in_the_plan(corrected):
    folder, record = corrected
    record["people"] = [person for person in record["people"] if person["id"] != "womens_aid"]
    record["invitations"] = [one for one in record["invitations"] if one["person"] != "womens_aid"]
    record = json.loads(json.dumps(record).replace('"womens_aid", ', "").replace(', "womens_aid"', ""))
    nothing = look(folder, put_record(folder, record), DAYS[CALLED]).nothing
    [left] = [one for one in nothing if (one.person, one.document) == ("womens_aid", "invitation")]
    assert left.because == "has edition 1, and gets no edition 2, which takes its place: ask for it back"
    assert not [one for one in nothing if one.person == "mother" and "edition" in one.because]


def test_the_ledger_says_who_holds_which_edition(corrected):
    folder, record = corrected
    deliver(folder, put_record(folder, record), DAYS[CALLED], "mother")
    words = ["ledger", "show", "--case", "2026-0142", "--workspace", str(folder)]
    said = CliRunner().invoke(root, words, standalone_mode=False).output
    held = said[said.index("held by") :]
    rows = [line.split() for line in held.splitlines()[2:]]
    assert [(row[1], row[2], row[3]) for row in rows] == [
        ("invitation", "1", "mother"),
        ("invitation", "2", "mother"),
        ("invitation", "1", "social_worker"),
        ("invitation", "1", "womens_aid"),
    ]
    assert "edition 2 took its place" in held
    assert held.count("has not got edition 2") == 2
    told = json.loads(CliRunner().invoke(root, [*words, "--format", "json"], standalone_mode=False).output)
    assert [(one["person"], one["edition"], one["has_newest"]) for one in told["holdings"]] == [
        ("mother", 1, True),
        ("mother", 2, True),
        ("social_worker", 1, False),
        ("womens_aid", 1, False),
    ]
