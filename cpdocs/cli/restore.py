"""cpdocs restore: a workspace out of its backup, by two people, and what nobody can know after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from cpdocs import restore
from cpdocs.cli import ledger_lines, ledger_proofs, report
from cpdocs.errors import UsageError
from cpdocs.ledger import kept
from cpdocs.ledger.checkpoint import Checkpoint
from cpdocs.ledger.restored import Loss
from cpdocs.settings import secret

_SINCE = (
    "Nobody can know from here what else happened after the backup: keys that were taken back or set aside (compare "
    "cpdocs keys list), holds and cancellations, words of PDF files given anew, families erased from the ledger (erase "
    "them again), records changed."
)
_NO_CHECKPOINT = (
    "No checkpoint from elsewhere shows entries after the backup. That proves nothing: they may have been there."
)
_NEXT = (
    "Whatever may have gone since is held. Look in the old outbox, in Sent Items, in the archive, and ask; then for "
    "each record: cpdocs hold found RECORD --went SERIAL ... See to it that nobody works on in the old workspace."
)


@click.command(
    epilog="Example: cpdocs restore 2026-11-27.cpdocs child-protection --key backup.secret.asc --passphrase file:pass "
    '--checkpoint /mnt/audit/cpdocs --operator admin --second service_manager --because "the disk died"'
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--key", required=True, type=click.Path(path_type=Path, dir_okay=False, exists=True), help="The secret key."
)
@click.option("--passphrase", "reference", help="Its passphrase, by reference: env:NAME or file:PATH.")
@click.option(
    "--checkpoint",
    "places",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="From elsewhere: a file, or a folder of them.",
)
@click.option("--operator", help="Your staff id.")
@click.option("--second", required=True, help="Staff id of the second person, whom authority.yaml lets release.")
@click.option("--because", required=True, help="Why. No case text: the ledger keeps it.")
def command(
    file: Path,
    folder: Path,
    key: Path,
    reference: str | None,
    places: tuple[Path, ...],
    operator: str | None,
    second: str,
    because: str,
) -> None:
    """Put a workspace back into FOLDER, a new one or an empty one, whole or not at all.

    What happened after the backup is lost, and the ledger says so from then on. Nothing that may have gone meanwhile
    goes again before two people have found out: it is held.
    """
    passphrase = secret(reference, Path.cwd()) if reference else ""
    word = restore.Word(operator, second, because)
    done = restore.restore(file, folder.absolute(), key.read_bytes(), passphrase, list(_given(places)), word)
    manifest = done.manifest
    click.echo(
        f"{folder}: {len(manifest.files)} files as of {manifest.made}, ledger of {manifest.ledger.entries} entries"
    )
    click.echo(f"The ledger's key: {done.ledger_key}")
    if done.loss is None:
        click.echo("The ledger is on its server and has all entries that it had at the backup.")
    else:
        say_lost(done.loss)
    click.echo(report.indented(_SINCE, 0))
    ledger_lines.say_unkept(done.unkept)


def say_lost(loss: Loss) -> None:
    """What is known of a loss, and what is done next."""
    click.echo(report.indented(loss.told, 0))
    if loss.known_to is None:
        click.echo(report.indented(_NO_CHECKPOINT, 0))
    click.echo(report.indented(_NEXT, 0))


def _given(places: Iterable[Path]) -> Iterator[Checkpoint]:
    for path in places:
        if path.is_dir():
            try:
                yield from kept.beyond(path, -1)
            except OSError:
                raise UsageError(f"{path} cannot be read") from None
        else:
            yield ledger_proofs.read(path)
