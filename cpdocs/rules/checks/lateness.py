"""Timescales: the guidance lets an area depart from them, so each is a warning until the reason is written.

Both editions allow departures if the reason is recorded (DOMAIN.md section 1): ``conference.late_because`` silences
all of them. The numbers are rows of tables/timescales.yaml, and a council's own rows stand in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from cpdocs.record.decision import Decision
from cpdocs.record.tree import Path
from cpdocs.rules.checks.problem import DECIDED, INVITING, Check, Problem
from cpdocs.rules.events import Start
from cpdocs.rules.situation import Situation
from cpdocs.rules.tables import Timescale
from cpdocs.rules.timescales import counted, in_words, last_day, letter_date, number, of_paper

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
    "A transfer conference is within 21 working days of the move (21 days on the 2014 terms), or says why not.",
    "Highland child protection procedures 2024; South Ayrshire's",
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

LETTER_LATE = Check(
    "letter-late",
    "warning",
    "A letter is dated within its timescale, or the record says why not.",
    "Highland child protection procedures 2024; seed S4",
    ("decision_letter", "appeal_reply", "dissent_reply"),
    "decided",
)

_WHY = "Write the reason in conference as late_because:, or correct the date."
_REVIEWS = ("first_review", "review_after_birth", "later_review")


def check(situation: Situation) -> Iterator[Problem]:
    """Nothing once the record says why it is late."""
    if situation.record.conference.late_because is None:
        yield from _conference(situation)
        yield from _follows(situation)
        yield from _letters(situation)


def _conference(situation: Situation) -> Iterator[Problem]:
    record, day = situation.record, situation.record.conference.date
    for _, rule in _late(situation, "conference", lambda _: day):
        yield CONFERENCE_LATE.at(("conference", "date"), f"the conference is late: {rule}", _WHY)
    numbers = {child.id: n for n, child in enumerate(record.children)}
    for start, rule in _late(situation, "pre_birth", lambda _: day):
        message = f"the conference is after the 28th week with {start.child}: {rule}"
        yield LATE_IN_PREGNANCY.at(("children", numbers[start.child], "expected"), message, _WHY)
    for _, rule in _late(situation, "transfer", lambda _: day):
        yield TRANSFER_LATE.at(("conference", "transfer", "moved_on"), f"the conference is late: {rule}", _WHY)
    agreed = record.invitations_agreed
    for _, rule in _late(situation, "notice", lambda _: agreed.on if agreed and agreed.on <= day else None):
        yield SHORT_NOTICE.at(("invitations_agreed", "on"), f"the invitations were agreed late: {rule}", _WHY)


def _follows(situation: Situation) -> Iterator[Problem]:
    record = situation.record
    again = record.inquorate.meets_again if record.inquorate else None
    for _, rule in _late(situation, "inquorate", lambda _: again):
        yield NEW_DATE_LATE.at(("inquorate", "meets_again"), f"the new date is late: {rule}", _WHY)
    decisions = {d.child: (n, d) for n, d in enumerate(record.decisions or ())}

    def of(start: Start) -> Decision:
        return decisions[start.child][1]

    for start, rule in _late(situation, "core_group", lambda s: g.first if (g := of(s).core_group) else None):
        path: Path = ("decisions", decisions[start.child][0], "core_group", "first")
        yield CORE_GROUP_LATE.at(path, f"the first core group is late: {rule}", _WHY)
    for review in _REVIEWS:
        for start, rule in _late(situation, review, lambda s: of(s).review_by):
            path = ("decisions", decisions[start.child][0], "review_by")
            yield REVIEW_LATE.at(path, f"the review is late: {rule}", _WHY)
    for start, rule in _late(situation, "deferral", lambda s: d.reconvene if (d := of(s).deferral) else None):
        path = ("decisions", decisions[start.child][0], "deferral", "reconvene")
        yield DEFERRAL_LONG.at(path, f"the new date is late: {rule}", _WHY)


def _letters(situation: Situation) -> Iterator[Problem]:
    """A letter is in time if it is for the last of what it can answer: a second reply is another edition."""
    for document in LETTER_LATE.guards:
        day = letter_date(situation, document)
        asked = list(of_paper(situation, document)) if day else []
        if day and asked:
            row, start = max(asked, key=lambda found: found[1].day)
            limit = last_day(situation, row, start.day)
            if limit and day > limit:
                message = f"the letter is late: {_rule(situation, row, limit)}"
                yield LETTER_LATE.at(("letters", document, "date"), message, _WHY)


def _late(situation: Situation, ident: str, happens: Callable[[Start], date | None]) -> Iterator[tuple[Start, str]]:
    """Each start of a timescale after whose last day it ``happens``, with the rule in words and that day.

    A start that the calendar does not reach is years away, and so out of time if it lies before.
    """
    for row, start in counted(situation, ident):
        day, limit = happens(start), last_day(situation, row, start.day)
        if day is not None and day > (limit or start.day):
            yield start, _rule(situation, row, limit)


def _rule(situation: Situation, row: Timescale, limit: date | None) -> str:
    by = f", so by {limit}" if limit else ""
    return f"{in_words(row, number(situation, row))}{by}"
