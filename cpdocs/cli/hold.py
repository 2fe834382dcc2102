"""cpdocs hold: what waits for a second person, and that person's word that it may go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click

from cpdocs import release as releases
from cpdocs import rights
from cpdocs.cli import after_a_loss, ledger_lines, report
from cpdocs.cli.root import demo_day, format_option, today_option, workspace_option
from cpdocs.errors import RecordError
from cpdocs.workspace import Workspace


@click.group(name="hold")
def command() -> None:
    """See what is held, and release what a second person may release."""


@command.command(name="list", epilog="Example: cpdocs hold list records/CP-2026-0142-1.yaml")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@today_option
@workspace_option
@format_option
def show(files: tuple[Path, ...], today: date | None, workspace: Workspace, form: str) -> None:
    """List the holds of these records; without any, of every record in records/.

    The copies of parcels that wait for nothing else are made for it and thrown away, so that what only a finished copy
    shows is listed too.
    """
    held = list(_held(workspace, files or releases.records(workspace), today or workspace.today))
    if form == "json":
        report.print_json({"version": 1, "holds": [_row(one) for one in held]})
    elif held:
        told = [(one.id, *_of(one), _who(one), one.hold.message) for one in held]
        click.echo(report.table(told, ("id", "document", "for", "released by", "because")))
    else:
        click.echo("nothing is held")


@command.command(
    epilog="Example: cpdocs hold release ZAC64Z3SKL.contact-stale --by service_manager "
    '--because "rang her on 17 November, she lives there"'
)
@click.argument("ident", metavar="ID")
@click.option("--by", required=True, help="Staff id of the second person, whom authority.yaml lets release.")
@click.option("--because", required=True, help="Why it may go. No case text: the ledger keeps it.")
@click.option(
    "--record", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Look in this record only."
)
@click.option("--operator", help="Staff id of whoever types this; never the second person.")
@today_option
@workspace_option
def release(
    ident: str,
    by: str,
    because: str,
    record: Path | None,
    operator: str | None,
    today: date | None,
    workspace: Workspace,
) -> None:
    """Release one hold, by its id in hold list. It is void once the parcel changes."""
    day = demo_day(workspace, today, "hold release")
    typing = rights.operator(workspace, operator)
    paths = (record,) if record else releases.records(workspace)
    done = releases.release(workspace, paths, day, ident, by, because, typing)
    ledger_lines.keep(workspace)
    planned = done.parcel.written.planned
    click.echo(f"{planned.document} for {planned.person}: {done.hold.id} released by {by}")


def _held(workspace: Workspace, files: Iterable[Path], today: date) -> Iterator[releases.Held]:
    """The holds of each record; one that is not whole is named on stderr and keeps no other from being listed."""
    for path in files:
        try:
            yield from releases.holds(workspace, path, today)
        except RecordError as error:
            click.echo(error.diagnostics(), err=True)


def _row(one: releases.Held) -> dict[str, object]:
    planned = one.parcel.written.planned
    return {
        "id": one.id,
        "reference": planned.key.reference,
        "document": planned.document,
        "edition": planned.edition,
        "person": planned.person,
        "hold": one.hold.id,
        "message": one.hold.message,
        "releasable": one.releasable,
    }


def _of(one: releases.Held) -> tuple[str, str]:
    planned = one.parcel.written.planned
    return planned.document, planned.person


def _who(one: releases.Held) -> str:
    return "a second person" if one.releasable else "nobody"


command.add_command(after_a_loss.found)
