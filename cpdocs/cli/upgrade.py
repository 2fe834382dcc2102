"""cpdocs upgrade: a workspace brought up to this cpdocs, or its ledger moved to PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import click

from cpdocs import __version__, rights, upgrade
from cpdocs.cli.root import workspace_option
from cpdocs.errors import UsageError
from cpdocs.workspace import NAME, Workspace


@click.command(epilog="Example: cpdocs upgrade --backup /mnt/backup/before.cpdocs")
@click.option("--backup", "file", type=click.Path(path_type=Path, dir_okay=False), help="A new file, made first.")
@click.option("--to", "fingerprint", help="The key that it is sealed to; else the one that cpdocs.yaml names.")
@click.option("--ledger", "address", help="Move the ledger to this database, as postgresql://cpdocs@db.example/cpdocs")
@click.option("--ledger-password", "password", help="Its password, by reference: env:NAME or file:PATH.")
@click.option("--second", help="With --ledger: staff id of the second person, whom authority.yaml lets release.")
@click.option("--operator", help="Your staff id.")
@workspace_option
def command(
    file: Path | None,
    fingerprint: str | None,
    address: str | None,
    password: str | None,
    second: str | None,
    operator: str | None,
    workspace: Workspace,
) -> None:
    """Bring a workspace that an older cpdocs made up to this one, after a sealed backup.

    With --ledger, move a SQLite ledger to PostgreSQL, entry by entry: it is verified there, the old file is marked so
    that no cpdocs uses it again, and cpdocs.yaml names the database. docs/ledger.md says how that is made first.
    """
    person = rights.operator(workspace, operator)
    if address is None:
        _renew(workspace, file, fingerprint)
        return
    if second is None:
        raise UsageError("a ledger is moved by two people", "Say --second STAFF.")
    entries, root = upgrade.move(workspace, address, password, file, fingerprint, person, second)
    click.echo(f"ledger: {entries} entries, root {root}, now in {address}; {NAME} says so")
    click.echo(f"{workspace.settings.ledger}: marked as moved; keep it with the backups")


def _renew(workspace: Workspace, file: Path | None, fingerprint: str | None) -> None:
    stale = upgrade.stale(workspace)
    click.echo(f"{NAME}, authority, contacts and ledger: of the form of cpdocs {__version__}; nothing to do")
    if not stale:
        click.echo("schemas: those of this cpdocs; nothing to do")
        return
    made, renewed = upgrade.renew(workspace, file, fingerprint)
    click.echo(f"{file}: {len(made.manifest.files)} files, sealed")
    for name in renewed:
        click.echo(f"schemas/{name}: renewed")
