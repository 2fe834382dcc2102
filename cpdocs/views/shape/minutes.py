"""What the minutes may know: one shape for professionals, one for the family, a short one for a child.

None of them holds anything of its recipient: the same copy goes to everybody who may read the same, and only its stamp
says whose it is. Their parts stand in ``attendance.py``, ``said.py`` and ``minuted.py`` beside this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from cpdocs.views.leaves import NEVER_EMPTY, Prose
from cpdocs.views.shape import Officer, View
from cpdocs.views.shape.attendance import (
    AttendanceWords,
    BirthWords,
    ClosedPartWords,
    ExcludedWords,
    FactWords,
    InquorateWords,
    LegalWords,
    NotInvitedWords,
    PreparedWords,
    ReportWords,
    RequestWords,
    SomebodyWords,
)
from cpdocs.views.shape.decision_letter import ActionWords
from cpdocs.views.shape.minuted import FullDecision, MinutedDecision
from cpdocs.views.shape.said import (
    ChildViewWords,
    FamilyViewWords,
    MeetingActionWords,
    OtherChildWords,
    ProgressWords,
    SectionWords,
)


@dataclass(frozen=True, slots=True)
class Minutes(View):
    """What every minute says, to each reader as far as she or he may read it, in the running order of the meeting.

    ``sections`` are always all of those of the record, in their order, with or without passages.
    """

    meeting_date: date
    chair: Officer
    minute_taker: str
    social_worker: Officer
    children: Annotated[tuple[str, ...], NEVER_EMPTY]
    purpose: Prose | None
    requested: RequestWords | None
    late_because: Prose | None
    attendance: tuple[AttendanceWords, ...]
    quorate: bool
    inquorate: InquorateWords | None
    facts: tuple[FactWords, ...]
    reports: tuple[ReportWords, ...]
    closed_parts: tuple[ClosedPartWords, ...]
    legal: tuple[LegalWords, ...]
    sections: Annotated[tuple[SectionWords, ...], NEVER_EMPTY]
    child_views: tuple[ChildViewWords, ...]
    family_views: tuple[FamilyViewWords, ...]
    progress: tuple[ProgressWords, ...]
    strengths: tuple[Prose, ...]
    risks: tuple[Prose, ...]
    other_children: tuple[OtherChildWords, ...]
    decisions: tuple[MinutedDecision, ...]
    actions: tuple[MeetingActionWords, ...]
    copies_to: tuple[SomebodyWords, ...]
    copies_to_those_present: bool
    copy_to_reporter_always: bool


@dataclass(frozen=True, slots=True)
class FamilyMinutes(Minutes):
    """The minutes for a family member: nothing that only professionals need, and no place."""


@dataclass(frozen=True, slots=True)
class FullMinutes(Minutes):
    """The minutes for professionals: besides, what identifies a child, and who was not asked."""

    decisions: tuple[FullDecision, ...]
    kind: str
    reference: str
    starts: time
    place: str
    previous: str
    births: tuple[BirthWords, ...]
    excluded: tuple[ExcludedWords, ...]
    not_invited: tuple[NotInvitedWords, ...]
    prepared: tuple[PreparedWords, ...]


@dataclass(frozen=True, slots=True)
class ChildMinutes(View):
    """The short version for a child: what was good, what was worrying, what the child said, what happens now."""

    child: str
    meeting_date: date
    chair: Officer
    social_worker: Officer
    said: Prose | None
    strengths: tuple[Prose, ...]
    risks: tuple[Prose, ...]
    outcome: str
    registered: bool
    reporter_refer: bool
    plan_actions: tuple[ActionWords, ...]
    lead_professional: Officer | None
    review_by: date | None
    reconvene: date | None
