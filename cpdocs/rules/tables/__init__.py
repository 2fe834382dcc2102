"""Rules as data: the shapes of the tables beside this file.

The national rows ship here; the workspace reads them and hands them in, since nothing in this room opens a file.
Every row says its source (DESIGN.md section 8).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from cpdocs.record.types import Block, Day, Ident, Line, WholeNumber, YesNo

#: What a recipient is to a conference. Exactly one of these, and a variant is for one or two of them.
Kind = Literal["professional", "family", "child", "supporter", "observer", "post"]


class EntitlementRow(Block):
    """Who (a predicate) is entitled to which variant of some documents, when (more predicates), and why.

    ``variant: nothing`` is a refusal that says why. ``scope`` and ``children`` say which children the paper is about:
    those of the scope for which ``children`` holds. A row that gives a paper and leaves no child does not fit, except
    one whose scope is ``nobody``.
    """

    id: Ident
    documents: Annotated[tuple[Ident, ...], Field(title="The documents that this row is for", min_length=1)]
    who: Annotated[Ident, Field(title="Whom it fits: a predicate")]
    when: Annotated[tuple[Ident, ...], Field(title="What must hold besides: predicates")] = ()
    variant: Annotated[Ident, Field(title="The variant, or the word nothing, which refuses")]
    scope: Annotated[Ident, Field(title="Whose children", examples=["own", "core_group", "all", "nobody"])] = "own"
    children: Annotated[Ident, Field(title="Which of those children", examples=["every_one", "registered"])] = (
        "every_one"
    )
    restricted: Annotated[
        Literal["if_named", "all"],
        Field(
            title="Restricted access information",
            description="Only what is shared with the recipient by name or agency; or all of it, for a post alone.",
        ),
    ] = "if_named"
    because: Line
    source: Line


class Entitlements(Block):
    """entitlements.yaml: the national rows, or a council's own (``entitlements`` in authority.yaml).

    A row of a council's with the id of a national one replaces it in its place; one with a new id stands before the
    national rows of its documents.
    """

    format: Literal["cpdocs/entitlements/v1"]
    rows: Annotated[tuple[EntitlementRow, ...], Field(min_length=1)]

    def of(self, document: str) -> tuple[EntitlementRow, ...]:
        """The rows for one document, in the order in which they are asked."""
        return tuple(row for row in self.rows if document in row.documents)


class Timescale(Block):
    """What is due so long before or after something in the record, what meets it, since when, and why.

    ``terms`` names the set that it belongs to: an edition of the National Guidance, or the local rules beside it; a
    council's own row names none, stands before those with its id, and with ``counts: no`` takes them out.
    """

    id: Ident
    terms: Annotated[
        Literal["ng2014", "ng2021_2023", "local"] | None, Field(title="The named set; left out in a council's own row")
    ] = None
    title: Annotated[Line, Field(title="What is due, in words that a shared calendar may show: nothing of a case")]
    starts: Annotated[Ident, Field(title="What it is counted from", examples=["conference", "appeal"])]
    number: Annotated[WholeNumber, Field(title="How many; 0 is the day itself")]
    unit: Literal["days", "working_days", "weeks", "months"]
    count: Annotated[Literal["before", "after"], Field(title="Before it, or after it")] = "after"
    setting: Annotated[
        Literal["appeal_working_days", "appeal_reply_days"] | None,
        Field(title="The rule in authority.yaml that gives the number"),
    ] = None
    papers: Annotated[tuple[Ident, ...], Field(title="The documents whose parcels meet it, by the ledger")] = ()
    met_by: Annotated[Ident | None, Field(title="What in the record meets it", examples=["conference_held"])] = None
    repeats: Annotated[YesNo, Field(title="It comes again, counted from each date on")] = False
    counts: Annotated[YesNo, Field(title="no takes the rows of this id out")] = True
    since: Annotated[Day | None, Field(title="The first day from which it is counted")] = None
    until: Annotated[Day | None, Field(title="The last day from which it is counted")] = None
    because: Line
    source: Line

    def in_force(self, day: date) -> bool:
        """Whether it counts from ``day``."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Timescales(Block):
    """timescales.yaml: the named sets, or a council's own rows (``timescale_rows`` in authority.yaml)."""

    format: Literal["cpdocs/timescales/v1"]
    rows: Annotated[tuple[Timescale, ...], Field(min_length=1)]


class DocumentRule(Block):
    """What one document needs, when it exists at all, whose consent, and what variants it has."""

    needs: Annotated[tuple[Line, ...], Field(title="Blocks of the record, by path")]
    applies: Annotated[tuple[Ident, ...], Field(title="Conditions without which there is no such paper")] = ()
    consent: Literal["agreement", "approval", "instruction", "none"]
    signed: Annotated[YesNo, Field(title="Its approval is always signed with the approver's own key")] = False
    letter_date: Annotated[Line | None, Field(title="Where the record has the date that is printed on it")] = None
    appeal: Annotated[YesNo, Field(title="It promises the last day for an appeal")] = False
    beforehand: Annotated[YesNo, Field(title="It goes out before the conference")] = False
    enclosed_with: Annotated[
        tuple[Ident, ...], Field(title="The documents that it goes with; it never makes a parcel of its own")
    ] = ()
    form: Annotated[
        YesNo, Field(title="Its reader fills it in: where it goes on a screen, it goes as a Word file besides")
    ] = False
    pack: Annotated[YesNo, Field(title="All of its papers and the files declared for it are bound as one PDF")] = False
    prints: Annotated[
        tuple[Line, ...], Field(title="Blocks whose passages it prints, for a document that nothing cuts yet")
    ] = ()
    variants: Annotated[dict[Ident, tuple[Kind, ...]], Field(title="Each variant, and whom it is written for")]
    source: Line


class Documents(Block):
    """documents.yaml."""

    format: Literal["cpdocs/documents/v1"]
    documents: dict[Ident, DocumentRule]


class Role(Block):
    """A professional role: what it is called in print, and the agency that it counts for."""

    label: Line
    agency: Ident


class Roles(Block):
    """roles.yaml."""

    format: Literal["cpdocs/roles/v1"]
    roles: dict[Ident, Role]


class Tables(Block):
    """The tables of one run."""

    entitlements: Entitlements
    documents: Documents
    roles: Roles
    timescales: Timescales
