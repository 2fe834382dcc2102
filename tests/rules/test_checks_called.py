"""Checks that bind from the day a conference is called: its kind, chair, children, people, invitations."""

from __future__ import annotations

import pytest
from check_table import Row, name, row, spares, trips, without

EXCLUDED = {
    "decided_by": "chair",
    "on": "2026-11-05",
    "because": "x",
    "views_obtained_by": "social_worker",
    "informed_by": "social_worker",
    "informed_by_date": "2026-11-13",
}
#: Adam does not come; his part in the closed part goes with him.
ADAM_OUT = {
    "attendance.adam": None,
    "closed_parts.0.left": ["bob"],
    "invitations.1.children": None,
    "invitations.1.not_invited": {"because": "Nobody can find him.", "decided_by": "chair", "on": "2026-11-05"},
    "minutes.family_views.1": None,
    "decisions.0.appeal_advice.adam": None,
}
ADAM_EXCLUDED = {"attendance.adam": None, "closed_parts.0.left": ["bob"], "invitations.1.excluded": EXCLUDED}
REVIEW = {
    "conference.kind": "review",
    "conference.previous": "CP-2026-0",
    "decisions.0.outcome": "remains",
    "decisions.1.outcome": "remains",
    "progress": [{"child": c, "action": "Visit.", "state": "done"} for c in ("ann", "ben")],
}
TRANSFER = {
    "conference.kind": "transfer",
    "conference.transfer": {"direction": "in", "other_authority": "Another Council"},
    "decisions.0.outcome": "transferred_in",
    "decisions.1.outcome": "transferred_in",
}
AT_BIRTH = {"told_by": "social_worker", "steps": "Ring.", "meeting_before_discharge": "yes"}
ANN_UNBORN = {
    "children.0.born": None,
    "children.0.expected": "2027-03-01",
    "decisions.0.plan.at_birth": AT_BIRTH,
}
PRE_BIRTH = {
    "conference.kind": "pre_birth",
    "decisions.0.review_by": "2027-02-12",
    "decisions.1.review_by": "2027-02-12",
}
REPORTER = {"name": "Rae Porter", "post_title": "Reporter", "agency": "reporter", "verified": "2026-10-01"}
REPORTER_IN = {
    "people.8": {"id": "reporter", "role": "voluntary_organisation", "contact": "reporter"},
    "attendance.visitor": None,
    "attendance.reporter": "attended",
    "invitations.6": {"person": "reporter", "needed_because": "observes", "observer": "yes"},
    "agency_views": [
        {"person": p, "child": c, "register": "no", "because": "x"}
        for p in ("social_worker", "police")
        for c in ("ann", "ben")
    ],
    "quorate": "no",
    "inquorate": {"went_ahead": "yes", "because": "x", "interim_plan": "x", "meets_again": "2026-11-20"},
}

