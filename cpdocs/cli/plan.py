"""cpdocs plan: who gets what, in which variant, how, by when, why; who gets nothing, why; what is held, why."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click

from cpdocs import run
from cpdocs.cli import report, screen
from cpdocs.cli import why as reasons
from cpdocs.cli.root import format_option, record_argument, today_option, workspace_option
from cpdocs.errors import UsageError
from cpdocs.rules.situation import Nothing
from cpdocs.stages import Preparation, Prepared
from cpdocs.workspace import Workspace


@click.command(epilog="Example: cpdocs plan records/CP-2026-0142-1.yaml --why mother")
@record_argument
@click.option("--document", help="This document only.")
@click.option("--why", metavar="PERSON", help="This person only, in words: the rows, the reasons, what is left out.")
@click.option("--diff", nargs=2, metavar="PERSON PERSON", help="What each gets and reads that the other does not.")
@today_option
@workspace_option
@format_option
def command(
    file: Path,
    document: str | None,
    why: str | None,
    diff: tuple[str, str] | None,
    today: date | None,
    workspace: Workspace,
    form: str,
) -> None:
    """Show the plan of a record. Nothing is made and nothing is sent."""
    whole = run.look(workspace, file, today or workspace.today)
    _require_known(whole, document, *([why] if why else []), *(diff or ()))
    preparation = _narrowed(whole, document, why)
    if form == "json":
        report.print_json(report.planned(preparation, workspace.mac(hashlib.sha256(file.read_bytes()).digest())))
    elif diff:
        click.echo("\n".join(reasons.differences(preparation, *diff)))
    elif why:
        click.echo("\n".join(reasons.explained(preparation, why, document)))
    elif screen.is_terminal():
        _draw(preparation)
    else:
        click.echo("\n".join(_lines(preparation)))


def _require_known(preparation: Preparation, document: str | None, *people: str) -> None:
    """A mistyped name must not look like nothing planned."""
    situation = preparation.situation
    if document is not None and document not in situation.tables.documents.documents:
        raise UsageError("there is no such document", f"There are: {', '.join(situation.tables.documents.documents)}.")
    if not set(people) <= {recipient.id for recipient in situation.recipients}:
        hint = "Use an id under people or children, or a post of contacts.yaml."
        raise UsageError("there is nobody of this id in the record", hint)


def _narrowed(preparation: Preparation, document: str | None, person: str | None) -> Preparation:
    nothing = (n for n in preparation.nothing if document in (None, n.document) and person in (None, n.person))
    parcels = filter(run.only(document, person), preparation.parcels)
    return dataclasses.replace(preparation, parcels=tuple(parcels), nothing=tuple(nothing))


def _lines(preparation: Preparation) -> Iterator[str]:
    situation = preparation.situation
    record = situation.record
    yield f"{record.reference} on {situation.today}: the stage is {record.stage}"
    for document in dict.fromkeys(p.written.planned.document for p in preparation.parcels):
        parcels = [p for p in preparation.parcels if p.written.planned.document == document]
        yield ""
        yield _title(parcels[0])
        for parcel in parcels:
            yield from _parcel(parcel)
    yield ""
    yield from (f"{group} stands for {', '.join(people) or 'nobody'}" for group, people in situation.groups)
    yield from _nothing(preparation.nothing)


def _title(first: Prepared) -> str:
    planned = first.written.planned
    by = f", due by {planned.due}" if planned.due else ""
    return f"{planned.document} (edition {planned.edition}){by}"


def _draw(preparation: Preparation) -> None:
    """The same on a person's screen: a table a document, then who gets nothing."""
    situation = preparation.situation
    click.echo(f"{situation.record.reference} on {situation.today}: the stage is {situation.record.stage}")
    for document in dict.fromkeys(p.written.planned.document for p in preparation.parcels):
        parcels = [p for p in preparation.parcels if p.written.planned.document == document]
        screen.table([_row(p) for p in parcels], ("", "who", "gets", "way", "because"), _title(parcels[0]))
    click.echo("\n".join(_nothing(preparation.nothing)))


def _row(prepared: Prepared) -> tuple[str, ...]:
    planned, settled = prepared.written.planned, prepared.settled
    about = f"\nabout {', '.join(planned.children)}" if planned.children else ""
    holds = [f"held, {hold.id}: {hold.message}" for hold in settled.holds]
    because = [planned.because, *holds, *([settled.because] if settled.because else [])]
    because += [f"encloses {paper.planned.document}" for paper in prepared.written.enclosures]
    because += [f"encloses {file.file}" for file in planned.files]
    if withheld := prepared.written.withheld:
        because.append(f"leaves out {len(withheld)}; see --why {planned.person}")
    return (
        settled.status.upper(),
        f"{planned.person}\n{planned.addressee}",
        f"{planned.variant}{about}",
        f"{planned.route.channel or 'no channel'}\n{planned.route.to}",
        "\n".join(because),
    )


def _parcel(prepared: Prepared) -> Iterator[str]:
    planned, settled = prepared.written.planned, prepared.settled
    about = f" about {', '.join(planned.children)}" if planned.children else ""
    channel = planned.route.channel or "no channel"
    way = f"{channel}, {planned.route.to}"
    yield f"  {settled.status.upper():5}  {planned.person} ({planned.addressee}): {planned.variant}{about}; {way}"
    yield f"         because {planned.because}"
    for hold in settled.holds:
        yield f"         held, {hold.id}: {hold.message}"
    if settled.because:
        yield f"         {settled.because}"
    for paper in prepared.written.enclosures:
        yield f"         encloses {paper.planned.document}: {paper.planned.variant}; {paper.planned.because}"
    for file in planned.files:
        yield f"         encloses {file.file}: {file.title}; {file.place} of the record"
    withheld = prepared.written.withheld
    if withheld:
        yield f"         leaves out {len(withheld)} of the record's facts and passages; see --why {planned.person}"


def _nothing(nothing: Sequence[Nothing]) -> Iterator[str]:
    """Who gets nothing, those with the same reason together."""
    for document, because in dict.fromkeys((n.document, n.because) for n in nothing):
        people = [n.person for n in nothing if (n.document, n.because) == (document, because)]
        yield f"No {document} for {', '.join(people)}"
        yield f"         because {because}"
