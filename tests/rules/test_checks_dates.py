"""Checks of dates: their order, days to come, and the timescales of each edition of the guidance.

Worked by hand. After Thursday 12 November 2026 ten working days end on Thursday the 26th, and fifteen on Friday
4 December, as Monday 30 November is the St Andrew's holiday. Twenty-one working days after Wednesday 14 October end on
12 November.
"""

from __future__ import annotations

import dataclasses

import pytest
from check_table import Row, name, row, spares, trips
from test_checks_called import ADAM_EXCLUDED, ANN_UNBORN, PRE_BIRTH, REVIEW, TRANSFER

from cpdocs.rules import checks
from cpdocs.rules.calendar import scottish

DEFERRED = {
    "decisions.0.outcome": "deferred",
    "decisions.0.deferral": {"because": "x", "interim_plan": "x", "reconvene": "2026-11-26"},
}
NOT_AHEAD = {
    "quorate": "no",
    "inquorate": {"went_ahead": "no", "because": "x", "interim_plan": "x", "meets_again": "2026-11-26"},
    "decisions": None,
    "minutes": None,
    "agency_views": None,
}
PREPARED = {"by": "social_worker", "on": "2026-11-13"}
DISSENT = {"person": "mother", "text": "x", "told_head_of_service": "2026-11-12T12:40"}
LATE = {"conference.late_because": "There was a reason."}


def _after(path: str, good: str, at: tuple[str | int, ...] | None = None, **base: object) -> Row:
    """What follows the conference: the day before it is refused, the day itself is not."""
    where = at or tuple(int(p) if p.isdigit() else p for p in path.split("."))
    bad = good.replace("2026-11-12", "2026-11-11")
    return row("date-before-conference", where, {**base, path: bad}, {**base, path: good})


def _before(path: str, at: tuple[str | int, ...] | None = None, **base: object) -> Row:
    """What leads up to it: the day after is refused, the day itself is not."""
    where = at or tuple(int(p) if p.isdigit() else p for p in path.split("."))
    return row("date-after-conference", where, {**base, path: "2026-11-13"}, {**base, path: "2026-11-12"})


