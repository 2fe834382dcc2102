"""What timescales are counted from, and what meets them: named questions to the record, one to three lines each, pure.

The docstring of each stands inside a sentence ("within 5 days after ..."); docs/deadlines.md prints it too. A
conference that comes later, such as a review, is a record of its own: whoever asks hands the later records in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from cpdocs.record.decision import Decision, Notifications
from cpdocs.record.model import Record

_PUT_ON = ("registered", "transferred_in")
_CHANGED = ("registered", "de_registered")


@dataclass(frozen=True, slots=True)
class Start:
    """A day that something is counted from; for one child or person where it is about one."""

    day: date
    child: str = ""
    person: str = ""


StartOf: TypeAlias = Callable[[Record], Iterator[Start]]
MetBy: TypeAlias = Callable[[Record, Sequence[Record], Start], date | None]


def _conference(record: Record) -> Iterator[Start]:
    """The conference."""
    yield Start(record.conference.date)


def _concern(record: Record) -> Iterator[Start]:
    """The day the concern became known."""
    conference = record.conference
    if conference.kind in ("initial", "pre_birth") and conference.concern_notified:
        yield Start(conference.concern_notified)


def _expected_birth(record: Record) -> Iterator[Start]:
    """The expected date of birth, for a pregnancy that was known of in time."""
    told = record.conference.concern_notified
    for child in record.children if record.conference.kind == "pre_birth" else ():
        if child.expected and not (told and (child.expected - told).days < _TWELVE_WEEKS):
            yield Start(child.expected, child.id)


def _move(record: Record) -> Iterator[Start]:
    """The family's move."""
    transfer = record.conference.transfer
    if transfer and transfer.moved_on:
        yield Start(transfer.moved_on)


def _decisions(record: Record) -> Iterator[Start]:
    """The conference at which it was decided."""
    taken = record.decisions is None or any(d.outcome != "deferred" for d in record.decisions)
    if taken and not _stood_still(record):
        yield from _conference(record)


def _register_changed(record: Record) -> Iterator[Start]:
    """The conference at which a name went onto the register or came off it."""
    yield from _of(record, lambda d: d.outcome in _CHANGED)


def _put_on_the_register(record: Record) -> Iterator[Start]:
    """The conference that put a child's name on the register."""
    yield from _of(record, lambda d: d.outcome in _PUT_ON)


def _dissent(record: Record) -> Iterator[Start]:
    """The conference at which somebody did not agree."""
    for decision in record.decisions or ():
        for dissent in decision.dissents:
            yield Start(record.conference.date, decision.child, dissent.person)


def _decision_letter(record: Record) -> Iterator[Start]:
    """The date on the decision letter, and the days in the post after it."""
    if record.letters.decision_letter:
        yield Start(record.letters.decision_letter.date)


def _appeal(record: Record) -> Iterator[Start]:
    """The day the appeal came."""
    yield from (Start(appeal.received, appeal.child, appeal.person) for appeal in record.appeals)


def _not_gone_ahead(record: Record) -> Iterator[Start]:
    """The conference that could not go ahead."""
    if _stood_still(record):
        yield from _conference(record)


def _deferred(record: Record) -> Iterator[Start]:
    """The conference that put the decision off."""
    yield from _of(record, lambda d: d.deferral is not None)


def _core_group(record: Record) -> Iterator[Start]:
    """The first meeting of the core group."""
    for decision in record.decisions or ():
        if decision.core_group:
            yield Start(decision.core_group.first, decision.child)


def _first_review(record: Record) -> Iterator[Start]:
    """The conference that made the plan."""
    if record.conference.kind in ("initial", "transfer"):
        yield from _of(record, lambda d: d.on_the_register)


def _review_after_birth(record: Record) -> Iterator[Start]:
    """The pre-birth conference."""
    if record.conference.kind == "pre_birth":
        yield from _of(record, lambda d: d.on_the_register)


def _later_review(record: Record) -> Iterator[Start]:
    """The review before it."""
    if record.conference.kind == "review":
        yield from _of(record, lambda d: d.on_the_register)


def _review_fixed(record: Record) -> Iterator[Start]:
    """The review that the conference fixed."""
    for decision in record.decisions or ():
        if decision.on_the_register and decision.review_by:
            yield Start(decision.review_by, decision.child)


