"""The stage "called": why a conference is held, for which children, and who is asked to come."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from cpdocs.record.passage import Audience, Passage, Restricted, restricted_alike
from cpdocs.record.people import Advocacy, Needs, PostalAddress, Prepared, Reach
from cpdocs.record.shapes import Shorthand
from cpdocs.record.types import Block, ClockTime, Day, Ident, Line, Reference, RelativeFile, YesNo

# ---- the conference --------------------------------------------------------------------------------------------------


class Requested(Block):
    """Who asked for the conference and how social work answered (any agency may ask: seed S2)."""

    by: Annotated[Ident, Field(title="Who asked: a person of this record or a member of staff")]
    on: Day
    because: Passage
    answered_on: Day | None = None
    answered_by: Ident | None = None


class Transfer(Block):
    """The other council of a transfer, and which way the family moved (national statistics: four kinds)."""

    direction: Annotated[Literal["in", "out"], Field(title="Onto this council's register, or off it")]
    other_authority: Line
    moved_on: Day | None = None


class Conference(Block):
    """When, where and with whom in the chair. Its printed name is the authority's."""

    kind: Annotated[
        Literal["initial", "pre_birth", "review", "transfer"],
        Field(title="Kind of conference", description="What can be decided depends on it; only a review de-registers."),
    ]
    restricted: Annotated[YesNo, Field(title="A case whose papers leave only after signed approval")] = False
    date: Day
    starts: ClockTime
    place: Line
    chair: Annotated[Ident, Field(title="Staff id of the chair")]
    minute_taker: Annotated[Ident, Field(title="Staff id; never the chair (National Guidance 3.165)")]
    concern_notified: Annotated[
        Day | None, Field(title="The day the concern became known; timescales count from it")
    ] = None
    late_because: Annotated[Passage | None, Field(title="Why a timescale was missed")] = None
    resumes: Annotated[
        Reference | None, Field(title="The deferred or inquorate conference that this one takes up again")
    ] = None
    previous: Annotated[Reference | None, Field(title="For a review: the conference whose plan it reviews")] = None
    transfer: Transfer | None = None


# ---- the children ----------------------------------------------------------------------------------------------------


class SharedAddress(PostalAddress):
    """Where a child lives, and who may know it."""

    share_with: tuple[Audience, ...]


class SharedName(Shorthand):
    """A place that tells where a child is on a weekday: a school, a nursery, a surgery; or the words "not known".

    "Not known" says that somebody asked. A field that is left out says that nobody did; papers print the two
    differently, and a withheld one in a third way.
    """

    shorthands: ClassVar[Mapping[str, Mapping[str, Any]]] = {"not known": {"known": "no", "share_with": []}}

    name: Line | None = None
    share_with: tuple[Audience, ...]
    known: YesNo = True


class Hearing(Block):
    """A date before a court or a children's hearing."""

    on: Day
    what: Passage


