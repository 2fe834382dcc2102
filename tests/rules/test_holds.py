"""Settling and binding: what stands between a planned parcel and its recipient, and what an approval binds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from cpdocs.rules.entitlements import plan
from cpdocs.rules.holds import binding, settle
from cpdocs.rules.situation import NO_HISTORY, History, Hold, Past, Pin

LETTER = "decision_letter"
VIEW, OTHER, BOUND = "view-1", "view-2", "bound-1"

# what the ledger last knew | the copy is the same | what follows
PAST = [
    (None, True, "ready", []),
    ("failed", True, "ready", []),
    ("failed", False, "ready", []),
    ("not_sent", True, "ready", []),
    ("not_sent", False, "ready", []),
    ("open", True, "held", ["in-doubt"]),
    ("open", False, "held", ["in-doubt"]),
    ("in_doubt", True, "held", ["in-doubt"]),
    ("in_doubt", False, "held", ["in-doubt"]),
    ("sent", True, "done", []),
    ("handed_over", True, "done", []),
    ("posted", True, "done", []),
    ("sent", False, "held", ["changed"]),
    ("handed_over", False, "held", ["changed"]),
    ("posted", False, "held", ["changed"]),
]
# what was approved | the state | the hold of it
APPROVALS = [
    (BOUND, "attested", []),
    (None, "missing", ["approval"]),
    ("bound-2", "void", ["approval"]),
]


@pytest.fixture
def letter(situate, planned_for):
    return planned_for(situate(), LETTER, "mother")


def _history(planned, state, *, same=True, approved=BOUND) -> History:
    parcels = {} if state is None else {planned.key: Past(state, VIEW if same else OTHER)}
    return History(parcels, {} if approved is None else {(LETTER, planned.edition): approved})


@pytest.mark.parametrize(
    ("past", "approval"), list(product(PAST, APPROVALS)), ids=lambda row: f"{row[0]}-{row[1]}".replace(" ", "-")
)
def test_settled(past, approval, letter) -> None:
    (state, same, status, holds), (approved, approval_state, approval_holds) = past, approval
    found = settle(letter, VIEW, BOUND, _history(letter, state, same=same, approved=approved))
    assert found.approval == approval_state
    if status == "done":  # what went is done, whatever became of the approval since
        assert (found.status, found.holds) == ("done", ())
        return
    assert [h.id for h in found.holds] == approval_holds + holds
    assert found.status == ("held" if approval_holds + holds else "ready")


def test_what_the_ledger_says_of_another_parcel_does_not_count(letter) -> None:
    for other in (
        replace(letter.key, recipient="adam"),
        replace(letter.key, edition=2),
        replace(letter.key, document="invitation"),
        replace(letter.key, reference="CP-2026-2"),
    ):
        history = History({other: Past("sent", VIEW)}, {(LETTER, 1): BOUND})
        assert settle(letter, VIEW, BOUND, history).status == "ready"


def test_an_approval_of_another_document_or_edition_does_not_count(letter) -> None:
    for key in ((LETTER, 2), ("invitation", 1)):
        assert settle(letter, VIEW, BOUND, History({}, {key: BOUND})).approval == "missing"


def test_a_paper_that_needs_no_approval_is_not_held_for_one(letter) -> None:
    found = settle(replace(letter, approval_needed=False), VIEW, BOUND, NO_HISTORY)
    assert (found.status, found.approval) == ("ready", "not_needed")


def test_every_hold_of_the_plan_and_of_later_rooms_stays(letter) -> None:
    held = replace(letter, holds=(Hold("no-key", ""), Hold("stale", "")))
    found = settle(held, VIEW, BOUND, _history(letter, "in_doubt", approved=None), (Hold("variant-missing", ""),))
    assert [h.id for h in found.holds] == ["no-key", "stale", "variant-missing", "approval", "in-doubt"]
    assert found.status == "held"


# ---- binding ---------------------------------------------------------------------------------------------------------

POST = {"lines": ["2 Low Road"], "postcode": "ZZ5 5ZZ"}
SAFE = {"post": POST, "email": "m@home.example", "safe_to": ["post"], "verified": "2026-11-01", "verified_by": "x"}
BY_EMAIL = SAFE | {"safe_to": ["email"]}
MOVED = SAFE | {"post": {"lines": ["3 Low Road"], "postcode": "ZZ5 5ZZ"}}


def _bound(situation, view: str = "v", template: str = "t") -> str:
    return binding((p, f"{view}-{p.person}", template) for p in plan(situation).planned if p.document == LETTER)


@pytest.mark.parametrize(
    ("record", "contacts", "pins"),
    [
        ({"people.0.reach": MOVED}, {}, {}),
        ({"people.0.reach": BY_EMAIL}, {}, {}),
        ({"people.0.reach": BY_EMAIL | {"email": "n@home.example"}}, {}, {}),
        ({"people.0.reach": BY_EMAIL}, {}, {"2026-1/mother": Pin("C" * 40)}),
        ({"people.0.reach": SAFE | {"safe_to": ["hand"]}}, {}, {}),
        ({"people.0.needs": {"print": "large"}}, {}, {}),
        ({"people.1.parental_rights": []}, {}, {}),
        ({"people.3.parental_rights": ["ann"]}, {}, {}),
        ({}, {"contacts.sw.email": "sue@council.example"}, {}),
        ({}, {}, {"sw": Pin("D" * 40)}),
        ({}, {"contacts.school.post.lines": ["Another School"]}, {}),
    ],
    ids=[
        "an address",
        "a channel",
        "a mailbox",
        "a key",
        "by hand instead of post",
        "a variant",
        "one recipient fewer",
        "one recipient more",
        "a professional's mailbox",
        "a professional's key",
        "a professional's address",
    ],
)
def test_an_approval_is_void_after_a_change_of(record, contacts, pins, situate) -> None:
    before = situate({"people.0.reach": SAFE})
    after = situate({"people.0.reach": SAFE} | record, contacts=contacts, pins={"sw": Pin("A" * 40)} | pins)
    assert _bound(before) != _bound(after)


def test_an_approval_is_void_after_a_change_of_view_or_template(situate) -> None:
    assert len({_bound(situate()), _bound(situate(), view="w"), _bound(situate(), template="u")}) == 3


def test_two_recipients_whose_addresses_were_swapped_are_not_what_was_approved(situate) -> None:
    """Also where both read the same View, as professionals of one scope do."""
    one = plan(situate({"people.0.reach": SAFE, "people.1.reach": MOVED})).planned
    two = plan(situate({"people.0.reach": MOVED, "people.1.reach": SAFE})).planned
    assert binding((p, "v", "t") for p in one) != binding((p, "v", "t") for p in two)


def test_an_approval_binds_no_day_no_hold_and_no_state_of_the_ledger(situate) -> None:
    situation = situate()
    key = next(p.key for p in plan(situation).planned if p.document == LETTER)
    late = situate(
        {"people.1.reach.verified": "2020-01-01"},
        today=date(2026, 12, 24),
        pins={"sw": Pin("A" * 40, "expired")},
        history=History({key: Past("in_doubt", "x")}, {(LETTER, 1): "another"}),
    )
    assert {h.id for p in plan(late).planned for h in p.holds} >= {"stale", "contact-stale", "bad-key"}
    assert _bound(situation) == _bound(late)


def test_the_order_of_the_people_in_the_record_binds_nothing(situate) -> None:
    parcels = [(p, "v", "t") for p in plan(situate()).planned]
    assert binding(parcels) == binding(reversed(parcels))


def test_no_two_bindings_read_alike_because_a_field_ends_where_another_begins(situate, planned_for) -> None:
    letter = planned_for(situate(), LETTER, "adam")
    one = replace(letter, route=replace(letter.route, address=("a", "b")))
    two = replace(letter, route=replace(letter.route, address=('a","b',)))
    assert binding([(one, "v", "t")]) != binding([(two, "v", "t")])


# ---- groups ----------------------------------------------------------------------------------------------------------

SHARED = {"text": "x", "restricted": {"kind": "risk_of_harm", "share_with": ["agency:education"]}}
NEWCOMER = {"people.+": {"id": "head", "role": "head_teacher", "contact": "school"}}


def _with_groups(situation) -> str:
    return binding([(p, "v", "t") for p in plan(situation).planned], situation.groups)


def test_somebody_who_joins_an_agency_voids_the_approval_though_no_parcel_changed(situate) -> None:
    """The newcomer is not invited and gets nothing now; but the list that the chair saw was another."""
    before, after = situate({"decisions.0.reasons": SHARED}), situate({"decisions.0.reasons": SHARED, **NEWCOMER})
    assert [p.person for p in plan(before).planned] == [p.person for p in plan(after).planned]
    assert _with_groups(before) != _with_groups(after)


def test_somebody_who_moves_into_the_agency_voids_the_approval(situate) -> None:
    before = situate({"decisions.0.reasons": SHARED})
    assert _with_groups(before) != _with_groups(
        situate({"decisions.0.reasons": SHARED}, contacts={"contacts.sw.agency": "education"})
    )


def test_somebody_who_joins_an_agency_with_which_nothing_is_shared_voids_nothing(situate) -> None:
    assert _with_groups(situate()) == _with_groups(situate(NEWCOMER))


def test_parcels_for_an_id_that_stands_for_two_are_held(situate) -> None:
    """A post called like a person: one of the two would count as having had the other's paper."""
    posts = {"posts": {"mother": {"kind": "register_keeper", "contact": "sw"}}}
    held = [p for p in plan(situate(contacts=posts)).planned if "id-twice" in [h.id for h in p.holds]]
    assert {p.person for p in held} == {"mother"}
