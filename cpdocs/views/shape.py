"""What a paper may know: the shapes of the Views, leaf values only.

A View is an allow-list cut for one entitlement. It holds text, dates, times, whole numbers and yes or no, in frozen
shapes; never an object of the record, through which a template could reach what it was not given (DESIGN.md,
"Withholding is construction, not redaction"). A field that no cutter fills reaches nobody.
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
    """The offices that papers name."""

    head_of_service: OfficeWords
    social_work: OfficeWords
    out_of_hours: OfficeWords
    advocacy: OfficeWords
    complaints: OfficeWords


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
    decided_by: str
    appeal_reply_days: int
    reply_phone: str


@dataclass(frozen=True, slots=True)
class View:
    """What every View has: the council's words. ``digest`` is the View's identity, for memo, approval and once-only."""

    authority: AuthorityWords

    @property
    def digest(self) -> str:
        """SHA-256 of the View's canonical JSON, hex. It is a digest of case text: key it before it is written down."""
        value = json.dumps(
            [type(self).__name__, dataclasses.asdict(self)], ensure_ascii=False, sort_keys=True, default=leaf_text
        )
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


@dataclass(frozen=True, slots=True)
class FamilyInvitation(View):
    """The invitation of a parent or carer."""

    addressee: str
    meeting: Meeting
    children: tuple[str, ...]
    meets_chair_at: time | None
    supporter: str
    attending: tuple[str, ...]
    chair: Officer
    social_worker: Officer
    interpreter: bool


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """Who the meeting is about, for a professional who must find the child in her or his own files."""

    name: str
    known_as: tuple[str, ...]
    born: date | None
    expected: date | None
    school: str


@dataclass(frozen=True, slots=True)
class ProfessionalInvitation(View):
    """The invitation of a professional, with the request for a report."""

    addressee: str
    title: str
    meeting: Meeting
    children: tuple[ChildFacts, ...]
    needed_because: Prose | None
    report_by: date | None
    chair: Officer
    social_worker: Officer


@dataclass(frozen=True, slots=True)
class SupporterInvitation(View):
    """The invitation of a supporter: time and place, nothing of the case, not even a name of the family."""

    addressee: str
    meeting: Meeting
    meets_chair_at: time | None
    chair: Officer


@dataclass(frozen=True, slots=True)
class ExcludedInvitation(View):
    """The letter to an excluded parent: no place, no day and no time of the meeting, by having no field for them."""

    addressee: str
    children: tuple[str, ...]
    because: Prose | None
    views_obtained_by: Officer
    informed_by: Officer
    informed_by_date: date
    chair: Officer


@dataclass(frozen=True, slots=True)
class ActionWords:
    """One line of a plan."""

    what: Prose
    answers: Prose | None
    who: tuple[str, ...]
    by: date | None


@dataclass(frozen=True, slots=True)
class DecisionWords:
    """What was decided for one child, as far as this recipient may read it."""

    child: str
    outcome: str
    registered: bool
    concerns: tuple[str, ...]
    primary_concern: str
    secondary_concern: str
    harm_kinds: tuple[str, ...]
    reasons: Prose | None
    reporter_considered: bool
    reporter_refer: bool
    reporter_because: Prose | None
    plan_outcomes: tuple[Prose, ...]
    plan_actions: tuple[ActionWords, ...]
    contingency: Prose | None
    lead_professional: Officer | None
    core_group_chair: Officer | None
    core_group_first: date | None
    core_group: tuple[str, ...]
    review_by: date | None


@dataclass(frozen=True, slots=True)
class OwnDissentWords:
    """One dissent as the person who said it reads it: about which child, and whether the head of service knows."""

    child: str
    text: Prose
    told_head_of_service: bool


@dataclass(frozen=True, slots=True)
class FamilyDecisionLetter(View):
    """The decision letter to one parent or carer about the children in her or his scope. Never joint."""

    addressee: str
    letter_date: date
    meeting_date: date
    attended: bool
    decisions: tuple[DecisionWords, ...]
    dissents: tuple[OwnDissentWords, ...]
    appeal_by: date
    social_worker: Officer


@dataclass(frozen=True, slots=True)
class DissentWords:
    """A dissent as professionals read it."""

    person: str
    text: Prose


@dataclass(frozen=True, slots=True)
class ProfessionalDecisionLetter(View):
    """The summary of decisions for the professionals, the same for everybody with the same scope."""

    letter_date: date
    meeting_date: date
    decisions: tuple[DecisionWords, ...]
    dissents: tuple[DissentWords, ...]
    chair: Officer
    social_worker: Officer
