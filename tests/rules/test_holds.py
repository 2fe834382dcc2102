"""Settling and binding: what stands between a planned parcel and its recipient, and what an approval binds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from cpdocs.rules.consent import approval_needed, signature_needed
from cpdocs.rules.entitlements import plan
from cpdocs.rules.holds import binding, destination, in_ordinary_form, no_variant, releasing, settle
from cpdocs.rules.past import NO_HISTORY, Approved, CameBack, History, Past
from cpdocs.rules.situation import Hold, Pin

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
    ("delivered", True, "done", []),
    ("bounced", True, "ready", []),  # but for the address, which is a hold of its own
    ("bounced", False, "ready", []),
    ("returned", True, "ready", []),
    ("returned", False, "ready", []),
    ("delivered", False, "held", ["changed"]),
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
    return History(parcels, {} if approved is None else {(LETTER, planned.edition): Approved(approved)})


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
        history = History({other: Past("sent", VIEW)}, {(LETTER, 1): Approved(BOUND)})
        assert settle(letter, VIEW, BOUND, history).status == "ready"


def test_an_approval_of_another_document_or_edition_does_not_count(letter) -> None:
    for key in ((LETTER, 2), ("invitation", 1)):
        assert settle(letter, VIEW, BOUND, History({}, {key: Approved(BOUND)})).approval == "missing"


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
        history=History({key: Past("in_doubt", "x")}, {(LETTER, 1): Approved("another")}),
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


# ---- what a second person releases -----------------------------------------------------------------------------------


def _keyed(text: str) -> str:
    return f"keyed {text}"


def _released(planned, *holds, view=VIEW, **more) -> History:
    marks = frozenset(_keyed(releasing(planned, view, hold)) for hold in holds)
    return replace(_history(planned, None), released=marks, **more)


def _settled(planned, history, view=VIEW):
    return settle(planned, view, BOUND, history, keyed=_keyed)


# the holds of a parcel | those released | those that stand
RELEASES = [
    (["contact-stale"], ["contact-stale"], []),
    (["contact-unverified", "stale"], ["stale"], ["contact-unverified"]),
    (["contact-stale", "stale"], ["contact-stale", "stale"], []),
    (["no-key"], ["no-key"], ["no-key"]),
    (["bad-key"], ["bad-key"], ["bad-key"]),
    (["moved-on"], ["moved-on"], ["moved-on"]),
    (["agreement"], ["agreement"], ["agreement"]),
    (["instruction"], ["instruction"], ["instruction"]),
    (["id-twice"], ["id-twice"], ["id-twice"]),
    (["leak", "lost-text", "schedule"], ["leak", "lost-text", "schedule"], ["leak", "lost-text", "schedule"]),
]


@pytest.mark.parametrize(("there", "released", "stand"), RELEASES, ids=[" ".join(row[0]) for row in RELEASES])
def test_a_release_lets_go_of_what_a_person_may_judge_and_of_nothing_else(there, released, stand, letter) -> None:
    holds = [Hold(ident, "a message", about="the day") for ident in there]
    held = replace(letter, holds=tuple(holds))
    found = _settled(held, _released(held, *(h for h in holds if h.id in released)))
    assert [h.id for h in found.holds] == stand
    assert found.status == ("held" if stand else "ready")


STALE = Hold("stale", "late", about="2026-11-20")
# what is not what was released | the parcel, its View and the hold afterwards
VOID = [
    ("another word", lambda p: (p, OTHER, STALE)),
    ("another day", lambda p: (p, VIEW, replace(STALE, about="2026-11-21"))),
    ("another edition", lambda p: (replace(p, key=replace(p.key, edition=2)), VIEW, STALE)),
    ("another reader", lambda p: (replace(p, key=replace(p.key, recipient="adam")), VIEW, STALE)),
    ("another address", lambda p: (replace(p, route=replace(p.route, address=("3 Low Road",))), VIEW, STALE)),
    ("another mailbox", lambda p: (replace(p, route=replace(p.route, by="email", email="x@y.example")), VIEW, STALE)),
    ("another key", lambda p: (replace(p, route=replace(p.route, fingerprint="E" * 40)), VIEW, STALE)),
    ("another way", lambda p: (replace(p, route=replace(p.route, channel="openpgp")), VIEW, STALE)),
    ("another trouble", lambda p: (p, VIEW, Hold("contact-stale", "old", about="2026-11-20"))),
]


@pytest.mark.parametrize("change", [row[1] for row in VOID], ids=[row[0] for row in VOID])
def test_a_release_is_of_that_hold_of_that_parcel_as_it_stands(change, letter) -> None:
    history = _released(replace(letter, holds=(STALE,)), STALE)
    assert _settled(replace(letter, holds=(STALE,)), history).holds == ()
    planned, view, hold = change(letter)
    approved = {(LETTER, planned.edition): Approved(BOUND)}
    after = _settled(replace(planned, holds=(hold,)), replace(history, approved=approved), view)
    assert [h.id for h in after.holds] == [hold.id]


def test_the_words_of_a_message_may_change_without_voiding_a_release(letter) -> None:
    history = _released(replace(letter, holds=(STALE,)), STALE)
    assert _settled(replace(letter, holds=(replace(STALE, message="another wording"),)), history).holds == ()


def test_a_changed_copy_that_a_second_person_lets_be_is_done_and_nothing_goes(letter) -> None:
    gone = {letter.key: Past("sent", OTHER)}
    assert _settled(letter, replace(_released(letter), parcels=gone)).status == "held"
    found = _settled(letter, _released(letter, Hold("changed", ""), parcels=gone))
    assert (found.status, found.holds) == ("done", ())
    again = _settled(letter, _released(letter, Hold("changed", ""), parcels=gone), "view-3")
    assert [h.id for h in again.holds] == ["changed"]  # changed once more


def test_an_attempt_in_doubt_no_release_lets_go(letter) -> None:
    history = _released(letter, Hold("in-doubt", ""), parcels={letter.key: Past("in_doubt", VIEW)})
    assert [h.id for h in _settled(letter, history).holds] == ["in-doubt"]


# where the last paper of the case went | held
REACHED = [
    ("to nobody yet", lambda p: "", False),
    ("to the same place", lambda p: _keyed(destination(p.route)), False),
    ("to another address", lambda p: _keyed(destination(replace(p.route, address=("1 Old Street",)))), True),
    ("to a mailbox", lambda p: _keyed(destination(replace(p.route, by="email", email="a@b.example"))), True),
    ("into her hand", lambda p: _keyed(destination(replace(p.route, by="hand", address=()))), True),
    ("sealed to another key", lambda p: _keyed(destination(replace(p.route, fingerprint="E" * 40))), False),
]


@pytest.mark.parametrize(("before", "held"), [row[1:] for row in REACHED], ids=[row[0] for row in REACHED])
def test_a_changed_way_waits_for_a_second_person(before, held, situate, planned_for) -> None:
    """A key's change is caught where it is pinned (pinning.py), and by the approval."""
    letter = planned_for(situate({"people.0.reach": SAFE}), LETTER, "mother")
    history = replace(_released(letter), reached={"mother": before(letter)})
    found = _settled(letter, history)
    assert [h.id for h in found.holds] == (["address-changed"] if held else [])


