"""What an invitation may know: a shape for each kind of reader, and no field for what she or he must not be told.

An invitation to a review knows the same, but where a shape says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from cpdocs.views.leaves import NEVER_EMPTY, Prose, there_without
from cpdocs.views.shape import Meeting, Officer, View


@dataclass(frozen=True, slots=True)
class FamilyInvitation(View):
    """The invitation of a parent or carer. ``born`` are those of the children who can have a view of their own."""

    addressee: str
    meeting: Meeting
    children: Annotated[tuple[str, ...], NEVER_EMPTY]
    born: tuple[str, ...]
    meets_chair_at: time | None
    supporter: str
    attending: tuple[str, ...]
    chair: Officer
    social_worker: Officer
    interpreter: bool
    sign_language: bool


@dataclass(frozen=True, slots=True)
class FamilyFirstInvitation(FamilyInvitation):
    """The same to a conference that reviews no plan. ``transfer`` says that the family has moved between councils."""

    transfer: bool


@dataclass(frozen=True, slots=True)
class ChildInvitation(View):
    """The invitation of a child who is old enough to take part. ``speaker`` says what the child thinks, if she or he
    would rather not; None where that is a relative, whom the child can ask without a letter.
    """

    addressee: str
    meeting: Meeting
    attending: tuple[str, ...]
    speaker: Officer | None
    chair: Officer
    social_worker: Officer
    interpreter: bool
    sign_language: bool


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """Who the meeting is about, for a professional who must find the child in her or his own files."""

    name: str
    known_as: tuple[str, ...]
    born: date | None
    expected: Annotated[date | None, there_without("born")]
    school: str


@dataclass(frozen=True, slots=True)
class ProfessionalInvitation(View):
    """The invitation of a professional, with the request for a report if one is asked for.

    ``lead_officer`` is the Lead Child Protection Officer of this reader's agency (seed S2).
    """

    addressee: str
    title: str
    meeting: Meeting
    observer: bool
    children: Annotated[tuple[ChildFacts, ...], NEVER_EMPTY]
    needed_because: Prose | None
    report_by: date | None
    report_about: tuple[str, ...]
    chair: Officer
    social_worker: Officer
    lead_officer: Officer | None


@dataclass(frozen=True, slots=True)
class ProfessionalReviewInvitation(ProfessionalInvitation):
    """The same to a review. ``previous`` is the reference of the conference whose plan it reviews, if it is known."""

    previous: str


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
    children: Annotated[tuple[str, ...], NEVER_EMPTY]
    because: Prose | None
    views_obtained_by: Officer
    informed_by: Officer
    informed_by_date: date
    chair: Officer
    social_worker: Officer
