"""What the ledger says of a conference, in the words of the rules: what went, came back, was approved, released, lost.

The rules know no ledger: ``cpdocs/history.py`` fills these values in from it, and what follows from them is holds.py's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

#: What the ledger last knew of a parcel, in the words of DESIGN.md section 5.
PastState: TypeAlias = Literal[
    "open", "sent", "handed_over", "failed", "in_doubt", "posted", "not_sent", "delivered", "bounced", "returned"
]
#: The states of a parcel that has left, and not come back.
GONE: Final[frozenset[PastState]] = frozenset({"sent", "handed_over", "posted", "delivered"})
#: Those of one that its reader has certainly not got: it did not leave, or came back.
NOT_GONE: Final[frozenset[PastState]] = frozenset({"failed", "not_sent", "bounced", "returned"})


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a parcel the same parcel: sent once, and once only (DESIGN.md, "Once only")."""

    reference: str
    document: str
    edition: int
    recipient: str

    def text(self) -> str:
        """The key as one text, for a keyed digest."""
        return "\0".join((self.reference, self.document, str(self.edition), self.recipient))


@dataclass(frozen=True, slots=True)
class Past:
    """What the ledger says of one parcel: its state, the keyed digest of the View, and the day on which it left.

    ``went`` is the day, in the council's time zone, of the word that it is gone: of the sending or the handing over, or
    of a person's later word that it was sent or posted. None for what has not left.
    """

    state: PastState
    view: str
    went: date | None = None


@dataclass(frozen=True, slots=True)
class CameBack:
    """That a paper of this case came back from an address: ``how``, of which attempt, and the day that was known."""

    how: Literal["bounced", "returned"]
    attempt: str
    day: date


@dataclass(frozen=True, slots=True)
class Approved:
    """What was last approved of a document: the keyed binding, and whether the approver's own key signed it."""

    binding: str
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """The ledger was put back from a backup, and what it knew of this conference since then is lost.

    ``entry`` is the ledger's own word of it, ``day`` when it was put back. ``beforehand`` says that only papers which
    go out before the conference can have gone by then. ``known`` are the parcels of which it was found out afterwards.
    """

    entry: int
    day: date
    beforehand: bool = False
    known: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """What the ledger says of this conference: its parcels, and what was last approved of each document's edition.

    ``released`` are the keyed marks of the holds that a second person released (rules/holds.py), ``cancelled`` the
    parcels that are not to go, ``reached`` the keyed destination to which the last parcel of this case went to each
    recipient, ``phrases`` the number of the phrase that each person was last given. ``stopped`` holds, by recipient and
    by keyed destination, the attempts that went to the wrong hands there and after which nothing more is to go.
    ``came_back`` holds those destinations, by recipient and keyed digest, from which a paper came back and to which
    nothing has gone since. ``lost`` is None where nothing of this conference can be lost; the View of a parcel that a
    person then found to have gone is not known, and empty.
    """

    parcels: Mapping[Key, Past]
    approved: Mapping[tuple[str, int], Approved]
    released: frozenset[str] = frozenset()
    cancelled: frozenset[Key] = frozenset()
    reached: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, int] = field(default_factory=dict)
    stopped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    came_back: Mapping[tuple[str, str], CameBack] = field(default_factory=dict)
    lost: Lost | None = None


NO_HISTORY = History({}, {})
