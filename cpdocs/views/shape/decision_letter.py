"""What a decision letter may know of each decision: for a family member, for a child, and for the professionals."""

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
class AtBirthWords:
    """What happens when an unborn child is born (National Guidance 3.142, 3.144); ``told_by`` is empty if withheld."""

    told_by: str
    steps: Prose
    meeting_before_discharge: bool


@dataclass(frozen=True, slots=True)
class SupportWords:
    """The help that goes on, or begins, for a child whose name is not on the register; what is withheld has no day."""

    what: Prose
    by_whom: str
    by: date | None


@dataclass(frozen=True, slots=True)
class DecisionWords:
    """What was decided for one child, as far as this recipient may read it.

    ``outcome`` ends the sentence "the child's name was ...". ``registered`` says that the name stands on the register
    now, ``came_off`` that it does no more, ``transferred`` that it was passed on between two councils, ``deferred``
    that nothing was decided yet.
    """

    child: str
    unborn: bool
    outcome: str
    registered: bool
    came_off: bool
    transferred: bool
    deferred: bool
    concerns: tuple[str, ...]
    primary_concern: str
    secondary_concern: str
    harm_kinds: tuple[str, ...]
    reasons: Prose | None
    reporter_refer: bool
    reporter_because: Prose | None
    reporter_again_by: str
    reporter_again_on: date | None
    plan_outcomes: tuple[Prose, ...]
    plan_actions: tuple[ActionWords, ...]
    contingency: Prose | None
    at_birth: AtBirthWords | None
    support: SupportWords | None
    lead_professional: Officer | None
    core_group_chair: Officer | None
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
    """The decision letter to one parent or carer about the children in her or his scope. Never joint.

    ``put_off`` are children of the scope about whom nothing was decided yet. ``appeal_by`` is the last day on which
    this reader can appeal, None for one who cannot; ``appeal_letter`` says that the letter for it is enclosed.
    ``minutes`` says that she or he gets the minutes, ``minutes_by`` when, where that is still to come.
    """

    addressee: str
    letter_date: date
    meeting_date: date
    attended: bool
    decisions: Annotated[tuple[DecisionWords, ...], NEVER_EMPTY]
    put_off: tuple[str, ...]
    dissents: tuple[OwnDissentWords, ...]
    appeal_by: date | None
    appeal_letter: bool
    minutes: bool
    minutes_by: date | None
    chair: Officer
    social_worker: Officer


@dataclass(frozen=True, slots=True)
class ChildDecisionLetter(View):
    """The decision letter of a child's own, as the chair chose. It is plainer than its parents' by what it cannot know.

    The reasons of the decision and about the Reporter, what an action answers, what is done if the plan fails, and the
    areas of concern are written for adults and often speak of them: nothing here holds them. ``why`` is written for
    this child.
    """

    addressee: str
    letter_date: date
    meeting_date: date
    attended: bool
    outcome: str
    registered: bool
    came_off: bool
    transferred: bool
    deferred: bool
    why: Prose | None
    reporter_refer: bool
    plan_actions: tuple[ActionWords, ...]
    lead_professional: Officer | None
    core_group_first: date | None
    review_by: date | None
    dissents: tuple[Prose, ...]
    appeal_by: date | None
    appeal_letter: bool
    chair: Officer
    social_worker: Officer


@dataclass(frozen=True, slots=True)
class DissentWords:
    """A dissent as professionals read it: about which child, and whose; nobody's where the text is withheld."""

    child: str
    person: str
    text: Prose


@dataclass(frozen=True, slots=True)
class ProfessionalDecisionLetter(View):
    """The summary of decisions for the professionals, the same for everybody with the same scope."""

    letter_date: date
    meeting_date: date
    decisions: Annotated[tuple[DecisionWords, ...], NEVER_EMPTY]
    put_off: tuple[str, ...]
    dissents: tuple[DissentWords, ...]
    chair: Officer
    social_worker: Officer
