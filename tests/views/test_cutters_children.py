"""A child's own papers, and what the letters of others say only where it is so, on the examples and told by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from cpdocs.council_files import national_tables
from cpdocs.record.authority import Authority
from cpdocs.record.load import load
from cpdocs.record.model import Record
from cpdocs.record.people import Contacts
from cpdocs.rules.calendar import scottish
from cpdocs.rules.past import NO_HISTORY
from cpdocs.rules.situation import Situation
from cpdocs.shipped import folder

INV, REVIEW, LETTER = "invitation", "review_invitation", "decision_letter"
CALLED, WRITTEN = date(2026, 10, 22), date(2026, 11, 10)


def _read(path: str, model: Any) -> Any:
    loaded = load(folder("examples") / "isbister" / path, model, path)
    assert loaded.value is not None, loaded.findings
    return loaded.value


@pytest.fixture(scope="module")
def review() -> dict[str, Any]:
    """The islands' review, where Freya comes and gets a letter of her own, as plain JSON to be changed in a copy."""
    whole = _read("records/CP-2026-0017-2.minuted.yaml", Record).model_dump(mode="json", by_alias=True)
    return {key: value for key, value in whole.items() if key != "minutes"}  # whose texts stand in a file beside it


@pytest.fixture(scope="module")
def of_review(views: Any) -> Callable[..., Any]:
    authority, book = _read("authority/authority.yaml", Authority), _read("contacts.yaml", Contacts)

    def make(data: dict[str, Any], today: date = WRITTEN) -> Any:
        record = Record.model_validate_json(json.dumps(data))
        if today < record.conference.date:
            record = record.model_copy(update={"attendance": None, "decisions": None})
        situation = Situation(
            record,
            authority,
            book.contacts,
            {},
            NO_HISTORY,
            national_tables(),
            scottish(2025, 2039),
            today,
            agencies=book.agencies,
            makes=frozenset({INV, REVIEW, LETTER}),
        )
        return views(situation)

    return make


def _text(view: Any, leaves: Any) -> str:
    return "\n".join(str(value) for _, value in leaves(view))


def test_an_invited_child_is_told_when_where_who_comes_and_who_would_speak(review, of_review, leaves) -> None:
    view = of_review(review, CALLED)[REVIEW, "freya"][1]
    assert view.addressee == "Freya Isbister"
    assert (view.meeting.date, view.meeting.starts) == (date(2026, 11, 5), time(14))
    assert (view.speaker.name, view.speaker.title) == ("Aimee Fullerton", "Children's rights worker")
    assert "Head teacher" not in view.attending  # she comes about Erik alone
    assert {"Guidance teacher", "School nurse", "Sergeant, Family Protection"} <= set(view.attending)
    for word in ("Erik", "Inga", "Magnus", "Ruby", "Tamsin", "Skerry", "High School", "asked to come and speak"):
        assert word not in _text(view, leaves)


def test_a_relative_who_speaks_for_a_child_is_nobody_to_be_rung(review, of_review) -> None:
    changed = json.loads(json.dumps(review))
    changed["children"][1]["taking_part"]["views_brought_by"] = "grandmother"
    assert of_review(changed, CALLED)[REVIEW, "freya"][1].speaker is None


def test_a_child_who_is_not_invited_gets_no_invitation_and_one_without_a_choice_no_letter(review, of_review) -> None:
    assert (REVIEW, "erik") not in of_review(review, CALLED)
    assert (LETTER, "erik") not in of_review(review)


def test_a_childs_letter_holds_what_was_decided_for_it_and_its_plan_and_none_of_the_reasons(
    review, of_review, leaves
) -> None:
    view = of_review(review)[LETTER, "freya"][1]
    assert (view.outcome, view.came_off) == ("taken off the child protection register", True)
    assert (view.registered, view.deferred, view.reporter_refer) == (False, False, False)
    assert view.why.startswith("You told us that you do not look after")
    assert [action.what.split(" ")[0] for action in view.plan_actions] == ["Go", "Be", "Ask", "Be", "Keep"]
    assert {action.answers for action in view.plan_actions} == {None}
    assert view.appeal_by == date(2026, 11, 17)  # by hand: five working days from 10 November
    told = _text(view, leaves)
    for words in (
        "Freya no longer has to run the house",  # the reasons
        "The Reporter already has the police's report",  # the Reporter's
        "Freya copes alone for too long",  # what an action answers
        "begins to miss school",  # what if it goes wrong
        "Erik",
    ):
        assert words not in told


