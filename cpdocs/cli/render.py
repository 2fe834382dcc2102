"""cpdocs render: plain copies for checking, each stamped NOT FOR SENDING on every page."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Literal

import click

from cpdocs import run
from cpdocs.cli.root import record_argument, today_option, workspace_option
from cpdocs.distribution import Prepared
from cpdocs.errors import UsageError
from cpdocs.workspace import Workspace

_ALL_HELD, _SOME_HELD = 4, 7


@click.command(epilog="Example: cpdocs render records/CP-2026-0142-1.yaml -o check --for mother")
@record_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A folder for the copies.")
@click.option("--document", help="This document only.")
@click.option("--for", "person", help="This person's copies only.")
@click.option("--to-format", type=click.Choice(["pdf", "docx"]), default="pdf", show_default=True)
@today_option
@workspace_option
def command(
    file: Path,
    output: Path,
    document: str | None,
    person: str | None,
    to_format: Literal["pdf", "docx"],
    today: date | None,
    workspace: Workspace,
) -> int:
    """Write plain copies to look at. They are case papers: the folder is yours alone, and they are not for sending."""

    def wanted(parcel: Prepared) -> bool:
        planned = parcel.written.planned
        return document in (None, planned.document) and person in (None, planned.person)

    written = held = 0
    for parcel, copy in run.copies(workspace, file, today or workspace.today, to_format, wanted):
        planned = parcel.written.planned
        if isinstance(copy, tuple):
            held += 1
            for hold in copy:
                click.echo(f"not made: {planned.document} for {planned.person}: {hold.id}: {hold.message}")
            continue
        path = output / f"{parcel.written.planned.document}-{planned.person}.{to_format}"
        _write(path, copy.data)
        written += 1
        click.echo(f"{path}")
    if not written and not held:
        raise UsageError("nothing is planned that fits", "See what is: cpdocs plan.")
    return (_SOME_HELD if written else _ALL_HELD) if held else 0


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and for its owner alone (Aberdeen City, 2013: plain copies on a home computer)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
