"""A ledger in one SQLite file: how it is made, recognised, opened, guarded and erased from.

Durability: rollback journal and ``synchronous=EXTRA``. What a commit has said is committed stands in the one file,
also after a power cut, and a copy of that file is a copy of the ledger (docs/adr/0005-the-once-only-ledger.md).
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import AbstractContextManager, closing
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, delete, event, select
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool, StaticPool

from cpdocs import files
from cpdocs.errors import LedgerError
from cpdocs.ledger import place
from cpdocs.ledger.schema import ATTEMPT, DETAIL, ERASURE, FORMAT, MAY_GO, METADATA, NOT_NEW, ONLY_ADDED

#: Stands in the file's header and says that it is a ledger of ours: "cpld" in ASCII.
APPLICATION_ID: Final = 0x63706C64
#: Stands where the form does once the ledger has moved to a server (moving.py): "move" in ASCII.
MOVED: Final = 0x6D6F7665
#: Seconds that a writer waits for another one. A commit takes milliseconds.
_PATIENCE: Final = 30.0
_REFUSE: Final = f"BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END"
TRIGGERS: Final = tuple(
    f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} {when} {_REFUSE}"
    for table, not_new in NOT_NEW.items()
    for name, act, when in (
        ("stays", "DELETE", f"WHEN NOT ({MAY_GO[table]})" if table in MAY_GO else ""),
        ("as_it_is", "UPDATE", ""),
        ("new", "INSERT", f"WHEN {not_new}"),
    )
)
_CURES: Final = {
    "SQLITE_BUSY": "Another program holds the ledger. Try again when it is done.",
    "SQLITE_CORRUPT": "The file is damaged or cut short. Put the ledger back from its backup.",
    "SQLITE_FULL": "The disk is full. Make room and run again; nothing was half written.",
    "SQLITE_NOTADB": "That file is not a ledger; it was left as it is. Put the ledger back from its backup.",
    "SQLITE_READONLY": "The ledger cannot be written by this account.",
}
_NOT_OURS: Final = (
    "Put the ledger back from its backup, or name another path. An empty one would send everything again."
)


class Sqlite:
    """The ledger's file. Each transaction opens it anew.

    Opening anew is what makes a ledger that was put back or replaced under a running program show at its next entry.
    ``hide_parameters`` keeps the values of a failed statement out of every message.
    """

    shared = False

    def __init__(self, address: URL) -> None:
        self.file: Path | None = _path(address)
        self._path = self.file
        self.engine = create_engine("sqlite://", creator=self._dial, poolclass=NullPool, hide_parameters=True)
        event.listen(self.engine, "begin", _begin)

    def prepare(self, *, create: bool) -> None:
        """Make the file where none stands yet and ``create`` lets it; see that its place is safe.

        Raises:
            LedgerError: a network or synchronised folder, a file or folder open to others, no file and none is made.
        """
        path = self._path
        try:
            place.check_place(path)
            if not path.exists():
                if not create:
                    raise LedgerError("There is no ledger at the workspace's path.", "Put it back from its backup.")
                place.prepare_folder(path)
                _create(path)
            place.check_folder(path)
            place.check_file(path)
        except OSError:
            raise LedgerError("The ledger's path cannot be reached by this account.") from None

    def held(self, *, alone: bool) -> AbstractContextManager[bool]:
        """Hold the lock file beside the ledger."""
        return place.held(self._path, alone=alone)

    def guarded(self, connection: Connection) -> bool:
        """Whether every table, index and trigger is as this version makes it."""
        return definitions(connection) == own_definitions()

    def said(self, error: Exception) -> tuple[str, str]:
        """SQLite's own name for the error."""
        code = getattr(getattr(error, "orig", None), "sqlite_errorname", type(error).__name__)
        return code, _CURES.get(code, "")

    def erase(self, connection: Connection, by: int) -> None:
        """Delete the rows, their pages filled with zeros."""
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        for table in (ATTEMPT, DETAIL):
            connection.execute(
                delete(table).where(table.c.seq.in_(select(ERASURE.c.seq).where(ERASURE.c.erased_by == by)))
            )

    def scrub(self) -> None:
        """Write the file anew without its free pages. The journal that held the old ones is gone with the commit."""
        with closing(self._dial()) as raw:
            raw.execute("PRAGMA secure_delete = ON")
            raw.execute("VACUUM")

    def _dial(self) -> sqlite3.Connection:
        """A connection to the ledger's file, never to a new one. What is no ledger is refused before it is touched.

        Raises:
            LedgerError: it is not a ledger, or one of another version. sqlite3.Error for what SQLite itself refuses.
        """
        name = f"file:{quote(str(self._path))}?mode=rw"
        raw = sqlite3.connect(name, uri=True, timeout=_PATIENCE, isolation_level=None)
        try:
            _recognise(raw)
            raw.execute("PRAGMA journal_mode = DELETE")
            # FULL may lose the last commit of a rollback journal in a power cut.
            raw.execute("PRAGMA synchronous = EXTRA")
            raw.execute("PRAGMA foreign_keys = ON")
            raw.execute("PRAGMA trusted_schema = OFF")
        except BaseException:
            raw.close()
            raise
        return raw


