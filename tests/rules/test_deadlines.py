"""Every date that follows from a record: whether it was kept, by the record and by the ledger, worked by hand.

The conference of conftest.py is on Thursday 12 November 2026; Ann and Ben go onto the register, the decision letter is
dated Monday the 16th, the core groups first meet on the 26th, and the reviews are to be by 6 May 2027.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cpdocs.council_files import national_tables
from cpdocs.rules.deadlines import deadlines
from cpdocs.rules.past import History, Key, Past
from cpdocs.rules.tables import Timescale
from cpdocs.rules.tables.page import markdown

TOP = Path(__file__).resolve().parents[2]
NOTED = {"by": "chair", "register_keeper": "2026-11-12T12:20", "out_of_hours": "2026-11-13T09:00"}
DISSENT = {"person": "mother", "text": "No.", "told_head_of_service": "2026-11-12T15:00"}
APPEAL = {"person": "mother", "child": "ann", "received": "2026-11-20"}
LETTER = "decision_letter"


def day(text):
    return date.fromisoformat(text)


def went(**days):
    """What the ledger says of the decision letters: the day on which each person's left; None for one that failed."""
    past = {p: Past("sent", "v", day(d)) if d else Past("failed", "v") for p, d in days.items()}
    return History({Key("CP-2026-1", LETTER, 1, person): one for person, one in past.items()}, {})


def of(situation, ident, *later):
    found = [d for d in deadlines(situation, later) if d.id == ident]
    assert len(found) == 1, [d.id for d in deadlines(situation, later)]
    return found[0]


def said(situation, ident, *later):
    one = of(situation, ident, *later)
    return str(one.last), one.status


# ---- by the record ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "today", "ident", "last", "status"),
    [
        ({}, "2026-11-16", "core_group:ann", "2026-12-04", "due"),  # it is fixed for the 26th, which has not come
        ({}, "2026-11-26", "core_group:ann", "2026-12-04", "met"),
        ({"decisions.0.core_group.first": "2026-12-04"}, "2026-12-04", "core_group:ann", "2026-12-04", "met"),
        ({"decisions.0.core_group.first": "2026-12-07"}, "2026-12-04", "core_group:ann", "2026-12-04", "due"),
        ({"decisions.0.core_group.first": "2026-12-07"}, "2026-12-05", "core_group:ann", "2026-12-04", "overdue"),
        ({"decisions.0.core_group.first": "2026-12-07"}, "2026-12-07", "core_group:ann", "2026-12-04", "missed"),
        ({"conference.concern_notified": "2026-10-15"}, "2026-11-16", "conference", "2026-11-12", "met"),
        ({"conference.concern_notified": "2026-10-14"}, "2026-11-16", "conference", "2026-11-11", "missed"),
        ({"decisions.0.notifications": NOTED}, "2026-11-16", "register_keeper_told:ann", "2026-11-12", "met"),
        ({"decisions.0.notifications": NOTED}, "2026-11-16", "out_of_hours_told:ann", "2026-11-12", "missed"),
        ({"decisions.0.notifications": NOTED}, "2026-11-16", "central_register_told:ann", "2026-11-12", "overdue"),
        ({"decisions.0.notifications": NOTED}, "2026-11-12", "central_register_told:ann", "2026-11-12", "due"),
        ({"decisions.0.dissents": [DISSENT]}, "2026-11-16", "dissent_told:ann:mother", "2026-11-12", "met"),
        ({"decisions.0.dissents": [DISSENT]}, "2026-12-10", "dissent_reply:ann:mother", "2026-12-10", "due"),
        ({"decisions.0.dissents": [DISSENT]}, "2026-12-11", "dissent_reply:ann:mother", "2026-12-10", "overdue"),
        ({"appeals": [APPEAL]}, "2026-12-18", "appeal_reply:ann:mother", "2026-12-18", "due"),
        ({"appeals": [APPEAL]}, "2026-12-19", "appeal_reply:ann:mother", "2026-12-18", "overdue"),
        ({}, "2027-05-06", "review_fixed:ann", "2027-05-06", "due"),
        ({}, "2027-05-12", "first_review:ann", "2027-05-12", "due"),
        ({}, "2027-05-13", "first_review:ann", "2027-05-12", "overdue"),
    ],
)
def test_what_happened_by_the_record(changes, today, ident, last, status, situate) -> None:
    assert said(situate(changes, today=day(today)), ident) == (last, status)


