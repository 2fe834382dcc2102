"""What every paper that tells a decision says alike: the outcome in words, and the plan as far as one may read it."""

from __future__ import annotations

from collections.abc import Mapping

from cpdocs.record.decision import Outcome, Plan
from cpdocs.rules.situation import Situation
from cpdocs.views.leaves import Prose
from cpdocs.views.reading import Reading, name_for
from cpdocs.views.shape.decision_letter import ActionWords

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
        if what == reading.token:  # who does it and by when would tell what it is
            found.append(ActionWords(what, None, (), None))
        elif what is not None:
            answers = reading.text(action.answers, f"{path}.plan.actions[{m}].answers", child)
            who = tuple(name_for(situation, reading, w) for w in action.who)
            found.append(ActionWords(what, answers, who, action.by))
    return tuple(found)
