"""Rules across fields of a record, one file a subject. Each finding has a stable id."""

from __future__ import annotations

from cpdocs.rules.checks import conference, decisions, ids, people
from cpdocs.rules.checks.problem import Problem
from cpdocs.rules.situation import Situation

_SUBJECTS = (conference, people, decisions)


def check(situation: Situation) -> tuple[Problem, ...]:
    """Every rule that the record breaks. While an id is unknown, only the ids are checked: the rest would guess."""
    wrong = tuple(ids.check(situation))
    return wrong or tuple(problem for subject in _SUBJECTS for problem in subject.check(situation))
