"""The rules across fields: one line a finding id, what is changed in a small good record, and what must be said of it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cpdocs.rules import checks
from cpdocs.rules.situation import Situation

SOURCE = Path(checks.__file__).parent
Row = tuple[str, dict[str, Any], tuple[str | int, ...]]

# finding id, what is changed, where the finding points. None takes a field out.
ROWS: list[Row] = [
    ("chair-takes-minutes", {"conference.minute_taker": "chair"}, ("conference", "minute_taker")),
    ("agreed-by-another", {"invitations_agreed.by": "leader"}, ("invitations_agreed", "by")),
    ("agreed-too-late", {"invitations_agreed.on": "2026-11-13"}, ("invitations_agreed", "on")),
    (
        "letter-before-conference",
        {"letters.decision_letter.date": "2026-11-11"},
        ("letters", "decision_letter", "date"),
    ),
    ("unknown-document", {"editions": {"poem": {"edition": 2}}}, ("editions", "poem")),
    ("edition-from-one", {"editions": {"invitation": {"edition": 0}}}, ("editions", "invitation", "edition")),
    ("born-or-expected", {"children.0.expected": "2027-01-01"}, ("children", 0)),
    ("born-or-expected", {"children.0.born": None}, ("children", 0)),
    ("born-later", {"children.1.born": "2026-11-13"}, ("children", 1, "born")),
    ("decision-a-child", {"decisions.1.child": "ann"}, ("decisions",)),
    ("decision-a-child", {"decisions.1": None}, ("decisions",)),
    ("impossible-outcome", {"decisions.0.outcome": "remains"}, ("decisions", 0, "outcome")),
    ("impossible-outcome", {"conference.kind": "review"}, ("decisions", 0, "outcome")),
    ("registered-lacks", {"decisions.0.significant_harm": None}, ("decisions", 0)),
    ("registered-lacks", {"decisions.0.concerns": None}, ("decisions", 0)),
    ("registered-lacks", {"decisions.1.plan": None}, ("decisions", 1)),
    ("registered-lacks", {"decisions.1.lead_professional": None}, ("decisions", 1)),
    ("registered-lacks", {"decisions.0.core_group": None}, ("decisions", 0)),
    ("registered-lacks", {"decisions.0.review_by": None}, ("decisions", 0)),
    ("deferred-lacks", {"decisions.0.outcome": "deferred"}, ("decisions", 0)),
    ("limb-without-basis", {"decisions.0.significant_harm.basis": None}, ("decisions", 0, "significant_harm")),
    ("reporter-not-considered", {"decisions.0.reporter.considered": "no"}, ("decisions", 0, "reporter", "considered")),
    ("referral-without-test", {"decisions.0.reporter.refer": "yes"}, ("decisions", 0, "reporter")),
    (
        "unborn-referred",
        {
            "children.0.born": None,
            "children.0.expected": "2027-01-01",
            "decisions.0.reporter.refer": "yes",
            "decisions.0.reporter.compulsory_measures": "cannot_be_met_voluntarily",
        },
        ("decisions", 0, "reporter", "refer"),
    ),
    ("no-appeal-advice", {"decisions.0.appeal_advice.adam": None}, ("decisions", 0, "appeal_advice")),
    (
        "dissent-not-told",
        {"decisions.0.dissents": [{"person": "mother", "text": "I do not agree."}]},
        ("decisions", 0, "dissents", 0),
    ),
    ("person-shape", {"people.5.contact": None}, ("people", 5)),
    ("person-shape", {"people.5.reach": {"safe_to": ["post"]}}, ("people", 5)),
    ("person-shape", {"people.5.relationship": {"ann": "aunt"}}, ("people", 5)),
    ("person-shape", {"people.3.name": None}, ("people", 3)),
    ("person-shape", {"people.3.relationship": None}, ("people", 3)),
    (
        "rights-without-relationship",
        {"people.3.relationship": {"ann": "grandmother"}, "people.3.parental_rights": ["ben"], "invitations.+": "GRAN"},
        ("people", 3, "parental_rights", 0),
    ),
    ("parent-passed-over", {"invitations.1": None}, ("people", 1)),
    ("invited-twice", {"invitations.+": {"person": "adam", "children": ["ann"]}}, ("invitations", 1, "person")),
    ("supporter-invited", {"invitations.+": {"person": "friend", "children": ["ann"]}}, ("invitations", 5)),
    ("professional-excluded", {"invitations.3.excluded": "EXCLUDED"}, ("invitations", 3, "excluded")),
    ("why-needed", {"invitations.3.needed_because": None}, ("invitations", 3)),
    ("supporter-not-agreed", {"invitations.0.supporter.agreed_by_chair": None}, ("invitations", 0, "supporter")),
    ("family-without-children", {"invitations.2.children": None}, ("invitations", 2)),
    ("family-of-another-child", {"invitations.2.children": ["ben", "ann"]}, ("invitations", 2, "children", 1)),
    ("same-name", {"people.1.name": "bob sample"}, ("people", 1, "name")),
    ("duplicate-id", {"people.3.id": "friend"}, ("people", 3, "id")),
    ("duplicate-id", {"people.3.id": "leader"}, ("people", 3, "id")),
    ("unknown-role", {"people.5.role": "wizard"}, ("people", 5, "role")),
    ("unknown-contact", {"people.5.contact": "nobody"}, ("people", 5, "contact")),
    ("unknown-concern", {"decisions.0.concerns.primary": "sorcery"}, ("decisions", 0, "concerns", "primary")),
    ("unknown-concern", {"decisions.0.concerns.secondary": "sorcery"}, ("decisions", 0, "concerns", "secondary")),
    ("unknown-concern", {"decisions.0.concerns.others": ["sorcery"]}, ("decisions", 0, "concerns", "others")),
    (
        "unknown-agency",
        {"children.0.address.share_with": ["agency:circus"]},
        ("children", 0, "address", "share_with", 0),
    ),
]

# Findings that come with another by their nature, such as a second decision for Ann, which lacks advice for Adam.
TOGETHER = {
    "decision-a-child": {"decision-a-child", "no-appeal-advice"},
    "supporter-invited": {"supporter-invited", "family-of-another-child"},
    "rights-without-relationship": {"rights-without-relationship", "no-appeal-advice"},
}
WARNINGS = {"no-appeal-advice", "dissent-not-told", "why-needed", "supporter-not-agreed", "same-name"}

# Every place of the record where an id may stand, with an id that nobody has, and the finding at that very place.
P, C, S = "unknown-person", "unknown-child", "unknown-staff"
PLACES: list[Row] = [
    (C, {"people.1.relationship.zed": "father"}, ("people", 1, "relationship", "zed")),
    (C, {"people.1.parental_rights": ["ann", "zed"]}, ("people", 1, "parental_rights", 1)),
    (P, {"children.0.address.share_with": ["zed"]}, ("children", 0, "address", "share_with", 0)),
    (P, {"children.0.school": {"name": "S", "share_with": ["zed"]}}, ("children", 0, "school", "share_with", 0)),
    (P, {"children.0.surgery": {"name": "S", "share_with": ["zed"]}}, ("children", 0, "surgery", "share_with", 0)),
    (
        P,
        {"children.0.taking_part": {"invited": "no", "because": "x", "views_brought_by": "zed"}},
        ("children", 0, "taking_part", "views_brought_by"),
    ),
    (S, {"conference.chair": "zed"}, ("conference", "chair")),
    (S, {"conference.chair": "social_worker"}, ("conference", "chair")),
    (S, {"conference.minute_taker": "zed"}, ("conference", "minute_taker")),
    (S, {"invitations_agreed.by": "zed"}, ("invitations_agreed", "by")),
    (P, {"attendance.zed": "attended"}, ("attendance", "zed")),
    (P, {"invitations.0.person": "zed"}, ("invitations", 0, "person")),
    (C, {"invitations.0.children": ["ann", "zed"]}, ("invitations", 0, "children", 1)),
    (P, {"invitations.0.supporter.person": "zed"}, ("invitations", 0, "supporter", "person")),
    (C, {"decisions.0.child": "zed"}, ("decisions", 0, "child")),
    (P, {"decisions.0.dissents": [{"person": "zed", "text": "x"}]}, ("decisions", 0, "dissents", 0, "person")),
    (
        P,
        {"decisions.0.appeal_advice.zed": {"given_by": "chair", "on": "2026-11-12", "how": "x"}},
        ("decisions", 0, "appeal_advice", "zed"),
    ),
    (P, {"decisions.0.plan.actions.0.who": ["zed"]}, ("decisions", 0, "plan", "actions", 0, "who", 0)),
    (P, {"decisions.0.lead_professional": "zed"}, ("decisions", 0, "lead_professional")),
    (P, {"decisions.0.core_group.chair": "zed"}, ("decisions", 0, "core_group", "chair")),
    (P, {"decisions.0.core_group.members": ["mother", "zed"]}, ("decisions", 0, "core_group", "members", 1)),
    (
        P,
        {"agency_views": [{"person": "zed", "child": "ann", "register": "yes", "because": "x"}]},
        ("agency_views", 0, "person"),
    ),
    (
        C,
        {"agency_views": [{"person": "teacher", "child": "zed", "register": "yes", "because": "x"}]},
        ("agency_views", 0, "child"),
    ),
    (C, {"decisions.0.reasons": {"text": "x", "about": ["ann", "zed"]}}, ("decisions", 0, "reasons", "about", 1)),
    (
        P,
        {"decisions.0.reasons": {"text": "x", "restricted": {"kind": "third_party", "share_with": ["zed"]}}},
        ("decisions", 0, "reasons", "restricted", "share_with", 0),
    ),
]
EXCLUDED = {
    "decided_by": "chair",
    "on": "2026-11-05",
    "because": "x",
    "views_obtained_by": "social_worker",
    "informed_by": "social_worker",
    "informed_by_date": "2026-11-13",
}
PLACES += [
    (S, {"invitations.1.excluded": EXCLUDED | {"decided_by": "zed"}}, ("invitations", 1, "excluded", "decided_by")),
    *(
        (P, {"invitations.1.excluded": EXCLUDED | {name: "zed"}}, ("invitations", 1, "excluded", name))
        for name in ("views_obtained_by", "informed_by")
    ),
]
GRAN = {"person": "gran", "children": ["ann"]}


def _with(changes: dict[str, Any], gone: object) -> dict[str, Any]:
    told = {"GRAN": GRAN, "EXCLUDED": EXCLUDED}
    return {
        path: gone if new is None else told.get(new, new) if isinstance(new, str) else new
        for path, new in changes.items()
    }


def test_the_small_good_record_is_good(situate: Callable[..., Situation]) -> None:
    assert checks.check(situate()) == ()


@pytest.mark.parametrize(("ident", "changes", "path"), ROWS, ids=[f"{n}-{row[0]}" for n, row in enumerate(ROWS)])
def test_a_broken_rule_is_found_at_its_place_and_no_other_is_claimed(
    ident: str, changes: dict[str, Any], path: tuple[str | int, ...], situate: Callable[..., Situation], gone: object
) -> None:
    found = checks.check(situate(_with(changes, gone)))
    assert (ident, path) in [(p.id, p.path) for p in found]
    assert {p.id for p in found} <= TOGETHER.get(ident, {ident})
    assert {p.severity for p in found if p.id == ident} == {"warning" if ident in WARNINGS else "error"}


@pytest.mark.parametrize(("ident", "changes", "path"), PLACES, ids=[".".join(map(str, row[2])) for row in PLACES])
def test_an_id_that_nobody_has_is_found_where_it_stands(
    ident: str, changes: dict[str, Any], path: tuple[str | int, ...], situate: Callable[..., Situation]
) -> None:
    assert [(p.id, p.path) for p in checks.check(situate(changes))] == [(ident, path)]


def test_every_finding_id_of_the_source_has_a_row() -> None:
    calls = [
        node
        for file in SOURCE.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem"
    ]
    ids = [call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)]
    assert len(ids) == len(calls) > 30
    assert set(ids) == {row[0] for row in (*ROWS, *PLACES)}


def test_while_an_id_is_unknown_nothing_else_is_guessed(situate: Callable[..., Situation]) -> None:
    found = checks.check(situate({"conference.chair": "zed", "conference.minute_taker": "zed"}))
    assert {p.id for p in found} == {"unknown-staff"}


@pytest.mark.parametrize(
    ("kind", "possible"),
    [
        ("initial", {"registered", "not_registered", "deferred"}),
        ("pre_birth", {"registered", "not_registered", "deferred"}),
        ("review", {"remains", "de_registered"}),
        ("transfer", {"transferred_in", "transferred_out"}),
    ],
)
def test_a_conference_decides_only_what_its_kind_can(
    kind: str, possible: set[str], situate: Callable[..., Situation]
) -> None:
    every = (
        "registered",
        "not_registered",
        "remains",
        "de_registered",
        "transferred_in",
        "transferred_out",
        "deferred",
    )
    allowed = set()
    for outcome in every:
        changes = {"conference.kind": kind, "decisions.0.outcome": outcome}
        found = checks.check(situate(changes))
        if ("impossible-outcome", ("decisions", 0, "outcome")) not in [(p.id, p.path) for p in found]:
            allowed.add(outcome)
    assert allowed == possible


def test_no_message_of_a_finding_holds_a_name_or_a_told_text(situate: Callable[..., Situation], gone: object) -> None:
    texts = ("Example", "Sample", "Friend", "Safe Place", "The reasons", "do not agree", "Not needed", "ZZ")
    for _, changes, _ in (*ROWS, *PLACES):
        for problem in checks.check(situate(_with(changes, gone))):
            assert not [t for t in texts if t in problem.message + problem.hint], problem.id
