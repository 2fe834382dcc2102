"""The shape of what deadlines reports; see shapes.py."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.cli.report_shape import Report
from cpdocs.record.types import Day, Reference
from cpdocs.rules.deadlines import Status


class ReportedDeadline(Report):
    """One date that follows from a record."""

    id: Annotated[
        str,
        Field(
            title="The timescale, with the child and the person that it is about",
            pattern=r"^[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*)*$",
            examples=["minutes", "core_group:ailsa", "appeal_reply:ailsa:mother"],
        ),
    ]
    date: Annotated[Day, Field(title="The last day in time")]
    from_: Annotated[Day, Field(alias="from", title="The day that it is counted from")]
    rule: Annotated[str, Field(title="The rule in words")]
    source: Annotated[str, Field(title="Where the rule comes from")]
    because: Annotated[str, Field(title="Why, and what has happened")]
    status: Annotated[Status, Field(description="met and missed have happened; due and overdue have not.")]
    ledger_date: Annotated[
        Day | None, Field(description="When the last of its papers left; null while one has not, or if it needs none.")
    ]


class DeadlinesReport(Report):
    """What deadlines reports of one record; of several, one such object a line."""

    version: Literal[1]
    reference: Reference
    deadlines: Annotated[list[ReportedDeadline], Field(description="The earliest first.")]
