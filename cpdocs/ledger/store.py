"""The ledger: what was meant, committed before the wire is touched, and what became of it, committed after.

    with Ledger.open(url, now) as ledger:
        with ledger.settling() as abandoned:                   # what a stopped run left open
            for state in abandoned:
                ledger.outcome(state.id, "handed_over", file=...)
        with ledger.attempt(intent) as attempt:                # committed: from here on the parcel is taken
            attempt.close("handed_over", file=...)             # committed: what became of it

Every entry is one short transaction that reads before it writes, under the database's own writer lock, so any number
of processes may share a ledger. Once only is a primary key. No value of a caller's is ever quoted in a message.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, BinaryIO, Literal, Self, get_args

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from cpdocs.errors import LedgerError
from cpdocs.ledger import erasure, restored, rows, schema
from cpdocs.ledger.attempt import Attempt
from cpdocs.ledger.checkpoint import Checkpoint, Verifier
from cpdocs.ledger.database import Database, at
from cpdocs.ledger.entry import (
    AFTERWARDS,
    MAY_TRY_AGAIN,
    MOVES,
    Afterwards,
    AlreadyAttempted,
    AttemptState,
    Entry,
    Event,
    Intent,
    Note,
    Outcome,
    StepRefusedError,
    attempt_seq,
    needed,
    time_text,
)
from cpdocs.ledger.proof import Proof
from cpdocs.ledger.restored import Loss
from cpdocs.ledger.tree import Tree
from cpdocs.ledger.verify import Verification, examine

STOPPED = "stopped before it was known what became of it"


class Ledger:
    """A ledger in its database. A context manager; made by ``open`` only."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._tree = Tree()
        self._settling = False

    @classmethod
    def open(cls, database: Database | str, now: Callable[[], datetime], *, create: bool = True) -> Self:
        """Open the ledger in a database (or at its address), where one is made if none stands yet.

        ``create=False`` refuses to make one: for a workspace that has sent before, an empty ledger would let
        everything leave again. ``now`` gives moments with a time zone.

        Raises:
            LedgerError: a place where no ledger would be safe, a database that is not a ledger or one of another
                version. Such a one is left as it is.
        """
        if isinstance(database, str):
            database = at(database)
        database.prepare(create=create)
        ledger = cls(database, now)
        with ledger._transaction(writes=False):
            return ledger  # a connection was made, and so it is a ledger of this version

    @property
    def shared(self) -> bool:
        """Whether other machines may write to it: then what lies on this one says nothing of their attempts."""
        return self._database.shared

    def close(self) -> None:
        """Let go of the database. Nothing is lost by not calling it."""
        self._database.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, event: Note, details: Mapping[str, Any]) -> Entry:
        """Add an entry that is about no attempt. ``details`` should hold ``reference`` and ``case`` where it has them.

        Raises:
            LedgerError: any other event, details that JSON cannot hold, or a ledger that does not follow.
        """
        if event not in get_args(Note):
            raise LedgerError("This event is not added by itself: what becomes of an attempt has a way of its own.")
        with self._transaction(writes=True) as connection:
            return self._add(connection, event, details)

    @contextmanager
    def attempt(self, intent: Intent) -> Iterator[Attempt]:
        """Take the parcel's once-only place, commit the intent, and let the body touch the wire.

        A body that raises, or is stopped, before it closed the attempt leaves it ``in_doubt``, and what it raised
        goes on. One that ends without a word leaves it ``in_doubt`` too, and that is an error.

        Raises:
            AlreadyAttempted: this key's latest attempt is in any state but failed or resolved_not_sent.
            LedgerError: the ledger cannot be written; the wire is not touched.
        """
        if self._settling:
            raise LedgerError("No attempt can begin while stopped ones are being settled.")
        with self._database.held(alone=False):
            attempt = self._begin(intent)
            try:
                yield attempt
            except BaseException:
                if not attempt.closed:
                    # If even this cannot be written the attempt stays open, which holds the parcel just as well.
                    with suppress(LedgerError):
                        attempt.close("in_doubt", because=STOPPED)
                raise
            if not attempt.closed:
                attempt.close("in_doubt", because="no outcome was given")
                raise LedgerError(f"Attempt {attempt.id} ended without an outcome and is in doubt.")

    @contextmanager
    def settling(self) -> Iterator[tuple[AttemptState, ...]]:
        """The open attempts that nobody alive is carrying, held so that none can begin meanwhile.

        Evidence such as a file's absence says nothing while another run may still be about to write it: so while any
        run is inside an attempt nothing is abandoned, and this yields nothing.
        """
        with self._database.held(alone=True) as alone:
            self._settling = alone
            try:
                yield tuple(state for state in self.attempts() if state.state == "open") if alone else ()
            finally:
                self._settling = False

    @property
    def is_settling(self) -> bool:
        """Whether this is inside ``settling`` and no run is under way."""
        return self._settling

    def outcome(self, attempt: str, event: Outcome, *, because: str = "", file: str = "") -> AttemptState:
        """Close an abandoned attempt by evidence. Inside ``settling`` only.

        Raises:
            LedgerError: outside ``settling``, or the attempt is not open; the message says its state.
        """
        if not self._settling:
            raise LedgerError("An attempt is settled only while no run is under way.")
        return self._step(attempt, event, {"because": because, "file": file})

    def confirm(self, attempt: str, how: Afterwards, *, by: str, **told: str) -> AttemptState:
        """Record that what was handed over has gone, or what became of it since. ``by`` is a staff id; ``told`` may be
        ``evidence``, ``because`` and ``notice``, the keyed digest of a notification.

        Raises:
            StepRefusedError: its state does not allow it (the message says which it is), or ``by`` is empty.
        """
        return self._step(attempt, AFTERWARDS[how], {"by": needed(by, "who"), **told})

    def resolve(self, attempt: str, how: Literal["sent", "not_sent"], *, by: str, evidence: str) -> AttemptState:
        """Record what a person found out about an attempt in doubt; after ``not_sent`` it may be tried again.

        Raises:
            StepRefusedError: the attempt is not in_doubt, or ``by`` or ``evidence`` is empty.
        """
        event: Event = "resolved_sent" if how == "sent" else "resolved_not_sent"
        return self._step(attempt, event, {"by": needed(by, "who"), "evidence": needed(evidence, "what evidence")})

    def erase(self, case: str, *, by: str, second: str, because: str, first: Callable[[], object] = list) -> int:
        """Erase a case's details for two people, and ``first`` what only they lead to; returns of how many entries."""
        asked = erasure.asked(by, second, because)
        with self._transaction(writes=True) as connection:
            seqs = erasure.of_case(connection, case)
            first()
            entry = self._add(connection, "erased", {**asked, "entries": erasure.runs_of(seqs)})
            erasure.write(connection, entry.seq, seqs)
            self._database.erase(connection, entry.seq)
        self._database.scrub()
        return len(seqs)

    def attempts(self, reference: str | None = None, case: str | None = None) -> tuple[AttemptState, ...]:
        """The latest state of every attempt, or of one conference's or one case's, in the order opened."""
        where = [] if reference is None else [schema.ATTEMPT.c.reference == reference]
        where += [] if case is None else [rows.of_case(case)]
        with self._transaction(writes=False) as connection:
            return rows.states(connection, *where)

    def entries(self, reference: str | None = None, case: str | None = None, *events: Event) -> Iterator[Entry]:
        """The entries in order; with arguments, those of this reference, of this case, and of one of these events."""
        with self._transaction(writes=False) as connection:
            # All at once: a reader who lingered over them would keep every writer waiting.
            return iter(rows.entries(connection, reference, case, events))

    def proof(self, attempt: str, size: int | None = None) -> Proof:
        """What proves one attempt by itself, in the ledger as it was after entry ``size``, or as it is.

        Raises:
            StepRefusedError: there is no attempt of this id, or not yet at that size.
            LedgerError: the ledger does not verify.
        """
        seq = attempt_seq(attempt)
        with self._transaction(writes=False) as connection:
            last, _ = rows.head(connection)
            if size is not None and size > last:
                raise LedgerError("The checkpoint is of more entries than the ledger has.", "Run: cpdocs ledger verify")
            if seq > (size or last) or not rows.states(connection, schema.ATTEMPT.c.seq == seq):
                raise StepRefusedError(f"There is no attempt {attempt}.", "See which there are: cpdocs ledger show.")
            return rows.proof(connection, attempt, seq, size or last)

    def head(self) -> tuple[int, str]:
        """How many entries there are and the root after the last: what a checkpoint says."""
        with self._transaction(writes=False) as connection:
            return rows.head(connection)

    def losses(self) -> tuple[Loss, ...]:
        """Each time that it was put back from a backup, and what is known to have been lost by it."""
        with self._transaction(writes=False) as connection:
            return restored.losses(connection)

    @contextmanager
    def still(self) -> Iterator[tuple[int, str, BinaryIO]]:
        """Its size, its root, and its file, which nobody can write to meanwhile: read it and let go.

        Raises LedgerError where it is no file of this machine's.
        """
        if self._database.file is None:
            raise LedgerError("The ledger is in a database on a server, and no file.")
        with self._transaction(writes=False) as connection:
            size, root = rows.head(connection)  # from here on the file is locked for reading
            with self._database.file.open("rb") as file:
                yield size, root, file

    def last_time(self) -> str:
        """When the latest entry of all was written; empty where there is none."""
        with self._transaction(writes=False) as connection:
            return connection.scalar(select(func.max(schema.ENTRY.c.time))) or ""

    def verify(self, checkpoints: Sequence[Checkpoint] = (), key: Verifier | None = None) -> Verification:
        """Recompute the whole ledger from its rows and name every difference. Writes nothing.

        ``checkpoints`` are what is kept elsewhere, ``key`` is the ledger's own public key. Raises LedgerError where it
        cannot be read as a database any more.
        """
        with self._transaction(writes=False) as connection:
            return examine(connection, self._database, checkpoints, key)

    def _begin(self, intent: Intent) -> Attempt:
        with self._transaction(writes=True) as connection:
            earlier = rows.states(connection, *rows.of_key(intent.key))
            if earlier and earlier[-1].state not in MAY_TRY_AGAIN:
                raise AlreadyAttempted(earlier[-1].id, earlier[-1].state)
            number = len(earlier) + 1
            opened = self._add(connection, "attempt", {**dataclasses.asdict(intent), "number": number})
            rows.take_place(connection, intent.key, number, opened.seq)
        return Attempt(self, opened, number)

    def _step(self, attempt: str, event: Event, told: Mapping[str, str]) -> AttemptState:
        seq = attempt_seq(attempt)
        with self._transaction(writes=True) as connection:
            found = rows.states(connection, schema.ATTEMPT.c.seq == seq)
            if not found:
                raise StepRefusedError(f"There is no attempt {attempt}.", "See which there are: cpdocs ledger show.")
            if event not in MOVES.get(found[0].state, ()):
                raise StepRefusedError(f"Attempt {attempt} is {found[0].state}; it cannot become {event}.")
            about = {"attempt": attempt, "case": found[0].intent.case, "reference": found[0].intent.reference}
            self._add(connection, event, {**about, **{name: text for name, text in told.items() if text}}, seq)
            return rows.states(connection, schema.ATTEMPT.c.seq == seq)[0]

    def _add(
        self, connection: Connection, event: Event, details: Mapping[str, Any], opened: int | None = None
    ) -> Entry:
        # Known again from the rows at the next entry, so a commit that fails after this leaves nothing to put right.
        self._tree = rows.catch_up(connection, self._tree)
        return rows.add(connection, self._tree, time_text(self._now()), event, details, opened)[0]

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        """One transaction, whose failures carry no statement and no value into any message."""
        try:
            with self._database.engine.connect().execution_options(writes=writes) as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            code, cure = self._database.said(error)
            raise LedgerError(f"The ledger's database answered {code}.", cure) from None
