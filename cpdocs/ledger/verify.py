"""Whether the ledger still says what it said: everything recomputed from the rows, every difference named.

    edited        an entry, its details, its place in the once-only fence or its root is not what was written
    swapped       two entries stand in each other's place
    dropped       an entry is missing between others, or its details or its place in the fence are gone
    truncated     entries were cut off from the end: something points beyond the last one, or a checkpoint is of more
    rolled_back   an older copy was put back: it ends where an earlier checkpoint does, and a later one is of more
    forked        it is not the ledger of which a checkpoint was taken: up to there something was written anew
    re_signed     a checkpoint is signed by another key than the ledger's: the key, or all of it, was replaced
    forged        a checkpoint is not as the ledger's key signed it
    out_of_order  an attempt took a step that its state does not allow, or a second try that the fence forbids
    unguarded     a table, index, trigger or right of the ledger's is not as it was made
    clock_back    the entry is earlier than the one before it; the machine's clock was set back

``clock_back`` alone leaves a ledger valid: nothing that was written has changed, the order is that of ``seq`` and
not of the clock, and an authority must not be kept from sending for good by a clock that was put right. All others
make it invalid. What could not be proved stands in ``Verification.caveat`` (HAZARDS.md, "Hazards and tests" 24).

Rows are read one after another, and what is remembered of a sound ledger does not grow with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Row, Select, func, select

from cpdocs.ledger import restored
from cpdocs.ledger.checkpoint import Checkpoint, Verifier
from cpdocs.ledger.database import Database
from cpdocs.ledger.entry import NOTES, attempt_id, leaf_bytes
from cpdocs.ledger.erasure import Erased, erased
from cpdocs.ledger.restored import Loss
from cpdocs.ledger.rows import vouched
from cpdocs.ledger.schema import ATTEMPT, DETAIL, ENTRY, ERASURE
from cpdocs.ledger.steps import AT_ONCE, out_of_order
from cpdocs.ledger.tree import Tree, leaf_hash

Kind: TypeAlias = Literal[
    "edited",
    "swapped",
    "dropped",
    "truncated",
    "rolled_back",
    "forked",
    "re_signed",
    "forged",
    "out_of_order",
    "unguarded",
    "clock_back",
]

_ALONE = (
    "Not proved: that no entries are missing from the end, that this is not an older copy put back, and that the "
    "whole was not written anew. Only a checkpoint kept elsewhere can prove that."
)
_PROVED = (
    "Proved by a checkpoint: all up to entry {to}. Not proved: that no entries are missing after it; and nothing, if "
    "whoever could change the ledger could also change the place where the checkpoint lies."
)
_FENCE = tuple(ATTEMPT.primary_key)
#: Above this many entries that do not fit their place, they are not tried in each other's.
_MOST_TO_PAIR = 200


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One difference. ``seq`` is the entry that it shows at; for a run of missing ones the first; 0 for the file."""

    seq: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole ledger found.

    ``root`` is the tree's root over the entries as they now stand, 64 hex digits; ``proved_to`` is the last entry
    that a checkpoint vouches for, and None without one; ``faults`` are in the order of entries; ``losses`` is each time
    that the ledger was put back from a backup, which stays told for ever.
    """

    valid: bool
    entries: int
    root: str
    proved_to: int | None
    faults: tuple[Fault, ...]
    losses: tuple[Loss, ...] = ()

    @property
    def caveat(self) -> str:
        """What this check cannot prove, in a sentence."""
        return _ALONE if self.proved_to is None else _PROVED.format(to=self.proved_to)


def examine(
    connection: Connection, database: Database, checkpoints: Sequence[Checkpoint] = (), key: Verifier | None = None
) -> Verification:
    """Check all of the ledger that ``connection``'s transaction sees, against checkpoints that ``key`` signed."""
    reading = _Reading(erased(connection))
    faults = {fault for row in connection.execute(_everything()) for fault in reading.of(row)}
    faults |= {*reading.misfits(), *_beyond(connection, reading.last)}
    unknown = {fault.seq for fault in faults if fault.kind != "clock_back"}
    faults |= {Fault(seq, "out_of_order") for seq in out_of_order(connection, unknown)}
    if not database.guarded(connection):
        faults.add(Fault(0, "unguarded"))
    losses = restored.losses(connection)
    told, proved_to = _against(connection, checkpoints, key, reading, restored.excused(losses))
    faults |= {*told}
    broken = min((f.seq for f in faults if f.kind in ("edited", "swapped", "dropped")), default=reading.last + 1)
    return Verification(
        valid=all(fault.kind == "clock_back" for fault in faults),
        entries=reading.count,
        root=reading.now.root.hex(),
        proved_to=proved_to if proved_to is not None and proved_to < broken else None,
        faults=tuple(sorted(faults)),
        losses=losses,
    )


