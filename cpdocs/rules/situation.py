"""The Situation: everything that follows, follows from this one frozen value.

It is assembled once a run. ``today`` is read once, in the workspace, and printed; nothing in this room reads a clock,
a file or a setting. The types here are what the later stages are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias

from cpdocs.record.authority import Authority
from cpdocs.record.model import Record
from cpdocs.record.people import Agency, Contact, Person, Post
from cpdocs.rules.calendar import Calendar
from cpdocs.rules.past import History, Key
from cpdocs.rules.recipients import Recipient, chair, groups, recipients
from cpdocs.rules.tables import Kind, Tables

ApprovalState: TypeAlias = Literal["not_needed", "missing", "attested", "signed", "void"]
ChannelName: TypeAlias = Literal["openpgp", "smime", "pdf_password", "print"]


@dataclass(frozen=True, slots=True)
class Pin:
    """A recipient's key or certificate as the authority pinned it. ``state`` is good, or why it cannot be used."""

    fingerprint: str
    state: str = "good"


@dataclass(frozen=True)
class Situation:
    """A record, its council, the people it deals with, what was sent before, the rules as data, and the day.

    ``posts`` and ``agencies`` are those of contacts.yaml. ``makes`` names the documents that have a template; None
    stands for all, so that the rules can be asked of every document of the tables. ``other_cases`` holds each name of
    another case of this workspace that stands in a passage of this record, with that case. ``pins`` are OpenPGP keys,
    ``certificates`` S/MIME's, by their owners.
    """

    record: Record
    authority: Authority
    contacts: Mapping[str, Contact]
    pins: Mapping[str, Pin]
    history: History
    tables: Tables
    calendar: Calendar
    today: date
    posts: Mapping[str, Post] = field(default_factory=dict)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    makes: frozenset[str] | None = None
    other_cases: Mapping[str, str] = field(default_factory=dict)
    certificates: Mapping[str, Pin] = field(default_factory=dict)

    @cached_property
    def recipients(self) -> tuple[Recipient, ...]:
        """Everybody to whom a paper could go: people, then children, then posts."""
        return recipients(self.record, self.contacts, self.posts)

    @cached_property
    def groups(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each ``agency:`` that the record shares something with, and the people whom it stands for now."""
        return groups(self.record, self.recipients)

    @cached_property
    def chair(self) -> Recipient | None:
        """The chair as the reader of a working copy; None where authority.yaml does not know the chair's id."""
        return chair(self.record, self.authority)

    def recipient(self, ident: str) -> Recipient:
        """The recipient of this id, a person before a child before a post. Raises KeyError where there is none."""
        known: tuple[Recipient, ...] = (*self.recipients, *([self.chair] if self.chair else ()))
        found = next((r for r in known if r.id == ident), None)
        if found is None:
            raise KeyError(ident)
        return found

    def can_make(self, document: str) -> bool:
        """Whether there is a template folder of this document."""
        return self.makes is None or document in self.makes

    def contact(self, person: Person) -> Contact | None:
        """A professional's entry of contacts.yaml; None for family."""
        return self.contacts.get(person.contact) if person.contact else None

    def name(self, ident: str) -> str:
        """The printed name of a member of staff, or of a person, child or post."""
        staff = self.authority.staff_member(ident)
        if staff is not None:
            return staff.name
        unborn = next((child.name for child in self.record.children if child.id == ident), None)
        return unborn if unborn is not None else self.recipient(ident).name

    def agency(self, person: Person) -> str | None:
        """The agency that a professional comes for; None for family and supporters."""
        contact = self.contact(person)
        return contact.agency if contact and person.is_professional else None


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a parcel waits for a person: a stable id, and what to do about it.

    ``about`` says just what is held where the id and the parcel do not: a release is of that and of nothing else. It
    may hold case text, and is neither shown nor kept.
    """

    id: str
    message: str
    about: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Route:
    """How a parcel reaches its recipient: the channel, the one mailbox or address, and what is still missing.

    ``owner`` is whose way this is: an entry of contacts.yaml, or a family member of one case (rules/routes.py);
    ``verified`` the day on which somebody last checked that it is right.
    """

    channel: ChannelName | None
    by: Literal["email", "post", "hand"]
    email: str = ""
    fingerprint: str = ""
    address: tuple[str, ...] = ()
    holds: tuple[Hold, ...] = ()
    owner: str = ""
    verified: date | None = None

    @property
    def to(self) -> str:
        """The destination for a report: the mailbox, or the way of the paper. Never a street."""
        return self.email or f"by {self.by}"


@dataclass(frozen=True, slots=True)
class DeclaredFile:
    """A file beside the record that goes with a paper: its place there, what the index calls it, and its SHA-256.

    ``file`` is its path below the record's folder; ``reviewed_by`` whoever read that very file.
    """

    place: str
    file: str
    title: str
    sha256: str
    cp1_report: bool = False
    reviewed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """An entitlement that fits a recipient: who gets which document, in which variant, why, how, and by when.

    ``children`` are those whom the paper is about, ``scope`` those about whom its reader may read: a letter about one
    child's decision may hold a sentence about both, if both are the reader's. ``whole`` is a post's right to restricted
    access information that is not shared with it by name. ``beforehand`` says that it goes out before the conference.
    ``entitled`` is the variant of the row, by which the View is cut; ``variant`` is the same in the form that this
    reader needs (large print, another language), by which the template is found. ``appeal_by`` is the last day to
    appeal, for a reader who can; ``minutes_by`` that by which a reader of the decisions should have the minutes, if she
    or he gets them. ``encloses`` are the documents that go in the same parcel behind this one, in order; ``form`` says
    that its reader fills it in. ``signature_needed`` asks for the approver's own signature, where an attested approval
    would not do. ``minutes_to`` are all for whom minutes are planned: the minutes say who gets copies (seed S3).
    ``working_copy`` is the chair's own, to correct in Word before anybody else has the paper. ``pack`` says that all of
    it is bound as one PDF; ``files`` are the declared files that go along, ``files_left_out`` the places of those that
    do not, since they are about another child too.
    """

    key: Key
    row: str
    person: str
    kind: Kind
    addressee: str
    role: str
    family: bool
    children: tuple[str, ...]
    scope: tuple[str, ...]
    entitled: str
    variant: str
    route: Route
    because: str
    due: date | None
    letter_date: date | None
    appeal_by: date | None
    approval_needed: bool
    signature_needed: bool = False
    minutes_by: date | None = None
    beforehand: bool = False
    whole: bool = False
    form: bool = False
    minutes_to: tuple[str, ...] = ()
    working_copy: bool = False
    pack: bool = False
    files: tuple[DeclaredFile, ...] = ()
    files_left_out: tuple[str, ...] = ()
    holds: tuple[Hold, ...] = ()
    encloses: tuple[Planned, ...] = ()

    @property
    def document(self) -> str:
        return self.key.document

    @property
    def edition(self) -> int:
        return self.key.edition


@dataclass(frozen=True, slots=True)
class Nothing:
    """A recipient who gets nothing of a document, and why: the row that refuses, or None where no row fits."""

    person: str
    document: str
    because: str
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A planned parcel with its View known: ready, held (why), done (why) or cancelled."""

    planned: Planned
    status: Literal["ready", "held", "done", "cancelled"]
    holds: tuple[Hold, ...]
    approval: ApprovalState
    because: str = ""
