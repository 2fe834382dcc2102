"""The dates that a paper promises or is due by. Each follows from one date in the record by one rule."""

from __future__ import annotations

from datetime import date, timedelta

from cpdocs.rules.blocks import block_at
from cpdocs.rules.recipients import Recipient
from cpdocs.rules.situation import Route, Situation
from cpdocs.rules.tables import DocumentRule, Due


def letter_date(situation: Situation, document: str) -> date | None:
    """The date printed on a document, if it is a letter that carries one."""
    rule = situation.tables.documents.documents[document]
    block = block_at(situation.record, rule.letter_date) if rule.letter_date else None
    day = getattr(block, "date", None)
    return day if isinstance(day, date) else None


def due(
    situation: Situation, rule: DocumentRule, recipient: Recipient | None = None, children: tuple[str, ...] = ()
) -> date | None:
    """The day by which a document should have gone to this recipient; None where no source says.

    By the edition of the National Guidance whose timescales the authority follows.
    """
    old = situation.authority.timescales == "ng2014"
    told = (rule.due_2014 if old else None) or rule.due
    start = _start(situation, told, recipient, children) if told else None
    if told is None or start is None:
        return None
    days = situation.authority.rules.appeal_reply_days if told.start == "appeal" else told.days
    if told.count == "before":
        return start - timedelta(days=days)
    return situation.calendar.after(start, days) if told.count == "working_after" else start + timedelta(days=days)


def _start(situation: Situation, told: Due, recipient: Recipient | None, children: tuple[str, ...]) -> date | None:
    """The day that a timescale counts from; the earliest where there are several."""
    record = situation.record
    if told.start == "conference":
        return record.conference.date
    if told.start == "appeal":
        days = [a.received for a in record.appeals if recipient is None or a.person == recipient.id]
    else:
        groups = [d.core_group for d in record.decisions or () if not children or d.child in children]
        days = [group.first for group in groups if group]
    return min(days, default=None)


def appeal_by(situation: Situation, route: Route, day: date) -> date:
    """The last day on which this recipient can appeal against the register decision.

    Counted in working days from the date on the letter (seed S4: five working days), after the working days that the
    council allows a letter for the post; a letter handed over or e-mailed is there the same day. Since the date on the
    letter is the day it leaves (an older letter is held as stale), nobody loses a day.
    """
    rules = situation.authority.rules
    in_the_post = rules.post_working_days if route.by == "post" else 0
    return situation.calendar.after(day, in_the_post + rules.appeal_working_days)
