"""What waits for a second person: the holds of a record by their ids, their release, and parcels that are not to go.

A hold's id is the parcel's serial and the hold's own, as in ``ZAC64Z3SKL.contact-stale``. A release is of that hold of
that parcel as it stands (rules/holds.py): it is void once the parcel says something else or goes elsewhere, and what a
day made stale is released for that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cpdocs.distribution import make
from cpdocs.errors import UsageError
from cpdocs.ledger.entry import MAY_TRY_AGAIN
from cpdocs.render.ahead import Ahead
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Order, Stamp
from cpdocs.rights import require_second
from cpdocs.rules.entitlements import plan
from cpdocs.rules.holds import RELEASABLE, releasing
from cpdocs.run import only, prepared
from cpdocs.stages import NOT_FOR_SENDING, HeldError
from cpdocs.validate import check, read
from cpdocs.workspace import RECORDS, Workspace

if TYPE_CHECKING:
    from cpdocs.ledger.store import Ledger
    from cpdocs.rules.situation import Hold, Planned
    from cpdocs.stages import Paper, Preparation, Prepared

_LEFT = "What has left cannot be cancelled. Nothing was; name the others with --for."


@dataclass(frozen=True, slots=True)
class Held:
    """One hold of one parcel of one record. ``mark`` is the keyed digest that a release of it leaves in the ledger."""

    path: Path
    parcel: Prepared
    hold: Hold
    mark: str

    @property
    def id(self) -> str:
        """What ``hold release`` is given."""
        return f"{self.parcel.written.serial}.{self.hold.id}"

    @property
    def releasable(self) -> bool:
        """Whether a second person can release it; what else is wrong is mended."""
        return self.hold.id in RELEASABLE


def records(workspace: Workspace) -> tuple[Path, ...]:
    """Every record of the workspace's own folder, by name."""
    folder = workspace.folder / RECORDS
    return tuple(sorted(p for p in folder.glob("*") if p.suffix in (".yaml", ".yml", ".json")))


def holds(workspace: Workspace, path: Path, today: date) -> tuple[Held, ...]:
    """Every hold of a record's parcels; of those that wait for nothing else, what only the finished copy shows, too."""
    with Fence(workspace.templates.folders) as fence:
        fence.start()
        record = read(workspace, path, today)
        with workspace.ledger() as ledger:
            preparation = prepared(workspace, ledger, record, today, path)
        return tuple(_holds(workspace, path, preparation, fence))


def release(
    workspace: Workspace, paths: Iterable[Path], today: date, ident: str, by: str, because: str, operator: str
) -> Held:
    """Record a second person's release of the hold ``ident``, which is looked for in the records at ``paths``.

    Raises:
        UsageError: no reason, nobody who may, no such hold, or one that nobody can release.
    """
    require_second(workspace, by, operator)
    _require_reason(because)
    serial, _, wanted = ident.partition(".")
    if wanted and wanted not in RELEASABLE:
        raise UsageError(f"nobody can release {wanted}", "What it names is mended; cpdocs plan says how.")
    with workspace.ledger() as ledger:
        path = next((p for p in paths if serial in _serials(workspace, p, today)), None)
        found = [one for one in holds(workspace, path, today) if one.id == ident] if path else []
        if not found:
            raise UsageError("no hold has this id", "See which there are: cpdocs hold list.")
        first = found[0]
        record, planned = read(workspace, first.path, today), first.parcel.written.planned
        ledger.append(
            "released",
            {
                "reference": record.reference,
                "case": record.case,
                "document": planned.document,
                "edition": planned.edition,
                "recipient": planned.person,
                "hold": first.hold.id,
                "marks": sorted({one.mark for one in found}),
                "by": by,
                "because": because,
                "operator": operator,
            },
        )
    return first


def cancel(
    workspace: Workspace, path: Path, today: date, document: str, person: str | None, because: str, operator: str
) -> tuple[Prepared, ...]:
    """Record that planned parcels of a document, or this person's alone, are not to go; their next edition is.

    Raises:
        UsageError: no reason, nothing planned that fits, or one that has left, or may have.
    """
    _require_reason(because)
    record = read(workspace, path, today)
    with workspace.ledger() as ledger:
        chosen = tuple(filter(only(document, person), prepared(workspace, ledger, record, today).parcels))
        if not chosen:
            raise UsageError("nothing that fits is planned; nothing was cancelled", "See what is: cpdocs plan.")
        _require_not_gone(ledger, record.reference, chosen)
        for planned in (p.written.planned for p in chosen if p.settled.status != "cancelled"):
            ledger.append(
                "cancelled",
                {
                    "reference": record.reference,
                    "case": record.case,
                    "document": planned.document,
                    "edition": planned.edition,
                    "recipient": planned.person,
                    "because": because,
                    "operator": operator,
                },
            )
    return chosen


def _require_not_gone(ledger: Ledger, reference: str, chosen: Iterable[Prepared]) -> None:
    wanted = {(p.written.planned.document, p.written.planned.edition, p.written.planned.person) for p in chosen}
    for attempt in ledger.attempts(reference):
        done = attempt.intent
        if (done.document, done.edition, done.recipient) in wanted and attempt.state not in MAY_TRY_AGAIN:
            raise UsageError(f"{done.document} for {done.recipient} is {attempt.state} (attempt {attempt.id})", _LEFT)
    for planned in (p.written.planned for p in chosen if p.settled.status == "done"):
        raise UsageError(f"{planned.document} for {planned.person} was found to have gone", _LEFT)


def _require_reason(because: str) -> None:
    if not because.strip():
        raise UsageError("it is not said why", "Say --because TEXT, without case text: the ledger keeps it.")


def _serials(workspace: Workspace, path: Path, today: date) -> frozenset[str]:
    """The serials of a record's parcels; none of one that is not whole, from which nothing can be sent."""
    record = check(workspace, path, today).record
    found = plan(workspace.situation(record, today)).planned if record else ()
    return frozenset(workspace.serial(planned.key) for planned in found)


def _holds(workspace: Workspace, path: Path, preparation: Preparation, fence: Fence) -> Iterator[Held]:
    waiting = [p for p in preparation.parcels if p.settled.status in ("ready", "held")]
    near = [p for p in waiting if all(hold.id in RELEASABLE for hold in p.settled.holds)]
    copies = [(p, paper, order) for p in near for paper in p.written.papers if (order := _order(paper))]
    ahead = Ahead(fence, (order for _, _, order in copies))
    for parcel in waiting:
        for hold in parcel.settled.holds:
            yield _held(workspace, path, parcel, parcel.written.planned, parcel.written.view, hold)
    for parcel, paper, order in copies:
        try:
            make(ahead, preparation.situation, paper, order, workspace.keyed)
        except HeldError as error:
            digest = paper.cut.view.digest if paper.cut else ""
            yield from (_held(workspace, path, parcel, paper.planned, digest, hold) for hold in error.holds)


def _held(workspace: Workspace, path: Path, parcel: Prepared, planned: Planned, view: str, hold: Hold) -> Held:
    return Held(path, parcel, hold, workspace.keyed(releasing(planned, view, hold)))


def _order(paper: Paper) -> Order | None:
    return Order(paper.draft, "pdf", Stamp(paper.planned.addressee, NOT_FOR_SENDING)) if paper.draft else None
