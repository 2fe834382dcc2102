"""Rules as data: the shapes of the tables beside this file.

The national rows ship here; the workspace reads them and hands them in, since nothing in this room opens a file.
Every row says its source (DESIGN.md section 8).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.record.types import Block, Ident, Line, WholeNumber, YesNo

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


class Due(Block):
    """So many days before or after something in the record."""

    days: WholeNumber
    count: Annotated[
        Literal["before", "after", "working_after"],
        Field(title="Calendar days before it, calendar days after it, or working days after it"),
    ]
    start: Annotated[
        Literal["conference", "appeal", "core_group"],
        Field(title="The conference, the day the appeal came, or the first meeting of the core group"),
    ] = "conference"


class DocumentRule(Block):
    """What one document needs, when it exists at all, whose consent, by when it is due, and what variants it has."""

    needs: Annotated[tuple[Line, ...], Field(title="Blocks of the record, by path")]
    applies: Annotated[tuple[Ident, ...], Field(title="Conditions without which there is no such paper")] = ()
    consent: Literal["agreement", "approval", "instruction", "none"]
    signed: Annotated[YesNo, Field(title="Its approval is always signed with the approver's own key")] = False
    letter_date: Annotated[Line | None, Field(title="Where the record has the date that is printed on it")] = None
    appeal: Annotated[YesNo, Field(title="It promises the last day for an appeal")] = False
    due: Annotated[Due | None, Field(title="By when it goes, where a source says so")] = None
    due_2014: Annotated[Due | None, Field(title="The same by the 2014 guidance, where it differs")] = None
    enclosed_with: Annotated[
        tuple[Ident, ...], Field(title="The documents that it goes with; it never makes a parcel of its own")
    ] = ()
    form: Annotated[
        YesNo, Field(title="Its reader fills it in: where it goes on a screen, it goes as a Word file besides")
    ] = False
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
