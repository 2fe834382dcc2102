"""The root command, its verbs, and the options that several of them share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from cpdocs import __version__
from cpdocs.workspace import Workspace, find, open_workspace

F = TypeVar("F", bound=Callable[..., Any])


class Verbs(click.Group):
    """The verbs in the order in which a clerk meets them, each read from its file when it is asked for."""

    _ORDER = ("demo", "validate", "plan", "render", "approve", "send", "ledger", "resolve", "keys", "schema")

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(self._ORDER)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in self._ORDER:
            return None
        module = __import__(f"cpdocs.cli.{name}", fromlist=["command"])
        command: click.Command = module.command
        return command


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
