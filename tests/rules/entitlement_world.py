"""Everybody whom the table of entitlements tells apart, in eight conferences, and the whole table printed as text.

``golden/entitlements.txt`` is what was last agreed. After a change of the tables that is meant, renew it with

    .venv/bin/python tests/rules/entitlement_world.py

and read the difference line by line: each line says who will get which paper.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cpdocs.council_files import national_tables
from cpdocs.record.authority import Authority
from cpdocs.record.model import Record
from cpdocs.record.people import Contacts
from cpdocs.rules.calendar import scottish
from cpdocs.rules.entitlements import answer, applies, lacking
from cpdocs.rules.past import NO_HISTORY
from cpdocs.rules.situation import Situation

GOLDEN = Path(__file__).parent / "golden" / "entitlements.txt"
BEFORE, AFTER = date(2026, 11, 6), date(2026, 11, 16)
OFFICE = {"name": "An office", "phone": "01632 960000"}
AUTHORITY: dict[str, Any] = {
    "format": "cpdocs/authority/v1",
    "name": "Example Council",
    "letterhead": ["Social Work"],
    "offices": dict.fromkeys(("head_of_service", "social_work", "out_of_hours", "advocacy", "complaints"), OFFICE),
    "staff": [
        {"id": "chair", "name": "Cath Chair", "post_title": "Chair"},
        {"id": "minutes", "name": "Mina Minutes", "post_title": "Minute taker"},
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
#: Who each recipient is, in the words that the golden table begins with.
WHO = {
    "mother": "mother of Ann and Ben, with rights; invited; came",
    "adam": "father of Ann, with rights; excluded by the chair",
    "bob": "father of Ben, with rights; invited; sent apologies; appealed",
    "gran": "grandmother of both, without rights; invited for Ann; came; in Ann's core group",
    "step": "stepfather of Ann, without rights; not invited because; in Ann's core group",
    "aunt": "aunt of Ann; in the record and nothing more",
    "uncle": "uncle of Ann, named for papers by the chair's recorded decision",
    "cousin": "cousin of Ann, invited as an observer without an agency",
    "friend": "supporter of the mother, agreed by the chair",
    "stranger": "supporter of Bob, not agreed by the chair",
    "social_worker": "social worker, invited for all; came; in both core groups; dissented",
    "teacher": "teacher, invited for Ann; asked for a report; did not come",
    "visitor": "health visitor, not invited; in Ben's core group; leads Ben's support",
    "housing": "housing officer, in the record and nothing more",
    "youth": "youth worker, not invited, named for papers by the chair's recorded decision",
    "doctor": "doctor, not invited because",
    "student": "social work student, invited as an observer; named by the chair's decision, which does not count",
    "childrens_reporter": "from the Children's Reporter, invited",
    "ann": "Ann, a child; invited; the chair chose her own copies",
    "ben": "Ben, a child; not invited; no copies of his own",
    "keeper": "the post of the register keeper",
    "central": "the post of the central register",
    "nights": "the post of the out-of-hours service",
    "reporter": "the post of the Principal Reporter",
    "head": "the post of the head of service",
    "flags": "the police post for the vulnerable persons database",
    "flags_elsewhere": "a post said to be the police's, held by somebody of another agency",
    "school_post": "a named post of education, told of registrations",
    "housing_post": "a post said to be told of registrations, held by housing",
}
_AGENCIES = {
    "social_worker": "social_work",
    "teacher": "education",
    "visitor": "health",
    "housing": "housing",
    "youth": "youth_work",
    "doctor": "health",
    "student": "social_work",
    "childrens_reporter": "reporter",
    "flags": "police",
}
_POSTS = {
    "keeper": ("register_keeper", "social_worker"),
    "central": ("central_register", "social_worker"),
    "nights": ("out_of_hours", "social_worker"),
    "reporter": ("principal_reporter", "childrens_reporter"),
    "head": ("head_of_service", "social_worker"),
    "flags": ("police_flag", "flags"),
    "flags_elsewhere": ("police_flag", "housing"),
    "school_post": ("notices", "teacher"),
    "housing_post": ("notices", "housing"),
}
CONTACTS = {
    "format": "cpdocs/contacts/v1",
    "posts": {ident: {"kind": kind, "contact": contact} for ident, (kind, contact) in _POSTS.items()},
    "contacts": {ident: {"name": "Somebody", "post_title": "X", "agency": a} for ident, a in _AGENCIES.items()},
}
_EXCLUDED = {
    "decided_by": "chair",
    "on": "2026-11-05",
    "because": "x",
    "views_obtained_by": "social_worker",
    "informed_by": "social_worker",
    "informed_by_date": "2026-11-13",
}
_ALSO = ["conference_papers", "agenda", "minutes", "decision_letter", "deferral_notice", "protection_plan"]
_ALSO += ["core_group_record", "registration_notice", "reporter_copy", "dissent_notice"]
_DECIDED = {"agreed_by_chair": "2026-11-12", "because": "looks after her at weekends"}


def _person(ident: str, relation: Mapping[str, str], rights: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"id": ident, "name": ident.title(), "relationship": relation, "parental_rights": list(rights)}


def _professional(ident: str, role: str) -> dict[str, Any]:
    return {"id": ident, "role": role, "contact": ident}


def _child(ident: str, name: str) -> dict[str, Any]:
    address = {"lines": ["14 Safe Place"], "postcode": "ZZ4 4ZZ", "share_with": ["mother"]}
    return {"id": ident, "name": name, "born": "2012-03-04", "address": address}


def _decision(child: str, members: list[str], **more: Any) -> dict[str, Any]:
    return {
        "child": child,
        "outcome": "registered",
        "reasons": "The reasons.",
        "reporter": {"considered": "yes", "refer": "no", "because": "x"},
        "plan": {
            "outcomes": ["x"],
            "actions": [{"what": "x", "answers": "x", "who": ["social_worker"], "by": "2026-12-01"}],
            "contingency": "x",
        },
        "core_group": {"members": members, "chair": "chair", "first": "2026-11-26"},
    } | more


_REFER = {"considered": "yes", "refer": "yes", "because": "x"}
_DISSENTS = [
    {"person": "social_worker", "text": "x", "reply": "y"},
    {"person": "mother", "text": "x", "reply": "y"},
    {"person": "childrens_reporter", "text": "x", "reply": "y"},
]
RECORD: dict[str, Any] = {
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
    "children": [
        _child("ann", "Ann")
        | {
            "taking_part": {"invited": "yes", "because": "x"},
            "own_copy": {
                "decided_by": "chair",
                "decision_letter": "child",
                "minutes": "child",
                "protection_plan": "child",
            },
        },
        _child("ben", "Ben") | {"taking_part": {"invited": "no", "because": "x"}},
    ],
    "people": [
        _person("mother", {"ann": "mother", "ben": "mother"}, ("ann", "ben")),
        _person("adam", {"ann": "father"}, ("ann",)),
        _person("bob", {"ben": "father"}, ("ben",)),
        _person("gran", {"ann": "grandmother", "ben": "grandmother"}),
        _person("step", {"ann": "stepfather"}),
        _person("aunt", {"ann": "aunt"}),
        _person("uncle", {"ann": "uncle"}),
        _person("cousin", {"ann": "cousin"}),
        {"id": "friend", "name": "Friend", "role": "supporter"},
        {"id": "stranger", "name": "Stranger", "role": "supporter"},
        _professional("social_worker", "social_worker"),
        _professional("teacher", "teacher"),
        _professional("visitor", "health_visitor"),
        _professional("housing", "housing"),
        _professional("youth", "youth_worker"),
        _professional("doctor", "doctor"),
        _professional("student", "social_worker"),
        _professional("childrens_reporter", "childrens_reporter"),
    ],
    "invitations_agreed": {"by": "chair", "on": "2026-11-05"},
    "invitations": [
        {
            "person": "mother",
            "children": ["ann", "ben"],
            "supporter": {"person": "friend", "agreed_by_chair": "2026-11-05"},
        },
        {"person": "adam", "children": ["ann"], "excluded": _EXCLUDED},
        {"person": "bob", "children": ["ben"], "supporter": {"person": "stranger"}},
        {"person": "gran", "children": ["ann"]},
        {"person": "step", "not_invited": {"because": "x"}},
        {"person": "cousin", "children": ["ann"], "observer": "yes"},
        {"person": "social_worker", "needed_because": "x"},
        {
            "person": "teacher",
            "children": ["ann"],
            "report": {"asked_by": "2026-11-05", "received": "2026-11-05", "goes_beforehand": "yes"},
        },
        {"person": "doctor", "not_invited": {"because": "x"}},
        {"person": "student", "observer": "yes"},
        {"person": "childrens_reporter"},
    ],
    "distribution": {
        "also": [
            {"person": "uncle", "documents": _ALSO, **_DECIDED},
            {"person": "youth", "documents": _ALSO, **_DECIDED},
            {"person": "student", "documents": _ALSO, **_DECIDED},
        ]
    },
}
_HELD = {"attendance": {"mother": "attended", "gran": "left at 11:00", "social_worker": "attended", "bob": "apologies"}}
_GROUPS = (["mother", "social_worker", "gran", "step"], ["mother", "social_worker", "visitor"])
_LETTERS = ("decision_letter", "deferral_notice", "dissent_reply", "appeal_acknowledgement", "appeal_reply")
_MINUTED = _HELD | {
    "minutes": {"purpose": "x"},
    "letters": {name: {"date": "2026-11-16"} for name in _LETTERS},
    "appeals": [{"person": "bob", "child": "ben", "received": "2026-11-20", "text": "x", "reply": "y"}],
}
_REVIEW = {"conference": RECORD["conference"] | {"kind": "review"}}


def _decided(ann: Mapping[str, Any], ben: Mapping[str, Any]) -> dict[str, Any]:
    return {"decisions": [_decision("ann", _GROUPS[0]) | ann, _decision("ben", _GROUPS[1]) | ben]}


_SUPPORT = {"considered": "yes", "what": "x", "by_whom": "visitor", "by": "2026-12-01"}
_DEFERRAL = {"because": "x", "interim_plan": "x", "reconvene": "2026-11-24"}
# what is so | what is in the record besides | the day | rules of the authority
CONFERENCES: list[tuple[str, dict[str, Any], date, dict[str, Any]]] = [
    ("an initial conference is called", {}, BEFORE, {}),
    ("the day of it has come", {}, date(2026, 11, 12), {}),
    (
        "Ann and Ben are registered, Ann is referred; dissents and an appeal are answered",
        _MINUTED | _decided({"reporter": _REFER, "dissents": _DISSENTS}, {}),
        AFTER,
        {"police_flag": "yes"},
    ),
    (
        "the decision about Ann is deferred, Ben is registered; the Reporter gets every minute",
        _MINUTED | _decided({"outcome": "deferred", "plan": None, "core_group": None, "deferral": _DEFERRAL}, {}),
        AFTER,
        {"reporter_copy": "always"},
    ),
    (
        "nobody is registered, Ann is referred, Ben gets support; every minute goes to the Reporter",
        _MINUTED
        | _decided(
            {"outcome": "not_registered", "plan": None, "core_group": None, "reporter": _REFER},
            {"outcome": "not_registered", "plan": None, "core_group": None, "support": _SUPPORT},
        ),
        AFTER,
        {"reporter_copy": "always"},
    ),
    ("a review is called", _REVIEW, BEFORE, {}),
    (
        "a review takes Ann off the register, Ben remains; minutes go only to those who were there",
        _REVIEW
        | _MINUTED
        | {"appeals": []}
        | _decided({"outcome": "de_registered", "plan": None, "core_group": None}, {"outcome": "remains"}),
        AFTER,
        {"minutes_to": "present", "police_flag": "yes"},
    ),
    (
        "Ann speaks for herself: appeals, dissents, sits in her core group with her father; the chair names Ben",
        _MINUTED
        | {"appeals": [{"person": "ann", "child": "ann", "received": "2026-11-20", "text": "x", "reply": "y"}]}
        | {"distribution": {"also": [{"person": "ben", "documents": _ALSO, **_DECIDED}]}}
        | _decided(
            {
                "dissents": [{"person": "ann", "text": "x", "reply": "y"}],
                "core_group": {
                    "members": ["ann", "mother", "adam"],
                    "chair": "chair",
                    "first": "2026-11-26",
                    "members_because": "he sees her every week",
                },
            },
            {},
        ),
        AFTER,
        {},
    ),
]


def situation(more: Mapping[str, Any], today: date, rules: Mapping[str, Any]) -> Situation:
    """One conference of the world. Every document can be made in it."""
    contacts = Contacts.model_validate_json(json.dumps(CONTACTS))
    return Situation(
        record=Record.model_validate_json(json.dumps(copy.deepcopy(RECORD) | dict(more))),
        authority=Authority.model_validate_json(json.dumps(AUTHORITY | {"rules": dict(rules)})),
        contacts=contacts.contacts,
        pins={},
        history=NO_HISTORY,
        tables=national_tables(),
        calendar=scottish(2025, 2029),
        today=today,
        posts=contacts.posts,
    )


def table() -> str:
    """The whole table of entitlements, asked of everybody in every conference, as text."""
    width = max(map(len, WHO))
    lines = ["Who is who", *(f"  {ident:{width}}  {said}" for ident, said in WHO.items())]
    for said, more, today, rules in CONFERENCES:
        lines += ["", "", f"When {said}", *_of_one(situation(more, today, rules))]
    return "\n".join(lines) + "\n"


#: The meeting of a core group is a record of its own: here it is asked who would get the paper.
_OF_ANOTHER_RECORD = {"core_group_meeting"}


def _of_one(one: Situation) -> Iterator[str]:
    for document, rule in one.tables.documents.documents.items():
        lacks = [block for block in lacking(one, rule) if block not in _OF_ANOTHER_RECORD]
        if lacks:
            yield f"  {document}: not yet, for want of {', '.join(lacks)}"
        elif not applies(one, rule):
            yield f"  {document}: not for this conference"
        else:
            enclosed = f", enclosed with {' or '.join(rule.enclosed_with)}" if rule.enclosed_with else ""
            yield f"  {document}{enclosed}"
            yield from _answers(one, document)


_NO_ROW = "nothing [no row]"


def _answers(one: Situation, document: str) -> Iterator[str]:
    """Who gets the same by the same row, together."""
    said: dict[str, list[str]] = {}
    for recipient in one.recipients:
        found = answer(one, recipient, document)
        about = f" about {', '.join(found.children)}" if found.children else ""
        gets = "nothing" if found.row is None or found.refused else f"{found.row.variant}{about}"
        said.setdefault(f"{gets} [{found.row.id}]" if found.row else _NO_ROW, []).append(recipient.id)
    for outcome in sorted(said, key=lambda told: (told == _NO_ROW, told.startswith("nothing"), told)):
        who = ", ".join(said[outcome])
        yield f"    {outcome}: {'everybody else' if outcome == _NO_ROW else who}"


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(table(), encoding="utf-8")
