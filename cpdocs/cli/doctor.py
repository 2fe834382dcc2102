"""cpdocs doctor: whether this machine and this workspace can do the whole job, and how to mend what cannot."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from cpdocs import doctor
from cpdocs.cli import codes, report, screen
from cpdocs.cli.root import format_option
from cpdocs.doctor.check import Check
from cpdocs.workspace import NAME, find


@click.command(epilog="Example: cpdocs doctor")
@click.option(
    "--workspace",
    "named",
    type=click.Path(path_type=Path, file_okay=False),
    help="The workspace; without it, the nearest folder upward with a cpdocs.yaml. Away from any, the machine alone.",
)
@format_option
def command(named: Path | None, form: str) -> int:
    """Check GnuPG, fonts, libraries, keys, ledger, folders and clock, and say how to mend what is amiss.

    Changes nothing. Exit code 0 if all is in order, 3 if anything is to mend.
    """
    checks = []
    folder = find(named) if named else _nearest()
    with screen.progress("looking") as waiting:
        for check in doctor.examine(folder, lambda: datetime.now(UTC)):
            checks.append(check)
            waiting.told(len(checks), 0, check.id)
    whole = all(check.ok for check in checks)
    if form == "json":
        rows = [{"id": c.id, "ok": c.ok, "what": c.what, "mend": c.mend} for c in checks]
        report.print_json({"version": 1, "ok": whole, "workspace": folder is not None, "checks": rows})
    else:
        _say(checks, folder)
    return 0 if whole else codes.INVALID


def _nearest() -> Path | None:
    here = Path.cwd().resolve()
    return next((folder for folder in (here, *here.parents) if (folder / NAME).is_file()), None)


def _say(checks: list[Check], folder: Path | None) -> None:
    if screen.is_terminal():
        rows = [("ok" if c.ok else "mend", c.id, f"{c.what}\n{c.mend}".strip()) for c in checks]
        screen.table(rows, ("", "what", "found, and how to mend it"))
    else:
        for check in checks:
            click.echo(f"{'ok' if check.ok else 'mend':4}  {check.id}: {check.what}")
            if check.mend:
                click.echo(f"      {check.mend}")
    if folder is None:
        click.echo("No workspace here or above: only the machine was checked.")
    amiss = sum(not check.ok for check in checks)
    click.echo(f"{amiss} to mend" if amiss else "all in order")
