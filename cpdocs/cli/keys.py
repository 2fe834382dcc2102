"""cpdocs keys: keys and certificates of recipients and of the council, and the words that open a PDF file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from cpdocs import phrases, pinning, rights
from cpdocs.channels.certificate_files import is_openpgp
from cpdocs.channels.certificates import CertificateInfo, CertificateStore
from cpdocs.channels.keys import KeyInfo, KeyStore, Pin
from cpdocs.cli import codes, ledger_lines, report
from cpdocs.cli.output import write
from cpdocs.cli.root import DayType, format_option, record_argument, today_option, workspace_option
from cpdocs.errors import SettingsError, UsageError
from cpdocs.rules.checks.problem import near
from cpdocs.rules.recipients import staff_of
from cpdocs.rules.routes import is_family_owner
from cpdocs.settings import secret
from cpdocs.workspace import Workspace

_CERTIFICATE_DIGITS = 64


@click.group(name="keys")
def command() -> None:
    """Take in keys and certificates, see them, pin them to people, check them; give out the words of a PDF file."""


@command.command(name="import", epilog="Example: cpdocs keys import health-visitor.asc")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--signing", is_flag=True, help="The council's own secret key, under a passphrase or password.")
@click.option("--archive", is_flag=True, help="The public key to which what is sent is archived (docs/archive.md).")
@click.option("--ca", "authority", is_flag=True, help="Of an authority whose certificates are to be trusted.")
@workspace_option
def take_in(files: tuple[Path, ...], signing: bool, archive: bool, authority: bool, workspace: Workspace) -> None:
    """Take keys and certificates into the key store. None is used for anybody until it is pinned.

    OpenPGP keys are armoured; certificates are PEM or DER; the council's own S/MIME key comes with its certificate, as
    PEM or PKCS #12 (.p12, .pfx), under the password that smime_signing in cpdocs.yaml names.
    """
    if signing + archive + authority > 1:
        raise UsageError("a key has one use", "Say one of --signing, --archive and --ca.")
    for file in files:
        data = file.read_bytes()
        if archive:
            taken: Iterable[KeyInfo | CertificateInfo] = (workspace.keys.import_archive(data),)
        else:
            taken = _taken(workspace, data, signing=signing, authority=authority)
        for info in taken:
            state = "trusted to vouch for others" if authority else info.state
            click.echo(f"{info.fingerprint}  {state}  {_until(workspace, info)}")


def _taken(
    workspace: Workspace, data: bytes, *, signing: bool, authority: bool
) -> tuple[KeyInfo | CertificateInfo, ...]:
    if authority:
        return workspace.certificates.import_authorities(data)
    if is_openpgp(data):
        return (workspace.keys.import_signing(data),) if signing else workspace.keys.import_public(data)
    if not signing:
        return workspace.certificates.import_public(data)
    told = workspace.settings.smime_signing
    if told is None:
        hint = "Add smime_signing: with password: file:PATH, the password under which the key was exported."
        raise SettingsError("cpdocs.yaml: smime_signing: the key's password is not named", hint)
    return (workspace.certificates.import_signing(data, secret(told.password, workspace.folder)),)


@command.command(name="list", epilog="Example: cpdocs keys list")
@workspace_option
@format_option
def show(workspace: Workspace, form: str) -> None:
    """List keys and certificates, how long each can be used, and for whom it is pinned."""
    rows = [*_rows(workspace, workspace.keys, "openpgp"), *_rows(workspace, workspace.certificates, "smime")]
    rows += [_row(workspace, info, "smime", "authority") for info in workspace.certificates.trusted()]
    rows += [_row(workspace, info, "smime", "signing") for info in workspace.certificates.signing()]
    if form == "json":
        report.print_json({"version": 1, "keys": rows})
    elif rows:
        told = [(row["fingerprint"], row["state"], _days(row["days_left"]), _for(row)) for row in rows]
        click.echo(report.table(told, ("fingerprint", "state", "days left", "pinned for")))
    else:
        click.echo("no keys yet; take one in with cpdocs keys import FILE")


def _for(row: Mapping[str, Any]) -> str:
    """For whom a key is, in words."""
    if row["use"] != "recipient":
        return "an authority's, trusted" if row["use"] == "authority" else "the council's, to sign with"
    return ", ".join(row["pinned"]) or "not pinned"


def _rows(workspace: Workspace, store: KeyStore | CertificateStore, channel: str) -> list[dict[str, Any]]:
    pins = store.pins()
    return [
        _row(workspace, info, channel, "recipient") | {"pinned": _owners(pins, info.fingerprint)}
        for info in store.list()
    ]


def _row(workspace: Workspace, info: KeyInfo | CertificateInfo, channel: str, use: str) -> dict[str, Any]:
    return {
        "fingerprint": info.fingerprint,
        "channel": channel,
        "use": use,
        "state": info.state,
        "expires": info.expires.isoformat() if info.expires else None,
        "days_left": _left(workspace, info),
        "pinned": [],
    }


def _owners(pins: Mapping[str, Pin], fingerprint: str) -> list[str]:
    return sorted(owner for owner, pin in pins.items() if pin.fingerprint == fingerprint)


def _left(workspace: Workspace, info: KeyInfo | CertificateInfo) -> int | None:
    """Days until it runs out, 0 on that day and below it once it has; None for one that never does."""
    return (info.expires - workspace.today).days if info.expires else None


def _days(left: int | None) -> str:
    return "no end" if left is None else str(max(left, 0))


def _until(workspace: Workspace, info: KeyInfo | CertificateInfo) -> str:
    left = _left(workspace, info)
    return "no end" if left is None else f"{max(left, 0)} days left"


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
    """Pin a key or a certificate to a contact, or to a family member in one case.

    OWNER is the id in contacts.yaml; for a family member the case and the id in its records, as 2026-0142/mother; for
    the chair, who gets working copies, the staff id, as staff:reviewing_officer.
    FINGERPRINT is the whole of it (40 digits of a key, 64 of a certificate: its SHA-256), compared by phone or face to
    face, never taken from the message that brought it. Another in place of one that is pinned takes two people.
    """
    person = rights.operator(workspace, by)
    _require_owner(owner, workspace)
    plain, store = _named(workspace, fingerprint)
    pinning.pin(workspace, store, owner, plain, verified or workspace.today, person, second)
    ledger_lines.keep(workspace)
    click.echo(f"{owner}: {plain}, compared by {person}{f' and {second}' if second else ''}")


@command.command(
    epilog="Example: cpdocs keys unpin hv-kinnaird-07 0123456789ABCDEF0123456789ABCDEF01234567 --by admin "
    "--second service_manager"
)
@click.argument("owner")
@click.argument("fingerprint")
@click.option("--by", help="Your staff id.")
@click.option(
    "--second", required=True, help="Staff id of the second person: else one could exchange a key in two steps."
)
@workspace_option
def unpin(owner: str, fingerprint: str, by: str | None, second: str, workspace: Workspace) -> None:
    """Take back that somebody has a key or a certificate, such as one that was lost or has run out for good.

    Papers that were approved for it must be approved again, for they go another way or wait.
    """
    person = rights.operator(workspace, by)
    plain, store = _named(workspace, fingerprint)
    pinning.unpin(workspace, store, owner, plain, person, second)
    ledger_lines.keep(workspace)
    click.echo(f"{owner}: no longer {plain}, by {person} and {second}")


def _named(workspace: Workspace, fingerprint: str) -> tuple[str, KeyStore | CertificateStore]:
    """A fingerprint as it is kept, and the store of its kind."""
    plain = fingerprint.replace(" ", "").replace(":", "").upper()
    return plain, workspace.certificates if len(plain) == _CERTIFICATE_DIGITS else workspace.keys


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
    """Check the pinned and the signing keys and certificates.

    Says what is wrong with them, or soon will be; exit code 3 if anything is.
    """
    day = today or workspace.today
    found = (*workspace.keys.check(day), *workspace.certificates.check(day))
    for finding in found:
        whose = finding.owner or ("authority" if finding.id.startswith("authority") else "signing key")
        click.echo(f"{whose}: {finding.id}: {finding.message}")
    if not found:
        click.echo("all keys are in order")
    return codes.INVALID if found else 0


@command.command(epilog="Example: cpdocs keys phrase records/CP-2026-0142-1.yaml mother -o slip.pdf --by hand")
@record_argument
@click.argument("person")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A new file: a slip to print.")
@click.option(
    "--by", type=click.Choice(["hand", "post"]), default="hand", show_default=True, help="How it is handed over."
)
@click.option("--new", "because", default="", help="Other words than before, and why: the slip was lost. No case text.")
@click.option("--operator", help="Your staff id; without it CPDOCS_OPERATOR, else the one whose account is your login.")
@today_option
@workspace_option
def phrase(
    file: Path,
    person: str,
    output: Path | None,
    by: phrases.Road,
    because: str,
    operator: str | None,
    today: date | None,
    workspace: Workspace,
) -> None:
    """Give out the six words that open a person's PDF files of one conference, on the screen or as a slip to print.

    They go in person, or by post where that is safe; never by e-mail, the way of the files that they open. The ledger
    keeps that they were given out, and by which road. They are the same each time until you say --new; files that went
    before still open with the words of their day.
    """
    typing = rights.operator(workspace, operator)
    if output is not None and output.exists():
        raise UsageError(f"{output} is there already", "Name a new file.")
    issued = phrases.issue(workspace, file, today or workspace.today, person, by, typing, because.strip())
    ledger_lines.keep(workspace)
    if output is not None:
        write(output, issued.slip)
    click.echo(str(output) if output else issued.words.text)
    road = "in person" if by == "hand" else "by post, in an envelope of its own"
    click.echo(f"For {person}, slip {issued.serial}: give it {road}. Never by e-mail.")
