"""Who a recipient is: the one place on which it hangs that family is never taken for a professional."""

from __future__ import annotations

from typing import Any

import pytest

from cpdocs.rules.situation import Situation

POSTS = {
    "posts": {
        "keeper": {"kind": "register_keeper", "contact": "sw"},
        "nights": {"kind": "out_of_hours", "contact": "nobody"},
    }
}
OBSERVES = {"invitations.4.observer": "yes"}


def _kinds(situation: Situation) -> dict[str, str]:
    return {r.id: r.kind for r in situation.recipients}


def test_people_stand_before_children_and_children_before_posts(situate) -> None:
    situation = situate(contacts=POSTS)
    assert [r.id for r in situation.recipients] == [
        *("mother", "adam", "bob", "gran", "friend", "social_worker", "teacher"),
        *("ann", "ben"),
        *("keeper", "nights"),
    ]


# what is so | changes | id | kind | comes for an agency | its papers go to a home
KINDS: list[tuple[str, dict[str, Any], str, str, bool, bool]] = [
    ("a parent", {}, "mother", "family", False, True),
    ("a supporter", {}, "friend", "supporter", False, True),
    ("a supporter who is family", {"people.4.relationship": {"ann": "aunt"}}, "friend", "supporter", False, True),
    ("a professional", {}, "teacher", "professional", True, False),
    (
        "a professional who is family",
        {"people.6.relationship": {"ann": "aunt"}},
        "teacher",
        "professional",
        True,
        False,
    ),
    ("a professional who observes", OBSERVES, "teacher", "observer", True, False),
    ("a relative who observes", {"invitations.1.observer": "yes"}, "adam", "observer", False, True),
    ("family with an entry in the book", {"people.0.contact": "school"}, "mother", "family", False, True),
    ("somebody of the Reporter's", {"people.6.role": "childrens_reporter"}, "teacher", "observer", True, False),
    ("a child", {}, "ann", "child", False, True),
    ("a post", {}, "keeper", "post", False, False),
]


@pytest.mark.parametrize(("said", "changes", "ident", "kind", "agency", "home"), KINDS, ids=[k[0] for k in KINDS])
def test_what_a_recipient_is(said, changes, ident, kind, agency, home, situate) -> None:
    found = situate(changes, contacts=POSTS).recipient(ident)
    assert (found.kind, found.is_professional, found.family) == (kind, agency, home)
    assert found.is_supporter is (kind == "supporter")
    assert (found.agency is not None) is agency


def test_somebody_of_the_reporters_agency_observes_whatever_the_role(situate) -> None:
    assert _kinds(situate(contacts={"contacts.school.agency": "reporter"}))["teacher"] == "observer"


def test_a_post_is_of_no_agency_in_the_case(situate) -> None:
    """What is shared with agency:social_work is shared with its people in the case, not with the register."""
    shared = {"children.0.address.share_with": ["agency:social_work"]}
    situation = situate(shared, contacts=POSTS)
    assert situation.groups == (("agency:social_work", ("social_worker",)),)


def test_groups_are_those_that_the_record_shares_something_with_wherever_it_does(situate) -> None:
    passage = {"text": "x", "restricted": {"kind": "risk_of_harm", "share_with": ["mother", "agency:health"]}}
    restricted = {"kind": "third_party", "share_with": ["agency:education"]}
    situation = situate({"decisions.0.reasons": passage, "invitations.4.presence": restricted})
    assert situation.groups == (("agency:education", ("teacher",)), ("agency:health", ()))


@pytest.mark.parametrize(
    ("ident", "name"),
    [("chair", "Cath Chair"), ("mother", "Mary Example"), ("ann", "Ann Example"), ("keeper", "Sam Worker")],
)
def test_everybody_who_can_be_named_has_a_printed_name(ident, name, situate) -> None:
    assert situate(contacts=POSTS).name(ident) == name


def test_an_id_that_nobody_has_is_nobodys(situate) -> None:
    with pytest.raises(KeyError):
        situate().recipient("nobody")


@pytest.mark.parametrize(
    ("how", "came"), [("attended", True), ("left at 11:00", True), ("apologies", False), ("absent", False)]
)
def test_who_came(how, came, situate) -> None:
    assert situate({"attendance.bob": how}).recipient("bob").came is came
