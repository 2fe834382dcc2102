"""The shape of what breach reports; see shapes.py."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.breach.went import Copy
from cpdocs.cli.report_shape import Report
from cpdocs.record.types import Ident, Reference

AttemptName = Annotated[str, Field(title="Its name in the ledger", pattern="^A[1-9][0-9]*$", examples=["A12"])]
LocalTime = Annotated[
    str,
    Field(
        title="By the council's clock, with its offset from UTC",
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$",
        examples=["2026-11-16T09:30+00:00"],
    ),
]


class ReportedExposed(Report):
    """Somebody of whom something stood in the parcel."""

    person: Annotated[Ident | None, Field(description="null for a child of the household outside the conference.")]
    child: bool
    what: Annotated[list[str], Field(title="What stood in it, in words")]
    entitled: Annotated[bool, Field(title="Whether the parcel's right reader was to have all of it")]


class BreachReport(Report):
    """What breach reports: of a parcel that reached the wrong hands."""

    version: Literal[1]
    attempt: AttemptName
    reference: Reference
    recipient: Annotated[str, Field(title="For whom it was", pattern=r"^(staff:)?[a-z][a-z0-9_-]{0,59}$")]
    aware: Annotated[LocalTime, Field(description="When the council became aware.")]
    tell_by: Annotated[LocalTime, Field(description="The end of the 72 hours.")]
    stopped: Annotated[bool, Field(title="Whether everything further there is held")]
    copy_: Annotated[
        Copy,
        Field(
            alias="copy",
            title="Whether the record still makes the copy that went",
            description="Only of the same copy is it known what it held; else exposed is empty.",
        ),
    ]
    exposed: Annotated[list[ReportedExposed], Field(title="Whom it exposes, children first")]
    others: Annotated[list[AttemptName], Field(title="Other parcels to the same reader or by the same way")]
    files: Annotated[list[str], Field(title="The files that were written")]


class BreachClosedReport(Report):
    """What breach --close reports."""

    version: Literal[1]
    attempt: AttemptName
    stopped: Annotated[Literal[False], Field(title="Nothing is stopped because of it any more")]
