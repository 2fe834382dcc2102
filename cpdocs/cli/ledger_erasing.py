"""cpdocs ledger hold-legally, lift-hold and erase: what is kept of a family, and for how long."""

from __future__ import annotations

from datetime import date

import click

from cpdocs import erasing, rights
from cpdocs.cli.ledger_lines import keep
from cpdocs.cli.root import demo_day, today_option, workspace_option
from cpdocs.workspace import Workspace

_case = click.option("--case", required=True, help="The family's case.")
_because = click.option("--because", required=True, help="Why. No case text: the ledger keeps it.")
_operator = click.option("--operator", help="Your staff id; else CPDOCS_OPERATOR, else whoever's account is the login.")
_second = click.option(
    "--second", required=True, help="Staff id of the second person, whom authority.yaml lets release."
)


@click.command(
    name="legal-hold", epilog='Example: cpdocs ledger legal-hold --case 2026-0142 --because "proceedings, see file 7"'
)
@_case
@_because
@_operator
@workspace_option
def hold(case: str, because: str, operator: str | None, workspace: Workspace) -> None:
    """Let nothing of a case be erased until the hold is lifted."""
    typing = rights.operator(workspace, operator)
    erasing.hold(workspace, case, because, typing)
    keep(workspace)
    click.echo(f"{case}: under legal hold")


@click.command(
    name="lift-hold",
    epilog='Example: cpdocs ledger lift-hold --case 2026-0142 --second service_manager --because "proceedings ended"',
)
@_case
@_because
@_second
@_operator
@workspace_option
def lift(case: str, because: str, second: str, operator: str | None, workspace: Workspace) -> None:
    """Lift a legal hold. It takes two people."""
    typing = rights.operator(workspace, operator)
    erasing.lift(workspace, case, because, typing, second)
    keep(workspace)
    click.echo(f"{case}: under no legal hold")


@click.command(
    epilog='Example: cpdocs ledger erase --case 2026-0142 --second service_manager --because "retention has ended"'
)
@_case
@_because
@_second
@_operator
@today_option
@workspace_option
def erase(case: str, because: str, second: str, operator: str | None, today: date | None, workspace: Workspace) -> None:
    """Erase what ledger and archive keep of a family, once its time has come. It takes two people and is for good.

    Of each entry there stay a number, a time, an event and a digest whose key is gone: every other proof still holds.
    Records, outbox and backups are yours to erase.
    """
    day = demo_day(workspace, today, "erase")
    typing = rights.operator(workspace, operator)
    entries = erasing.erase(workspace, case, day, because, typing, second)
    keep(workspace)
    click.echo(f"{case}: the details of {entries} entries were erased")
