"""cpdocs init: a council's new workspace."""

from __future__ import annotations

from pathlib import Path

import click

from cpdocs import init


@click.command(epilog="Example: cpdocs init child-protection")
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a council's workspace in FOLDER: settings, authority and contacts to fill in, each line explained.

    FOLDER must be new or empty. What stands in its files is invented, but valid: records can be checked at once.
    """
    for file in init.make(folder):
        click.echo(folder / file)
    click.echo("\nPut your council's own words into authority.yaml and contacts.yaml, and records into records/.")
    click.echo(f"Then: cd {folder} && cpdocs doctor")
