"""Decisions: one for each child, of a kind that this conference can make, with what must go with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from cpdocs.record.decision import Decision, Outcome
from cpdocs.record.tree import Path
from cpdocs.rules.checks.problem import ALL, DECIDED, NOTICES, PLAN, Check, Problem
from cpdocs.rules.situation import Situation

ONE_EACH = Check(
    "decision-a-child",
    "error",
    "Each child has one decision.",
    "seed S2: register decision for each child",
    DECIDED,
    "decided",
)
IMPOSSIBLE = Check(
    "impossible-outcome",
    "error",
    "A conference decides only what its kind can: only a review de-registers, only an initial one defers.",
    "national statistics, background notes; South Ayrshire and Highland on transfers; seed S4",
    (*DECIDED, *NOTICES),
    "decided",
)
REGISTERED_LACKS = Check(
    "registered-lacks",
    "error",
    "A child on the register has harm, concerns, a plan, a lead professional, a core group and a review date.",
    "seed S2: every registered child has a plan; National Guidance 3.168",
    (*PLAN, *NOTICES),
    "decided",
)
DEFERRED_LACKS = Check(
    "deferred-lacks",
    "error",
    "A decision that is put off says why, the interim plan and the new date.",
    "seed S4",
    ("deferral_notice", "minutes"),
    "decided",
)
NOT_DEFERRED = Check(
    "not-deferred",
    "error",
    "Only a decision that is put off has a deferral.",
    "seed S4",
    ("deferral_notice", "decision_letter", "minutes"),
    "decided",
)
DEFERRED_AGAIN = Check(
    "deferred-again",
    "warning",
    "A conference that resumes a deferred one does not defer again.",
    "seed S4: deferral is very exceptional",
    ("deferral_notice", "minutes"),
    "decided",
)
DIRECTION = Check(
    "wrong-direction",
    "error",
    "A transfer out of the area is transferred_out, one into it transferred_in.",
    "national statistics: off the one register and on to the other",
    (*DECIDED, *NOTICES),
    "decided",
)
INQUORATE_REMOVES = Check(
    "inquorate-removes",
    "error",
    "An inquorate conference cannot take a child off the register.",
    "National Guidance 3.158",
    (*DECIDED, *NOTICES),
    "decided",
)
NOT_HELD = Check(
    "decided-without-meeting",
    "error",
    "A conference that did not go ahead decides nothing.",
    "National Guidance 3.158",
    ALL,
    "decided",
)
LIMB = Check(
    "limb-without-basis",
    "error",
    "Where harm is likely, it is said on what basis: enquiries or research.",
    "seed S4, second limb",
    DECIDED,
    "decided",
)
NO_PRIMARY = Check(
    "no-primary-concern",
    "error",
    "Where the authority asks for it, one area of concern is the primary one.",
    "seed S4; not asked for by National Guidance 1.88",
    (*DECIDED, *NOTICES),
    "decided",
)
NOT_IN_USE = Check(
    "concern-not-in-use",
    "error",
    "An area of concern was in the authority's use on the day.",
    "Aberdeen City, 2022: one list replaced by another",
    (*DECIDED, *NOTICES),
    "decided",
)
CONCERN_TWICE = Check(
    "concern-twice", "warning", "No area of concern stands twice.", "seed S4", (*DECIDED, *NOTICES), "decided"
)
OTHER_CONCERN = Check(
    "other-concern",
    "warning",
    "What the concern called other is, is said in words.",
    "seed S2: its list ends with other concern",
    (*DECIDED, *NOTICES),
    "decided",
)
SUPPORT = Check(
    "support-not-considered",
    "warning",
    "For a child who is neither registered nor referred, assessment and support are considered.",
    "seed S4: below both thresholds",
    ("support_plan_request", *DECIDED),
    "decided",
)
OTHERS_MISSING = Check(
    "others-in-household-missing",
    "error",
    "It is said which other children live in the household; none is said, not left out.",
    "seed S4: other children in the household are considered throughout",
    DECIDED,
    "decided",
)
OTHER_CHILD = Check(
    "other-child-not-considered",
    "warning",
    "Each other child in the household was considered.",
    "seed S4: other children in the household are considered throughout",
    DECIDED,
    "decided",
)

#: Which of the record's outcomes a kind of conference can have (national statistics, background notes; seed S4 on
#: deferral).
POSSIBLE: Mapping[str, set[Outcome]] = {
    "initial": {"registered", "not_registered", "deferred"},
    "pre_birth": {"registered", "not_registered", "deferred"},
    "review": {"remains", "de_registered"},
    "transfer": {"transferred_in", "transferred_out"},
}
_NEEDED = ("significant_harm", "concerns", "plan", "lead_professional", "core_group", "review_by")


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind once a decision is recorded."""
    record = situation.record
    decided = Counter(d.child for d in record.decisions or ())
    for child in record.children:
        if decided[child.id] != 1:
            hint = "Record one decision for each child."
            yield ONE_EACH.at(("decisions",), f"{child.id} has {decided[child.id]} decisions", hint)
    for n, decision in enumerate(record.decisions or ()):
        here: Path = ("decisions", n)
        yield from _outcome(situation, here, decision)
        yield from _deferral(situation, here, decision)
        yield from _harm(here, decision)
        yield from _concerns(situation, here, decision)
        yield from _support(here, decision)
    others = record.others_in_household
    if others is None:
        hint = "Write others_in_household: none, or children: with each of them, considered and the outcome."
        yield OTHERS_MISSING.at(("decisions",), "other children in the household are not mentioned", hint)
    for n, other in enumerate(others.children if others else ()):
        if not other.considered:
            hint = "Each is considered at the conference; write considered: yes and the outcome."
            path = ("others_in_household", "children", n, "considered")
            yield OTHER_CHILD.at(path, "another child of the household was not considered", hint)


