"""One run over one record: what each command does, without the printing.

    look      what ``plan`` shows
    dates     what ``deadlines`` shows
    deliver   what ``send`` does: settle what a stopped run left open, prepare, send each ready parcel once
    confirm   a person's word that what was handed over has gone, or what became of it

``validate``, which stops before all of these, stands in validate.py; plain copies for checking in plain_copies.py; the
chair's approval of the copies in approval.py, and what a second person releases in release.py. Every function takes an
opened Workspace and what it is about; the demo and the command line call the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cpdocs import history
from cpdocs.delivery.base import Carriers
from cpdocs.distribution import prepare, send
from cpdocs.errors import LedgerError, UsageError
from cpdocs.ledger.entry import Afterwards
from cpdocs.record.load import load
from cpdocs.record.model import Record
from cpdocs.render.fence import Fence
from cpdocs.rules import entitlements
from cpdocs.rules import working_copy as working_copies
from cpdocs.rules.deadlines import Deadline, deadlines
from cpdocs.rules.entitlements import Plan
from cpdocs.rules.holds import CHANGED
from cpdocs.rules.situation import Planned
from cpdocs.settling import settle_stopped_runs
from cpdocs.stages import STATES, Ended, Preparation, Prepared
from cpdocs.validate import read
from cpdocs.workspace import Workspace

if TYPE_CHECKING:  # loading it takes as long as laying out a letter, and meanwhile the fenced child can be started
    from cpdocs.ledger.store import Ledger

#: What may become of a paper that was handed over, and of a message.
_ON_PAPER: tuple[Afterwards, ...] = ("posted", "delivered", "returned")
_BY_EMAIL: tuple[Afterwards, ...] = ("sent", "delivered", "bounced")
#: How many parcels have ended, of how many, and the kind of document: nothing of the case.
Told: TypeAlias = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Run:
    """One sending: how each planned parcel ended, in a state each."""

    number: str
    preparation: Preparation
    ended: tuple[Ended, ...]
    unkept: tuple[str, ...] = ()  # the places that did not take a checkpoint, each with its cause

    @property
    def counts(self) -> dict[str, int]:
        """The conservation law: planned = done + sent + handed_over + held + failed + in_doubt + cancelled."""
        counted: dict[str, int] = {state: sum(e.state == state for e in self.ended) for state in STATES}
        return {"planned": len(self.preparation.parcels)} | counted


def only(document: str | None, person: str | None) -> Callable[[Prepared], bool]:
    """Whether a parcel is of this document and for this person; None stands for any."""

    def wanted(parcel: Prepared) -> bool:
        planned = parcel.written.planned
        return document in (None, planned.document) and person in (None, planned.person)

    return wanted


def look(workspace: Workspace, path: Path, today: date) -> Preparation:
    """Plan, cut, write and settle one record, with what the ledger says of it."""
    record = read(workspace, path, today)
    with workspace.ledger() as ledger:
        return prepared(workspace, ledger, record, today, path)


def dates(
    workspace: Workspace,
    ledger: Ledger,
    path: Path,
    today: date,
    followers: Mapping[str, Sequence[Path]],
) -> tuple[Record, tuple[Deadline, ...]]:
    """Every date that follows from one record, with what the ledger and the records that follow it say was done.

    ``followers`` are the files of the conferences that take up another, by its reference; a broken one is as none. The
    run itself says what is wrong with it where it is asked for.
    """
    record = read(workspace, path, today)
    files = followers.get(record.reference, ())
    later = [other for file in files if (other := load(file, Record).value) is not None]
    situation = workspace.situation(record, today, history.read(ledger, record, workspace.zone))
    return record, deadlines(situation, later)


def deliver(
    workspace: Workspace,
    path: Path,
    today: date,
    operator: str,
    carriers: Carriers,
    wanted: Callable[[Prepared], bool] = lambda _: True,
    *,
    told: Told = lambda _done, _of, _document: None,
) -> Run:
    """Send every ready parcel of a record once. Running it again is safe: what went is ``done``.

    ``told`` is called as each parcel ends, for a person who waits: how many have, of how many, and which document's.

    Raises:
        UsageError: ``wanted`` fits none of the planned parcels, as a mistyped id does.
    """
    with Fence(workspace.templates.folders) as fence:
        fence.start()  # it warms up while the record is read
        record = read(workspace, path, today)
        with workspace.ledger() as ledger:

            def choose() -> Preparation:
                return _chosen(prepared(workspace, ledger, record, today, path), wanted)

            return _delivered(workspace, ledger, fence, choose, operator, carriers, told=told)


def confirm(workspace: Workspace, attempt: str, how: Afterwards, by: str, evidence: str) -> None:
    """A person's word that what was handed over has gone (an e-mail sent, a paper posted or given), that it arrived, or
    that it came back: an e-mail bounced, a paper returned.

    Raises:
        UsageError: a paper is neither sent nor bounced, and an e-mail neither posted nor returned.
        StepRefusedError: there is no such attempt, or that cannot have become of it.
    """
    with workspace.ledger() as ledger:
        channel = next((a.intent.channel for a in ledger.attempts() if a.id == attempt), None)
        words = _ON_PAPER if channel == "print" else _BY_EMAIL
        if channel is not None and how not in words:
            way = "on paper" if channel == "print" else "by e-mail"
            raise UsageError(f"attempt {attempt} goes {way}: say {', '.join(words)}")
        ledger.confirm(attempt, how, by=by, evidence=evidence)


def working_copy(
    workspace: Workspace, path: Path, today: date, document: str, operator: str, carriers: Carriers
) -> Run:
    """Send the chair a document as a Word file to correct, once for each way that it reads.

    Raises:
        UsageError: the record is not so far, or this document has no working copy.
    """
    with Fence(workspace.templates.folders) as fence:
        fence.start()
        record = read(workspace, path, today)
        with workspace.ledger() as ledger:
            chosen = _to_correct(workspace, ledger, record, today, document)
            return _delivered(workspace, ledger, fence, chosen, operator, carriers)


def _to_correct(
    workspace: Workspace, ledger: Ledger, record: Record, today: date, document: str
) -> Callable[[], Preparation]:
    """Makes the preparation of a working copy: of the last edition that went, or of the next where it has changed."""

    def choose() -> Preparation:
        situation = workspace.situation(record, today, history.read(ledger, record, workspace.zone), workspace.pins())
        chair = situation.chair.id if situation.chair else ""
        sent = [k.edition for k in situation.history.parcels if (k.document, k.recipient) == (document, chair)]
        for edition in (max(sent, default=1), max(sent, default=1) + 1):
            planned = working_copies.planned(situation, document, edition)
            if not isinstance(planned, Planned):
                raise UsageError(
                    f"there is no working copy of {document} now", "Only the minutes have one, once written."
                )
            made = prepare(workspace, situation, Plan((planned,), ()))
            if not any(hold.id == CHANGED for hold in made.parcels[0].settled.holds):
                break
        return made

    return choose


def _delivered(
    workspace: Workspace,
    ledger: Ledger,
    fence: Fence,
    choose: Callable[[], Preparation],
    operator: str,
    carriers: Carriers,
    *,
    told: Told = lambda _done, _of, _document: None,
) -> Run:
    from cpdocs.keeping import keep

    begin(workspace, ledger, carriers)
    done = carry_out(workspace, ledger, fence, choose(), operator, carriers, told=told)
    return replace(done, unkept=keep(workspace, ledger))


def begin(workspace: Workspace, ledger: Ledger, carriers: Carriers) -> None:
    """What comes before the first parcel of a run or of a batch: the ledger holds, and what was left open is settled.

    Raises:
        LedgerError: it does not verify.
    """
    from cpdocs.keeping import verify

    if not verify(workspace, ledger).valid:
        raise LedgerError("the ledger does not verify; nothing was sent", "See what is wrong: cpdocs ledger verify.")
    settle_stopped_runs(ledger, carriers)


def carry_out(
    workspace: Workspace,
    ledger: Ledger,
    fence: Fence,
    chosen: Preparation,
    operator: str,
    carriers: Carriers,
    *,
    told: Told = lambda _done, _of, _document: None,
) -> Run:
    """Send what was chosen of one record, and enter the run. ``begin`` came before it; no checkpoint is kept."""
    record, today = chosen.situation.record, chosen.situation.today
    ended: list[Ended] = []
    for one in send(workspace, ledger, fence, chosen, carriers, operator):
        ended.append(one)
        told(len(ended), len(chosen.parcels), one.parcel.written.planned.document)
    counts = Run("", chosen, tuple(ended)).counts
    about = {"reference": record.reference, "case": record.case}
    entry = ledger.append("run", {**about, "operator": operator, "today": today.isoformat(), "counts": counts})
    return Run(f"R{entry.seq}", chosen, tuple(ended))


def prepared(
    workspace: Workspace, ledger: Ledger, record: Record, today: date, path: Path | None = None
) -> Preparation:
    """Plan, cut, write and settle one record, with what ``ledger`` says of it.

    The files that it declares are looked for beside ``path``; without one nobody looks at them, and nothing is sent.
    """
    from cpdocs.enclosing import Files  # most records declare none, and what reads them takes long to load

    situation = workspace.situation(record, today, history.read(ledger, record, workspace.zone), workspace.pins())
    return prepare(workspace, situation, entitlements.plan(situation), Files(workspace, path) if path else None)


def _chosen(preparation: Preparation, wanted: Callable[[Prepared], bool]) -> Preparation:
    parcels = tuple(filter(wanted, preparation.parcels))
    if preparation.parcels and not parcels:
        raise UsageError("nothing that fits is planned; nothing was sent", "See what is planned: cpdocs plan.")
    return Preparation(preparation.situation, parcels, preparation.nothing, preparation.bindings)
