"""The stage "minuted": the prose of the minute, a passage at a time.

The texts of ``passages`` may stand here or in the file that ``file`` names beside the record, under a heading with
``{#id}`` each (prose.py). Who may read a passage, and which children it is about, always stands here.
"""

from typing import Annotated, Literal

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from cpdocs.record.passage import Passage
from cpdocs.record.types import Block, Day, Ident, Line, Prose, RelativeFile

#: The headings of a minute in the running order that the chair keeps to (seed S2), what follows from it, and the end.
Section = Literal[
    "opening",
    "information",
    "wishes",
    "involvement",
    "concerns",
    "risk",
    "needs",
    "register",
    "plan",
    "reporter",
    "dissent",
    "closing",
]


class Challenge(Block):
    """What somebody said was wrong in a passage, or added to it (seed S3). It goes wherever the passage goes."""

    by: Ident
    text: Prose


class MinutePassage(Passage):
    """One passage of the minute, with who said it and whether it is a fact, an opinion or a view.

    ``text`` and ``heading`` stand here or in the minutes file, never in both. Under one heading of the minutes the
    passages stand in the record's order.
    """

    id: Ident
    under: Annotated[Section, Field(title="The heading of the minutes under which it is printed")] = "information"
    heading: Line = ""
    text: Prose = ""
    speaker: Annotated[Ident | None, Field(title="Who said it")] = None
    kind: Annotated[Literal["fact", "opinion", "view"], Field(title="Fact, opinion or view")] = "fact"
    closed_part: Annotated[Ident | None, Field(title="The closed part in which it was said")] = None
    challenged: Annotated[tuple[Challenge, ...], Field(title="What was said to be wrong, or added")] = ()

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema)  # always a block: a passage of the minute has an id

    @property
    def texts(self) -> tuple[str, ...]:
        """The heading, the text, and what was said against it."""
        return tuple(text for text in (self.heading, *self.told) if text)

    @property
    def told(self) -> tuple[str, ...]:
        """The text, and what was said against it."""
        return (self.text, *(challenge.text for challenge in self.challenged))


class ChildViews(Block):
    """A child's own views and how they were learnt, present or not; for a baby, how she or he was seen to be."""

    how: Annotated[Passage, Field(title="How they were learnt, or why not: drawn and told, observed, too young")]
    text: Passage | None = None


class FamilyView(Block):
    """What a parent or carer thinks, or how her or his views were sought."""

    person: Ident
    through: Annotated[Ident | None, Field(title="Who brought the views of somebody who was not there")] = None
    text: Passage | None = None
    sought: Annotated[Passage | None, Field(title="How views were sought, where there are none")] = None


class MeetingAction(Block):
    """Something to be done that belongs to the meeting, not to a child's plan (seed S0)."""

    what: Passage
    who: Ident
    by: Day


class Minutes(Block):
    """The minute. Strengths are printed before risks."""

    file: Annotated[RelativeFile | None, Field(title="The file beside this one with the texts of the passages")] = None
    purpose: Passage | None = None
    passages: tuple[MinutePassage, ...] = ()
    strengths: tuple[Passage, ...] = ()
    risks: tuple[Passage, ...] = ()
    child_views: Annotated[dict[Ident, ChildViews], Field(title="Each child's views, by the child's id")] = {}
    family_views: tuple[FamilyView, ...] = ()
    actions: tuple[MeetingAction, ...] = ()
