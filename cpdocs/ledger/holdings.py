"""Who holds which edition of what, by the ledger alone: what went, or may have gone, and did not come back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cpdocs.ledger.entry import AttemptState, State

#: In these a reader has the paper, or may have it.
_HAS: Final[frozenset[State]] = frozenset(
    {"open", "in_doubt", "sent", "handed_over", "confirmed_sent", "confirmed_posted", "resolved_sent", "delivered"}
)


@dataclass(frozen=True, slots=True)
class Holding:
    """One edition of a document that somebody has, or may have, by the latest of its attempts.

    ``newest`` is the newest edition that anybody has; ``has_newest`` whether this reader does.
    """

    attempt: AttemptState
    newest: int
    has_newest: bool

    @property
    def told(self) -> str:
        """What is to be said of it: nothing of the newest."""
        if self.attempt.intent.edition == self.newest:
            return ""
        return f"edition {self.newest} took its place" if self.has_newest else f"has not got edition {self.newest}"


def holdings(attempts: Iterable[AttemptState]) -> tuple[Holding, ...]:
    """Everything that somebody has, by conference, document, reader and edition."""
    have = {attempt.intent.key: attempt for attempt in attempts if attempt.state in _HAS}
    newest: dict[tuple[str, str], int] = {}
    for key in have:
        paper = key.reference, key.document
        newest[paper] = max(newest.get(paper, 0), key.edition)
    readers = {(key.reference, key.document, key.recipient, key.edition) for key in have}
    return tuple(
        Holding(
            have[key],
            new := newest[key.reference, key.document],
            (key.reference, key.document, key.recipient, new) in readers,
        )
        for key in sorted(have, key=lambda key: (key.reference, key.document, key.recipient, key.edition))
    )