# what was stopped | whether a letter to the mother is held | for which attempts
STOPPED = [
    ("nothing", lambda p: {}, ""),
    ("papers to her", lambda p: {"mother": ("A1",)}, "A1"),
    ("papers to her, twice", lambda p: {"mother": ("A1", "A7")}, "A1 A7"),
    ("papers to Adam", lambda p: {"adam": ("A1",)}, ""),
    ("her very address, for another reader of it", lambda p: {_keyed(destination(p.route)): ("A3",)}, "A3"),
    ("her address and her, for one parcel", lambda p: {"mother": ("A1",), _keyed(destination(p.route)): ("A1",)}, "A1"),
    (
        "another address",
        lambda p: {_keyed(destination(replace(p.route, address=("1 Old Street",)))): ("A1",)},
        "",
    ),
]


@pytest.mark.parametrize(("stopped", "attempts"), [row[1:] for row in STOPPED], ids=[row[0] for row in STOPPED])
def test_after_a_parcel_went_to_the_wrong_hands_nothing_more_goes_there(
    stopped, attempts, situate, planned_for
) -> None:
    letter = planned_for(situate({"people.0.reach": SAFE}), LETTER, "mother")
    found = _settled(letter, replace(_released(letter), stopped=stopped(letter)))
    assert [(h.id, h.about) for h in found.holds] == ([("stopped", attempts)] if attempts else [])


