"""What a parcel held: found again in the records, and believed only if it is word for word what went.

The ledger keeps no text. It keeps a keyed digest of the Views that went, and a record from which the same Views are cut
today is what they were cut from then. Anything else is a guess, and a guess about whom papers expose is worse than
none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cpdocs import history
from cpdocs.distribution import prepare
from cpdocs.errors import InputError
from cpdocs.record.prose import load_record
from cpdocs.rules import entitlements, working_copy
from cpdocs.rules.entitlements import Plan
from cpdocs.rules.situation import Planned, Situation
from cpdocs.stages import Written
from cpdocs.validate import read
from cpdocs.views.exposed import Exposed, exposed
from cpdocs.views.shape import View

if TYPE_CHECKING:
    from cpdocs.ledger.entry import Intent
    from cpdocs.ledger.store import Ledger
    from cpdocs.workspace import Workspace

#: The record makes the same copy; it makes another or none; there is no record of this reference that can be read.
Copy = Literal["same", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Went:
    """What is known of a parcel's content: nothing, unless ``copy`` is ``same``."""

    copy: Copy
    written: Written | None = None
    exposed: tuple[Exposed, ...] = ()


def went(workspace: Workspace, ledger: Ledger, intent: Intent, paths: Iterable[Path]) -> Went:
    """What the parcel of this intent held, from the one of the records at ``paths`` that still makes the same copy.

    A conference may have several files, one a stage; each of its reference is asked. One that is not whole is passed
    over: what became of the parcel must not wait for it.
    """
    copy: Copy = "gone"
    for path in paths:
        try:
            situation = _situation(workspace, ledger, intent, path)
            if situation is None:
                continue
            copy = "changed"
            for planned in _planned(situation, intent):
                written = prepare(workspace, situation, Plan((planned,), ())).parcels[0].written
                if written.view == intent.view:
                    return Went("same", written, exposed(situation, _views(written)))
        except InputError:
            continue
    return Went(copy)


def _situation(workspace: Workspace, ledger: Ledger, intent: Intent, path: Path) -> Situation | None:
    """The situation of the day on which the parcel went; None for the record of another conference."""
    record = load_record(path).value
    if record is None or record.reference != intent.reference:
        return None
    today = date.fromisoformat(intent.today)
    record = read(workspace, path, today)
    return workspace.situation(record, today, history.read(ledger, record, workspace.zone), workspace.pins())


def _planned(situation: Situation, intent: Intent) -> Iterator[Planned]:
    """What is planned under this parcel's key: one of the plan, or the chair's working copy."""
    copy = working_copy.planned(situation, intent.document, intent.edition)
    every = (*entitlements.plan(situation).planned, *((copy,) if isinstance(copy, Planned) else ()))
    wanted = (intent.document, intent.edition, intent.recipient)
    yield from (p for p in every if (p.document, p.edition, p.person) == wanted)


def _views(written: Written) -> Iterator[tuple[Planned, View]]:
    yield from ((paper.planned, paper.cut.view) for paper in written.papers if paper.cut)
