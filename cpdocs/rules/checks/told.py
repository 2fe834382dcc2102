"""Who was told of the decision: the keepers of the registers, parents about appeals, the head of service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cpdocs.record.decision import Decision
from cpdocs.record.tree import Path
from cpdocs.rules.checks.look import came, is_family, is_parent
from cpdocs.rules.checks.problem import DECIDED, NOTICES, Check, Problem
from cpdocs.rules.situation import Situation
from cpdocs.rules.timescales import counted, last_day

NO_ADVICE = Check(
    "no-appeal-advice",
    "warning",
    "Each parent, and a child who gets a letter, was told how to appeal.",
    "seed S4: appeal advice must be given",
    DECIDED,
    "decided",
)
NOT_TOLD = Check(
    "dissent-not-told",
    "warning",
    "The chair tells the head of service of a dissent at once.",
    "seed S4",
    ("dissent_notice", "minutes"),
    "decided",
)
DISSENT_ABSENT = Check(
    "dissent-by-absent",
    "warning",
    "A dissent is that of somebody who came.",
    "seed S4: the dissent of anyone attending",
    ("dissent_notice", "dissent_reply", "minutes"),
    "decided",
)
NOT_NOTIFIED = Check(
    "not-notified",
    "warning",
    "The register keeper, the central register and the out-of-hours service were told, or the record says why not.",
    "seed S4: immediately after the conference",
    (*NOTICES, "minutes"),
    "decided",
)
NOTIFIED_LATE = Check(
    "notified-late",
    "warning",
    "They were told on the day of the conference, or the record says why not.",
    "seed S4: immediately after the conference",
    (*NOTICES, "minutes"),
    "decided",
)
_KEEPERS = {
    "register_keeper": "the register keeper",
    "central_register": "the central register",
    "out_of_hours": "the out-of-hours service",
}


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind once a decision is recorded."""
    for n, decision in enumerate(situation.record.decisions or ()):
        here: Path = ("decisions", n)
        yield from _advice(situation, here, decision)
        yield from _dissents(situation, here, decision)
        if decision.outcome in ("registered", "de_registered"):
            yield from _keepers(situation, here, decision)


def _advice(situation: Situation, here: Path, decision: Decision) -> Iterator[Problem]:
    if decision.outcome == "deferred":
        return  # there is nothing to appeal against yet
    record = situation.record
    owed = [c.id for c in record.children if c.id == decision.child and c.own_copy.decision_letter != "no"]
    for one in record.people:
        invitation = record.invitation(one.id)
        reached = invitation is None or invitation.not_invited is None
        if is_family(one) and is_parent(one, decision.child) and reached:
            owed.append(one.id)
    for ident in owed:
        if ident not in decision.appeal_advice:
            hint = f"Under appeal_advice write {ident}: with given_by:, on: and how:."
            message = f"that {ident} was told how to appeal is not recorded"
            yield NO_ADVICE.at((*here, "appeal_advice"), message, hint)


def _dissents(situation: Situation, here: Path, decision: Decision) -> Iterator[Problem]:
    for n, dissent in enumerate(decision.dissents):
        path: Path = (*here, "dissents", n)
        if dissent.told_head_of_service is None:
            hint = "The chair tells the head of service at once; record told_head_of_service: with the time."
            yield NOT_TOLD.at(path, "that the head of service was told is not recorded", hint)
        if situation.record.attendance is not None and not came(situation.record, dissent.person):
            hint = "Correct the attendance; the views of somebody who was not there stand in family_views."
            yield DISSENT_ABSENT.at((*path, "person"), f"{dissent.person} dissents and is not said to have come", hint)


def _keepers(situation: Situation, here: Path, decision: Decision) -> Iterator[Problem]:
    notes = decision.notifications
    if notes and notes.late_because is not None:
        return
    path: Path = (*here, "notifications")
    for name, who in _KEEPERS.items():
        note = getattr(notes, name) if notes else None
        if note is None:
            hint = f"Under notifications write {name}: with the date and time, or late_because:."
            yield NOT_NOTIFIED.at(path, f"that {who} was told is not recorded", hint)
        elif (limit := _limit(situation, name, decision.child)) and note.at.date() > limit:
            hint = "Correct the time, or write late_because: with the reason."
            yield NOTIFIED_LATE.at((*path, name), f"{who} was told after {limit}", hint)


def _limit(situation: Situation, keeper: str, child: str) -> date | None:
    """The last day to tell a keeper of this child's decision; None where no timescale says."""
    found = (last_day(situation, row, s.day) for row, s in counted(situation, f"{keeper}_told") if s.child == child)
    return next(found, None)