def test_by_hand_is_no_way_that_two_readers_share(situate, planned_for) -> None:
    """A letter that was given into a wrong hand keeps no letter from the right one of anybody else."""
    letter = planned_for(situate({"people.0.reach": SAFE | {"safe_to": ["hand"]}}), LETTER, "mother")
    stopped = {_keyed(destination(letter.route)): ("A1",)}
    assert _settled(letter, replace(_released(letter), stopped=stopped)).holds == ()


def test_a_release_after_one_mistake_is_none_after_the_next(letter) -> None:
    first = {"mother": ("A1",)}
    hold = Hold("stopped", "", about="A1")
    history = _released(letter, hold, stopped=first)
    assert _settled(letter, history).status == "ready"
    again = replace(history, stopped={"mother": ("A1", "A9")})
    assert [h.about for h in _settled(letter, again).holds] == ["A1 A9"]


def test_who_confirmed_a_new_address_confirmed_it_for_every_paper_and_not_for_the_next_address(
    situate, planned_for
) -> None:
    letter = planned_for(situate({"people.0.reach": SAFE}), LETTER, "mother")
    mark = _keyed(releasing(letter, VIEW, Hold("address-changed", "")))
    history = History({}, {}, frozenset({mark}), reached={"mother": "elsewhere"})
    free = replace(letter, approval_needed=False)
    assert _settled(free, history, OTHER).status == "ready"
    assert _settled(replace(free, key=replace(free.key, document="invitation")), history).status == "ready"
    moved = replace(free, route=replace(free.route, address=("9 New Street",)))
    assert [h.id for h in _settled(moved, history).holds] == ["address-changed"]


BACK = CameBack("returned", "A17", date(2026, 11, 10))
# where a paper came back from on 10 November | when that way was last checked | held
CAME_BACK = [
    ("the same place, checked before", {}, date(2026, 11, 1), True),
    ("the same place, checked on that very day, perhaps before", {}, date(2026, 11, 10), True),
    ("the same place, checked the day after", {}, date(2026, 11, 11), False),
    ("the same place, never checked", {}, None, True),
    ("another address", {"address": ("1 Old Street",)}, None, False),
    ("a mailbox", {"by": "email", "email": "a@b.example"}, None, False),
    ("into her hand", {"by": "hand", "address": ()}, None, False),
    ("sealed to another key, the same place", {"fingerprint": "E" * 40}, None, True),
]


@pytest.mark.parametrize(("was", "checked", "held"), [row[1:] for row in CAME_BACK], ids=[row[0] for row in CAME_BACK])
def test_where_a_paper_came_back_from_none_goes_again_unasked(was, checked, held, situate, planned_for) -> None:
    letter = planned_for(situate({"people.0.reach": SAFE}), LETTER, "mother")
    there = ("mother", _keyed(destination(replace(letter.route, **was))))
    history = replace(_released(letter), came_back={there: BACK})
    now = replace(letter, route=replace(letter.route, verified=checked))
    assert [h.id for h in _settled(now, history).holds] == (["returned"] if held else [])


def test_a_place_that_came_back_is_that_person_s_and_an_unknown_one_may_be_this_one(situate, planned_for) -> None:
    letter = planned_for(situate({"people.0.reach": SAFE}), LETTER, "mother")
    here = _keyed(destination(letter.route))
    for there, holds in ((("father", here), []), (("mother", ""), ["returned"]), (("father", ""), [])):
        history = replace(_released(letter), came_back={there: BACK})
        assert [h.id for h in _settled(letter, history).holds] == holds