STARTS: Final[Mapping[str, StartOf]] = {
    "conference": _conference,
    "concern": _concern,
    "expected_birth": _expected_birth,
    "move": _move,
    "decisions": _decisions,
    "register_changed": _register_changed,
    "put_on_the_register": _put_on_the_register,
    "dissent": _dissent,
    "decision_letter": _decision_letter,
    "appeal": _appeal,
    "not_gone_ahead": _not_gone_ahead,
    "deferred": _deferred,
    "core_group": _core_group,
    "first_review": _first_review,
    "review_after_birth": _review_after_birth,
    "later_review": _later_review,
    "review_fixed": _review_fixed,
}

# ---- what meets a timescale ------------------------------------------------------------------------------------------


def _conference_held(record: Record, _later: Sequence[Record], _start: Start) -> date | None:
    """The conference is held."""
    return record.conference.date


def _register_keeper_told(record: Record, _later: Sequence[Record], start: Start) -> date | None:
    """The keeper of the register is told."""
    return _told(record, start, "register_keeper")


def _central_register_told(record: Record, _later: Sequence[Record], start: Start) -> date | None:
    """The keeper of the central register is told."""
    return _told(record, start, "central_register")


def _out_of_hours_told(record: Record, _later: Sequence[Record], start: Start) -> date | None:
    """The out-of-hours service is told."""
    return _told(record, start, "out_of_hours")


def _head_of_service_told(record: Record, _later: Sequence[Record], start: Start) -> date | None:
    """The head of service is told of the dissent."""
    dissents = (d for decision in _about(record, start) for d in decision.dissents if d.person == start.person)
    return next((d.told_head_of_service.date() for d in dissents if d.told_head_of_service), None)


def _core_group_met(record: Record, _later: Sequence[Record], start: Start) -> date | None:
    """The core group meets for the first time."""
    return next((d.core_group.first for d in _about(record, start) if d.core_group), None)


def _review_held(record: Record, later: Sequence[Record], start: Start) -> date | None:
    """The review of this conference's plan is held."""
    reviews = (r for r in later if r.conference.previous == record.reference and _is_about(r, start))
    return min((r.conference.date for r in reviews), default=None)


def _resumed(record: Record, later: Sequence[Record], start: Start) -> date | None:
    """The conference that takes this one up again is held."""
    resumed = (r for r in later if r.conference.resumes == record.reference and _is_about(r, start))
    return min((r.conference.date for r in resumed), default=None)


def _appeal_received(record: Record, _later: Sequence[Record], start: Start) -> date | None:
    """An appeal comes."""
    return min((a.received for a in record.appeals if a.person == start.person), default=None)


MET_BY: Final[Mapping[str, MetBy]] = {
    "conference_held": _conference_held,
    "register_keeper_told": _register_keeper_told,
    "central_register_told": _central_register_told,
    "out_of_hours_told": _out_of_hours_told,
    "head_of_service_told": _head_of_service_told,
    "core_group_met": _core_group_met,
    "review_held": _review_held,
    "resumed": _resumed,
    "appeal_received": _appeal_received,
}

# ---- small things ----------------------------------------------------------------------------------------------------

#: Twenty-eight weeks of forty, in days before the expected date: a concern that came later was told late.
_TWELVE_WEEKS = 84


def _stood_still(record: Record) -> bool:
    return record.inquorate is not None and not record.inquorate.went_ahead


def _of(record: Record, holds: Callable[[Decision], bool]) -> Iterator[Start]:
    """The day of the conference, for each child for whose decision ``holds``."""
    yield from (Start(record.conference.date, d.child) for d in record.decisions or () if holds(d))


def _about(record: Record, start: Start) -> Iterator[Decision]:
    yield from (d for d in record.decisions or () if d.child == start.child)


def _is_about(later: Record, start: Start) -> bool:
    """Whether a later conference was held, and about this child."""
    held = later.attendance is not None
    return held and (not start.child or any(child.id == start.child for child in later.children))


def _told(record: Record, start: Start, keeper: str) -> date | None:
    notes: Notifications | None = next((d.notifications for d in _about(record, start)), None)
    told = getattr(notes, keeper) if notes else None
    return told.at.date() if told else None
