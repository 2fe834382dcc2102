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

from cpdocs.council_files import national_tables
from cpdocs.record.authority import Authority
from cpdocs.record.model import Record
from cpdocs.record.people import Contacts
from cpdocs.rules.calendar import scottish
from cpdocs.rules.entitlements import plan
from cpdocs.rules.past import NO_HISTORY, History
from cpdocs.rules.situation import Nothing, Pin, Planned, Situation

GONE = object()
#: The documents that have a template in these tests, unless a test says otherwise.
MADE = frozenset({"invitation", "decision_letter"})
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
            here.append(copy.deepcopy(new))
        elif new is GONE:
            del here[int(last) if isinstance(here, list) else last]
        else:
            here[int(last) if isinstance(here, list) else last] = copy.deepcopy(new)
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
        makes: frozenset[str] | None = MADE,
    ) -> Situation:
        book = changed(CONTACTS, contacts or {})
        posts = Contacts.model_validate_json(json.dumps(book))
        council = Authority.model_validate_json(json.dumps(changed(AUTHORITY, authority or {})))
        return Situation(
            record=Record.model_validate_json(json.dumps(changed(RECORD, changes or {}))),
            authority=council,
            contacts=posts.contacts,
            pins={"sw": Pin("A" * 40)} if pins is None else pins,
            history=history,
            tables=national_tables(),
            calendar=scottish(2025, 2029, council.closures),
            today=today,
            posts=posts.posts,
            makes=makes,
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


# ---- the same family at a later stage: a record in which nothing is amiss, for the tests of the checks ---------------

POLICE = {
    "name": "Pat Officer",
    "post_title": "Detective Constable",
    "agency": "police",
    "email": "pat@police.example",
    "verified": "2026-10-01",
    "verified_by": "admin",
}
HEALTH = {
    "name": "Val Visitor",
    "post_title": "Health visitor",
    "agency": "health",
    "email": "val@health.example",
    "verified": "2026-10-01",
    "verified_by": "admin",
}
NOTES = {
    "by": "chair",
    "register_keeper": "2026-11-12T12:20",
    "central_register": {"at": "2026-11-12T12:22", "how": "by telephone"},
    "out_of_hours": "2026-11-12T12:25",
}
REPORT = {"asked_by": "2026-11-09", "received": "2026-11-09", "shared_with_family": "2026-11-10"}
MORE_PEOPLE = [
    {"id": "police", "role": "police", "contact": "police"},
    {"id": "visitor", "role": "health_visitor", "contact": "health"},
]
MORE_INVITATIONS = [
    {"person": "police", "needed_because": "was there"},
    {"person": "visitor", "needed_because": "knows them", "children": ["ann", "ben"]},
]


def _view(person: str, child: str) -> dict[str, str]:
    return {"person": person, "child": child, "register": "yes", "because": "A reason."}


WHOLE = {
    "conference.concern_notified": "2026-10-20",
    "children.0.taking_part": {"invited": "no", "because": "She did not want to."},
    "children.1.taking_part": {"invited": "no", "because": "He is three."},
    "people": [*RECORD["people"], *MORE_PEOPLE],
    "invitations": [*RECORD["invitations"], *MORE_INVITATIONS],
    "invitations.3.report": REPORT,
    "attendance": {
        "mother": "attended",
        "adam": "attended",
        "bob": "left at 11:30",
        "friend": "attended",
        "social_worker": "attended",
        "teacher": "apologies",
        "police": "attended",
        "visitor": "attended",
    },
    "quorate": "yes",
    "closed_parts": [
        {
            "id": "police-part",
            "starts": "11:00",
            "ends": "11:20",
            "left": ["adam", "bob"],
            "because": "Something about somebody else.",
            "explained_by_chair": "10:45",
        }
    ],
    "facts_checked": [{"what": "dates of birth", "by": "mother", "result": "confirmed"}],
    "decisions.0.notifications": NOTES,
    "decisions.1.notifications": NOTES,
    "others_in_household": "none",
    "agency_views": [_view(p, c) for p in ("social_worker", "police", "visitor") for c in ("ann", "ben")],
    "minutes": {
        "passages": [
            {"id": "police-information", "heading": "The police", "text": "What they told.", "speaker": "police"},
            {"id": "apart", "heading": "Apart", "text": "A thing.", "closed_part": "police-part"},
        ],
        "strengths": ["They asked for help."],
        "risks": ["It may happen again."],
        "child_views": {"ann": {"how": "drawn", "text": "A house."}, "ben": {"how": "observed"}},
        "family_views": [
            {"person": "mother", "text": "What she thinks."},
            {"person": "adam", "text": "What he thinks."},
            {"person": "bob", "sought": "He was asked and did not want to say."},
        ],
    },
}


@pytest.fixture(scope="session")
def situate_whole(situate: Callable[..., Situation]) -> Callable[..., Situation]:
    """``situate`` for the record at its latest stage, before the changes of a test."""

    def make(changes: Changes | None = None, **rest: Any) -> Situation:
        contacts = {"contacts.police": POLICE, "contacts.health": HEALTH} | dict(rest.pop("contacts", None) or {})
        whole = changed(changed(RECORD, WHOLE), changes or {})
        return situate({name: whole.get(name, GONE) for name in (*RECORD, *whole)}, contacts=contacts, **rest)

    return make
