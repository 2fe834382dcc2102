"""Who gets what: a table of people, documents and situations, each with the variant, or nothing, and the row it is by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.council_files import national_tables
from cpdocs.rules import scopes
from cpdocs.rules.entitlements import Plan, plan
from cpdocs.rules.predicates import PREDICATES
from cpdocs.rules.situation import Nothing, Planned, Situation

BEFORE = date(2026, 11, 6)
INV, LETTER = "invitation", "decision_letter"
EXCLUDED = {
    "decided_by": "chair",
    "on": "2026-11-05",
    "because": "x",
    "views_obtained_by": "social_worker",
    "informed_by": "social_worker",
    "informed_by_date": "2026-11-13",
}
OUT = {"invitations.0.excluded": EXCLUDED}
UNAGREED: dict[str, Any] = {"invitations.0.supporter": {"person": "friend"}}
GRAN = {"invitations.+": {"person": "gran", "children": ["ann"]}}
ROWS = {row.id: row for row in national_tables().entitlements.rows}
NO_ROW = "no row"

# what is so | document | person | changes | variant (None: nothing) | row
INVITATIONS = [
    ("a parent who is invited", "mother", {}, "parent_carer", "invitation-parent-carer"),
    ("the father of one", "bob", {}, "parent_carer", "invitation-parent-carer"),
    ("a grandmother who is invited", "gran", GRAN, "parent_carer", "invitation-parent-carer"),
    ("a grandmother who is not", "gran", {}, None, NO_ROW),
    ("a professional", "social_worker", {}, "professional", "invitation-professional"),
    ("a supporter agreed by the chair", "friend", {}, "supporter", "invitation-supporter-agreed"),
    ("a supporter not agreed", "friend", UNAGREED, None, "invitation-supporter-not-agreed"),
    ("a supporter of nobody", "friend", {"invitations.0.supporter": None}, None, "invitation-supporter-not-agreed"),
    ("an excluded parent", "mother", OUT, "excluded", "invitation-excluded-parent"),
    ("the supporter of an excluded parent", "friend", OUT, None, "invitation-supporter-not-agreed"),
    (
        "the supporter of a parent not invited",
        "friend",
        {"invitations.0.not_invited": {"because": "x"}},
        None,
        "invitation-supporter-not-agreed",
    ),
    ("a parent not invited because", "mother", {"invitations.0.not_invited": {"because": "x"}}, None, NO_ROW),
    ("a professional not invited because", "teacher", {"invitations.4.not_invited": {"because": "x"}}, None, NO_ROW),
    ("a professional without invitation", "teacher", {"invitations.4": None}, None, NO_ROW),
    (
        "an excluded parent who is also not invited",
        "mother",
        OUT | {"invitations.0.not_invited": {"because": "x"}},
        "excluded",
        "invitation-excluded-parent",
    ),
]
DEFERRED = {"decisions.0.outcome": "deferred"}
LETTERS = [
    ("a parent with rights", "mother", {}, "parent_carer", "decision-letter-parent-carer"),
    ("an excluded parent with rights", "mother", OUT, "parent_carer", "decision-letter-parent-carer"),
    (
        "a parent with rights who was not invited",
        "adam",
        {"invitations.1": {"person": "adam", "not_invited": {"because": "x"}}},
        "parent_carer",
        "decision-letter-parent-carer",
    ),
    ("a parent without rights", "adam", {"people.1.parental_rights": []}, None, NO_ROW),
    ("rights for a child of no relation", "adam", {"people.1.parental_rights": ["ben"]}, None, NO_ROW),
    ("a grandmother without rights", "gran", GRAN, None, NO_ROW),
    ("a supporter", "friend", {}, None, "supporter-one-paper-only"),
    (
        "a supporter who has parental rights",
        "friend",
        {"people.4.relationship": {"ann": "aunt"}, "people.4.parental_rights": ["ann"]},
        None,
        "supporter-one-paper-only",
    ),
    ("a professional", "teacher", {}, "professional", "decision-letter-professional"),
    (
        "a professional who did not come",
        "teacher",
        {"attendance.teacher": "apologies"},
        "professional",
        "decision-letter-professional",
    ),
    (
        "a parent while one of two decisions is deferred",
        "mother",
        DEFERRED,
        "parent_carer",
        "decision-letter-parent-carer",
    ),
    ("a parent while the only decision is deferred", "adam", DEFERRED, None, "decision-letter-deferred"),
    ("a parent of the other child meanwhile", "bob", DEFERRED, "parent_carer", "decision-letter-parent-carer"),
    ("a professional while a decision is deferred", "teacher", DEFERRED, None, "decision-letter-deferred"),
    ("a professional not invited", "teacher", {"invitations.4": None}, None, NO_ROW),
    ("a professional who was excluded", "teacher", {"invitations.4.excluded": EXCLUDED}, None, NO_ROW),
    (
        "a professional whose record claims parental rights",
        "teacher",
        {"people.6.relationship": {"ann": "aunt"}, "people.6.parental_rights": ["ann"]},
        "professional",
        "decision-letter-professional",
    ),
]
Row = tuple[str, str, dict[str, Any], str | None, str]


def _gone(changes: dict[str, Any], gone: object) -> dict[str, Any]:
    return {path: gone if new is None else new for path, new in changes.items()}


def _answers(found: Planned | Nothing, variant: str | None, row: str) -> None:
    """Every answer says the row that it is by, and the row's source."""
    if row == NO_ROW:
        assert isinstance(found, Nothing)
        assert found.because == "no row of the table of entitlements fits this person now"
        return
    assert found.because == f"{ROWS[row].because} ({ROWS[row].source})"
    if variant is None:
        assert isinstance(found, Nothing)
    else:
        assert isinstance(found, Planned)
        assert (found.variant, found.row) == (variant, row)
        assert found.family is (variant != "professional")


