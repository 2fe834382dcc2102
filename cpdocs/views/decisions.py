"""What every paper that tells a decision says alike: the outcome in words, and the plan and help that one may read.

What is withheld is withheld whole: who does a thing, and by when, would tell what it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from cpdocs.record.decision import CoreGroup, Dissent, Outcome, Plan, Support
from cpdocs.rules.situation import Situation
from cpdocs.views.leaves import Prose
from cpdocs.views.reading import ANOTHER, Reading, name_for
from cpdocs.views.shape.decision_letter import ActionWords, AtBirthWords, SupportWords

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


def outcomes(reading: Reading, plan: Plan | None, path: str, child: list[str]) -> tuple[Prose, ...]:
    texts = [reading.text(p, f"{path}.plan.outcomes[{m}]", child) for m, p in enumerate(plan.outcomes if plan else ())]
    return tuple(text for text in texts if text is not None)


def actions(
    situation: Situation, reading: Reading, plan: Plan | None, path: str, child: list[str]
) -> tuple[ActionWords, ...]:
    """The actions this person may read. An action whose what is withheld is withheld whole.

    A family member of another child's is not named to this family member, whatever she or he is to do.
    """
    found = []
    for m, action in enumerate(plan.actions if plan else ()):
        what = reading.text(action.what, f"{path}.plan.actions[{m}].what", child)
        if what == reading.token:
            found.append(ActionWords(what, None, (), None))
        elif what is not None:
            answers = reading.text(action.answers, f"{path}.plan.actions[{m}].answers", child)
            who = tuple(name_for(situation, reading, w) for w in action.who)
            found.append(ActionWords(what, answers, who, action.by))
    return tuple(found)


def at_birth(
    situation: Situation, reading: Reading, plan: Plan | None, path: str, child: list[str]
) -> AtBirthWords | None:
    """What happens when the child is born, with who tells of it and that there is a meeting at the hospital."""
    birth = plan.at_birth if plan else None
    steps = reading.text(birth.steps if birth else None, f"{path}.plan.at_birth.steps", child)
    if birth is None or steps is None:
        return None
    if steps == reading.token:
        return AtBirthWords("", steps, meeting_before_discharge=False)
    return AtBirthWords(name_for(situation, reading, birth.told_by), steps, birth.meeting_before_discharge)


def support(
    situation: Situation, reading: Reading, agreed: Support | None, path: str, child: list[str]
) -> SupportWords | None:
    """The help that was agreed, with who gives it and by when."""
    what = reading.text(agreed.what if agreed else None, f"{path}.support.what", child)
    if agreed is None or what is None:
        return None
    if what == reading.token:
        return SupportWords(what, "", None)
    return SupportWords(what, name_for(situation, reading, agreed.by_whom), agreed.by)


def dissenter(situation: Situation, reading: Reading, dissent: Dissent, text: Prose) -> str:
    """Who does not agree, beside ``text`` as this reader has it; nobody beside the line for a withheld one."""
    return "" if text == reading.token else name_for(situation, reading, dissent.person)


def core_group(situation: Situation, reading: Reading, group: CoreGroup | None) -> tuple[str, ...]:
    """The members by name, whoever the reader may not know of left out: that there is another one tells of her."""
    names = (name_for(situation, reading, member) for member in (group.members if group else ()))
    return tuple(name for name in names if name != ANOTHER)
