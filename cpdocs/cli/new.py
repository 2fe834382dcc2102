"""cpdocs new: a record to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from cpdocs import new


@click.command(epilog="Example: cpdocs new initial -o records/CP-2026-0143-1.yaml")
@click.argument("kind", type=click.Choice(new.KINDS))
@click.option(
    "-o", "--output", "file", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The new record."
)
@click.option(
    "--from",
    "earlier",
    type=click.Path(path_type=Path, dir_okay=False),
    help="For a review: the record whose children, people and plan it takes over.",
)
def command(kind: str, file: Path, earlier: Path | None) -> None:
    """Write a record of KIND to fill in, with a word on each block, what it is for and when it is needed.

    validate names every blank that is left. A file that is there already is never written over.
    """
    new.make(kind, file, earlier)
    click.echo(file)
    click.echo(f"\nFill in what stands between quotation marks. What is left: cpdocs validate {file}")
