"""cpdocs keys: the OpenPGP keys of recipients and of the authority, by full fingerprint only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cpdocs import pinning, rights
from cpdocs.cli import codes, report
from cpdocs.cli.root import DayType, format_option, today_option, workspace_option
from cpdocs.errors import UsageError
from cpdocs.rules.checks.problem import near
from cpdocs.rules.recipients import staff_of
from cpdocs.rules.routes import is_family_owner
from cpdocs.workspace import Workspace


@click.group(name="keys")
def command() -> None:
    """Take in keys, see them, pin them to people, and check them."""


@command.command(name="import", epilog="Example: cpdocs keys import health-visitor.asc")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--signing", is_flag=True, help="The authority's secret signing key, under a passphrase.")
@workspace_option
def take_in(files: tuple[Path, ...], signing: bool, workspace: Workspace) -> None:
    """Take armoured keys into the key store. A key is used for nobody until it is pinned."""
    for file in files:
        data = file.read_bytes()
        infos = (workspace.keys.import_signing(data),) if signing else workspace.keys.import_public(data)
        for info in infos:
            click.echo(f"{info.fingerprint}  {info.state}")


@command.command(name="list", epilog="Example: cpdocs keys list")
@workspace_option
@format_option
def show(workspace: Workspace, form: str) -> None:
    """List the keys, and for whom each is pinned."""
    owners: dict[str, list[str]] = {}
    for owner, pin in workspace.keys.pins().items():
        owners.setdefault(pin.fingerprint, []).append(owner)
    infos = workspace.keys.list()
    if form == "json":
        rows = [
            {"fingerprint": i.fingerprint, "state": i.state, "pinned": owners.get(i.fingerprint, [])} for i in infos
        ]
        report.print_json({"version": 1, "keys": rows})
    elif infos:
        told = [(i.fingerprint, i.state, ", ".join(owners.get(i.fingerprint, ["not pinned"]))) for i in infos]
        click.echo(report.table(told, ("fingerprint", "state", "pinned for")))
    else:
        click.echo("no keys yet; take one in with cpdocs keys import FILE")


@command.command(
    epilog="Example: cpdocs keys pin hv-kinnaird-07 0123456789ABCDEF0123456789ABCDEF01234567 --by admin "
    "--second service_manager"
)
@click.argument("owner")
@click.argument("fingerprint")
@click.option("--by", help="Staff id of whoever compared the fingerprint, by phone or face to face.")
@click.option("--second", help="Staff id of the second person who compared it; needed in place of another key.")
@click.option("--verified", type=DayType(), help="The day it was compared; without it, today.")
@workspace_option
def pin(
    owner: str, fingerprint: str, by: str | None, second: str | None, verified: date | None, workspace: Workspace
) -> None:
    """Pin a key to a contact, or to a family member in one case.

    OWNER is the id in contacts.yaml; for a family member the case and the id in its records, as 2026-0142/mother; for
    the chair, who gets working copies, the staff id, as staff:reviewing_officer.
    FINGERPRINT is the whole of it, compared by phone or face to face, never taken from the message that brought the
    key. Another key in place of one that is pinned takes two people.
    """
    person = rights.operator(workspace, by)
    _require_owner(owner, workspace)
    plain = fingerprint.replace(" ", "").upper()
    pinning.pin(workspace, owner, plain, verified or workspace.today, person, second)
    click.echo(f"{owner}: {plain}, compared by {person}{f' and {second}' if second else ''}")


def _require_owner(owner: str, workspace: Workspace) -> None:
    """A bare id must stand in contacts.yaml: a pin for nobody helps nobody, and every case has a mother."""
    staff = staff_of(owner)
    of_staff = staff is not None and workspace.authority.staff_member(staff) is not None
    if owner not in workspace.book.contacts and not is_family_owner(owner) and not of_staff:
        meant = near(owner, workspace.book.contacts, "in contacts.yaml")
        cure = f"{meant} A family member's key is pinned in one case, such as 2026-0142/mother."
        raise UsageError(f"No contact of contacts.yaml has the id {owner}", cure)


@command.command(epilog="Example: cpdocs keys check")
@today_option
@workspace_option
def check(today: date | None, workspace: Workspace) -> int:
    """Check the pinned and the signing keys.

    Says what is wrong with them, or soon will be; exit code 3 if anything is.
    """
    found = workspace.keys.check(today or workspace.today)
    for finding in found:
        click.echo(f"{finding.owner or 'signing key'}: {finding.id}: {finding.message}")
    if not found:
        click.echo("all keys are in order")
    return codes.INVALID if found else 0
