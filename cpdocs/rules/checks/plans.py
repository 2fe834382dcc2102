"""The plan, the core group that carries it, and what became of the plan before."""

from __future__ import annotations

from collections.abc import Iterator

from cpdocs.record.decision import Decision
from cpdocs.record.tree import Path
from cpdocs.rules.checks.look import excluded, is_family, observes, person
from cpdocs.rules.checks.problem import MINUTES, PLAN, Check, Problem
from cpdocs.rules.situation import Situation

_GROUP = (*PLAN, "core_group_invitation", "core_group_record")
NO_FAMILY = Check(
    "core-group-without-family",
    "warning",
    "A core group has a family member in it, or says why not.",
    "seed S2: key practitioners and family",
    _GROUP,
    "decided",
)
NO_LEAD = Check(
    "core-group-without-lead",
    "warning",
    "A core group has the lead professional in it, or says why not.",
    "seed S2; National Guidance 3.137",
    _GROUP,
    "decided",
)
WITH_EXCLUDED = Check(
    "core-group-with-excluded",
    "warning",
    "A core group has nobody in it who was excluded from the conference, or says why.",
    "National Guidance 3.160: bail conditions, risk to others",
    _GROUP,
    "decided",
)
OBSERVER = Check(
    "observer-in-core-group",
    "error",
    "The Reporter, or another observer, is neither in the core group nor the lead professional.",
    "National Guidance 3.154",
    _GROUP,
    "decided",
)
NO_BIRTH = Check(
    "no-plan-for-birth",
    "warning",
    "The plan for an unborn child says what happens at birth.",
    "National Guidance 3.142 and 3.144",
    PLAN,
    "decided",
)
NO_PROGRESS = Check(
    "no-progress",
    "warning",
    "A review says for each child what became of the earlier plan.",
    "seed S3: progress of the plan is reported to the review",
    MINUTES,
    "decided",
)
_BECAUSE = "Add one, or write members_because: with the reason."


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind once a decision is recorded."""
    record = situation.record
    reviewed = {action.child for action in record.progress}
    for n, decision in enumerate(record.decisions or ()):
        here: Path = ("decisions", n)
        yield from _core_group(situation, here, decision)
        yield from _observers(situation, here, decision)
        child = next((c for c in record.children if c.id == decision.child), None)
        if child and child.expected and not child.born and decision.plan and decision.plan.at_birth is None:
            hint = "Write at_birth: with told_by:, steps: and meeting_before_discharge:."
            yield NO_BIRTH.at((*here, "plan"), f"what happens when {child.id} is born is not said", hint)
        if record.conference.kind == "review" and decision.child not in reviewed:
            hint = "Write progress: with each action of the earlier plan: done, under_way or not_done."
            yield NO_PROGRESS.at(("decisions", n), f"what became of the plan of {decision.child} is not said", hint)


def _core_group(situation: Situation, here: Path, decision: Decision) -> Iterator[Problem]:
    record, group = situation.record, decision.core_group
    if group is None or group.members_because is not None:
        return
    path: Path = (*here, "core_group", "members")
    children = {c.id for c in record.children}
    people = [one for m in group.members if (one := person(record, m))]
    if not any(is_family(one) for one in people) and not children & set(group.members):
        yield NO_FAMILY.at(path, f"no family member is in the core group of {decision.child}", _BECAUSE)
    if decision.lead_professional and decision.lead_professional not in (*group.members, group.chair):
        message = f"{decision.lead_professional}, the lead professional, is not in the core group"
        yield NO_LEAD.at(path, message, "Add the id, or write members_because: with the reason.")
    for m, member in enumerate(group.members):
        if excluded(record, member):
            hint = "Take the id out, or write members_because: with the reason."
            yield WITH_EXCLUDED.at((*path, m), f"{member} was excluded from the conference", hint)


def _observers(situation: Situation, here: Path, decision: Decision) -> Iterator[Problem]:
    places: list[tuple[Path, str]] = []
    if decision.lead_professional:
        places.append(((*here, "lead_professional"), decision.lead_professional))
    if decision.core_group:
        members: list[tuple[Path, str]] = [
            ((*here, "core_group", "members", m), member) for m, member in enumerate(decision.core_group.members)
        ]
        places += [*members, ((*here, "core_group", "chair"), decision.core_group.chair)]
    for path, ident in places:
        one = person(situation.record, ident)
        if one and one.is_professional and observes(situation, one):
            hint = "Name somebody who takes part (National Guidance 3.154)."
            yield OBSERVER.at(path, f"{ident} only observes", hint)
