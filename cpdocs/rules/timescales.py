"""The dates that a paper promises or is due by: rows of the table of timescales, counted in the council's calendar."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from cpdocs.rules.blocks import block_at
from cpdocs.rules.events import STARTS, Start
from cpdocs.rules.recipients import Recipient
from cpdocs.rules.situation import Route, Situation
from cpdocs.rules.tables import Timescale

#: The set that counts beside whichever edition a council has chosen.
LOCAL = "local"
_MONTHS_A_YEAR = 12


def in_force(situation: Situation, ident: str, day: date) -> Timescale | None:
    """The row of this id that counts from ``day``: the council's own, else the chosen edition's, else a local one.

    None where there is none, or where the council's own row says that nothing counts.
    """
    sets = (None, situation.authority.timescales, LOCAL)
    rows = [r for r in situation.tables.timescales.rows if r.id == ident and r.terms in sets and r.in_force(day)]
    first = min(rows, key=lambda row: sets.index(row.terms), default=None)
    return first if first and first.counts else None


def counted(situation: Situation, ident: str) -> Iterator[tuple[Timescale, Start]]:
    """Each start of the timescale of this id, with the row in force on that day."""
    for row in (r for r in situation.tables.timescales.rows if r.id == ident):
        for start in STARTS[row.starts](situation.record):
            if in_force(situation, ident, start.day) is row:
                yield row, start


def number(situation: Situation, row: Timescale) -> int:
    """How many days, weeks or months: the council's own rule where the row leaves it to the council."""
    return int(getattr(situation.authority.rules, row.setting)) if row.setting else row.number


def last_day(situation: Situation, row: Timescale, start: date) -> date | None:
    """The last day in time. None where the calendar does not reach, as for a year that was mistyped."""
    many, calendar = number(situation, row), situation.calendar
    sign = -1 if row.count == "before" else 1
    try:
        match row.unit:
            case "working_days":
                return calendar.before(start, many) if row.count == "before" else calendar.after(start, many)
            case "months":
                return months_after(start, sign * many)
            case "weeks":
                return start + sign * timedelta(weeks=many)
            case _:
                return start + sign * timedelta(days=many)
    except (ValueError, OverflowError):
        return None


def months_after(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def in_words(row: Timescale, many: int) -> str:
    """The rule as a person says it: within 15 working days after the conference."""
    start = said(STARTS[row.starts].__doc__)
    if many == 0:
        return f"on the day of {start}"
    unit = row.unit.replace("_", " ")
    unit = unit.removesuffix("s") if many == 1 else unit
    return f"{many} {unit} before {start}" if row.count == "before" else f"within {many} {unit} after {start}"


def said(docstring: str | None) -> str:
    """What a named question's docstring says, as it stands inside a sentence."""
    text = (docstring or "").strip().rstrip(".")
    return text[:1].lower() + text[1:]


def letter_date(situation: Situation, document: str) -> date | None:
    """The date printed on a document, if it is a letter that carries one."""
    rule = situation.tables.documents.documents[document]
    block = block_at(situation.record, rule.letter_date) if rule.letter_date else None
    day = getattr(block, "date", None)
    return day if isinstance(day, date) else None


def due(
    situation: Situation, document: str, recipient: Recipient | None = None, children: tuple[str, ...] = ()
) -> date | None:
    """The day by which a document should have gone to this recipient; None where no row says. The earliest of several.

    By the rows that the council keeps to. Only rows that a paper alone meets count, not what a letter promises.
    """
    days = (last_day(situation, row, start.day) for row, start in of_paper(situation, document, recipient, children))
    return min((day for day in days if day), default=None)


def of_paper(
    situation: Situation, document: str, recipient: Recipient | None = None, children: tuple[str, ...] = ()
) -> Iterator[tuple[Timescale, Start]]:
    """The rows that a document meets, each with what it is counted from for this recipient and these children."""
    rows = situation.tables.timescales.rows
    for ident in dict.fromkeys(r.id for r in rows if document in r.papers and r.met_by is None):
        for row, start in counted(situation, ident):
            theirs = not start.person or recipient is None or start.person == recipient.id
            about = not start.child or not children or start.child in children
            if theirs and about and document in row.papers:
                yield row, start


def appeal_by(situation: Situation, route: Route, day: date) -> date:
    """The last day on which this recipient can appeal against the register decision.

    Counted in working days from the date on the letter (seed S4: five working days), after the working days that the
    council allows a letter for the post; a letter handed over or e-mailed is there the same day. Since the date on the
    letter is the day it leaves (an older letter is held as stale), nobody loses a day.
    """
    rules = situation.authority.rules
    in_the_post = rules.post_working_days if route.by == "post" else 0
    return situation.calendar.after(day, in_the_post + rules.appeal_working_days)
