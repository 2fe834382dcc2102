"""cpdocs cancel: planned parcels that are not to go."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cpdocs import release, rights
from cpdocs.cli import ledger_lines
from cpdocs.cli.root import record_argument, today_option, workspace_option
from cpdocs.workspace import Workspace


@click.command(
    epilog="Example: cpdocs cancel records/CP-2026-0142-1.yaml --document invitation --for gp "
    '--because "he has left the practice, his successor is invited"'
)
@record_argument
@click.option("--document", required=True, help="The document that is not to go.")
@click.option("--for", "person", help="To this person only.")
@click.option("--because", required=True, help="Why not. No case text: the ledger keeps it.")
@click.option("--operator", help="Your staff id; without it CPDOCS_OPERATOR, else the one whose account is your login.")
@today_option
@workspace_option
def command(
    file: Path,
    document: str,
    person: str | None,
    because: str,
    operator: str | None,
    today: date | None,
    workspace: Workspace,
) -> None:
    """Cancel a document's parcels that have not gone. A new edition of the document is planned anew."""
    typing, day = rights.operator(workspace, operator), today or workspace.today
    cancelled = release.cancel(workspace, file, day, document, person, because, typing)
    ledger_lines.keep(workspace)
    for parcel in cancelled:
        planned = parcel.written.planned
        click.echo(f"{planned.document} (edition {planned.edition}) for {planned.person}: cancelled")