def _path(address: URL) -> Path:
    """The file that a ledger's address, such as ``sqlite:////srv/cpdocs/ledger.db``, points at."""
    name = address.database or ""
    if address.drivername != "sqlite" or address.query or address.host or name.startswith((":", "file:")) or not name:
        cure = "It is sqlite:/// and a path, as in: sqlite:////srv/cpdocs/ledger/ledger.db"
        raise LedgerError("The ledger's address is not that of a file on this machine.", cure)
    return Path(name).absolute()


def _create(path: Path) -> None:
    """Put an empty ledger, 0600, at ``path``, whole or not at all, and never over a file that stands there."""
    try:
        with files.held(path.parent):
            if not os.path.lexists(path):  # else another run made it first
                files.put(path, _empty())
    except OSError:
        raise LedgerError("The ledger cannot be made in its folder.") from None


def _recognise(raw: sqlite3.Connection) -> None:
    if raw.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise LedgerError("The file at the ledger's path is not a ledger; it was left as it is.", _NOT_OURS)
    form = raw.execute("PRAGMA user_version").fetchone()[0]
    if form == MOVED:
        hint = (
            "Write that database's address under ledger: in cpdocs.yaml, or run again: cpdocs upgrade --ledger ADDRESS"
        )
        raise LedgerError("The ledger was moved to a database on a server, and goes on there.", hint)
    if form != FORMAT:
        hint = (
            "Use that version or a later one."
            if form > FORMAT
            else "No release wrote it: only an unreleased one reads it."
        )
        raise LedgerError(f"The ledger was made by another version of cpdocs (form {form}, not {FORMAT}).", hint)


def definitions(connection: Connection) -> frozenset[tuple[str, str]]:
    """Name and text of every table, index and trigger that stands in the database."""
    rows = connection.exec_driver_sql("SELECT name, coalesce(sql, '') FROM sqlite_master")
    return frozenset((row[0], row[1]) for row in rows)


def own_definitions() -> frozenset[tuple[str, str]]:
    """The ``definitions`` of a ledger as this version makes it."""
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.deserialize(_empty())
        return frozenset(memory.execute("SELECT name, coalesce(sql, '') FROM sqlite_master").fetchall())


@cache
def _empty() -> bytes:
    """The bytes of a ledger without entries, made in memory."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")
            METADATA.create_all(connection)
            for trigger in TRIGGERS:
                connection.exec_driver_sql(trigger)
        raw: Any = engine.raw_connection()
        return bytes(raw.driver_connection.serialize())
    finally:
        engine.dispose()


def _begin(connection: Connection) -> None:
    # A writer takes its place before it reads, so what it decides on is still so when it writes.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