@pytest.mark.parametrize(
    ("person", "changes", "variant", "row"), [r[1:] for r in INVITATIONS], ids=[r[0] for r in INVITATIONS]
)
def test_invitation_of(person, changes, variant, row, situate, planned_for, called, gone) -> None:
    situation = situate({**called, **_gone(changes, gone)}, today=BEFORE)
    _answers(planned_for(situation, INV, person), variant, row)


@pytest.mark.parametrize(("person", "changes", "variant", "row"), [r[1:] for r in LETTERS], ids=[r[0] for r in LETTERS])
def test_decision_letter_of(person, changes, variant, row, situate, planned_for, gone) -> None:
    _answers(planned_for(situate(_gone(changes, gone)), LETTER, person), variant, row)


@pytest.mark.parametrize(
    ("today", "held"), [(date(2026, 11, 12), False), (date(2026, 11, 13), False), (date(2026, 11, 6), True)]
)
def test_nobody_is_invited_on_the_day_or_after_it_or_once_it_was_held(today, held, situate, called) -> None:
    changes = {**called, "attendance": {"mother": "attended"}} if held else called
    found = [n for n in plan(situate(changes, today=today)).nothing if n.document == INV]
    assert len(found) == 9  # seven people and two children
    row = ROWS["before-the-day-too-late"]
    assert {n.because for n in found} == {f"{row.because} ({row.source})"}


def test_a_paper_whose_blocks_are_missing_is_planned_for_nobody(situate, called) -> None:
    found = plan(situate(called, today=BEFORE))
    assert LETTER not in {p.document for p in (*found.planned, *found.nothing)}


def test_exclusion_stands_before_every_row_that_gives_a_paper_of_the_meeting() -> None:
    for document in (INV, "review_invitation", "agenda", "conference_papers"):
        rows = national_tables().entitlements.of(document)
        giving = [n for n, r in enumerate(rows) if r.variant not in ("nothing", "excluded")]
        assert [r.who for r in rows].index("excluded") < min(giving)


def test_every_predicate_of_the_table_is_known_and_every_known_one_is_used() -> None:
    tables = national_tables()
    used = {name for row in tables.entitlements.rows for name in (row.who, *row.when)}
    used |= {name for rule in tables.documents.documents.values() for name in rule.applies}
    assert used == set(PREDICATES)


SCOPES = [
    ("half-siblings: the mother of both", "mother", {}, ("ann", "ben")),
    ("half-siblings: the father of one", "adam", {}, ("ann",)),
    ("half-siblings: the father of the other", "bob", {}, ("ben",)),
    ("invited for her grandchild only", "gran", GRAN, ("ann",)),
    ("not invited, without rights", "gran", {}, ()),
    ("invited for a child of no relation", "bob", {"invitations.2.children": ["ann", "ben"]}, ("ben",)),
    ("rights for a child of no relation", "bob", {"people.2.parental_rights": ["ann", "ben"]}, ("ben",)),
    ("rights, and not invited", "bob", {"invitations.2": {"person": "bob", "not_invited": {"because": "x"}}}, ("ben",)),
    (
        "a relationship alone opens nothing",
        "adam",
        {"people.1.relationship": {"ann": "father", "ben": "stepfather"}},
        ("ann",),
    ),
    ("a professional for all", "social_worker", {}, ("ann", "ben")),
    ("a professional for one", "teacher", {}, ("ann",)),
    (
        "the record's order, not the invitation's",
        "mother",
        {"invitations.0.children": ["ben", "ann"], "people.0.parental_rights": []},
        ("ann", "ben"),
    ),
]


@pytest.mark.parametrize(("said", "person", "changes", "expected"), SCOPES, ids=[r[0] for r in SCOPES])
def test_scope(said, person, changes, expected, situate, planned_for) -> None:
    situation = situate(changes)
    assert scopes.own(situation, situation.recipient(person)) == expected
    letter = planned_for(situation, LETTER, person)
    if isinstance(letter, Planned):
        assert letter.children == expected


