"""What people do after the ledger was put back from a backup, so that nothing which it has forgotten goes twice.

    put_back    two people's word that it was, with what the checkpoints elsewhere show of the loss
    found       two people's word on one conference: which of its parcels had gone before, and which had not

Between the two every parcel that may have gone is held (rules/holds.py, ``restored``). docs/adr/0020 says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cpdocs.errors import LedgerError, UsageError
from cpdocs.keeping import signer
from cpdocs.ledger import kept, restored
from cpdocs.rights import require_second
from cpdocs.rules.past import NOT_GONE
from cpdocs.run import prepared
from cpdocs.validate import read
from cpdocs.workspace import Workspace

if TYPE_CHECKING:
    from cpdocs.ledger.checkpoint import Checkpoint
    from cpdocs.ledger.restored import Loss
    from cpdocs.ledger.store import Ledger
    from cpdocs.rules.past import History
    from cpdocs.stages import Prepared

FORGOTTEN = "the ledger was put back from a backup; what became of it is not known"
_ANOTHER = "Give one of this ledger's own, unchanged; cpdocs ledger key says by whose key they are signed."


def put_back(
    workspace: Workspace,
    ledger: Ledger,
    checkpoints: Sequence[Checkpoint],
    operator: str,
    second: str,
    because: str,
) -> Loss:
    """Record that the ledger was put back, and put in doubt what it says is under way.

    ``checkpoints`` are given by hand; those in the places that cpdocs.yaml names are read too, where they can be.

    Raises:
        UsageError: no reason, or a second person who may not be that.
        LedgerError: the ledger is not in order by itself, a checkpoint is not of this ledger, or a run is under way.
    """
    require_second(workspace, second, operator)
    _require(because, "why")
    if not ledger.verify().valid:
        raise LedgerError("This ledger is not in order, whatever was lost.", "See what is wrong: cpdocs ledger verify.")
    earlier = ledger.losses()
    size, _ = ledger.head()
    known = [*checkpoints, *_elsewhere(workspace, min([size, *(loss.size for loss in earlier)]))]
    key = signer(workspace).verifier
    if any(one.signed_by(key) != "ours" for one in known):
        raise LedgerError("A checkpoint was changed, or another ledger's key signed it.", _ANOTHER)
    told_before = restored.excused(earlier)
    odd = {(one.size, one.root) for one in restored.unlike(ledger, known)} - told_before
    if odd and min(odd)[0] <= size:  # the ledger has grown past what an earlier putting back did not know of
        size = max((loss.size for loss in earlier if loss.size < min(odd)[0]), default=size)
    if odd and min(odd)[0] <= size:
        hint = "It is another ledger's, or this one was written anew. Keep both, and put back another backup."
        raise LedgerError("A checkpoint of entries that this ledger has shows others.", hint)
    with ledger.settling() as left:
        if not ledger.is_settling:
            raise LedgerError("A run is under way; nothing was recorded.", "Wait until it has ended.")
        told = {"size": size, "lost": [list(one) for one in sorted(odd)], "because": because}
        ledger.append("restored", {**told, "operator": operator, "by": second})
        for attempt in left:  # an outbox that is not the one of then would say that it had failed
            ledger.outcome(attempt.id, "in_doubt", because=FORGOTTEN)
    return ledger.losses()[-1]


def found(
    workspace: Workspace,
    path: Path,
    today: date,
    gone: Iterable[str],
    evidence: str,
    operator: str,
    second: str,
) -> tuple[tuple[Prepared, ...], tuple[Prepared, ...]]:
    """Record of a conference's planned parcels that those with the serials ``gone`` had left, and the others had not.

    Returns both. What is planned later, as its minutes once they are written, is asked for then.

    Raises:
        UsageError: no evidence, a second person who may not be that, a ledger that was never put back, or a serial of
            none of the parcels in question.
    """
    require_second(workspace, second, operator)
    _require(evidence, "how it was found out")
    record = read(workspace, path, today)
    with workspace.ledger() as ledger:
        preparation = prepared(workspace, ledger, record, today)
        history = preparation.situation.history
        if history.lost is None:
            raise UsageError("nothing of this conference can be lost", "See what is held: cpdocs hold list.")
        asked = [p for p in preparation.parcels if _in_question(p, history)]
        wanted = {serial.partition(".")[0] for serial in gone}
        if strange := wanted - {p.written.serial for p in asked}:
            hint = "See which are in question: cpdocs hold list. What is in doubt is resolved: cpdocs resolve."
            raise UsageError(
                f"{len(strange)} of these serials are of no parcel in question; nothing was recorded", hint
            )
        went = tuple(p for p in asked if p.written.serial in wanted)
        stayed = tuple(p for p in asked if p.written.serial not in wanted)
        about = {"reference": record.reference, "case": record.case, "restored": history.lost.entry}
        words = {"evidence": evidence, "operator": operator, "by": second}
        ledger.append("found", {**about, **words, "gone": _keys(went), "not_gone": _keys(stayed)})
    return went, stayed


def _in_question(parcel: Prepared, history: History) -> bool:
    """Whether the ledger would think that it never went, whatever else it may be held for."""
    past = history.parcels.get(parcel.written.planned.key)
    return past is None or past.state in NOT_GONE


def _elsewhere(workspace: Workspace, size: int) -> Iterable[Checkpoint]:
    """What lies in the places of more entries than the ledger has. One that cannot be reached is asked later."""
    for place in workspace.places:
        try:
            yield from kept.beyond(place, size)
        except OSError:
            continue


def _keys(parcels: Iterable[Prepared]) -> list[list[object]]:
    keys = (p.written.planned.key for p in parcels)
    return [[key.document, key.edition, key.recipient] for key in keys]


def _require(text: str, what: str) -> None:
    if not text.strip():
        raise UsageError(f"it is not said {what}", "Say it without case text: the ledger keeps it.")