def _outcome(situation: Situation, here: Path, decision: Decision) -> Iterator[Problem]:
    record = situation.record
    conference, path = record.conference, (*here, "outcome")
    if decision.outcome not in POSSIBLE[conference.kind]:
        hint = f"It decides one of: {', '.join(sorted(POSSIBLE[conference.kind]))}."
        message = f"a conference of the kind {conference.kind} cannot decide {decision.outcome}"
        yield IMPOSSIBLE.at(path, message, hint)
    transfer = conference.transfer
    if transfer and decision.outcome in {"transferred_in", "transferred_out"} - {f"transferred_{transfer.direction}"}:
        hint = f"Write transferred_{transfer.direction}, or correct direction: in conference."
        yield DIRECTION.at(path, f"the family moves {transfer.direction}, and this says {decision.outcome}", hint)
    if record.quorate is False and decision.outcome == "de_registered":
        hint = "The child's name stays on the register until a quorate review (National Guidance 3.158)."
        yield INQUORATE_REMOVES.at(path, "an inquorate conference cannot take a name off the register", hint)
    if record.inquorate and not record.inquorate.went_ahead and decision.outcome != "deferred":
        hint = "Write went_ahead: yes, if the chair went on exceptionally; else take the decisions out."
        yield NOT_HELD.at(path, "the conference did not go ahead and cannot have decided this", hint)
    for name in _NEEDED if decision.on_the_register else ():
        if getattr(decision, name) is None:
            hint = f"Write {name}: in this decision."
            yield REGISTERED_LACKS.at(here, f"{decision.child} is on the register without {name}", hint)
    if decision.on_the_register and decision.concerns and not decision.concerns.all:
        hint = "Name at least one, with its id from authority.yaml."
        yield REGISTERED_LACKS.at((*here, "concerns"), f"{decision.child} is on the register without a concern", hint)


def _deferral(situation: Situation, here: Path, decision: Decision) -> Iterator[Problem]:
    deferred = decision.outcome == "deferred"
    if deferred and decision.deferral is None:
        hint = "Write deferral: with because, interim_plan and reconvene."
        yield DEFERRED_LACKS.at(here, f"{decision.child}: the decision is put off, and why is not said", hint)
    if not deferred and decision.deferral is not None:
        hint = "Write outcome: deferred, or take deferral: out."
        yield NOT_DEFERRED.at((*here, "deferral"), f"the outcome for {decision.child} is {decision.outcome}", hint)
    resumes = situation.record.conference.resumes
    if deferred and resumes is not None:
        hint = "Deferral is very exceptional, and this conference takes up a deferred one: ask the chair."
        yield DEFERRED_AGAIN.at((*here, "outcome"), f"the decision for {decision.child} is put off again", hint)


def _harm(here: Path, decision: Decision) -> Iterator[Problem]:
    harm = decision.significant_harm
    if harm and harm.limb == "likely" and harm.basis is None:
        hint = "Write basis: enquiries or research."
        yield LIMB.at((*here, "significant_harm"), "harm is likely, and on what basis is not said", hint)


def _concerns(situation: Situation, here: Path, decision: Decision) -> Iterator[Problem]:
    concerns, day = decision.concerns, situation.record.conference.date
    if concerns is None:
        return
    path: Path = (*here, "concerns")
    if decision.on_the_register and situation.authority.rules.primary_concern and concerns.primary is None:
        hint = "Write primary: with the main area of concern."
        yield NO_PRIMARY.at(path, f"the primary area of concern for {decision.child} is missing", hint)
    places: list[tuple[Path, str | None]] = [
        ((*path, name), getattr(concerns, name)) for name in ("primary", "secondary")
    ]
    places += [((*path, "others", n), code) for n, code in enumerate(concerns.others)]
    seen = Counter(concerns.all)
    for place, code in places:
        if code is None:
            continue
        known = situation.authority.concerns[code]
        if not known.in_use(day):
            hint = f"Write {known.maps_to}, which is used in its place." if known.maps_to else "See authority.yaml."
            yield NOT_IN_USE.at(place, f"{code} was not in the authority's use on the day", hint)
        if seen[code] > 1:
            yield CONCERN_TWICE.at(place, f"{code} stands twice", "Keep one of the two.")
        if code == "other" and not (decision.significant_harm and decision.significant_harm.cause):
            hint = "Say what it is in significant_harm, as cause:."
            yield OTHER_CONCERN.at(place, "what the other concern is, is not said", hint)


def _support(here: Path, decision: Decision) -> Iterator[Problem]:
    below = decision.outcome == "not_registered" and not decision.reporter.refer
    if below and (decision.support is None or not decision.support.considered):
        hint = "Write support: with considered: yes, what:, by_whom: and by:."
        message = f"{decision.child} is neither registered nor referred, and support was not considered"
        yield SUPPORT.at(here, message, hint)
