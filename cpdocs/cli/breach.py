"""cpdocs breach: a parcel reached the wrong hands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from cpdocs import files, rights
from cpdocs.breach.kit import Kit, kit, said
from cpdocs.breach.stop import Breach, close, stop
from cpdocs.cli import ledger_lines, report
from cpdocs.cli.root import format_option, workspace_option
from cpdocs.errors import CpdocsError, UsageError
from cpdocs.workspace import Workspace

_STANDS = "The stop is recorded and stands. Mend this, and type the same again for the papers."


@click.command(
    epilog='Example: cpdocs breach A29 -o breach-A29 --aware "2026-11-16T09:30" '
    '--because "the health centre rang: it is in another nurse\'s mailbox"'
)
@click.argument("attempt")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A new folder for the papers.")
@click.option("--aware", help="When the council became aware, by its own clock; without it, now.")
@click.option(
    "--because", required=True, help="What was noticed, or why it may go on. No case text: the ledger keeps it."
)
@click.option(
    "--record",
    "records",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    multiple=True,
    help="The record as it was when the parcel went, such as from a backup; without it those of records/.",
)
@click.option("--close", "closing", is_flag=True, help="Lift the stop for good; it takes a second person.")
@click.option("--by", help="With --close: staff id of the second person, whom authority.yaml lets release.")
@click.option("--operator", help="Your staff id; without it CPDOCS_OPERATOR, else the one whose account is your login.")
@workspace_option
@format_option
def command(  # noqa: PLR0917  (click gives them by name)
    attempt: str,
    output: Path | None,
    aware: str | None,
    because: str,
    records: tuple[Path, ...],
    closing: bool,
    by: str | None,
    operator: str | None,
    workspace: Workspace,
    form: str,
) -> None:
    """Stop everything further to the reader of a parcel that reached the wrong hands, and write the papers for it.

    ATTEMPT is the parcel's id in the ledger, such as A29. First the ledger says so, and from then on every parcel of
    the case to this reader, and every other by the same way, waits for a second person. Then a form for the data
    protection officer (PDF and Word) and a letter that asks for the papers back are written into a new folder. The
    form is case text. Type it again for the papers again.
    """
    typing = rights.operator(workspace, operator)
    if closing:
        if output or aware or records:
            raise UsageError("--close lifts a stop and writes nothing", "Leave -o, --aware and --record out.")
        _close(workspace, attempt, because, typing, by, form)
    else:
        if by:
            raise UsageError("nobody else is needed to stop", "--by is for --close.")
        _open(workspace, attempt, aware, because, typing, records, _new(output), form)


def _close(workspace: Workspace, attempt: str, because: str, typing: str, by: str | None, form: str) -> None:
    if not by:
        raise UsageError("it is not said who the second person is", "Say --by STAFF: somebody who may release.")
    state = close(workspace, attempt, because, typing, by)
    ledger_lines.keep(workspace)
    if form == "json":
        report.print_json({"version": 1, "attempt": state.id, "stopped": False})
    else:
        click.echo(f"{state.id}: nothing is stopped because of it any more, by {typing} and {by}")


def _open(
    workspace: Workspace,
    attempt: str,
    aware: str | None,
    because: str,
    typing: str,
    records: tuple[Path, ...],
    folder: Path,
    form: str,
) -> None:
    """Stop first: whatever keeps the papers from being written, nothing further goes there."""
    breach = stop(workspace, attempt, aware, because, typing)
    ledger_lines.keep(workspace)
    if form == "text":
        click.echo("\n".join(_stopped(breach)))
    try:
        made = kit(workspace, breach, records)
        files.put_folder(folder, made.files)
    except OSError as error:
        raise CpdocsError(f"the papers cannot be written: {files.cause(error)}", _STANDS) from None
    except CpdocsError as error:
        error.hint = f"{error.hint} {_STANDS}".strip()
        raise
    if form == "json":
        report.print_json(_reported(breach, made, folder))
    else:
        click.echo("\n".join(_told(made, folder)))


def _new(output: Path | None) -> Path:
    """The folder that is to be made. A typing mistake is said at once, before anything is recorded."""
    if output is None:
        raise UsageError("it is not said where the papers go; nothing is stopped yet", "Say -o DIR: a new folder.")
    if output.exists() or not output.parent.is_dir():
        what = "is there already" if output.exists() else "would lie in a folder that is not there"
        raise UsageError(f"{output} {what}; nothing is stopped yet", "Name a new folder in one that is there.")
    return output


def _stopped(breach: Breach) -> Iterator[str]:
    reader = breach.attempt.intent.recipient
    if breach.closed is None:
        yield f"{breach.attempt.id}: nothing further goes to {reader} or by that way; cpdocs plan shows what is held"
    else:
        yield f"{breach.attempt.id}: the stop was lifted before; papers to {reader} may go"
    yield f"aware since {said(breach.aware)}"
    yield f"if the ICO must be told, it is by {said(breach.tell_by)}"


def _told(made: Kit, folder: Path) -> Iterator[str]:
    yield ""
    if made.went.copy == "same":
        yield "the record still makes the copy that went; of these people something stands in it:"
        rows = [
            (one.id or one.name, "yes" if one.entitled else "NO", "; ".join(one.kinds)) for one in made.went.exposed
        ]
        yield report.table(rows, ("who", "right reader may know", "what"))
    else:
        yield f"what it held cannot be said from the record ({made.went.copy}); the form says what is to be done"
    if made.others:
        yield f"look at these too, to the same reader or by the same way: {', '.join(o.id for o in made.others)}"
    yield ""
    yield from (str(folder / name) for name in made.files)


def _reported(breach: Breach, made: Kit, folder: Path) -> dict[str, Any]:
    done = breach.attempt.intent
    return {
        "version": 1,
        "attempt": breach.attempt.id,
        "reference": done.reference,
        "recipient": done.recipient,
        "aware": breach.aware.isoformat(timespec="minutes"),
        "tell_by": breach.tell_by.isoformat(timespec="minutes"),
        "stopped": breach.closed is None,
        "copy": made.went.copy,
        "exposed": [
            {"person": one.id or None, "child": one.is_child, "what": list(one.kinds), "entitled": one.entitled}
            for one in made.went.exposed
        ],
        "others": [other.id for other in made.others],
        "files": [str(folder / name) for name in made.files],
    }
