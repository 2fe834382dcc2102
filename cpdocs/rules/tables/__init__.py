"""Rules as data: the shapes of the tables beside this file.

The national rows ship here; the workspace reads them and hands them in, since nothing in this room opens a file.
Every row says its source (DESIGN.md section 8).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.record.types import Block, Ident, Line, WholeNumber


class EntitlementRow(Block):
    """Who (a predicate) is entitled to which variant of a document, when (more predicates), and why."""

    id: Ident
    document: Ident
    who: Ident
    when: tuple[Ident, ...] = ()
    variant: Ident
    because: Line
    source: Line


class Entitlements(Block):
    """entitlements.yaml."""

    format: Literal["cpdocs/entitlements/v1"]
    rows: Annotated[tuple[EntitlementRow, ...], Field(min_length=1)]


class Due(Block):
    """So many calendar days before the conference, or working days after it."""

    days: WholeNumber
    count: Literal["before", "after"]


class DocumentRule(Block):
    """What one document needs, whose consent, and by when it is due."""

    needs: tuple[Line, ...]
    consent: Literal["agreement", "approval"]
    letter_date: Line | None = None
    due: Due
    source: Line


class Documents(Block):
    """documents.yaml."""

    format: Literal["cpdocs/documents/v1"]
    documents: dict[Ident, DocumentRule]


class Roles(Block):
    """roles.yaml."""

    format: Literal["cpdocs/roles/v1"]
    roles: dict[Ident, Line]


class Tables(Block):
    """The tables of one run."""

    entitlements: Entitlements
    documents: Documents
    roles: Roles
