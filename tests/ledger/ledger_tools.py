"""What the ledger's tests share: an invented parcel, a clock that is told the time, and a hand inside the file."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

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


def open_in(folder, now=None, **more):
    return Ledger.open(f"sqlite:///{file_of(folder)}", now or Clock(), **more)


def carry(ledger, recipient="mother", event="handed_over", **more):
    with ledger.attempt(intent(recipient, **more)) as attempt:
        attempt.close(event, file=f"email/{recipient}.eml")
    return attempt.id


def tamper(folder, *statements, guards_back=True):
    """Run SQL in the ledger's file as its owner could: take the triggers off, change rows, put the triggers back."""
    with closing(sqlite3.connect(file_of(folder))) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            # Exactly one row, or the test has tampered with nothing and proves nothing.
            assert raw.execute(statement).rowcount == 1, re.sub(r"'.*'", "'…'", statement)
        for _, sql in triggers if guards_back else ():
            raw.execute(sql)
        raw.commit()


def faults(ledger):
    return [(fault.kind, fault.seq) for fault in ledger.verify().faults]
