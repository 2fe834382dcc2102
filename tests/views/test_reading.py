"""The two questions that everything must pass: is it about children of this scope, all of them; is it free or shared?"""

from __future__ import annotations

import pytest

from cpdocs.record.passage import Passage
from cpdocs.record.passages import passages
from cpdocs.views.cut import cut
from cpdocs.views.facts import facts
from cpdocs.views.officers import officer, social_worker
from cpdocs.views.reading import Reading, family_of_others, name_for

BOTH, AILSA, CALLUM, NONE = ("ailsa", "callum"), ("ailsa",), ("callum",), ()


def _passage(about=None, share_with=None, kind="risk_of_harm") -> Passage:
    restricted = None if share_with is None else {"kind": kind, "share_with": tuple(share_with)}
    return Passage.model_validate({"text": "told", "about": about, "restricted": restricted})


# what is so | person | scope | about | children of the block | share_with | refused as (None: she or he may read it)
QUESTIONS = [
    ("free, about both, scope both", "mother", BOTH, BOTH, (), None, None),
    ("free, about both, scope one", "callums_father", CALLUM, BOTH, (), None, "scope"),
    ("free, about the other child", "callums_father", CALLUM, AILSA, (), None, "scope"),
    ("free, about one, scope both", "mother", BOTH, AILSA, (), None, None),
    ("free, says nothing, in a child's block", "callums_father", CALLUM, None, CALLUM, None, None),
    ("free, says nothing, in the other child's block", "callums_father", CALLUM, None, AILSA, None, "scope"),
    ("what it says counts, not its block", "callums_father", CALLUM, AILSA, CALLUM, None, "scope"),
    ("what it says counts, not its block, the other way", "callums_father", CALLUM, CALLUM, AILSA, None, None),
    ("says nothing, outside a block: about every child", "callums_father", CALLUM, None, (), None, "scope"),
    ("says nothing, outside a block, scope both", "mother", BOTH, None, (), None, None),
    ("no scope at all", "advocate", NONE, AILSA, (), None, "scope"),
    ("shared by name", "mother", BOTH, AILSA, (), ["mother"], None),
    ("shared with others", "mother", BOTH, AILSA, (), ["social_worker"], "risk_of_harm"),
    ("shared with nobody", "mother", BOTH, AILSA, (), [], "risk_of_harm"),
    ("shared by name, outside the scope", "callums_father", CALLUM, AILSA, (), ["callums_father"], "scope"),
    ("shared by agency", "gp", BOTH, AILSA, (), ["agency:health"], None),
    ("shared by agency with another of it", "health_visitor", BOTH, AILSA, (), ["agency:health"], None),
    ("shared with another agency", "gp", BOTH, AILSA, (), ["agency:police"], "risk_of_harm"),
    ("an agency is no person", "gp", BOTH, AILSA, (), ["health"], "risk_of_harm"),
    ("family is of no agency", "mother", BOTH, AILSA, (), ["agency:health"], "risk_of_harm"),
    ("restriction is a person's: the other parent", "ailsas_father", AILSA, AILSA, (), ["mother"], "risk_of_harm"),
]


@pytest.mark.parametrize(
    ("person", "scope", "about", "block", "share_with", "refused"),
    [q[1:] for q in QUESTIONS],
    ids=[q[0] for q in QUESTIONS],
)
def test_may_read(person, scope, about, block, share_with, refused, days) -> None:
    reading = Reading(days["decision_letter"], person, scope)
    passage = _passage(about, share_with)
    refusal = reading.refusal(passage, block)
    assert (refusal and refusal[0]) == refused
    assert (reading.text(passage, "somewhere", block) == "told") is (refused is None)
    assert [(w.passage, w.kind) for w in reading.withheld] == ([] if refused is None else [("somewhere", refused)])


@pytest.mark.parametrize("kind", ["sub_judice", "third_party", "unknown_to_family", "risk_of_harm"])
def test_what_is_withheld_is_noted_with_its_kind_and_never_with_its_text(kind, days) -> None:
    reading = Reading(days["decision_letter"], "mother", BOTH)
    assert reading.text(_passage(AILSA, ["gp"], kind), "a.b") is None
    assert reading.withheld[0].kind == kind
    assert "told" not in str(reading.withheld[0]).replace("told_", "")


