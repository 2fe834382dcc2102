"""cpdocs plan: who gets what, in which variant, how, by when, why; who gets nothing, why; what is held, why."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click

from cpdocs import run
from cpdocs.cli import report
from cpdocs.cli.root import format_option, record_argument, today_option, workspace_option
from cpdocs.errors import UsageError
from cpdocs.record.model import Record
from cpdocs.rules.situation import Nothing
from cpdocs.stages import Preparation, Prepared
from cpdocs.workspace import Workspace


@click.command(epilog="Example: cpdocs plan records/CP-2026-0142-1.yaml --why mother")
@record_argument
@click.option("--document", help="This document only.")
@click.option("--why", metavar="PERSON", help="This person only, with everything that her or his copies leave out.")
@click.option("--diff", nargs=2, metavar="PERSON PERSON", help="How the copies of two people differ.")
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
        click.echo("\n".join(_differences(preparation, *diff)))
    else:
        click.echo("\n".join(_lines(preparation, at_length=why is not None)))


def _require_known(preparation: Preparation, document: str | None, *people: str) -> None:
    """A mistyped name must not look like nothing planned."""
    situation = preparation.situation
    if document is not None and document not in situation.tables.documents.documents:
        raise UsageError("there is no such document", f"There are: {', '.join(situation.tables.documents.documents)}.")
    if not set(people) <= {person.id for person in situation.record.people}:
        raise UsageError("there is nobody of this id in the record", "Use an id under people.")


def _narrowed(preparation: Preparation, document: str | None, person: str | None) -> Preparation:
    nothing = (n for n in preparation.nothing if document in (None, n.document) and person in (None, n.person))
    parcels = filter(run.only(document, person), preparation.parcels)
    return dataclasses.replace(preparation, parcels=tuple(parcels), nothing=tuple(nothing))


def _lines(preparation: Preparation, *, at_length: bool) -> Iterator[str]:
    situation = preparation.situation
    record = situation.record
    yield f"{record.reference} on {situation.today}: the stage is {record.stage}"
    for document in dict.fromkeys(p.written.planned.document for p in preparation.parcels):
        parcels = [p for p in preparation.parcels if p.written.planned.document == document]
        yield ""
        yield f"{document} (edition {record.edition(document)}), due by {parcels[0].written.planned.due}"
        for parcel in parcels:
            yield from _parcel(parcel, record, at_length=at_length)
    if preparation.nothing:
        yield ""
        yield from _nothing(preparation.nothing)


def _parcel(prepared: Prepared, record: Record, *, at_length: bool) -> Iterator[str]:
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
    withheld = prepared.written.cut.withheld if prepared.written.cut else ()
    if withheld and not at_length:
        yield f"         leaves out {len(withheld)} of the record's facts and passages; see --why {planned.person}"
    for passage in withheld if at_length else ():
        yield f"         leaves out {_by_id(passage.passage, record)} ({passage.kind}): {passage.because}"


def _by_id(path: str, record: Record) -> str:
    """A path with the id in place of the number of a child, a person or a decision, as a clerk knows them by id."""

    def named(found: re.Match[str]) -> str:
        block, number = found[1], int(found[2])
        ids = {
            "children": [child.id for child in record.children],
            "people": [person.id for person in record.people],
            "decisions": [decision.child for decision in record.decisions or ()],
            "invitations": [invitation.person for invitation in record.invitations],
        }
        return f"{block}[{ids[block][number]}]"

    return re.sub(r"^(children|people|decisions|invitations)\[([0-9]+)\]", named, path)


def _nothing(nothing: Sequence[Nothing]) -> Iterator[str]:
    """Who gets nothing, those with the same reason together."""
    for document, because in dict.fromkeys((n.document, n.because) for n in nothing):
        people = [n.person for n in nothing if (n.document, n.because) == (document, because)]
        yield f"No {document} for {', '.join(people)}"
        yield f"         because {because}"


def _differences(preparation: Preparation, one: str, other: str) -> Iterator[str]:
    """By document: the fields of the two Views that differ, and the passages that only one copy leaves out."""
    by_person = {(p.written.planned.document, p.written.planned.person): p for p in preparation.parcels}
    for document in dict.fromkeys(document for document, _ in by_person):
        left, right = by_person.get((document, one)), by_person.get((document, other))
        if left is None or right is None:
            yield (
                f"{document}: only {one if left else other} gets it"
                if left or right
                else f"{document}: neither gets it"
            )
            continue
        yield f"{document}: {left.written.planned.variant} for {one}, {right.written.planned.variant} for {other}"
        yield from _fields(left, right, one, other, preparation.situation.record)


def _fields(left: Prepared, right: Prepared, one: str, other: str, record: Record) -> Iterator[str]:
    if left.written.cut is None or right.written.cut is None:
        return
    a, b = left.written.cut, right.written.cut
    if a.view.digest == b.view.digest:
        yield "  the same View: every word is the same but the stamp"
    names = {f.name for f in dataclasses.fields(a.view)} | {f.name for f in dataclasses.fields(b.view)}
    for name in sorted(names):
        if getattr(a.view, name, None) != getattr(b.view, name, None):
            yield f"  differs: {name}"
    for who, mine, theirs in ((one, a.withheld, b.withheld), (other, b.withheld, a.withheld)):
        for passage in mine:
            if passage.passage not in {w.passage for w in theirs}:
                yield f"  left out for {who} only: {_by_id(passage.passage, record)}: {passage.because}"
