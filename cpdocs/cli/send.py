"""cpdocs send: every ready parcel to its recipient, once."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import click

from cpdocs import run
from cpdocs.cli import codes, ledger_lines, report, screen
from cpdocs.cli.root import format_option, record_argument, today_option, workspace_option
from cpdocs.errors import UsageError
from cpdocs.transports import NAMES, carriers
from cpdocs.workspace import Workspace


@click.command(epilog="Example: cpdocs send records/CP-2026-0142-1.yaml --document decision_letter")
@record_argument
@click.option("--document", help="This document only.")
@click.option("--for", "person", help="This person's parcels only.")
@click.option("--transport", type=click.Choice(NAMES), default="outbox", show_default=True)
@click.option("--operator", help="Your staff id; without it CPDOCS_OPERATOR, else the one whose account is your login.")
@today_option
@workspace_option
@format_option
def command(
    file: Path,
    document: str | None,
    person: str | None,
    transport: str,
    operator: str | None,
    today: date | None,
    workspace: Workspace,
    form: str,
) -> int:
    """Send what is ready. Running it again is safe: what has gone is done, and nothing goes twice."""
    if today is not None and not workspace.settings.demo:
        raise UsageError("send goes by today's date", "--today works with send in a demo workspace only.")

    typing, ways = run.operator(workspace, operator), carriers(workspace, transport)
    wanted = run.only(document, person)
    with closing(ways), screen.progress("sending") as waiting:
        sending = run.deliver(workspace, file, today or workspace.today, typing, ways, wanted, told=waiting.told)
    if form == "json":
        report.print_json(report.sent(sending))
    else:
        _say(sending, workspace.folder / workspace.settings.outbox)
    ledger_lines.say_unkept(sending.unkept)
    return codes.of(sending.ended, sending.counts["planned"])


def _say(sending: run.Run, outbox: Path) -> None:
    """The run for people: a line a parcel, the conservation law, and where the files lie."""
    rows = [
        (p.document, p.person, str(p.route.channel), e.state.replace("_", " "), e.file or report.why(e))
        for e in sending.ended
        for p in (e.parcel.written.planned,)
    ]
    if rows:
        click.echo(report.table(rows, ("document", "person", "channel", "state", "where, or why")))
        click.echo()
    click.echo(f"{report.counts_line(sending)} (run {sending.number})")
    if not sending.ended:
        click.echo("Nothing that fits is planned today; cpdocs plan says why.")
    if sending.counts["handed_over"]:
        click.echo(f"The files lie in {outbox}; when they have gone, say so with cpdocs ledger confirm.")
