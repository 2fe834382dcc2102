"""Passages: the smallest text that can be restricted, and the names that may be shared with some people only."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, GetJsonSchemaHandler, TypeAdapter, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from cpdocs.record.types import Block, Ident, Prose, YesNo

#: A person id, or ``agency:`` and the id of an agency: everybody of it in this case.
Audience: TypeAlias = Annotated[
    str,
    Field(
        title="Person or agency",
        description="The id of a person in this record, or agency: and the id of an agency.",
        examples=["mother", "agency:health"],
        pattern=r"^(agency:)?[a-z][a-z0-9_-]{0,59}$",
    ),
]


class Restricted(Block):
    """Restricted access information (National Guidance 3.167): who may read a passage besides the authority itself.

    ``share_with`` names person ids, or ``agency:health`` for everybody of that agency in this case. Nobody else gets
    the passage, whatever their role: restriction is a person's, not a group's. Somebody who was not invited to the
    conference needs the provider's agreement besides.
    """

    kind: Annotated[
        Literal["sub_judice", "third_party", "unknown_to_family", "risk_of_harm"],
        Field(
            title="Kind of restricted access information",
            description="Before a court; about a third person; unknown even to close family; or could put somebody at "
            "risk, such as an address that an ex-partner does not know (National Guidance 3.167).",
        ),
    ]
    share_with: Annotated[
        tuple[Audience, ...],
        Field(title="Who may read it", description="Nobody else does. An empty list [] means nobody at all."),
    ]
    because: Annotated[
        Prose | None, Field(title="Why it is restricted, in words, for the Reporter's schedule of withheld items")
    ] = None
    provider: Annotated[Ident | None, Field(title="Who gave the information")] = None
    provider_agrees: Annotated[
        YesNo, Field(title="The provider agrees that it goes to named people who were not at the conference")
    ] = False
    shown_as: Annotated[
        Literal["nothing", "token"],
        Field(title="What the others see in its place", description="Nothing, or one fixed line that says no more."),
    ] = "nothing"


def restricted_alike(passage: object, restricted: object) -> object:
    """A passage as it is written in a file, with the restriction of the block it stands in unless it has its own."""
    if passage is None or restricted is None:
        return passage
    if isinstance(passage, str):
        return {"text": passage, "restricted": restricted}
    if isinstance(passage, dict) and passage.get("restricted") is None:
        return passage | {"restricted": restricted}
    return passage


class Passage(Block):
    """A text of its own: plain, or with the children it is about and who may read it.

    ``about`` missing means the child of the block it stands in; outside such a block, every child of the record.
    """

    text: Prose
    about: Annotated[
        tuple[Ident, ...] | None,
        Field(
            title="The children it is about",
            description="Left out, it is about the child of the block it stands in, else about every child.",
            min_length=1,
        ),
    ] = None
    restricted: Restricted | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, value: Any) -> Any:  # noqa: ANN401  (any JSON)
        return {"text": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [TypeAdapter(Prose).json_schema(), handler(schema)]}

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that goes where this passage goes, and nowhere else."""
        return (self.text,)

    @property
    def told(self) -> tuple[str, ...]:
        """The texts by which the passage would be known elsewhere: headings are too alike to tell one by."""
        return self.texts
