"""When a family may be erased from ledger and archive: two people, after the years to keep, under no legal hold.

How it is done, and what stays, stands in ledger/erasure.py. A legal hold is an entry of the case's own: it is set by
one person, since waiting does no harm, and lifted by two.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cpdocs import archive
from cpdocs.errors import UsageError
from cpdocs.history import open_breaches
from cpdocs.rights import require_second

if TYPE_CHECKING:
    from cpdocs.ledger.entry import Entry
    from cpdocs.workspace import Workspace


def hold(workspace: Workspace, case: str, because: str, operator: str) -> None:
    """Put a case under legal hold: nothing of it is erased until the hold is lifted.

    Raises:
        UsageError: no reason, or a case that the ledger does not know.
    """
    _require_reason(because)
    with workspace.ledger() as ledger:
        _of_case(list(ledger.entries(case=case)))
        ledger.append("legal_hold", {"case": case, "operator": operator, "because": because})


def lift(workspace: Workspace, case: str, because: str, operator: str, second: str) -> None:
    """Lift a legal hold. Raises UsageError: no reason, a second person who may not be that, or no hold."""
    _require_reason(because)
    require_second(workspace, second, operator)
    with workspace.ledger() as ledger:
        if not _held(list(ledger.entries(case=case))):
            raise UsageError("this case is under no legal hold")
        ledger.append("legal_hold_lifted", {"case": case, "operator": operator, "by": second, "because": because})


def erase(workspace: Workspace, case: str, today: date, because: str, operator: str, second: str) -> int:
    """Erase what archive and ledger keep of a case; returns how many entries lost their details.

    Raises:
        UsageError: no reason, a second person who may not be that, a case that the ledger does not know, a legal hold,
            a stop after a parcel went to the wrong hands, no word in authority.yaml of how long a case is kept, or one
            that must still be kept.
        StepRefusedError: what became of an attempt of it is not known yet.
    """
    _require_reason(because)
    require_second(workspace, second, operator)
    with workspace.ledger() as ledger:
        entries = _of_case(list(ledger.entries(case=case)))
        if _held(entries):
            raise UsageError("this case is under legal hold; nothing was erased", "See: cpdocs ledger show --case.")
        if any(note["case"] == case for note in open_breaches(ledger)):
            hint = "Its stop would be forgotten too. Lift it first: cpdocs breach ATTEMPT --close."
            raise UsageError("a parcel of this case is in the wrong hands; nothing was erased", hint)
        until = _kept_until(workspace, entries)
        if today < until:
            raise UsageError(f"this case is kept until {until}; nothing was erased")
        sent = {attempt.intent.reference for attempt in ledger.attempts(case=case)}
        return ledger.erase(
            case, by=operator, second=second, because=because, first=lambda: archive.remove(workspace, sent)
        )


def _kept_until(workspace: Workspace, entries: Sequence[Entry]) -> date:
    """So many years after the last that the ledger knows of the case, by the council's own rule."""
    years = workspace.authority.rules.keep_years
    if years is None:
        hint = "Write rules: keep_years: in authority.yaml, as the council's retention schedule has it."
        raise UsageError("authority.yaml does not say how long a case is kept; nothing was erased", hint)
    last = datetime.fromisoformat(entries[-1].time).astimezone(ZoneInfo(workspace.authority.timezone)).date()
    try:
        return last.replace(year=last.year + years)
    except ValueError:  # 29 February, in a year that has none
        return date(last.year + years, 3, 1)


def _of_case(entries: Sequence[Entry]) -> Sequence[Entry]:
    if not entries:
        raise UsageError("the ledger knows nothing of this case", "See what it knows: cpdocs ledger show.")
    return entries


def _held(entries: Sequence[Entry]) -> bool:
    words = [entry.event for entry in entries if entry.event in ("legal_hold", "legal_hold_lifted")]
    return words[-1:] == ["legal_hold"]


def _require_reason(because: str) -> None:
    if not because.strip():
        raise UsageError("it is not said why", "Say --because TEXT, without case text: the ledger keeps it.")
