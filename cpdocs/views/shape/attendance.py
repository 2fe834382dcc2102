"""The parts of the minutes that tell who was asked, who came, and how the meeting was held; leaf values only.

A name is what this reader may know of somebody: "another person" where it must not be said, "" where nobody is to be
named at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from cpdocs.views.leaves import NEVER_EMPTY, Prose


@dataclass(frozen=True, slots=True)
class SomebodyWords:
    """Somebody by name, and the post of a professional; of the family the name alone."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class RelationWords:
    """What somebody is to some children: mother of whom."""

    what: str
    children: Annotated[tuple[str, ...], NEVER_EMPTY]


@dataclass(frozen=True, slots=True)
class RequestWords:
    """Who asked for the conference and why, and how social work answered (seed S2)."""

    by: SomebodyWords
    on: date
    because: Prose | None
    answered_on: date | None
    answered_by: str


@dataclass(frozen=True, slots=True)
class AttendanceWords:
    """One person who was invited or came. ``supports`` is whom a supporter came with; "" for everybody else."""

    name: str
    title: str
    related: tuple[RelationWords, ...]
    supports: str
    observer: bool
    came: bool
    left_at: time | None
    apologies: bool
    because: Prose | None


@dataclass(frozen=True, slots=True)
class ExcludedWords:
    """A parent who was excluded, what she or he was told, and what is owed to her or him (National Guidance 3.160)."""

    name: str
    related: tuple[RelationWords, ...]
    by: str
    on: date
    because: Prose | None
    views_by: str
    informed_by: str
    informed_on: date


@dataclass(frozen=True, slots=True)
class NotInvitedWords:
    """Somebody who was neither invited nor excluded, and why."""

    name: str
    related: tuple[RelationWords, ...]
    by: str
    on: date | None
    because: Prose


@dataclass(frozen=True, slots=True)
class PreparedWords:
    """How a family member or a child was prepared for the conference (seeds S0 and S3)."""

    name: str
    by: str
    on: date
    reports_read: bool
    met_chair_at: time | None


@dataclass(frozen=True, slots=True)
class BirthWords:
    """What identifies a child to professionals."""

    child: str
    known_as: tuple[str, ...]
    born: date | None
    expected: date | None


# ---- what was before the meeting, and how it was held ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InquorateWords:
    """Too few agencies came (National Guidance 3.158)."""

    went_ahead: bool
    because: Prose | None
    interim_plan: Prose | None
    meets_again: date | None
    previous_too: bool


@dataclass(frozen=True, slots=True)
class FactWords:
    """A fact that the chair checked, with whom, and what was put right (seed S3)."""

    what: Prose
    by: str
    corrected: bool
    correction: Prose | None


@dataclass(frozen=True, slots=True)
class ReportWords:
    """A written report: when it came and when the family read it, or why not (seeds S2 and S3).

    ``absent`` is that it came by the day of the conference and its author could not: it was considered all the same.
    ``part_restricted`` is known to those alone to whom the part may go.
    """

    name: str
    title: str
    received: date | None
    absent: bool
    excused: Prose | None
    shared: date | None
    not_shared: Prose | None
    part_restricted: bool


@dataclass(frozen=True, slots=True)
class ClosedPartWords:
    """A part of the conference that was held without some of the people. A family member's copy names nobody."""

    starts: time
    ends: time
    left: tuple[str, ...]
    because: Prose | None
    explained_at: time | None


@dataclass(frozen=True, slots=True)
class HearingWords:
    """A date before a court or a children's hearing."""

    on: date
    what: Prose


@dataclass(frozen=True, slots=True)
class LegalWords:
    """A child's legal status (seed S0). ``none`` is said to whoever reads the record whole, and to nobody else:
    where something is withheld it must look as if there were nothing, so nothing is said where there is nothing.
    ``untold`` stands for whatever a line is shown in place of: it says neither what that is nor how many.
    """

    child: str
    known: bool
    none: bool
    orders: tuple[Prose, ...]
    open_referrals: tuple[Prose, ...]
    hearings: tuple[HearingWords, ...]
    untold: Prose | None
