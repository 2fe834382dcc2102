"""cpdocs batch: many records in one run, a line each."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

import click

from cpdocs import rights
from cpdocs.batch import pace, sources
from cpdocs.batch.runner import Batch, Order, Totals
from cpdocs.cli import batch_lines, codes, ledger_lines, screen
from cpdocs.cli.root import demo_day, format_option, today_option, workspace_option
from cpdocs.errors import UsageError
from cpdocs.render.fence import Fence
from cpdocs.transports import NAMES, carriers
from cpdocs.workspace import Workspace

_STREAM: Final = Path("-")
_MINUTE: Final = 60


class RateType(click.ParamType[int]):
    """A rate written 30/min."""

    name = "N/min"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"([1-9]\d{0,5})/min", str(value))
        return int(found[1]) if found else self.fail("write the rate as 30/min", param, ctx)


@click.command(epilog="Example: cpdocs batch records --dry-run --operator admin")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Plan only: nothing is made, sent or written to the ledger.")
@click.option("--max-rate", type=RateType(), help="Carry no more parcels a minute than this.")
@click.option("--document", help="This document only.")
@click.option("--transport", type=click.Choice(NAMES), default="outbox", show_default=True)
@click.option("--operator", help="Your staff id; without it CPDOCS_OPERATOR, else the one whose account is your login.")
@today_option
@workspace_option
@format_option
def command(
    *,
    paths: tuple[Path, ...],
    dry_run: bool,
    max_rate: int | None,
    document: str | None,
    transport: str,
    operator: str | None,
    today: date | None,
    workspace: Workspace,
    form: str,
) -> int:
    """Send what is ready of many records: files, folders of records, or - for a stream with one JSON record a line.

    A line is written for each as soon as it is done, the totals last. Running it again is safe: what has gone is done.
    Nothing is ever asked: what is missing is said before the first record is read.
    """
    if _STREAM in paths and len(paths) > 1:
        raise UsageError("- stands alone", "Send the other records as lines of the stream too.")
    if document is not None and document not in workspace.tables.documents.documents:
        raise UsageError("there is no document of that kind", "See which there are: cpdocs plan FILE.")
    day = (today or workspace.today) if dry_run else demo_day(workspace, today, "batch")
    order = Order(day, rights.operator(workspace, operator), document, dry=dry_run)
    with closing(carriers(workspace, transport)) as ways, Fence(workspace.templates.folders) as fence:
        held = pace.paced(ways, pace.Pace(max_rate, time.monotonic, time.sleep)) if max_rate else ways
        batch = Batch(workspace, order, held, fence)
        if paths == (_STREAM,):
            totals = _told(batch, sources.of_lines(sys.stdin.buffer, Path.cwd()), form, 0)
        else:
            found = list(sources.of_paths(paths))
            totals = _told(batch, found, form, len(found))
    click.echo(
        batch_lines.totals_as_json(totals, dry=dry_run) if form == "json" else batch_lines.totals_as_text(totals)
    )
    ledger_lines.say_unkept(batch.unkept)
    return _code(totals)


def _told(batch: Batch, found: Iterable[sources.Source], form: str, of: int) -> Totals:
    """Run it, and say each end as soon as it is known."""
    totals, begun = Totals(), time.monotonic()
    said: Callable[..., str] = batch_lines.as_json if form == "json" else batch_lines.as_text
    with screen.progress("batch") as waiting:
        for number, result in enumerate(batch.results(found), 1):
            totals.add(result)
            with waiting.aside():
                click.echo(said(result))
                sys.stdout.flush()
            waiting.told(number, of, progress(number, of, time.monotonic() - begun, totals))
    return totals


def progress(done: int, of: int, seconds: float, totals: Totals) -> str:
    """How fast it goes, how long it will go on, and what became of the parcels so far."""
    a_minute = done * _MINUTE / seconds if seconds else 0.0
    left = f", {max(1, round((of - done) / a_minute))} min left" if of > done and a_minute else ""
    return f"{a_minute:.0f} a minute{left}; {batch_lines.counted(totals.counts)}"


def _code(totals: Totals) -> int:
    counts = totals.counts
    failed = bool(counts["failed"] or counts["in_doubt"] or totals.outcomes["broken_off"])
    return codes.of_counts(counts["planned"], counts["held"], failed=failed, mend_first=totals.mend_first)
