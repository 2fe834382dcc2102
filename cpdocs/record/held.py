"""The stage "held": who came, whether there were enough, what was checked, and what was said apart."""

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.record.passage import Passage
from cpdocs.record.types import Block, ClockTime, Day, Ident, Line, YesNo

Attendance = Annotated[
    str,
    Field(
        title="Attendance",
        description="attended, apologies, absent, or left at a time of day.",
        examples=["attended", "left at 11:10"],
        pattern=r"^(attended|apologies|absent|left at ([01][0-9]|2[0-3]):[0-5][0-9])$",
    ),
]


class Inquorate(Block):
    """What is recorded when too few agencies came (National Guidance 3.158).

    Normally the conference does not go on, and meets within ten working days. The chair may go on exceptionally:
    with reasons, interim arrangements, and an early review arranged at once.
    """

    went_ahead: YesNo
    because: Passage
    interim_plan: Passage
    meets_again: Annotated[Day | None, Field(title="The new date, or the early review")] = None
    previous_too: Annotated[YesNo, Field(title="The conference before this one was inquorate as well")] = False


class ClosedPart(Block):
    """A part of the conference without some of the people (National Guidance 3.167; seed S3).

    What was said in it stands in passages that name this part; they reach nobody who had left.
    """

    id: Ident
    starts: ClockTime
    ends: ClockTime
    left: Annotated[tuple[Ident, ...], Field(title="Who left for this part", min_length=1)]
    because: Annotated[Passage, Field(title="What those who left were told")]
    explained_by_chair: Annotated[ClockTime | None, Field(title="When the chair explained it to them")] = None


class FactChecked(Block):
    """A fact that the chair checked at the start, and with whom (seed S3: names and dates of birth)."""

    what: Line
    by: Ident
    result: Literal["confirmed", "corrected"]
    correction: Passage | None = None


class EarlierAction(Block):
    """What became of one action of the plan under review (seed S3)."""

    child: Ident
    action: Passage
    who: tuple[Ident, ...] = ()
    state: Literal["done", "under_way", "not_done"]
    changed: Annotated[Passage | None, Field(title="What has changed for the child")] = None
