"""Rules across fields of a record, one file a subject. Each finding has a stable id, declared as a Check.

The rules of a stage bind once the stage is there: a block that belongs to a later stage is never missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cpdocs.record.model import Record, Stage
from cpdocs.rules.checks import (
    afterwards,
    children,
    conference,
    dates,
    decisions,
    held,
    ids,
    invitations,
    lateness,
    minutes,
    people,
    plans,
    reporter,
    told,
    typed,
    views,
)
from cpdocs.rules.checks.problem import Check, Problem
from cpdocs.rules.situation import Situation

Rule = Callable[[Situation], Iterator[Problem]]

_RULES: Final[Mapping[Stage, tuple[Rule, ...]]] = {
    "called": (
        conference.check,
        children.check,
        people.check,
        invitations.check,
        dates.check,
        lateness.check,
        minutes.check,
        afterwards.check,
    ),
    "held": (held.check,),
    "decided": (decisions.check, reporter.check, plans.check, told.check, views.check),
    "minuted": (minutes.check_minuted, views.check_minuted),
}
_SUBJECTS = (
    ids,
    conference,
    children,
    people,
    invitations,
    dates,
    lateness,
    held,
    decisions,
    reporter,
    plans,
    told,
    views,
    minutes,
    afterwards,
    typed,
)

#: Every check, by its id, in the order of the subjects.
CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {one.id: one for subject in _SUBJECTS for one in vars(subject).values() if isinstance(one, Check)}
)


def check(situation: Situation) -> tuple[Problem, ...]:
    """Every rule that the record breaks.

    While an id is unknown, or the year is no year that can be counted from, only these are said: the rest would guess.
    """
    wrong = (*ids.check(situation), *dates.check_year(situation))
    return wrong or tuple(
        problem for stage in _present(situation.record) for rule in _RULES[stage] for problem in rule(situation)
    )


def _present(record: Record) -> Iterator[Stage]:
    """The stages whose blocks are there."""
    yield "called"
    if record.attendance is not None or record.quorate is not None or record.inquorate is not None:
        yield "held"
    if record.decisions is not None:
        yield "decided"
    if record.minutes is not None:
        yield "minuted"
