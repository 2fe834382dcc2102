"""A wording tried with every View that can change what it says: each field gone by itself, each branch gone through.

Not every combination: a wording with thirty conditions would have a billion. The full View, the barest, one for each
field that may be missing, and for each branch that none of these reached a View made to reach it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from cpdocs.documents.goals import Road, Wish, roads
from cpdocs.documents.kinds import bare, element
from cpdocs.documents.names import Asked
from cpdocs.documents.proof import Branch, Proof, Proofs
from cpdocs.errors import TemplateError
from cpdocs.template_check.made import ITEMS, Choice, Choices, Field, all_fields, choices, made
from cpdocs.views.shape import View

#: So many roads to one branch are looked at, and so many of them gone, before it is said that none leads there.
_MOST_SEEN: Final = 20_000
_MOST_GONE: Final = 30


@dataclass(frozen=True, slots=True)
class Tried:
    """One View that was tried, by what was changed in it, and what came of it; None if nothing new."""

    chosen: Choices
    came: Proof | TemplateError | None


def tried(proofs: Proofs, kind: type[View]) -> Iterator[Tried | Branch]:
    """Everything that was tried, and every branch that could not be reached."""
    ways = _ways(proofs, kind)
    reached: set[int] = set()

    def attempt(chosen: Choices) -> Tried:
        try:
            filled = proofs.fill(made(kind, chosen))
        except TemplateError as error:
            return Tried(chosen, error)
        if chosen and filled.branches <= reached:
            return Tried(chosen, None)
        reached.update(filled.branches)
        return Tried(chosen, proofs.proof(filled))

    singles: list[Choices] = [{path: choice} for path, found in ways.items() for choice in found]
    barest: Choices = {path: found[0] for path, found in ways.items()}
    for chosen in ({}, barest, *singles):
        yield attempt(chosen)
    for number, branch in enumerate(proofs.branches):
        failed: Tried | None = None
        for chosen in _towards(branch, proofs, kind, ways) if number not in reached else ():
            one = attempt(chosen)
            if isinstance(one.came, TemplateError):
                failed = failed or one
            elif number in reached:
                yield one
                break
        if number not in reached and (failed or branch.written):
            yield failed or branch


def _ways(proofs: Proofs, kind: type[View]) -> dict[str, tuple[Choice, ...]]:
    """What each field that the wording uses may be, besides being there."""
    asked: dict[str, list[Asked]] = {}
    for one in proofs.asks.asked:
        asked.setdefault(one.path, []).append(one)
    used = {use.path for use in proofs.asks.uses}
    found = {path: choices(field, asked.get(path, ())) for path, field in all_fields(kind) if path in used}
    return {path: ways for path, ways in found.items() if ways}


def _towards(
    branch: Branch, proofs: Proofs, kind: type[View], ways: Mapping[str, tuple[Choice, ...]]
) -> Iterator[Choices]:
    """Views that should reach a branch, each once; those that change least stand near the beginning."""
    known = dict(all_fields(kind))
    seen: list[Choices] = []
    for road in islice(roads(branch.goals, proofs.asks.paths), _MOST_SEEN):
        chosen = _chosen(road, known, ways)
        if chosen is not None and chosen not in seen:
            seen.append(chosen)
            yield chosen
        if len(seen) == _MOST_GONE:
            return


def _chosen(road: Road, known: Mapping[str, Field], ways: Mapping[str, tuple[Choice, ...]]) -> Choices | None:
    """The fewest changes that fulfil every wish of a road; None if no choice of a field fulfils all wishes about it."""
    found: dict[str, Choice] = {}
    for path, wishes in road.items():
        field = known.get(path)
        if field is None or field.promise.one_of or _holds(wishes, *_there(field)):
            continue
        fitting = (choice for choice in ways.get(path, ()) if _holds(wishes, *_as(choice, field)))
        choice = next(fitting, _NOTHING)
        if choice is _NOTHING:
            return None
        found[path] = choice
    return found


_NOTHING: Final[Any] = object()


def _holds(wishes: tuple[Wish, ...], value: object, length: int) -> bool:
    return all(wish.holds(value, length) for wish in wishes)


def _there(field: Field) -> tuple[object, int]:
    """A field that is there, as a test sees it. Its text is another one than any that it could be compared with."""
    kind = bare(field.kind)
    return (True if kind is bool else _NOTHING), ITEMS


def _as(choice: Choice, field: Field) -> tuple[object, int]:
    """A choice as a test sees it: the value, and how many items."""
    if element(bare(field.kind)) is not None:
        return bool(choice), int(choice or 0)
    return choice, len(choice) if isinstance(choice, str) else 0
