"""A council's own rows of the table of entitlements: joined to the national ones, and what is wrong with them.

A row with the id of a national row replaces it in its place; a row with a new id stands before the national rows of
its documents. A misspelt predicate would make a row that never fits, or, where it was to refuse, a paper that goes to
somebody; so every name is checked before anything is planned, with the nearest one offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from cpdocs.record.tree import Path
from cpdocs.rules.checks.problem import Problem
from cpdocs.rules.entitlements import REFUSED
from cpdocs.rules.predicates import PREDICATES
from cpdocs.rules.scopes import BASES, CHILDREN
from cpdocs.rules.tables import Documents, EntitlementRow, Entitlements


def joined(national: Entitlements, own: Entitlements) -> Entitlements:
    """The table that counts for a council: its own rows in the place of, or before, the national ones."""
    known = {row.id for row in national.rows}
    mine = {row.id: row for row in own.rows}
    new = tuple(row for row in own.rows if row.id not in known)
    return national.model_copy(update={"rows": (*new, *(mine.get(row.id, row) for row in national.rows))})


def problems(table: Entitlements, documents: Documents) -> Iterator[Problem]:
    """Every name in a table that nothing answers to, with the nearest that something does."""
    seen: set[str] = set()
    for n, row in enumerate(table.rows):
        here: Path = ("rows", n)
        if row.id in seen:
            yield Problem("duplicate-row", (*here, "id"), f"the id {row.id} stands for two rows", "Give each its own.")
        seen.add(row.id)
        yield from _names(row, here)
        yield from _papers(row, here, documents)


def _names(row: EntitlementRow, here: Path) -> Iterator[Problem]:
    named = [(("who",), row.who), *((("when", m), name) for m, name in enumerate(row.when))]
    for place, name in named:
        if name not in PREDICATES:
            message = f"there is no predicate {name}"
            yield Problem("unknown-predicate", (*here, *place), message, nearest(name, PREDICATES))
    if row.scope not in BASES:
        message = f"there is no scope {row.scope}"
        yield Problem("unknown-scope", (*here, "scope"), message, nearest(row.scope, BASES))
    if row.children not in CHILDREN:
        message = f"there is no choice of children {row.children}"
        yield Problem("unknown-scope", (*here, "children"), message, nearest(row.children, CHILDREN))


def _papers(row: EntitlementRow, here: Path, documents: Documents) -> Iterator[Problem]:
    for m, document in enumerate(row.documents):
        rule = documents.documents.get(document)
        if rule is None:
            message = f"there is no document {document}"
            yield Problem("unknown-document", (*here, "documents", m), message, nearest(document, documents.documents))
        elif row.variant != REFUSED and row.variant not in rule.variants:
            message = f"{document} has no variant {row.variant}"
            hint = nearest(row.variant, (*rule.variants, REFUSED))
            yield Problem("unknown-variant", (*here, "variant"), message, hint)


def nearest(name: str, known: Iterable[str]) -> str:
    """The cure for a misspelt name: the nearest one, or all where none is near."""
    names = tuple(known)
    near = get_close_matches(name.casefold().replace("-", "_"), names, n=1)
    return f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names)}."