def test_why_is_told_to_the_child_alone_and_only_if_nothing_forbids_it(review, of_review, leaves) -> None:
    found = of_review(review)
    readers = {key for key, (_, view) in found.items() if "do not look after" in _text(view, leaves)}
    assert readers == {(LETTER, "freya")}
    changed = json.loads(json.dumps(review))
    copy = changed["children"][1]["own_copy"]
    copy["why"] = {"text": "Not for her.", "restricted": {"kind": "third_party", "share_with": []}}
    assert of_review(changed)[LETTER, "freya"][1].why is None


def test_a_child_in_a_core_group_is_told_the_day_and_one_outside_is_not(review, of_review) -> None:
    changed = json.loads(json.dumps(review))
    group = {"members": ["mother", "social_worker"], "chair": "team_leader", "first": "2026-11-19"}
    changed["decisions"][1]["core_group"] = group
    assert of_review(changed)[LETTER, "freya"][1].core_group_first is None
    group["members"].append("freya")
    assert of_review(changed)[LETTER, "freya"][1].core_group_first == date(2026, 11, 19)


def test_a_childs_own_dissent_is_told_back_to_it_and_its_mothers_is_not(review, of_review) -> None:
    changed = json.loads(json.dumps(review))
    changed["decisions"][1]["dissents"] = [
        {"person": "freya", "text": "I want to stay on it."},
        {"person": "mother", "text": "So do I."},
    ]
    assert of_review(changed)[LETTER, "freya"][1].dissents == ("I want to stay on it.",)


# ---- the others' letters ---------------------------------------------------------------------------------------------


def test_a_relative_by_the_chairs_decision_can_not_appeal_and_gets_no_minutes_unless_invited(review, of_review) -> None:
    changed = json.loads(json.dumps(review))
    also = {"person": "grandmother", "documents": [LETTER], "agreed_by_chair": "2026-11-05", "because": "she helps"}
    changed["distribution"] = {"also": [also]}
    view = of_review(changed)[LETTER, "grandmother"][1]
    assert (view.appeal_by, view.minutes, view.minutes_by) == (None, True, date(2026, 11, 19))
    changed["invitations"] = [i for i in changed["invitations"] if i["person"] != "grandmother"]
    view = of_review(changed)[LETTER, "grandmother"][1]
    assert (view.appeal_by, view.minutes, view.minutes_by) == (None, False, None)


@pytest.mark.parametrize(
    ("person", "minutes"),
    [("mother", date(2026, 11, 26)), ("callums_father", date(2026, 11, 26)), ("ailsas_father", None)],
)
def test_a_parent_is_told_when_the_minutes_come_and_the_excluded_father_that_of_none(person, minutes, told) -> None:
    view = told[LETTER, person][1]  # ten working days from 12 November
    assert (view.minutes, view.minutes_by) == (minutes is not None, minutes)


def test_a_letter_that_leaves_after_the_minutes_are_due_names_no_day_for_them(record, situate, views) -> None:
    late = {**record, "letters": {"decision_letter": {"date": "2026-11-27"}}}
    view = views(situate(late, date(2026, 11, 27)))[LETTER, "mother"][1]
    assert (view.minutes, view.minutes_by) == (True, None)


def test_a_letter_about_one_child_says_that_nothing_is_decided_about_the_other_to_whose_family_it_is(
    record, situate, views
) -> None:
    decisions = json.loads(json.dumps(record["decisions"]))
    put_off = {"because": "A report is missing.", "interim_plan": "Visits.", "reconvene": "2026-11-24"}
    decisions[1] = {k: decisions[1][k] for k in ("child", "reasons", "reporter")} | {
        "outcome": "deferred",
        "deferral": put_off,
    }
    found = views(situate({**record, "decisions": decisions}))
    for person in ("mother", "gp", "police_officer"):
        view = found[LETTER, person][1]
        assert ([d.child for d in view.decisions], view.put_off) == (["Ailsa Rennie"], ("Callum Petrie",)), person
    assert found[LETTER, "ailsas_father"][1].put_off == ()
    assert found[LETTER, "head_teacher"][1].put_off == ()
    assert (LETTER, "callums_father") not in found  # a notice of its own tells him


