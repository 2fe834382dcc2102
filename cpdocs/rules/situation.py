"""The Situation: everything that follows, follows from this one frozen value.

It is assembled once a run. ``today`` is read once, in the workspace, and printed; nothing in this room reads a clock,
a file or a setting. The types here are what the later stages are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from cpdocs.record.authority import Authority
from cpdocs.record.model import Record
from cpdocs.record.people import Contact, Person
from cpdocs.rules.calendar import Calendar
from cpdocs.rules.tables import Tables

#: What the ledger last knew of a parcel, in the words of DESIGN.md section 5.
PastState: TypeAlias = Literal["open", "sent", "handed_over", "failed", "in_doubt", "posted", "not_sent"]
ApprovalState: TypeAlias = Literal["not_needed", "missing", "attested", "void"]
ChannelName: TypeAlias = Literal["openpgp", "print"]


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
    """What the ledger says of one parcel: its state, and the keyed digest of the View that went."""

    state: PastState
    view: str


@dataclass(frozen=True, slots=True)
class History:
    """What the ledger says of this conference: its parcels, and the binding that was last approved for a document."""

    parcels: Mapping[Key, Past]
    approved: Mapping[tuple[str, int], str]


NO_HISTORY = History({}, {})


@dataclass(frozen=True, slots=True)
class Pin:
    """A recipient's OpenPGP key as the authority pinned it. ``state`` is good, or the reason that it cannot be used."""

    fingerprint: str
    state: str = "good"


@dataclass(frozen=True, slots=True)
class Situation:
    """A record, its council, the people it deals with, what was sent before, the rules as data, and the day."""

    record: Record
    authority: Authority
    contacts: Mapping[str, Contact]
    pins: Mapping[str, Pin]
    history: History
    tables: Tables
    calendar: Calendar
    today: date

    def contact(self, person: Person) -> Contact | None:
        """A professional's entry of contacts.yaml; None for family."""
        return self.contacts.get(person.contact) if person.contact else None

    def name(self, person_or_staff: str) -> str:
        """The printed name of a person of the record or of a member of staff."""
        staff = self.authority.staff_member(person_or_staff)
        if staff is not None:
            return staff.name
        person = self.record.person(person_or_staff)
        contact = self.contact(person)
        return person.name or (contact.name if contact else person.id)

    def agency(self, person: Person) -> str | None:
        """The agency that a professional comes for; None for family and supporters."""
        contact = self.contact(person)
        return contact.agency if contact and person.is_professional else None


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a parcel waits for a person: a stable id, and what to do about it."""

    id: str
    message: str


@dataclass(frozen=True, slots=True)
class Route:
    """How a parcel reaches its recipient: the channel, the one mailbox or address, and what is still missing."""

    channel: ChannelName | None
    by: Literal["email", "post", "hand"]
    email: str = ""
    fingerprint: str = ""
    address: tuple[str, ...] = ()
    holds: tuple[Hold, ...] = ()

    @property
    def to(self) -> str:
        """The destination for a report: the mailbox, or the way of the paper. Never a street."""
        return self.email or f"by {self.by}"


@dataclass(frozen=True, slots=True)
class Planned:
    """An entitlement that fits a person: who gets which document, in which variant, why, how, and by when."""

    key: Key
    row: str
    person: str
    addressee: str
    role: str
    family: bool
    children: tuple[str, ...]
    variant: str
    route: Route
    because: str
    due: date
    letter_date: date | None
    appeal_by: date | None
    approval_needed: bool
    holds: tuple[Hold, ...] = ()

    @property
    def document(self) -> str:
        return self.key.document

    @property
    def edition(self) -> int:
        return self.key.edition


@dataclass(frozen=True, slots=True)
class Nothing:
    """A person who gets nothing of a document, and why."""

    person: str
    document: str
    because: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A planned parcel with its View known: ready, held (why) or done (why)."""

    planned: Planned
    status: Literal["ready", "held", "done"]
    holds: tuple[Hold, ...]
    approval: ApprovalState
    because: str = ""
