"""Cutting the decision letter: one for each parent or carer, one for the professionals of the same scope."""

from __future__ import annotations

from cpdocs.record.decision import CoreGroup, Decision
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.decisions import HARM, OUTCOMES, actions, outcomes
from cpdocs.views.officers import officer, social_worker
from cpdocs.views.reading import Reading, name_for
from cpdocs.views.shape.decision_letter import (
    DecisionWords,
    DissentWords,
    FamilyDecisionLetter,
    OwnDissentWords,
    ProfessionalDecisionLetter,
)
from cpdocs.views.words import authority_words


def parent_carer(situation: Situation, planned: Planned, reading: Reading) -> FamilyDecisionLetter:
    """For one parent or carer: the children in her or his scope, and this person's own dissents."""
    record = situation.record
    if planned.letter_date is None or planned.appeal_by is None:
        raise KeyError(planned.document)  # the table of documents asks for a letter date before anything is planned
    return FamilyDecisionLetter(
        authority=authority_words(situation.authority),
        addressee=planned.addressee,
        letter_date=planned.letter_date,
        meeting_date=record.conference.date,
        attended=(record.attendance or {}).get(planned.person, "absent") not in ("absent", "apologies"),
        decisions=_decisions(situation, planned, reading),
        dissents=tuple(
            OwnDissentWords(record.child(decision.child).name, text, dissent.told_head_of_service is not None)
            for n, decision in enumerate(record.decisions or ())
            for m, dissent in enumerate(decision.dissents)
            if dissent.person == planned.person
            and decision.child in planned.children
            and (text := reading.text(dissent.text, f"decisions[{n}].dissents[{m}].text", [decision.child]))
        ),
        appeal_by=planned.appeal_by,
        social_worker=social_worker(situation, reading),
    )


def professional(situation: Situation, planned: Planned, reading: Reading) -> ProfessionalDecisionLetter:
    """For professionals. It holds nothing of its recipient, so everybody with the same scope gets the same layout."""
    record = situation.record
    if planned.letter_date is None or planned.appeal_by is None:
        raise KeyError(planned.document)  # the table of documents asks for a letter date before anything is planned
    return ProfessionalDecisionLetter(
        authority=authority_words(situation.authority),
        letter_date=planned.letter_date,
        meeting_date=record.conference.date,
        decisions=_decisions(situation, planned, reading),
        dissents=tuple(
            DissentWords(name_for(situation, reading, dissent.person), text)
            for n, decision in enumerate(record.decisions or ())
            for m, dissent in enumerate(decision.dissents)
            if decision.child in planned.children
            and (text := reading.text(dissent.text, f"decisions[{n}].dissents[{m}].text", [decision.child]))
        ),
        chair=officer(situation, record.conference.chair),
        social_worker=social_worker(situation, reading),
    )


def _decisions(situation: Situation, planned: Planned, reading: Reading) -> tuple[DecisionWords, ...]:
    for n, decision in enumerate(situation.record.decisions or ()):
        if not reading.covers([decision.child]):
            reading.leave_out(f"decisions[{n}]")
    return tuple(
        _decision(situation, reading, n, decision)
        for n, decision in enumerate(situation.record.decisions or ())
        if decision.child in planned.children
    )


def _decision(situation: Situation, reading: Reading, n: int, decision: Decision) -> DecisionWords:
    path, child = f"decisions[{n}]", [decision.child]
    named = {code: concern.label for code, concern in situation.authority.concerns.items()}
    concerns, plan = decision.concerns, decision.plan
    group, members = decision.core_group, _core_group(situation, reading, decision.core_group)
    harm, lead = decision.significant_harm, decision.lead_professional
    return DecisionWords(
        child=situation.record.child(decision.child).name,
        outcome=OUTCOMES[decision.outcome],
        registered=decision.on_the_register,
        concerns=tuple(named[c] for c in concerns.others) if concerns else (),
        primary_concern=named[concerns.primary] if concerns and concerns.primary else "",
        secondary_concern=named[concerns.secondary] if concerns and concerns.secondary else "",
        harm_kinds=tuple(HARM[kind] for kind in harm.kinds) if harm else (),
        reasons=reading.text(decision.reasons, f"{path}.reasons", child),
        reporter_considered=decision.reporter.considered,
        reporter_refer=decision.reporter.refer,
        reporter_because=reading.text(decision.reporter.because, f"{path}.reporter.because", child),
        plan_outcomes=outcomes(reading, plan, path, child),
        plan_actions=actions(situation, reading, plan, path, child),
        contingency=reading.text(plan.contingency if plan else None, f"{path}.plan.contingency", child),
        lead_professional=officer(situation, lead) if lead and reading.knows_of(lead) else None,
        core_group_chair=officer(situation, group.chair) if group else None,
        core_group_first=group.first if group and members else None,  # no day to wait outside for who is not in it
        core_group=members,
        review_by=decision.review_by,
    )


def _core_group(situation: Situation, reading: Reading, group: CoreGroup | None) -> tuple[str, ...]:
    """The members by name for a professional; for a family member her or his own name alone, if a member."""
    members = group.members if group else ()
    if not reading.person.is_professional:
        members = tuple(m for m in members if m == reading.person.id)
    return tuple(name_for(situation, reading, m) for m in members)
