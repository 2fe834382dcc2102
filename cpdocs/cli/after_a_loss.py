"""cpdocs ledger restored and hold found: two people's word that the ledger was put back, and on what had gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cpdocs import recovery, rights
from cpdocs.cli import ledger_lines, ledger_proofs
from cpdocs.cli.restore import say_lost
from cpdocs.cli.root import demo_day, record_argument, today_option, workspace_option
from cpdocs.workspace import Workspace

_second = click.option(
    "--second", required=True, help="Staff id of the second person, whom authority.yaml lets release."
)


@click.command(epilog='Example: cpdocs ledger restored --second service_manager --because "the server was put back"')
@click.option("--checkpoint", "files", multiple=True, type=ledger_proofs.FILE, help="One that was kept elsewhere.")
@_second
@click.option("--because", required=True, help="Why. No case text: the ledger keeps it.")
@click.option("--operator", help="Your staff id.")
@workspace_option
def restored(files: tuple[Path, ...], second: str, because: str, operator: str | None, workspace: Workspace) -> None:
    """Say that this ledger was put back from an older copy in another way than by cpdocs restore.

    Such as PostgreSQL by whoever keeps the server, or a whole machine. What may have gone since is held from then on.
    """
    person = rights.operator(workspace, operator)
    given = [ledger_proofs.read(file) for file in files]
    with workspace.ledger() as ledger:
        loss = recovery.put_back(workspace, ledger, given, person, second, because)
    ledger_lines.keep(workspace)
    say_lost(loss)


@click.command(
    epilog="Example: cpdocs hold found records/CP-2026-0142-1.yaml --went ZAC64Z3SKL --second service_manager "
    '--evidence "Sent Items, and rang the others"'
)
@record_argument
@click.option("--went", "gone", multiple=True, help="The serial of one that had gone; all others had not.")
@click.option("--evidence", required=True, help="How you know. No case text: the ledger keeps it.")
@_second
@click.option("--operator", help="Your staff id.")
@today_option
@workspace_option
def found(
    file: Path,
    gone: tuple[str, ...],
    evidence: str,
    second: str,
    operator: str | None,
    today: date | None,
    workspace: Workspace,
) -> None:
    """After the ledger was put back: say which of a record's parcels had gone by then, and so that the others had not.

    cpdocs hold list names them by their serials, which are the names of the files in the outbox and of the attachments.
    What had gone counts as sent; the others can go.
    """
    day = demo_day(workspace, today, "hold found")
    person = rights.operator(workspace, operator)
    went, stayed = recovery.found(workspace, file, day, gone, evidence, person, second)
    ledger_lines.keep(workspace)
    for word, parcels in (("had gone", went), ("had not gone", stayed)):
        for planned in (parcel.written.planned for parcel in parcels):
            click.echo(f"{planned.document} for {planned.person}: {word}")
