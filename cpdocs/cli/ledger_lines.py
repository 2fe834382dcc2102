"""What the verbs that touch the ledger say of it to people: its entries, and what became of its checkpoints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from cpdocs import keeping
from cpdocs.cli import report
from cpdocs.ledger.entry import Entry, attempt_id
from cpdocs.ledger.holdings import Holding
from cpdocs.workspace import Workspace

#: What ``show`` tells of an entry; the rest is for programs.
_TOLD = (
    "attempt",
    "document",
    "recipient",
    "channel",
    "serial",
    "file",
    "road",
    "by",
    "operator",
    "because",
    "evidence",
)


def row(entry: Entry) -> dict[str, Any]:
    """One entry for programs."""
    details = entry.details and dict(entry.details)
    return {"seq": entry.seq, "time": entry.time, "event": entry.event, "mac": entry.mac, "details": details}


def line(entry: Entry) -> str:
    """One entry for people."""
    details = entry.details or {}
    words = [f"{name}={details[name]}" for name in _TOLD if details.get(name)]
    if entry.event == "attempt":
        words.insert(0, f"attempt={attempt_id(entry.seq)}")
    if entry.event == "run":
        words.append(report.counted(details.get("counts", {})))
    told = f"{entry.seq:>5}  {entry.time}  {entry.event:18}  {'  '.join(words)}".rstrip()
    return printable(told)  # a proof may be a stranger's


def held(one: Holding) -> tuple[str, ...]:
    """What somebody has, as a row of a table."""
    intent, state = one.attempt.intent, one.attempt.state.replace("_", " ")
    return intent.reference, intent.document, str(intent.edition), intent.recipient, state, one.attempt.id, one.told


def holding(one: Holding) -> dict[str, Any]:
    """The same for programs."""
    intent = one.attempt.intent
    return {
        "reference": intent.reference,
        "document": intent.document,
        "edition": intent.edition,
        "person": intent.recipient,
        "state": one.attempt.state,
        "attempt": one.attempt.id,
        "newest": one.newest,
        "has_newest": one.has_newest,
    }


def printable(text: str) -> str:
    """A stranger's text without what would move a cursor or hide a letter."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def keep(workspace: Workspace) -> None:
    """Keep a checkpoint after a verb that wrote to the ledger, and say where it could not be kept."""
    with workspace.ledger() as ledger:
        say_unkept(keeping.keep(workspace, ledger))


def say_unkept(places: Iterable[str]) -> None:
    """The places that did not take a checkpoint; what was done stays done."""
    for place in places:
        click.echo(f"warning: no checkpoint of the ledger could be kept at {place}", err=True)
