"""The root command, its verbs, and the options that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from cpdocs import __version__
from cpdocs.errors import UsageError
from cpdocs.workspace import Workspace, find, open_workspace

F = TypeVar("F", bound=Callable[..., Any])


#: The verbs in the order in which a clerk meets them, each in the module of its name, with its line in the help.
VERBS: Final[Mapping[str, str]] = {
    "demo": "Play the whole job on an invented family.",
    "init": "Make a council's workspace.",
    "new": "Begin a record: a commented file to fill in.",
    "doctor": "Check this machine and the workspace, and say how to mend what is amiss.",
    "validate": "Check records: what is wrong, what can be made now.",
    "plan": "Show who gets what, and why. Nothing is made.",
    "deadlines": "Show every date that follows, and what is overdue or due soon.",
    "render": "Write plain copies to look at.",
    "pack": "Write the Children's Reporter's referral pack, to look at.",
    "approve": "Record that the chair approved a document's copies.",
    "hold": "See what waits for a second person, and release it.",
    "cancel": "Say that planned parcels are not to go.",
    "send": "Send what is ready, once.",
    "batch": "Send many conferences, from a folder or a case system.",
    "ledger": "Read the ledger, verify it, confirm what has gone.",
    "archive": "Look through the sealed copies of what was sent, open a case's.",
    "resolve": "Resolve an attempt in doubt.",
    "breach": "Stop what goes to the wrong hands, and write the papers for it.",
    "keys": "Take in keys, see them, pin them, check them.",
    "templates": "List the templates, copy one to change it, check them.",
    "backup": "Write everything into one sealed file.",
    "restore": "Put a workspace back from its backup.",
    "upgrade": "Bring a workspace up to this cpdocs, or its ledger to PostgreSQL.",
    "schema": "Name the JSON Schemas, write or check them.",
}


class Verbs(click.Group):
    """Loads a verb's module only when that verb is called or its own help is shown, so that validate starts fast.

    click's own Group holds loaded commands; this one finds them by name instead (click's documentation, "Lazily
    Loading Subcommands"), and lists them from the table above.
    """

    def list_commands(self, _context: click.Context) -> list[str]:
        """The names, in the table's order."""
        return list(VERBS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The verb of this name, read from its file; None if there is none."""
        if name not in VERBS:
            return None
        command: click.Command = import_module(f"cpdocs.cli.{name}").command
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help, written from the table and without loading a verb."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cpdocs")
@click.option("--debug", is_flag=True, help="Show where in cpdocs an error arose (never case text).")
def root(debug: bool) -> None:
    """Make the papers of a child protection conference, and put each copy into the right hands only.

    Begin with: cpdocs demo
    """


class DayType(click.ParamType[date]):
    """A day written 2026-11-12."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fail("write the day as 2026-11-12", param, ctx)


def workspace_option(command: F) -> F:
    """``--workspace DIR``, given to the command as an opened Workspace."""
    return click.option(
        "--workspace",
        callback=_opened,
        type=click.Path(path_type=Path, file_okay=False),
        help="The workspace; without it, the nearest folder upward with a cpdocs.yaml.",
    )(command)


def today_option(command: F) -> F:
    """``--today DATE``, None where not given."""
    return click.option("--today", type=DayType(), help="Act as if it were this day.")(command)


def demo_day(workspace: Workspace, today: date | None, verb: str) -> date:
    """The day that a verb goes by which cannot be taken back: today's, but for a demo's ``--today``.

    Raises:
        UsageError: another day in a real workspace, where a letter would go, or be released, on a day that is not.
    """
    if today is not None and not workspace.settings.demo:
        raise UsageError(f"{verb} goes by today's date", f"--today works with {verb} in a demo workspace only.")
    return today or workspace.today


def format_option(command: F) -> F:
    """``--format text|json``."""
    return click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)(
        command
    )


def record_argument(command: F) -> F:
    """The record's file."""
    return click.argument("file", type=click.Path(path_type=Path, dir_okay=False))(command)


def _opened(_context: click.Context, _param: click.Parameter, value: Path | None) -> Workspace:
    return open_workspace(value.resolve() if value else find(Path.cwd()))
