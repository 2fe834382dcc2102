"""The example family as Situations, on the day of the invitations and on the day of the letters."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest

from cpdocs.council_files import national_tables
from cpdocs.record.authority import Authority
from cpdocs.record.load import load
from cpdocs.record.model import Record
from cpdocs.record.people import Contacts
from cpdocs.record.prose import load_record
from cpdocs.rules.calendar import scottish
from cpdocs.rules.entitlements import plan
from cpdocs.rules.past import NO_HISTORY
from cpdocs.rules.situation import Planned, Situation
from cpdocs.shipped import folder
from cpdocs.views.cut import cut
from cpdocs.views.shape import View

FAMILY = folder("examples") / "rennie"


def _read(path: str, model: Any) -> Any:
    loaded = load(FAMILY / path, model, path)
    assert loaded.value is not None, loaded.findings
    return loaded.value


@pytest.fixture(scope="session")
def authority() -> Authority:
    return _read("authority/authority.yaml", Authority)


@pytest.fixture(scope="session")
def contacts() -> Contacts:
    return _read("contacts.yaml", Contacts)


@pytest.fixture(scope="session")
def record() -> dict[str, Any]:
    """The decided record as plain JSON, to be changed in a copy."""
    return _read("records/CP-2026-0142-1.decided.yaml", Record).model_dump(mode="json", by_alias=True)


@pytest.fixture(scope="session")
def situate(authority: Authority, contacts: Contacts) -> Callable[..., Situation]:
    """A record in plain JSON as a Situation: decided, or called if the day is before the conference."""
    tables, calendar = national_tables(), scottish(2025, 2039)

    def make(data: dict[str, Any] | Record, today: date = date(2026, 11, 16)) -> Situation:
        one = data if isinstance(data, Record) else Record.model_validate_json(json.dumps(data))
        if today < one.conference.date:
            one = one.model_copy(update={"attendance": None, "decisions": None})
        return Situation(
            one,
            authority,
            contacts.contacts,
            {},
            NO_HISTORY,
            tables,
            calendar,
            today,
            agencies=contacts.agencies,
            makes=frozenset({"invitation", "review_invitation", "decision_letter", "appeal_letter"}),
        )

    return make


@pytest.fixture(scope="session")
def days(situate: Callable[..., Situation], record: dict[str, Any]) -> dict[str, Situation]:
    """The example on its two days, by the document that goes out on each, alone or with another."""
    decided = situate(record)
    return {"invitation": situate(record, date(2026, 11, 5)), "decision_letter": decided, "appeal_letter": decided}


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of a View with its path; the council's own words left out."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if not (isinstance(value, View) and field.name in ("authority", "edition")):
                yield from walk(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))
    elif isinstance(value, tuple):
        for item in value:
            yield from walk(item, f"{path}[]")
    else:
        yield path, value


@pytest.fixture(scope="session")
def leaves() -> Callable[[View], list[tuple[str, Any]]]:
    return lambda view: list(walk(view))


@pytest.fixture(scope="session")
def views() -> Callable[[Situation], dict[tuple[str, str], tuple[Planned, View]]]:
    """Every View of a Situation, those of enclosures too, by document and person."""

    def make(situation: Situation) -> dict[tuple[str, str], tuple[Planned, View]]:
        found = {}
        for covering in plan(situation).planned:
            for planned in (covering, *covering.encloses):
                seen = cut(situation, planned)
                assert seen is not None
                found[planned.document, planned.person] = (planned, seen.view)
        return found

    return make


@pytest.fixture(scope="session")
def told(days: Any, views: Any) -> dict[tuple[str, str], tuple[Planned, View]]:
    """Every View of the example on both days."""
    return {key: found for situation in days.values() for key, found in views(situation).items()}


# ---- the minuted examples of the three councils ----------------------------------------------------------------------

#: Each minuted example, and a day after it.
MINUTED = {
    "rennie": ("rennie", "CP-2026-0142-1", date(2026, 11, 20)),
    "isbister": ("isbister", "CP-2026-0017-2", date(2026, 11, 20)),
    "baird": ("baird", "GC-2026-0071-1", date(2026, 11, 30)),
    "wilga": ("baird", "GC-2026-0078-1", date(2026, 11, 30)),
}


@pytest.fixture(scope="session")
def minuted() -> Callable[[str], Situation]:
    """A minuted example as it is shipped, for the minutes and the Reporter's copy."""

    @cache
    def make(example: str) -> Situation:
        council, reference, today = MINUTED[example]
        at = folder("examples") / council
        record = load_record(at / "records" / f"{reference}.minuted.yaml")
        assert record.value is not None, record.findings
        authority = load(at / "authority" / "authority.yaml", Authority, "authority.yaml").value
        contacts = load(at / "contacts.yaml", Contacts, "contacts.yaml").value
        assert authority is not None
        assert contacts is not None
        return Situation(
            record.value,
            authority,
            contacts.contacts,
            {},
            NO_HISTORY,
            national_tables(),
            scottish(2025, 2039),
            today,
            posts=contacts.posts,
            makes=frozenset({"minutes", "reporter_copy"}),
        )

    return make


@pytest.fixture(scope="session")
def minuted_views(minuted: Callable[[str], Situation], views: Any) -> Callable[[str], dict[str, View]]:
    """Every View of a minuted example's papers, by person."""

    @cache
    def make(example: str) -> dict[str, View]:
        return {person: view for (_, person), (_, view) in views(minuted(example)).items()}

    return make
