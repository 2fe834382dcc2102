"""cpdocs ledger proof, check-proof, checkpoint and key: what somebody else can check without the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from cpdocs import files, keeping
from cpdocs.cli import codes
from cpdocs.cli.ledger_lines import line
from cpdocs.cli.output import write
from cpdocs.cli.root import workspace_option
from cpdocs.errors import UsageError
from cpdocs.ledger import kept
from cpdocs.ledger.checkpoint import Checkpoint, Verifier
from cpdocs.ledger.proof import Proof
from cpdocs.workspace import Workspace

FILE: Final = click.Path(dir_okay=False, path_type=Path)


def read(file: Path) -> Checkpoint:
    """The checkpoint in a file that somebody named."""
    try:
        return kept.of_file(file)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {files.cause(error)}") from None


@click.command(epilog="Example: cpdocs ledger proof A23 -o A23.proof.json")
@click.argument("attempt")
@click.option("-o", "--output", type=FILE, required=True, help="A new file.")
@click.option("--checkpoint", "file", type=FILE, help="Prove it to whoever has this one, as the ledger was then.")
@workspace_option
def proof(attempt: str, output: Path, file: Path | None, workspace: Workspace) -> None:
    """Write what proves one parcel without the rest of the ledger.

    The file holds ids, times and digests, a checkpoint that the ledger's key signed, no case text and nothing of
    another parcel. `cpdocs ledger check-proof` shows that it is true, to whoever has a checkpoint from another source.
    """
    given = read(file) if file else None
    with workspace.ledger() as ledger:
        size, root = (given.size, given.root) if given else ledger.head()
        made = ledger.proof(attempt, size)
    signed = given or keeping.signer(workspace).sign(size, root)
    carried = Proof(made.attempt, made.size, made.root, made.entries, signed.note)
    if not carried.holds:
        hint = "Run: cpdocs ledger verify --checkpoint FILE"
        raise UsageError("that checkpoint is not of this ledger as it now stands", hint)
    write(output, carried.text().encode())
    click.echo(f"{output}: {len(made.entries)} of {made.size} entries; root {made.root}")


@click.command(name="check-proof", epilog="Example: cpdocs ledger check-proof A23.proof.json --checkpoint kept.txt")
@click.argument("file", type=FILE)
@click.option("--root", help="The ledger's root as somebody else has it; 64 hex digits.")
@click.option("--checkpoint", "kept_file", type=FILE, help="A checkpoint that was kept elsewhere.")
@click.option("--key", "key_text", help="The ledger's public key, as `cpdocs ledger key` prints it.")
def check_proof(file: Path, root: str | None, kept_file: Path | None, key_text: str | None) -> int:
    """Check a proof, on any machine. Exit code 6 if it does not hold."""
    try:
        made = Proof.of(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file} cannot be read") from None
    key = Verifier.of(key_text) if key_text else None
    elsewhere = read(kept_file) if kept_file else None
    same = elsewhere is None or (elsewhere.size, elsewhere.root) == (made.size, made.root)
    signed = key is None or (made.signed_by(key) and (elsewhere is None or elsewhere.signed_by(key) == "ours"))
    holds = made.holds and root in (None, made.root) and same and signed
    for one in made.entries if holds else ():
        click.echo(line(one.entry()))
    said = "proved" if holds else "NOT PROVED"
    click.echo(f"{made.attempt}: {said} in a ledger of {made.size} entries; root {made.root}")
    if holds and key is not None:
        click.echo("The ledger's key signed that root.")
    if holds and root is None and kept_file is None:
        click.echo("Whose root that is, this file cannot say: compare it with the root that somebody else was given.")
    return 0 if holds else codes.BROKEN


@click.command(epilog="Example: cpdocs ledger checkpoint -o /mnt/audit/cpdocs/today.txt")
@click.option("-o", "--output", type=FILE, help="A new file; without it, it is printed.")
@workspace_option
def checkpoint(output: Path | None, workspace: Workspace) -> None:
    """Make a checkpoint: how many entries, their root, signed. Keep it where nobody who keeps the ledger can write.

    `cpdocs send` keeps one after every run at the places that cpdocs.yaml names under checkpoints.
    """
    with workspace.ledger() as ledger:
        made = keeping.signer(workspace).sign(*ledger.head())
    if output is None:
        click.echo(made.note, nl=False)
        return
    write(output, made.note.encode())
    click.echo(f"{output}: {made.size} entries; root {made.root}")


@click.command(epilog="Example: cpdocs ledger key")
@workspace_option
def key(workspace: Workspace) -> None:
    """Print the ledger's public key, with which anybody checks its checkpoints."""
    with workspace.ledger():
        click.echo(keeping.signer(workspace).verifier.text)


@click.command(epilog="Example: cpdocs ledger definitions --role cpdocs > ledger.sql")
@click.option("--role", default="cpdocs", show_default=True, help="The role by which cpdocs logs in.")
def definitions(role: str) -> None:
    """Print the SQL with which an administrator makes a ledger in PostgreSQL (docs/ledger.md)."""
    from cpdocs.ledger import postgres

    click.echo(postgres.definitions(role))
