"""How a table of checks is read: for each check one record that trips it, and one that just does not.

Every row starts from the whole record of conftest.py, in which nothing is amiss. ``None`` takes a field out. People
there: 0 mother, 1 adam, 2 bob, 3 gran, 4 friend, 5 social_worker, 6 teacher, 7 police, 8 visitor. Invitations:
0 mother, 1 adam, 2 bob, 3 social_worker, 4 teacher, 5 police, 6 visitor. Decisions: 0 ann, 1 ben. The conference is on
Thursday 12 November 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cpdocs.rules import checks
from cpdocs.rules.checks.problem import Problem
from cpdocs.rules.situation import Situation

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Row:
    """``trips`` breaks the rule ``id`` at ``at``; ``spares`` just does not break it.

    ``also`` names the other findings that come with the one or the other by their nature. ``council`` and ``book``
    change authority.yaml and contacts.yaml for both.
    """

    id: str
    at: Path
    trips: dict[str, Any]
    spares: dict[str, Any]
    also: frozenset[str] = frozenset()
    council: dict[str, Any] = field(default_factory=dict)
    book: dict[str, Any] = field(default_factory=dict)


def row(id: str, at: Path, trips: dict[str, Any], spares: dict[str, Any], *also: str, **rest: Any) -> Row:  # noqa: A002
    return Row(id, at, trips, spares, frozenset(also), **rest)


def without(changes: dict[str, Any], *paths: str) -> dict[str, Any]:
    """``changes`` less some of them."""
    return {path: new for path, new in changes.items() if path not in paths}


def name(one: object) -> str:
    return f"{one.id}-{'.'.join(map(str, one.at))}" if isinstance(one, Row) else str(one)


def found(
    one: Row, changes: dict[str, Any], situate_whole: Callable[..., Situation], gone: object
) -> tuple[Problem, ...]:
    told = {path: gone if new is None else new for path, new in changes.items()}
    return checks.check(situate_whole(told, authority=one.council, contacts=one.book))


def trips(one: Row, situate_whole: Callable[..., Situation], gone: object) -> None:
    """The rule is broken at its place, as gravely as it is declared, and no other rule is said to be broken."""
    problems = found(one, one.trips, situate_whole, gone)
    said = [(p.id, p.path) for p in problems]
    assert (one.id, one.at) in said, said
    assert {p.id for p in problems} <= {one.id, *one.also}, said
    assert {p.severity for p in problems if p.id == one.id} == {checks.CHECKS[one.id].severity}
    assert all(p.message and p.hint for p in problems)


def spares(one: Row, situate_whole: Callable[..., Situation], gone: object) -> None:
    """The rule is just not broken, and no other is."""
    said = {p.id for p in found(one, one.spares, situate_whole, gone)}
    assert said <= one.also - {one.id}, said
