"""The ledger's tables, and how its one SQLite file is made, recognised and opened.

``entry`` holds the leaves, each with its hash and the tree's root after it; ``detail`` the details and their keys;
``attempt`` the once-only fence, whose primary key lets one try of a number in. Rows are only ever added: triggers
refuse UPDATE, DELETE and REPLACE on all three.

Durability: rollback journal and ``synchronous=EXTRA``. What a commit has said is committed stands in the one file,
also after a power cut, and a copy of that file is a copy of the ledger (docs/adr/0005-the-once-only-ledger.md).
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Column, Connection, Engine, ForeignKey, Integer, MetaData, Table, Text, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, StaticPool

from cpdocs import files
from cpdocs.errors import LedgerError

#: Stands in the file's header and says that it is a ledger of ours: "cpld" in ASCII.
APPLICATION_ID = 0x63706C64
#: The form of the tables below. A reader refuses a higher one: it cannot know what that one promises.
FORMAT = 1
#: Seconds that a writer waits for another one. A commit takes milliseconds.
_PATIENCE = 30.0

_METADATA = MetaData()

ENTRY = Table(
    "entry",
    _METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("time", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("mac", Text, nullable=False),
    Column("leaf", Text, nullable=False),
    Column("root", Text, nullable=False),
    sqlite_strict=True,
)

#: ``attempt`` is the opening entry of the attempt that this one is about; it, case and reference repeat the body for
#: searching, and ``verify`` compares them.
DETAIL = Table(
    "detail",
    _METADATA,
    Column("seq", Integer, ForeignKey("entry.seq"), primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("case", Text, index=True),
    Column("reference", Text, index=True),
    Column("attempt", Integer, ForeignKey("entry.seq"), index=True),
    sqlite_strict=True,
)

ATTEMPT = Table(
    "attempt",
    _METADATA,
    Column("reference", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("recipient", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, ForeignKey("entry.seq"), nullable=False, unique=True),
    sqlite_strict=True,
)

#: What an INSERT may not hold. REPLACE would remove the row that stands without firing a DELETE trigger.
_NOT_NEW = {
    "entry": "NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry)",
    "detail": "NEW.seq IN (SELECT seq FROM detail)",
    "attempt": "NEW.seq IN (SELECT seq FROM attempt) OR (NEW.reference, NEW.document, NEW.edition, NEW.recipient, "
    "NEW.number) IN (SELECT reference, document, edition, recipient, number FROM attempt)",
}
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END"
#: SQLite's way of saying it; another database will need its own.
TRIGGERS = tuple(
    f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} {when} {_REFUSE}"
    for table, not_new in _NOT_NEW.items()
    for name, act, when in (("stays", "DELETE", ""), ("as_it_is", "UPDATE", ""), ("new", "INSERT", f"WHEN {not_new}"))
)


def ledger_path(url: str) -> Path:
    """The file that a ledger's address, such as ``sqlite:////srv/cpdocs/ledger.db``, points at.

    Raises:
        LedgerError: it is no address of a file on this machine.
    """
    cure = "A ledger's address is sqlite:/// and a path, as in: sqlite:////srv/cpdocs/ledger/ledger.db"
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise LedgerError("The ledger's address cannot be read.", cure) from None
    name = address.database or ""
    if address.drivername != "sqlite" or address.query or address.host or name.startswith((":", "file:")) or not name:
        raise LedgerError("The ledger's address is not that of a file on this machine.", cure)
    return Path(name).absolute()


def create(path: Path) -> None:
    """Put an empty ledger, 0600, at ``path``, whole or not at all, and never over a file that stands there.

    Raises:
        LedgerError: the folder cannot be written.
    """
    try:
        with files.held(path.parent):
            if not os.path.lexists(path):  # else another run made it first
                files.put(path, _empty())
    except OSError:
        raise LedgerError("The ledger cannot be made in its folder.") from None


def connect(path: Path) -> Engine:
    """An engine on the ledger's file that never makes one. Each transaction opens the file anew.

    Opening anew is what makes a ledger that was put back or replaced under a running program show at its next entry.
    ``hide_parameters`` keeps the values of a failed statement out of every message.
    """
    engine = create_engine("sqlite://", creator=lambda: _dial(path), poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", _begin)
    return engine


def _dial(path: Path) -> sqlite3.Connection:
    """A connection to the ledger at ``path``. A file that is not one is refused before anything is set on it.

    Raises:
        LedgerError: it is not a ledger, or one of another version. sqlite3.Error for what SQLite itself refuses.
    """
    raw = sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=_PATIENCE, isolation_level=None)
    try:
        _recognise(raw)
        raw.execute("PRAGMA journal_mode = DELETE")
        raw.execute("PRAGMA synchronous = EXTRA")  # FULL may lose the last commit of a rollback journal in a power cut
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        raw.close()
        raise
    return raw


def _recognise(raw: sqlite3.Connection) -> None:
    if raw.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise LedgerError("The file at the ledger's path is not a ledger; it was left as it is.", _NOT_OURS)
    if raw.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
        raise LedgerError("The ledger was made by another version of cpdocs.", "Use that version or a later one.")


_NOT_OURS = "Put the ledger back from its backup, or name another path. An empty one would send everything again."


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
            _METADATA.create_all(connection)
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
