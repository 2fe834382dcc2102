"""What commands print on stdout: the JSON shapes of the contract, and the same for people.

Reports may name people: they are for the clerk who has the record open.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cpdocs.validate import Checked

if TYPE_CHECKING:  # validate prints through here and must not load what sends
    from cpdocs.rules.situation import Hold
    from cpdocs.run import Run
    from cpdocs.stages import Ended, Preparation, Prepared, Written


def print_json(value: object) -> None:
    """One JSON object on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


#: How wide a table may be: what a terminal window and a printed page hold.
_WIDTH = 120
_NARROWEST = 30


def table(rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    """Columns as wide as their widest cell, two spaces apart; the last column wraps at ``_WIDTH``."""
    lines = [tuple(head)] if head else []
    lines += [tuple(row) for row in rows]
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))] if lines else []
    room = max(_NARROWEST, _WIDTH - sum(width + 2 for width in widths[:-1]))
    if head:
        lines.insert(1, tuple("-" * width for width in (*widths[:-1], min(widths[-1], room))))
    return "\n".join(text for line in lines for text in _wrapped(line, widths[:-1], room))


def _wrapped(line: Sequence[str], widths: Sequence[int], room: int) -> Iterator[str]:
    """One row as the lines it takes; the last cell goes on below itself."""
    first, *rest = textwrap.wrap(line[-1], room, break_on_hyphens=False) or [""]
    cells = "".join(f"{cell.ljust(width)}  " for cell, width in zip(line, widths, strict=False))
    yield f"{cells}{first}".rstrip()
    yield from (" " * len(cells) + text for text in rest)


def indented(text: str, deep: int = 2) -> str:
    """A sentence below what it belongs to, ``deep`` columns in, wrapped at ``_WIDTH``."""
    first, rest = " " * deep, " " * (deep + 2)
    return textwrap.fill(text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def validated(checked: Sequence[Checked]) -> dict[str, Any]:
    """The shape of ``validate``."""
    return {
        "version": 1,
        "files": [
            {
                "file": c.file,
                "valid": c.valid,
                "stage": c.record.stage if c.record else None,
                "ready": list(c.ready),
                "lacking": {document: list(ids) for document, ids in c.lacking},
                "findings": [
                    {
                        "id": f.id,
                        "severity": f.severity,
                        "file": f.file,
                        "line": f.line,
                        "column": f.column,
                        "path": f.path,
                        "message": f.message,
                        "hint": f.hint,
                    }
                    for f in c.findings
                ],
            }
            for c in checked
        ],
    }


def planned(preparation: Preparation, digest: str) -> dict[str, Any]:
    """The shape of ``plan``."""
    situation = preparation.situation
    return {
        "version": 1,
        "reference": situation.record.reference,
        "today": situation.today.isoformat(),
        "digest": digest,
        "parcels": [_parcel(p) for p in preparation.parcels],
        "nothing": [{"person": n.person, "document": n.document, "because": n.because} for n in preparation.nothing],
    }


def _parcel(prepared: Prepared) -> dict[str, Any]:
    written, settled = prepared.written, prepared.settled
    p = written.planned
    return {
        "parcel": written.serial,
        "document": p.document,
        "edition": p.edition,
        "person": p.person,
        "role": p.role,
        "children": list(p.children),
        "variant": p.variant,
        "view": written.view,
        "channel": p.route.channel,
        "to": p.route.to,
        "due": p.due.isoformat() if p.due else None,
        "because": p.because,
        "withheld": [{"passage": w.passage, "kind": w.kind, "because": w.because} for w in written.withheld],
        "encloses": enclosed(written),
        "status": settled.status,
        "holds": _holds(settled.holds),
        "approval": settled.approval,
    }


def sent(run: Run) -> dict[str, Any]:
    """The shape of ``send``."""
    return {
        "version": 1,
        "reference": run.preparation.situation.record.reference,
        "run": run.number,
        "counts": run.counts,
        "parcels": [_ended(e) for e in run.ended],
    }


def _ended(ended: Ended) -> dict[str, Any]:
    p = ended.parcel.written.planned
    return {
        "parcel": ended.parcel.written.serial,
        "document": p.document,
        "person": p.person,
        "channel": p.route.channel,
        "status": ended.state,
        "because": why(ended),
        "holds": _holds(ended.holds),
        "attempt": ended.attempt or None,
        "serial": ended.parcel.written.serial,
        "encloses": enclosed(ended.parcel.written),
        "file": ended.file or None,
    }


def enclosed(written: Written) -> list[dict[str, str]]:
    """What goes behind a parcel's covering document, and with it: papers, then declared files by their places."""
    papers = [
        {"document": paper.planned.document, "variant": paper.planned.variant, "format": form}
        for paper in written.enclosures
        for form in paper.formats
    ]
    kinds = ("cp1_report" if one.cp1_report else "other" for one in written.planned.files)
    files = [{"document": "enclosure", "variant": kind, "format": "pdf"} for kind in kinds]
    return [*papers, *files]


def why(ended: Ended) -> str:
    """Why a parcel ended as it did: the holds, the cause, or else the entitlement it went on."""
    holds = "; ".join(f"{hold.id}: {hold.message}" for hold in ended.holds)
    return holds or ended.because or ended.parcel.written.planned.because


def _holds(holds: Iterable[Hold]) -> list[dict[str, str]]:
    return [{"id": hold.id, "message": hold.message} for hold in holds]


def counts_line(run: Run) -> str:
    """The conservation law in words: 10 planned = 6 handed over + 4 held."""
    return counted(run.counts)


def counted(counts: Mapping[str, int]) -> str:
    """The same for the counts of a run that the ledger kept, in whatever order."""
    from cpdocs.stages import STATES

    told = [f"{counts[state]} {state.replace('_', ' ')}" for state in STATES if counts.get(state)]
    return f"{counts.get('planned', 0)} planned = {' + '.join(told) or '0'}"