def test_a_missed_date_asks_for_the_reason_until_it_is_written(situate) -> None:
    late = {"conference.concern_notified": "2026-10-14"}
    assert "say why in conference as late_because:" in of(situate(late), "conference").because
    told = of(situate(late | {"conference.late_because": "Somebody was ill."}), "conference").because
    assert "the record says why it is late" in told
    assert "ill" not in told


def test_a_later_record_that_was_held_meets_the_review(situate) -> None:
    today = day("2027-05-20")
    review = {"conference.kind": "review", "conference.previous": "CP-2026-1", "reference": "CP-2027-9"}
    later = situate(review | {"conference.date": "2027-05-12"}, today=today).record
    assert said(situate(today=today), "first_review:ann", later) == ("2027-05-12", "met")
    late = situate(review | {"conference.date": "2027-05-13"}, today=today).record
    assert said(situate(today=today), "first_review:ann", late) == ("2027-05-12", "missed")
    called = later.model_copy(update={"attendance": None})
    other = later.model_copy(update={"conference": later.conference.model_copy(update={"previous": "CP-2026-2"})})
    assert said(situate(today=today), "first_review:ann", called, other) == ("2027-05-12", "overdue")


# ---- by the ledger ---------------------------------------------------------------------------------------------------

EVERYBODY = {"mother": "2026-11-16", "adam": "2026-11-16", "bob": "2026-11-16", "social_worker": "2026-11-17"}


def _readers(situation):
    return {p.person for p in _planned(situation)}


def _planned(situation):
    from cpdocs.rules.entitlements import plan

    return [p for p in plan(situation).planned if p.document == LETTER]


def test_a_paper_is_met_once_the_last_of_its_readers_has_it(situate) -> None:
    readers = _readers(situate())
    assert {"mother", "adam", "bob"} < readers
    all_of_them = dict.fromkeys(readers, "2026-11-16") | {"bob": "2026-11-19"}
    one = of(situate(history=went(**all_of_them), today=day("2026-11-20")), LETTER)
    assert (str(one.last), one.status, str(one.ledger_date)) == ("2026-11-19", "met", "2026-11-19")
    one = of(situate(history=went(**all_of_them | {"bob": "2026-11-20"}), today=day("2026-11-20")), LETTER)
    assert (one.status, str(one.ledger_date)) == ("missed", "2026-11-20")
    for bob in ({}, {"bob": None}):  # nothing tried, or it failed
        less = {p: d for p, d in all_of_them.items() if p != "bob"} | bob
        one = of(situate(history=went(**less), today=day("2026-11-20")), LETTER)
        assert (one.status, one.ledger_date) == ("overdue", None)
        assert f"{len(readers) - 1} of {len(readers)} parcels have gone" in one.because


def test_a_later_edition_takes_no_day_back(situate) -> None:
    first = went(**dict.fromkeys(_readers(situate()), "2026-11-16"))
    again = {Key(k.reference, LETTER, 2, k.recipient): Past("sent", "w", day("2026-12-01")) for k in first.parcels}
    situation = situate({"editions": {LETTER: {"edition": 2}}}, today=day("2026-12-01"))
    situation = replace(situation, history=replace(first, parcels={**first.parcels, **again}))
    assert str(of(situation, LETTER).ledger_date) == "2026-11-16"


def test_what_is_cancelled_is_not_waited_for(situate) -> None:
    history = went(**dict.fromkeys(_readers(situate()) - {"bob"}, "2026-11-16"))
    history = replace(history, cancelled=frozenset({Key("CP-2026-1", LETTER, 1, "bob")}))
    assert of(situate(history=history, today=day("2026-11-20")), LETTER).status == "met"


def test_invitations_count_after_the_day_by_who_got_one(situate) -> None:
    past = {Key("CP-2026-1", "invitation", 1, p): Past("posted", "v", day("2026-11-06")) for p in ("mother", "adam")}
    one = of(situate(history=History(past, {}), today=day("2026-11-16")), "notice")
    assert (one.status, str(one.ledger_date)) == ("met", "2026-11-06")
    assert not [d for d in deadlines(situate(today=day("2026-11-16"))) if d.id == "notice"]


def test_a_paper_that_is_not_made_here_says_so(situate) -> None:
    one = of(situate(today=day("2026-11-20")), "plan")
    assert one.status == "overdue"
    assert "cpdocs does not make this paper here" in one.because


