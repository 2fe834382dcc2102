"""Cutting the decision letter: one for each parent or carer and each child, one for the professionals of a scope."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cpdocs.record.decision import AtBirth, CoreGroup, Decision, Outcome, Plan, Support
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.leaves import Prose
from cpdocs.views.officers import officer, social_worker
from cpdocs.views.reading import Reading, name_for
from cpdocs.views.shape import Officer
from cpdocs.views.shape.decision_letter import (
    ActionWords,
    AtBirthWords,
    ChildDecisionLetter,
    DecisionWords,
    DissentWords,
    FamilyDecisionLetter,
    OwnDissentWords,
    ProfessionalDecisionLetter,
    SupportWords,
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
    conference = situation.record.conference
    own = reading.person.child
    n, decision = next((n, d) for n, d in enumerate(situation.record.decisions or ()) if d.child == planned.person)
    (words,) = _decisions(situation, planned, reading)
    here = [c.id for c in situation.record.children].index(planned.person)
    return ChildDecisionLetter(
        authority=authority_words(situation.authority),
        addressee=planned.addressee,
        letter_date=_letter_date(planned),
        meeting_date=conference.date,
        attended=reading.person.came,
        outcome=words.outcome,
        registered=words.registered,
        came_off=words.came_off,
        transferred=words.transferred,
        deferred=words.deferred,
        why=reading.text(own.own_copy.why, f"children[{here}].own_copy.why", [own.id]) if own else None,
        reporter_refer=words.reporter_refer,
        plan_actions=_actions(situation, reading, decision.plan, f"decisions[{n}]", [decision.child]),
        lead_professional=words.lead_professional,
        core_group_first=words.core_group_first,
        review_by=words.review_by,
        dissents=tuple(dissent.text for dissent in _own_dissents(situation, planned, reading)),
        appeal_by=planned.appeal_by,
        appeal_letter=_encloses(planned, "appeal_letter"),
        chair=officer(situation, conference.chair),
        social_worker=social_worker(situation, reading),
    )
