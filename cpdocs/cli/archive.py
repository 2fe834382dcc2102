"""cpdocs archive: the council's own sealed copy of what it sent, looked through, and opened for a case file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from cpdocs import case_file, files
from cpdocs.case_file import Copy, State
from cpdocs.cli import codes, report
from cpdocs.cli.ledger_export import chronology
from cpdocs.cli.ledger_proofs import FILE
from cpdocs.cli.root import format_option, workspace_option
from cpdocs.settings import secret
from cpdocs.workspace import Workspace

#: What is said of a copy that is not as it should be.
_WORDS: Final[dict[State, str]] = {
    "missing": "is not in the archive: put it back from a backup",
    "unarchived": "went before there was an archive",
    "spoilt": "is damaged, or sealed to no archive key of keys/archive: put it back from a backup",
    "locked": "does not open with this key, or was changed",
    "another": "opens, and is not what the ledger says was sent",
}
_WRONG: Final = frozenset({"missing", "spoilt", "locked", "another"})


@click.group(name="archive")
def command() -> None:
    """Look through the sealed copies of what was sent, and open a case's with the archive's private key."""


@command.command(epilog="Example: cpdocs archive check --case 2026-0142")
@click.option("--case", help="This family's case alone.")
@workspace_option
@format_option
def check(case: str | None, workspace: Workspace, form: str) -> int:
    """Whether the copy of every attempt is there and sealed to an archive key. Exit code 5 if one is not.

    What is in it only the private key shows: cpdocs archive export.
    """
    return _told(case_file.look(workspace, case), form)


@command.command(
    epilog="Example: cpdocs archive export --case 2026-0142 --key /media/safe/archive.secret.asc -o case-2026-0142"
)
@click.option("--case", required=True, help="The family's case.")
@click.option("--key", "key_file", type=FILE, required=True, help="The archive's private key, armoured.")
@click.option("--passphrase", help="What the key is under, by reference: env:NAME or file:PATH.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="A new folder.")
@workspace_option
@format_option
def export(case: str, key_file: Path, passphrase: str | None, output: Path, workspace: Workspace, form: str) -> int:
    """Write what was sent in a case, opened, with its chronology: a folder a conference, one below it an attempt.

    Each copy is held to the ledger's digest of it. The folder is plain case text of everybody's: for the one who may
    see all of it, and to be cleared away afterwards.
    """
    words = secret(passphrase, workspace.folder) if passphrase else ""
    copies = case_file.export(workspace, case, output, key_file.read_bytes(), words)
    files.write_new(output / "chronology.txt", chronology(workspace, case, "text")[0].encode())
    return _told(copies, form)


def _told(copies: Sequence[Copy], form: str) -> int:
    """Say in what state each copy is; the exit code."""
    wrong = sum(copy.state in _WRONG for copy in copies)
    if form == "json":
        report.print_json({"version": 1, "copies": [_row(copy) for copy in copies]})
        return codes.FAILED if wrong else 0
    for copy in copies:
        if copy.state != "there":
            click.echo(f"{copy.attempt.id}  {_name(copy)}  {_WORDS[copy.state]}")
    there = sum(copy.state == "there" for copy in copies)
    click.echo(f"{len(copies)} attempts: {there} copies as they should be, {wrong} to look at")
    return codes.FAILED if wrong else 0


def _name(copy: Copy) -> str:
    return f"{copy.attempt.intent.reference} {copy.attempt.intent.serial}"


def _row(copy: Copy) -> dict[str, str]:
    sent = copy.attempt.intent
    return {"attempt": copy.attempt.id, "reference": sent.reference, "serial": sent.serial, "state": copy.state}
