"""The ledger's word that a parcel reached the wrong hands, from which everything further there is held, and its end.

One person stops, since waiting does no harm; two lift it. The rule that holds stands in rules/holds.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from cpdocs.errors import UsageError
from cpdocs.history import open_breaches
from cpdocs.ledger.entry import MAY_TRY_AGAIN, AttemptState, Entry, attempt_seq
from cpdocs.rights import require_second

if TYPE_CHECKING:
    from cpdocs.ledger.store import Ledger
    from cpdocs.workspace import Workspace

#: Within so many hours of becoming aware the Information Commissioner is told (UK GDPR, Article 33(1)). They are hours
#: of a clock: nights, weekends and holidays count; where the clocks change meanwhile, 72 hours they are all the same.
HOURS: Final = timedelta(hours=72)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")
_HOW: Final = 'Write it as the council\'s clock had it: --aware "2026-11-16T09:30".'


@dataclass(frozen=True, slots=True)
class Breach:
    """A parcel that reached the wrong hands, as the ledger has it. ``aware`` is in the council's own time zone.

    ``noted`` is the entry that says so first, ``closed`` that which lifted the stop; None while it stands.
    """

    attempt: AttemptState
    aware: datetime
    noted: Entry
    closed: Entry | None = None

    @property
    def tell_by(self) -> datetime:
        """The end of the 72 hours, by the council's clock."""
        return tell_by(self.aware)


def tell_by(aware: datetime) -> datetime:
    """The end of the 72 hours, in the time zone of ``aware``."""
    return (aware.astimezone(UTC) + HOURS).astimezone(aware.tzinfo)


def moment(text: str, zone: ZoneInfo) -> datetime:
    """A moment as a clerk writes it: by the council's clock, unless it names its offset from UTC.

    Of an hour that the clock had twice, the first, and without the seconds: the 72 hours then end sooner.

    Raises:
        UsageError: it is no day with a time, or one that no clock showed.
    """
    if not _MOMENT.fullmatch(text):
        raise UsageError("that is no day with a time of day", _HOW)
    try:
        found = _minute(datetime.fromisoformat(text))
    except ValueError:
        raise UsageError("there is no such day or time", _HOW) from None
    if found.tzinfo is not None:
        return found.astimezone(zone)
    local = found.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != found:
        raise UsageError("no clock showed that time: the clocks were put forward over it", _HOW)
    return local


def stop(workspace: Workspace, attempt: str, aware: str | None, because: str, operator: str) -> Breach:
    """Record that a parcel reached the wrong hands; nothing further goes there from now on. Once recorded, as it was.

    ``aware`` is when the council became aware, without it now.

    Raises:
        UsageError: no reason, a parcel that did not leave, a moment before that, to come, or other than recorded.
        StepRefusedError: that is not the id of an attempt, or there is no such.
    """
    _require_reason(because)
    zone, now = workspace.zone, workspace.now().astimezone(workspace.zone)
    said = moment(aware, zone) if aware else None
    with workspace.ledger() as ledger:
        state = _attempt(ledger, attempt)
        if state.state in MAY_TRY_AGAIN:
            raise UsageError(f"{attempt} did not leave ({state.state.replace('_', ' ')}); nothing was recorded")
        earlier = find(ledger, state, zone)
        if said is not None:
            _require_right(said, state, earlier, now)
        if earlier is not None:
            return earlier
        known = said or _minute(now)
        noted = ledger.append("breach", _note(state, known, because, operator))
    return Breach(state, known, noted)


def _require_right(said: datetime, state: AttemptState, earlier: Breach | None, now: datetime) -> None:
    """What is typed is checked; the machine's clock is not, for a wrong one must keep nobody from stopping."""
    if earlier is not None and said != earlier.aware:
        hint = "Leave --aware out. Who knew of it earlier is written into the form; the 72 hours count from then."
        raise UsageError(f"the ledger says that the council became aware on {earlier.aware:%Y-%m-%dT%H:%M}", hint)
    began = datetime.fromisoformat(state.opened_time).astimezone(now.tzinfo)
    if earlier is None and not _minute(began) <= said <= now:
        hint = f"{state.id} was begun on {began:%Y-%m-%dT%H:%M}."
        raise UsageError("nobody can have become aware then: it is before the parcel went, or still to come", hint)


def close(workspace: Workspace, attempt: str, because: str, operator: str, by: str) -> AttemptState:
    """Lift the stop for good, by two people. Raises UsageError: no reason, nobody who may, or nothing stopped."""
    _require_reason(because)
    require_second(workspace, by, operator)
    with workspace.ledger() as ledger:
        state = _attempt(ledger, attempt)
        if attempt not in {note["attempt"] for note in open_breaches(ledger)}:
            raise UsageError(f"nothing is stopped because of {attempt}")
        about = {"attempt": attempt, "case": state.intent.case, "reference": state.intent.reference}
        about |= {"recipient": state.intent.recipient, "operator": operator, "by": by, "because": because}
        ledger.append("breach_closed", about)
    return state


def find(ledger: Ledger, state: AttemptState, zone: ZoneInfo) -> Breach | None:
    """The breach that was recorded of an attempt, if there is one; what was said first counts."""
    said = ledger.entries(None, state.intent.case, "breach", "breach_closed")
    notes = [entry for entry in said if entry.details is not None and entry.details["attempt"] == state.id]
    first = next((entry for entry in notes if entry.event == "breach"), None)
    if first is None or first.details is None:
        return None
    aware = datetime.fromisoformat(str(first.details["aware"])).astimezone(zone)
    return Breach(state, aware, first, notes[-1] if notes[-1].event == "breach_closed" else None)


def _note(state: AttemptState, aware: datetime, because: str, operator: str) -> Mapping[str, Any]:
    done = state.intent
    return {
        "attempt": state.id,
        "case": done.case,
        "reference": done.reference,
        "document": done.document,
        "edition": done.edition,
        "recipient": done.recipient,
        "channel": done.channel,
        "destination": done.destination,
        "aware": aware.isoformat(timespec="minutes"),
        "because": because,
        "operator": operator,
    }


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _attempt(ledger: Ledger, attempt: str) -> AttemptState:
    seq = attempt_seq(attempt)
    found = next((state for state in ledger.attempts() if state.opened_seq == seq), None)
    if found is None:
        raise UsageError(f"there is no attempt {attempt}", "See which there are: cpdocs ledger show.")
    return found


def _require_reason(because: str) -> None:
    if not because.strip():
        raise UsageError("it is not said why", "Say --because TEXT, without case text: the ledger keeps it.")
