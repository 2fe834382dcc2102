"""A ledger of a million entries: verified beside a bare SHA-256 loop, added to and looked up in beside a small one.

    large_ledger.py [ENTRIES]

Both ledgers are loaded in bulk through the encoder that every entry goes through, half of them attempts and half their
outcomes, in cases of twenty parcels. Each figure is a ratio taken in one process, and has a limit; memory is what
verifying a large ledger takes beyond a small one, in MiB.
"""

from __future__ import annotations

import dataclasses
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from sqlalchemy import insert, select

from cpdocs.ledger import rows
from cpdocs.ledger.entry import Intent, leaf_bytes
from cpdocs.ledger.schema import ATTEMPT, DETAIL, ENTRY
from cpdocs.ledger.store import Ledger
from cpdocs.ledger.tree import Tree

SMALL, LARGE, AT_ONCE = 1_000, 1_000_000, 20_000
TIME = "2026-03-02T10:00:00Z"


def now() -> datetime:
    """Every entry's moment."""
    return datetime(2026, 3, 2, 10, tzinfo=UTC)


def intent(number: int) -> Intent:
    """The parcel of this number; twenty make a conference."""
    case = f"2026-{number // 20:05}"
    files = (f"S{number:09}-1.pdf.pgp",)
    keyed = f"{number:064x}"
    return Intent(
        case, f"CP-{case}-1", "decision_letter", 1, f"person_{number % 20}", keyed, "openpgp", "outbox",
        f"S{number:09}", keyed, files, "clerk", "2026-03-02",
    )  # fmt: skip


def load(ledger: Ledger, entries: int) -> None:
    """Fill an empty ledger."""
    tree = Tree()
    with ledger._transaction(writes=True) as connection:  # noqa: SLF001  (one commit in place of a million)
        for begin in range(0, entries, AT_ONCE):
            made: list[list[dict[str, object]]] = [[], [], []]
            for seq in range(begin + 1, min(begin + AT_ONCE, entries) + 1, 2):
                parcel = intent(seq // 2)
                details = {**dataclasses.asdict(parcel), "number": 1}
                about = {
                    "attempt": f"A{seq}",
                    "case": parcel.case,
                    "reference": parcel.reference,
                    "file": "email/x.eml",
                }
                for event, body in (("attempt", details), ("handed_over", about)):
                    entry, detail, tree = rows.encoded(tree, TIME, event, body, seq)
                    made[0].append(entry)
                    made[1].append(detail)
                key = dataclasses.asdict(parcel.key)
                made[2].append({**key, "number": 1, "seq": seq})
            for table, new in zip((ENTRY, DETAIL, ATTEMPT), made, strict=True):
                connection.execute(insert(table), new)


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def append(ledger: Ledger, number: int) -> None:
    """One parcel that is in neither ledger, from its intent to its outcome."""
    with ledger.attempt(intent(10 * LARGE + number)) as attempt:
        attempt.close("handed_over", file="email/x.eml")


WORK: dict[str, Callable[[Ledger, int], object]] = {
    "append": append,
    "look up a conference": lambda ledger, n: ledger.attempts(f"CP-2026-{n % 20:05}-1"),
    "prove a parcel": lambda ledger, n: ledger.proof(f"A{2 * n + 1}"),
}


def hashing(ledger: Ledger) -> float:
    """How long a bare SHA-256 of each of its leaves takes; reading them is not counted."""
    taken = 0.0
    with ledger._transaction(writes=False) as connection:  # noqa: SLF001  (its rows as they lie there)
        asked = select(ENTRY.c.seq, ENTRY.c.time, ENTRY.c.event, ENTRY.c.mac).execution_options(yield_per=AT_ONCE)
        for part in connection.execute(asked).partitions():
            leaves = [leaf_bytes(*row) for row in part]
            taken += seconds(lambda leaves=leaves: [sha256(leaf).digest() for leaf in leaves])
    return taken


def peak() -> float:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def told(name: str, value: float, limit: float, more: str = "") -> bool:
    """Print one figure, and say whether it is within its limit."""
    print(f"{'ok  ' if value <= limit else 'OVER'}  {value:.2f}  limit {limit:.2f}  {name}")
    if more:
        print(f"            {more}", flush=True)
    return value <= limit


def main() -> int:
    """Take every measure."""
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    with tempfile.TemporaryDirectory() as scratch:
        addresses = [f"sqlite:///{Path(scratch)}/{size}/ledger.db" for size in (SMALL, large)]
        for address, size in zip(addresses, (SMALL, large), strict=True):
            child = os.fork()  # what loading takes must not be taken for what verifying does
            if child == 0:
                with Ledger.open(address, now) as ledger:
                    load(ledger, size)
                os._exit(0)
            os.waitpid(child, 0)
        held = []
        with Ledger.open(addresses[0], now) as few, Ledger.open(addresses[1], now) as many:
            few.verify()
            before = peak()
            bare = hashing(many)
            began = time.perf_counter()
            verified = many.verify()
            ours = time.perf_counter() - began
            if not verified.valid or verified.entries != large:
                print("the ledger does not verify", verified.faults[:5])
                return 1
            each = f"{ours / large * 1e6:.1f} us an entry over {bare / large * 1e6:.2f} us"
            held.append(told(f"verify {large} entries, over a bare SHA-256 of their leaves", ours / bare, 600, each))
            held.append(told("memory that verifying it took beyond a small one's, in MiB", peak() - before, 32))
            for name, work in WORK.items():
                pairs = [(seconds(partial(work, many, n)), seconds(partial(work, few, n))) for n in range(1, 60)]
                ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
                held.append(
                    told(f"{name} at {large} entries, over {SMALL}", ours / theirs, 5.0, f"{ours * 1000:.2f} ms")
                )
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
