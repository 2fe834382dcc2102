"""cpdocs validate: what is wrong with a record, what can be made now, what the rest lack."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cpdocs.cli import codes, report, screen
from cpdocs.cli.root import format_option, today_option, workspace_option
from cpdocs.rules.checks.problem import near
from cpdocs.validate import Checked, check
from cpdocs.workspace import Workspace


@click.command(epilog="Example: cpdocs validate records/CP-2026-0142-1.yaml")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--document", help="Fail unless this document can be made.")
@today_option
@workspace_option
@format_option
def command(files: tuple[Path, ...], document: str | None, today: date | None, workspace: Workspace, form: str) -> int:
    """Check records. Every finding says FILE:LINE:COLUMN, an id, what is wrong, and the cure."""
    known = workspace.tables.documents.documents
    if document is not None and document not in known:
        raise click.UsageError(f"there is no document of this name. {near(document, known, 'in documents.yaml')}")
    checked = [check(workspace, file, today or workspace.today, document) for file in files]
    if form == "json":
        report.print_json(report.validated(checked))
    else:
        for one in checked:
            _say(one)
    return 0 if all(c.valid for c in checked) else codes.INVALID


def _say(checked: Checked) -> None:
    for finding in checked.findings:
        click.echo(("" if finding.severity == "error" else "warning: ") + finding.text())
    if checked.record is None:
        errors = sum(f.severity == "error" for f in checked.findings)
        things = "thing" if errors == 1 else "things"
        click.echo(f"{checked.file}: {errors} {things} to mend before anything can be made from it")
        return
    click.echo(f"{checked.file}: in order; the stage is {checked.record.stage}")
    if screen.is_terminal():
        rows = [(document, "yes", "") for document in checked.ready]
        rows += [(document, "not yet", ", ".join(lacking)) for document, lacking in checked.lacking]
        screen.table(rows, ("document", "can be made", "lacks"))
        return
    for document in checked.ready:
        click.echo(f"  {document}: can be made")
    for document, lacking in checked.lacking:
        click.echo(f"  {document}: not yet ({', '.join(lacking)})")
