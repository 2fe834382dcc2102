"""One run over one record: what each command does, without the printing.

    look      what ``plan`` shows
    approve   the chair's attested approval of exactly these copies
    deliver   what ``send`` does: settle what a stopped run left open, prepare, send each ready parcel once
    copies    what ``render`` writes: plain copies for checking, stamped as such
    confirm   a person's word that what was handed over has gone
    operator  who is working

``validate``, which stops before all of these, stands in validate.py. Every function takes an opened Workspace and
what it is about; the demo and the command line call the same ones.
"""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from cpdocs.delivery.base import Carriers
from cpdocs.distribution import make, prepare, send, settle_stopped_runs
from cpdocs.errors import LedgerError, UsageError
from cpdocs.record.model import Record
from cpdocs.render.ahead import Ahead
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Copy, Format, Order, Stamp
from cpdocs.stages import STATES, STOPS, Ended, Paper, Preparation, Prepared, stopped
from cpdocs.validate import read
from cpdocs.workspace import Workspace

if TYPE_CHECKING:  # loading it takes as long as laying out a letter, and meanwhile the fenced child can be started
    from cpdocs.ledger.store import Ledger

NOT_FOR_SENDING = "NOT FOR SENDING"
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
        return _prepared(workspace, ledger, record, today)


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
            return _delivered(workspace, ledger, fence, record, today, operator, carriers, wanted, told=told)


def approve(workspace: Workspace, path: Path, today: date, document: str, by: str, evidence: str, operator: str) -> str:
    """Record the attested approval of one document's copies as they stand now; returns the entry's number.

    The approver is the chair or a named deputy from the authority's staff; never the operator, never the minute taker
    (Birmingham Children's Trust, 2024: an independent check by somebody else than the author).

    Raises:
        UsageError: somebody else, no evidence, nothing to approve, or a document that needs no approval.
    """
    if not evidence.strip():
        raise UsageError("an approval needs evidence", "Say where the approval can be seen: --evidence TEXT.")
    record = read(workspace, path, today)
    _require_approver(workspace, record, by, operator)
    with workspace.ledger() as ledger:
        preparation = _prepared(workspace, ledger, record, today)
        if document not in preparation.bindings:
            raise UsageError(f"nothing is planned of {document}", "See what is: cpdocs plan.")
        if not any(p.settled.planned.approval_needed for p in preparation.parcels if _is(p, document)):
            hint = "Invitations need the chair's recorded agreement to the list: invitations_agreed."
            raise UsageError(f"{document} needs no approval", hint)
        entry = ledger.append(
            "approved",
            {
                "reference": record.reference,
                "case": record.case,
                "document": document,
                "edition": record.edition(document),
                "binding": preparation.bindings[document],
                "by": by,
                "evidence": evidence,
                "operator": operator,
            },
        )
    return str(entry.seq)


def confirm(workspace: Workspace, attempt: str, how: Literal["sent", "posted"], by: str, evidence: str) -> None:
    """A person's word that what was handed over has gone: an e-mail sent, a paper posted or given.

    Raises:
        UsageError: a paper cannot be sent, and an e-mail cannot be posted.
        StepRefusedError: there is no such attempt, or it was not handed over.
    """
    with workspace.ledger() as ledger:
        channel = next((a.intent.channel for a in ledger.attempts() if a.id == attempt), None)
        if channel is not None and (channel == "print") != (how == "posted"):
            way = "goes on paper: say posted" if channel == "print" else "goes by e-mail: say sent"
            raise UsageError(f"attempt {attempt} {way}")
        ledger.confirm(attempt, how, by=by, evidence=evidence)


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
                made = make(ahead, preparation.situation, paper, order) if order else None
            except STOPS as error:
                yield paper, stopped(parcel, error)
            else:
                yield paper, made or Ended(parcel, "held", holds=parcel.settled.holds)


def _plain(paper: Paper, form: Format) -> Order | None:
    """A copy for checking; None for a paper that no template makes."""
    return Order(paper.draft, form, Stamp(paper.planned.addressee, NOT_FOR_SENDING)) if paper.draft else None


def _delivered(
    workspace: Workspace,
    ledger: Ledger,
    fence: Fence,
    record: Record,
    today: date,
    operator: str,
    carriers: Carriers,
    wanted: Callable[[Prepared], bool],
    *,
    told: Told,
) -> Run:
    from cpdocs.keeping import keep, verify

    if not verify(workspace, ledger).valid:
        raise LedgerError("the ledger does not verify; nothing was sent", "See what is wrong: cpdocs ledger verify.")
    settle_stopped_runs(ledger, carriers)
    preparation = _prepared(workspace, ledger, record, today)
    chosen = _narrowed(preparation, wanted)
    if preparation.parcels and not chosen.parcels:
        raise UsageError("nothing that fits is planned; nothing was sent", "See what is planned: cpdocs plan.")
    ended: list[Ended] = []
    for one in send(workspace, ledger, fence, chosen, carriers, operator):
        ended.append(one)
        told(len(ended), len(chosen.parcels), one.parcel.written.planned.document)
    counts = Run("", chosen, tuple(ended)).counts
    about = {"reference": record.reference, "case": record.case}
    entry = ledger.append("run", {**about, "operator": operator, "today": today.isoformat(), "counts": counts})
    return Run(f"R{entry.seq}", chosen, tuple(ended), keep(workspace, ledger))


def operator(workspace: Workspace, named: str | None) -> str:
    """The staff id of whoever is working: ``named``, else CPDOCS_OPERATOR, else the one whose account is the login.

    Raises:
        UsageError: nobody, or somebody who may not operate.
    """
    wanted = named or os.environ.get("CPDOCS_OPERATOR")
    staff = workspace.authority.staff
    if wanted:
        found = next((s for s in staff if s.id == wanted), None)
    else:
        login = _login()
        found = next((s for s in staff if login is not None and s.account == login), None)
    if found is None or "operate" not in found.may:
        hint = "Say --operator STAFF (or --by): the id of somebody whom authority.yaml lets operate."
        raise UsageError("it is not known who is working", hint)
    return found.id


def _login() -> str | None:
    """The name of this login; None for an account that the machine has no name for, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return None


def _require_approver(workspace: Workspace, record: Record, by: str, operator: str) -> None:
    staff = workspace.authority.staff_member(by)
    allowed = staff is not None and ("approve" in staff.may or by == record.conference.chair)
    if not allowed or by in (operator, record.conference.minute_taker):
        hint = "The chair approves, or a deputy whom authority.yaml lets approve; never the operator or minute taker."
        raise UsageError(f"{by if re.fullmatch('[a-z0-9_-]+', by) else 'this person'} cannot approve this", hint)


def _prepared(workspace: Workspace, ledger: Ledger, record: Record, today: date) -> Preparation:
    from cpdocs.keeping import history

    past = history(ledger, record.reference)
    return prepare(workspace, workspace.situation(record, today, past, workspace.pins()))


def _narrowed(preparation: Preparation, wanted: Callable[[Prepared], bool]) -> Preparation:
    chosen = tuple(filter(wanted, preparation.parcels))
    return Preparation(preparation.situation, chosen, preparation.nothing, preparation.bindings)


def _is(parcel: Prepared, document: str) -> bool:
    return parcel.settled.planned.document == document