# ---- what a letter promises ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("appeals", "today", "status"),
    [
        ([], "2026-11-23", "due"),
        ([], "2026-11-24", "met"),  # nobody appealed: nothing is owed
        ([APPEAL | {"received": "2026-11-23"}], "2026-11-23", "met"),
        ([APPEAL | {"received": "2026-11-24"}], "2026-11-24", "missed"),
        ([APPEAL | {"person": "adam"}], "2026-11-20", "due"),
    ],
)
def test_the_promised_day_stands_beside_the_day_on_which_the_letter_left(appeals, today, status, situate) -> None:
    one = of(situate({"appeals": appeals}, history=went(mother="2026-11-16"), today=day(today)), "appeal:mother")
    assert (str(one.start), str(one.last), one.status) == ("2026-11-16", "2026-11-23", status)
    assert str(one.ledger_date) == "2026-11-16"


def test_a_letter_by_post_promises_the_days_in_the_post_too(situate) -> None:
    one = of(situate(history=went(mother="2026-11-16")), "appeal:adam")
    assert (str(one.last), one.ledger_date) == ("2026-11-25", None)


def test_an_appeal_in_the_days_of_the_post_is_in_time(situate) -> None:
    appeal = {"appeals": [APPEAL | {"person": "adam", "received": "2026-11-25"}]}
    assert of(situate(appeal, today=day("2026-11-25")), "appeal:adam").status == "met"


# ---- what comes again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "last"),
    [
        ("2026-11-16", "2026-12-26"),
        ("2026-12-26", "2026-12-26"),
        ("2026-12-27", "2027-01-26"),
        ("2027-04-26", "2027-04-26"),
    ],
)
def test_the_next_core_group_is_a_month_on(today, last, situate) -> None:
    assert said(situate(today=day(today)), "core_group_interval:ann") == (last, "due")


def test_core_groups_are_counted_from_the_first_so_that_no_short_month_moves_them(situate) -> None:
    changes = {"decisions.0.core_group.first": "2026-12-31"}
    for today, last in (("2027-02-01", "2027-02-28"), ("2027-03-01", "2027-03-31")):
        assert said(situate(changes, today=day(today)), "core_group_interval:ann") == (last, "due")


def test_there_is_no_next_core_group_once_the_review_comes(situate) -> None:
    assert not [d for d in deadlines(situate(today=day("2027-04-27"))) if d.id.startswith("core_group_interval")]


# ---- the whole -------------------------------------------------------------------------------------------------------


def test_each_date_has_an_id_of_its_own_its_reason_and_its_source_and_stands_in_order(situate) -> None:
    changes = {"appeals": [APPEAL], "decisions.0.dissents": [DISSENT], "conference.concern_notified": "2026-10-20"}
    found = deadlines(situate(changes))
    assert len({d.id for d in found}) == len(found) > 15
    assert [d.last for d in found] == sorted(d.last for d in found)
    assert all(d.because and d.source and d.rule and d.title for d in found)


def test_nothing_that_a_record_tells_stands_in_a_date(situate) -> None:
    changes = {"appeals": [APPEAL | {"text": "Zanzibar."}], "decisions.0.dissents": [DISSENT | {"text": "Zanzibar."}]}
    told = " ".join(f"{d.title} {d.because} {d.rule}" for d in deadlines(situate(changes)))
    assert not [name for name in ("Zanzibar", "Ann", "Mary", "Example", "reasons") if name in told]


@pytest.mark.parametrize("edition", ["ng2014", "ng2021_2023"])
@pytest.mark.parametrize("mistyped", ["0001-01-01", "9999-12-31"])
def test_a_mistyped_year_stops_nothing(edition, mistyped, situate) -> None:
    places = ["decisions.0.core_group.first", "decisions.0.review_by", "letters.decision_letter.date"]
    for place in [*places[:2], "conference.concern_notified"]:
        assert deadlines(situate({place: mistyped}, authority={"timescales": edition}))


def test_a_councils_own_row_is_one_date_more(situate) -> None:
    row = {"id": "visit", "title": "visit", "starts": "put_on_the_register", "number": 8, "unit": "weeks"}
    row |= {"met_by": "review_held", "because": "ours", "source": "our procedures"}
    situation = situate()
    rows = (Timescale.model_validate_json(json.dumps(row)), *situation.tables.timescales.rows)
    timescales = situation.tables.timescales.model_copy(update={"rows": rows})
    situation = replace(situation, tables=situation.tables.model_copy(update={"timescales": timescales}))
    assert said(situation, "visit:ben") == ("2027-01-07", "due")


def test_the_page_of_deadlines_is_the_table_s_own() -> None:
    page = (TOP / "docs" / "deadlines.md").read_text("utf-8")
    assert page == markdown(national_tables().timescales), "run scripts/checks-table"
