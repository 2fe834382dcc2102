"""cpdocs deadlines: every date that follows from records, its rule and source, and what is overdue or due soon."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, get_args

import click

from cpdocs import files, run
from cpdocs.cli import codes, report
from cpdocs.cli.root import format_option, today_option, workspace_option
from cpdocs.errors import InputError, UsageError
from cpdocs.record.model import Stage
from cpdocs.record.neighbours import followers, records_in
from cpdocs.rules.deadlines import Deadline
from cpdocs.workspace import RECORDS, Workspace

#: How far in what is said of a date stands.
_DEEP: Final = 11


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one record, and how far it has come."""

    reference: str
    stage: Stage
    deadlines: tuple[Deadline, ...]


@click.command(epilog="Example: cpdocs deadlines records/CP-2026-0142-1.yaml --ics dates.ics")
@click.argument(
    "paths", metavar="FILE... | FOLDER", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True)
)
@click.option(
    "--within", type=click.IntRange(min=0), metavar="DAYS", help="Only what is overdue or due in so many days."
)
@click.option("--ics", type=click.Path(path_type=Path, dir_okay=False), help="Write a calendar file besides.")
@today_option
@workspace_option
@format_option
def command(
    paths: tuple[Path, ...], within: int | None, ics: Path | None, today: date | None, workspace: Workspace, form: str
) -> int:
    """Show every date that follows from a record: by which rule, from which source, and whether it was kept.

    Of several records or a folder: what is overdue and what is due, the most urgent first. A record that cannot be
    read is named and hides no other. The calendar file holds what has still to happen: references and what is
    due, and nothing of a case.
    """
    day = today or workspace.today
    found = list(_found(workspace, _records(paths), day, within))
    dates = _furthest([one for one in found if one is not None])
    if form == "json" and len(found) == 1:
        for one in dates:
            report.print_json(_shape(one))
    elif form == "json":
        for one in dates:
            click.echo(json.dumps(_shape(one), ensure_ascii=False))
    elif len(found) == 1:
        for one in dates:
            click.echo("\n".join(_whole(one, day)))
    else:
        click.echo("\n".join(_urgent(dates, day)))
    if ics is not None:
        _write(ics, dates, workspace)
    return codes.INVALID if None in found else 0


def _records(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files that are meant, each once, those of a folder in their order. Raises UsageError for an empty folder."""
    found = [file for path in paths for file in (records_in(path) if path.is_dir() else (path,))]
    if not found:
        raise UsageError("there is no record in this folder", "A record's file ends in .yaml, .yml or .json.")
    return tuple(dict.fromkeys(found))


def _found(workspace: Workspace, records: Sequence[Path], today: date, within: int | None) -> Iterator[Dates | None]:
    """The dates of each record; None for one that must be mended first, which is said on stderr."""
    later: Mapping[str, Sequence[Path]] = followers(workspace.folder / RECORDS)
    with workspace.ledger() as ledger:
        for path in records:
            try:
                record, deadlines = run.dates(workspace, ledger, path, today, later)
            except InputError as error:
                hint = f"See what: cpdocs validate {path}"
                click.echo(f"cpdocs: {error.message}\n  {hint}", err=True)
                yield None
            else:
                yield Dates(record.reference, record.stage, tuple(d for d in deadlines if _wanted(d, today, within)))


def _furthest(dates: Sequence[Dates]) -> list[Dates]:
    """Each conference once: where several files tell of it, by the one that has come furthest."""
    stages = get_args(Stage)
    furthest: dict[str, Dates] = {}
    for one in sorted(dates, key=lambda d: stages.index(d.stage)):
        furthest[one.reference] = one
    return sorted(furthest.values(), key=lambda d: d.reference)


def _wanted(deadline: Deadline, today: date, within: int | None) -> bool:
    return within is None or (deadline.is_open and (deadline.last - today).days <= within)


def _shape(one: Dates) -> dict[str, object]:
    """The shape of ``deadlines``."""
    return {
        "version": 1,
        "reference": one.reference,
        "deadlines": [
            {
                "id": d.id,
                "date": d.last.isoformat(),
                "from": d.start.isoformat(),
                "rule": d.rule,
                "source": d.source,
                "because": d.because,
                "status": d.status,
                "ledger_date": d.ledger_date.isoformat() if d.ledger_date else None,
            }
            for d in one.deadlines
        ],
    }


def _whole(one: Dates, today: date) -> Iterator[str]:
    """One record: each date with its rule and its reason."""
    yield f"{one.reference} on {today}: {_counted([one])}"
    for d in one.deadlines:
        left = f"; left on {d.ledger_date}, by the ledger" if d.ledger_date else ""
        yield f"  {d.status.upper():7}  {d.last}  {d.title} ({d.id})"
        yield report.indented(f"{d.rule}, from {d.start} ({d.source})", _DEEP)
        yield report.indented(f"because {d.because}{left}", _DEEP)


def _urgent(dates: Sequence[Dates], today: date) -> Iterator[str]:
    """Several records: what has still to happen, the earliest first."""
    still = [(d, one.reference) for one in dates for d in one.deadlines if d.is_open]
    still.sort(key=lambda pair: (pair[0].last, pair[1], pair[0].id))
    if still:
        rows = [(f"{d.last}", d.status, reference, d.title, f"{d.id}; {d.rule}") for d, reference in still]
        yield report.table(rows, ("by", "", "conference", "what", "which, and the rule"))
    records = "record" if len(dates) == 1 else "records"
    yield f"{len(dates)} {records} on {today}: {_counted(dates)}"


def _counted(dates: Sequence[Dates]) -> str:
    every = [d.status for one in dates for d in one.deadlines]
    told = [f"{every.count(s)} {s}" for s in ("overdue", "due", "missed", "met") if s in every]
    return ", ".join(told) or "nothing is due"


def _write(path: Path, dates: Sequence[Dates], workspace: Workspace) -> None:
    from cpdocs.cli.ics import calendar

    every = ((one.reference, deadline) for one in dates for deadline in one.deadlines if deadline.is_open)
    try:
        files.put(path, calendar(every, workspace.mac, workspace.now()))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {files.cause(error)}") from None
