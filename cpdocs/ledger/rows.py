"""Reading and adding rows, inside a transaction that the store has begun."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, cast, get_args

from sqlalchemy import Connection, Row, and_, func, insert, select

from cpdocs.errors import LedgerError
from cpdocs.ledger.entry import (
    AttemptState,
    Entry,
    Event,
    Fate,
    Intent,
    Key,
    State,
    attempt_id,
    canonical,
    details_mac,
    leaf_bytes,
)
from cpdocs.ledger.proof import Proof, Proved
from cpdocs.ledger.schema import ATTEMPT, DETAIL, ENTRY
from cpdocs.ledger.tree import Perfect, Tree, inclusion, leaf_hash, node_hash, peak_ends

_KEY_BYTES = 32
_BROKEN = "Run: cpdocs ledger verify"


def catch_up(connection: Connection, tree: Tree) -> Tree:
    """The tree over all entries that now stand, starting from the tree known so far.

    A tree that is not known yet is taken from the perfect subtrees that the entries keep, a handful of them: that all
    of the ledger follows is what ``verify`` sees to, before every sending.

    Raises:
        LedgerError: entries known so far are gone or changed (an old copy was put back), or a new one does not follow.
    """
    if tree.size:
        root = connection.scalar(select(ENTRY.c.root).where(ENTRY.c.seq == tree.size))
        if root != tree.root.hex():
            raise LedgerError("The ledger went back or was changed while this run had it open.", _BROKEN)
    else:
        tree = _frontier(connection)
    for row in connection.execute(select(ENTRY).where(ENTRY.c.seq > tree.size).order_by(ENTRY.c.seq)):
        tree = tree.add(leaf_hash(leaf_bytes(row.seq, row.time, row.event, row.mac)))
        if row.seq != tree.size or row.root != tree.root.hex():
            raise LedgerError(f"The ledger does not follow from its first entry to entry {row.seq}.", _BROKEN)
    return tree


def _frontier(connection: Connection) -> Tree:
    """The tree of all entries but the last, which is the first to be held to it."""
    size = (connection.scalar(select(func.max(ENTRY.c.seq))) or 1) - 1
    ends = peak_ends(size)
    nodes = {
        row.seq: row.node for row in connection.execute(select(ENTRY.c.seq, ENTRY.c.node).where(ENTRY.c.seq.in_(ends)))
    }
    try:
        return Tree(size, tuple(bytes.fromhex(nodes[end]) for end in ends))
    except (KeyError, ValueError):
        raise LedgerError("Entries of the ledger are missing or were changed.", _BROKEN) from None


def perfect(connection: Connection) -> Perfect:
    """The roots of perfect subtrees, each from a handful of rows."""

    @cache
    def of(end: int, level: int) -> bytes:
        row = connection.execute(select(ENTRY.c.leaf, ENTRY.c.node).where(ENTRY.c.seq == end)).one_or_none()
        if row is None:
            raise LedgerError("Entries of the ledger are missing.", _BROKEN)
        if end & -end == 1 << level:
            return bytes.fromhex(row.node)
        root = bytes.fromhex(row.leaf)
        for below in range(level):
            root = node_hash(of(end - (1 << below), below), root)
        return root

    return of


def head(connection: Connection) -> tuple[int, str]:
    """How many entries there are, and the root after the last."""
    row = connection.execute(select(ENTRY.c.seq, ENTRY.c.root).order_by(ENTRY.c.seq.desc()).limit(1)).one_or_none()
    return (row.seq, row.root) if row else (0, Tree().root.hex())


def add(
    connection: Connection, tree: Tree, time: str, event: Event, details: Mapping[str, Any], opened: int | None = None
) -> tuple[Entry, Tree]:
    """Add one entry after the last; ``opened`` is the opening entry of the attempt that it is about.

    An ``attempt`` is about itself. Nothing stands until the transaction commits, and so the tree is the caller's to
    keep only then.
    """
    entry, detail, tree = encoded(tree, time, event, details, opened)
    connection.execute(insert(ENTRY).values(entry))
    connection.execute(insert(DETAIL).values(detail))
    return Entry(tree.size, time, event, entry["mac"], MappingProxyType(json.loads(detail["body"]))), tree


def encoded(
    tree: Tree, time: str, event: Event, details: Mapping[str, Any], opened: int | None
) -> tuple[dict[str, Any], dict[str, Any], Tree]:
    """The rows of ``ENTRY`` and ``DETAIL`` that the next entry is, and the tree with it."""
    if not all(isinstance(details.get(name, ""), str) for name in ("case", "reference")):
        raise LedgerError("An entry's case and reference are texts.") from None
    seq = tree.size + 1
    key, body = secrets.token_bytes(_KEY_BYTES), canonical(dict(details))
    mac = details_mac(key, body)
    leaf = leaf_hash(leaf_bytes(seq, time, event, mac))
    tree = tree.add(leaf)
    entry = {"seq": seq, "time": time, "event": event, "mac": mac, "leaf": leaf.hex()}
    detail = {
        "seq": seq,
        "key": key.hex(),
        "body": body,
        "case": details.get("case"),
        "reference": details.get("reference"),
        "attempt": seq if event == "attempt" else opened,
    }
    return {**entry, "root": tree.root.hex(), "node": tree.last.hex()}, detail, tree


def take_place(connection: Connection, key: Key, number: int, seq: int) -> None:
    """Take the once-only place of one try: the database lets one in and no second."""
    connection.execute(
        insert(ATTEMPT).values(
            reference=key.reference,
            document=key.document,
            edition=key.edition,
            recipient=key.recipient,
            number=number,
            seq=seq,
        )
    )


def entries(
    connection: Connection, reference: str | None, case: str | None, events: Sequence[Event] = ()
) -> tuple[Entry, ...]:
    """The entries in order: all, or those whose details hold this reference, this case, and that are such an event."""
    query = (
        select(ENTRY, DETAIL.c.key, DETAIL.c.body).outerjoin(DETAIL, DETAIL.c.seq == ENTRY.c.seq).order_by(ENTRY.c.seq)
    )
    for column, value in ((DETAIL.c.reference, reference), (DETAIL.c.case, case)):
        if value is not None:
            query = query.where(column == value)
    if events:
        query = query.where(ENTRY.c.event.in_(events))
    return tuple(_entry(row) for row in connection.execute(query))


def states(connection: Connection, *where: Any) -> tuple[AttemptState, ...]:  # noqa: ANN401  (SQL conditions)
    """The latest state of each attempt whose row in ``ATTEMPT`` joined to its details fits, in the order opened."""
    about = DETAIL.alias()
    chosen = select(ATTEMPT.c.seq).join(about, about.c.seq == ATTEMPT.c.seq).where(and_(True, *where))  # noqa: FBT003
    query = (
        select(ENTRY, DETAIL.c.key, DETAIL.c.body, DETAIL.c.attempt, ATTEMPT.c.number)
        .join(DETAIL, DETAIL.c.seq == ENTRY.c.seq)
        .join(ATTEMPT, ATTEMPT.c.seq == DETAIL.c.attempt)
        .where(DETAIL.c.attempt.in_(chosen))
        .order_by(ENTRY.c.seq)
    )
    known: dict[int, AttemptState] = {}
    for row in connection.execute(query):
        known[row.attempt] = _next_state(known.get(row.attempt), row)
    return tuple(known.values())


def of_key(key: Key) -> tuple[Any, ...]:
    """The condition of ``states`` for the attempts of one once-only key."""
    return (
        ATTEMPT.c.reference == key.reference,
        ATTEMPT.c.document == key.document,
        ATTEMPT.c.edition == key.edition,
        ATTEMPT.c.recipient == key.recipient,
    )


def of_case(case: str) -> Any:  # noqa: ANN401  (a SQL condition)
    """The condition of ``states`` for the attempts of one case."""
    return ATTEMPT.c.seq.in_(select(DETAIL.c.seq).where(DETAIL.c.case == case))


def _next_state(before: AttemptState | None, row: Row[Any]) -> AttemptState:
    details = _details(row)
    if before is None:
        intent = Intent.from_details(details)
        return AttemptState(
            attempt_id(row.seq), intent, row.number, "open", row.seq, row.time, row.seq, row.time, left_time=row.time
        )
    return AttemptState(
        before.id,
        before.intent,
        before.number,
        cast("State", row.event),
        before.opened_seq,
        before.opened_time,
        last_seq=row.seq,
        last_time=row.time,
        left_time=before.left_time if row.event in get_args(Fate) else row.time,
        file=details.get("file") or before.file,
        because=details.get("because") or before.because,
        by=details.get("by") or before.by,
        evidence=details.get("evidence") or before.evidence,
    )


def _entry(row: Row[Any]) -> Entry:
    details = None if row.body is None else MappingProxyType(_details(row))
    return Entry(row.seq, row.time, row.event, row.mac, details)


def _details(row: Row[Any]) -> dict[str, Any]:
    """The details of a row of ``ENTRY`` and ``DETAIL``, which must be those that its leaf vouches for."""
    details = vouched(row.mac, row.key, row.body)
    if details is None:
        raise LedgerError(f"The details of entry {row.seq} were changed.", _BROKEN)
    return details


def vouched(mac: str, key: str, body: str) -> dict[str, Any] | None:
    """The details in ``body`` if ``mac`` is their digest under ``key`` (hex, as stored), else None."""
    try:
        details = json.loads(body) if details_mac(bytes.fromhex(key), body) == mac else None
    except ValueError:
        return None
    return details if isinstance(details, dict) else None


def proof(connection: Connection, attempt: str, opened: int, size: int) -> Proof:
    """The entries of the attempt that entry ``opened`` opened, each with its way to the root after entry ``size``.

    Raises LedgerError where the details of one are gone, and where the ledger does not say what it said.
    """
    found = connection.execute(
        select(ENTRY, DETAIL.c.key, DETAIL.c.body)
        .join(DETAIL, DETAIL.c.seq == ENTRY.c.seq)
        .where(DETAIL.c.attempt == opened, ENTRY.c.seq <= size)
        .order_by(ENTRY.c.seq)
    ).all()
    root = connection.scalar(select(ENTRY.c.root).where(ENTRY.c.seq == size))
    try:
        nodes = perfect(connection)
        entries = tuple(
            Proved(
                row.seq,
                row.time,
                row.event,
                row.key,
                row.body,
                tuple(beside.hex() for beside in inclusion(nodes, row.seq - 1, size)),
            )
            for row in found
        )
        made = Proof(attempt, size, root or "", entries)
        holds = made.holds
    except ValueError:  # no hex digits where the ledger wrote them
        holds = False
    if not holds:
        raise LedgerError("The ledger does not say what it said, so nothing can be proved by it.", _BROKEN)
    return made
