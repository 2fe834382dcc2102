"""cpdocs ledger: what was sent, whether the ledger still says so, and a person's word that it has gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from cpdocs import files, rights, run
from cpdocs.cli import codes, report
from cpdocs.cli.root import format_option, workspace_option
from cpdocs.errors import UsageError
from cpdocs.ledger.entry import Entry, attempt_id
from cpdocs.ledger.proof import Proof
from cpdocs.ledger.verify import Verification
from cpdocs.workspace import Workspace

#: What ``show`` tells of an entry; the rest is for programs.
_TOLD = (
    "attempt",
    "document",
    "recipient",
    "channel",
    "serial",
    "file",
    "road",
    "by",
    "operator",
    "because",
    "evidence",
)


@click.group(name="ledger")
def command() -> None:
    """Read the ledger, verify it, and confirm what has gone."""


@command.command(epilog="Example: cpdocs ledger show --reference CP-2026-0142-1")
@click.option("--case", help="This family's case, over all its conferences.")
@click.option("--reference", help="This conference.")
@workspace_option
@format_option
def show(case: str | None, reference: str | None, workspace: Workspace, form: str) -> None:
    """Show the entries in their order."""
    with workspace.ledger() as ledger:
        entries = list(ledger.entries(reference, case))
    if form == "json":
        rows: list[dict[str, Any]] = [
            {"seq": e.seq, "time": e.time, "event": e.event, "mac": e.mac, "details": e.details and dict(e.details)}
            for e in entries
        ]
        report.print_json({"version": 1, "entries": rows})
        return
    for entry in entries:
        click.echo(_line(entry))


def _line(entry: Entry) -> str:
    """One entry for people."""
    details = entry.details or {}
    words = [f"{name}={details[name]}" for name in _TOLD if details.get(name)]
    if entry.event == "attempt":
        words.insert(0, f"attempt={attempt_id(entry.seq)}")
    if entry.event == "run":
        words.append(report.counted(details.get("counts", {})))
    line = f"{entry.seq:>5}  {entry.time}  {entry.event:18}  {'  '.join(words)}".rstrip()
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)  # a proof may be a stranger's


@command.command(epilog="Example: cpdocs ledger verify")
@workspace_option
@format_option
def verify(workspace: Workspace, form: str) -> int:
    """Recompute the whole ledger and name every difference. Exit code 6 if there is one."""
    with workspace.ledger() as ledger:
        found = ledger.verify()
    if form == "json":
        report.print_json(
            {
                "version": 1,
                "valid": found.valid,
                "entries": found.entries,
                "root": found.root,
                "proved_to": found.proved_to,
                "faults": [{"kind": fault.kind, "seq": fault.seq} for fault in found.faults],
            }
        )
    else:
        say_verified(found)
    return 0 if found.valid else codes.BROKEN


def say_verified(found: Verification) -> None:
    """A verification for people, with what it cannot prove."""
    click.echo(f"ledger: {found.entries} entries, {'in order' if found.valid else 'NOT IN ORDER'}; root {found.root}")
    for fault in found.faults:
        click.echo(f"  {fault.kind} at entry {fault.seq}")
    click.echo(report.indented(found.caveat))


@command.command(epilog="Example: cpdocs ledger confirm A17 posted --by admin")
@click.argument("attempt")
@click.argument("how", type=click.Choice(["sent", "posted"]))
@click.option("--by", help="Staff id of whoever saw it go; without it, the operator.")
@click.option("--evidence", default="", help="Such as a certificate of posting. No case text.")
@workspace_option
def confirm(attempt: str, how: Literal["sent", "posted"], by: str | None, evidence: str, workspace: Workspace) -> None:
    """Say that a parcel has gone.

    What was handed over counts as sent or posted from then on: an .eml that was sent, a print file that was posted or
    given from hand to hand.
    """
    person = rights.operator(workspace, by)
    run.confirm(workspace, attempt, how, person, evidence)
    click.echo(f"{attempt}: {how}, confirmed by {person}")


@command.command(epilog="Example: cpdocs ledger proof A23 -o A23.proof.json")
@click.argument("attempt")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="A new file.")
@workspace_option
def proof(attempt: str, output: Path, workspace: Workspace) -> None:
    """Write what proves one parcel without the rest of the ledger.

    The file holds ids, times and digests, no case text and nothing of another parcel. With the ledger's root from
    another source, `cpdocs ledger check-proof` shows that it is true.
    """
    with workspace.ledger() as ledger:
        made = ledger.proof(attempt)
    try:
        files.write_new(output, made.text().encode("ascii"))
    except FileExistsError:
        raise UsageError(f"{output} is there already", "Name a new file.") from None
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {files.cause(error)}") from None
    click.echo(f"{output}: {len(made.entries)} of {made.size} entries; root {made.root}")


@command.command(name="check-proof", epilog="Example: cpdocs ledger check-proof A23.proof.json --root 5dc9da79...")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--root", help="The ledger's root as somebody else has it; 64 hex digits.")
def check_proof(file: Path, root: str | None) -> int:
    """Check a proof, on any machine. Exit code 6 if it does not hold."""
    try:
        made = Proof.of(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file} cannot be read") from None
    holds = made.holds and root in (None, made.root)
    for one in made.entries if holds else ():
        click.echo(_line(one.entry()))
    said = "proved" if holds else "NOT PROVED"
    click.echo(f"{made.attempt}: {said} in a ledger of {made.size} entries; root {made.root}")
    if holds and root is None:
        click.echo("Whose root that is, this file cannot say: compare it with the root that somebody else was given.")
    return 0 if holds else codes.BROKEN
