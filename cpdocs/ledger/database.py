"""What the ledger needs of a database that databases do in ways of their own: one module each, and nothing else in it.

sqlite.py      one file on this machine's disk
postgres.py    a PostgreSQL server, for several machines
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from cpdocs.errors import LedgerError

_CURE: Final = (
    "A ledger's address is sqlite:/// and a path, as in sqlite:////srv/cpdocs/ledger/ledger.db, or that of a "
    "PostgreSQL database, as in postgresql://cpdocs@db.example/cpdocs"
)


class Database(Protocol):
    """One ledger's database.

    ``shared`` says whether other machines may write to it as well; ``file`` is where it lies, None on a server.
    """

    engine: Engine
    shared: bool
    file: Path | None

    def prepare(self, *, create: bool) -> None:
        """See that the ledger stands, of this version, where and as it may. Raises LedgerError otherwise."""

    def held(self, *, alone: bool) -> AbstractContextManager[bool]:
        """Hold the lock that tells a run under way from one that was stopped: shared, or ``alone`` if it can be had.

        The system lets go of it when the process dies, however it dies. Yields whether it is held: a shared one is
        waited for; one alone is not, since whoever is in the way is alive and will say what became of its attempt.
        """

    def guarded(self, connection: Connection) -> bool:
        """Whether every table, index, trigger and right of the ledger's stands as this version makes it."""

    def said(self, error: Exception) -> tuple[str, str]:
        """The database's short code for what it refused, and the cure if there is one; no statement and no value."""

    def erase(self, connection: Connection, by: int) -> None:
        """Delete the details and places that the erasure of entry ``by`` names, inside a transaction."""

    def scrub(self) -> None:
        """Leave no trace of what was erased in the database's own files, as far as it can."""


def at(url: str | URL, **more: Any) -> Database:  # noqa: ANN401  (what one database needs: a password)
    """The database at an address. Raises LedgerError for what is none; nothing is opened."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise LedgerError("The ledger's address cannot be read.", _CURE) from None
    match address.get_backend_name():
        case "sqlite":
            from cpdocs.ledger.sqlite import Sqlite

            return Sqlite(address)
        case "postgresql":
            from cpdocs.ledger.postgres import Postgres

            return Postgres(address, **more)
    raise LedgerError("The ledger's address is of a database that cpdocs does not know.", _CURE)
