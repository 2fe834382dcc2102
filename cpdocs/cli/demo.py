"""cpdocs demo: the whole job on an invented family."""

from __future__ import annotations

from pathlib import Path

import click

from cpdocs import demo
from cpdocs.cli import codes, ledger, report, screen
from cpdocs.errors import CpdocsError


@click.command(epilog="Example: cpdocs demo try-it")
@click.argument("folder", default="cpdocs-demo", type=click.Path(path_type=Path))
def command(folder: Path) -> int:
    """Play the whole job on an invented family. Nothing leaves this machine.

    FOLDER (./cpdocs-demo) is a full workspace afterwards, on which every other command runs.
    """
    click.echo("An invented family, throw-away keys, and a folder in place of the post: nothing leaves this machine.")
    with screen.progress("sending") as waiting:

        def say(played: demo.Played) -> None:
            with waiting.aside():
                _say(played)

        workspace, whole = demo.play(folder, say, waiting.told)
    with workspace.ledger() as opened:
        found = opened.verify()
    click.echo()
    ledger.say_verified(found)
    outbox = workspace.folder / workspace.settings.outbox
    click.echo(f"\nThe outbox: {outbox / 'email'} (open an .eml in a mail program) and {outbox / 'print'} (to print)")
    click.echo(f"Go on from here: cd {folder} && cpdocs plan records/CP-2026-0142-1.decided.yaml --today 2026-11-16")
    if not found.valid:
        return codes.BROKEN
    if not whole:
        raise CpdocsError("the demo did not come out as expected", "Please tell its makers.")
    return 0


def _say(played: demo.Played) -> None:
    situation = played.run.preparation.situation
    click.echo(f"\n{situation.today}  {played.title}\n")
    rows = [
        (p.person, p.variant, str(p.route.channel), p.route.to, e.state.replace("_", " "))
        for e in played.run.ended
        for p in (e.parcel.written.planned,)
    ]
    click.echo(report.table(rows, ("who", "gets", "protected by", "to", "state")))
    click.echo("\nbecause")
    for because, people in _reasons(played).items():
        click.echo(report.indented(f"{', '.join(people)}: {because}"))
    click.echo(f"\n{report.counts_line(played.run)}")


def _reasons(played: demo.Played) -> dict[str, list[str]]:
    """Each reason once, with those for whom it holds; at the end those who get nothing of this day's paper."""
    reasons: dict[str, list[str]] = {}
    for ended in played.run.ended:
        held = "held, " if ended.state == "held" else ""
        reasons.setdefault(f"{held}{report.why(ended)}", []).append(ended.parcel.written.planned.person)
    for nothing in played.run.preparation.nothing:
        if nothing.document == _document(played):
            reasons.setdefault(f"gets nothing: {nothing.because}", []).append(nothing.person)
    return reasons


def _document(played: demo.Played) -> str:
    """The document that a day is about."""
    return played.run.ended[0].parcel.written.planned.document if played.run.ended else ""
