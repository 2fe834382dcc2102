"""A council's own rows of the table of timescales, and what is wrong with them.

A row with the id of a shipped one stands in its place, from the day that it says; one with a new id is a date more. A
misspelt name would be a date that nobody is ever told of, so every name is checked, with the nearest one offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from cpdocs.record.tree import Path
from cpdocs.rules.checks.problem import Problem
from cpdocs.rules.events import MET_BY, STARTS
from cpdocs.rules.own_rows import nearest
from cpdocs.rules.tables import Documents, Timescale, Timescales


def problems(table: Timescales, shipped: Timescales, documents: Documents) -> Iterator[Problem]:
    """Everything in a council's table that cannot be meant, each at its place."""
    promised = {row.id: row.setting for row in shipped.rows if row.setting}
    for n, row in enumerate(table.rows):
        here: Path = ("rows", n)
        yield from _names(row, here, documents)
        if row.terms is not None:
            hint = "Take the line out: a council's own row counts whichever edition it has chosen."
            yield Problem("not-own", (*here, "terms"), f"the set {row.terms} is not a council's", hint)
        if setting := promised.get(row.id) or row.setting:
            hint = f"Say {setting}: with the number, under rules in authority.yaml."
            yield Problem("not-own", (*here, "id"), f"{row.id} is what letters promise, and is set elsewhere", hint)
    yield from _twice(table)


def _twice(table: Timescales) -> Iterator[Problem]:
    """Two rows of one id that count from the same day: the second would never be asked."""
    for (_, one), (n, other) in combinations(enumerate(table.rows), 2):
        begins = max(row.since or date.min for row in (one, other))
        ends = min(row.until or date.max for row in (one, other))
        if one.id == other.id and begins <= ends:
            hint = "Say since: and until:, so that one ends before the other begins."
            yield Problem("duplicate-row", ("rows", n, "id"), f"the id {one.id} stands for two rows at once", hint)


def _names(row: Timescale, here: Path, documents: Documents) -> Iterator[Problem]:
    if row.starts not in STARTS:
        message = f"there is nothing called {row.starts} to count from"
        yield Problem("unknown-start", (*here, "starts"), message, nearest(row.starts, STARTS))
    if row.met_by is not None and row.met_by not in MET_BY:
        message = f"there is nothing called {row.met_by} that meets a timescale"
        yield Problem("unknown-event", (*here, "met_by"), message, nearest(row.met_by, MET_BY))
    for n, paper in enumerate(row.papers):
        if paper not in documents.documents:
            message = f"there is no document {paper}"
            hint = nearest(paper, documents.documents)
            yield Problem("unknown-document", (*here, "papers", n), message, hint)
