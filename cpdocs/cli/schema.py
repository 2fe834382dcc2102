"""cpdocs schema: the JSON Schemas of the files that people write and of the reports that programs read."""

from __future__ import annotations

from pathlib import Path

import click

from cpdocs.cli.shapes import MODELS
from cpdocs.errors import InputError
from cpdocs.record import schema
from cpdocs.shipped import folder as shipped

_VERSION = "v1"


@click.command(epilog="Example: cpdocs schema --check")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False, exists=True, writable=True),
    help="Write them into this folder; with --check, check those in it.",
)
@click.option("--check", is_flag=True, help="Write nothing; fail if a schema is not what this cpdocs says.")
def command(output: Path | None, check: bool) -> None:
    """Name the JSON Schemas, write or check them.

    They are for an editor or a case system: one for each file that people write, one for each report.
    """
    folder = output or shipped("schemas") / _VERSION
    if check:
        different = schema.differences(folder, MODELS)
        if different:
            hint = f"Make them again: cpdocs schema -o {folder}"
            raise InputError(f"{folder}: not up to date: {', '.join(different)}", hint)
        click.echo(f"{folder}: all {len(MODELS)} schemas are up to date")
        return
    if output:
        schema.write(output, MODELS)
    for name, _ in MODELS:
        click.echo(folder / schema.file_name(name))
