"""cpdocs schema: the JSON Schemas of the files that people write."""

from __future__ import annotations

from pathlib import Path

import click

from cpdocs.errors import InputError
from cpdocs.record import schema


@click.command(epilog="Example: cpdocs schema -o schemas/v1")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--check", is_flag=True, help="Write nothing; fail if a file there is not what the models say.")
def command(output: Path, check: bool) -> None:
    """Write the schemas, for an editor or a case system; or check that those in a folder are up to date."""
    if not check:
        schema.write(output)
        return
    different = schema.differences(output)
    if different:
        raise InputError(f"{output}: not up to date: {', '.join(different)}", "Run cpdocs schema -o there.")
