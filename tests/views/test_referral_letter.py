"""The letter of a referral: about those who are referred and nobody else, from the record's words and never from who came.

Ailsa Rennie is referred, and Callum is not.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from cpdocs.record.model import Record
from cpdocs.rules.entitlements import plan
from cpdocs.views.cut import cut

PACK = frozenset({"reporter_referral", "referral_minutes", "referral_plan", "referral_schedule"})


@pytest.fixture
def letter(minuted: Any):
    """The letter of the Rennies' record, changed by a function of its plain data; ``always`` is the council's rule."""

    def cut_of(change: Any = lambda _: None, *, always: bool = False) -> Any:
        base = minuted("rennie")
        data = base.record.model_dump(mode="json", by_alias=True)
        change(data)
        rules = base.authority.rules.model_copy(update={"reporter_copy": "always" if always else "on_referral"})
        one = replace(
            base,
            record=Record.model_validate_json(json.dumps(data)),
            authority=base.authority.model_copy(update={"rules": rules}),
            makes=PACK,
        )
        (planned,) = [p for p in plan(one).planned if p.document == "reporter_referral"]
        return cut(one, planned).view

    return cut_of


def test_it_is_about_the_referred_child_alone_and_says_that_there_is_another(letter) -> None:
    view = letter()
    assert (view.children, [one.child for one in view.referred]) == (("Ailsa Rennie",), ["Ailsa Rennie"])
    assert (view.referred[0].siblings, view.others) == ((), True)


def test_where_every_minute_goes_to_the_reporter_the_other_child_is_named_as_a_sibling_and_not_as_referred(
    letter,
) -> None:
    view = letter(always=True)
    assert [one.child for one in view.referred] == ["Ailsa Rennie"]
    assert (view.referred[0].siblings, view.others) == (("Callum Petrie",), False)


def test_her_family_is_who_the_record_relates_to_her_those_with_rights_first_whoever_came(letter) -> None:
    def nobody_came(data: Any) -> None:
        data["attendance"] = dict.fromkeys(data["attendance"], "apologies") | {"mother": "absent"}

    [ailsa] = letter().referred
    family = [(one.what, one.name, one.rights) for one in ailsa.family]
    assert family == [("mother", "Shona Rennie", True), ("father", "Ross Moir", True)]
    assert letter(nobody_came).referred[0].family == ailsa.family


def test_somebody_without_parental_rights_is_said_to_have_none_and_comes_last(letter) -> None:
    def without(data: Any) -> None:
        data["people"][0]["parental_rights"] = ["callum"]

    family = letter(without).referred[0].family
    assert [(one.name, one.rights) for one in family] == [("Ross Moir", True), ("Shona Rennie", False)]


@pytest.mark.parametrize(
    ("measures", "limbs"),
    [("unable_or_unwilling_to_engage", (True, False)), ("cannot_be_met_voluntarily", (False, True))],
)
def test_one_of_the_two_tests_is_said_and_never_both(measures, limbs, letter) -> None:
    def tested(data: Any) -> None:
        data["decisions"][0]["reporter"]["compulsory_measures"] = measures

    [ailsa] = letter(tested).referred
    assert (ailsa.unwilling, ailsa.not_by_agreement) == limbs


def test_grounds_are_those_that_the_record_suggests_in_words(letter) -> None:
    [ailsa] = letter().referred
    assert [ground.letter for ground in ailsa.grounds] == ["a", "f"]
    assert "domestic abuse" in ailsa.grounds[1].text


# the birthday | how old on the day of the conference, 12 November 2026
AGES = [("2019-11-12", 7), ("2019-11-13", 6), ("2020-02-29", 6), ("2010-11-12", 16), ("2026-11-01", 0)]


@pytest.mark.parametrize(("born", "age"), AGES)
def test_the_age_is_that_on_the_day_of_the_conference(born, age, letter) -> None:
    def birthday(data: Any) -> None:
        data["children"][0]["born"] = born

    assert letter(birthday).referred[0].age == age


def test_a_place_that_everybody_may_know_is_not_said_to_be_kept_from_anybody(letter) -> None:
    def known(data: Any) -> None:
        everybody = [person["id"] for person in data["people"]] + [child["id"] for child in data["children"]]
        for child in data["children"]:
            for place in ("address", "school", "surgery"):
                if child.get(place):
                    child[place]["share_with"] = everybody

    assert letter().referred[0].whereabouts_kept
    assert not letter(known).referred[0].whereabouts_kept


def test_letter_minutes_plan_and_schedule_have_one_schedule(minuted) -> None:
    one = replace(minuted("rennie"), makes=PACK)
    (planned,) = [p for p in plan(one).planned if p.document == "reporter_referral"]
    schedules = {cut(one, paper).view.schedule for paper in planned.encloses}
    assert len(schedules) == 1
    parts = [(v.has_minutes, v.has_plan, v.has_schedule) for v in (cut(one, paper).view for paper in planned.encloses)]
    assert parts == [(True, False, False), (False, True, False), (False, False, True)]
