"""The dates that a paper promises. Each follows from one date in the record by one rule of the council's."""

from __future__ import annotations

from datetime import date, timedelta

from cpdocs.record.model import Record
from cpdocs.rules.situation import Route, Situation
from cpdocs.rules.tables import DocumentRule


def block_at(record: Record, path: str) -> object:
    """The block of a record at a dotted path; None where the record has none yet."""
    value: object = record
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def letter_date(situation: Situation, document: str) -> date | None:
    """The date printed on a document, if it is a letter that carries one."""
    rule = situation.tables.documents.documents[document]
    block = block_at(situation.record, rule.letter_date) if rule.letter_date else None
    day = getattr(block, "date", None)
    return day if isinstance(day, date) else None


def due(situation: Situation, rule: DocumentRule) -> date:
    """The day by which a document should have gone: calendar days before the conference, or working days after."""
    day = situation.record.conference.date
    if rule.due.count == "before":
        return day - timedelta(days=rule.due.days)
    return situation.calendar.after(day, rule.due.days)


def appeal_by(situation: Situation, route: Route, day: date) -> date:
    """The last day on which this recipient can appeal against the register decision.

    Counted in working days from the date on the letter (seed S4: five working days), after the working days that the
    council allows a letter for the post; a letter handed over or e-mailed is there the same day. Since the date on the
    letter is the day it leaves (an older letter is held as stale), nobody loses a day.
    """
    rules = situation.authority.rules
    in_the_post = rules.post_working_days if route.by == "post" else 0
    return situation.calendar.after(day, in_the_post + rules.appeal_working_days)
