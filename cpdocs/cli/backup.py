"""cpdocs backup: everything that a workspace needs, in one file that only the holder of a key can open."""

from __future__ import annotations

from pathlib import Path

import click

from cpdocs import backup, rights
from cpdocs.cli import codes
from cpdocs.cli.root import workspace_option
from cpdocs.workspace import Workspace


@click.command(epilog="Example: cpdocs backup /mnt/backup/27.cpdocs --to 0123456789ABCDEF0123456789ABCDEF01234567")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", "fingerprint", help="The key that it is sealed to; else the one that cpdocs.yaml names.")
@click.option("--operator", help="Your staff id.")
@workspace_option
def command(file: Path, fingerprint: str | None, operator: str | None, workspace: Workspace) -> int:
    """Write settings, authority, contacts, records, templates, keys, archive and ledger into FILE, a new one, sealed.

    Take the public key in first: cpdocs keys import FILE. Its secret half is kept elsewhere: whoever has it and the
    file has every case. A run may be going meanwhile. The outbox is not in it (docs/backup.md).
    """
    rights.operator(workspace, operator)
    made = backup.make(workspace, file, fingerprint)
    told = made.manifest.ledger
    click.echo(f"{file}: {len(made.manifest.files)} files; ledger of {told.entries} entries, root {told.root}")
    if told.file is None:
        click.echo("The ledger is on its server, and not in it: back that database up, too.")
    if made.left_out:
        click.echo(f"Not in it: {', '.join(made.left_out)}")
    if not made.in_order:
        click.echo("warning: the ledger is NOT IN ORDER, here and in the backup: cpdocs ledger verify", err=True)
    return 0 if made.in_order else codes.BROKEN
