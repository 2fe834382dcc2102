"""The parts of the minutes that tell what was decided for each child; leaf values only.

Where a text is withheld, what belongs to it (who, by when) is not there either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from cpdocs.views.leaves import Prose, there_with
from cpdocs.views.shape.attendance import SomebodyWords
from cpdocs.views.shape.decision_letter import ActionWords, AtBirthWords, SupportWords
from cpdocs.views.shape.said import AgencyViewWords


@dataclass(frozen=True, slots=True)
class DissentWords:
    """Somebody who does not agree, in her or his own words, and what follows (seed S4)."""

    person: str
    text: Prose
    told_on: date | None
    course_of_action: Prose | None


@dataclass(frozen=True, slots=True)
class AdviceWords:
    """Who told somebody how to appeal, when, and to professionals in what way (seed S4)."""

    person: str
    by: str
    on: date
    how: Prose | None


@dataclass(frozen=True, slots=True)
class DeferralWords:
    """Why the decision was put off, what keeps the child safe meanwhile, and when it is taken."""

    because: Prose | None
    interim_plan: Prose | None
    reconvene: date


@dataclass(frozen=True, slots=True)
class MomentWords:
    """A day and a time of it."""

    on: date
    at: time


@dataclass(frozen=True, slots=True)
class MinutedDecision:
    """What was decided for one child, with all that the minutes must say of it (National Guidance 3.165; seed S4).

    ``suffered`` and ``likely`` are the two limbs of significant harm, never both; ``unwilling`` and
    ``not_by_agreement`` the two tests for compulsory measures, never both.
    """

    child: str
    outcome: str
    deferral: DeferralWords | None
    concerns: tuple[str, ...]
    primary_concern: str
    secondary_concern: str
    suffered: bool
    likely: bool
    by_research: bool
    harm_kinds: tuple[str, ...]
    cause: Prose | None
    abuser: str
    abuser_text: Prose | None
    reasons: Prose | None
    reporter_refer: bool
    reporter_because: Prose | None
    unwilling: bool
    not_by_agreement: bool
    reconsider_by: str
    reconsider_on: date | None
    dissents: tuple[DissentWords, ...]
    advice: tuple[AdviceWords, ...]
    plan_outcomes: tuple[Prose, ...]
    plan_actions: tuple[ActionWords, ...]
    contingency: Prose | None
    at_birth: AtBirthWords | None
    support: SupportWords | None
    lead_professional: SomebodyWords | None
    core_group: tuple[str, ...]
    core_group_chair: str
    core_group_first: Annotated[date | None, there_with("core_group")]
    review_by: date | None


@dataclass(frozen=True, slots=True)
class FullDecision(MinutedDecision):
    """The same for professionals, with what each agency thought and who was told on the day.

    ``grounds`` are those of section 67(2) that are suggested, for the Reporter alone, who chooses.
    """

    agency_views: tuple[AgencyViewWords, ...]
    core_group_because: Prose | None
    register_told: MomentWords | None
    central_told: MomentWords | None
    out_of_hours_told: MomentWords | None
    told_late_because: Prose | None
    tried: Prose | None
    no_report_because: Prose | None
    family_told: bool
    non_disclosure: bool
    grounds: tuple[str, ...]
