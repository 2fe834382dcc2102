"""cpdocs ledger: what was sent, whether the ledger still says so, and a person's word that it has gone."""

from __future__ import annotations

from pathlib import Path

import click

from cpdocs import keeping, rights, run
from cpdocs.cli import (
    after_a_loss,
    codes,
    ledger_afterwards,
    ledger_erasing,
    ledger_export,
    ledger_lines,
    ledger_proofs,
    report,
)
from cpdocs.cli.root import format_option, workspace_option
from cpdocs.ledger.entry import AFTERWARDS, Afterwards
from cpdocs.ledger.holdings import holdings
from cpdocs.ledger.restored import Loss
from cpdocs.ledger.verify import Verification
from cpdocs.workspace import Workspace


@click.group(name="ledger")
def command() -> None:
    """Read the ledger, verify it, and confirm what has gone."""


@command.command(epilog="Example: cpdocs ledger show --reference CP-2026-0142-1")
@click.option("--case", help="This family's case, over all its conferences.")
@click.option("--reference", help="This conference.")
@workspace_option
@format_option
def show(case: str | None, reference: str | None, workspace: Workspace, form: str) -> None:
    """Show the entries in their order; of a case or a conference also who holds which edition of what."""
    with workspace.ledger() as ledger:
        entries = list(ledger.entries(reference, case))
        held = holdings(ledger.attempts(reference, case)) if reference or case else ()
    if form == "json":
        shown = {"version": 1, "entries": [ledger_lines.row(entry) for entry in entries]}
        report.print_json(shown | {"holdings": [ledger_lines.holding(one) for one in held]})
        return
    for entry in entries:
        click.echo(ledger_lines.line(entry))
    if held:
        head = ("conference", "document", "edition", "held by", "state", "attempt", "")
        click.echo(f"\n{report.table(map(ledger_lines.held, held), head)}")


@command.command(epilog="Example: cpdocs ledger verify")
@click.option("--checkpoint", "files", multiple=True, type=ledger_proofs.FILE, help="One that was kept elsewhere.")
@workspace_option
@format_option
def verify(files: tuple[Path, ...], workspace: Workspace, form: str) -> int:
    """Recompute the whole ledger and name every difference. Exit code 6 if there is one.

    It is held to the checkpoints in the places that cpdocs.yaml names, and to those that are given here.
    """
    with workspace.ledger() as ledger:
        found = keeping.verify(workspace, ledger, [ledger_proofs.read(file) for file in files])
    if form == "json":
        report.print_json(
            {
                "version": 1,
                "valid": found.valid,
                "entries": found.entries,
                "root": found.root,
                "proved_to": found.proved_to,
                "faults": [{"kind": fault.kind, "seq": fault.seq} for fault in found.faults],
                "losses": [_loss(loss) for loss in found.losses],
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
    for loss in found.losses:
        click.echo(report.indented(loss.told))
    click.echo(report.indented(found.caveat))


def _loss(loss: Loss) -> dict[str, object]:
    shown = [{"entries": size, "root": root} for size, root in loss.checkpoints]
    return {"seq": loss.seq, "after": loss.size, "to": loss.known_to, "checkpoints": shown}


@command.command(epilog="Example: cpdocs ledger confirm A17 posted --by admin")
@click.argument("attempt")
@click.argument("how", type=click.Choice(list(AFTERWARDS)))
@click.option("--by", help="Staff id of whoever saw it; without it, the operator.")
@click.option("--evidence", default="", help="Such as a certificate of posting. No case text.")
@workspace_option
def confirm(attempt: str, how: Afterwards, by: str | None, evidence: str, workspace: Workspace) -> None:
    """Say that a parcel has gone, or what became of it.

    What was handed over counts as sent or posted from then on: an .eml that was sent, a print file that was posted or
    given from hand to hand. What has gone may be delivered, as a signature shows. An e-mail that was given back
    (bounced) and a paper that came back (returned) have not reached their reader: nothing goes to that address again
    until it is changed, was checked on a later day, or a second person released it (docs/afterwards.md).
    """
    person = rights.operator(workspace, by)
    run.confirm(workspace, attempt, how, person, evidence)
    ledger_lines.keep(workspace)
    click.echo(f"{attempt}: {how}, confirmed by {person}")


command.add_command(ledger_afterwards.bounces)
command.add_command(ledger_afterwards.due)
command.add_command(ledger_afterwards.give_up)
command.add_command(ledger_export.export)
command.add_command(ledger_erasing.hold)
command.add_command(ledger_erasing.lift)
command.add_command(ledger_erasing.erase)
command.add_command(ledger_proofs.proof)
command.add_command(ledger_proofs.check_proof)
command.add_command(ledger_proofs.checkpoint)
command.add_command(ledger_proofs.key)
command.add_command(ledger_proofs.definitions)
command.add_command(after_a_loss.restored)
