"""Dates stand in their order, and nothing that has happened lies in days to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from cpdocs.record.tree import Path
from cpdocs.rules.checks.problem import ALL, DECIDED, INVITING, PLAN, Check, Problem
from cpdocs.rules.situation import Situation

AGREED_TOO_LATE = Check(
    "agreed-too-late",
    "error",
    "The chair agrees to the invitations before the conference.",
    "seed S3: the chair has the final say on who can be there",
    INVITING,
)
LETTER_BEFORE = Check(
    "letter-before-conference",
    "error",
    "A letter is dated on the day of the conference or later.",
    "seed S4: five working days to appeal, counted from the letter",
    ("decision_letter", "deferral_notice", "dissent_reply", "appeal_acknowledgement", "appeal_reply"),
)
AFTER = Check(
    "date-after-conference",
    "error",
    "What leads up to a conference is dated before it.",
    "a date cannot be so",
    (*INVITING, *DECIDED),
)
BEFORE = Check(
    "date-before-conference", "error", "What follows a conference is dated after it.", "a date cannot be so", PLAN
)
ANSWERED = Check(
    "answered-before-asked",
    "error",
    "A request is answered after it was made.",
    "seed S2: social work must respond to the request",
    ("minutes",),
)
TO_COME = Check(
    "day-to-come",
    "error",
    "What is recorded as done was done on a day that has come.",
    "Charnwood, 2023: a stale address; one that is checked in the future would never grow stale",
    ALL,
)

FAR = Check(
    "conference-far-off",
    "error",
    "The conference is within twenty years of today.",
    "a date cannot be so; nothing can be counted from it",
    ALL,
)

#: Years from today: further off than any conference whose papers are made.
FAR_OFF: Final = 20
_SLIP = "Check the day, the month and the year."
Dated = tuple[Path, str, date | None]


def check_year(situation: Situation) -> Iterator[Problem]:
    """The one rule without which no day can be counted."""
    day = situation.record.conference.date
    if abs(day.year - situation.today.year) > FAR_OFF:
        yield FAR.at(("conference", "date"), f"the conference is in the year {day.year}", _SLIP)


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind wherever there is a date."""
    record = situation.record
    day = record.conference.date
    for path, what, when in _leading_up(situation):
        if when is not None and when > day:
            rule = AGREED_TOO_LATE if path[0] == "invitations_agreed" else AFTER
            yield rule.at(path, f"{what} is dated after the conference", _SLIP)
    for path, what, when in (*_decided(situation), *_following(situation)):
        if when is not None and when < day:
            rule = LETTER_BEFORE if path[0] == "letters" else BEFORE
            yield rule.at(path, f"{what} is dated before the conference", _SLIP)
    asked = record.requested
    if asked and asked.answered_on and asked.answered_on < asked.on:
        yield ANSWERED.at(("requested", "answered_on"), "the request was answered before it was made", _SLIP)
    latest = max(situation.today, day)
    for path, what, when in _done(situation):
        if when is not None and when > latest:
            yield TO_COME.at(path, f"{what} on a day that has not come yet", _SLIP)


def _leading_up(situation: Situation) -> Iterator[Dated]:
    record = situation.record
    if record.invitations_agreed:
        yield ("invitations_agreed", "on"), "the chair's agreement to the invitations", record.invitations_agreed.on
    if record.requested:
        yield ("requested", "on"), "the request for the conference", record.requested.on
    yield ("conference", "concern_notified"), "the day of the concern", record.conference.concern_notified
    for n, child in enumerate(record.children):
        prepared = child.taking_part.prepared if child.taking_part else None
        yield ("children", n, "taking_part", "prepared", "on"), "the preparation", prepared.on if prepared else None
    for n, one in enumerate(record.people):
        yield ("people", n, "prepared", "on"), "the preparation", one.prepared.on if one.prepared else None
    for n, invitation in enumerate(record.invitations):
        here: Path = ("invitations", n)
        report, out, absent = invitation.report, invitation.excluded, invitation.not_invited
        yield (*here, "report", "asked_by"), "the day the report is needed by", report.asked_by if report else None
        yield (*here, "excluded", "on"), "the decision to exclude", out.on if out else None
        yield (*here, "not_invited", "on"), "the decision not to invite", absent.on if absent else None


def _decided(situation: Situation) -> Iterator[Dated]:
    for n, decision in enumerate(situation.record.decisions or ()):
        here: Path = ("decisions", n)
        yield (*here, "review_by"), "the review", decision.review_by
        if decision.core_group:
            yield (*here, "core_group", "first"), "the core group's first meeting", decision.core_group.first
        if decision.deferral:
            yield (*here, "deferral", "reconvene"), "the new date", decision.deferral.reconvene
        if decision.support:
            yield (*here, "support", "by"), "the support", decision.support.by
        if decision.reporter.reconsider:
            yield (*here, "reporter", "reconsider", "on"), "the new thought", decision.reporter.reconsider.on
        for m, action in enumerate(decision.plan.actions if decision.plan else ()):
            yield (*here, "plan", "actions", m, "by"), "this action", action.by
        for m, dissent in enumerate(decision.dissents):
            told = dissent.told_head_of_service
            path = (*here, "dissents", m, "told_head_of_service")
            yield path, "the word to the head of service", told.date() if told else None
        notes = decision.notifications
        for name in ("register_keeper", "central_register", "out_of_hours") if notes else ():
            note = getattr(notes, name)
            yield (*here, "notifications", name), "this notice", note.at.date() if note else None
        if notes and notes.instructed:
            yield (*here, "notifications", "instructed"), "the chair's instruction", notes.instructed.date()


def _following(situation: Situation) -> Iterator[Dated]:
    record = situation.record
    for name in type(record.letters).model_fields:
        letter = getattr(record.letters, name)
        yield ("letters", name, "date"), f"the {name.replace('_', ' ')}", letter.date if letter else None
    for n, appeal in enumerate(record.appeals):
        yield ("appeals", n, "received"), "the appeal", appeal.received
    for n, action in enumerate(record.minutes.actions if record.minutes else ()):
        yield ("minutes", "actions", n, "by"), "this action", action.by
    for n, invitation in enumerate(record.invitations):
        out = invitation.excluded
        path = ("invitations", n, "excluded", "informed_by_date")
        yield path, "the day to tell this parent the outcome", out.informed_by_date if out else None
    if record.inquorate:
        yield ("inquorate", "meets_again"), "the new date", record.inquorate.meets_again


def _done(situation: Situation) -> Iterator[Dated]:
    record = situation.record
    for n, child in enumerate(record.children):
        yield ("children", n, "reach", "verified"), "this was checked", child.reach.verified if child.reach else None
    for n, one in enumerate(record.people):
        contact = situation.contact(one)
        yield ("people", n, "reach", "verified"), "this was checked", one.reach.verified if one.reach else None
        what = f"contacts.yaml says that {one.contact} was checked"
        yield ("people", n, "contact"), what, contact.verified if contact else None
    for n, invitation in enumerate(record.invitations):
        report, path = invitation.report, ("invitations", n, "report")
        yield (*path, "received"), "the report came", report.received if report else None
        yield (*path, "shared_with_family"), "the report was shared", report.shared_with_family if report else None
    for n, appeal in enumerate(record.appeals):
        yield ("appeals", n, "received"), "the appeal came", appeal.received
    for n, also in enumerate(record.distribution.also):
        yield ("distribution", "also", n, "agreed_by_chair"), "the chair agreed", also.agreed_by_chair