def _everything() -> Select[Any]:
    """Each entry with its details, its place in the fence, its erasure, and the event that opened its attempt."""
    opening = ENTRY.alias()
    return (
        select(
            ENTRY,
            DETAIL.c.key,
            DETAIL.c.body,
            DETAIL.c.case,
            DETAIL.c.reference,
            DETAIL.c.attempt,
            ATTEMPT.c.seq.label("place"),
            *(column.label(f"place_{column.name}") for column in ATTEMPT.c),
            ERASURE.c.erased_by,
            opening.c.event.label("opened_by"),
        )
        .outerjoin(DETAIL, DETAIL.c.seq == ENTRY.c.seq)
        .outerjoin(ATTEMPT, ATTEMPT.c.seq == ENTRY.c.seq)
        .outerjoin(ERASURE, ERASURE.c.seq == ENTRY.c.seq)
        .outerjoin(opening, opening.c.seq == DETAIL.c.attempt)
        .order_by(ENTRY.c.seq)
        .execution_options(yield_per=AT_ONCE)
    )


class _Reading:
    """What is remembered from entry to entry.

    ``now`` is the tree of the entries as they stand, ``then`` the one of their hashes as they were written.
    """

    def __init__(self, gone: Erased) -> None:
        self.now = self.then = Tree()
        self.count = self.last = 0
        self._time, self._follows = "", True
        self._gone = gone
        self._misfits: list[Row[Any]] = []

    def of(self, row: Row[Any]) -> Iterator[Fault]:
        """The faults that show at this entry, but for swapped ones, which wait for the other."""
        leaf = leaf_hash(leaf_bytes(row.seq, row.time, row.event, row.mac))
        yield from self._chain(row, leaf)
        yield from self._details(row)
        if row.event == "attempt" and row.place is None and not self._gone.holds(row.seq, row.erased_by):
            yield Fault(row.seq, "dropped")
        if row.event != "attempt" and row.place is not None:
            yield Fault(row.seq, "edited")

    def _chain(self, row: Row[Any], leaf: bytes) -> Iterator[Fault]:
        """The leaf against its hash, its number, the root after it, and the clock."""
        fits = leaf.hex() == row.leaf
        if not fits and len(self._misfits) <= _MOST_TO_PAIR:
            self._misfits.append(row)
        elif not fits:
            yield Fault(row.seq, "edited")
        if row.seq != self.last + 1:
            # A root after a gap cannot be recomputed, and would accuse every later entry of the gap's fault.
            yield Fault(self.last + 1, "dropped")
            self._follows = False
        same = self.now is self.then
        self.now = self.now.add(leaf)
        # The hash as it was written keeps one edited entry from accusing all that come after it.
        self.then = self.now if same and fits else self.then.add(_hash(row.leaf))
        right = (self.then.root.hex(), self.then.last.hex()) == (row.root, row.node)
        if self._follows and not right and fits:
            yield Fault(row.seq, "edited")
        if fits:
            # The time of an entry that was changed says nothing about the clock.
            if row.time < self._time:
                yield Fault(row.seq, "clock_back")
            self._time = row.time
        self.count, self.last, self._follows = self.count + 1, row.seq, right

    def _details(self, row: Row[Any]) -> Iterator[Fault]:
        """The details against the digest in their leaf, and their search columns against them."""
        if row.body is None:
            if not self._gone.holds(row.seq, row.erased_by):
                yield Fault(row.seq, "dropped")
            return
        body = vouched(row.mac, row.key, row.body)
        about = None if row.attempt is None else attempt_id(row.attempt)
        told: dict[str, Any] = body or {}
        mine = told.get("attempt") if row.event not in NOTES else None
        if row.event == "attempt":
            mine = attempt_id(row.seq)
        if (
            body is None
            or (row.case, row.reference, about) != (told.get("case"), told.get("reference"), mine)
            or (row.place is not None and _place(row) != tuple(told.get(column.name) for column in _FENCE))
        ):
            yield Fault(row.seq, "edited")
        elif row.erased_by is not None:
            yield Fault(row.seq, "edited")  # said to be erased, and it is not
        elif row.event not in NOTES and row.opened_by not in (None, "attempt"):
            yield Fault(row.seq, "out_of_order")

    def misfits(self) -> Iterator[Fault]:
        """Entries whose content is not what their hash says: swapped if two fit each other's place, else edited."""
        rows, swapped = self._misfits, set[int]()
        hashes = {row.leaf for row in rows}
        if len(rows) <= _MOST_TO_PAIR:
            for one in rows:
                for other in rows:
                    fits = _moved(one, other.seq) in hashes and _moved(other, one.seq) in hashes
                    if one.seq < other.seq and fits:
                        swapped |= {one.seq, other.seq}
        for row in rows:
            yield Fault(row.seq, "swapped" if row.seq in swapped else "edited")


