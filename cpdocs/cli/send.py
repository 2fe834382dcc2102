"""cpdocs send: every ready parcel to its recipient, once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import click

from cpdocs import rights, run
from cpdocs.cli import codes, ledger_lines, report, screen
from cpdocs.cli.root import demo_day, format_option, record_argument, today_option, workspace_option
from cpdocs.errors import UsageError
from cpdocs.transports import NAMES, carriers
from cpdocs.workspace import Workspace


@click.command(epilog="Example: cpdocs send records/CP-2026-0142-1.yaml --document decision_letter")
@record_argument
@click.option("--document", help="This document only.")
@click.option("--for", "person", help="This person's parcels only.")
@click.option("--transport", type=click.Choice(NAMES), default="outbox", show_default=True)
@click.option("--working-copy", is_flag=True, help="The minutes as a Word file, to the chair alone, to correct.")
@click.option("--operator", help="Your staff id; without it CPDOCS_OPERATOR, else the one whose account is your login.")
@today_option
@workspace_option
@format_option
def command(
    *,
    file: Path,
    document: str | None,
    person: str | None,
    transport: str,
    working_copy: bool,
    operator: str | None,
    today: date | None,
    workspace: Workspace,
    form: str,
) -> int:
    """Send what is ready. Running it again is safe: what has gone is done, and nothing goes twice.

    With --working-copy the chair gets the minutes in Word before anybody approves them; no other Word file leaves but a
    form that its reader fills in.
    """
    day = demo_day(workspace, today, "send")

    if working_copy and person is not None:
        raise UsageError("a working copy is the chair's alone", "Leave out --for.")

    typing, ways = rights.operator(workspace, operator), carriers(workspace, transport)
    wanted = run.only(document, person)
    with closing(ways), screen.progress("sending") as waiting:
        if working_copy:
            sending = run.working_copy(workspace, file, day, document or "minutes", typing, ways)
        else:
            sending = run.deliver(workspace, file, day, typing, ways, wanted, told=waiting.told)
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
    if on_paper := list(_check_list(sending, outbox)):
        click.echo("Count each envelope before it is shut; every sheet in it bears the serial of the envelope:")
        click.echo(report.table(on_paper, ("envelope", "sheets, both sides", "sheets, one side", "goes")))
    if sending.counts["handed_over"]:
        click.echo(f"The files lie in {outbox}; when they have gone, say so with cpdocs ledger confirm.")


def _check_list(sending: run.Run, outbox: Path) -> Iterator[tuple[str, str, str, str]]:
    """A row for each envelope of this run, with no name on it: what must be in it, and how it goes.

    One sheet too many in an envelope is how another family's letter came into it (Midlothian, 2012).
    """
    import pikepdf

    for ended in sending.ended:
        route = ended.parcel.written.planned.route
        if ended.state == "handed_over" and route.by != "email":
            with pikepdf.open(outbox / ended.file) as printed:
                pages = len(printed.pages)
            yield ended.parcel.written.serial, str((pages + 1) // 2), str(pages), f"by {route.by}"