@pytest.mark.parametrize(
    ("person", "lead"),
    [
        ("health_visitor", "Jean Abernethy"),
        ("gp", "Jean Abernethy"),
        ("police_officer", "DI Thomas Rankine"),
        ("womens_aid", "Isobel Lamont"),
    ],
)
def test_a_professional_is_told_who_leads_child_protection_in_her_own_agency(person, lead, told) -> None:
    assert told[INV, person][1].lead_officer.name == lead


def test_help_that_is_withheld_is_withheld_with_who_gives_it_and_by_when(review, of_review) -> None:
    changed = json.loads(json.dumps(review))
    help_for_erik = changed["decisions"][0]["support"]
    said = of_review(changed)[LETTER, "mother"][1].decisions[0].support
    assert (said.by_whom, said.by) == ("Joanna Pottinger", date(2026, 12, 4))
    limits = {"kind": "third_party", "share_with": ["social_worker"], "shown_as": "token"}
    help_for_erik["what"] = {"text": "A secret.", "restricted": limits}
    said = of_review(changed)[LETTER, "mother"][1].decisions[0].support
    assert ("secret" in said.what, said.by_whom, said.by) == (False, "", None)
    limits["shown_as"] = "nothing"
    assert of_review(changed)[LETTER, "mother"][1].decisions[0].support is None


def test_a_lead_officer_who_has_moved_on_is_named_to_nobody_and_none_to_herself(record, situate, views) -> None:
    situation = situate(record, date(2026, 11, 5))
    lead = situation.agencies["health"].lead_child_protection_officer
    people = json.loads(json.dumps(record["people"]))
    next(p for p in people if p["id"] == "gp")["contact"] = lead
    found = views(situate({**record, "people": people}, date(2026, 11, 5)))
    assert found[INV, "gp"][1].lead_officer is None
    gone = {**situation.contacts, lead: situation.contacts[lead].model_copy(update={"moved_on": date(2026, 11, 1)})}
    object.__setattr__(situation, "contacts", gone)
    assert views(situation)[INV, "health_visitor"][1].lead_officer is None


def test_an_unborn_child_is_named_among_the_children_and_has_no_view_of_its_own(record, situate, views) -> None:
    children = [dict(c) for c in record["children"]]
    children[1] = {k: v for k, v in children[1].items() if k != "born"} | {"expected": "2027-01-31"}
    view = views(situate({**record, "children": children}, date(2026, 11, 5)))[INV, "mother"][1]
    assert (view.children, view.born) == (("Ailsa Rennie", "Callum Petrie"), ("Ailsa Rennie",))


TRANSFER = {"direction": "in", "other_authority": "Another Council"}


@pytest.mark.parametrize(
    ("kind", "document", "transfer"),
    [
        ("initial", INV, False),
        ("pre_birth", INV, False),
        ("transfer", INV, True),
        ("review", REVIEW, "not said of a review"),
    ],
)
def test_an_invitation_knows_what_kind_of_meeting_it_is(kind, document, transfer, record, situate, views) -> None:
    conference = {**record["conference"], "kind": kind}
    conference |= {"transfer": TRANSFER} if kind == "transfer" else {}
    found = views(situate({**record, "conference": conference}, date(2026, 11, 5)))
    assert {name for name, person in found if person == "mother"} == {document}
    assert getattr(found[document, "mother"][1], "transfer", "not said of a review") == transfer


def test_professionals_alone_are_told_which_conference_a_review_follows(review, of_review, leaves) -> None:
    found = of_review(review, CALLED)
    told = {person for (_, person), (_, view) in found.items() if "CP-2026-0017-1" in _text(view, leaves)}
    assert told == {person for (_, person), (planned, _) in found.items() if planned.variant == "professional"}
