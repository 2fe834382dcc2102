"""Ids: every place of a record where one may stand, with one that nobody has; the nearest is offered."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from test_checks_called import AT_BIRTH, EXCLUDED, REVIEW
from test_checks_dates import APPEAL, DISSENT

from cpdocs.record.model import Record
from cpdocs.record.passage import Audience
from cpdocs.record.types import Ident
from cpdocs.rules import checks
from cpdocs.rules.checks.ids import REFERS, mentioned

RESTRICTED = {"kind": "third_party", "share_with": ["police", "agency:health"], "provider": "police"}
PREPARED = {"by": "social_worker", "on": "2026-11-10", "met_with": ["mother"]}
ADVOCACY = {"by": "social_worker", "service": "A service"}
TOLD = {"at": "2026-11-12T12:20", "by": "leader"}
#: Something in every field that holds an id.
FULL: dict[str, Any] = {
    **REVIEW,
    "progress.0.who": ["mother"],
    "editions": {"invitation": {"edition": 2, "changed": "x"}},
    "requested": {
        "by": "visitor",
        "on": "2026-10-20",
        "because": "x",
        "answered_on": "2026-10-20",
        "answered_by": "leader",
    },
    "absent_because": {"teacher": "x"},
    "children.0.school": {"name": "S", "share_with": ["mother"]},
    "children.0.surgery": {"name": "S", "share_with": ["agency:police"]},
    "children.0.own_copy": {"decided_by": "chair"},
    "children.0.reach": {
        "safe_to": ["hand"],
        "verified_by": "social_worker",
        "password_pdf": {"agreed": "yes", "on": "2026-11-02", "told": "social_worker"},
    },
    "children.0.taking_part": {
        "invited": "no",
        "because": {"text": "x", "about": ["ann"]},
        "views_brought_by": "teacher",
        "advocacy_offered": ADVOCACY,
        "prepared": PREPARED,
    },
    "people.0.prepared": PREPARED,
    "people.0.advocacy_offered": ADVOCACY,
    "invitations.1.excluded": EXCLUDED,
    "invitations.4.not_invited": {"because": "x", "decided_by": "chair", "on": "2026-11-05"},
    "invitations.3.report.about": ["ann"],
    "invitations.0.presence": RESTRICTED,
    "decisions.0.alleged_abuser": {
        "considered": "yes",
        "relationship": "adam",
        "text": {"text": "x", "restricted": RESTRICTED},
    },
    "decisions.0.concerns": {"primary": "neglect", "secondary": "domestic_abuse", "others": ["neglect"]},
    "decisions.0.dissents": [DISSENT],
    "decisions.0.reporter.reconsider": {"by": "leader", "on": "2026-12-01"},
    "decisions.0.plan.at_birth": AT_BIRTH,
    "decisions.0.notifications.out_of_hours": TOLD,
    "decisions.0.support": {"considered": "yes", "what": "x", "by_whom": "leader", "by": "2026-12-01"},
    "minutes.passages.0.challenged": [{"by": "mother", "text": "x"}],
    "minutes.passages.0.about": ["ann", "ben"],
    "minutes.passages.0.restricted": RESTRICTED,
    "minutes.family_views.1.through": "social_worker",
    "minutes.actions": [{"what": "x", "who": "leader", "by": "2026-12-01"}],
    "appeals": [APPEAL],
    "distribution.also": [
        {"person": "gran", "documents": ["invitation"], "agreed_by_chair": "2026-11-12", "because": "x"}
    ],
    "distribution.enclosures": [
        {
            "file": "a.pdf",
            "title": "A",
            "sha256": "0" * 64,
            "goes_with": ["reporter_referral"],
            "about": ["ann"],
            "reviewed_by": "leader",
        }
    ],
}
FINDINGS = {
    "child": "unknown-child",
    "staff": "unknown-staff",
    "contact": "unknown-contact",
    "role": "unknown-role",
    "concern": "unknown-concern",
    "document": "unknown-document",
    "closed part": "unknown-closed-part",
}
#: What is its own id, not another's.
OWN = {"Child.id", "Person.id", "MinutePassage.id", "ClosedPart.id"}


@pytest.fixture(scope="module")
def full(situate_whole):
    return situate_whole(FULL)


def _blocks(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _blocks(getattr(value, name))
    elif isinstance(value, (tuple, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _blocks(part)


def _models(kind: Any, seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Every block that a record may hold."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind not in seen:
            seen.add(kind)
            for field in kind.model_fields.values():
                _models(field.annotation, seen)
    else:
        for part in get_args(kind):
            _models(part, seen)
    return seen


_AN_ID = (get_args(Ident)[1:], get_args(Audience)[1:])


def _holds_an_id(kind: Any, metadata: tuple[Any, ...] = ()) -> bool:
    args = get_args(kind)
    if args and any(args[1:] == told for told in _AN_ID):
        return True
    if metadata and any(all(m in metadata for m in told) for told in _AN_ID):
        return True
    return any(_holds_an_id(part) for part in args if not (isinstance(part, type) and issubclass(part, BaseModel)))


def test_no_field_of_a_record_that_holds_ids_is_passed_over() -> None:
    held = {
        f"{model.__name__}.{name}"
        for model in _models(Record, set())
        for name, field in model.model_fields.items()
        if _holds_an_id(field.annotation, tuple(field.metadata))
    }
    named = {
        f"{model.__name__}.{name}"
        for model in _models(Record, set())
        for kind, name in REFERS
        if issubclass(model, kind)
    }
    assert len(held) > 60
    assert held - OWN - named == set()
    assert named - held == set()


def test_the_full_record_has_something_in_each_of_them(full) -> None:
    filled = {
        (kind, name)
        for block in _blocks(full.record)
        for kind in type(block).__mro__
        for name in type(block).model_fields
        if (kind, name) in REFERS and getattr(block, name)
    }
    assert set(REFERS) - filled == set()


def _replaced(raw: Any, path: tuple[str | int, ...], ident: str) -> tuple[Any, tuple[str | int, ...]]:
    """The record with an id that nobody has in place of ``ident``, which is a value or the name of a field; its place."""
    raw = copy.deepcopy(raw)
    here = raw
    for step in path[:-1]:
        here = here[step]
    last = path[-1]
    if here[last] == ident:
        here[last] = "agency:zed" if ident.startswith("agency:") else "zed"
        return raw, path
    here["zed"] = here.pop(last)
    return raw, (*path[:-1], "zed")


def test_an_id_that_nobody_has_is_found_wherever_one_may_stand(full, situate_whole) -> None:
    raw = json.loads(full.record.model_dump_json(by_alias=True, exclude_none=True))
    assert not {p.id for p in checks.check(full)} & {*FINDINGS.values(), "unknown-person", "unknown-agency"}
    places = list(mentioned(full.record, ()))
    assert len(places) > 120
    for kind, ident, path in places:
        expected = "unknown-agency" if ident.startswith("agency:") else FINDINGS.get(kind, "unknown-person")
        wrong, where = _replaced(raw, path, ident)
        found = checks.check(situate_whole(wrong))
        assert (expected, where) in [(p.id, p.path) for p in found], (kind, path)
        assert {p.severity for p in found} == {"error"}


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({"conference.chair": "chiar"}, "Did you mean chair?"),
        ({"invitations.1.person": "adm"}, "Did you mean adam?"),
        ({"decisions.0.child": "anne"}, "Did you mean ann?"),
        ({"people.6.role": "techer"}, "Did you mean teacher?"),
        ({"people.6.contact": "shcool"}, "Did you mean school?"),
        ({"decisions.0.concerns.primary": "domestic-abuse"}, "Did you mean domestic_abuse?"),
        ({"decisions.0.lead_professional": "socialworker"}, "Did you mean social_worker?"),
        ({"children.0.address.share_with": ["agency:educaton"]}, "Did you mean education?"),
        ({"minutes.passages.1.closed_part": "police-prat"}, "Did you mean police-part?"),
        ({"editions": {"invitaton": {"edition": 2}}}, "Did you mean invitation?"),
        ({"decisions.0.child": "x"}, "There are: ann, ben."),
        (
            {"people.6.role": "x"},
            "Use an id that stands in the list of roles, or add it to authority.yaml under roles.",
        ),
    ],
)
def test_the_nearest_id_is_offered_for_a_slip_of_the_hand(changes, offered, situate_whole) -> None:
    (problem,) = checks.check(situate_whole(changes))
    assert problem.hint == offered


def test_a_role_and_an_agency_of_the_authority_s_own_are_known(situate_whole) -> None:
    council = {"roles": {"islander": {"label": "Islander", "agency": "education"}}}
    assert checks.check(situate_whole({"people.6.role": "islander"}, authority=council)) == ()


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"people.3.id": "friend"}, ("people", 3, "id")),
        ({"people.3.id": "ann"}, ("people", 3, "id")),
        ({"children.1.id": "ann"}, ("children", 1, "id")),
        ({"people.3.id": "leader"}, ("people", 3, "id")),
        ({"minutes.passages.1.id": "police-information"}, ("minutes", "passages", 1, "id")),
        (
            {"closed_parts": [{"id": "a", "starts": "11:00", "ends": "11:10", "left": ["bob"], "because": "x"}] * 2},
            ("closed_parts", 1, "id"),
        ),
    ],
)
def test_an_id_that_stands_for_two_is_found_at_each(changes, path, situate_whole) -> None:
    assert ("duplicate-id", path) in [(p.id, p.path) for p in checks.check(situate_whole(changes))]


def test_while_an_id_is_unknown_nothing_else_is_guessed(situate_whole) -> None:
    found = checks.check(situate_whole({"conference.chair": "zed", "conference.minute_taker": "zed"}))
    assert {p.id for p in found} == {"unknown-staff"}
