"""What the ledger's tests share: an invented parcel, a clock that is told the time, and a hand inside the file."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import psycopg

from cpdocs.ledger.entry import Intent
from cpdocs.ledger.store import Ledger

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


class Clock:
    """Each look is a second after the last; ``moment`` may be set."""

    def __init__(self):
        self.moment = START

    def __call__(self):
        self.moment += timedelta(seconds=1)
        return self.moment


def intent(recipient="mother", *, edition=1, reference="CP-2026-0142-1", document="decision_letter", case="2026-0142"):
    return Intent(
        case=case,
        reference=reference,
        document=document,
        edition=edition,
        recipient=recipient,
        view="a1" * 32,
        channel="openpgp",
        transport="outbox",
        serial="ABCDE23456",
        sealed="b2" * 32,
        files=("ABCDE23456-1.pdf.pgp",),
        operator="clerk",
        today="2026-03-02",
    )


def file_of(folder):
    return folder / "ledger" / "ledger.db"


class Files:
    """Each folder's ledger is a SQLite file in it."""

    Refused = sqlite3.IntegrityError
    leaves = ("ledger.db", "ledger.db.lock")

    def address(self, folder):
        return f"sqlite:///{file_of(folder)}"

    def copy(self, folder, name="old"):
        shutil.copy2(file_of(folder), folder / name)

    def put_back(self, folder, name="old"):
        (folder / name).replace(file_of(folder))

    def remove(self, folder):
        file_of(folder).unlink()

    def rows(self, folder, query):
        with closing(sqlite3.connect(file_of(folder))) as raw:
            return raw.execute(query).fetchall()

    def write(self, folder, statement):
        with closing(sqlite3.connect(file_of(folder))) as raw:
            raw.execute(statement)

    def tamper(self, folder, statements, *, guards_back):
        with closing(sqlite3.connect(file_of(folder))) as raw:
            triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                raw.execute(f"DROP TRIGGER {name}")
            yield from (raw.execute(statement).rowcount for statement in statements)
            for _, sql in triggers if guards_back else ():
                raw.execute(sql)
            raw.commit()

    def close(self):
        pass


class Server:
    """Each folder's ledger is a database on one PostgreSQL server, made when it is first opened."""

    Refused = psycopg.Error
    leaves = ()

    def __init__(self, cluster):
        self.cluster = cluster
        self._made = set()

    def name(self, folder, more=""):
        name = f"db_{sha256(str(folder).encode()).hexdigest()[:16]}{more}"
        if name not in self._made and not more:
            self._made.add(name)
            with suppress(subprocess.CalledProcessError):  # a forked child made it, or another did meanwhile
                self.cluster.make(name)
        return name

    def address(self, folder):
        return self.cluster.address(self.name(folder))

    def copy(self, folder, name="old"):
        self.cluster.make(self.name(folder, f"_{name}"), like=self.name(folder))

    def put_back(self, folder, name="old"):
        self.cluster.drop(self.name(folder))
        self.cluster.make(self.name(folder), like=self.name(folder, f"_{name}"))

    def remove(self, folder):
        self.cluster.drop(self.name(folder))
        self.cluster.make(self.name(folder))

    def _connect(self, folder):
        where = self.cluster.address(self.name(folder), role="admin")
        return psycopg.connect(where, options="-csearch_path=cpdocs_ledger")

    def rows(self, folder, query):
        with self._connect(folder) as raw:
            return raw.execute(query).fetchall()

    def write(self, folder, statement):
        """PostgreSQL's word for REPLACE is another. Written by somebody whom no right holds back, so by triggers alone."""
        if statement.startswith("REPLACE"):
            statement = f"INSERT{statement.removeprefix('REPLACE')} ON CONFLICT (seq) DO UPDATE SET seq = EXCLUDED.seq"
        with self._connect(folder) as raw:
            raw.execute(statement)

    def tamper(self, folder, statements, *, guards_back):
        """An administrator's own way past triggers and keys alike; they stand again by themselves."""
        with self._connect(folder) as raw:
            raw.execute("SET session_replication_role = replica")
            yield from (raw.execute(statement).rowcount for statement in statements)
            if not guards_back:
                raw.execute("DROP TRIGGER entry_stays ON entry")

    def close(self):
        """What is left is thrown away with the server."""


BACKEND = Files()


def open_in(folder, now=None, **more):
    return Ledger.open(BACKEND.address(folder), now or Clock(), **more)


def carry(ledger, recipient="mother", event="handed_over", **more):
    with ledger.attempt(intent(recipient, **more)) as attempt:
        attempt.close(event, file=f"email/{recipient}.eml")
    return attempt.id


def tamper(folder, *statements, guards_back=True):
    """Change rows as the ledger's owner could: take the triggers off, change, put the triggers back."""
    for statement, changed in zip(statements, BACKEND.tamper(folder, statements, guards_back=guards_back), strict=True):
        # Exactly one row, or the test has tampered with nothing and proves nothing.
        assert changed == 1, re.sub(r"'.*'", "'…'", statement)


def faults(ledger):
    return [(fault.kind, fault.seq) for fault in ledger.verify().faults]
