"""The shapes of the reports: what a program that calls cpdocs with ``--format json`` may rely on.

They stand beside the schemas of the files that people write, in schemas/v1, and are checked with them. A report never
holds a field that its shape does not name, nor lacks one that it does; a test holds the real output to them.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from cpdocs.case_file import State as CopyState
from cpdocs.channels.base import ChannelName
from cpdocs.cli.afterwards_shapes import BouncesReport, DueReport
from cpdocs.cli.batch_shapes import BatchLine
from cpdocs.cli.breach_shapes import BreachClosedReport, BreachReport
from cpdocs.cli.deadline_shapes import DeadlinesReport
from cpdocs.cli.report_shape import Report
from cpdocs.cli.template_shapes import TemplateCheckReport, TemplatesReport
from cpdocs.demo import Demo
from cpdocs.ledger.verify import Kind
from cpdocs.record import schema
from cpdocs.record.findings import Severity
from cpdocs.record.model import Stage
from cpdocs.record.types import Day, Ident, Reference
from cpdocs.render.paper import Format
from cpdocs.rules.situation import ApprovalState
from cpdocs.rules.tables import Entitlements, Timescales
from cpdocs.settings import Settings
from cpdocs.stages import State

Count = Annotated[int, Field(ge=0, title="How many")]
Keyed = Annotated[
    str, Field(title="Keyed digest", description="Means nothing outside this workspace.", pattern="^[0-9a-f]{64}$")
]
Serial = Annotated[str, Field(title="Serial", pattern="^[A-Z2-7]{10}$", examples=["ZAC64Z3SKL"])]


class ReportedFinding(Report):
    """Something wrong in a record, with its place and the cure."""

    id: Ident
    severity: Severity
    file: str
    line: Annotated[int, Field(ge=1)]
    column: Annotated[int, Field(ge=1)]
    path: Annotated[str, Field(description="Where in the record; empty if it was not read that far.")]
    message: str
    hint: str


class ValidatedFile(Report):
    """One record as validate sees it."""

    file: str
    valid: bool
    stage: Annotated[Stage | None, Field(description="null if the record is not valid.")]
    ready: Annotated[list[Ident], Field(description="The documents that can be made now.")]
    lacking: Annotated[dict[Ident, list[Ident]], Field(description="Each other document, and what it lacks.")]
    findings: list[ReportedFinding]


class ValidateReport(Report):
    """What validate reports."""

    version: Literal[1]
    files: list[ValidatedFile]


class ReportedHold(Report):
    """Why a parcel waits for a person."""

    id: Ident
    message: str


class Withheld(Report):
    """A part of the record that this copy may not have."""

    passage: Annotated[str, Field(description="Where in the record.")]
    kind: str
    because: str


class Enclosure(Report):
    """One file of a parcel behind its covering document."""

    document: Ident
    variant: Ident
    format: Format


class PlannedParcel(Report):
    """One parcel of the plan."""

    parcel: Serial
    document: Ident
    edition: Annotated[int, Field(ge=1)]
    person: Ident
    role: str
    children: list[Ident]
    variant: Ident
    view: Keyed
    channel: Annotated[ChannelName | None, Field(description="null if there is no agreed way.")]
    to: str
    due: Annotated[Day | None, Field(description="null where no source gives a timescale.")]
    because: str
    withheld: list[Withheld]
    encloses: Annotated[list[Enclosure], Field(description="What goes in the same parcel, in order.")]
    status: Literal["ready", "held", "done", "cancelled"]
    holds: list[ReportedHold]
    approval: ApprovalState


class Nobody(Report):
    """Somebody who gets nothing of a document."""

    person: Ident
    document: Ident
    because: str


class PlanReport(Report):
    """What plan reports."""

    version: Literal[1]
    reference: Reference
    today: Day
    digest: Annotated[Keyed, Field(description="The record's file, keyed: the same file, the same digest.")]
    parcels: list[PlannedParcel]
    nothing: list[Nobody]


class Counts(Report):
    """planned = done + sent + handed_over + held + failed + in_doubt + cancelled, in every run."""

    planned: Count
    done: Count
    sent: Count
    handed_over: Count
    held: Count
    failed: Count
    in_doubt: Count
    cancelled: Count


class EndedParcel(Report):
    """How one planned parcel ended in a run."""

    parcel: Serial
    document: Ident
    person: Annotated[str, Field(pattern=r"^(staff:)?[a-z][a-z0-9_-]{0,59}$", examples=["mother", "staff:chair"])]
    channel: ChannelName | None
    status: State
    because: str
    holds: list[ReportedHold]
    attempt: Annotated[str | None, Field(description="Its name in the ledger; null if nothing was tried.")]
    serial: Serial
    encloses: Annotated[list[Enclosure], Field(description="What goes in the same parcel, in order.")]
    file: Annotated[str | None, Field(description="Below the outbox; null if there is none.")]


class SendReport(Report):
    """What send reports."""

    version: Literal[1]
    reference: Reference
    run: Annotated[str, Field(pattern="^R[0-9]+$")]
    counts: Counts
    parcels: list[EndedParcel]


class ListedHold(Report):
    """One hold of one parcel."""

    id: Annotated[str, Field(pattern=r"^[A-Z2-7]{10}\.[a-z-]+$", description="What hold release is given.")]
    reference: Reference
    document: Ident
    edition: Annotated[int, Field(ge=1)]
    person: Ident
    hold: Annotated[Ident, Field(description="Of which kind it is.")]
    message: Annotated[str, Field(description="What is wrong, and the cure.")]
    releasable: Annotated[bool, Field(description="Whether a second person can release it; else it is mended.")]


class HoldsReport(Report):
    """What hold list reports."""

    version: Literal[1]
    holds: list[ListedHold]


class ReportedFault(Report):
    """One difference that the ledger's check found."""

    kind: Kind
    seq: Annotated[Count, Field(description="The entry that it shows at; 0 for the file as a whole.")]


