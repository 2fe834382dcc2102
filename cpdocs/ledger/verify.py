"""Whether the ledger still says what it said: everything recomputed from the rows, every difference named.

    edited        an entry, its details, its place in the once-only fence or its root is not what was written
    swapped       two entries stand in each other's place
    dropped       an entry is missing between others, or its details or its place in the fence are gone
    truncated     details or a place in the fence point beyond the last entry, which must have been cut off
    out_of_order  an attempt took a step that its state does not allow, or a second try that the fence forbids
    unguarded     a table, index or trigger of the ledger's is not as it was made
    clock_back    the entry is earlier than the one before it; the machine's clock was set back

``clock_back`` alone leaves a ledger valid: nothing that was written has changed, the order is that of ``seq`` and
not of the clock, and an authority must not be kept from sending for good by a clock that was put right. All others
make it invalid. What no ledger can prove by itself stands in ``Verification.caveat`` (HAZARDS.md, "Hazards and
tests" 24).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Row, select

from cpdocs.errors import LedgerError
from cpdocs.ledger.entry import MAY_TRY_AGAIN, MOVES, NOTES, Intent, Key, attempt_id, attempt_seq, leaf_bytes
from cpdocs.ledger.rows import vouched
from cpdocs.ledger.schema import ATTEMPT, DETAIL, ENTRY, definitions, own_definitions
from cpdocs.ledger.tree import Tree, leaf_hash

Kind: TypeAlias = Literal["edited", "swapped", "dropped", "truncated", "out_of_order", "unguarded", "clock_back"]
_Rows: TypeAlias = Sequence[Row[Any]]

_CAVEAT = (
    "Not proved: that no entries are missing from the end, that this is not an older copy put back, and that the "
    "whole was not written anew. Only a checkpoint kept elsewhere can prove that."
)
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
    that a checkpoint kept elsewhere vouches for, and None without one; ``faults`` are in the order of entries.
    """

    valid: bool
    entries: int
    root: str
    proved_to: int | None
    faults: tuple[Fault, ...]
    caveat: str = _CAVEAT


def examine(connection: Connection) -> Verification:
    """Check all of the ledger that ``connection``'s transaction sees."""
    entries = connection.execute(select(ENTRY).order_by(ENTRY.c.seq)).all()
    details = {row.seq: row for row in connection.execute(select(DETAIL).order_by(DETAIL.c.seq))}
    places = {row.seq: row for row in connection.execute(select(ATTEMPT))}
    faults = {
        *_chain(entries),
        *_details(entries, details),
        *_places(entries, places),
        *_steps(entries, details, places),
        *_guards(connection),
    }
    tree = Tree()
    for row in entries:
        tree = tree.add(_leaf(row.seq, row))
    return Verification(
        valid=all(fault.kind == "clock_back" for fault in faults),
        entries=len(entries),
        root=tree.root.hex(),
        proved_to=None,
        faults=tuple(sorted(faults)),
    )


def _leaf(seq: int, row: Row[Any]) -> bytes:
    return leaf_hash(leaf_bytes(seq, row.time, row.event, row.mac))


def _chain(entries: _Rows) -> Iterator[Fault]:
    """The leaves against their hashes, their numbers and the roots after them, and the clock."""
    misfits = [row for row in entries if _leaf(row.seq, row).hex() != row.leaf]
    yield from _misfits(misfits)
    misfit = {row.seq for row in misfits}
    tree, last, time, follows = Tree(), 0, "", True
    for row in entries:
        if row.seq != last + 1:
            # A root after a gap cannot be recomputed, and would accuse every later entry of the gap's fault.
            yield Fault(last + 1, "dropped")
            follows = False
        # The hash as it was written keeps one edited entry from accusing all that come after it.
        tree = tree.add(_hash(row.leaf))
        fits = tree.root.hex() == row.root
        if follows and not fits and row.seq not in misfit:
            yield Fault(row.seq, "edited")
        if row.seq not in misfit:
            # The time of an entry that was changed says nothing about the clock.
            if row.time < time:
                yield Fault(row.seq, "clock_back")
            time = row.time
        last, follows = row.seq, fits


