"""What a child and a post may read: a child of itself alone and by name alone, a post what its row entitles it to."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from cpdocs.record.passage import Passage
from cpdocs.record.people import Post
from cpdocs.rules.entitlements import plan
from cpdocs.rules.situation import Situation
from cpdocs.views.cut import cut
from cpdocs.views.facts import facts
from cpdocs.views.reading import Reading
from cpdocs.views.shape.decision_letter import FamilyDecisionLetter

BOTH, AILSA, CALLUM = ("ailsa", "callum"), ("ailsa",), ("callum",)
ALL_REGISTERED = "registration_notice"


def _passage(about: tuple[str, ...], share_with: list[str] | None = None) -> Passage:
    restricted = None if share_with is None else {"kind": "risk_of_harm", "share_with": tuple(share_with)}
    return Passage.model_validate({"text": "told", "about": about, "restricted": restricted})


@pytest.fixture(scope="module")
def with_posts(days: dict[str, Situation]) -> Situation:
    """The decided example of a council that has a register keeper and a Principal Reporter."""
    contact = next(iter(days["decision_letter"].contacts))
    posts = {
        "keeper": Post(kind="register_keeper", contact=contact),
        "reporter": Post(kind="principal_reporter", contact=contact),
    }
    return dataclasses.replace(days["decision_letter"], posts=posts, makes=None)


# what is so | who | scope | about | share_with | may read it
CHILDREN: list[tuple[str, str, tuple[str, ...], tuple[str, ...], list[str] | None, bool]] = [
    ("about itself", "ailsa", AILSA, AILSA, None, True),
    ("about the other", "ailsa", AILSA, CALLUM, None, False),
    ("about both", "ailsa", AILSA, BOTH, None, False),
    ("about itself, restricted", "ailsa", AILSA, AILSA, ["mother"], False),
    ("about itself, shared with it by name, and it was not invited", "ailsa", AILSA, AILSA, ["ailsa"], False),
    ("about itself, shared with an agency", "ailsa", AILSA, AILSA, ["agency:health"], False),
]


@pytest.mark.parametrize(("said", "who", "scope", "about", "share_with", "may"), CHILDREN, ids=[c[0] for c in CHILDREN])
def test_a_child_reads_of_itself_alone(said, who, scope, about, share_with, may, days) -> None:
    reading = Reading(days["decision_letter"], who, scope)
    assert (reading.refusal(_passage(about, share_with)) is None) is may


def test_a_child_who_is_invited_reads_what_is_shared_with_it_by_name(situate, record) -> None:
    data: dict[str, Any] = {**record, "children": [dict(child) for child in record["children"]]}
    data["children"][0]["taking_part"] = {"invited": "yes", "because": "she wants to"}
    reading = Reading(situate(data), "ailsa", AILSA)
    assert reading.refusal(_passage(AILSA, ["ailsa"])) is None
    assert reading.refusal(_passage(AILSA, ["mother"])) is not None


def test_a_childs_own_facts_are_no_secret_from_it_and_its_siblings_are(days, with_posts) -> None:
    planned = next(p for p in plan(with_posts).planned if p.document == "decision_letter" and p.person == "mother")
    own = dataclasses.replace(planned, person="ailsa", kind="child", role="child", children=AILSA, scope=AILSA)
    found = {f.path: f.why_not for f in facts(with_posts, own, Reading.of(with_posts, own))}
    assert found["children[0].name"] == found["children[0].address.postcode"] == ""
    assert found["children[1].name"]
    assert found["people[0].reach.post.postcode"]


def test_how_a_child_is_reached_is_a_secret_from_everybody_else(situate, record) -> None:
    data: dict[str, Any] = {**record, "children": [dict(child) for child in record["children"]]}
    data["children"][0]["reach"] = {"phone": "07700 900123", "email": "a@home.example", "safe_to": ["phone"]}
    situation = situate(data)
    planned = next(p for p in plan(situation).planned if p.person == "mother")
    found = {f.path: f.why_not for f in facts(situation, planned, Reading.of(situation, planned))}
    assert found["children[0].reach.phone"]
    assert found["children[0].reach.email"]


def test_a_post_reads_of_the_children_of_its_paper_and_of_them_everything(with_posts) -> None:
    """The register keeper's notice holds the address, which is shared with few by name."""
    parcel = next(p for p in plan(with_posts).planned if (p.document, p.person) == (ALL_REGISTERED, "keeper"))
    reading = Reading.of(with_posts, parcel)
    assert parcel.whole
    assert reading.scope == frozenset(parcel.children) == frozenset(parcel.scope)
    for child in with_posts.record.children:
        if child.id in parcel.children:
            assert reading.shared(child.address.share_with)
            assert reading.refusal(_passage((child.id,), ["mother"])) is None
    assert reading.refusal(_passage(("somebody-else",))) is not None


def test_a_post_without_that_right_reads_nothing_that_is_not_shared_with_it_by_name(with_posts) -> None:
    reading = Reading(with_posts, "keeper", BOTH)
    assert reading.refusal(_passage(BOTH, ["agency:social_work", "agency:health"])) is not None
    assert reading.refusal(_passage(BOTH)) is None


def test_a_letter_leaves_a_deferred_decision_to_its_notice_and_still_reads_what_is_about_both(situate, record) -> None:
    """The paper is about one child; its reader may read about both."""
    data: dict[str, Any] = {**record, "decisions": [dict(decision) for decision in record["decisions"]]}
    data["decisions"][0]["outcome"] = "deferred"
    data["decisions"][1]["reasons"] = {"text": "Both of them heard it.", "about": ["ailsa", "callum"]}
    situation = situate(data)
    planned = next(p for p in plan(situation).planned if (p.document, p.person) == ("decision_letter", "mother"))
    assert (planned.children, planned.scope) == (CALLUM, BOTH)
    seen = cut(situation, planned)
    assert seen is not None
    assert isinstance(seen.view, FamilyDecisionLetter)
    assert [decision.child for decision in seen.view.decisions] == [record["children"][1]["name"]]
    assert seen.view.decisions[0].reasons == "Both of them heard it."
