"""A ledger that was put back from a backup: what is known to be lost, by which checkpoints, and who says so.

What came after the backup is gone, and no ledger can bring it back. The entry ``restored`` is where that stands from
then on: two people, the number of entries that there still were, and every checkpoint of the lost ones that was known.
Those checkpoints, to the letter, and no other are then no proof of a fork (docs/adr/0020).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from cpdocs.ledger.rows import vouched
from cpdocs.ledger.schema import DETAIL, ENTRY

if TYPE_CHECKING:
    from cpdocs.ledger.checkpoint import Checkpoint
    from cpdocs.ledger.store import Ledger

_ROOT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Loss:
    """One putting back. ``seq`` and ``time`` are those of the entry that says so, ``size`` the entries that were left.

    ``checkpoints`` are size and root of those that show entries after ``size`` which this ledger has not, smallest
    first; without one nobody knows how many were lost, if any.
    """

    seq: int
    time: str
    size: int
    checkpoints: tuple[tuple[int, str], ...]

    @property
    def known_to(self) -> int | None:
        """The last entry that is known to be lost."""
        return self.checkpoints[-1][0] if self.checkpoints else None

    @property
    def told(self) -> str:
        """The loss in a sentence."""
        said = f"Put back from a backup (entry {self.seq} says by whom): all that came after entry {self.size} was lost"
        if self.known_to is None:
            return f"{said}; no checkpoint shows how much that was."
        size, root = self.checkpoints[-1]
        return f"{said}, up to entry {size} at least, as the checkpoint of {size} entries with the root {root} shows."


def losses(connection: Connection) -> tuple[Loss, ...]:
    """Each putting back that two different people said and whose entry is as it was written, in their order."""
    query = select(ENTRY.c.seq, ENTRY.c.time, ENTRY.c.mac, DETAIL.c.key, DETAIL.c.body).join(
        DETAIL, DETAIL.c.seq == ENTRY.c.seq
    )
    rows = connection.execute(query.where(ENTRY.c.event == "restored").order_by(ENTRY.c.seq)).all()
    found = (_loss(row.seq, row.time, vouched(row.mac, row.key, row.body) or {}) for row in rows)
    return tuple(one for one in found if one is not None)


def excused(known: tuple[Loss, ...]) -> frozenset[tuple[int, str]]:
    """Size and root of every checkpoint that some loss explains."""
    return frozenset(one for loss in known for one in loss.checkpoints)


def unlike(ledger: Ledger, checkpoints: Iterable[Checkpoint]) -> list[Checkpoint]:
    """Those that show a root which the ledger has not, be it that it ends before."""
    known = list(checkpoints)
    query = select(ENTRY.c.seq, ENTRY.c.root).where(ENTRY.c.seq.in_({one.size for one in known}))
    with ledger._transaction(writes=False) as connection:  # noqa: SLF001  (a part of the store, in a module of its own)
        roots = {row.seq: row.root for row in connection.execute(query)}
    return [one for one in known if one.size and roots.get(one.size) != one.root]


def _loss(seq: int, time: str, body: Mapping[str, Any]) -> Loss | None:
    """None for an entry that one person alone wrote, or that explains more than was lost."""
    try:
        size = int(body["size"])
        lost = tuple(sorted((int(one), str(root)) for one, root in body["lost"]))
    except (KeyError, TypeError, ValueError):
        return None
    two = body.get("by") and body.get("operator") and body["by"] != body["operator"]
    right = size < seq and all(one > size and _ROOT.fullmatch(root) for one, root in lost)
    return Loss(seq, time, size, lost) if two and right else None
