"""Cutting the decision letter: one for each parent or carer and each child, one for the professionals of a scope."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cpdocs.record.decision import CoreGroup, Decision, Outcome
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.decisions import (
    HARM,
    OUTCOMES,
    actions,
    at_birth,
    core_group,
    dissenter,
    outcomes,
    support,
)
from cpdocs.views.officers import officer, social_worker
from cpdocs.views.reading import Reading, name_for
from cpdocs.views.shape import Officer
from cpdocs.views.shape.decision_letter import (
    ChildDecisionLetter,
    DecisionWords,
    DissentWords,
    FamilyDecisionLetter,
    OwnDissentWords,
    ProfessionalDecisionLetter,
)
from cpdocs.views.words import authority_words

CAME_OFF: frozenset[Outcome] = frozenset({"de_registered", "transferred_out"})
TRANSFERRED: frozenset[Outcome] = frozenset({"transferred_in", "transferred_out"})


def parent_carer(situation: Situation, planned: Planned, reading: Reading) -> FamilyDecisionLetter:
    """For one parent or carer: the children in her or his scope, and this person's own dissents."""
    conference, day = situation.record.conference, _letter_date(planned)
    return FamilyDecisionLetter(
        authority=authority_words(situation.authority),
        addressee=planned.addressee,
        letter_date=day,
        meeting_date=conference.date,
        attended=reading.person.came,
        decisions=_decisions(situation, planned, reading),
        put_off=_put_off(situation, planned, reading),
        dissents=_own_dissents(situation, planned, reading),
        appeal_by=planned.appeal_by,
        appeal_letter=_encloses(planned, "appeal_letter"),
        minutes=planned.minutes_by is not None,
        minutes_by=planned.minutes_by if planned.minutes_by and planned.minutes_by > day else None,
        chair=officer(situation, conference.chair),
        social_worker=social_worker(situation, reading),
    )


def child(situation: Situation, planned: Planned, reading: Reading) -> ChildDecisionLetter:
    """For a child, about itself alone: what was decided, who helps, and what to do if the child does not agree."""
    record = situation.record
    n, decision = next((n, d) for n, d in enumerate(record.decisions or ()) if d.child == planned.person)
    m, own = next((m, c) for m, c in enumerate(record.children) if c.id == planned.person)
    group = decision.core_group
    told = actions(situation, reading, decision.plan, f"decisions[{n}]", [own.id])
    _leave_out_others(situation, reading)
    return ChildDecisionLetter(
        authority=authority_words(situation.authority),
        addressee=planned.addressee,
        letter_date=_letter_date(planned),
        meeting_date=record.conference.date,
        attended=reading.person.came,
        outcome=OUTCOMES[decision.outcome],
        registered=decision.on_the_register,
        came_off=decision.outcome in CAME_OFF,
        transferred=decision.outcome in TRANSFERRED,
        deferred=decision.outcome == "deferred",
        why=reading.text(own.own_copy.why, f"children[{m}].own_copy.why", [own.id]),
        reporter_refer=decision.reporter.refer,
        plan_actions=tuple(replace(a, answers=None) for a in told),
        lead_professional=_known(situation, reading, decision.lead_professional),
        core_group_first=group.first if group and own.id in group.members else None,
        review_by=decision.review_by,
        dissents=tuple(dissent.text for dissent in _own_dissents(situation, planned, reading)),
        appeal_by=planned.appeal_by,
        appeal_letter=_encloses(planned, "appeal_letter"),
        chair=officer(situation, record.conference.chair),
        social_worker=social_worker(situation, reading),
    )


def professional(situation: Situation, planned: Planned, reading: Reading) -> ProfessionalDecisionLetter:
    """For professionals. It holds nothing of its recipient, so everybody with the same scope gets the same layout."""
    record = situation.record
    return ProfessionalDecisionLetter(
        authority=authority_words(situation.authority),
        letter_date=_letter_date(planned),
        meeting_date=record.conference.date,
        decisions=_decisions(situation, planned, reading),
        put_off=_put_off(situation, planned, reading),
        dissents=tuple(
            DissentWords(record.child(decision.child).name, dissenter(situation, reading, dissent, text), text)
            for n, decision in enumerate(record.decisions or ())
            for m, dissent in enumerate(decision.dissents)
            if decision.child in planned.children
            and (text := reading.text(dissent.text, f"decisions[{n}].dissents[{m}].text", [decision.child]))
        ),
        chair=officer(situation, record.conference.chair),
        social_worker=social_worker(situation, reading),
    )


