"""How far one planned parcel has come: written, prepared, ended. Values only; the steps are distribution's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cpdocs.documents.blocks import Draft
from cpdocs.documents.templates import Template
from cpdocs.rules.situation import Hold, Nothing, Planned, Settled, Situation
from cpdocs.views.cut import Cut

State = Literal["done", "sent", "handed_over", "held", "failed", "in_doubt", "cancelled"]
STATES: tuple[State, ...] = ("done", "sent", "handed_over", "held", "failed", "in_doubt", "cancelled")
#: The hold of a parcel that waits for a template or setting to be mended.
MEND_FIRST = "mend-first"
_NO_VIEW = "0" * 64


@dataclass(frozen=True, slots=True)
class Written:
    """A planned parcel with its View and words. Both are None where no cutter or no template makes its variant."""

    planned: Planned
    serial: str
    cut: Cut | None = None
    template: Template | None = None
    draft: Draft | None = None
    view: str = _NO_VIEW


@dataclass(frozen=True, slots=True)
class Prepared:
    """A written parcel, settled: ready, held or done."""

    written: Written
    settled: Settled


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything planned for one record, who gets nothing, and the keyed binding that approving a document binds."""

    situation: Situation
    parcels: tuple[Prepared, ...]
    nothing: tuple[Nothing, ...]
    bindings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ended:
    """How one planned parcel ended in this run."""

    parcel: Prepared
    state: State
    because: str = ""
    holds: tuple[Hold, ...] = ()
    attempt: str = ""
    file: str = ""
