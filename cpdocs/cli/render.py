"""cpdocs render: plain copies for checking, each stamped NOT FOR SENDING on every page."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Literal

import click

from cpdocs import files, plain_copies
from cpdocs.cli import codes, report, screen
from cpdocs.cli.root import record_argument, today_option, workspace_option
from cpdocs.errors import UsageError
from cpdocs.stages import Ended
from cpdocs.workspace import Workspace

_OURS = re.compile(r"[a-z0-9_]+-[a-z0-9_-]+\.(pdf|docx)|\.[a-z0-9_]+-[a-z0-9_-]+\.(pdf|docx)\.part")


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
    """Write plain copies to look at. They are case papers: the folder is yours alone, and they are not for sending.

    A copy that cannot be made is named, and the others are made.
    """
    written, not_made = 0, list[Ended]()
    with screen.progress("laying out") as waiting:
        for paper, copy in plain_copies.copies(workspace, file, today or workspace.today, to_format, document, person):
            planned = paper.planned
            waiting.told(written + len(not_made) + 1, 0, planned.document)
            if isinstance(copy, Ended):
                not_made.append(copy)
                with waiting.aside():
                    click.echo(f"not made: {planned.document} for {planned.person}: {report.why(copy)}")
                continue
            if not written:
                _prepare(output)
            path = output / f"{planned.document}-{planned.person}.{to_format}"
            _write(path, copy.data)
            written += 1
            with waiting.aside():
                click.echo(f"{path}")
    if not written and not not_made:
        raise UsageError("nothing is planned that fits", "See what is: cpdocs plan.")
    return codes.of(not_made, written + len(not_made))


def _prepare(folder: Path) -> None:
    """A folder of its owner's alone, without the halves that a killed run left (Aberdeen City, 2013: plain copies).

    Raises:
        UsageError: it cannot be made, or it holds other things and is open to others: closing it is not ours to do.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        others = any(_OURS.fullmatch(path.name) is None for path in folder.iterdir())
        if folder.stat().st_mode & 0o077:
            if others:
                raise UsageError("the folder for the copies is open to others", "Name a new one, or chmod 700 it.")
            folder.chmod(0o700)
        for part in folder.glob(".*.part"):
            if _OURS.fullmatch(part.name):
                part.unlink()
    except OSError:
        raise UsageError("the folder for the copies cannot be made or opened", "Name another one.") from None


def _write(path: Path, data: bytes) -> None:
    try:
        files.put(path, data)
    except OSError:
        raise UsageError("the copy cannot be written into that folder", "Make room, or name another one.") from None
