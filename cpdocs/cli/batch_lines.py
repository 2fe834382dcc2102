"""A batch's lines, for people and for programs. None holds a person's id, a name or a word of a case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, get_args

from cpdocs.batch.runner import Outcome, Result, Totals, state_of
from cpdocs.cli.report import enclosed
from cpdocs.stages import STATES, Ended, Prepared

_SHOWN = 9


def as_json(result: Result) -> str:
    """One record's line."""
    return _line(
        {
            "version": 1,
            "record": result.name,
            "outcome": result.outcome,
            "reference": result.reference or None,
            "run": result.run or None,
            "counts": result.counts,
            "parcels": [_parcel(parcel) for parcel in result.parcels],
            "because": result.because,
            "findings": [{"id": f.id, "line": f.line, "column": f.column} for f in result.findings],
        }
    )


def totals_as_json(totals: Totals, *, dry: bool) -> str:
    """The last line."""
    outcomes = {outcome: totals.outcomes[outcome] for outcome in get_args(Outcome)}
    counts = dict(totals.counts)
    return _line(
        {"version": 1, "dry_run": dry, "records": totals.records, "outcomes": outcomes, "totals": counts},
    )


def as_text(result: Result) -> str:
    """One record's line."""
    told = [f"{result.name}:", result.reference] if result.reference else [f"{result.name}:"]
    if result.outcome in ("sent", "planned"):
        run = f" (run {result.run})" if result.run else ""
        return f"{' '.join(told)} {counted(result.counts)}{run}"
    places = [f"{f.line}:{f.column} {f.id}" for f in result.findings[:_SHOWN]]
    more = [f"and {len(result.findings) - _SHOWN} more"] if len(result.findings) > _SHOWN else []
    why = ", ".join((*places, *more)) or result.because
    return f"{' '.join(told)} {result.outcome.replace('_', ' ')}: {why}"


def totals_as_text(totals: Totals) -> str:
    """The last line."""
    kinds = [f"{totals.outcomes[o]} {o.replace('_', ' ')}" for o in get_args(Outcome) if totals.outcomes[o]]
    return f"{totals.records} records: {', '.join(kinds) or 'none'}; parcels: {counted(totals.counts)}"


def counted(counts: Mapping[str, int]) -> str:
    """The conservation law in words, with what a dry run finds ready."""
    told = [f"{counts[state]} {state.replace('_', ' ')}" for state in ("ready", *STATES) if counts[state]]
    return f"{counts['planned']} planned = {' + '.join(told) or '0'}"


def _parcel(parcel: Ended | Prepared) -> dict[str, Any]:
    if isinstance(parcel, Ended):
        written, holds, attempt, file = parcel.parcel.written, parcel.holds, parcel.attempt, parcel.file
    else:
        written, holds, attempt, file = parcel.written, parcel.settled.holds, "", ""
    return {
        "parcel": written.serial,
        "document": written.planned.document,
        "channel": written.planned.route.channel,
        "status": state_of(parcel),
        "holds": [hold.id for hold in holds],
        "attempt": attempt or None,
        "serial": written.serial,
        "encloses": enclosed(written),
        "file": file or None,
    }


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