def _letter_date(planned: Planned) -> date:
    if planned.letter_date is None:
        raise KeyError(planned.document)  # the table of documents asks for a letter date before anything is planned
    return planned.letter_date


def _encloses(planned: Planned, document: str) -> bool:
    return any(enclosed.document == document for enclosed in planned.encloses)


def _put_off(situation: Situation, planned: Planned, reading: Reading) -> tuple[str, ...]:
    """The children of this scope about whom the letter is not, since nothing was decided yet."""
    decisions = situation.record.decisions or ()
    waiting = [d.child for d in decisions if d.outcome == "deferred" and reading.covers([d.child])]
    return tuple(situation.record.child(c).name for c in waiting if c not in planned.children)


def _own_dissents(situation: Situation, planned: Planned, reading: Reading) -> tuple[OwnDissentWords, ...]:
    """What this reader, and nobody else, did not agree with."""
    return tuple(
        OwnDissentWords(situation.record.child(decision.child).name, text, dissent.told_head_of_service is not None)
        for n, decision in enumerate(situation.record.decisions or ())
        for m, dissent in enumerate(decision.dissents)
        if dissent.person == planned.person
        and decision.child in planned.children
        and (text := reading.text(dissent.text, f"decisions[{n}].dissents[{m}].text", [decision.child]))
    )


def _decisions(situation: Situation, planned: Planned, reading: Reading) -> tuple[DecisionWords, ...]:
    _leave_out_others(situation, reading)
    return tuple(
        _decision(situation, reading, n, decision)
        for n, decision in enumerate(situation.record.decisions or ())
        if decision.child in planned.children
    )


def _leave_out_others(situation: Situation, reading: Reading) -> None:
    for n, decision in enumerate(situation.record.decisions or ()):
        if not reading.covers([decision.child]):
            reading.leave_out(f"decisions[{n}]")


def _decision(situation: Situation, reading: Reading, n: int, decision: Decision) -> DecisionWords:
    path, child = f"decisions[{n}]", [decision.child]
    named = {code: concern.label for code, concern in situation.authority.concerns.items()}
    about, concerns, plan = situation.record.child(decision.child), decision.concerns, decision.plan
    group, members = decision.core_group, _core_group(situation, reading, decision.core_group)
    harm, again = decision.significant_harm, decision.reporter.reconsider
    return DecisionWords(
        child=about.name,
        unborn=about.born is None,
        outcome=OUTCOMES[decision.outcome],
        registered=decision.on_the_register,
        came_off=decision.outcome in CAME_OFF,
        transferred=decision.outcome in TRANSFERRED,
        deferred=decision.outcome == "deferred",
        concerns=tuple(named[c] for c in concerns.others) if concerns else (),
        primary_concern=named[concerns.primary] if concerns and concerns.primary else "",
        secondary_concern=named[concerns.secondary] if concerns and concerns.secondary else "",
        harm_kinds=tuple(HARM[kind] for kind in harm.kinds) if harm else (),
        reasons=reading.text(decision.reasons, f"{path}.reasons", child),
        reporter_refer=decision.reporter.refer,
        reporter_because=reading.text(decision.reporter.because, f"{path}.reporter.because", child),
        reporter_again_by=name_for(situation, reading, again.by) if again else "",
        reporter_again_on=again.on if again else None,
        plan_outcomes=outcomes(reading, plan, path, child),
        plan_actions=actions(situation, reading, plan, path, child),
        contingency=reading.text(plan.contingency if plan else None, f"{path}.plan.contingency", child),
        at_birth=at_birth(situation, reading, plan, path, child),
        support=support(situation, reading, decision.support, path, child),
        lead_professional=_known(situation, reading, decision.lead_professional),
        core_group_chair=_known(situation, reading, group.chair if group else None),
        core_group_first=group.first if group and members else None,  # no day to wait outside for who is not in it
        core_group=members,
        review_by=decision.review_by,
    )


def _known(situation: Situation, reading: Reading, ident: str | None) -> Officer | None:
    """Somebody to turn to, unless the reader may not know that she or he has to do with the case."""
    return officer(situation, ident) if ident and reading.knows_of(ident) else None


def _core_group(situation: Situation, reading: Reading, group: CoreGroup | None) -> tuple[str, ...]:
    """The members by name for a professional; for a family member her or his own name alone, if a member."""
    if reading.person.is_professional:
        return core_group(situation, reading, group)
    return (situation.name(reading.person.id),) if group and reading.person.id in group.members else ()
