"""What the ledger says of a case, in the words of the rules: the one place where the two languages meet.

The rules know no ledger and the ledger no rule; a run asks here once, and everything that follows goes by the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from cpdocs.rules.holds import Keyed, is_released, stops
from cpdocs.rules.past import GONE, Approved, CameBack, History, Key, Lost, Past, PastState
from cpdocs.rules.situation import Hold, Planned

if TYPE_CHECKING:
    from cpdocs.ledger.entry import AttemptState, Entry
    from cpdocs.ledger.store import Ledger
    from cpdocs.record.model import Record

_PAST: Final[Mapping[str, PastState]] = {
    "open": "open",
    "sent": "sent",
    "handed_over": "handed_over",
    "failed": "failed",
    "in_doubt": "in_doubt",
    "confirmed_sent": "sent",
    "confirmed_posted": "posted",
    "resolved_sent": "sent",
    "resolved_not_sent": "not_sent",
    "delivered": "delivered",
    "bounced": "bounced",
    "returned": "returned",
}


def read(ledger: Ledger, record: Record, zone: ZoneInfo) -> History:
    """The latest of each parcel and approval of this conference, and where this case's people were last reached.

    ``zone`` is the council's: the ledger keeps UTC, and a day ends at the council's midnight.
    """
    attempts = ledger.attempts(case=record.case)
    entries = list(ledger.entries(case=record.case))
    here = [e for e in entries if e.details is not None and e.details.get("reference") == record.reference]
    ours = [attempt for attempt in attempts if attempt.intent.reference == record.reference]
    found = [entry for entry in here if entry.event == "found"]
    return History(
        parcels={_key(a): _past(a, zone) for a in ours} | _found_gone(record.reference, found, zone),
        approved={_edition(details): _approved(details) for details in _of(here, "approved")},
        released=frozenset(mark for details in _of(entries, "released") for mark in details["marks"]),
        cancelled=frozenset(Key(record.reference, *_edition(d), str(d["recipient"])) for d in _of(here, "cancelled")),
        phrases={str(details["recipient"]): int(details["number"]) for details in _of(here, "phrase")},
        stopped=_stopped(ledger, record.case),
        reached={a.intent.recipient: a.intent.destination for a in attempts if _PAST[a.state] in GONE},
        came_back=_came_back(attempts, zone),
        lost=_lost(ledger, record, ours, found, zone),
    )


def stopped_since(
    ledger: Ledger, case: str, planned: Planned, view: str, history: History, keyed: Keyed
) -> tuple[Hold, ...]:
    """What holds a parcel that was ready: somebody else said meanwhile that another went to the wrong hands there."""
    now = replace(history, stopped=_stopped(ledger, case))
    return tuple(h for h in stops(planned, now, keyed) if not is_released(planned, view, h, now, keyed))


def _stopped(ledger: Ledger, case: str) -> Mapping[str, tuple[str, ...]]:
    """The attempts after which nothing more goes to a recipient of this case, or to a destination.

    A mailbox is stopped for every case, since the next family's papers would lie in it as well; a postal address only
    for the case of the parcel that went there.
    """
    found: dict[str, tuple[str, ...]] = {}
    for note in open_breaches(ledger):
        ours = note["case"] == case
        ends = [str(note["recipient"])] if ours else []
        ends += [str(note["destination"])] if ours or note["channel"] != "print" else []
        for end in filter(None, ends):
            found[end] = (*found.get(end, ()), str(note["attempt"]))
    return found


def open_breaches(ledger: Ledger) -> tuple[Mapping[str, Any], ...]:
    """The notes ``breach`` whose stop nobody has lifted, over all cases."""
    found: dict[str, Mapping[str, Any]] = {}
    for entry in ledger.entries(None, None, "breach", "breach_closed"):
        if entry.details is None:
            continue
        attempt = str(entry.details["attempt"])
        if entry.event == "breach":
            found[attempt] = entry.details
        else:
            found.pop(attempt, None)
    return tuple(found.values())


def _came_back(attempts: Sequence[AttemptState], zone: ZoneInfo) -> dict[tuple[str, str], CameBack]:
    """From which destinations papers of this case came back, and nothing that was begun since has gone there.

    What was on its way there before is no sign that the address is right: it may come back too.
    """
    found: dict[tuple[str, str], CameBack] = {}
    for one in sorted(attempts, key=lambda a: a.last_seq):
        there = (one.intent.recipient, one.intent.destination)
        again = (
            a
            for a in attempts
            if (a.intent.recipient, a.intent.destination) == there
            and a.opened_seq > one.last_seq
            and _PAST[a.state] in GONE
        )
        match _PAST[one.state]:
            case ("bounced" | "returned") as how if not any(again):
                found[there] = CameBack(how, one.id, _day(one.last_time, zone))
    return found


def _lost(
    ledger: Ledger, record: Record, attempts: Iterable[AttemptState], found: Iterable[Entry], zone: ZoneInfo
) -> Lost | None:
    """What may have gone of this conference without a trace, since the ledger was last put back from a backup.

    Nothing, where it was asked for later than that; and until the day of a conference nothing of what is said there.
    """
    losses = ledger.losses()
    if not losses:
        return None
    last = losses[-1]
    day = _day(last.time, zone)
    if record.requested is not None and record.requested.on > day:
        return None
    settled = {_key(attempt) for attempt in attempts if attempt.last_seq > last.seq}
    asked = (Key(record.reference, *_words(one)) for e in found if e.seq > last.seq for one in _rows(e, "not_gone"))
    return Lost(last.seq, day, beforehand=record.conference.date > day, known=frozenset({*settled, *asked}))


def _found_gone(reference: str, found: Iterable[Entry], zone: ZoneInfo) -> dict[Key, Past]:
    """The parcels of which two people found after a loss that they had gone."""
    return {
        Key(reference, *_words(one)): Past("sent", "", _day(entry.time, zone))
        for entry in found
        for one in _rows(entry, "gone")
    }


def _rows(entry: Entry, name: str) -> Iterable[Any]:
    rows: Iterable[Any] = (entry.details or {}).get(name, ())
    return rows


def _words(parcel: Any) -> tuple[str, int, str]:  # noqa: ANN401  (JSON)
    document, edition, recipient = parcel
    return str(document), int(edition), str(recipient)


def _of(entries: Iterable[Entry], event: str) -> Iterable[Mapping[str, Any]]:
    return (entry.details for entry in entries if entry.event == event and entry.details is not None)


def _key(attempt: AttemptState) -> Key:
    done = attempt.intent
    return Key(done.reference, done.document, done.edition, done.recipient)


def _past(attempt: AttemptState, zone: ZoneInfo) -> Past:
    state = _PAST[attempt.state]
    return Past(state, attempt.intent.view, _day(attempt.left_time, zone) if state in GONE else None)


def _day(time: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(time).astimezone(zone).date()


def _edition(details: Mapping[str, Any]) -> tuple[str, int]:
    return str(details["document"]), int(details["edition"])


def _approved(details: Mapping[str, Any]) -> Approved:
    return Approved(str(details["binding"]), signed="signature" in details)
