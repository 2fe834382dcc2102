"""A check never stops the others: whatever a record says that has the right shape, every check comes to its end.

Each value of a record with everything in it is taken out, or written with the first and the last day of the calendar,
one at a time. A rule that fell over would leave a clerk with a traceback in place of findings.
"""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from test_checks_called import PRE_BIRTH, TRANSFER
from test_checks_dates import DEFERRED
from test_checks_held import INQUORATE
from test_checks_ids import FULL

from cpdocs.record.model import Record
from cpdocs.rules import checks

GONE = object()
Path = tuple[str | int, ...]


def _places(value: Any, here: Path = ()) -> Iterator[tuple[Path, Any]]:
    if here:
        yield here, value
    if isinstance(value, (dict, list)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(part, (*here, key))


def _changed(raw: Any, path: Path, new: Any) -> Any:
    raw = copy.deepcopy(raw)
    here = raw
    for step in path[:-1]:
        here = here[step]
    if new is GONE:
        del here[path[-1]]
    else:
        here[path[-1]] = new
    return raw


def _days(value: Any) -> Iterator[Any]:
    if isinstance(value, str) and value[:2] == "20" and value[4:5] == "-":
        yield from (f"{day}{value[10:]}" for day in ("0001-01-01", "9999-12-31"))


def _others(value: Any) -> Iterator[Any]:
    yield GONE
    yield from _days(value)
    if isinstance(value, list):
        yield []
    if value in ("yes", "no"):
        yield "no" if value == "yes" else "yes"


def _ends(more: dict[str, Any], edition: str, situate_whole: Any, others: Callable[[Any], Iterator[Any]]) -> int:
    base = situate_whole(FULL | more, authority={"timescales": edition})
    raw = json.loads(base.record.model_dump_json(by_alias=True, exclude_none=True))
    tried = 0
    for path, value in _places(raw):
        for new in others(value):
            try:
                record = Record.model_validate_json(json.dumps(_changed(raw, path, new)))
            except ValidationError:
                continue
            for problem in checks.check(dataclasses.replace(base, record=record)):
                assert checks.CHECKS[problem.id].severity == problem.severity
            tried += 1
    return tried


def test_every_check_comes_to_its_end_whatever_is_left_out_or_changed(situate_whole) -> None:
    assert _ends({}, "ng2021_2023", situate_whole, _others) > 400


@pytest.mark.parametrize(
    ("more", "edition"),
    [(TRANSFER, "ng2014"), (PRE_BIRTH, "ng2021_2023"), (DEFERRED, "ng2014"), (INQUORATE, "ng2014")],
    ids=["transfer", "pre-birth", "deferred", "inquorate"],
)
def test_every_check_comes_to_its_end_on_the_first_and_the_last_day_of_the_calendar(more, edition, situate_whole):
    assert _ends(more, edition, situate_whole, _days) > 50
