"""cpdocs resolve: a person's word on an attempt that is in doubt."""

from __future__ import annotations

from typing import Literal

import click

from cpdocs import rights
from cpdocs.cli import ledger_lines
from cpdocs.cli.root import workspace_option
from cpdocs.workspace import Workspace


@click.command(epilog='Example: cpdocs resolve A17 not-sent --evidence "not in Sent Items, recipient asked by phone"')
@click.argument("attempt")
@click.argument("how", type=click.Choice(["sent", "not-sent"]))
@click.option("--evidence", required=True, help="How you know. No case text: it goes into the ledger.")
@click.option("--operator", help="Your staff id.")
@workspace_option
def command(attempt: str, how: str, evidence: str, operator: str | None, workspace: Workspace) -> None:
    """Resolve an attempt in doubt. After not-sent the parcel can be sent again; after sent it never is."""
    known: Literal["sent", "not_sent"] = "sent" if how == "sent" else "not_sent"
    person = rights.operator(workspace, operator)
    with workspace.ledger() as ledger:
        state = ledger.resolve(attempt, known, by=person, evidence=evidence)
    ledger_lines.keep(workspace)
    click.echo(f"{state.id}: {how}")
