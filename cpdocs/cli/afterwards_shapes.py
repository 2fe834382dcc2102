"""The shapes of what ``ledger bounces`` and ``ledger due`` report."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.bounces import Result
from cpdocs.channels.base import ChannelName
from cpdocs.cli.report_shape import Report
from cpdocs.delivery.notice import Action
from cpdocs.record.types import Day, Ident, Reference

Attempt = Annotated[str, Field(pattern="^A[0-9]+$", description="Its name in the ledger.", examples=["A17"])]


class ReadFile(Report):
    """What became of one file of the folder."""

    file: Annotated[str, Field(description="Its name.")]
    result: Annotated[
        Result, Field(description="The ledger took its word, had it before, or learnt nothing from this file.")
    ]
    attempt: Annotated[Attempt | None, Field(description="null where it fits none.")]
    action: Annotated[Action | None, Field(description="What the notification says (RFC 3464).")]
    code: Annotated[
        str | None, Field(description="Its status code (RFC 3463).", pattern=r"^[245]\.[0-9]{1,3}\.[0-9]{1,3}$")
    ]
    because: Annotated[str, Field(description="What it became, or why nothing was recorded.")]


class BouncesReport(Report):
    """What ledger bounces reports."""

    version: Literal[1]
    files: Annotated[list[ReadFile], Field(description="Every file of the folder, by name.")]


class DueAttempt(Report):
    """One attempt that waits for somebody."""

    attempt: Attempt
    state: Annotated[
        Literal["open", "handed_over", "in_doubt", "bounced", "returned", "failed", "resolved_not_sent"],
        Field(description="What is known of it."),
    ]
    since: Annotated[Day, Field(description="The council's day on which it came to this state.")]
    days: Annotated[int, Field(description="How many days ago that was.")]
    reference: Reference
    document: Ident
    edition: Annotated[int, Field(ge=1, title="Which edition of the document")]
    person: Annotated[str, Field(description="The recipient's id.")]
    channel: Annotated[ChannelName, Field(title="By which it was protected")]
    because: Annotated[str, Field(description="What the ledger knows of why; empty if nothing.")]
    settle: Annotated[list[str], Field(description="The commands of which one settles it.")]


class DueReport(Report):
    """What ledger due reports."""

    version: Literal[1]
    today: Annotated[Day, Field(title="The council's own day")]
    due: Annotated[list[DueAttempt], Field(description="What has waited longest first.")]
