"""cpdocs ledger export: one family's chronology over all its conferences, for the case file or for a court."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from cpdocs import keeping
from cpdocs.cli import report
from cpdocs.cli.ledger_lines import row
from cpdocs.cli.ledger_proofs import FILE
from cpdocs.cli.output import write
from cpdocs.cli.root import format_option, workspace_option
from cpdocs.errors import UsageError
from cpdocs.ledger.entry import Entry, attempt_id
from cpdocs.workspace import Workspace

Details = Mapping[str, Any]


def _parcel(d: Details) -> str:
    return f"{d['document']} (edition {d['edition']}) for {d['recipient']}"


def _parcels(keys: Sequence[Sequence[object]]) -> str:
    return ", ".join(f"{one} (edition {edition}) for {person}" for one, edition, person in keys) or "none"


def _approved(d: Details) -> str:
    how = "signed" if "signature" in d else "attested"
    return f"{d['document']} (edition {d['edition']}) approved by {d['by']}, {how}"


def _begun(d: Details) -> str:
    return f"{_parcel(d)}: begun by {d['operator']}, {d['channel']}, {d['transport']}, serial {d['serial']}"


#: What each entry says, of its details. What is not here is said by its event alone.
_WORDS: Final[Mapping[str, Callable[[Details], str]]] = {
    "approved": _approved,
    "released": lambda d: f"{_parcel(d)}: {d['hold']} released by {d['by']}: {d['because']}",
    "cancelled": lambda d: f"{_parcel(d)}: not to go: {d['because']}",
    "attempt": _begun,
    "phrase": lambda d: f"the words of {d['recipient']}'s PDF files were given out, by {d['road']}",
    "breach": lambda d: (
        f"went to the wrong hands, known since {d['aware']}; stopped by {d['operator']}: {d['because']}"
    ),
    "breach_closed": lambda d: f"no longer stopped, by {d['operator']} and {d['by']}: {d['because']}",
    "legal_hold": lambda d: f"put under legal hold by {d['operator']}: {d['because']}",
    "legal_hold_lifted": lambda d: f"legal hold lifted by {d['operator']} and {d['by']}: {d['because']}",
    "found": lambda d: (
        f"found by {d['operator']} and {d['by']} after the ledger was put back: {_parcels(d['gone'])} had gone, "
        f"{_parcels(d['not_gone'])} had not: {d['evidence']}"
    ),
    "run": lambda d: f"a run of {d['operator']}: {report.counted(d['counts'])}",
}


@click.command(epilog="Example: cpdocs ledger export --case 2026-0142 -o 2026-0142.txt")
@click.option("--case", required=True, help="The family's case.")
@click.option("-o", "--output", type=FILE, required=True, help="A new file.")
@workspace_option
@format_option
def export(case: str, output: Path, workspace: Workspace, form: str) -> None:
    """Write everything that the ledger says of a case, conference by conference, with a checkpoint of the ledger.

    Times are those of the council's own time zone. The file holds ids, references and what staff said, no case text.
    """
    text, entries = chronology(workspace, case, form)
    write(output, text.encode())
    click.echo(f"{output}: {entries} entries")


def chronology(workspace: Workspace, case: str, form: str) -> tuple[str, int]:
    """A case's chronology, and of how many entries. Raises UsageError for a case that the ledger does not know."""
    with workspace.ledger() as ledger:
        entries = list(ledger.entries(case=case))
        if not entries:
            raise UsageError("the ledger knows nothing of this case", "See what it knows: cpdocs ledger show.")
        checkpoint = keeping.signer(workspace).sign(*ledger.head())
    if form == "json":
        told = {"version": 1, "case": case, "entries": [row(e) for e in entries], "checkpoint": checkpoint.note}
        text = json.dumps(told, ensure_ascii=False, indent=2)
    else:
        text = "\n".join(_lines(case, entries, checkpoint.note, ZoneInfo(workspace.authority.timezone)))
    return f"{text}\n", len(entries)


def _lines(case: str, entries: Sequence[Entry], note: str, zone: ZoneInfo) -> Iterator[str]:
    yield f"Case {case}: what its ledger says, {len(entries)} entries"
    references = dict.fromkeys(str((e.details or {}).get("reference", "")) for e in entries)
    for reference in references:
        yield ""
        yield f"Conference {reference}" if reference else "Of the case as a whole"
        yield from (_line(e, zone) for e in entries if str((e.details or {}).get("reference", "")) == reference)
    yield ""
    yield "The ledger as it stood, signed by its key (docs/ledger.md):"
    yield ""
    yield note.rstrip("\n")


def _line(entry: Entry, zone: ZoneInfo) -> str:
    details = entry.details or {}
    when = datetime.fromisoformat(entry.time).astimezone(zone)
    said = _WORDS.get(entry.event, _of_an_attempt)(details)
    attempt = attempt_id(entry.seq) if entry.event == "attempt" else details.get("attempt", "")
    words = f"{attempt} {said}" if entry.event in _WORDS else f"{attempt} {entry.event.replace('_', ' ')}{said}"
    return f"  {when:%d %B %Y, %H:%M}  {words.strip()}  (entry {entry.seq})"


def _of_an_attempt(details: Details) -> str:
    """What became of an attempt, and whatever was said with it."""
    told = [f"{name} {details[name]}" for name in ("file", "by", "because", "evidence") if details.get(name)]
    return f": {'; '.join(told)}" if told else ""
