"""Decisions: one for each child, of a kind that this conference can make, with what must go with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from cpdocs.record.decision import Decision, Outcome
from cpdocs.record.tree import Path
from cpdocs.rules.checks.problem import Problem
from cpdocs.rules.situation import Situation

#: Which of the record's outcomes a kind of conference can have (national statistics, background notes; seed S4 on
#: deferral).
POSSIBLE: Mapping[str, set[Outcome]] = {
    "initial": {"registered", "not_registered", "deferred"},
    "pre_birth": {"registered", "not_registered", "deferred"},
    "review": {"remains", "de_registered"},
    "transfer": {"transferred_in", "transferred_out"},
}


def check(situation: Situation) -> Iterator[Problem]:
    """Rules of decisions; nothing is said while no decision is recorded."""
    record = situation.record
    if record.decisions is None:
        return
    decided = Counter(d.child for d in record.decisions)
    for child in record.children:
        if decided[child.id] != 1:
            hint = "Record one decision for each child."
            yield Problem("decision-a-child", ("decisions",), f"{child.id} has {decided[child.id]} decisions", hint)
    for n, decision in enumerate(record.decisions):
        yield from _one(situation, ("decisions", n), decision)


def _one(situation: Situation, here: Path, decision: Decision) -> Iterator[Problem]:
    kind = situation.record.conference.kind
    if decision.outcome not in POSSIBLE[kind]:
        possible = ", ".join(sorted(POSSIBLE[kind]))
        hint = f"A conference of the kind {kind} decides: {possible}."
        yield Problem("impossible-outcome", (*here, "outcome"), f"{decision.outcome} cannot be decided here", hint)
    if decision.on_the_register:
        needed = ("significant_harm", "concerns", "plan", "lead_professional", "core_group", "review_by")
        for name in needed:
            if getattr(decision, name) is None:
                hint = f"Write {name}: in this decision."
                yield Problem("registered-lacks", here, f"{decision.child} is on the register without {name}", hint)
    if decision.outcome == "deferred" and decision.deferral is None:
        hint = "Write deferral: with because, interim_plan and reconvene."
        yield Problem("deferred-lacks", here, f"{decision.child}: a deferral without its reasons", hint)
    harm = decision.significant_harm
    if harm and harm.limb == "likely" and harm.basis is None:
        hint = "Write basis: enquiries or research."
        yield Problem(
            "limb-without-basis", (*here, "significant_harm"), "harm is likely, and on what basis is not said", hint
        )
    if not decision.reporter.considered:
        hint = "A referral is considered at every conference; the letter says so."
        yield Problem(
            "reporter-not-considered",
            (*here, "reporter", "considered"),
            "a referral to the Reporter was not considered",
            hint,
        )
    if decision.reporter.refer and decision.reporter.compulsory_measures is None:
        hint = "Write compulsory_measures: unable_or_unwilling_to_engage or cannot_be_met_voluntarily."
        yield Problem(
            "referral-without-test", (*here, "reporter"), "this referral does not say which test is met", hint
        )
    yield from _unborn_and_advice(situation, here, decision)


def _unborn_and_advice(situation: Situation, here: Path, decision: Decision) -> Iterator[Problem]:
    child = next((c for c in situation.record.children if c.id == decision.child), None)
    if child and child.expected and decision.reporter.refer:
        hint = "Record refer: no; the referral follows the birth (National Guidance 3.142)."
        yield Problem("unborn-referred", (*here, "reporter", "refer"), "an unborn child cannot be referred", hint)
    for person in situation.record.people:
        if decision.child in person.parental_rights and person.id not in decision.appeal_advice:
            hint = "Record appeal_advice: who told her or him how to appeal, when and how."
            message = f"no appeal advice is recorded for {person.id}"
            yield Problem("no-appeal-advice", (*here, "appeal_advice"), message, hint, "warning")
    for n, dissent in enumerate(decision.dissents):
        if dissent.told_head_of_service is None:
            hint = "The chair tells the head of service at once; record told_head_of_service: with the time."
            yield Problem(
                "dissent-not-told", (*here, "dissents", n), "the head of service was not told", hint, "warning"
            )
