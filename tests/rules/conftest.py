"""A small good record for the rules, and the Situation made from it with whatever a test changes.

Ann and Ben are half-siblings. Their mother is Mary; Adam is Ann's father, Bob is Ben's, and Gran is grandmother of both
without parental rights. Friend comes with Mary. The teacher comes for Ann only.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from cpdocs.record.authority import Authority
from cpdocs.record.model import Record
from cpdocs.record.people import Contacts
from cpdocs.rules.calendar import scottish
from cpdocs.rules.entitlements import plan
from cpdocs.rules.situation import NO_HISTORY, History, Nothing, Pin, Planned, Situation
from cpdocs.workspace import national_tables

GONE = object()
Changes = Mapping[str, Any]

OFFICE = {"name": "An office", "phone": "01632 960000"}
AUTHORITY = {
    "format": "cpdocs/authority/v1",
    "name": "Example Council",
    "letterhead": ["Social Work"],
    "offices": {
        "head_of_service": {
            "name": "Head of Service",
            "phone": "01632 960000",
            "post": {"lines": ["1 High Street", "Exampleton"], "postcode": "ZZ1 1ZZ"},
        },
        "social_work": OFFICE,
        "out_of_hours": OFFICE,
        "advocacy": OFFICE,
        "complaints": OFFICE,
    },
    "staff": [
        {"id": "chair", "name": "Cath Chair", "post_title": "Chair", "phone": "01632 960001", "may": ["approve"]},
        {"id": "minutes", "name": "Mina Minutes", "post_title": "Minute taker"},
        {"id": "leader", "name": "Lee Leader", "post_title": "Team leader", "phone": "01632 960002"},
    ],
    "covering": {
        "sender_name": "Example Council",
        "sender_address": "papers@council.example",
        "family_subject": "A letter for you",
        "professional_subject": "Papers for you",
        "message_id_domain": "council.example",
        "reply_phone": "01632 960003",
    },
    "concerns": {"domestic_abuse": "Domestic abuse", "neglect": "Physical neglect"},
}
CONTACTS = {
    "format": "cpdocs/contacts/v1",
    "contacts": {
        "sw": {
            "name": "Sam Worker",
            "post_title": "Social worker",
            "agency": "social_work",
            "email": "sam@council.example",
            "phone": "01632 960004",
            "verified": "2026-10-01",
            "verified_by": "admin",
        },
        "school": {
            "name": "Tess Teacher",
            "post_title": "Teacher",
            "agency": "education",
            "channel": "print",
            "post": {"lines": ["A School"], "postcode": "ZZ2 2ZZ"},
            "verified": "2026-10-01",
            "verified_by": "admin",
        },
    },
}


def _father(ident: str, name: str, child: str) -> dict[str, Any]:
    return {
        "id": ident,
        "name": name,
        "relationship": {child: "father"},
        "parental_rights": [child],
        "reach": {
            "post": {"lines": [f"{name}'s house"], "postcode": "ZZ3 3ZZ"},
            "safe_to": ["post"],
            "verified": "2026-11-01",
            "verified_by": "social_worker",
        },
    }


def _decision(child: str, parents: list[str]) -> dict[str, Any]:
    return {
        "child": child,
        "outcome": "registered",
        "significant_harm": {"limb": "likely", "basis": "enquiries", "kinds": ["emotional"]},
        "concerns": {"primary": "domestic_abuse"},
        "reasons": "The reasons.",
        "reporter": {"considered": "yes", "refer": "no", "because": "Not needed now."},
        "plan": {
            "outcomes": ["All is well."],
            "actions": [{"what": "Visit.", "answers": "A need.", "who": ["social_worker"], "by": "2026-12-01"}],
            "contingency": "Ring the social worker.",
        },
        "appeal_advice": {p: {"given_by": "chair", "on": "2026-11-12", "how": "in person"} for p in parents},
        "lead_professional": "social_worker",
        "core_group": {"members": ["mother", "social_worker"], "chair": "leader", "first": "2026-11-26"},
        "review_by": "2027-05-06",
    }


def _child(ident: str, name: str, born: str) -> dict[str, Any]:
    address = {"lines": ["14 Safe Place"], "postcode": "ZZ4 4ZZ", "share_with": ["mother"]}
    return {"id": ident, "name": name, "born": born, "address": address}


RECORD = {
    "format": "cpdocs/conference-record/v1",
    "case": "2026-1",
    "reference": "CP-2026-1",
    "conference": {
        "kind": "initial",
        "date": "2026-11-12",
        "starts": "10:30",
        "place": "The meeting room",
        "chair": "chair",
        "minute_taker": "minutes",
    },
    "children": [_child("ann", "Ann Example", "2019-03-04"), _child("ben", "Ben Sample", "2023-06-21")],
    "people": [
        {
            "id": "mother",
            "name": "Mary Example",
            "relationship": {"ann": "mother", "ben": "mother"},
            "parental_rights": ["ann", "ben"],
        },
        _father("adam", "Adam Example", "ann"),
        _father("bob", "Bob Sample", "ben"),
        {"id": "gran", "name": "Gran Example", "relationship": {"ann": "grandmother", "ben": "grandmother"}},
        {"id": "friend", "name": "Fay Friend", "role": "supporter"},
        {"id": "social_worker", "role": "social_worker", "contact": "sw"},
        {"id": "teacher", "role": "teacher", "contact": "school"},
    ],
    "invitations_agreed": {"by": "chair", "on": "2026-11-05"},
    "invitations": [
        {
            "person": "mother",
            "children": ["ann", "ben"],
            "supporter": {"person": "friend", "agreed_by_chair": "2026-11-05"},
        },
        {"person": "adam", "children": ["ann"]},
        {"person": "bob", "children": ["ben"]},
        {"person": "social_worker", "needed_because": "works with them"},
        {"person": "teacher", "children": ["ann"], "needed_because": "teaches Ann"},
    ],
    "attendance": {"mother": "attended"},
    "decisions": [_decision("ann", ["mother", "adam"]), _decision("ben", ["mother", "bob"])],
    "letters": {"decision_letter": {"date": "2026-11-16"}},
}


def changed(value: Any, changes: Changes) -> Any:
    """A copy of ``value`` with each dotted path set, added to (``a.+``), or taken out (GONE)."""
    value = copy.deepcopy(value)
    for path, new in changes.items():
        *way, last = path.split(".")
        here = value
        for step in way:
            here = here[int(step)] if isinstance(here, list) else here.setdefault(step, {})
        if last == "+":
            here.append(new)
        elif new is GONE:
            del here[int(last) if isinstance(here, list) else last]
        else:
            here[int(last) if isinstance(here, list) else last] = new
    return value


@pytest.fixture(scope="session")
def gone() -> object:
    """What takes a field out of the record."""
    return GONE


@pytest.fixture(scope="session")
def situate() -> Callable[..., Situation]:
    """The small good record with changes, as a Situation."""

    def make(
        changes: Changes | None = None,
        *,
        contacts: Changes | None = None,
        authority: Changes | None = None,
        today: date = date(2026, 11, 16),
        pins: Mapping[str, Pin] | None = None,
        history: History = NO_HISTORY,
    ) -> Situation:
        book = changed(CONTACTS, contacts or {})
        council = Authority.model_validate_json(json.dumps(changed(AUTHORITY, authority or {})))
        return Situation(
            record=Record.model_validate_json(json.dumps(changed(RECORD, changes or {}))),
            authority=council,
            contacts=Contacts.model_validate_json(json.dumps(book)).contacts,
            pins={"sw": Pin("A" * 40)} if pins is None else pins,
            history=history,
            tables=national_tables(),
            calendar=scottish(2025, 2029, council.closures),
            today=today,
        )

    return make


CALLED = {"attendance": GONE, "decisions": GONE, "letters": GONE}


@pytest.fixture(scope="session")
def called() -> Changes:
    """The changes that take the record back to the day it was called."""
    return CALLED


@pytest.fixture(scope="session")
def planned_for() -> Callable[[Situation, str, str], Planned | Nothing]:
    """What one person gets of one document: exactly one answer."""

    def find(situation: Situation, document: str, person: str) -> Planned | Nothing:
        all_of_them = plan(situation)
        found = [
            p for p in (*all_of_them.planned, *all_of_them.nothing) if (p.document, p.person) == (document, person)
        ]
        assert len(found) == 1
        return found[0]

    return find
