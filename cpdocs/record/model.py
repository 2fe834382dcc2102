"""The conference record: what one file can say, in the order in which a case grows.

Facts only: a record knows nothing of recipients' rights. Everything that names a person or tells a story is a Passage,
so that it can be about some children and restricted to some people. The stage is never typed; it follows from the
blocks that are present (DESIGN.md section 4, "A record grows in stages").
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from cpdocs.record.afterwards import Appeal, Distribution, Edition, Letters
from cpdocs.record.called import Agreed, Child, Conference, Invitation, Requested
from cpdocs.record.decision import AgencyView, Decision
from cpdocs.record.held import Attendance, ClosedPart, EarlierAction, FactChecked, Inquorate
from cpdocs.record.minutes import Minutes
from cpdocs.record.passage import Passage, Restricted, restricted_alike
from cpdocs.record.people import Person
from cpdocs.record.shapes import Shorthand
from cpdocs.record.types import Block, Day, Ident, Line, Reference, YesNo

Stage = Literal["called", "held", "decided", "minuted"]


class OtherChild(Block):
    """Another child in the household, who was considered too (seed S4)."""

    name: Line
    born: Day | None = None
    considered: YesNo
    outcome: Passage
    restricted: Annotated[Restricted | None, Field(title="Who may know of this child; everybody if left out")] = None

    @model_validator(mode="before")
    @classmethod
    def _outcome_alike(cls, value: Any) -> Any:  # noqa: ANN401  (any JSON)
        if not isinstance(value, dict) or "outcome" not in value:
            return value
        return value | {"outcome": restricted_alike(value["outcome"], value.get("restricted"))}


class OthersInHousehold(Shorthand):
    """The other children in the household; or the word "none", which is said and not left out (seed S4)."""

    shorthands: ClassVar[Mapping[str, Mapping[str, Any]]] = {"none": {"children": []}}

    children: tuple[OtherChild, ...]


class Record(Block):
    """One conference, from the day it was called."""

    format: Literal["cpdocs/conference-record/v1"]
    case: Reference
    reference: Reference
    editions: dict[Ident, Edition] = {}

    requested: Requested | None = None
    conference: Conference
    children: Annotated[tuple[Child, ...], Field(min_length=1)]
    people: Annotated[tuple[Person, ...], Field(min_length=1)]
    invitations_agreed: Annotated[Agreed | None, Field(title="The chair's agreement to the list of invitations")] = None
    invitations: Annotated[tuple[Invitation, ...], Field(min_length=1)]

    attendance: Annotated[dict[Ident, Attendance] | None, Field(title="Who came, by the person's id")] = None
    absent_because: Annotated[dict[Ident, Passage], Field(title="Why a parent or a child was not there")] = {}
    quorate: Annotated[YesNo | None, Field(title="Enough agencies were there to decide")] = None
    inquorate: Inquorate | None = None
    closed_parts: tuple[ClosedPart, ...] = ()
    facts_checked: tuple[FactChecked, ...] = ()
    progress: Annotated[tuple[EarlierAction, ...], Field(title="For a review: each action of the earlier plan")] = ()

    decisions: Annotated[tuple[Decision, ...] | None, Field(title="One decision for each child")] = None
    others_in_household: OthersInHousehold | None = None
    agency_views: tuple[AgencyView, ...] = ()

    minutes: Minutes | None = None

    letters: Letters = Letters.model_construct()
    appeals: tuple[Appeal, ...] = ()
    distribution: Distribution = Distribution.model_construct()

    @property
    def stage(self) -> Stage:
        """How far the case has come, from the blocks that are present."""
        if self.minutes is not None:
            return "minuted"
        if self.decisions is not None:
            return "decided"
        return "called" if self.attendance is None else "held"

    def child(self, child_id: str) -> Child:
        """The child with this id. Raises KeyError: the checks have refused unknown ids before."""
        return next((c for c in self.children if c.id == child_id), None) or _missing(child_id)

    def person(self, person_id: str) -> Person:
        """The person with this id. Raises KeyError: the checks have refused unknown ids before."""
        return next((p for p in self.people if p.id == person_id), None) or _missing(person_id)

    def invitation(self, person_id: str) -> Invitation | None:
        """The invitation of this person, if there is one."""
        return next((i for i in self.invitations if i.person == person_id), None)

    def edition(self, document: str) -> int:
        """The number of this document's edition; 1 unless the record says otherwise."""
        return self.editions[document].edition if document in self.editions else 1


def _missing(ident: str) -> Any:  # noqa: ANN401  (never returns)
    raise KeyError(ident)
