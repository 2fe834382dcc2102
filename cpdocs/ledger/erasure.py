"""Erasure: one family's details and their keys are deleted, and every leaf, root and proof of the others stays.

Two people ask for it. The entry ``erased`` says who, why and which entries, by their numbers alone; it is what tells
an erased entry from a dropped one. Of the family there remain the leaves: a number, a time, an event and a digest
whose key is gone (ICO, right to erasure; HAZARDS.md, "Hazards and tests" 25).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection, insert, select

from cpdocs.ledger.entry import StepRefusedError
from cpdocs.ledger.rows import states, vouched
from cpdocs.ledger.schema import ATTEMPT, DETAIL, ENTRY, ERASURE


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased rightly: of each entry ``erased``, the first and last number of each run of entries."""

    runs: Mapping[int, Sequence[tuple[int, int]]]

    def holds(self, seq: int, by: int | None) -> bool:
        """Whether entry ``by`` had the details of entry ``seq`` erased."""
        runs = self.runs.get(by or 0, ())
        at = bisect_right(runs, (seq, float("inf"))) - 1
        return at >= 0 and runs[at][0] <= seq <= runs[at][1]


def erased(connection: Connection) -> Erased:
    """All erasures that two different people asked for and whose entry is as it was written."""
    query = select(ENTRY.c.seq, ENTRY.c.mac, DETAIL.c.key, DETAIL.c.body).join(DETAIL, DETAIL.c.seq == ENTRY.c.seq)
    runs = {}
    for row in connection.execute(query.where(ENTRY.c.event == "erased")).all():
        body = vouched(row.mac, row.key, row.body) or {}
        try:
            told = [(int(first), int(last)) for first, last in body["entries"]]
        except (KeyError, TypeError, ValueError):
            continue
        if body.get("by") and body.get("second") and body["by"] != body["second"]:
            runs[row.seq] = sorted(told)
    return Erased(runs)


def runs_of(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers in rising order as the first and last of each run without a gap."""
    told = list(numbers)
    if not told:
        return []
    breaks = [(a, b) for a, b in pairwise(told) if b != a + 1]
    return [
        [first, last]
        for first, last in zip([told[0], *(b for _, b in breaks)], [*(a for a, _ in breaks), told[-1]], strict=True)
    ]


def asked(by: str, second: str, because: str) -> dict[str, str]:
    """What the entry says of who asked and why. Raises StepRefusedError but for two different people and a reason."""
    if not (by.strip() and second.strip() and because.strip()) or by == second:
        raise StepRefusedError("Two different people erase a case, and say why; nothing was erased.")
    return {"by": by, "second": second, "because": because}


def of_case(connection: Connection, case: str) -> list[int]:
    """The entries whose details are of this case, in their order.

    Raises:
        StepRefusedError: there are none, or what became of an attempt of it is not known yet.
    """
    seqs = list(connection.scalars(select(DETAIL.c.seq).where(DETAIL.c.case == case).order_by(DETAIL.c.seq)))
    attempts = states(connection, ATTEMPT.c.seq.in_(select(DETAIL.c.seq).where(DETAIL.c.case == case)))
    if not seqs or any(attempt.state in ("open", "in_doubt") for attempt in attempts):
        raise StepRefusedError("There is nothing of that case, or an attempt of it is not at an end.")
    return seqs


def write(connection: Connection, by: int, seqs: Sequence[int]) -> None:
    """Say in ``ERASURE`` which details entry ``by`` had erased: these, and no others, can be deleted."""
    connection.execute(insert(ERASURE), [{"seq": seq, "erased_by": by} for seq in seqs])
