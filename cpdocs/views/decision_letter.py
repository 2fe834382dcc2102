"""Cutting the decision letter: one for each parent or carer, one for the professionals of the same scope."""

from __future__ import annotations

from collections.abc import Mapping

from cpdocs.record.decision import CoreGroup, Decision, Outcome, Plan
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.leaves import Prose
from cpdocs.views.officers import officer, social_worker
from cpdocs.views.reading import Reading, name_for
from cpdocs.views.shape.decision_letter import (
    ActionWords,
    DecisionWords,
    DissentWords,
    FamilyDecisionLetter,
    OwnDissentWords,
    ProfessionalDecisionLetter,
)
from cpdocs.views.words import authority_words

#: What each of the record's outcomes is called in a letter.
OUTCOMES: Mapping[Outcome, str] = {
    "registered": "placed on the child protection register",
    "not_registered": "not placed on the child protection register",
    "remains": "kept on the child protection register",
    "de_registered": "taken off the child protection register",
    "transferred_in": "placed on the child protection register, by transfer from another council",
    "transferred_out": "taken off this council's child protection register, by transfer to another council",
    "deferred": "not decided yet",
}
HARM = {
    "physical": "physical harm",
    "emotional": "emotional harm",
    "sexual": "sexual harm",
    "neglect": "neglect",
}


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
        plan_outcomes=_outcomes(reading, plan, path, child),
        plan_actions=_actions(situation, reading, plan, path, child),
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


def _outcomes(reading: Reading, plan: Plan | None, path: str, child: list[str]) -> tuple[Prose, ...]:
    texts = [reading.text(p, f"{path}.plan.outcomes[{m}]", child) for m, p in enumerate(plan.outcomes if plan else ())]
    return tuple(text for text in texts if text is not None)


def _actions(
    situation: Situation, reading: Reading, plan: Plan | None, path: str, child: list[str]
) -> tuple[ActionWords, ...]:
    """The actions this person may read. An action whose what is withheld is withheld whole.

    A family member of another child's is not named to this family member, whatever she or he is to do.
    """
    actions = []
    for m, action in enumerate(plan.actions if plan else ()):
        what = reading.text(action.what, f"{path}.plan.actions[{m}].what", child)
        if what == reading.token:  # who does it and by when would tell what it is
            actions.append(ActionWords(what, None, (), None))
        elif what is not None:
            answers = reading.text(action.answers, f"{path}.plan.actions[{m}].answers", child)
            who = tuple(name_for(situation, reading, w) for w in action.who)
            actions.append(ActionWords(what, answers, who, action.by))
    return tuple(actions)
