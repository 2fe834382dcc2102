"""A small model with every kind of shape, so that the loader's tests do not change with the record's fields."""

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.record.types import (
    AddressLine,
    Block,
    ClockTime,
    Day,
    Email,
    Ident,
    Line,
    Moment,
    Phone,
    Postcode,
    Prose,
    Reference,
    WholeNumber,
    YesNo,
)


class SmallContact(Block):
    lines: tuple[AddressLine, ...] = ()
    postcode: Postcode | None = None
    phone: Phone | None = None
    email: Email | None = None


class SmallChild(Block):
    id: Ident
    name: Line
    born: Day | None = None
    known_as: tuple[Line, ...] = ()
    contact: SmallContact | None = None


class SmallRecord(Block):
    reference: Reference
    starts: ClockTime
    children: Annotated[tuple[SmallChild, ...], Field(min_length=1)]
    restricted: YesNo = False
    edition: WholeNumber = 1
    text: Prose | None = None
    attendance: Annotated[dict[Ident, Literal["attended", "apologies"]], Field(default_factory=dict)]
    decided: Moment | None = None
