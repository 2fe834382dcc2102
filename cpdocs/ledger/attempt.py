"""An attempt under way, from its intent to the word of what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpdocs.ledger.entry import Entry, Outcome, attempt_id

if TYPE_CHECKING:
    from cpdocs.ledger.store import Ledger


class Attempt:
    """An attempt under way. ``id`` is what people and reports call it; ``close`` says once what became of it."""

    def __init__(self, ledger: Ledger, opened: Entry, number: int) -> None:
        self.id = attempt_id(opened.seq)
        self.number = number
        self.closed = False
        self._ledger = ledger

    def close(self, event: Outcome, *, because: str = "", file: str = "") -> None:
        """Commit the outcome. ``because`` and ``file`` hold neutral words and names only.

        Raises:
            LedgerError: it was closed before, or the ledger cannot be written; the attempt is then still open.
        """
        self._ledger._step(self.id, event, {"because": because, "file": file})  # noqa: SLF001  (one class in two parts)
        self.closed = True