CONFERENCE = [
    row(
        "chair-takes-minutes",
        ("conference", "minute_taker"),
        {"conference.minute_taker": "chair"},
        {"conference.minute_taker": "leader"},
    ),
    row("agreed-by-another", ("invitations_agreed", "by"), {"invitations_agreed.by": "leader"}, {}),
    row(
        "chair-not-independent",
        ("decisions", 0, "lead_professional"),
        {"decisions.0.lead_professional": "police"},
        {"decisions.0.core_group.members": ["mother", "social_worker", "teacher"]},
        "core-group-without-lead",
        book={"contacts.police.email": "CHAIR@council.example"},
        council={"staff.0.email": "chair@council.example"},
    ),
    row(
        "chair-not-independent",
        ("decisions", 1, "core_group"),
        {"decisions.1.core_group.chair": "chair"},
        {"decisions.1.core_group.chair": "leader"},
    ),
    row(
        "chair-not-independent",
        ("invitations", 5, "report"),
        {"invitations.5.report": {"asked_by": "2026-11-09", "excused_because": "x"}},
        {},
        book={"contacts.police.name": "cath chair"},
    ),
    row(
        "chair-is-line-manager",
        ("people", 5),
        {"conference.place": "Here"},
        {"people.5.contact": "other", "conference.place": "Here"},
        book={
            "contacts.sw.line_manager": "chair",
            "contacts.other": {"name": "O", "post_title": "P", "agency": "social_work", "line_manager": "leader"},
        },
    ),
    row(
        "chair-is-line-manager",
        ("people", 8),
        {"decisions.0.lead_professional": "visitor"},
        {},
        "core-group-without-lead",
        book={"contacts.health.line_manager": "chair"},
    ),
    row(
        "chair-is-line-manager",
        ("people", 5),
        {"decisions.0.lead_professional": "visitor", "decisions.1.lead_professional": "visitor"},
        {"people.5.contact": "other"},
        "core-group-without-lead",
        book={
            "contacts.sw.line_manager": "chair",
            "contacts.other": {"name": "O", "post_title": "P", "agency": "social_work", "line_manager": "leader"},
        },
    ),
    row("no-unborn-child", ("conference", "kind"), PRE_BIRTH, {**PRE_BIRTH, **ANN_UNBORN}),
    row("no-previous", ("conference",), without(REVIEW, "conference.previous"), REVIEW),
    row("no-transfer", ("conference",), without(TRANSFER, "conference.transfer"), TRANSFER),
    row(
        "not-a-transfer",
        ("conference", "transfer"),
        {"conference.transfer": {"direction": "in", "other_authority": "A"}},
        TRANSFER,
    ),
    row(
        "edition-from-one",
        ("editions", "invitation", "edition"),
        {"editions": {"invitation": {"edition": 0}}},
        {"editions": {"invitation": {"edition": 1}}},
    ),
    row(
        "edition-unexplained",
        ("editions", "invitation"),
        {"editions": {"invitation": {"edition": 2}}},
        {"editions": {"invitation": {"edition": 2, "changed": "the room"}}},
    ),
]
CHILDREN = [
    row("born-or-expected", ("children", 0), {"children.0.expected": "2027-03-01"}, ANN_UNBORN),
    row("born-or-expected", ("children", 0), {"children.0.born": None}, {}),
    row("born-later", ("children", 1, "born"), {"children.1.born": "2026-11-13"}, {"children.1.born": "2026-11-12"}),
    row(
        "long-expected",
        ("children", 0, "expected"),
        {**ANN_UNBORN, "children.0.expected": "2026-10-14"},
        {**ANN_UNBORN, "children.0.expected": "2026-10-15"},
    ),
    row("grown-up", ("children", 0, "born"), {"children.0.born": "2008-11-12"}, {"children.0.born": "2008-11-13"}),
    row(
        "taking-part-not-said",
        ("children", 1),
        {"children.1.taking_part": None},
        {**ANN_UNBORN, "children.0.taking_part": None},
    ),
    row(
        "views-by-another",
        ("children", 0, "taking_part", "views_brought_by"),
        {"children.0.taking_part.views_brought_by": "bob"},
        {"children.1.taking_part.views_brought_by": "bob"},
    ),
    row(
        "own-copy-undecided",
        ("children", 0, "own_copy"),
        {"children.0.own_copy": {"minutes": "child"}},
        {"children.0.own_copy": {"minutes": "child", "decided_by": "chair"}},
    ),
    row(
        "own-copy-unborn",
        ("children", 0, "own_copy"),
        {**ANN_UNBORN, "children.0.own_copy": {"minutes": "child", "decided_by": "chair"}},
        {**ANN_UNBORN, "children.0.own_copy": {"minutes": "no"}},
    ),
]
PEOPLE = [
    row("person-shape", ("people", 5), {"people.5.contact": None}, {}, "not-quorate"),
    row("person-shape", ("people", 5), {"people.5.reach": {"safe_to": ["post"]}}, {}),
    row("person-shape", ("people", 5), {"people.5.relationship": {"ann": "aunt"}}, {}),
    row("person-shape", ("people", 3), {"people.3.name": None}, {"people.3.name": "G"}),
    row("person-shape", ("people", 3), {"people.3.relationship": None}, {"people.3.relationship": {"ben": "carer"}}),
    row(
        "rights-without-relationship",
        ("people", 3, "parental_rights", 0),
        {"people.3.relationship": {"ann": "aunt"}, "people.3.parental_rights": ["ben"]},
        {"people.3.relationship": {"ben": "aunt"}, "people.3.parental_rights": ["ben"]},
        "parent-passed-over",
        "no-appeal-advice",
    ),
    row("parent-passed-over", ("people", 3), {"people.3.relationship.ann": "mother"}, {}, "no-appeal-advice"),
    row("parent-passed-over", ("people", 3), {"people.3.parental_rights": ["ann"]}, {}, "no-appeal-advice"),
    row(
        "parent-passed-over",
        ("people", 1),
        {"invitations.1": {"person": "gran", "children": ["ann"]}},
        ADAM_OUT,
        "attendance-not-said",
        "family-views-missing",
    ),
    row("same-name", ("people", 1, "name"), {"people.1.name": "bob sample"}, {"people.1.name": "Bob Sampler"}),
    row("same-contact", ("people", 8, "contact"), {"people.8.contact": "police"}, {}, "not-quorate"),
]
INVITATIONS = [
    row(
        "invited-twice",
        ("invitations", 1, "person"),
        {"invitations.+": {"person": "adam", "children": ["ann"]}},
        {"invitations.+": {"person": "gran", "children": ["ann"]}},
        "attendance-not-said",
        "family-views-missing",
    ),
    row("family-without-children", ("invitations", 2), {"invitations.2.children": None}, {}),
    row("family-without-children", ("invitations", 1), {**ADAM_EXCLUDED, "invitations.1.children": None}, ADAM_OUT),
    row("family-of-another-child", ("invitations", 2, "children", 1), {"invitations.2.children": ["ben", "ann"]}, {}),
    row(
        "supporter-invited",
        ("invitations", 7),
        {"invitations.+": {"person": "friend", "children": ["ann"]}},
        {},
        "family-of-another-child",
    ),
    row(
        "supporter-not-agreed",
        ("invitations", 0, "supporter"),
        {"invitations.0.supporter.agreed_by_chair": None, "attendance.friend": "absent"},
        {},
    ),
    row(
        "supporter-agreed-late",
        ("invitations", 0, "supporter", "agreed_by_chair"),
        {"invitations.0.supporter.agreed_by_chair": "2026-11-12"},
        {"invitations.0.supporter.agreed_by_chair": "2026-11-11"},
    ),
    row(
        "professional-excluded",
        ("invitations", 4, "excluded"),
        {"invitations.4.excluded": EXCLUDED},
        {"invitations.4.not_invited": {"because": "x"}},
    ),
    row(
        "excluded-and-not-invited",
        ("invitations", 1),
        {**ADAM_EXCLUDED, "invitations.1.not_invited": {"because": "x", "decided_by": "chair", "on": "2026-11-05"}},
        ADAM_EXCLUDED,
    ),
    row("why-needed", ("invitations", 3), {"invitations.3.needed_because": None}, {}),
    row(
        "why-needed",
        ("invitations", 4),
        {"invitations.4.needed_because": None},
        {"invitations.4": {"person": "teacher", "not_invited": {"because": "on leave"}}},
    ),
    row(
        "decided-by-another",
        ("invitations", 1, "excluded", "decided_by"),
        {**ADAM_EXCLUDED, "invitations.1.excluded": EXCLUDED | {"decided_by": "leader"}},
        ADAM_EXCLUDED,
    ),
    row(
        "decided-by-another",
        ("invitations", 1, "not_invited", "decided_by"),
        {**ADAM_OUT, "invitations.1.not_invited": {"because": "x", "decided_by": "leader", "on": "2026-11-05"}},
        ADAM_OUT,
    ),
    row(
        "decided-by-another",
        ("children", 0, "own_copy", "decided_by"),
        {"children.0.own_copy": {"minutes": "child", "decided_by": "leader"}},
        {"children.0.own_copy": {"minutes": "child", "decided_by": "chair"}},
    ),
    row(
        "not-invited-undecided",
        ("invitations", 1, "not_invited"),
        {**ADAM_OUT, "invitations.1.not_invited": {"because": "x", "on": "2026-11-05"}},
        ADAM_OUT,
    ),
    row(
        "not-invited-undecided",
        ("invitations", 1, "not_invited"),
        {**ADAM_OUT, "invitations.1.not_invited": {"because": "x", "decided_by": "chair"}},
        ADAM_OUT,
    ),
    row(
        "reporter-not-observer",
        ("invitations", 4),
        {"people.6.role": "childrens_reporter"},
        {
            "people.6.role": "childrens_reporter",
            "invitations.4": {"person": "teacher", "not_invited": {"because": "x"}},
        },
        council={"roles": {"childrens_reporter": {"label": "Children's Reporter", "agency": "reporter"}}},
    ),
    row(
        "reporter-not-observer",
        ("invitations", 6),
        {**REPORTER_IN, "invitations.6": {"person": "reporter", "needed_because": "x"}},
        REPORTER_IN,
        "decided-without-meeting",
        book={"contacts.reporter": REPORTER},
    ),
]
ROWS = [*CONFERENCE, *CHILDREN, *PEOPLE, *INVITATIONS]


@pytest.mark.parametrize("one", ROWS, ids=name)
def test_a_broken_rule_is_found_at_its_place_and_no_other_is_claimed(one: Row, situate_whole, gone) -> None:
    trips(one, situate_whole, gone)


@pytest.mark.parametrize("one", ROWS, ids=name)
def test_a_rule_that_is_just_kept_is_not_claimed_to_be_broken(one: Row, situate_whole, gone) -> None:
    spares(one, situate_whole, gone)
