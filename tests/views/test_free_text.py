"""A secret typed into an open passage: found before anything is made, for the person who would read it.

The example's mother has fled. Ailsa's father is excluded; Callum's father is another man. Callum's passages are read
by his father, and Ailsa's by hers.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from cpdocs.rules.entitlements import plan
from cpdocs.views.cut import cut
from cpdocs.views.free_text import Search

CALLUMS_REASONS = "decisions[1].reasons"
# What a clerk types into Callum's reasons, which his father reads: and what of whom is found.
TYPED = [
    ("a postcode", "They live at KY7 4ZZ now.", "postcode"),
    ("a postcode in small letters without a space", "They live at ky74zz now.", "postcode"),
    ("the first line of the address", "They moved to 14 Strathmiglo Place.", "first address line"),
    ("the same in capitals and with a comma", "They moved to 14, STRATHMIGLO PLACE!", "first address line"),
    ("a telephone number in one piece", "Her number is 01632960207.", "phone"),
    ("a telephone number from abroad", "Her number is +44 1632 960207.", "phone"),
    ("the other child's name", "Ailsa Rennie wakes him at night.", "full name"),
    ("the other child's name with an initial", "A. Rennie wakes him at night.", "initial and surname"),
    ("the other child's other name", "He asks for Ailsa Moir.", "known as"),
    ("the other father's name", "He is afraid of ROSS MOIR.", "full name"),
    ("the other father's name with an initial", "He is afraid of R. Moir.", "initial and surname"),
    ("a birthday in figures", "Her birthday is 4/3/2019.", "date of birth"),
    ("a birthday in words", "Her birthday is the 4th of March 2019.", "date of birth"),
    ("the other child's school", "They go past Torbain Primary School.", "school"),
]
HARMLESS = [
    ("a surname alone", "The Rennies are close."),
    ("a first name", "Ailsa wakes him at night."),
    ("a name inside another", "Ross Moirhead is a footballer."),
    ("a town", "They like Glenrothes."),
    ("her own name, to which he is the father's side", "Shona comforts him."),
    ("Mr and a surname", "Mr Moir."),
]


def _found(situate: Any, record: Any, text: Any, person: str = "callums_father") -> list[Any]:
    changed = json.loads(json.dumps(record))
    changed["people"][0]["reach"]["phone"] = "01632 960207"
    changed["decisions"][1]["reasons"] = text
    situation = situate(changed)
    planned = next(p for p in plan(situation).planned if (p.document, p.person) == ("decision_letter", person))
    seen = cut(situation, planned)
    return list(Search(situation).slips(planned, lambda: seen.view, ()))


@pytest.mark.parametrize(("case", "text", "kind"), TYPED, ids=[case[0] for case in TYPED])
def test_a_secret_is_found_however_it_is_spelt(case, text, kind, situate, record) -> None:
    found = _found(situate, record, text)
    assert (f"{CALLUMS_REASONS}.text", kind) in {(s.passage, s.kind) for s in found}, case
    assert {s.person for s in found} == {"callums_father"}


@pytest.mark.parametrize(("case", "text"), HARMLESS, ids=[case[0] for case in HARMLESS])
def test_towns_surnames_and_first_names_are_no_secrets(case, text, situate, record) -> None:
    assert _found(situate, record, text) == [], case


def test_a_secret_in_a_passage_that_the_person_does_not_read_is_no_slip(situate, record) -> None:
    text = {"text": "They live at KY7 4ZZ.", "restricted": {"kind": "risk_of_harm", "share_with": ["mother"]}}
    assert _found(situate, record, text) == []


def test_the_mother_may_read_her_own_address(situate, record) -> None:
    assert _found(situate, record, "They live at KY7 4ZZ.", "mother") == []


def test_a_document_that_nothing_cuts_yet_is_searched_in_the_passages_it_prints(situate, record) -> None:
    changed = json.loads(json.dumps(record))
    changed["decisions"][1]["significant_harm"]["cause"] = "They live at KY7 4ZZ."
    situation = situate(changed)
    planned = next(p for p in plan(situation).planned if p.person == "callums_father")
    found = {s.passage for s in Search(situation).slips(planned, lambda: None, ["decisions"])}
    assert found == {"decisions[1].significant_harm.cause.text"}
    assert list(Search(situation).slips(planned, lambda: None, ["minutes"])) == []


def test_a_name_of_another_case_is_found_unless_somebody_here_has_it_too(situate, record) -> None:
    changed = json.loads(json.dumps(record))
    changed["decisions"][1]["reasons"] = "As with Morven Baird. Callum Petrie sleeps badly."
    names = {"Morven Baird": "2026-0071", "Callum Petrie": "2026-0099"}
    found = list(Search(replace(situate(changed), other_cases=names)).strangers())
    assert [(s.passage, s.kind, s.secret) for s in found] == [
        (f"{CALLUMS_REASONS}.text", "name of another case", "2026-0071")
    ]


def test_no_slip_shows_what_it_found(situate, record) -> None:
    (slip, *_) = _found(situate, record, "They live at KY7 4ZZ now.")
    assert "KY7" not in repr(slip)
