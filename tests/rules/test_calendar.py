"""Counting days, by hand: Scottish holidays, weekends, local closures, leap days, and the post."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.rules.calendar import scottish
from cpdocs.rules.entitlements import plan
from cpdocs.rules.situation import Route
from cpdocs.rules.timescales import appeal_by, due, letter_date

CALENDAR = scottish(2023, 2032)

# Bank holidays in Scotland as the Scottish Government lists them; substitutes where one falls on a weekend.
CLOSED = [
    (date(2026, 1, 1), "New Year's Day"),
    (date(2026, 1, 2), "2 January, Scotland's own"),
    (date(2026, 4, 3), "Good Friday"),
    (date(2026, 5, 4), "early May"),
    (date(2026, 5, 25), "spring"),
    (date(2026, 8, 3), "summer, Scotland's own first Monday"),
    (date(2026, 11, 30), "St Andrew's Day"),
    (date(2026, 12, 25), "Christmas Day"),
    (date(2026, 12, 28), "substitute for Boxing Day on a Saturday"),
    (date(2027, 1, 1), "New Year's Day"),
    (date(2027, 1, 4), "substitute for 2 January on a Saturday"),
    (date(2024, 12, 2), "substitute for St Andrew's Day on a Saturday"),
    (date(2027, 12, 27), "substitute for Christmas Day on a Saturday"),
    (date(2027, 12, 28), "substitute for Boxing Day on a Sunday"),
    (date(2028, 1, 3), "substitute for 1 January on a Saturday"),
    (date(2028, 1, 4), "substitute for 2 January on a Sunday"),
    (date(2026, 11, 14), "a Saturday"),
    (date(2026, 11, 15), "a Sunday"),
]
OPEN = [
    (date(2026, 4, 6), "Easter Monday, no bank holiday in Scotland"),
    (date(2026, 8, 31), "the last Monday in August, England's"),
    (date(2026, 3, 17), "St Patrick's Day"),
    (date(2026, 12, 24), "Christmas Eve"),
    (date(2026, 12, 31), "Hogmanay"),
    (date(2028, 2, 29), "a leap day on a Tuesday"),
]


@pytest.mark.parametrize(("day", "said"), CLOSED, ids=[row[1] for row in CLOSED])
def test_the_council_is_closed_on(day, said) -> None:
    assert not CALENDAR.is_working_day(day)


@pytest.mark.parametrize(("day", "said"), OPEN, ids=[row[1] for row in OPEN])
def test_the_council_works_on(day, said) -> None:
    assert CALENDAR.is_working_day(day)


# Counted on the fingers: the day itself is not counted.
COUNTED = [
    ("a plain week, over one weekend", date(2026, 11, 16), 5, date(2026, 11, 23)),
    ("from a Friday", date(2026, 11, 13), 1, date(2026, 11, 16)),
    ("from a Saturday", date(2026, 11, 14), 1, date(2026, 11, 16)),
    ("across St Andrew's Day: 26, 27 Nov, 1, 2, 3 Dec", date(2026, 11, 25), 5, date(2026, 12, 3)),
    ("onto the day after St Andrew's Day", date(2026, 11, 27), 1, date(2026, 12, 1)),
    ("across Christmas: 23, 24, 29, 30, 31 Dec", date(2026, 12, 22), 5, date(2026, 12, 31)),
    ("across New Year: 31 Dec, 5, 6, 7, 8 Jan", date(2026, 12, 30), 5, date(2027, 1, 8)),
    ("across Good Friday, and Easter Monday counts", date(2026, 4, 2), 2, date(2026, 4, 7)),
    ("across a leap day: 28, 29 Feb, 1 Mar", date(2028, 2, 25), 3, date(2028, 3, 1)),
    ("in a year without one: 26 Feb, 1, 2 Mar", date(2027, 2, 25), 3, date(2027, 3, 2)),
    ("the clocks go forward: 30, 31 Mar", date(2026, 3, 27), 2, date(2026, 3, 31)),
    ("the clocks go back: 26, 27 Oct", date(2026, 10, 23), 2, date(2026, 10, 27)),
    ("no days at all", date(2026, 11, 14), 0, date(2026, 11, 14)),
]


@pytest.mark.parametrize(("said", "start", "days", "expected"), COUNTED, ids=[row[0] for row in COUNTED])
def test_working_days_after(said, start, days, expected) -> None:
    assert CALENDAR.after(start, days) == expected


@pytest.mark.parametrize("year", range(2008, 2061))
def test_every_year_is_that_of_a_library_that_knows_all_countries(year) -> None:
    known = holidays.country_holidays("GB", subdiv="SCT", years=[year])
    assert scottish(year, year).closed == {day for day in known if day.weekday() < 5}


def test_a_councils_own_closures_are_counted_out_and_belong_to_it_alone() -> None:
    own = scottish(2026, 2026, [date(2026, 11, 18), date(2026, 11, 19)])
    assert own.after(date(2026, 11, 16), 5) == date(2026, 11, 25)
    assert CALENDAR.after(date(2026, 11, 16), 5) == date(2026, 11, 23)


def test_a_year_that_the_calendar_does_not_know_is_never_guessed() -> None:
    known = scottish(2026, 2026)
    for day in (date(2025, 12, 31), date(2027, 1, 1)):
        with pytest.raises(ValueError, match="the calendar knows 2026 to 2026"):
            known.is_working_day(day)
    with pytest.raises(ValueError, match="2027"):
        known.after(date(2026, 12, 31), 1)


@given(start=st.dates(date(2024, 1, 1), date(2030, 12, 31)), days=st.integers(1, 30))
def test_exactly_so_many_working_days_lie_between(start, days) -> None:
    end = CALENDAR.after(start, days)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert CALENDAR.is_working_day(end)
    assert sum(map(CALENDAR.is_working_day, between)) == days


# ---- what a paper promises -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "letter", "last"),
    [
        ("hand", date(2026, 11, 16), date(2026, 11, 23)),
        ("email", date(2026, 11, 16), date(2026, 11, 23)),
        ("post", date(2026, 11, 16), date(2026, 11, 25)),
        ("post", date(2026, 11, 24), date(2026, 12, 4)),
        ("hand", date(2026, 12, 22), date(2026, 12, 31)),
        ("post", date(2026, 12, 22), date(2027, 1, 6)),
    ],
    ids=[
        "by hand",
        "by e-mail",
        "by post, two days more",
        "by post across St Andrew's Day",
        "by hand over Christmas",
        "by post over Christmas and New Year",
    ],
)
def test_the_last_day_to_appeal(by, letter, last, situate) -> None:
    assert appeal_by(situate(), Route("print", by), letter) == last


def test_a_council_sets_its_own_numbers_of_days(situate) -> None:
    situation = situate(authority={"rules": {"appeal_working_days": 10, "post_working_days": 3}})
    assert appeal_by(situation, Route("print", "hand"), date(2026, 11, 16)) == date(2026, 12, 1)
    assert appeal_by(situation, Route("print", "post"), date(2026, 11, 16)) == date(2026, 12, 4)


def test_each_letter_counts_by_the_way_it_goes_and_from_its_own_date(situate) -> None:
    found = {p.person: p for p in plan(situate()).planned if p.document == "decision_letter"}
    assert found["mother"].appeal_by == date(2026, 11, 23)  # by hand
    assert found["adam"].appeal_by == date(2026, 11, 25)  # by post
    assert {p.letter_date for p in found.values()} == {date(2026, 11, 16)}


def test_the_last_day_does_not_move_with_today(situate) -> None:
    for today in (date(2026, 11, 16), date(2026, 12, 24)):
        found = {p.person: p.appeal_by for p in plan(situate(today=today)).planned}
        assert found["mother"] == date(2026, 11, 23)


def test_when_a_paper_is_due(situate) -> None:
    situation = situate()
    assert due(situation, "invitation") == date(2026, 11, 7)  # five calendar days before the 12th
    assert due(situation, "decision_letter") == date(2026, 11, 19)  # 13, 16, 17, 18, 19
    assert letter_date(situation, "invitation") is None
    assert letter_date(situation, "decision_letter") == date(2026, 11, 16)


def test_a_conference_before_the_31st_of_december_needs_no_year_that_the_calendar_lacks(situate) -> None:
    situation = situate({"conference.date": "2026-12-30", "letters.decision_letter.date": "2026-12-31"})
    assert due(situation, "decision_letter") == date(2027, 1, 8)
