"""The table of timescales: at least sixty dates for each set, worked by hand on a calendar of paper, and a council's own rows.

Each row: the timescale, what is counted from, the last day in time, and how it was counted. The day that is counted
from is never counted. In Scotland 1 and 2 January, Good Friday, the first Monday in May, the last in May, the first in
August, St Andrew's Day, Christmas and Boxing Day are no working days (with their Mondays); Easter Monday is one.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from cpdocs.council_files import national_tables
from cpdocs.rules import own_timescales
from cpdocs.rules.calendar import scottish
from cpdocs.rules.events import MET_BY, STARTS
from cpdocs.rules.tables import Timescale, Timescales
from cpdocs.rules.timescales import in_force, in_words, last_day

#: One council keeps a Monday in September and the Monday after Easter; what no row says of a closure is without them.
CLOSED = ["2026-09-21", "2027-03-29", "2026-11-18"]

#: Sets that count alike in both editions: the local rules.
LOCAL = [
    ("decision_letter", "2026-11-12", "2026-11-19", "a plain week from a Thursday: 13, 16, 17, 18, 19"),
    ("decision_letter", "2026-11-13", "2026-11-20", "from a Friday: 16 to 20"),
    ("decision_letter", "2026-11-14", "2026-11-20", "from a Saturday the same: 16 to 20"),
    ("decision_letter", "2026-11-25", "2026-12-03", "over St Andrew's Day, Monday 30 November: 26, 27, 1, 2, 3"),
    ("decision_letter", "2026-11-30", "2026-12-07", "from St Andrew's Day itself: 1, 2, 3, 4, 7"),
    ("decision_letter", "2024-11-28", "2024-12-06", "St Andrew's Day on a Saturday, kept Monday 2nd: 29, 3, 4, 5, 6"),
    ("decision_letter", "2025-11-27", "2025-12-05", "St Andrew's Day on a Sunday, kept Monday 1st: 28, 2, 3, 4, 5"),
    ("decision_letter", "2026-12-22", "2026-12-31", "over Christmas, Boxing Day kept Monday 28: 23, 24, 29, 30, 31"),
    ("decision_letter", "2026-12-30", "2027-01-08", "over New Year, 2 January kept Monday 4: 31, 5, 6, 7, 8"),
    ("decision_letter", "2025-12-31", "2026-01-09", "over 1 and 2 January on Thursday and Friday: 5 to 9"),
    ("decision_letter", "2027-12-30", "2028-01-10", "1 and 2 January on a weekend, kept on 3 and 4: 31, 5, 6, 7, 10"),
    ("decision_letter", "2026-04-01", "2026-04-09", "over Good Friday; Easter Monday counts: 2, 6, 7, 8, 9"),
    ("decision_letter", "2027-03-24", "2027-04-01", "over Good Friday 26 March: 25, 29, 30, 31, 1"),
    ("decision_letter", "2028-02-25", "2028-03-03", "over a leap day, a Tuesday: 28, 29, 1, 2, 3"),
    ("decision_letter", "2027-02-25", "2027-03-04", "the same where there is none: 26, 1, 2, 3, 4"),
    ("decision_letter", "2026-03-27", "2026-04-06", "the clocks go forward on the 29th, Good Friday: 30, 31, 1, 2, 6"),
    ("decision_letter", "2026-10-23", "2026-10-30", "the clocks go back on the 25th: 26 to 30"),
    ("decision_letter", "2026-05-01", "2026-05-11", "over the first Monday in May: 5, 6, 7, 8, 11"),
    ("decision_letter", "2026-05-22", "2026-06-01", "over the last Monday in May: 26, 27, 28, 29, 1"),
    ("decision_letter", "2026-07-31", "2026-08-10", "over the first Monday in August: 4, 5, 6, 7, 10"),
    ("decision_letter", "2026-08-28", "2026-09-04", "the last Monday in August is England's: 31, 1, 2, 3, 4"),
    ("referral", "2026-12-23", "2027-01-05", "24, 29, 30, 31, and after 1 and 4 January the 5th"),
    ("appeal", "2026-11-16", "2026-11-23", "five working days: 17, 18, 19, 20, 23"),
    ("appeal", "2026-12-24", "2027-01-06", "over Christmas and New Year: 29, 30, 31, 5, 6"),
    ("appeal_reply", "2026-11-20", "2026-12-18", "28 days are four weeks: Friday to Friday"),
    ("appeal_reply", "2026-12-04", "2027-01-01", "four weeks end on New Year's Day; days are days"),
    ("appeal_reply", "2028-02-10", "2028-03-09", "four weeks over a leap day: 19 left in February, 9 in March"),
    ("appeal_reply", "2027-02-10", "2027-03-10", "four weeks over a February of 28 days"),
    ("dissent_reply", "2026-11-12", "2026-12-10", "four weeks, Thursday to Thursday"),
    ("dissent_reply", "2026-10-12", "2026-11-09", "four weeks over the clocks going back"),
    ("dissent_told", "2026-11-12", "2026-11-12", "at once: the same day"),
    ("dissent_notice", "2026-12-25", "2026-12-25", "at once: the same day, whichever it is"),
    ("register_keeper_told", "2026-12-31", "2026-12-31", "immediately, on the last day of a year too"),
    ("central_register_told", "2028-02-29", "2028-02-29", "immediately, on a leap day too"),
    ("out_of_hours_told", "2026-11-30", "2026-11-30", "immediately, on a bank holiday too"),
    ("notices", "2026-11-12", "2026-11-12", "notifications go the same day"),
    ("deferral", "2026-11-12", "2026-11-26", "ten working days: 13, 16 to 20, 23 to 26"),
    ("deferral", "2026-11-20", "2026-12-07", "over St Andrew's Day: 23 to 27, 1 to 4, 7"),
    ("deferral", "2026-12-18", "2027-01-07", "21 to 24, 29 to 31 are seven; 5, 6, 7 January"),
    ("core_group_interval", "2026-11-26", "2026-12-26", "a month later"),
    ("core_group_interval", "2026-12-31", "2027-01-31", "a month later, over the year's end"),
    ("core_group_interval", "2027-01-31", "2027-02-28", "February has no 31st: its last day"),
    ("core_group_interval", "2028-01-31", "2028-02-29", "in a leap year its last day is the 29th"),
    ("core_group_invitation", "2026-11-26", "2026-11-21", "five days before, on a Saturday; days are days"),
    ("papers_beforehand", "2026-11-12", "2026-11-10", "two days before"),
    ("papers_beforehand", "2027-01-01", "2026-12-30", "two days before, over the year's end"),
    ("review_fixed", "2027-05-06", "2027-05-06", "the day itself"),
]
ONE_PER_EDITION = {
    "ng2014": [
        ("notice", "2026-11-12", "2026-11-07", "five days before"),
        ("notice", "2028-03-02", "2028-02-26", "five days before, over a leap day: 1, 29, 28, 27, 26"),
        ("conference", "2026-10-22", "2026-11-12", "21 days are three weeks"),
        ("conference", "2026-12-20", "2027-01-10", "three weeks over Christmas and New Year, which count"),
        ("pre_birth", "2027-02-04", "2026-11-12", "twelve weeks before: 84 days, 4+31+31+18"),
        ("transfer", "2026-10-14", "2026-11-04", "21 days are three weeks"),
        ("plan", "2026-11-12", "2026-11-17", "five days, a weekend among them"),
        ("minutes", "2026-11-12", "2026-11-27", "fifteen days"),
        ("minutes", "2026-12-20", "2027-01-04", "fifteen days, the holidays among them: 11 to the 31st, 4 more"),
        ("core_group", "2026-11-12", "2026-11-27", "fifteen days"),
        ("core_group", "2028-02-20", "2028-03-06", "fifteen days over a leap day: 9 in February, 6 in March"),
        ("first_review", "2026-11-12", "2027-02-12", "three months"),
        ("first_review", "2026-11-30", "2027-02-28", "three months from a 30th: February's last day"),
        ("first_review", "2027-11-30", "2028-02-29", "three months from a 30th in a leap year: the 29th"),
        ("review_after_birth", "2026-11-12", "2027-02-12", "three months"),
        ("later_review", "2026-08-31", "2027-02-28", "six months from a 31st: February's last day"),
        ("later_review", "2026-11-12", "2027-05-12", "six months"),
    ],
    "ng2021_2023": [
        ("notice", "2026-11-12", "2026-11-07", "five days before"),
        ("notice", "2027-01-03", "2026-12-29", "five days before, over the year's end"),
        ("conference", "2026-10-15", "2026-11-12", "28 days are four weeks"),
        ("conference", "2026-12-10", "2027-01-07", "four weeks over Christmas and New Year, which count"),
        ("pre_birth", "2027-02-04", "2026-11-12", "twelve weeks before: 84 days, 4+31+31+18"),
        ("transfer", "2026-10-14", "2026-11-12", "21 working days: 2 that week, 15 in three weeks, 9 to 12 November"),
        ("transfer", "2026-11-12", "2026-12-14", "13; 16-20; 23-27; 1-4; 7-11 are 20; the 14th"),
        ("plan", "2026-11-12", "2026-11-19", "five working days: 13, 16, 17, 18, 19"),
        ("minutes", "2026-11-12", "2026-11-26", "ten working days: 13, 16 to 20, 23 to 26"),
        ("minutes", "2026-11-19", "2026-12-04", "over St Andrew's Day: 20, 23 to 27, 1 to 4"),
        ("minutes", "2026-12-18", "2027-01-07", "21 to 24, 29 to 31 are seven; 5, 6, 7 January"),
        ("minutes", "2026-03-27", "2026-04-13", "over Good Friday; Easter Monday counts: 30 to 2, 6 to 10, 13"),
        ("inquorate", "2026-11-12", "2026-11-26", "ten working days"),
        ("inquorate", "2026-05-20", "2026-06-04", "over the last Monday in May: 21, 22, 26 to 29, 1 to 4"),
        ("core_group", "2026-11-12", "2026-12-04", "fifteen working days over St Andrew's Day: 1+5+5, 1 to 4"),
        ("core_group", "2026-12-16", "2027-01-12", "17, 18; 21 to 24; 29 to 31 are nine; 5 to 8, 11, 12"),
        ("first_review", "2026-11-12", "2027-05-12", "six months"),
        ("first_review", "2026-08-31", "2027-02-28", "six months from a 31st: February's last day"),
        ("review_after_birth", "2026-11-12", "2027-02-12", "three months"),
        ("review_after_birth", "2027-11-30", "2028-02-29", "three months from a 30th in a leap year: the 29th"),
        ("later_review", "2027-08-29", "2028-02-29", "six months to a leap day"),
        ("later_review", "2028-02-29", "2028-08-29", "six months from a leap day"),
    ],
}
#: With the council of CLOSED.
CLOSURES = [
    ("decision_letter", "2026-11-12", "2026-11-20", "the 18th is a closure: 13, 16, 17, 19, 20"),
    ("decision_letter", "2026-09-18", "2026-09-28", "the 21st is a closure: 22, 23, 24, 25, 28"),
    ("decision_letter", "2027-03-24", "2027-04-02", "Easter Monday is a closure here: 25, 30, 31, 1, 2"),
    ("appeal_reply", "2026-11-01", "2026-11-29", "a closure is a day like any other where days are counted"),
]


def _cases():
    for edition, rows in ONE_PER_EDITION.items():
        for case in [*LOCAL, *rows]:
            yield pytest.param(edition, [], *case[:3], id=f"{edition}: {case[0]} from {case[1]}: {case[3]}")
        for case in CLOSURES:
            yield pytest.param(edition, CLOSED, *case[:3], id=f"{edition}: {case[0]} from {case[1]}: {case[3]}")


@pytest.mark.parametrize(("edition", "closures", "ident", "start", "last"), list(_cases()))
def test_the_last_day_in_time(edition, closures, ident, start, last, council) -> None:
    situation = council(edition, closures)
    row = in_force(situation, ident, date.fromisoformat(start))
    assert row is not None
    assert last_day(situation, row, date.fromisoformat(start)) == date.fromisoformat(last)


def test_each_set_has_its_sixty_cases_and_every_row_one() -> None:
    rows = national_tables().timescales.rows
    for edition, cases in ONE_PER_EDITION.items():
        worked = [*LOCAL, *cases, *CLOSURES]
        assert len(worked) >= 60
        assert {case[0] for case in worked} == {r.id for r in rows if r.terms in (edition, "local")}


@pytest.fixture(scope="session")
def council(situate):
    """A council that keeps to an edition, with closures; one Situation each."""
    made = {}

    def of(edition, closures):
        key = (edition, *closures)
        if key not in made:
            calendar = scottish(2023, 2030, [date.fromisoformat(day) for day in closures])
            made[key] = replace(situate(authority={"timescales": edition}), calendar=calendar)
        return made[key]

    return of


# ---- the table itself, and a council's own rows ----------------------------------------------------------------------


def test_every_shipped_row_names_what_there_is_says_why_and_stands_once_in_its_set() -> None:
    tables = national_tables()
    rows = tables.timescales.rows
    assert len({(r.terms, r.id) for r in rows}) == len(rows)
    for row in rows:
        assert row.starts in STARTS
        assert row.met_by is None or row.met_by in MET_BY
        assert set(row.papers) <= set(tables.documents.documents)
        assert row.because
        assert row.source
        assert row.papers or row.met_by or row.repeats
    named = {name for row in rows for name in (row.starts, row.met_by)}
    assert {*STARTS, *MET_BY} == named - {None}


def test_no_title_says_more_than_a_shared_calendar_may_show() -> None:
    for row in national_tables().timescales.rows:
        assert row.title.replace("-", " ").replace(" ", "").isalpha(), row.title


def _own(**more):
    row = {"id": "minutes", "title": "minutes", "starts": "conference", "number": 20, "unit": "working_days"}
    row |= {"papers": ["minutes"], "because": "our rule", "source": "our procedures", **more}
    return Timescale.model_validate_json(json.dumps(row))


def _with(situation, *own):
    shipped = situation.tables.timescales
    table = shipped.model_copy(update={"rows": (*own, *shipped.rows)})
    tables = situation.tables.model_copy(update={"timescales": table})
    return replace(situation, tables=tables)


DAY = date(2026, 11, 12)


def test_a_councils_own_row_stands_in_the_place_of_the_shipped_one(situate) -> None:
    assert in_force(_with(situate(), _own()), "minutes", DAY).number == 20
    assert in_force(situate(), "minutes", DAY).number == 10


def test_a_councils_own_row_counts_in_its_period_and_the_shipped_one_outside_it(situate) -> None:
    situation = _with(situate(), _own(since="2026-11-12", until="2026-11-30"))
    counts = [
        in_force(situation, "minutes", date(2026, *day)).number for day in ((11, 11), (11, 12), (11, 30), (12, 1))
    ]
    assert counts == [10, 20, 20, 10]


def test_a_council_can_take_a_row_out(situate) -> None:
    assert in_force(_with(situate(), _own(counts="no")), "minutes", DAY) is None


@pytest.mark.parametrize(
    ("row", "ident", "hint"),
    [
        ({"starts": "confrence"}, "unknown-start", "Did you mean conference?"),
        ({"met_by": "reviewheld"}, "unknown-event", "Did you mean review_held?"),
        ({"papers": ["minuets"]}, "unknown-document", "Did you mean minutes?"),
        ({"terms": "ng2014"}, "not-own", "Take the line out"),
        ({"id": "appeal"}, "not-own", "Say appeal_working_days:"),
        ({"setting": "appeal_reply_days"}, "not-own", "Say appeal_reply_days:"),
    ],
    ids=["start", "what meets it", "paper", "a set that is not its own", "what letters promise", "a setting"],
)
def test_a_row_that_cannot_be_meant_is_refused_with_the_cure(row, ident, hint) -> None:
    shipped = national_tables()
    found = list(own_timescales.problems(_table(_own(**row)), shipped.timescales, shipped.documents))
    assert [p.id for p in found] == [ident]
    assert hint in found[0].hint


def _table(*rows):
    return Timescales.model_construct(format="cpdocs/timescales/v1", rows=rows)


def test_two_rows_of_one_id_may_follow_each_other_and_never_overlap() -> None:
    shipped = national_tables()
    for until, ids in (("2026-11-12", ["duplicate-row"]), ("2026-11-11", [])):
        table = _table(_own(until=until), _own(since="2026-11-12"))
        found = own_timescales.problems(table, shipped.timescales, shipped.documents)
        assert [p.id for p in found] == ids


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (_own(), "within 20 working days after the conference"),
        (_own(number=1, unit="months"), "within 1 month after the conference"),
        (_own(number=5, unit="days", count="before"), "5 days before the conference"),
        (_own(number=0), "on the day of the conference"),
    ],
    ids=["after", "one", "before", "none"],
)
def test_a_row_says_its_rule_in_words(row, said) -> None:
    assert in_words(row, row.number) == said


def test_working_days_are_counted_back_too(situate) -> None:
    row = _own(number=5, count="before")
    assert last_day(situate(), row, date(2026, 12, 3)) == date(2026, 11, 25)  # 2, 1 December, 27, 26, 25 November


@pytest.mark.parametrize("unit", ["days", "working_days", "weeks", "months"])
@pytest.mark.parametrize("count", ["before", "after"])
def test_a_year_that_no_calendar_reaches_has_no_last_day(unit, count, situate) -> None:
    edge = date.min if count == "before" else date.max
    assert last_day(situate(), _own(unit=unit, count=count), edge) is None
