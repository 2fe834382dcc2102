"""cpdocs approve: the chair's approval of exactly these copies, attested with evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cpdocs import run
from cpdocs.cli import ledger_lines
from cpdocs.cli.root import record_argument, today_option, workspace_option
from cpdocs.workspace import Workspace


@click.command(
    epilog="Example: cpdocs approve records/CP-2026-0142-1.yaml --document decision_letter --by reviewing_officer "
    '--evidence "read the copies on 16 November, initialled list in the file"'
)
@record_argument
@click.option("--document", required=True, help="The document whose copies are approved.")
@click.option("--by", required=True, help="Staff id of the chair or a named deputy.")
@click.option("--evidence", required=True, help="Where the approval can be seen. No case text: the ledger keeps it.")
@click.option("--operator", help="Staff id of whoever types this; never the approver.")
@today_option
@workspace_option
def command(
    file: Path,
    document: str,
    by: str,
    evidence: str,
    operator: str | None,
    today: date | None,
    workspace: Workspace,
) -> None:
    """Record that the chair approved a document's copies. Any later change to them voids it."""
    typing = run.operator(workspace, operator)
    number = run.approve(workspace, file, today or workspace.today, document, by, evidence, typing)
    ledger_lines.keep(workspace)
    click.echo(f"{document}: approved by {by} (entry {number} of the ledger)")
