"""What a paper may know: the shapes of the Views, leaf values only.

A View is an allow-list cut for one entitlement. It holds text, dates, times, whole numbers and yes or no, in frozen
shapes; never an object of the record, through which a template could reach what it was not given (DESIGN.md,
"Withholding is construction, not redaction"). A field that no cutter fills reaches nobody.

Here stands what all papers share; beside it a file for each document's own shapes.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Self, cast

from cpdocs.views.leaves import Prose, leaf_text, told_in, typed_in, untold

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """How to reach an office. Lines that the authority left out are empty."""

    name: str
    phone: str
    email: str
    hours: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficesWords:
    """The offices that papers name. ``procedures`` says where the council's own are found, if it says so."""

    head_of_service: OfficeWords
    social_work: OfficeWords
    out_of_hours: OfficeWords
    advocacy: OfficeWords
    advocacy_for_children: OfficeWords
    complaints: OfficeWords
    legal_advice: OfficeWords | None
    procedures: str


@dataclass(frozen=True, slots=True)
class TextsWords:
    """What this council says in words of its own."""

    report_way: str
    help_to_come: str
    core_group_every: str


@dataclass(frozen=True, slots=True)
class NamesWords:
    """What this council calls things."""

    conference: str
    chair: str
    lead_professional: str
    plan: str
    concern: str
    head_of_service: str
    core_group: str
    minutes: str


@dataclass(frozen=True, slots=True)
class AuthorityWords:
    """The council's own words: the same in every paper, about no case."""

    name: str
    letterhead: tuple[str, ...]
    marking: str
    names: NamesWords
    offices: OfficesWords
    texts: TextsWords
    decided_by: str
    appeal_reply_days: int
    reply_phone: str


@dataclass(frozen=True, slots=True)
class EditionWords:
    """Which edition of a paper this is, and what is different from the one before. A first edition has none."""

    number: int
    changed: Prose | None


@dataclass(frozen=True, slots=True)
class View:
    """What every View has: the council's words, and which edition it is once it is issued again.

    ``digest`` is the View's identity, for memo, approval and once-only.
    """

    authority: AuthorityWords
    edition: EditionWords | None = dataclasses.field(default=None, kw_only=True)

    @property
    def digest(self) -> str:
        """SHA-256 of the View's canonical JSON, hex. It is a digest of case text: key it before it is written down."""
        fields = dataclasses.asdict(self)
        if self.edition is None:
            del fields["edition"]
        value = json.dumps([type(self).__name__, fields], ensure_ascii=False, sort_keys=True, default=leaf_text)
        return hashlib.sha256(value.encode()).hexdigest()

    def typed_texts(self) -> Iterator[str]:
        """Every typed (not prose) text of the View, the council's words left out."""
        for field in dataclasses.fields(self):
            if field.name != "authority":
                yield from typed_in(getattr(self, field.name))

    def told_texts(self) -> Iterator[Prose]:
        """Every told (prose) text of the View."""
        for field in dataclasses.fields(self):
            if field.name != "authority":
                yield from told_in(getattr(self, field.name))

    def untold(self) -> Self:
        """The same View with a mark in place of every told text: what a paper says besides what people have told."""
        return cast("Self", untold(self))

    def authority_texts(self) -> Iterator[str]:
        """Every text of the council's own words."""
        yield from typed_in(self.authority)


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody to turn to: a professional by name, with the contact that the authority prints."""

    name: str
    title: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where."""

    date: date
    starts: time
    place: str