class LegalStatus(Shorthand):
    """Orders in force, referrals to the Reporter that are open, and hearings to come; or "none", or "not known".

    The relationship of the register to the children's hearings system (seed S0).
    """

    shorthands: ClassVar[Mapping[str, Mapping[str, Any]]] = {"none": {}, "not known": {"known": "no"}}

    orders: tuple[Passage, ...] = ()
    open_referrals: tuple[Passage, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    known: YesNo = True


class TakingPart(Block):
    """Whether the child comes, why, and who brings the child's views if not (National Guidance 3.163)."""

    invited: YesNo
    because: Passage
    views_brought_by: Annotated[Ident | None, Field(title="Who says at the conference what the child thinks")] = None
    advocacy_offered: Advocacy | None = None
    prepared: Prepared | None = None


class OwnCopies(Block):
    """Which papers the child gets as her or his own, as the chair decided; "child" is the plain variant."""

    decided_by: Annotated[Ident | None, Field(title="The chair, who decides this")] = None
    decision_letter: Literal["child", "no"] = "no"
    minutes: Literal["child", "no"] = "no"
    protection_plan: Literal["child", "no"] = "no"
    why: Annotated[
        Passage | None, Field(title="Why it was decided, in words for this child, who alone reads them in a letter")
    ] = None


class Child(Block):
    """A child whom the conference is about, born or unborn."""

    id: Ident
    name: Annotated[Line, Field(description="For an unborn child, what the papers say: Baby Rennie.")]
    known_as: tuple[Line, ...] = ()
    born: Day | None = None
    expected: Annotated[Day | None, Field(title="For an unborn child: the expected date")] = None
    address: SharedAddress
    school: SharedName | None = None
    surgery: SharedName | None = None
    legal_status: LegalStatus | None = None
    reach: Annotated[Reach | None, Field(title="How the child's own copies reach the child; by hand if left out")] = (
        None
    )
    needs: Needs = Needs.model_construct()
    taking_part: TakingPart | None = None
    own_copy: OwnCopies = OwnCopies.model_construct()


# ---- the invitations -------------------------------------------------------------------------------------------------


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

    decided_by: Annotated[Ident, Field(title="The chair, who decides it")]
    on: Day
    because: Passage
    views_obtained_by: Ident
    informed_by: Ident
    informed_by_date: Day


class NotInvited(Block):
    """Why a parent is neither invited nor excluded, such as one whom nobody can find (seed S3: the chair decides)."""

    because: Passage
    decided_by: Annotated[Ident | None, Field(title="The chair, who decides it")] = None
    on: Day | None = None


class ReportAsked(Block):
    """The written report asked of a professional, and how far it has come (seed S2)."""

    asked_by: Annotated[Day, Field(title="The day it is needed by")]
    received: Day | None = None
    excused_because: Annotated[Passage | None, Field(title="Why there is no report")] = None
    file: RelativeFile | None = None
    about: Annotated[tuple[Ident, ...] | None, Field(title="The children it is about", min_length=1)] = None
    shared_with_family: Annotated[Day | None, Field(title="The day the family read it or was told it")] = None
    not_shared_because: Annotated[
        Passage | None, Field(title="Why the family did not see it first, such as a restricted part")
    ] = None
    goes_beforehand: Annotated[YesNo, Field(title="Cleared to go to the others before the conference")] = False
    part_restricted: Annotated[
        Restricted | None, Field(title="That a part of it is restricted, and to whom that part may go")
    ] = None


class Invitation(Block):
    """One person invited, excluded, or not invited because. Silence about a parent is an error."""

    person: Ident
    children: Annotated[tuple[Ident, ...] | None, Field(title="The children this person is invited for")] = None
    needed_because: Annotated[Passage | None, Field(title="Why a professional is needed, in a few words")] = None
    observer: Annotated[YesNo, Field(title="Comes to observe, and takes no part in deciding")] = False
    presence: Annotated[
        Restricted | None, Field(title="Who may know that this person is invited; everybody if left out")
    ] = None
    meets_chair_at: Annotated[ClockTime | None, Field(title="When the chair meets the family first")] = None
    supporter: Supporter | None = None
    report: ReportAsked | None = None
    excluded: Excluded | None = None
    not_invited: NotInvited | None = None

    @model_validator(mode="before")
    @classmethod
    def _reason_alike(cls, value: Any) -> Any:  # noqa: ANN401  (any JSON)
        """Why a person is needed says that she or he comes: only those read it who may know, and the person."""
        if not isinstance(value, dict) or not isinstance(value.get("presence"), dict):
            return value
        presence, needed = value["presence"], value.get("needed_because")
        known_to = presence.get("share_with")
        if isinstance(known_to, list):
            presence = presence | {"share_with": [*known_to, value.get("person")]}
        return value | {"needed_because": restricted_alike(needed, presence)}

    @property
    def stands(self) -> bool:
        """Whether this person is asked to come."""
        return self.excluded is None and self.not_invited is None