def test_when_a_way_was_checked_stands_in_the_route(situate, planned_for) -> None:
    assert planned_for(situate({"people.0.reach": SAFE}), LETTER, "mother").route.verified == date(2026, 11, 1)
    contacts = {"contacts.sw.verified": "2026-10-30"}
    social_worker = planned_for(situate(contacts=contacts), LETTER, "social_worker")
    assert social_worker.route.verified == date(2026, 10, 30)


def test_a_second_person_s_word_on_a_bounce_is_of_that_bounce_and_of_every_paper(situate, planned_for) -> None:
    letter = planned_for(situate({"people.0.reach": SAFE}), LETTER, "mother")
    back = CameBack("bounced", "A17", date(2026, 11, 10))
    here = ("mother", _keyed(destination(letter.route)))
    held = Hold("bounced", "", about="A17")
    history = replace(_released(letter, held), came_back={here: back})
    assert _settled(letter, history).status == "ready"
    assert [h.id for h in _settled(letter, replace(history, released=frozenset())).holds] == ["bounced"]
    again = replace(history, came_back={here: replace(back, attempt="A30")})
    assert [h.id for h in _settled(letter, again).holds] == ["bounced"]  # it came back once more
    other = replace(letter, key=replace(letter.key, document="minutes"), approval_needed=False)
    assert _settled(other, history, OTHER).status == "ready"


def test_a_missing_form_is_made_the_ordinary_way_once_a_second_person_says_so(letter) -> None:
    large = replace(letter, variant="parent_carer_large")
    assert in_ordinary_form(large, _released(large), _keyed) == large
    free = in_ordinary_form(large, _released(large, no_variant(large), view=""), _keyed)
    assert free.variant == "parent_carer"
    other = replace(large, variant="parent_carer_gd")
    assert in_ordinary_form(other, _released(large, no_variant(large), view=""), _keyed) == other


# what the ledger last knew | what becomes of a parcel that was cancelled
CANCELLED = [
    (None, "cancelled"),
    ("failed", "cancelled"),
    ("not_sent", "cancelled"),
    ("bounced", "cancelled"),
    ("returned", "cancelled"),
    ("delivered", "done"),
    ("in_doubt", "held"),
    ("open", "held"),
    ("sent", "done"),
    ("handed_over", "done"),
    ("posted", "done"),
]


@pytest.mark.parametrize(("state", "status"), CANCELLED)
def test_a_cancelled_parcel_is_not_held_for_anything_and_what_left_or_may_have_is_not_hidden(
    state, status, letter
) -> None:
    history = replace(_history(letter, state), cancelled=frozenset({letter.key}))
    found = _settled(replace(letter, holds=(STALE,)), history)
    assert found.status == status
    assert replace(letter.key, edition=2) not in history.cancelled


# ---- whose consent ---------------------------------------------------------------------------------------------------

RESTRICTED = {"conference.restricted": "yes"}
SIGNS = {"rules": {"signed_approval": "yes"}}
# the document | the record | the council | (approval, signature) needed
CONSENT = [
    ("invitation", {}, {}, (False, False)),
    ("invitation", RESTRICTED, {}, (True, True)),
    ("invitation", {}, SIGNS, (False, False)),
    ("decision_letter", {}, {}, (True, False)),
    ("decision_letter", RESTRICTED, {}, (True, True)),
    ("decision_letter", {}, SIGNS, (True, True)),
    ("reporter_copy", {}, {}, (True, True)),
    ("reporter_referral", {}, {}, (True, True)),
    ("registration_notice", {}, {}, (False, False)),
    ("registration_notice", RESTRICTED, SIGNS, (False, False)),
]


@pytest.mark.parametrize(("document", "record", "council", "needed"), CONSENT)
def test_whose_consent_a_paper_needs(document, record, council, needed, situate) -> None:
    """Same-day notices go on the chair's instruction, restricted or not: "immediately" waits for no signature (S4)."""
    situation = situate(record, authority=council)
    rule = situation.tables.documents.documents[document]
    assert (approval_needed(situation, rule), signature_needed(situation, rule)) == needed