def _misfits(rows: _Rows) -> Iterator[Fault]:
    """Entries whose content is not what its hash says: swapped if two fit each other's place, else edited."""
    hashes = {row.leaf for row in rows}
    swapped: set[int] = set()
    if len(rows) <= _MOST_TO_PAIR:
        for one in rows:
            for other in rows:
                fits = _leaf(other.seq, one).hex() in hashes and _leaf(one.seq, other).hex() in hashes
                if one.seq < other.seq and fits:
                    swapped |= {one.seq, other.seq}
    for row in rows:
        yield Fault(row.seq, "swapped" if row.seq in swapped else "edited")


def _details(entries: _Rows, details: Mapping[int, Row[Any]]) -> Iterator[Fault]:
    """The details against the digests in their leaves, and their search columns against them."""
    for row in entries:
        detail = details.get(row.seq)
        if detail is None:
            yield Fault(row.seq, "dropped")
        elif not _fits(row, detail):
            yield Fault(row.seq, "edited")
    last = entries[-1].seq if entries else 0
    if beyond := [seq for seq in details if seq > last]:
        yield Fault(min(beyond), "truncated")


def _fits(row: Row[Any], detail: Row[Any]) -> bool:
    body = vouched(row.mac, detail.key, detail.body)
    if body is None:
        return False
    about = None if detail.attempt is None else attempt_id(detail.attempt)
    told = {"attempt": attempt_id(row.seq)} if row.event == "attempt" else {} if row.event in NOTES else body
    return (detail.case, detail.reference, about) == (body.get("case"), body.get("reference"), told.get("attempt"))


def _places(entries: _Rows, places: Mapping[int, Row[Any]]) -> Iterator[Fault]:
    """Each place in the once-only fence belongs to one ``attempt`` entry, and each such entry has one."""
    events = {row.seq: row.event for row in entries}
    last = max(events, default=0)
    for seq, event in events.items():
        if event == "attempt" and seq not in places:
            yield Fault(seq, "dropped")
    for seq in places:
        if seq > last:
            yield Fault(seq, "truncated")
        elif events.get(seq, "attempt") != "attempt":
            yield Fault(seq, "edited")


def _steps(entries: _Rows, details: Mapping[int, Row[Any]], places: Mapping[int, Row[Any]]) -> Iterator[Fault]:
    """Every attempt replayed: its place is its own, its number the next of its key, each step allowed by the last.

    Where details were changed, the attempt they are about is in no known state and its next step is not blamed.
    """
    told = {row.seq: body for row in entries if (body := _body(row, details)) is not None}
    states: dict[str, str] = {}
    tries: dict[Key, list[str]] = {}
    for row in entries:
        detail, body = details.get(row.seq), told.get(row.seq)
        if body is None:
            if detail is not None and detail.attempt is not None:
                states.pop(attempt_id(detail.attempt), None)
        elif row.event == "attempt":
            key, number = _key(body)
            if key is None:
                yield Fault(row.seq, "edited")
                continue
            place = places.get(row.seq)
            if place is not None and (*_place(place), place.number) != (*_place(key), number):
                yield Fault(row.seq, "edited")
            earlier = tries.setdefault(key, [])
            if number <= len(earlier) or any(states.get(one, "failed") not in MAY_TRY_AGAIN for one in earlier):
                yield Fault(row.seq, "out_of_order")
            earlier.append(attempt_id(row.seq))
            states[earlier[-1]] = "open"
        elif row.event not in NOTES:
            about = str(body.get("attempt"))
            if row.event not in MOVES.get(states.get(about, ""), ()) and (about in states or _stands(about, told)):
                yield Fault(row.seq, "out_of_order")
            states[about] = row.event


def _body(row: Row[Any], details: Mapping[int, Row[Any]]) -> dict[str, Any] | None:
    detail = details.get(row.seq)
    return None if detail is None else vouched(row.mac, detail.key, detail.body)


def _stands(attempt: str, told: Mapping[int, object]) -> bool:
    """Whether the entry that an attempt's id names stands with its details, and so should be its opening."""
    try:
        return attempt_seq(attempt) in told
    except LedgerError:
        return True


def _key(details: Mapping[str, Any]) -> tuple[Key | None, int]:
    try:
        return Intent.from_details(details).key, int(details["number"])
    except (LedgerError, KeyError, TypeError, ValueError):
        return None, 0


def _place(of: Row[Any] | Key) -> tuple[str, str, int, str]:
    return of.reference, of.document, of.edition, of.recipient


def _guards(connection: Connection) -> Iterator[Fault]:
    if definitions(connection) != own_definitions():
        yield Fault(0, "unguarded")


def _hash(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
