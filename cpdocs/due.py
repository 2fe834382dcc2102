"""What waits for somebody, over the whole ledger, and that a parcel which came to nothing is left at that.

    open                              a run is carrying it or was stopped; the next one settles it
    handed over                       nobody has said that it has gone
    in doubt                          nobody knows whether it left
    bounced, returned, failed,        its reader has not got it; the parcel did not go again, in no later edition
    resolved as not sent              either, and nobody said that it need not

A failed parcel goes by itself in the next run; that it is listed says that this run has not been.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from cpdocs.errors import UsageError
from cpdocs.ledger.entry import MAY_TRY_AGAIN, AttemptState, Key
from cpdocs.workspace import Workspace

if TYPE_CHECKING:
    from cpdocs.ledger.store import Ledger

#: The states that are not a parcel's last, whatever became of its others.
_UNSETTLED: Final = frozenset({"open", "handed_over", "in_doubt"})


@dataclass(frozen=True, slots=True)
class Due:
    """One attempt that waits, since which day of the council's, and the commands that would settle it."""

    attempt: AttemptState
    since: date
    days: int
    settle: tuple[str, ...]


def due(workspace: Workspace, today: date) -> tuple[Due, ...]:
    """Everything that waits, what has waited longest first."""
    with workspace.ledger() as ledger:
        attempts, given_up = ledger.attempts(), _given_up(ledger)
    by_reader = {(a.intent.reference, a.intent.document, a.intent.recipient): a.id for a in attempts}
    last = frozenset(by_reader.values())
    waiting = [
        a
        for a in attempts
        if a.state in _UNSETTLED or (a.state in MAY_TRY_AGAIN and a.id in last and a.intent.key not in given_up)
    ]
    found = []
    for attempt in sorted(waiting, key=lambda a: a.last_seq):
        since = datetime.fromisoformat(attempt.last_time).astimezone(workspace.zone).date()
        found.append(Due(attempt, since, (today - since).days, _settling(attempt)))
    return tuple(found)


def give_up(workspace: Workspace, attempt: str, because: str, operator: str) -> Key:
    """Record that a parcel which did not leave, or came back, is not to go again; a new edition is.

    It is the entry that ``cpdocs cancel`` writes, for what no record plans any more: an invitation is not planned once
    its day has come.

    Raises:
        UsageError: no reason; no such attempt; one that has left, or that was followed by another; or it was given up.
    """
    if not because.strip():
        raise UsageError("it is not said why", "Say --because TEXT, without case text: the ledger keeps it.")
    with workspace.ledger() as ledger:
        one = next((a for a in ledger.attempts() if a.id == attempt), None)
        if one is None:
            raise UsageError("there is no such attempt", "See which wait: cpdocs ledger due.")
        key = one.intent.key
        again = [a for a in ledger.attempts(key.reference) if a.intent.key == key and a.opened_seq > one.opened_seq]
        if one.state not in MAY_TRY_AGAIN or again:
            state = f"was followed by {again[-1].id}" if again else f"is {one.state}"
            raise UsageError(f"attempt {one.id} {state}; nothing was given up", "See what waits: cpdocs ledger due.")
        if key in _given_up(ledger):
            raise UsageError(f"attempt {one.id} was given up before, or its parcel was cancelled")
        ledger.append(
            "cancelled",
            {
                "reference": key.reference,
                "case": one.intent.case,
                "document": key.document,
                "edition": key.edition,
                "recipient": key.recipient,
                "because": because,
                "operator": operator,
            },
        )
    return key


def _given_up(ledger: Ledger) -> frozenset[Key]:
    """The parcels that are not to go, or not to go again."""
    told = (entry.details for entry in ledger.entries() if entry.event == "cancelled" and entry.details is not None)
    return frozenset(Key(d["reference"], d["document"], d["edition"], d["recipient"]) for d in told)


def _settling(attempt: AttemptState) -> tuple[str, ...]:
    """What somebody types once she knows, or has mended what is wrong."""
    gone = "posted" if attempt.intent.channel == "print" else "sent"
    leave = f"cpdocs ledger give-up {attempt.id} --because TEXT"
    match attempt.state:
        case "open":
            return ("cpdocs send FILE",)
        case "handed_over":
            return (f"cpdocs ledger confirm {attempt.id} {gone}",)
        case "in_doubt":
            return tuple(f"cpdocs resolve {attempt.id} {how} --evidence TEXT" for how in ("sent", "not-sent"))
        case "bounced" | "returned":
            release = f"cpdocs hold release {attempt.intent.serial}.{attempt.state} --by STAFF --because TEXT"
            return ("cpdocs send FILE", release, leave)
        case _:
            return ("cpdocs send FILE", leave)
