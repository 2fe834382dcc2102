"""cpdocs pack: the Children's Reporter's referral pack as one PDF, for the chair to look at before it goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import click

from cpdocs import files, plain_copies
from cpdocs.cli import codes, report, screen
from cpdocs.cli.root import record_argument, today_option, workspace_option
from cpdocs.errors import UsageError
from cpdocs.pack.remarks import FINDINGS, REMOVED
from cpdocs.packing import Pack
from cpdocs.rules.holds import RELEASABLE
from cpdocs.stages import Enclosed, HeldError, Prepared
from cpdocs.workspace import Workspace

#: A message is base64 in lines of 76 characters; Graph asks for the whole message in base64 once more.
_MESSAGE: Final = 4 / 3 * 78 / 76
_AGAIN: Final = 4 / 3


@click.command(epilog="Example: cpdocs pack records/CP-2026-0142-1.minuted.yaml -o pack.pdf")
@record_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF.")
@today_option
@workspace_option
def command(file: Path, output: Path, today: date | None, workspace: Workspace) -> int:
    """Write the Children's Reporter's referral pack, to look at. It is a case paper, and not for sending.

    It says what was taken out of each declared file, what in it somebody has to look at, and what the pack waits for.
    To send it: cpdocs approve and cpdocs send, each with --document reporter_referral.
    """
    try:
        with screen.progress("laying out"):
            parcel, pack = plain_copies.pack(workspace, file, today or workspace.today)
    except HeldError as error:
        click.echo("\n".join(f"not made: {hold.id}: {hold.message}" for hold in error.holds))
        return codes.ALL_HELD
    try:
        files.put(output, pack.copy.data)
    except OSError as error:
        raise UsageError(f"the pack cannot be written there: {files.cause(error)}", "Name another file.") from None
    click.echo("\n".join((*_told(output, pack), *_sizes(workspace, pack), *_files(parcel), *_holds(parcel))))
    return 0


def _told(output: Path, pack: Pack) -> Iterator[str]:
    yield f"{output}: {pack.bound.pages} pages, {len(pack.copy.data) / 1e6:.2f} MB; not for sending"
    rows = [(s.heading, f"pages {s.where}", "" if s.tagged else "no tags") for s in pack.bound.sections]
    yield report.table(rows)


def _sizes(workspace: Workspace, pack: Pack) -> Iterator[str]:
    """What each transport of this workspace would be given, and takes."""
    settings, message = workspace.settings, len(pack.copy.data) * _MESSAGE
    limits = {
        "Microsoft Graph": (message * _AGAIN, settings.graph.largest if settings.graph else None),
        "Exchange": (message, settings.exchange.largest if settings.exchange else None),
        "the mail server": (message, settings.smtp.largest if settings.smtp else None),
    }
    for name, (size, most) in limits.items():
        if most is not None:
            fits = "fits" if size <= most else "is too large: docs/referral-pack.md says what can be done"
            yield f"for {name} it is about {size / 1e6:.2f} MB of {most / 1e6:.2f} MB, and {fits}"


def _files(parcel: Prepared) -> Iterator[str]:
    for one in parcel.written.files:
        yield f"{one.declared.file} ({one.declared.title})"
        yield from (report.indented(line) for line in _of(one))


def _of(one: Enclosed) -> Iterator[str]:
    if one.clean is None:
        return
    for said, table, what in ((one.clean.removed, REMOVED, "taken out"), (one.clean.findings, FINDINGS, "look at it")):
        for remark in said:
            code, _, where = remark.partition(": ")
            yield f"{what}: {table[code]}{f' ({where})' if where else ''}"


def _holds(parcel: Prepared) -> Iterator[str]:
    for hold in parcel.settled.holds:
        cure = f" [cpdocs hold release {parcel.written.serial}.{hold.id}]" if hold.id in RELEASABLE else ""
        yield report.indented(f"held, {hold.id}: {hold.message}{cure}", 0)
