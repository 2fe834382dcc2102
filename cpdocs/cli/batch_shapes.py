"""The shapes of the lines that batch writes: one a record, and a last one with the totals. No person is in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from cpdocs.channels.base import ChannelName
from cpdocs.cli.report_shape import Report
from cpdocs.record.types import Ident, Reference
from cpdocs.render.paper import Format
from cpdocs.stages import State

Count = Annotated[int, Field(ge=0, title="How many")]
_Serial = Annotated[
    str, Field(title="The serial on each of its pages", pattern="^[A-Z2-7]{10}$", examples=["ZAC64Z3SKL"])
]


class BatchCounts(Report):
    """planned = ready + done + sent + handed_over + held + failed + in_doubt + cancelled; ready in a dry run only."""

    planned: Count
    ready: Count
    done: Count
    sent: Count
    handed_over: Count
    held: Count
    failed: Count
    in_doubt: Count
    cancelled: Count


class BatchEnclosure(Report):
    """One file of a parcel behind its covering document."""

    document: Ident
    variant: Ident
    format: Format


class BatchParcel(Report):
    """How one planned parcel ended, or would begin. Of whom it is for there is the serial, which means nothing."""

    parcel: _Serial
    document: Ident
    channel: Annotated[ChannelName | None, Field(description="null if there is no agreed way.")]
    status: Annotated[State | Literal["ready"], Field(description="ready: what a dry run would send.")]
    holds: Annotated[list[Ident], Field(description="Their ids; plan says of whom and why.")]
    attempt: Annotated[str | None, Field(description="Its name in the ledger; null if nothing was tried.")]
    serial: _Serial
    encloses: Annotated[list[BatchEnclosure], Field(description="What goes in the same parcel, in order.")]
    file: Annotated[str | None, Field(description="Below the outbox; null if there is none.")]


class BatchFinding(Report):
    """Something wrong in a record, by its id and place alone; validate says it in words."""

    id: Ident
    line: Annotated[int, Field(ge=1, title="The line of its file, or of the stream's line")]
    column: Annotated[int, Field(ge=1, title="The column, from 1 on")]


class BatchRecord(Report):
    """How one record ended."""

    version: Literal[1]
    record: Annotated[str, Field(description="Its file as it was named, or line and its number in the stream.")]
    outcome: Annotated[
        Literal["sent", "planned", "refused", "broken_off", "passed_over", "left_alone"],
        Field(description="sent: gone through, whatever became of its parcels. planned: by a dry run."),
    ]
    reference: Annotated[Reference | None, Field(description="null if it was not read that far.")]
    run: Annotated[str | None, Field(pattern="^R[0-9]+$", description="null if nothing was sent.")]
    counts: BatchCounts
    parcels: Annotated[list[BatchParcel], Field(description="Each planned parcel, in the plan's order.")]
    because: Annotated[str, Field(description="Why it was not sent; empty if it was.")]
    findings: Annotated[list[BatchFinding], Field(description="The errors for which it was refused.")]


class BatchOutcomes(Report):
    """How many records ended in which way."""

    sent: Count
    planned: Count
    refused: Count
    broken_off: Count
    passed_over: Count
    left_alone: Count


class BatchTotals(Report):
    """The last line."""

    version: Literal[1]
    dry_run: Annotated[bool, Field(description="Whether it was planned only.")]
    records: Annotated[int, Field(ge=0, description="Without the files that are no records.")]
    outcomes: BatchOutcomes
    totals: BatchCounts


class BatchLine(RootModel[BatchRecord | BatchTotals]):
    """One line of what batch reports."""
