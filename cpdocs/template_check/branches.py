"""A wording tried with every View that can change what it says: each field gone by itself, each branch gone through.

Not every combination: a wording with thirty conditions would have a billion. The full View, the barest, one for each
field that may be missing, and for each branch that none of them reached the fewest changes that do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import Final

from cpdocs.documents.names import Asked
from cpdocs.documents.proof import Branch, Proof, Proofs
from cpdocs.errors import TemplateError
from cpdocs.template_check.made import Choice, Choices, all_fields, choices, made
from cpdocs.views.shape import View

#: How many Views are tried for one branch before it is said that none reaches it.
_MOST: Final = 3_000


@dataclass(frozen=True, slots=True)
class Tried:
    """One View that was tried, by what was changed in it, and what came of it."""

    chosen: Choices
    came: Proof | TemplateError


def tried(proofs: Proofs, kind: type[View]) -> Iterator[Tried | Branch]:
    """Everything that was tried, and every branch that could not be reached."""
    ways = _ways(proofs, kind)
    open_branches = set(range(len(proofs.branches)))

    def attempt(chosen: Choices) -> Tried:
        try:
            proof = proofs.of(made(kind, chosen))
        except TemplateError as error:
            return Tried(chosen, error)
        open_branches.difference_update(proof.branches)
        return Tried(chosen, proof)

    singles: list[Choices] = [{path: choice} for path, found in ways.items() for choice in found]
    barest: Choices = {path: found[0] for path, found in ways.items()}
    for chosen in ({}, barest, *singles):
        yield attempt(chosen)
    for number, branch in enumerate(proofs.branches):
        failed: Tried | None = None
        for chosen in islice(_combined(branch, ways), _MOST):
            if number not in open_branches:
                break
            one = attempt(chosen)
            if isinstance(one.came, TemplateError):
                failed = failed or one
            elif number in one.came.branches:
                yield one
        if number in open_branches and (failed or branch.written):
            yield failed or branch


def _ways(proofs: Proofs, kind: type[View]) -> dict[str, tuple[Choice, ...]]:
    """What each field that the wording uses may be, besides being there."""
    asked: dict[str, list[Asked]] = {}
    for one in proofs.asks.asked:
        asked.setdefault(one.path, []).append(one)
    used = {use.path for use in proofs.asks.uses}
    found = {path: choices(field, asked.get(path, ())) for path, field in all_fields(kind) if path in used}
    return {path: ways for path, ways in found.items() if ways}


def _combined(branch: Branch, ways: Mapping[str, tuple[Choice, ...]]) -> Iterator[Choices]:
    """Every combination of what decides about a branch, the fewest changes first."""
    paths = [path for path in ways if any(path == one.path for one in branch.asked)]
    for size in range(2, len(paths) + 1):
        for some in combinations(paths, size):
            for values in product(*(ways[path] for path in some)):
                yield dict(zip(some, values, strict=True))