def _place(row: Row[Any]) -> tuple[Any, ...]:
    """The key of this entry's place in the fence."""
    return (row.place_reference, row.place_document, row.place_edition, row.place_recipient, row.place_number)


def _moved(row: Row[Any], seq: int) -> str:
    return leaf_hash(leaf_bytes(seq, row.time, row.event, row.mac)).hex()


def _beyond(connection: Connection, last: int) -> Iterator[Fault]:
    """Details or places in the fence of entries after the last, which must have been cut off."""
    for table in (DETAIL, ATTEMPT):
        if (first := connection.scalar(select(func.min(table.c.seq)).where(table.c.seq > last))) is not None:
            yield Fault(first, "truncated")


def _against(
    connection: Connection,
    checkpoints: Sequence[Checkpoint],
    key: Verifier | None,
    reading: _Reading,
    explained: AbstractSet[tuple[int, str]],
) -> tuple[list[Fault], int | None]:
    """The first fault of each kind that the checkpoints show, and the last entry that they vouch for.

    They are held to the roots as written, which the entries themselves were held to: so an edited entry is not said
    to be a fork as well. Those of entries that were ``explained`` as lost show nothing that is not told already.
    """
    ours: list[Checkpoint] = []
    first: dict[Kind, int] = {}
    for one in sorted(checkpoints, key=lambda c: c.size):
        match one.signed_by(key) if key else "another":
            case "ours":
                ours.append(one)
            case "another":
                first.setdefault("re_signed", one.size)
            case "forged":
                first.setdefault("forged", one.size)
    sizes = {one.size for one in ours}
    roots: dict[int, str] = {0: Tree().root.hex()}
    roots |= {
        r.seq: r.root for r in connection.execute(select(ENTRY.c.seq, ENTRY.c.root).where(ENTRY.c.seq.in_(sizes)))
    }
    right = [one.size for one in ours if roots.get(one.size) == one.root]
    for one in ours:
        if (one.size, one.root) in explained:
            continue
        if one.size > reading.last:
            ended_there = reading.last in right
            first.setdefault("rolled_back" if ended_there else "truncated", reading.last + 1)
        elif one.size in roots and roots[one.size] != one.root:
            first.setdefault("forked", one.size)
    return [Fault(seq, kind) for kind, seq in first.items()], max(right, default=None)


def _hash(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
