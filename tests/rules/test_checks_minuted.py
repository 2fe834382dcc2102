"""Checks that bind once there are minutes, and those of who may read what is restricted."""

from __future__ import annotations

import pytest
from check_table import Row, name, row, spares, trips
from test_checks_called import ADAM_EXCLUDED, ADAM_OUT, ANN_UNBORN

FAMILY = ("minutes", "family_views")
OPEN = {"kind": "third_party", "share_with": ["police"]}
GRAN_COMES = {
    "invitations.+": {"person": "gran", "children": ["ann"]},
    "attendance.gran": "attended",
    "minutes.family_views.+": {"person": "gran", "text": "x"},
}
READERS = ("minutes", "passages", 0, "restricted", "share_with", 0)


def _shared(*with_whom: str, **rest: str) -> dict[str, object]:
    return {"minutes.passages.0.restricted": OPEN | {"share_with": list(with_whom)} | rest}


ROWS = [
    row(
        "no-strengths",
        ("minutes", "risks"),
        {"minutes.strengths": None},
        {"minutes.strengths": None, "minutes.risks": None},
    ),
    row("facts-not-checked", ("minutes",), {"facts_checked": None}, {}),
    row(
        "spoke-in-closed-part",
        ("minutes", "passages", 1, "speaker"),
        {"minutes.passages.1.speaker": "bob"},
        {"minutes.passages.1.speaker": "mother"},
    ),
    row(
        "child-views-missing",
        ("minutes", "child_views"),
        {"minutes.child_views.ann": None},
        {**ANN_UNBORN, "minutes.child_views.ann": None},
    ),
    row(
        "child-views-missing",
        ("minutes", "child_views"),
        {"minutes.child_views.ben": None},
        {"minutes.child_views.ben": {"how": "too young"}},
    ),
    row("family-views-missing", FAMILY, {"minutes.family_views.0": None}, {}),
    row("family-views-missing", FAMILY, {**ADAM_EXCLUDED, "minutes.family_views.1": None}, ADAM_EXCLUDED),
    row("family-views-missing", FAMILY, {"minutes.family_views.2.sought": None}, ADAM_OUT),
    row("family-views-missing", FAMILY, {**GRAN_COMES, "minutes.family_views.+": {"person": "gran"}}, GRAN_COMES),
    row("shared-with-uninvited", READERS, _shared("gran"), _shared("gran", provider_agrees="yes")),
    row("shared-with-uninvited", READERS, {**ADAM_EXCLUDED, **_shared("adam")}, _shared("adam")),
    row(
        "shared-with-uninvited",
        READERS,
        {"invitations.4": {"person": "teacher", "not_invited": {"because": "x"}}, **_shared("teacher")},
        _shared("teacher"),
    ),
    row(
        "shared-with-supporter",
        READERS,
        _shared("friend", provider_agrees="yes"),
        _shared("mother", "ann", "agency:health"),
    ),
    row(
        "shared-with-supporter",
        ("decisions", 0, "plan", "contingency", "restricted", "share_with", 1),
        {"decisions.0.plan.contingency": {"text": "x", "restricted": OPEN | {"share_with": ["police", "friend"]}}},
        {"decisions.0.plan.contingency": {"text": "x", "restricted": OPEN}},
    ),
]


@pytest.mark.parametrize("one", ROWS, ids=name)
def test_minutes_that_break_a_rule_are_found_at_its_place(one: Row, situate_whole, gone) -> None:
    trips(one, situate_whole, gone)


@pytest.mark.parametrize("one", ROWS, ids=name)
def test_minutes_that_just_keep_it_are_not_claimed_to_break_it(one: Row, situate_whole, gone) -> None:
    spares(one, situate_whole, gone)
