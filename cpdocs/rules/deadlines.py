"""Every date that follows from a record: by when, counted from what, by which rule, why, and whether it was kept.

``deadlines`` is pure. What happened is read from the record (a core group met) or from the ledger (the minutes went);
a date that a letter promises stands beside the day on which the letter left. There are four answers:

    due       it has not happened, and there is still time
    overdue   it has not happened, and there is none
    met       it happened in time
    missed    it happened, too late: validate warns of it until the record says why
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from cpdocs.record.model import Record
from cpdocs.rules.entitlements import applies, plan
from cpdocs.rules.events import MET_BY, Start
from cpdocs.rules.past import GONE
from cpdocs.rules.situation import Planned, Situation
from cpdocs.rules.tables import Timescale
from cpdocs.rules.timescales import counted, in_words, last_day, number, said

Status: TypeAlias = Literal["met", "due", "overdue", "missed"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date: ``last`` is the last day in time, ``start`` the day that it is counted from.

    ``id`` is the row's, with the child and the person it is about: the same at every run. ``title`` says what is due in
    words that hold nothing of the case. ``ledger_date`` is the day on which the last of the papers left; None while one
    has not, or where no paper is asked.
    """

    id: str
    title: str
    last: date
    start: date
    rule: str
    source: str
    because: str
    status: Status
    ledger_date: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has still to happen."""
        return self.status in ("due", "overdue")


@dataclass(frozen=True, slots=True)
class _Gone:
    """Of those who should get a paper, how many did, and when the last of them."""

    wanted: int
    gone: int
    last: date | None

    @property
    def whole(self) -> date | None:
        return self.last if self.wanted == self.gone else None


def deadlines(situation: Situation, later: Sequence[Record] = ()) -> tuple[Deadline, ...]:
    """Every date that follows, the earliest first. ``later`` are records that may take this one's business up again.

    A row that cannot be counted, since a year was mistyped, gives no date.
    """
    planned = plan(replace(situation, makes=None)).planned
    found = [
        deadline
        for ident in dict.fromkeys(row.id for row in situation.tables.timescales.rows)
        for row, start in counted(situation, ident)
        for deadline in _of(situation, later, planned, row, start)
    ]
    return tuple(sorted(found, key=lambda one: (one.last, one.id)))


def _of(
    situation: Situation, later: Sequence[Record], planned: Sequence[Planned], row: Timescale, start: Start
) -> Iterator[Deadline]:
    if row.papers and row.met_by:
        yield from _promised(situation, later, planned, row)
    elif row.papers:
        yield from _sent(situation, planned, row, start)
    elif row.met_by:
        happened = MET_BY[row.met_by](situation.record, later, start)
        told = f"met once {said(MET_BY[row.met_by].__doc__)}"
        if happened is not None:
            told += (
                f": it was on {happened}" if happened <= situation.today else f": the record fixes it for {happened}"
            )
        yield from _made(situation, row, start, happened, told)
    elif row.repeats:
        yield from _next(situation, later, row, start)


def _made(
    situation: Situation,
    row: Timescale,
    start: Start,
    happened: date | None,
    told: str,
    ledger_date: date | None = None,
) -> Iterator[Deadline]:
    last = last_day(situation, row, start.day)
    if last is not None:
        status = _status(last, happened, situation.today)
        why = _why_late(situation) if status == "missed" else ""
        yield Deadline(
            id=":".join(filter(None, (row.id, start.child, start.person))),
            title=row.title,
            last=last,
            start=start.day,
            rule=in_words(row, number(situation, row)),
            source=row.source,
            because=f"{row.because}; {told}{why}",
            status=status,
            ledger_date=ledger_date,
        )


def _status(last: date, happened: date | None, today: date) -> Status:
    """A day that is written down and has not come yet is a plan: nothing has happened."""
    if happened is not None and happened <= today:
        return "met" if happened <= last else "missed"
    return "due" if today <= last else "overdue"


def _why_late(situation: Situation) -> str:
    written = situation.record.conference.late_because is not None
    return "; the record says why it is late" if written else "; say why in conference as late_because:"


# ---- what a paper meets ----------------------------------------------------------------------------------------------


def _sent(situation: Situation, planned: Sequence[Planned], row: Timescale, start: Start) -> Iterator[Deadline]:
    """Met once the last of its papers has gone. What was to go before a day that has come goes no more."""
    rules = situation.tables.documents.documents
    papers = [document for document in row.papers if applies(situation, rules[document])]
    gone = _gone(situation, planned, papers, start)
    too_late = row.count == "before" and start.day <= situation.today and not gone.wanted
    if papers and not too_late:
        told = f"{gone.gone} of {gone.wanted} parcels have gone" if gone.wanted else "nothing can be planned for it yet"
        if not any(map(situation.can_make, papers)):
            told = "cpdocs does not make this paper here, so the ledger cannot say whether it has gone"
        yield from _made(situation, row, start, gone.whole, told, gone.whole)


def _promised(
    situation: Situation, later: Sequence[Record], planned: Sequence[Planned], row: Timescale
) -> Iterator[Deadline]:
    """What each reader's letter promises, with the days in the post; beside it, when that letter left.

    A right that nobody used has run out on its last day, and nothing is owed any more.
    """
    for letter in (p for p in planned if p.document in row.papers):
        if letter.letter_date is None or letter.appeal_by is None:
            continue
        start = Start(letter.letter_date, person=letter.person)
        came = MET_BY[row.met_by](situation.record, later, start) if row.met_by else None
        ran_out = came is None and situation.today > letter.appeal_by
        told = "none came, and none can any more" if ran_out else f"it came on {came}" if came else "none has come"
        went = _gone(situation, planned, [letter.document], start).whole
        yield Deadline(
            id=f"{row.id}:{letter.person}",
            title=row.title,
            last=letter.appeal_by,
            start=letter.letter_date,
            rule=in_words(row, number(situation, row)),
            source=row.source,
            because=f"{row.because}; {told}",
            status="met" if ran_out else _status(letter.appeal_by, came, situation.today),
            ledger_date=went,
        )


def _gone(situation: Situation, planned: Sequence[Planned], papers: Sequence[str], start: Start) -> _Gone:
    """By the first edition that each reader got: a later one mends a paper and takes no day back.

    Where nothing is planned any more, as of invitations once the day has come, those count who got one.
    """
    history, reference = situation.history, situation.record.reference
    left: dict[tuple[str, str], date] = {}
    for key, past in history.parcels.items():
        if key.reference == reference and key.document in papers and past.state in GONE and past.went:
            reader = (key.document, key.recipient)
            left[reader] = min(left.get(reader, past.went), past.went)
    wanted = {
        (p.document, p.person)
        for p in planned
        if p.document in papers and p.key not in history.cancelled and _about(start, p)
    }
    if not wanted and not any(p.document in papers for p in planned):
        readers = {recipient.id for recipient in situation.recipients}
        wanted = {one for one in left if one[1] in readers and start.person in ("", one[1])}
    days = [left[one] for one in wanted if one in left]
    return _Gone(len(wanted), len(days), max(days, default=None))


def _about(start: Start, planned: Planned) -> bool:
    return start.person in ("", planned.person) and (not start.child or start.child in planned.children)


# ---- what comes again ------------------------------------------------------------------------------------------------


def _next(situation: Situation, later: Sequence[Record], row: Timescale, start: Start) -> Iterator[Deadline]:
    """The next of what comes again and again, until the review takes over.

    Nothing in a conference's record tells of the meetings in between, so of those no word is said.
    """
    decision = next((d for d in situation.record.decisions or () if d.child == start.child), None)
    review = MET_BY["review_held"](situation.record, later, start) or (decision.review_by if decision else None)
    step = max(number(situation, row), 1)
    for times in range(1, _MOST_TIMES):
        many = row.model_copy(update={"number": times * step, "setting": None})
        last = last_day(situation, many, start.day)
        if last is None or (review is not None and last >= review):
            return
        if last >= situation.today:
            told = "counted from the first meeting; the meetings themselves are not in this record"
            for made in _made(situation, many, start, None, told):
                yield replace(made, rule=f"{in_words(row, step)}, and again from each date on")
            return


#: A meeting each week for as long as a record is looked at: no endless search.
_MOST_TIMES = 1100
