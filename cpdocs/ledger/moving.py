"""Moving a ledger from its file to a database on a server: the same rows, the same leaves, the same root.

Two ledgers that both let entries in are how a parcel goes twice. So the old one is locked while it is copied, marked as
moved in the same transaction, and refused by every cpdocs from then on; what it holds stays readable to a person. A
move that was stopped before the mark is taken up again: the copy is then all there, or nothing of it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Table, insert, select

from cpdocs.errors import LedgerError
from cpdocs.ledger import rows
from cpdocs.ledger.schema import ATTEMPT, DETAIL, ENTRY, ERASURE
from cpdocs.ledger.sqlite import APPLICATION_ID, MOVED
from cpdocs.ledger.steps import AT_ONCE
from cpdocs.ledger.store import Ledger

_NOTHING = "Nothing was moved."


def move(source: Ledger, target: Ledger, told: Mapping[str, str]) -> tuple[int, str]:
    """Copy all of ``source``, a file, to ``target``, an empty ledger, and mark the file; its size, and its root.

    ``told`` is what the last entry of the file, ``moved``, says of who did it.

    Raises:
        LedgerError: a run is under way, ``target`` has entries of its own, or the copy is not the same. Then the file
            goes on as it was.
    """
    with source.settling():
        if not source.is_settling:
            raise LedgerError("A run is under way.", f"Wait until it has ended. {_NOTHING}")
        if _last_event(source) != "moved":  # else one that was stopped said so
            source.append("moved", told)
        with source._transaction(writes=True) as old:  # noqa: SLF001  (a part of the store, in a module of its own)
            head = rows.head(old)
            with target._transaction(writes=True) as new:  # noqa: SLF001
                there = rows.head(new)
                if there[0] and there != head:
                    hint = f"Have an empty one made: cpdocs ledger definitions | psql. {_NOTHING}"
                    raise LedgerError("There is another ledger in that database.", hint)
                if not there[0]:
                    _copy(old, new, head[0])
            found = target.verify()
            if not found.valid or (found.entries, found.root) != head:
                raise LedgerError("The copy is not what the ledger is.", f"Have the database made anew. {_NOTHING}")
            old.exec_driver_sql(f"PRAGMA user_version = {MOVED}")
    return head


def moved_head(path: Path) -> tuple[int, str] | None:
    """How many entries a file has that was marked as moved, and its root; None for any other."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as raw:
            marks = [raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
            if marks != [APPLICATION_ID, MOVED]:
                return None
            seq, root = raw.execute("SELECT seq, root FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    except sqlite3.Error:
        return None
    return int(seq), str(root)


def _last_event(ledger: Ledger) -> str | None:
    with ledger._transaction(writes=False) as connection:  # noqa: SLF001
        return connection.scalar(select(ENTRY.c.event).order_by(ENTRY.c.seq.desc()).limit(1))


def _copy(old: Connection, new: Connection, size: int) -> None:
    """Every row, in an order that the triggers let in: an erasure while the entry that says so is the last."""
    erasures = old.scalars(select(ERASURE.c.erased_by).distinct())
    for first, last in pairwise([0, *sorted({*range(AT_ONCE, size, AT_ONCE), *erasures, size})]):
        for table in (ENTRY, DETAIL, ATTEMPT):
            _add(old, new, table, table.c.seq > first, table.c.seq <= last)
        _add(old, new, ERASURE, ERASURE.c.erased_by == last)


def _add(old: Connection, new: Connection, table: Table, *where: Any) -> None:  # noqa: ANN401  (SQL conditions)
    found = old.execute(select(table).where(*where).order_by(table.c.seq)).mappings().all()
    if found:
        new.execute(insert(table), [dict(row) for row in found])
