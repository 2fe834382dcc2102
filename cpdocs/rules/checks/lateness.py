"""Timescales: the guidance lets an area depart from them, so each is a warning until the reason is written.

Both editions allow departures if the reason is recorded (DOMAIN.md section 1): ``conference.late_because`` silences
all of them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cpdocs.rules.checks.problem import DECIDED, INVITING, Check, Problem
from cpdocs.rules.situation import Situation


@dataclass(frozen=True, slots=True)
class Limits:
    """The timescales of one edition of the National Guidance that a record can be held to."""

    edition: str
    conference_days: int
    core_group_days: int
    core_group_working: bool
    first_review_months: int


LIMITS: Final[Mapping[str, Limits]] = {
    "ng2014": Limits("National Guidance 2014, appendix C", 21, 15, core_group_working=False, first_review_months=3),
    "ng2021_2023": Limits(
        "National Guidance 2021 (updated 2023), appendix D", 28, 15, core_group_working=True, first_review_months=6
    ),
}
_BOTH = "National Guidance 2014, appendix C; 2021 (updated 2023), appendix D"
CONFERENCE_LATE = Check(
    "conference-late",
    "warning",
    "The conference is within 28 days of the concern (21 on the 2014 terms), or says why not.",
    _BOTH,
    DECIDED,
)
LATE_IN_PREGNANCY = Check(
    "late-in-pregnancy",
    "warning",
    "A pre-birth conference is by the 28th week of pregnancy, or says why not.",
    "National Guidance 3.142",
    DECIDED,
)
TRANSFER_LATE = Check(
    "transfer-late",
    "warning",
    "A transfer conference is within 21 working days of the move, or says why not.",
    "Highland child protection procedures 2024",
    DECIDED,
)
SHORT_NOTICE = Check(
    "short-notice",
    "warning",
    "The invitations are agreed five days before the conference, or the record says why not.",
    _BOTH,
    INVITING,
)
CORE_GROUP_LATE = Check(
    "core-group-late",
    "warning",
    "The first core group is within 15 working days (15 days on the 2014 terms), or the record says why not.",
    _BOTH,
    DECIDED,
    "decided",
)
REVIEW_LATE = Check(
    "review-late",
    "warning",
    "The review is within six months (the first on the 2014 terms, and after a pre-birth one, three), or says why not.",
    "National Guidance 3.143, and appendix C of 2014; seed S3",
    DECIDED,
    "decided",
)
DEFERRAL_LONG = Check(
    "deferral-too-long",
    "warning",
    "A decision that is put off is taken within ten working days, or the record says why not.",
    "seed S4",
    ("deferral_notice",),
    "decided",
)
NEW_DATE_LATE = Check(
    "new-date-late",
    "warning",
    "A conference that could not go ahead meets within ten working days, or the record says why not.",
    "National Guidance 2021 (updated 2023), appendix D",
    ("minutes",),
    "held",
)

_NOTICE = timedelta(days=5)
#: Twenty-eight weeks of forty: twelve weeks before the expected date.
_TWELVE_WEEKS = timedelta(weeks=12)
_TRANSFER_WORKING_DAYS = 21
#: Days of the calendar between which 21 working days may end; outside them there is nothing to count.
_SURELY_IN_TIME, _SURELY_LATE = timedelta(days=21), timedelta(days=60)
_TEN = 10
_LATER_REVIEW, _AFTER_PRE_BIRTH = 6, 3
_WHY = "Write the reason in conference as late_because:, or correct the date."


def check(situation: Situation) -> Iterator[Problem]:
    """Nothing once the record says why it is late."""
    if situation.record.conference.late_because is None:
        yield from _conference(situation)
        yield from _follows(situation)


def _conference(situation: Situation) -> Iterator[Problem]:
    record, limits = situation.record, LIMITS[situation.authority.timescales]
    conference, day = record.conference, record.conference.date
    told = conference.concern_notified
    if conference.kind in ("initial", "pre_birth") and told and (day - told).days > limits.conference_days:
        message = f"the conference is {(day - told).days} days after the concern; {limits.conference_days} are allowed"
        yield CONFERENCE_LATE.at(("conference", "date"), message, _WHY)
    for n, child in enumerate(record.children):
        left = child.expected - day if child.expected else _TWELVE_WEEKS
        told_late = child.expected and told and child.expected - told < _TWELVE_WEEKS
        if conference.kind == "pre_birth" and left < _TWELVE_WEEKS and not told_late:
            message = f"the conference is after the 28th week with {child.id}: fewer than twelve weeks are left"
            yield LATE_IN_PREGNANCY.at(("children", n, "expected"), message, _WHY)
    moved = conference.transfer.moved_on if conference.transfer else None
    waited = day - moved if moved else timedelta()
    if (
        moved
        and waited > _SURELY_IN_TIME
        and (waited > _SURELY_LATE or day > situation.calendar.after(moved, _TRANSFER_WORKING_DAYS))
    ):
        message = f"the conference is more than {_TRANSFER_WORKING_DAYS} working days after the move"
        yield TRANSFER_LATE.at(("conference", "transfer", "moved_on"), message, _WHY)
    agreed = record.invitations_agreed
    if agreed and timedelta() <= day - agreed.on < _NOTICE:
        message = f"the invitations were agreed {(day - agreed.on).days} days before the conference; five are expected"
        yield SHORT_NOTICE.at(("invitations_agreed", "on"), message, _WHY)


def _follows(situation: Situation) -> Iterator[Problem]:
    record, limits, after = situation.record, LIMITS[situation.authority.timescales], situation.calendar.after
    kind, day = record.conference.kind, record.conference.date
    inquorate = record.inquorate
    if inquorate and not inquorate.went_ahead and inquorate.meets_again and inquorate.meets_again > after(day, _TEN):
        message = f"more than ten working days, which end on {after(day, _TEN)}"
        yield NEW_DATE_LATE.at(("inquorate", "meets_again"), message, _WHY)
    first = after(day, limits.core_group_days) if limits.core_group_working else None
    latest = first or day + timedelta(days=limits.core_group_days)
    months = _months_to_review(kind, limits)
    for n, decision in enumerate(record.decisions or ()):
        group, deferral = decision.core_group, decision.deferral
        if decision.outcome in ("registered", "transferred_in") and group and group.first > latest:
            message = f"the first core group is later than {latest}"
            yield CORE_GROUP_LATE.at(("decisions", n, "core_group", "first"), message, _WHY)
        if decision.on_the_register and decision.review_by and decision.review_by > _months_after(day, months):
            message = f"the review is more than {months} months away, which end on {_months_after(day, months)}"
            yield REVIEW_LATE.at(("decisions", n, "review_by"), message, _WHY)
        if deferral and deferral.reconvene > after(day, _TEN):
            message = f"the new date is later than ten working days, which end on {after(day, _TEN)}"
            yield DEFERRAL_LONG.at(("decisions", n, "deferral", "reconvene"), message, _WHY)


def _months_to_review(kind: str, limits: Limits) -> int:
    if kind == "pre_birth":
        return _AFTER_PRE_BIRTH
    return limits.first_review_months if kind in ("initial", "transfer") else _LATER_REVIEW


def _months_after(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, monthrange(day.year + years, month + 1)[1]))
