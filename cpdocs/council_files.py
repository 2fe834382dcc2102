"""The files that a council wrote, read and checked, and the tables of rules that follow from them.

The national tables ship in rules/tables and are part of the program; a council's own rows stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from cpdocs.errors import InputError
from cpdocs.record.authority import Authority
from cpdocs.record.load import Loaded, finding_at, load
from cpdocs.rules import own_rows, own_timescales
from cpdocs.rules import tables as shipped_tables
from cpdocs.rules.checks.problem import Problem
from cpdocs.rules.tables import Documents, Entitlements, Role, Roles, Tables, Timescales

M = TypeVar("M", bound=BaseModel)


@cache
def national_tables() -> Tables:
    """The tables that ship in rules/tables: part of the program, so read once, however many records it is given."""
    folder = Path(shipped_tables.__file__).parent
    return Tables(
        entitlements=whole(load(folder / "entitlements.yaml", Entitlements)),
        documents=whole(load(folder / "documents.yaml", Documents)),
        roles=whole(load(folder / "roles.yaml", Roles)),
        timescales=whole(load(folder / "timescales.yaml", Timescales)),
    )


def council_tables(authority: Authority, path: Path) -> Tables:
    """The national tables with a council's own roles and rows. Raises InputError for a row that names what is not."""
    national = national_tables()
    local = {ident: Role(label=role.label, agency=role.agency) for ident, role in authority.roles.items()}
    roles = national.roles.model_copy(update={"roles": {**national.roles.roles, **local}})
    rows = national.entitlements
    if authority.entitlements is not None:
        loaded = load(path.parent / authority.entitlements, Entitlements, authority.entitlements)
        own = whole(loaded)
        refuse(loaded, own_rows.problems(own, national.documents))
        rows = own_rows.joined(rows, own)
    timescales = national.timescales
    if authority.timescale_rows is not None:
        read = load(path.parent / authority.timescale_rows, Timescales, authority.timescale_rows)
        ours = whole(read)
        refuse(read, own_timescales.problems(ours, timescales, national.documents))
        timescales = timescales.model_copy(update={"rows": (*ours.rows, *timescales.rows)})
    return national.model_copy(update={"roles": roles, "entitlements": rows, "timescales": timescales})


def refuse(loaded: Loaded[M], problems: Iterable[Problem]) -> None:
    """Raise InputError with every problem at its line, if there is one."""
    found = [finding_at(loaded.tree, p.path, p.id, p.severity, p.message, p.hint) for p in problems if loaded.tree]
    if found:
        raise InputError("\n".join(finding.text() for finding in sorted(found)))


def whole(loaded: Loaded[M]) -> M:
    """The value of a file. Raises InputError with every finding where it has none."""
    if loaded.value is None:
        raise InputError("\n".join(finding.text() for finding in loaded.findings))
    return loaded.value
