"""A made family as the program sees it: its Situations, its Views, its papers in blocks; and the words in each."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from typing import Any

from families import Family
from mint import WORD

from cpdocs.council_files import national_tables
from cpdocs.documents.blocks import Draft
from cpdocs.documents.templates import Template, Templates, write
from cpdocs.record.authority import Authority
from cpdocs.record.model import Record
from cpdocs.record.people import Contacts
from cpdocs.rules.calendar import scottish
from cpdocs.rules.entitlements import plan
from cpdocs.rules.past import NO_HISTORY
from cpdocs.rules.situation import Planned, Situation
from cpdocs.shipped import folder
from cpdocs.views.cut import cut
from cpdocs.views.shape import View
from cpdocs.words import MONTHS

BEFORE, AFTER = date(2026, 11, 5), date(2026, 11, 16)
TOKEN = "[There is something here that is not for you.]"
OFFICE = {"name": "An office", "phone": "01632 960000", "email": "office@council.example", "hours": "always"}
AUTHORITY = {
    "format": "cpdocs/authority/v1",
    "name": "Example Council",
    "letterhead": ["Social Work"],
    "withheld_line": TOKEN,
    "offices": dict.fromkeys(("head_of_service", "social_work", "out_of_hours", "advocacy", "complaints"), OFFICE),
    "staff": [
        {"id": "chair", "name": "Cath Chair", "post_title": "Chair", "phone": "01632 960001"},
        {"id": "leader", "name": "Lee Leader", "post_title": "Team leader"},
        {"id": "minutes", "name": "Mina Minutes", "post_title": "Minute taker"},
        {"id": "admin", "name": "Ada Admin", "post_title": "Clerk"},
    ],
    "covering": {
        "sender_name": "Example Council",
        "sender_address": "papers@council.example",
        "family_subject": "A letter for you",
        "professional_subject": "Papers for you",
        "message_id_domain": "council.example",
        "reply_phone": "01632 960003",
    },
    "concerns": {"neglect": "Physical neglect"},
}


#: Documents that only ever go with another.
ENCLOSURES = {"appeal_letter"}


@cache
def _given() -> tuple[Any, ...]:
    authority = Authority.model_validate_json(json.dumps(AUTHORITY))
    return authority, national_tables(), scottish(2025, 2039)


def situation(family: Family, *, called: bool, makes: frozenset[str] | None) -> Situation:
    """The family's record on the day of the invitations, or on that of the letters."""
    authority, tables, calendar = _given()
    record = {k: v for k, v in family.record.items() if not called or k in family.called}
    contacts = Contacts.model_validate_json(json.dumps(family.contacts))
    return Situation(
        record=Record.model_validate_json(json.dumps(record)),
        authority=authority,
        contacts=contacts.contacts,
        pins={},
        history=NO_HISTORY,
        tables=tables,
        calendar=calendar,
        today=BEFORE if called else AFTER,
        posts=contacts.posts,
        agencies=contacts.agencies,
        makes=makes,
    )


@cache
def _template(document: str, variant: str, *, covering: bool) -> Template:
    return Templates(folder("templates")).find(document, variant, covering=covering)


def views(one: Situation) -> Iterator[tuple[Planned, View | None]]:
    """Everything that is planned and enclosed, with its View; None for a variant that nothing cuts."""
    for covering in plan(one).planned:
        for planned in (covering, *covering.encloses):
            seen = cut(one, planned)
            yield planned, seen.view if seen else None


def papers(one: Situation) -> Iterator[tuple[Planned, View | None, Draft | None]]:
    """Everything that is planned and enclosed, with its View and its paper in blocks."""
    for planned, view in views(one):
        covering = planned.document not in ENCLOSURES
        found = _template(planned.document, planned.variant, covering=covering) if view else None
        yield planned, view, write(view, found) if view and found else None


def in_view(view: View) -> list[str]:
    """Every leaf of a View as text; the council's own words left out."""
    return [
        str(value)
        for field in dataclasses.fields(view)
        if field.name != "authority"
        for value in _leaves(getattr(view, field.name))
    ]


def _leaves(value: Any) -> Iterator[Any]:
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, date | time):
        yield value.isoformat()
    elif isinstance(value, str):
        yield value


def standing(family: Family, texts: list[str]) -> set[str]:
    """Which of a family's words and days stand in a View or on a paper, in a View's or a paper's spelling."""
    whole = "\n".join(texts)
    known, found = set(family.words), set(WORD.findall(whole))
    days = {day for day in family.days if day in whole or _spelt(day) in whole}
    assert found <= known, "a paper holds a word that nobody made"
    return found | days


@cache
def _spelt(day: str) -> str:
    made = date.fromisoformat(day)
    return f"{made.day} {MONTHS[made.month - 1]} {made.year}"