def test_no_passage_is_nothing_withheld(days) -> None:
    reading = Reading(days["decision_letter"], "mother", BOTH)
    assert reading.text(None, "somewhere") is None
    assert reading.withheld == []


def test_every_place_that_a_report_calls_withheld_is_a_place_of_the_record(days, views) -> None:
    for situation in days.values():
        places = {path for path, _, _ in passages(situation.record)}
        for planned, _ in views(situation).values():
            known = {f.path for f in facts(situation, planned, Reading.of(situation, planned))}
            wholes = {k.removesuffix(".postcode").removesuffix(".lines[0]") for k in known}
            blocks = {f"decisions[{n}]" for n in range(2)}
            noted = {w.passage for w in cut(situation, planned).withheld}
            assert noted <= places | wholes | blocks


def test_a_family_member_named_as_somebody_to_turn_to_gives_a_name_and_the_office_to_ring(days) -> None:
    found = officer(days["decision_letter"], "mother")
    assert (found.name, found.title, found.phone, found.email) == ("Shona Rennie", "", "01632 960120", "")


def test_somebody_without_a_telephone_is_reached_through_the_office(days) -> None:
    assert officer(days["decision_letter"], "minute_taker").phone == "01632 960120"


def test_the_social_worker_of_the_case_is_the_records_and_else_the_chair(days, situate, record) -> None:
    def named_in(situation) -> str:
        return social_worker(situation, Reading(situation, "mother", BOTH)).name

    assert named_in(days["decision_letter"]) == "Fiona Baxter"
    people = [{**p, "role": "teacher"} if p["role"] == "social_worker" else p for p in record["people"]]
    assert named_in(situate({**record, "people": people})) == "Margaret Low"
    assert named_in(situate(_hidden(record, "social_worker", []))) == "Margaret Low"
    assert named_in(situate(_hidden(record, "social_worker", ["mother"]))) == "Fiona Baxter"


def _hidden(record: dict, person: str, known_to: list[str]) -> dict:
    presence = {"kind": "risk_of_harm", "share_with": known_to}
    calls = [{**i, "presence": presence} if i["person"] == person else i for i in record["invitations"]]
    return {**record, "invitations": calls}


@pytest.mark.parametrize(
    ("reader", "scope", "who", "printed"),
    [
        ("mother", BOTH, "ailsa", "Ailsa Rennie"),
        ("callums_father", CALLUM, "ailsa", "another person"),
        ("head_teacher", AILSA, "callum", "another person"),
        ("mother", BOTH, "advocate", "Mhairi Sinclair"),
        ("callums_father", CALLUM, "advocate", "another person"),
        ("head_teacher", AILSA, "advocate", "Mhairi Sinclair"),
        ("callums_father", CALLUM, "ailsas_father", "another person"),
        ("head_teacher", AILSA, "callums_father", "Euan Petrie"),
        ("callums_father", CALLUM, "reviewing_officer", "Margaret Low"),
    ],
)
def test_a_plan_a_core_group_and_a_dissent_name_to_each_reader_only_whom_she_or_he_may_know(
    reader, scope, who, printed, days
) -> None:
    situation = days["decision_letter"]
    assert name_for(situation, Reading(situation, reader, scope), who) == printed


def test_a_lead_professional_whose_presence_is_not_shared_is_named_in_no_letter_but_theirs_who_may_know(
    record, situate, views
) -> None:
    found = views(situate(_hidden(record, "social_worker", ["gp"])))
    letters = {person: view for (document, person), (_, view) in found.items() if document == "decision_letter"}
    leads = {person: [d.lead_professional for d in view.decisions] for person, view in letters.items()}
    assert {p for p, named in leads.items() if any(named)} == {"gp", "social_worker"}


@pytest.mark.parametrize(
    ("person", "scope", "strangers"),
    [
        ("mother", BOTH, set()),
        ("ailsas_father", AILSA, {"callums_father"}),
        ("callums_father", CALLUM, {"ailsas_father"}),
        ("advocate", NONE, {"mother", "ailsas_father", "callums_father"}),
    ],
)
def test_the_family_of_another_child_is_a_stranger(person, scope, strangers, days) -> None:
    situation = days["decision_letter"]
    assert {p.id for p in family_of_others(situation, Reading(situation, person, scope))} == strangers
