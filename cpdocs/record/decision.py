"""What a conference decides for one child: the blocks of the stage "decided"."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.record.passage import Passage
from cpdocs.record.types import Block, Day, Ident, Line, Moment, YesNo


class SignificantHarm(Block):
    """Which of the two limbs was met, and by what kinds of harm (seed S4)."""

    limb: Literal["suffered_and_further_likely", "likely"]
    basis: Annotated[Literal["enquiries", "research"] | None, Field(title="For the limb likely")] = None
    kinds: Annotated[tuple[Literal["physical", "emotional", "sexual", "neglect"], ...], Field(min_length=1)]
    cause: Passage | None = None


class AllegedAbuser(Block):
    """The child's relationship to a suspected or alleged abuser: considered always, told to few (seed S4)."""

    considered: YesNo
    relationship: Ident | None = None
    text: Passage | None = None


class Concerns(Block):
    """Areas of concern, ids of the authority's list; primary and secondary where the authority asks for them."""

    primary: Ident
    secondary: Ident | None = None
    others: tuple[Ident, ...] = ()


class Dissent(Block):
    """Somebody present does not agree; the chair tells the head of service at once (seed S4)."""

    person: Ident
    text: Passage
    told_head_of_service: Moment | None = None
    course_of_action: Passage | None = None


class AppealAdvice(Block):
    given_by: Ident
    on: Day
    how: Line


class ReporterDecision(Block):
    """Whether to refer the child to the Principal Reporter: always considered, always with the reason (seed S1, R5)."""

    considered: YesNo
    refer: YesNo
    because: Passage
    compulsory_measures: Literal["unable_or_unwilling_to_engage", "cannot_be_met_voluntarily"] | None = None
    suggested_grounds: tuple[Annotated[str, Field(pattern="^[a-q]$")], ...] = ()
    family_told: YesNo = False
    non_disclosure: Literal["requested", "not_requested"] | None = None


class Action(Block):
    """One line of a plan: what, for which need or risk, by whom and by when."""

    what: Passage
    answers: Passage
    who: Annotated[tuple[Ident, ...], Field(min_length=1)]
    by: Day


class Plan(Block):
    outcomes: Annotated[tuple[Passage, ...], Field(min_length=1)]
    actions: Annotated[tuple[Action, ...], Field(min_length=1)]
    contingency: Passage


class CoreGroup(Block):
    members: Annotated[tuple[Ident, ...], Field(min_length=1)]
    chair: Ident
    first: Day


class Notifications(Block):
    """When the chair told the keepers of the registers and the out-of-hours service (seed S4: immediately)."""

    by: Ident
    register_keeper: Moment | None = None
    central_register: Moment | None = None
    out_of_hours: Moment | None = None


class Deferral(Block):
    because: Passage
    interim_plan: Passage
    reconvene: Day


class Support(Block):
    considered: YesNo
    what: Passage
    by_whom: Ident
    by: Day


Outcome = Literal[
    "registered", "not_registered", "remains", "de_registered", "transferred_in", "transferred_out", "deferred"
]


class Decision(Block):
    """What the chair decided for one child."""

    child: Ident
    outcome: Outcome
    significant_harm: SignificantHarm | None = None
    alleged_abuser: AllegedAbuser | None = None
    concerns: Concerns | None = None
    reasons: Passage
    dissents: tuple[Dissent, ...] = ()
    appeal_advice: dict[Ident, AppealAdvice] = {}
    reporter: ReporterDecision
    plan: Plan | None = None
    lead_professional: Ident | None = None
    core_group: CoreGroup | None = None
    review_by: Day | None = None
    notifications: Notifications | None = None
    deferral: Deferral | None = None
    support: Support | None = None

    @property
    def on_the_register(self) -> bool:
        """Whether the child's name stands on the register after this decision."""
        return self.outcome in ("registered", "remains", "transferred_in")


class AgencyView(Block):
    """What one agency thought about registering one child (seed S4)."""

    person: Ident
    child: Ident
    register_child: Annotated[Literal["yes", "no", "gave none"], Field(alias="register")]
    because: Passage
