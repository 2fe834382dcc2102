"""The conference record: what one file can say, in the order in which a case grows.

Facts only: a record knows nothing of recipients' rights. Everything that names a person or tells a story is a Passage,
so that it can be about some children and restricted to some people. The stage is never typed; it follows from the
blocks that are present (DESIGN.md section 4, "A record grows in stages").
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from cpdocs.record.decision import AgencyView, Decision
from cpdocs.record.passage import Audience, Passage
from cpdocs.record.people import Person, PostalAddress
from cpdocs.record.types import Block, ClockTime, Day, Ident, Line, Reference, WholeNumber, YesNo

Stage = Literal["called", "held", "decided"]

# ---- called ----------------------------------------------------------------------------------------------------------


class Requested(Block):
    """Who asked for the conference and how social work answered (seed S2: any agency may ask)."""

    by: Ident
    on: Day
    because: Passage
    answered_on: Day | None = None
    answered_by: Ident | None = None


class Conference(Block):
    kind: Literal["initial", "pre_birth", "review", "transfer"]
    restricted: Annotated[YesNo, Field(title="A case whose papers leave only after signed approval")] = False
    date: Day
    starts: ClockTime
    place: Line
    chair: Annotated[Ident, Field(title="Staff id of the chair")]
    minute_taker: Annotated[Ident, Field(title="Staff id; never the chair (National Guidance 3.165)")]
    late_because: Passage | None = None
    resumes: Reference | None = None
    previous: Reference | None = None


class SharedAddress(PostalAddress):
    """Where a child lives, and who may know it."""

    share_with: tuple[Audience, ...]


class SharedName(Block):
    """A place name that tells where a child is on a weekday: a school, a nursery, a surgery."""

    name: Line
    share_with: tuple[Audience, ...]


class TakingPart(Block):
    """Whether the child comes, why, and who brings the child's views if not (National Guidance 3.163)."""

    invited: YesNo
    because: Passage
    views_brought_by: Ident | None = None


class Child(Block):
    id: Ident
    name: Line
    known_as: tuple[Line, ...] = ()
    born: Day | None = None
    expected: Annotated[Day | None, Field(title="For an unborn child: the expected date")] = None
    address: SharedAddress
    school: SharedName | None = None
    surgery: SharedName | None = None
    legal_status: Passage | None = None
    taking_part: TakingPart | None = None


class Agreed(Block):
    """The chair's recorded agreement to the list of invitations."""

    by: Ident
    on: Day


class Supporter(Block):
    """Somebody who comes with a family member, agreed with the chair beforehand (seed S3)."""

    person: Ident
    agreed_by_chair: Day | None = None


class Excluded(Block):
    """Why a parent is not at the conference, and what is owed to her or him all the same (National Guidance 3.160)."""

    decided_by: Ident
    on: Day
    because: Passage
    views_obtained_by: Ident
    informed_by: Ident
    informed_by_date: Day


class ReportAsked(Block):
    """The written report asked of a professional (seed S2)."""

    asked_by: Annotated[Day, Field(title="The day it is needed by")]
    received: Day | None = None
    shared_with_family: Day | None = None


class Invitation(Block):
    """One person invited, excluded, or not invited because. Silence about a parent is an error."""

    person: Ident
    children: tuple[Ident, ...] | None = None
    needed_because: Passage | None = None
    meets_chair_at: Annotated[ClockTime | None, Field(title="When the chair meets the family first")] = None
    supporter: Supporter | None = None
    report: ReportAsked | None = None
    excluded: Excluded | None = None
    not_invited_because: Passage | None = None


# ---- held ------------------------------------------------------------------------------------------------------------

Attendance = Annotated[str, Field(pattern=r"^(attended|apologies|absent|left at ([01][0-9]|2[0-3]):[0-5][0-9])$")]

# ---- the record ------------------------------------------------------------------------------------------------------


class Edition(Block):
    """A document re-issued: the number of the new edition, what changed and why."""

    edition: WholeNumber
    changed: Line | None = None


class LetterDate(Block):
    """The date printed on a letter; deadlines that a letter promises are counted from it."""

    date: Day


class Letters(Block):
    decision_letter: LetterDate | None = None


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
    invitations_agreed: Agreed | None = None
    invitations: Annotated[tuple[Invitation, ...], Field(min_length=1)]

    attendance: dict[Ident, Attendance] | None = None
    quorate: YesNo | None = None

    decisions: tuple[Decision, ...] | None = None
    others_in_household: Passage | None = None
    agency_views: tuple[AgencyView, ...] = ()
    letters: Letters = Letters()

    @property
    def stage(self) -> Stage:
        """How far the case has come, from the blocks that are present."""
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
