"""Every attempt replayed: its place in the fence is its own, each step is one that its state before allowed.

Read in the order of the fence's own key, so that the tries of one parcel stand together and nothing of any other need
be remembered. Where details were changed, the attempt that they are about is in no known state and its next step is not
blamed: the change itself is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from cpdocs.errors import LedgerError
from cpdocs.ledger.entry import MAY_TRY_AGAIN, MOVES, Intent, Key
from cpdocs.ledger.rows import vouched
from cpdocs.ledger.schema import ATTEMPT, DETAIL, ENTRY, ERASURE

#: Rows that are fetched at once.
AT_ONCE = 1000
_PLACE = (ATTEMPT.c.reference, ATTEMPT.c.document, ATTEMPT.c.edition, ATTEMPT.c.recipient)


def misplaced(connection: Connection) -> Iterator[int]:
    """The attempts whose place in the fence is not the one that their details say, or whose details say none."""
    query = (
        select(*_PLACE, ATTEMPT.c.number, ENTRY.c.seq, ENTRY.c.mac, DETAIL.c.key, DETAIL.c.body)
        .select_from(ENTRY)
        .join(DETAIL, DETAIL.c.seq == ENTRY.c.seq)
        .outerjoin(ATTEMPT, ATTEMPT.c.seq == ENTRY.c.seq)
        .where(ENTRY.c.event == "attempt")
        .execution_options(yield_per=AT_ONCE)
    )
    for row in connection.execute(query):
        if (body := vouched(row.mac, row.key, row.body)) is not None:
            key, number = _key(body)
            place = (row.reference, row.document, row.edition, row.recipient, row.number)
            if key is None or (row.number is not None and place != (*_parts(key), number)):
                yield row.seq


def out_of_order(connection: Connection) -> Iterator[int]:
    """The entries that took a step which was not theirs to take."""
    for _, rows in groupby(connection.execute(_by_place()), key=lambda row: row[:4]):
        ended: list[tuple[int, str]] = []  # of the parcel's earlier tries: the last entry of each, and its state
        for opened, tries in groupby(rows, key=lambda row: row.opened):
            steps = list(tries)
            yield from _steps(steps)
            number = _number(steps[0])
            early = any(seq > opened or state not in MAY_TRY_AGAIN for seq, state in ended)
            if early or (number is not None and number <= len(ended)):
                yield opened
            ended.append(_end(steps))
    yield from _past_the_fence(connection)


def _by_place() -> Any:  # noqa: ANN401  (a query over two tables and an alias)
    return (
        select(
            *_PLACE,
            ATTEMPT.c.number,
            ATTEMPT.c.seq.label("opened"),
            ENTRY.c.seq,
            ENTRY.c.event,
            ENTRY.c.mac,
            DETAIL.c.key,
            DETAIL.c.body,
        )
        .select_from(ATTEMPT)
        .join(DETAIL, DETAIL.c.attempt == ATTEMPT.c.seq)
        .join(ENTRY, ENTRY.c.seq == DETAIL.c.seq)
        .order_by(*_PLACE, ATTEMPT.c.number, ENTRY.c.seq)
        .execution_options(yield_per=AT_ONCE)
    )


def _steps(rows: list[Row[Any]]) -> Iterator[int]:
    """The steps of one attempt that its state before did not allow."""
    state: str | None = None
    for row in rows:
        if vouched(row.mac, row.key, row.body) is None:
            state = None
            continue
        if row.event != "attempt" and state is not None and row.event not in MOVES.get(state, ()):
            yield row.seq
        state = "open" if row.event == "attempt" else row.event


def _number(opening: Row[Any]) -> int | None:
    """Which try of its parcel an attempt said it was; None where its details say nothing."""
    body = vouched(opening.mac, opening.key, opening.body)
    return _key(body)[1] if body is not None and opening.event == "attempt" else None


def _end(rows: list[Row[Any]]) -> tuple[int, str]:
    """The last step of an attempt, with its state. Where nothing is known of it, no later try is blamed for it."""
    last = rows[-1]
    if vouched(last.mac, last.key, last.body) is None:
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
        key, _ = _key(vouched(row.mac, row.key, row.body) or {})
        if key is None:
            continue
        same = and_(*(column == value for column, value in zip(_PLACE, _parts(key), strict=True)))
        earlier = select(ATTEMPT.c.seq).where(same, ATTEMPT.c.seq < row.seq)
        if connection.scalar(earlier.limit(1)) is not None:
            yield row.seq


def _key(details: Mapping[str, Any]) -> tuple[Key | None, int]:
    try:
        return Intent.from_details(details).key, int(details["number"])
    except (LedgerError, KeyError, TypeError, ValueError):
        return None, 0


def _parts(key: Key) -> tuple[str, str, int, str]:
    return key.reference, key.document, key.edition, key.recipient
