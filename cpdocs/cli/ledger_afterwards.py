"""cpdocs ledger bounces, due and give-up: what became of what had left, and what still waits for somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import click

from cpdocs import bounces as notifications
from cpdocs import due as waiting
from cpdocs import rights
from cpdocs.cli import report
from cpdocs.cli.ledger_lines import keep, printable
from cpdocs.cli.root import format_option, today_option, workspace_option
from cpdocs.workspace import Workspace

_RESULTS: Final[Mapping[notifications.Result, str]] = {
    "recorded": "recorded",
    "known": "known before",
    "nothing": "changing nothing",
}
_operator = click.option("--operator", help="Your staff id; else CPDOCS_OPERATOR, else whoever's account is the login.")


@click.command(epilog="Example: cpdocs ledger bounces /srv/cpdocs/bounces")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@_operator
@workspace_option
@format_option
def bounces(folder: Path, operator: str | None, workspace: Workspace, form: str) -> None:
    """Read the bounces in a folder, and record what became of parcels.

    Save what came to the sender's mailbox as .eml files. A delivery status notification (RFC 3464) that bears a serial
    of ours, and is about the address to which that parcel went, is recorded: bounced or delivered. Every other file is
    named and changes nothing. No word of a message is kept, only its status code. Reading a folder again is safe.
    """
    typing = rights.operator(workspace, operator)
    found = notifications.read(workspace, folder, typing)
    if any(one.result == "recorded" for one in found):
        keep(workspace)
    if form == "json":
        report.print_json({"version": 1, "files": [_file(one) for one in found]})
        return
    if found:
        told = [(printable(f.file), f.attempt, f"{f.action} {f.code}".strip(), f.result, f.because) for f in found]
        click.echo(report.table(told, ("file", "attempt", "says", "result", "because")))
    counts = Counter(one.result for one in found)
    results = ", ".join(f"{counts[result]} {words}" for result, words in _RESULTS.items() if counts[result])
    number = "1 file" if len(found) == 1 else f"{len(found)} files"
    click.echo(f"{number}: {results}" if results else number)


@click.command(epilog="Example: cpdocs ledger due")
@today_option
@workspace_option
@format_option
def due(today: date | None, workspace: Workspace, form: str) -> None:
    """List what waits for somebody, over all cases, and what settles it.

    Handed over and not confirmed, in doubt, left open by a run that was stopped; bounced, returned or failed and not
    gone again. What has waited longest comes first.
    """
    day = today or workspace.today
    found = waiting.due(workspace, day)
    if form == "json":
        report.print_json({"version": 1, "today": day.isoformat(), "due": [_due(one) for one in found]})
        return
    if not found:
        click.echo("nothing waits")
        return
    told = [_row(one) for one in found]
    click.echo(report.table(told, ("attempt", "state", "days", "reference", "document", "for", "settled by")))
    states = Counter(one.attempt.state for one in found)
    counts = ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in states.items())
    click.echo(f"{len(found)} wait: {counts}")


@click.command(
    name="give-up", epilog='Example: cpdocs ledger give-up A17 --because "the meeting is over; she was told by phone"'
)
@click.argument("attempt")
@click.option("--because", required=True, help="Why it need not go again. No case text: the ledger keeps it.")
@_operator
@workspace_option
def give_up(attempt: str, because: str, operator: str | None, workspace: Workspace) -> None:
    """Say that a parcel which failed, bounced or was returned is not to go again."""
    typing = rights.operator(workspace, operator)
    key = waiting.give_up(workspace, attempt, because, typing)
    keep(workspace)
    click.echo(f"{key.document} for {key.recipient}: not to go again")


def _file(one: notifications.FromFile) -> dict[str, str | None]:
    optional = {"attempt": one.attempt, "action": one.action, "code": one.code}
    told = {"file": printable(one.file), "result": one.result, "because": one.because}
    return told | {name: value or None for name, value in optional.items()}


def _due(one: waiting.Due) -> dict[str, object]:
    attempt, intent = one.attempt, one.attempt.intent
    return {
        "attempt": attempt.id,
        "state": attempt.state,
        "since": one.since.isoformat(),
        "days": one.days,
        "reference": intent.reference,
        "document": intent.document,
        "edition": intent.edition,
        "person": intent.recipient,
        "channel": intent.channel,
        "because": attempt.because,
        "settle": list(one.settle),
    }


def _row(one: waiting.Due) -> tuple[str, ...]:
    intent = one.attempt.intent
    state = f"{one.attempt.state.replace('_', ' ')} ({intent.channel})"
    settle = "; or ".join(one.settle)
    return one.attempt.id, state, str(one.days), intent.reference, intent.document, intent.recipient, settle