def test_a_supporter_is_planned_for_no_child(situate, planned_for, called) -> None:
    aunt = {"people.4.relationship": {"ann": "aunt"}, "people.4.parental_rights": ["ann"]}
    for changes in (called, {**called, **aunt}):
        found = planned_for(situate(changes, today=BEFORE), INV, "friend")
        assert isinstance(found, Planned)
        assert found.children == ()


def test_an_invitation_needs_the_chairs_agreement_to_the_list(situate, planned_for, called, gone) -> None:
    for change in ({"invitations_agreed": gone}, {"invitations_agreed.by": "leader"}):
        found = planned_for(situate({**called, **change}, today=BEFORE), INV, "mother")
        assert [h.id for h in found.holds] == ["agreement"]
    assert planned_for(situate(called, today=BEFORE), INV, "mother").holds == ()


def test_a_letter_needs_approval_and_an_invitation_does_not(situate, planned_for, called) -> None:
    assert planned_for(situate(), LETTER, "mother").approval_needed
    assert not planned_for(situate(called, today=BEFORE), INV, "mother").approval_needed


@pytest.mark.parametrize(
    ("today", "held"),
    [(date(2026, 11, 15), False), (date(2026, 11, 16), False), (date(2026, 11, 17), True)],
    ids=["before its date", "on its date", "the day after"],
)
def test_a_letter_sent_after_its_date_would_cost_the_reader_days_and_is_held(today, held, situate, planned_for) -> None:
    holds = planned_for(situate(today=today), LETTER, "mother").holds
    assert [h.id for h in holds] == (["stale"] if held else [])


@pytest.mark.parametrize(
    ("needs", "variant"),
    [
        ({}, "parent_carer"),
        ({"print": "large"}, "parent_carer_large"),
        ({"language": "gd"}, "parent_carer_gd"),
        ({"print": "large", "language": "pl"}, "parent_carer_large_pl"),
    ],
)
def test_a_need_asks_for_a_variant_of_its_own_and_never_falls_back(needs, variant, situate, planned_for) -> None:
    assert planned_for(situate({"people.0.needs": needs}), LETTER, "mother").variant == variant


def test_an_edition_is_part_of_the_key(situate, planned_for) -> None:
    assert planned_for(situate(), LETTER, "mother").key.edition == 1
    again = situate({"editions": {"decision_letter": {"edition": 2}}})
    assert planned_for(again, LETTER, "mother").key.edition == 2


@given(
    data=st.fixed_dictionaries(
        {
            "role": st.sampled_from([None, "supporter", "teacher"]),
            "contact": st.sampled_from([None, "school"]),
            "relationship": st.sampled_from([{}, {"ann": "father"}, {"ann": "aunt", "ben": "aunt"}]),
            "parental_rights": st.sampled_from([[], ["ann"], ["ben"], ["ann", "ben"]]),
        }
    ),
    invitation=st.sampled_from([None, {}, {"excluded": EXCLUDED}, {"not_invited": {"because": "x"}}]),
    children=st.sampled_from([None, ["ann"], ["ben"], ["ann", "ben"]]),
    is_held=st.booleans(),
)
def test_whatever_a_record_says_family_never_gets_a_professionals_paper(
    situate: Callable[..., Situation], called, data, invitation, children, is_held
) -> None:
    changes: dict[str, Any] = {} if is_held else dict(called)
    changes["people.+"] = {"id": "somebody", "name": "Some Body"} | {k: v for k, v in data.items() if v}
    if invitation is not None:
        changes["invitations.+"] = {"person": "somebody", "children": children, **invitation}
    situation = situate(changes, today=date(2026, 11, 16) if is_held else BEFORE)
    found: Plan = plan(situation)
    person = situation.record.person("somebody")
    mine = [p for p in found.planned if p.person == "somebody"]
    assert len(mine) == len({p.document for p in mine})  # one parcel a document, never a union
    for parcel in mine:
        if parcel.variant == "professional":
            assert person.role == "teacher"
            assert invitation == {}
        if parcel.variant == "parent_carer":
            assert person.role is None
        if not person.is_professional:
            assert set(parcel.children) <= set(person.relationship)
        if invitation and "excluded" in invitation:
            assert parcel.document != INV or parcel.variant == "excluded"
    answered = [(p.document, p.person) for p in (*found.planned, *found.nothing)]
    assert len(answered) == len(set(answered))  # everybody is answered once, whether with a paper or with nothing


def test_the_papers_that_say_who_gets_minutes_know_for_whom_minutes_are_planned(situate) -> None:
    """And no other paper does: who else reads something is nobody's business."""
    found = plan(situate({})).planned
    to = [p.person for p in found if p.document == "minutes"]
    assert {p.document: p.minutes_to for p in found} == {
        document: tuple(to) if document in ("minutes", "reporter_copy") else ()
        for document in {p.document for p in found}
    }