class LostCheckpoint(Report):
    """A checkpoint of entries that were lost."""

    entries: Count
    root: Annotated[str, Field(description="The root that it shows.", pattern="^[0-9a-f]{64}$")]


class ReportedLoss(Report):
    """One time that the ledger was put back from an older copy."""

    seq: Annotated[int, Field(ge=1, description="The entry that says by whom.")]
    after: Annotated[Count, Field(description="What came after this entry was lost.")]
    to: Annotated[Count | None, Field(description="The last entry that is known to be lost; null if none is.")]
    checkpoints: Annotated[list[LostCheckpoint], Field(description="What shows it, smallest first.")]


class VerifyReport(Report):
    """What ledger verify reports."""

    version: Literal[1]
    valid: bool
    entries: Count
    root: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    proved_to: Annotated[Count | None, Field(description="null without a checkpoint kept elsewhere.")]
    faults: list[ReportedFault]
    losses: Annotated[list[ReportedLoss], Field(description="It stays told for ever.")]


class ArchivedCopy(Report):
    """The archive's copy of one attempt."""

    attempt: Annotated[str, Field(pattern="^A[1-9][0-9]*$", description="Its name in the ledger.")]
    reference: Reference
    serial: Annotated[Serial, Field(title="The parcel's serial, with which the file's name begins")]
    state: Annotated[CopyState, Field(description="unarchived: it went before there was an archive.")]


class ArchiveReport(Report):
    """What archive check and export report."""

    version: Literal[1]
    copies: Annotated[list[ArchivedCopy], Field(description="One an attempt, in the order in which they began.")]


class LookedAt(Report):
    """One thing that doctor looked at."""

    id: Ident
    ok: bool
    what: Annotated[str, Field(description="What was found.")]
    mend: Annotated[str, Field(description="How to put it right; empty if it is in order.")]


class DoctorReport(Report):
    """What doctor reports. Several checks may have one id, such as one a pinned key."""

    version: Literal[1]
    ok: Annotated[bool, Field(description="Whether all of it is.")]
    workspace: Annotated[bool, Field(description="false away from any: then the machine alone was checked.")]
    checks: list[LookedAt]


#: The files of a workspace and the reports beside those that record/schema.py knows.
MODELS: Final[schema.Models] = (
    *schema.MODELS,
    ("settings", Settings),
    ("entitlements", Entitlements),
    ("timescales", Timescales),
    ("demo", Demo),
    ("report-validate", ValidateReport),
    ("report-plan", PlanReport),
    ("report-deadlines", DeadlinesReport),
    ("report-send", SendReport),
    ("report-batch-line", BatchLine),
    ("report-holds", HoldsReport),
    ("report-breach", BreachReport),
    ("report-breach-closed", BreachClosedReport),
    ("report-verify", VerifyReport),
    ("report-bounces", BouncesReport),
    ("report-due", DueReport),
    ("report-archive", ArchiveReport),
    ("report-doctor", DoctorReport),
    ("report-templates", TemplatesReport),
    ("report-template-check", TemplateCheckReport),
)
