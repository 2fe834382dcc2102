"""What a decision letter may know of each decision, for a family member and for the professionals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from cpdocs.views.leaves import NEVER_EMPTY, Prose, there_with
from cpdocs.views.shape import Officer, View


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
    core_group_chair: Annotated[Officer | None, there_with("core_group")]
    core_group_first: Annotated[date | None, there_with("core_group")]
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
    decisions: Annotated[tuple[DecisionWords, ...], NEVER_EMPTY]
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
    decisions: Annotated[tuple[DecisionWords, ...], NEVER_EMPTY]
    dissents: tuple[DissentWords, ...]
    chair: Officer
    social_worker: Officer
