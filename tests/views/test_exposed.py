"""Whom a paper exposes, of which kind, and whether its right reader was to have all of it; worked out by hand."""

from __future__ import annotations

import copy

from cpdocs.views.exposed import exposed

INV, LETTER = "invitation", "decision_letter"
NAMES = {"name"}
WORKS = {"that she or he works with the family"}
DECIDED = {
    "areas of concern",
    "what was decided, and why",
    "whether the Children's Reporter is told, and why",
    "the child's plan",
}


def _of(told, days, document, person):
    planned, view = told[document, person]
    return exposed(days[document], [(planned, view)])


def _kinds(found):
    return {one.id: set(one.kinds) for one in found}


def test_a_supporters_invitation_exposes_the_supporter_alone(told, days) -> None:
    assert _kinds(_of(told, days, INV, "advocate")) == {"advocate": NAMES}


def test_a_professionals_invitation_exposes_the_children_by_name_birthday_and_school(told, days) -> None:
    why = "why somebody was asked to come, or was not"
    assert _kinds(_of(told, days, INV, "head_teacher")) == {
        "ailsa": {"name", "other name", "date of birth", "school", why},
        "social_worker": WORKS,
        "head_teacher": WORKS,
    }


def test_a_fathers_letter_exposes_his_own_child_alone_though_both_children_have_the_same_concern(told, days) -> None:
    """Both decisions say domestic abuse; a form that named Callum would have him looked after for nothing."""
    assert _kinds(_of(told, days, LETTER, "ailsas_father")) == {
        "ailsa": NAMES | DECIDED,
        "ailsas_father": NAMES,
        "social_worker": WORKS,
    }


def test_the_safe_address_is_the_childrens_and_the_mothers_at_once(told, days) -> None:
    found = _kinds(_of(told, days, LETTER, "health_visitor"))
    assert {who for who, kinds in found.items() if "address" in kinds} == {"ailsa", "callum", "mother"}


def test_children_come_first_then_the_others_as_the_record_has_them(told, days) -> None:
    found = _of(told, days, LETTER, "mother")
    assert [(one.id, one.who) for one in found][:4] == [
        ("ailsa", "child"),
        ("callum", "child"),
        ("mother", "adult"),
        ("callums_father", "adult"),
    ]
    assert [one.is_child for one in found] == [True, True] + [False] * (len(found) - 2)


def test_of_several_papers_of_one_parcel_each_person_stands_once(told, days) -> None:
    papers = [told[LETTER, "mother"], told["appeal_letter", "mother"]]
    found = exposed(days[LETTER], papers)
    assert len({one.id for one in found}) == len(found)


def test_everybody_may_know_what_the_cutters_gave(told, days) -> None:
    for document, person in told:
        assert all(one.entitled for one in _of(told, days, document, person)), (document, person)


def test_what_the_right_reader_was_not_to_have_is_marked_at_those_whose_it_is(record, situate, views) -> None:
    """The safe address in the reasons that Ailsa's father reads: the check that refuses it is not asked here."""
    slipped = copy.deepcopy(record)
    slipped["decisions"][0]["reasons"]["text"] = "They are safe at 14 Strathmiglo Place now."
    situation = situate(slipped)
    found = exposed(situation, [views(situation)[LETTER, "ailsas_father"]])
    assert {one.id: one.entitled for one in found if "address" in one.kinds} == {
        "ailsa": False,
        "callum": False,
        "mother": False,
    }
    assert {one.id for one in found if one.entitled} == {"ailsas_father", "social_worker"}


def test_a_child_of_the_household_outside_the_conference_is_named_without_an_id(record, situate, views) -> None:
    more = copy.deepcopy(record)
    isla = {"name": "Isla Rennie", "considered": "yes", "outcome": "no concern"}
    more["others_in_household"] = {"children": [isla]}
    more["decisions"][0]["reasons"]["text"] = "Isla Rennie helps in the house."
    situation = situate(more)
    found = exposed(situation, [views(situation)[LETTER, "social_worker"]])
    [other] = [one for one in found if not one.id]
    assert (other.name, other.who, other.is_child) == ("Isla Rennie", "child of the household", True)
