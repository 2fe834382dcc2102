"""Plain copies for checking, each page stamped NOT FOR SENDING: what ``render`` and ``pack`` write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cpdocs.distribution import make
from cpdocs.errors import UsageError
from cpdocs.packing import bind
from cpdocs.render.ahead import Ahead
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Copy, Format, Order, Stamp
from cpdocs.rules.holds import VARIANT_MISSING
from cpdocs.run import look, only
from cpdocs.stages import NOT_FOR_SENDING, STOPS, Ended, HeldError, Paper, Prepared, stopped

if TYPE_CHECKING:
    from cpdocs.packing import Pack
    from cpdocs.workspace import Workspace


def copies(
    workspace: Workspace, path: Path, today: date, form: Format, document: str | None, person: str | None
) -> Iterator[tuple[Paper, Copy | Ended]]:
    """Plain copies for checking, enclosures among them, each stamped NOT FOR SENDING.

    In place of one that cannot be made stands how it ended.
    """
    with Fence(workspace.templates.folders) as fence:
        fence.start()
        preparation = look(workspace, path, today)
        chosen = [
            (parcel, paper, _plain(paper, form))
            for parcel in filter(only(None, person), preparation.parcels)
            for paper in parcel.written.papers
            if document in (None, paper.planned.document)
        ]
        ahead = Ahead(fence, (order for _, _, order in chosen if order))
        for parcel, paper, order in chosen:
            try:
                made = make(ahead, preparation.situation, paper, order, workspace.keyed) if order else None
            except STOPS as error:
                yield paper, stopped(parcel, error)
            else:
                yield paper, made or Ended(parcel, "held", holds=parcel.settled.holds)


def pack(workspace: Workspace, path: Path, today: date) -> tuple[Prepared, Pack]:
    """The Reporter's pack to look at, each page stamped NOT FOR SENDING, held or not.

    Raises:
        UsageError: no referral is planned.
        HeldError: a declared file was refused, or something stands in a copy that must not.
    """
    with Fence(workspace.templates.folders) as fence:
        fence.start()
        preparation = look(workspace, path, today)
        parcel = next((p for p in preparation.parcels if p.settled.planned.pack), None)
        if parcel is None:
            raise UsageError("no referral is planned", "cpdocs plan --why principal_reporter says why not.")
        written, situation = parcel.written, preparation.situation
        if lacking := [hold for hold in parcel.settled.holds if hold.id == VARIANT_MISSING]:
            raise HeldError(*lacking)
        orders = [(paper, order) for paper in written.papers if (order := _plain(paper, "pdf"))]
        ahead = Ahead(fence, (order for _, order in orders))
        copies = [make(ahead, situation, paper, order, workspace.keyed) for paper, order in orders]
        stamp = Stamp(written.planned.addressee, NOT_FOR_SENDING)
        return parcel, bind(fence, written, copies, situation.record.reference, stamp)


def _plain(paper: Paper, form: Format) -> Order | None:
    """A copy for checking; None for a paper that no template makes."""
    return Order(paper.draft, form, Stamp(paper.planned.addressee, NOT_FOR_SENDING)) if paper.draft else None
