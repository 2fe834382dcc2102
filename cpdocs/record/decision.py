"""What a conference decides for one child: the blocks of the stage "decided"."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, TypeAdapter, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from cpdocs.record.passage import Passage, restricted_alike
from cpdocs.record.types import Block, Day, Ident, Line, Moment, YesNo


class SignificantHarm(Block):
    """Which of the two limbs was met, by what kinds of harm, and from what cause as far as known (seed S4)."""

    limb: Annotated[
        Literal["suffered_and_further_likely", "likely"],
        Field(title="Has suffered and further harm is likely, or harm is likely"),
    ]
    basis: Annotated[Literal["enquiries", "research"] | None, Field(title="For the limb likely: on what basis")] = None
    kinds: Annotated[tuple[Literal["physical", "emotional", "sexual", "neglect"], ...], Field(min_length=1)]
    cause: Annotated[Passage | None, Field(title="The cause of harm as far as it is known")] = None


_TO_NOBODY: Mapping[str, Any] = {
    "kind": "third_party",
    "share_with": [],
    "because": "it is about somebody who is suspected or accused of harming a child",
}


class AllegedAbuser(Block):
    """The child's relationship to a suspected or alleged abuser: considered always, told to few (seed S4).

    A text that does not say who may read it is restricted to nobody. Nothing of this block stands in a registration
    notice.
    """

    considered: YesNo
    relationship: Annotated[Ident | None, Field(title="The person of this record, if one of them")] = None
    text: Passage | None = None

    @model_validator(mode="before")
    @classmethod
    def _restricted_by_default(cls, value: Any) -> Any:  # noqa: ANN401  (any JSON)
        if not isinstance(value, dict):
            return value
        return value | {"text": restricted_alike(value.get("text"), _TO_NOBODY)}


class Concerns(Block):
    """Areas of concern, ids of the authority's list; primary and secondary where the authority asks for them."""

    primary: Annotated[Ident | None, Field(title="The main area of concern, where the authority asks for one")] = None
    secondary: Ident | None = None
    others: tuple[Ident, ...] = ()

    @property
    def all(self) -> tuple[Ident, ...]:
        """Every area of concern, the main ones first."""
        return tuple(c for c in (self.primary, self.secondary, *self.others) if c is not None)


class Dissent(Block):
    """Somebody present does not agree; the chair tells the head of service at once (seed S4)."""

    person: Ident
    text: Passage
    told_head_of_service: Moment | None = None
    course_of_action: Passage | None = None
    reply: Annotated[Passage | None, Field(title="The head of service's answer, within 28 days")] = None


class AppealAdvice(Block):
    """Who told a parent or child how to appeal, when and how (seed S4)."""

    given_by: Ident
    on: Day
    how: Line


class Reconsider(Block):
    """Who thinks about a referral again, and when, such as after the birth (National Guidance 3.142)."""

    by: Ident
    on: Day


class ReporterDecision(Block):
    """Whether to refer the child to the Principal Reporter: always considered, always with the reason (seed S1, R5)."""

    considered: YesNo
    refer: YesNo
    because: Passage
    tried: Annotated[Passage | None, Field(title="What was tried by agreement, and what came of it")] = None
    compulsory_measures: Literal["unable_or_unwilling_to_engage", "cannot_be_met_voluntarily"] | None = None
    suggested_grounds: Annotated[
        tuple[Annotated[str, Field(title="Letter of a ground", pattern="^[a-q]$")], ...],
        Field(title="Grounds of section 67(2) that are suggested; choosing one is the Reporter's"),
    ] = ()
    family_told: YesNo = False
    non_disclosure: Literal["requested", "not_requested"] | None = None
    no_report_because: Annotated[Passage | None, Field(title="Why a referral goes without the CP1 report")] = None
    reconsider: Annotated[Reconsider | None, Field(title="Who thinks about it again, and when")] = None


class Action(Block):
    """One line of a plan: what, for which need or risk, by whom and by when."""

    what: Passage
    answers: Passage
    who: Annotated[tuple[Ident, ...], Field(min_length=1)]
    by: Day


class AtBirth(Block):
    """What happens when an unborn child is born (National Guidance 3.142 and 3.144)."""

    told_by: Annotated[Ident, Field(title="Who tells the others of the birth")]
    steps: Passage
    meeting_before_discharge: Annotated[YesNo, Field(title="Nobody goes home before a meeting in the hospital")]


class Plan(Block):
    """The child's plan in outline: what it is for, who does what by when, and what if it does not work."""

    outcomes: Annotated[tuple[Passage, ...], Field(min_length=1)]
    actions: Annotated[tuple[Action, ...], Field(min_length=1)]
    contingency: Passage
    at_birth: AtBirth | None = None


class CoreGroup(Block):
    """Who carries the plan forward between conferences, family included (seed S2)."""

    members: Annotated[tuple[Ident, ...], Field(min_length=1)]
    chair: Ident
    first: Annotated[Day, Field(title="Its first meeting")]
    members_because: Annotated[
        Passage | None, Field(title="Why a family member or the lead professional is not in it, or an excluded one is")
    ] = None


class Told(Block):
    """When somebody was told, by whom and how; or the time alone."""

    at: Moment
    by: Ident | None = None
    how: Line | None = None

    @model_validator(mode="before")
    @classmethod
    def _time_alone(cls, value: Any) -> Any:  # noqa: ANN401  (any JSON)
        return {"at": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [TypeAdapter(Moment).json_schema(), handler(schema)]}


class Notifications(Block):
    """When the chair told the keepers of the registers and the out-of-hours service (seed S4: immediately).

    ``instructed`` is the chair's recorded instruction on which the same-day notices leave.
    """

    by: Annotated[Ident, Field(title="Who told them, where nothing else is said")]
    instructed: Annotated[Moment | None, Field(title="When the chair instructed that the notices be sent")] = None
    register_keeper: Told | None = None
    central_register: Told | None = None
    out_of_hours: Told | None = None
    late_because: Annotated[Passage | None, Field(title="Why one of them was told later than the same day")] = None


class Deferral(Block):
    """Why the decision was put off, what keeps the child safe meanwhile, and when it is taken (seed S4)."""

    because: Passage
    interim_plan: Passage
    reconvene: Day


class Support(Block):
    """The assessment and support considered for a child who is neither registered nor referred (seed S4)."""

    considered: YesNo
    what: Passage
    by_whom: Annotated[Ident, Field(title="The lead agency's worker")]
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
