"""Every attempt replayed: each step is one that its state before allowed, each try one that the fence lets in.

Read in the order of the fence's own key, so that the tries of one parcel stand together and nothing of any other need
be remembered. Where details were changed, the attempt that they are about is in no known state and its next step is not
blamed: the change itself is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from cpdocs.errors import LedgerError
from cpdocs.ledger.entry import MAY_TRY_AGAIN, MOVES, Intent, Key
from cpdocs.ledger.rows import vouched
from cpdocs.ledger.schema import ATTEMPT, DETAIL, ENTRY, ERASURE

#: Rows that are fetched at once.
AT_ONCE = 1000
_PLACE = (ATTEMPT.c.reference, ATTEMPT.c.document, ATTEMPT.c.edition, ATTEMPT.c.recipient)


def out_of_order(connection: Connection, unknown: AbstractSet[int]) -> Iterator[int]:
    """The entries that took a step which was not theirs to take. ``unknown`` are those of which a fault is known."""
    for _, rows in groupby(connection.execute(_by_place()), key=lambda row: row[:4]):
        ended: list[tuple[int, str]] = []  # of the parcel's earlier tries: the last entry of each, and its state
        for opened, tries in groupby(rows, key=lambda row: row.opened):
            steps = list(tries)
            yield from _steps(steps, unknown)
            early = any(seq > opened or state not in MAY_TRY_AGAIN for seq, state in ended)
            if early or (opened not in unknown and steps[0].number <= len(ended)):
                yield opened
            ended.append(_end(steps, unknown))
    yield from _past_the_fence(connection)


def _by_place() -> Select[Any]:
    return (
        select(*_PLACE, ATTEMPT.c.number, ATTEMPT.c.seq.label("opened"), ENTRY.c.seq, ENTRY.c.event)
        .select_from(ATTEMPT)
        .join(DETAIL, DETAIL.c.attempt == ATTEMPT.c.seq)
        .join(ENTRY, ENTRY.c.seq == DETAIL.c.seq)
        .order_by(*_PLACE, ATTEMPT.c.number, ENTRY.c.seq)
        .execution_options(yield_per=AT_ONCE)
    )


def _steps(rows: list[Row[Any]], unknown: AbstractSet[int]) -> Iterator[int]:
    """The steps of one attempt that its state before did not allow."""
    state: str | None = None
    for row in rows:
        if row.seq in unknown:
            state = None
            continue
        if row.event != "attempt" and state is not None and row.event not in MOVES.get(state, ()):
            yield row.seq
        state = "open" if row.event == "attempt" else row.event


def _end(rows: list[Row[Any]], unknown: AbstractSet[int]) -> tuple[int, str]:
    """The last step of an attempt, with its state. Where nothing is known of it, no later try is blamed for it."""
    last = rows[-1]
    if last.seq in unknown:
        return 0, "failed"
    return last.seq, "open" if last.event == "attempt" else last.event


def _past_the_fence(connection: Connection) -> Iterator[int]:
    """Attempts without a place of their own whose parcel had one already: the fence should have kept them out."""
    query = (
        select(ENTRY.c.seq, ENTRY.c.mac, DETAIL.c.key, DETAIL.c.body)
        .join(DETAIL, DETAIL.c.seq == ENTRY.c.seq)
        .outerjoin(ATTEMPT, ATTEMPT.c.seq == ENTRY.c.seq)
        .outerjoin(ERASURE, ERASURE.c.seq == ENTRY.c.seq)
        .where(ENTRY.c.event == "attempt", ATTEMPT.c.seq.is_(None), ERASURE.c.seq.is_(None))
    )
    for row in connection.execute(query).all():
        key = _key(vouched(row.mac, row.key, row.body) or {})
        if key is None:
            continue
        same = and_(*(column == value for column, value in zip(_PLACE, _parts(key), strict=True)))
        earlier = select(ATTEMPT.c.seq).where(same, ATTEMPT.c.seq < row.seq)
        if connection.scalar(earlier.limit(1)) is not None:
            yield row.seq


def _key(details: Mapping[str, Any]) -> Key | None:
    try:
        return Intent.from_details(details).key
    except (LedgerError, KeyError, TypeError, ValueError):
        return None


def _parts(key: Key) -> tuple[str, str, int, str]:
    return key.reference, key.document, key.edition, key.recipient