ASKED = {"requested": {"by": "visitor", "on": "2026-10-20", "because": "x"}}
OUT = {"because": "x", "decided_by": "chair", "on": "2026-11-05"}
APPEAL = {"person": "mother", "child": "ann", "received": "2026-11-12"}
ORDER = [
    row(
        "agreed-too-late",
        ("invitations_agreed", "on"),
        {"invitations_agreed.on": "2026-11-13"},
        {"invitations_agreed.on": "2026-11-12", **LATE},
    ),
    *(
        row(
            "letter-before-conference",
            ("letters", letter, "date"),
            {f"letters.{letter}": {"date": "2026-11-11"}},
            {f"letters.{letter}": {"date": "2026-11-12"}},
        )
        for letter in ("decision_letter", "deferral_notice", "dissent_reply", "appeal_acknowledgement", "appeal_reply")
    ),
    _before("requested.on", **ASKED),
    _before("conference.concern_notified"),
    _before(
        "children.0.taking_part.prepared.on",
        **{"children.0.taking_part": {"invited": "no", "because": "x", "prepared": PREPARED}},
    ),
    _before("people.0.prepared.on", **{"people.0.prepared": PREPARED}),
    _before("invitations.3.report.asked_by"),
    _before("invitations.1.excluded.on", **ADAM_EXCLUDED),
    _before("invitations.4.not_invited.on", **{"invitations.4.not_invited": OUT}),
    row(
        "answered-before-asked",
        ("requested", "answered_on"),
        {**ASKED, "requested.answered_on": "2026-10-19"},
        {**ASKED, "requested.answered_on": "2026-10-20"},
    ),
    _after("decisions.0.review_by", "2026-11-12"),
    _after("decisions.0.core_group.first", "2026-11-12"),
    _after("decisions.0.deferral.reconvene", "2026-11-12", **DEFERRED),
    _after(
        "decisions.0.support.by",
        "2026-11-12",
        **{"decisions.0.support": {"considered": "yes", "what": "x", "by_whom": "leader", "by": "2026-11-12"}},
    ),
    _after(
        "decisions.0.reporter.reconsider.on",
        "2026-11-12",
        **{"decisions.0.reporter.reconsider": {"by": "leader", "on": "2026-11-12"}},
    ),
    _after("decisions.0.plan.actions.0.by", "2026-11-12"),
    _after("decisions.0.dissents.0.told_head_of_service", "2026-11-12T12:40", **{"decisions.0.dissents": [DISSENT]}),
    _after("decisions.0.notifications.register_keeper", "2026-11-12T12:40"),
    _after("decisions.0.notifications.instructed", "2026-11-12T12:40"),
    _after("appeals.0.received", "2026-11-12", appeals=[APPEAL]),
    _after(
        "minutes.actions.0.by",
        "2026-11-12",
        **{"minutes.actions": [{"what": "x", "who": "leader", "by": "2026-11-12"}]},
    ),
    _after("invitations.1.excluded.informed_by_date", "2026-11-12", **ADAM_EXCLUDED),
    row(
        "date-before-conference",
        ("inquorate", "meets_again"),
        {**NOT_AHEAD, "inquorate.meets_again": "2026-11-11"},
        {**NOT_AHEAD, "inquorate.meets_again": "2026-11-12"},
    ),
]
ALSO = {"person": "gran", "documents": ["decision_letter"], "because": "x"}
REACH = {"safe_to": ["post"], "verified_by": "social_worker"}
# The day of the tests is 16 November 2026.
TO_COME = [
    row(
        "day-to-come",
        ("people", 1, "reach", "verified"),
        {"people.1.reach.verified": "2026-11-17"},
        {"people.1.reach.verified": "2026-11-16"},
    ),
    row(
        "day-to-come",
        ("children", 0, "reach", "verified"),
        {"children.0.reach": {**REACH, "verified": "2026-11-17"}},
        {"children.0.reach": {**REACH, "verified": "2026-11-16"}},
    ),
    row(
        "day-to-come",
        ("people", 5, "contact"),
        {},
        {"people.5.contact": "right"},
        book={
            "contacts.sw.verified": "2026-11-17",
            "contacts.right": {"name": "R", "post_title": "P", "agency": "social_work", "verified": "2026-11-16"},
        },
    ),
    row(
        "day-to-come",
        ("invitations", 3, "report", "received"),
        {"invitations.3.report.received": "2026-11-17"},
        {"invitations.3.report.received": "2026-11-12"},
        "report-late",
    ),
    row(
        "day-to-come",
        ("invitations", 3, "report", "shared_with_family"),
        {"invitations.3.report.shared_with_family": "2026-11-17", "invitations.3.report.not_shared_because": "x"},
        {"invitations.3.report.shared_with_family": "2026-11-16", "invitations.3.report.not_shared_because": "x"},
    ),
    row(
        "day-to-come",
        ("appeals", 0, "received"),
        {"appeals": [APPEAL | {"received": "2026-11-17"}]},
        {"appeals": [APPEAL | {"received": "2026-11-16"}]},
    ),
    row(
        "day-to-come",
        ("distribution", "also", 0, "agreed_by_chair"),
        {"distribution.also": [ALSO | {"agreed_by_chair": "2026-11-17"}]},
        {"distribution.also": [ALSO | {"agreed_by_chair": "2026-11-16"}]},
    ),
]
TOLD = "conference.concern_notified"
OLD = {"timescales": "ng2014"}
DUE = {**ANN_UNBORN, **PRE_BIRTH, "children.0.expected": "2027-02-04"}
TIMESCALES = [
    row("conference-late", ("conference", "date"), {TOLD: "2026-10-14"}, {**REVIEW, TOLD: "2026-10-14"}),
    row("conference-late", ("conference", "date"), {TOLD: "2026-10-14"}, {TOLD: None}),
    row(
        "late-in-pregnancy",
        ("children", 0, "expected"),
        {**DUE, "children.0.expected": "2027-02-03", TOLD: None},
        {**ANN_UNBORN, "children.0.expected": "2027-01-20"},
    ),
    row(
        "review-late",
        ("decisions", 0, "review_by"),
        {"decisions.0.review_by": "2027-05-13"},
        {
            "decisions.0.review_by": "2027-05-13",
            "decisions.0.outcome": "not_registered",
            "decisions.0.support": {"considered": "yes", "what": "x", "by_whom": "leader", "by": "2026-12-01"},
        },
    ),
    row("conference-late", ("conference", "date"), {TOLD: "2026-10-14"}, {TOLD: "2026-10-15"}),
    row("conference-late", ("conference", "date"), {TOLD: "2026-10-14"}, {TOLD: "2026-10-14", **LATE}),
    row(
        "conference-late",
        ("conference", "date"),
        {TOLD: "2026-10-21", "decisions.0.review_by": "2027-02-12", "decisions.1.review_by": "2027-02-12"},
        {TOLD: "2026-10-22", "decisions.0.review_by": "2027-02-12", "decisions.1.review_by": "2027-02-12"},
        council=OLD,
    ),
    row(
        "late-in-pregnancy",
        ("children", 0, "expected"),
        {**DUE, "children.0.expected": "2027-02-03"},
        DUE,
    ),
    row(
        "late-in-pregnancy",
        ("children", 0, "expected"),
        {**DUE, "children.0.expected": "2027-01-12", TOLD: "2026-10-20"},
        {**DUE, "children.0.expected": "2027-01-11", TOLD: "2026-10-20"},
    ),
    row(
        "transfer-late",
        ("conference", "transfer", "moved_on"),
        {**TRANSFER, "conference.transfer.moved_on": "2026-10-13"},
        {**TRANSFER, "conference.transfer.moved_on": "2026-10-14"},
    ),
    row(
        "transfer-late",
        ("conference", "transfer", "moved_on"),
        {**TRANSFER, "conference.transfer.moved_on": "1999-01-01"},
        {**TRANSFER, "conference.transfer.moved_on": "9999-12-31"},
    ),
    row(
        "short-notice",
        ("invitations_agreed", "on"),
        {"invitations_agreed.on": "2026-11-08"},
        {"invitations_agreed.on": "2026-11-07"},
    ),
    row(
        "core-group-late",
        ("decisions", 0, "core_group", "first"),
        {"decisions.0.core_group.first": "2026-12-07"},
        {"decisions.0.core_group.first": "2026-12-04"},
    ),
    row(
        "core-group-late",
        ("decisions", 0, "core_group", "first"),
        {**REVIEW, **TRANSFER, "conference.previous": "X", "decisions.0.core_group.first": "2026-12-07"},
        {**REVIEW, "decisions.0.core_group.first": "2026-12-07"},
    ),
    row(
        "core-group-late",
        ("decisions", 0, "core_group", "first"),
        {"decisions.0.core_group.first": "2026-11-30"},
        {"decisions.0.core_group.first": "2026-11-27"},
        "review-late",
        "conference-late",
        council=OLD,
    ),
    row(
        "review-late",
        ("decisions", 1, "review_by"),
        {"decisions.1.review_by": "2027-05-13"},
        {"decisions.1.review_by": "2027-05-12"},
    ),
    row(
        "review-late",
        ("decisions", 1, "review_by"),
        {"decisions.0.review_by": "2027-02-12", "decisions.1.review_by": "2027-02-13"},
        {"decisions.0.review_by": "2027-02-12", "decisions.1.review_by": "2027-02-12"},
        "conference-late",
        council=OLD,
    ),
    row(
        "review-late",
        ("decisions", 1, "review_by"),
        {**ANN_UNBORN, **PRE_BIRTH, "decisions.1.review_by": "2027-02-13"},
        {**ANN_UNBORN, **PRE_BIRTH},
    ),
    row(
        "review-late",
        ("decisions", 1, "review_by"),
        {**REVIEW, "decisions.1.review_by": "2027-05-13"},
        {**REVIEW, "decisions.1.review_by": "2027-05-12"},
        "conference-late",
        council=OLD,
    ),
    row(
        "deferral-too-long",
        ("decisions", 0, "deferral", "reconvene"),
        {**DEFERRED, "decisions.0.deferral.reconvene": "2026-11-27"},
        DEFERRED,
    ),
    row(
        "new-date-late",
        ("inquorate", "meets_again"),
        {**NOT_AHEAD, "inquorate.meets_again": "2026-11-27"},
        NOT_AHEAD,
    ),
    row(
        "new-date-late",
        ("inquorate", "meets_again"),
        {**NOT_AHEAD, "inquorate.meets_again": "2026-11-27"},
        {**NOT_AHEAD, "inquorate.meets_again": "2026-11-27", "inquorate.went_ahead": "yes"},
    ),
]
LETTER, APPEALED = "letters.decision_letter.date", {"person": "mother", "child": "ann", "received": "2026-11-20"}
LETTERS = [
    row("letter-late", ("letters", "decision_letter", "date"), {LETTER: "2026-11-20"}, {LETTER: "2026-11-19"}),
    row(
        "letter-late",
        ("letters", "decision_letter", "date"),
        {LETTER: "2026-11-20"},
        {LETTER: "2026-11-20", **LATE},
    ),
    row(
        "letter-late",
        ("letters", "appeal_reply", "date"),
        {"appeals": [APPEALED], "letters.appeal_reply": {"date": "2026-12-19"}},
        {"appeals": [APPEALED], "letters.appeal_reply": {"date": "2026-12-18"}},
        "day-to-come",  # the appeal, for on the day of these records it has not come
    ),
]
YEAR = [
    row("conference-far-off", ("conference", "date"), {"conference.date": "2047-11-12"}, {}),
    row("conference-far-off", ("conference", "date"), {"conference.date": "2005-11-12"}, {}),
    row("conference-far-off", ("conference", "date"), {"conference.date": "0001-01-01"}, {}),
]
ROWS = [*YEAR, *ORDER, *TO_COME, *TIMESCALES, *LETTERS]


@pytest.mark.parametrize("one", ROWS, ids=name)
def test_a_date_that_cannot_be_is_found_at_its_place(one: Row, situate_whole, gone) -> None:
    trips(one, situate_whole, gone)


@pytest.mark.parametrize("one", ROWS, ids=name)
def test_the_last_date_that_can_be_is_taken(one: Row, situate_whole, gone) -> None:
    spares(one, situate_whole, gone)


@pytest.mark.parametrize("one", TIMESCALES, ids=name)
def test_a_written_reason_silences_each_timescale(one: Row, situate_whole, gone) -> None:
    spares(Row(one.id, one.at, one.trips, one.trips | LATE, one.also, one.council, one.book), situate_whole, gone)


@pytest.mark.parametrize("day", ["2046-11-12", "2006-11-12"])
def test_a_conference_twenty_years_off_is_counted_from(day, situate_whole) -> None:
    calendar = scottish(2005, 2048)
    situation = dataclasses.replace(situate_whole({"conference.date": day}), calendar=calendar)
    assert "conference-far-off" not in {p.id for p in checks.check(situation)}
