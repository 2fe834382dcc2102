"""Passages: the smallest text that can be restricted, and the names that may be shared with some people only."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, GetJsonSchemaHandler, TypeAdapter, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from cpdocs.record.types import Block, Ident, Prose, YesNo

#: A person id, or ``agency:`` and the id of an agency: everybody of it in this case.
Audience: TypeAlias = Annotated[str, Field(pattern=r"^(agency:)?[a-z][a-z0-9_-]{0,59}$")]


class Restricted(Block):
    """Restricted access information (National Guidance 3.167): who may read a passage besides the authority itself.

    ``share_with`` names person ids, or ``agency:health`` for everybody of that agency in this case. Nobody else gets
    the passage, whatever their role: restriction is a person's, not a group's.
    """

    kind: Literal["sub_judice", "third_party", "unknown_to_family", "risk_of_harm"]
    share_with: tuple[Audience, ...]
    provider: Annotated[Ident | None, Field(title="Who gave the information")] = None
    provider_agrees: YesNo = False


class Passage(Block):
    """A text of its own: plain, or with the children it is about and who may read it.

    ``about`` missing means the child of the block it stands in; outside such a block, every child of the record.
    """

    text: Prose
    about: Annotated[tuple[Ident, ...] | None, Field(min_length=1)] = None
    restricted: Restricted | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, value: Any) -> Any:  # noqa: ANN401  (any JSON)
        return {"text": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [TypeAdapter(Prose).json_schema(), handler(schema)]}
