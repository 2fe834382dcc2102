"""Each cutter on the example, told by hand: what each person's paper must hold and must not."""

from __future__ import annotations

import json
from dataclasses import make_dataclass, replace
from datetime import date, time
from typing import Any

import pytest

from cpdocs.rules.entitlements import plan
from cpdocs.views.cut import cut
from cpdocs.views.shape import View
from cpdocs.views.words import authority_words

INV, LETTER, APPEAL = "invitation", "decision_letter", "appeal_letter"
SAFE = ("Strathmiglo", "KY7", "4ZZ")
SCHOOL, SURGERY = ("Torbain",), ("Market Square Surgery",)
REACH = ("Harbour Wynd", "Mill Brae", "KY8", "KY15", "07700")
NEVER = (*SURGERY, *REACH, "on bail", "did not want to sit", "was frightened to")

MEET = "Meet Ailsa at school every week"
SEE = "See Ailsa on her own"
MARKER = "Put a marker on 14 Strathmiglo Place"
GROUP = "Go to the support group"
VISIT = "Visit Callum every two weeks"
KEEP = "Keep to the weekend times"
AILSAS, CALLUMS = "Ailsa has seen and heard her mother", "Callum is three"
DISSENT = "I do not agree that Callum's name"

# The decision letters: whose | children | actions | the reasons of | dissent
LETTERS = [
    ("mother", ["Ailsa Rennie", "Callum Petrie"], [MEET, SEE, MARKER, GROUP, VISIT, KEEP], [AILSAS, CALLUMS], True),
    ("ailsas_father", ["Ailsa Rennie"], [SEE], [AILSAS], False),
    ("callums_father", ["Callum Petrie"], [VISIT, KEEP], [CALLUMS], False),
    (
        "social_worker",
        ["Ailsa Rennie", "Callum Petrie"],
        [MEET, SEE, MARKER, GROUP, VISIT, KEEP],
        [AILSAS, CALLUMS],
        True,
    ),
    (
        "health_visitor",
        ["Ailsa Rennie", "Callum Petrie"],
        [MEET, SEE, MARKER, GROUP, VISIT, KEEP],
        [AILSAS, CALLUMS],
        True,
    ),
    ("gp", ["Ailsa Rennie", "Callum Petrie"], [SEE, VISIT, KEEP], [AILSAS, CALLUMS], True),
    ("police_officer", ["Ailsa Rennie", "Callum Petrie"], [MEET, SEE, MARKER, VISIT, KEEP], [AILSAS, CALLUMS], True),
    ("head_teacher", ["Ailsa Rennie"], [MEET, SEE], [AILSAS], False),
    ("womens_aid", ["Ailsa Rennie", "Callum Petrie"], [MEET, SEE, GROUP, VISIT, KEEP], [AILSAS, CALLUMS], True),
]


def plan_of(situation, person):
    """The appeal letter that is planned with this person's decision letter."""
    (covering,) = [p for p in plan(situation).planned if (p.document, p.person) == (LETTER, person)]
    (enclosed,) = covering.encloses
    return enclosed


def _text(view, leaves) -> str:
    return "\n".join(str(value) for _, value in leaves(view))


def test_these_people_and_no_others_get_these_papers(told) -> None:
    everybody = {row[0] for row in LETTERS}
    assert {person for document, person in told if document == LETTER} == everybody
    assert {person for document, person in told if document == INV} == everybody | {"advocate"}
    assert {person for document, person in told if document == APPEAL} == {"mother", "ailsas_father", "callums_father"}


@pytest.mark.parametrize(("person", "children", "actions", "reasons", "dissent"), LETTERS, ids=[r[0] for r in LETTERS])
def test_decision_letter_of(person, children, actions, reasons, dissent, told, leaves) -> None:
    view = told[LETTER, person][1]
    assert [d.child for d in view.decisions] == children
    read = [a.what for d in view.decisions for a in d.plan_actions]
    assert [what.startswith(begins) for what, begins in zip(read, actions, strict=True)] == [True] * len(actions)
    assert [d.reasons.startswith(r) for d, r in zip(view.decisions, reasons, strict=True)] == [True] * len(reasons)
    assert (DISSENT in _text(view, leaves)) is dissent


@pytest.mark.parametrize("document", [INV, LETTER, APPEAL])
def test_no_paper_of_anybody_holds_what_nobodys_paper_may(document, told, leaves) -> None:
    for (kind, person), (_, view) in told.items():
        if kind == document:
            found = [word for word in NEVER if word in _text(view, leaves)]
            assert (person, found) == (person, [])


def test_the_school_stands_in_the_invitations_of_the_professionals_named_and_of_nobody_else(told, leaves) -> None:
    holders = {key for key, (_, view) in told.items() if any(word in _text(view, leaves) for word in SCHOOL)}
    assert holders == {(INV, p) for p in ("social_worker", "police_officer", "health_visitor", "head_teacher")}


def test_the_safe_address_stands_in_the_papers_of_those_named_and_of_nobody_else(told, leaves) -> None:
    holders = {key for key, (_, view) in told.items() if any(word in _text(view, leaves) for word in SAFE)}
    assert holders == {(LETTER, p) for p in ("mother", "social_worker", "police_officer", "health_visitor")}


def test_the_excluded_father_gets_neither_place_nor_day_nor_time_nor_anybody_elses_name(told, leaves) -> None:
    view = told[INV, "ailsas_father"][1]
    text = _text(view, leaves)
    for word in ("Rothes House", "meeting room", "2026-11-12", "10:30", "10:00", "Callum", "Shona", "Mhairi", "Euan"):
        assert word not in text
    assert view.children == ("Ailsa Rennie",)
    assert view.informed_by_date == date(2026, 11, 13)
    assert (view.views_obtained_by.name, view.informed_by.name) == ("Fiona Baxter", "Fiona Baxter")
    assert view.because.startswith("There is a court order")


def test_the_excluded_father_learns_of_no_later_meeting_either(told) -> None:
    (decision,) = told[LETTER, "ailsas_father"][1].decisions
    assert decision.core_group == ()
    assert decision.core_group_first is None


def test_a_parent_in_the_core_group_is_told_when_it_meets_and_only_her_own_name(told) -> None:
    for person, name in (("mother", "Shona Rennie"), ("callums_father", "Euan Petrie")):
        for decision in told[LETTER, person][1].decisions:
            assert decision.core_group == (name,)
            assert decision.core_group_first == date(2026, 11, 26)


def test_the_supporter_is_told_the_time_and_the_place_and_nothing_of_the_case(told, leaves) -> None:
    view = told[INV, "advocate"][1]
    assert sorted(path for path, _ in leaves(view)) == [
        "addressee",
        "chair.email",
        "chair.name",
        "chair.phone",
        "chair.title",
        "meeting.date",
        "meeting.place",
        "meeting.starts",
        "meets_chair_at",
    ]
    assert (view.meeting.date, view.meeting.starts, view.meets_chair_at) == (date(2026, 11, 12), time(10, 30), time(10))
    for word in ("Rennie", "Petrie", "Moir", "Ailsa", "Callum", "Shona"):
        assert word not in _text(view, leaves)


def test_a_supporter_of_two_people_hears_the_time_of_the_one_who_is_invited(record, situate, views) -> None:
    invitations = [dict(i) for i in record["invitations"]]
    invitations[1] |= {"supporter": {"person": "advocate", "agreed_by_chair": "2026-11-05"}, "meets_chair_at": "09:00"}
    invitations.insert(0, invitations.pop(1))  # the excluded father's now stands first
    view = views(situate({**record, "invitations": invitations}, date(2026, 11, 5)))[INV, "advocate"][1]
    assert view.meets_chair_at == time(10)


@pytest.mark.parametrize(
    ("person", "children", "never"),
    [
        ("mother", ("Ailsa Rennie", "Callum Petrie"), ("Ross", "Euan")),
        ("callums_father", ("Callum Petrie",), ("Ross", "Ailsa", "Shona", "Mhairi", "Head teacher")),
    ],
)
def test_an_invited_parent_is_told_who_comes_by_post_and_only_about_her_or_his_own_children(
    person, children, never, told, leaves
) -> None:
    view = told[INV, person][1]
    assert view.children == children
    assert view.meeting.place.startswith("Rothes House")
    assert [word for word in never if word in _text(view, leaves)] == []
    names = {"Fiona Baxter", "Margaret Low"}
    for name in ("Anne Drummond", "Samuel Okafor", "Karen Boyd", "Helen Craig", "Ruth Campbell"):
        assert (name in _text(view, leaves)) is (name in names)


def test_the_mothers_supporter_is_named_to_her_alone_and_only_if_agreed(told, record, situate, views, leaves) -> None:
    assert told[INV, "mother"][1].supporter == "Mhairi Sinclair"
    assert [key for key, (_, view) in told.items() if "Mhairi" in _text(view, leaves)] == [
        (INV, "mother"),
        (INV, "advocate"),
    ]
    invitations = [dict(i) for i in record["invitations"]]
    invitations[0]["supporter"] = {"person": "advocate"}
    found = views(situate({**record, "invitations": invitations}, date(2026, 11, 5)))
    assert found[INV, "mother"][1].supporter == ""
    assert (INV, "advocate") not in found


@pytest.mark.parametrize(
    ("person", "children"),
    [
        ("gp", [("Ailsa Rennie", ("Ailsa Moir",), date(2019, 3, 4)), ("Callum Petrie", (), date(2023, 6, 21))]),
        ("head_teacher", [("Ailsa Rennie", ("Ailsa Moir",), date(2019, 3, 4))]),
    ],
)
def test_a_professional_is_told_what_finds_the_child_in_the_agencys_own_files(person, children, told, leaves) -> None:
    view = told[INV, person][1]
    assert [(c.name, c.known_as, c.born) for c in view.children] == children
    for name in ("Shona Rennie", "Ross", "Euan", "Mhairi"):
        assert name not in _text(view, leaves)


def test_an_unborn_child_is_told_with_the_day_expected(record, situate, views) -> None:
    children = [dict(c) for c in record["children"]]
    children[1] = {k: v for k, v in children[1].items() if k != "born"} | {"expected": "2027-01-31"}
    view = views(situate({**record, "children": children}, date(2026, 11, 5)))[INV, "gp"][1]
    assert [(c.born, c.expected) for c in view.children][1] == (None, date(2027, 1, 31))


def test_a_person_who_dissented_for_two_children_reads_both_and_for_which(record, situate, views) -> None:
    decisions = [dict(d) for d in record["decisions"]]
    decisions[0]["dissents"] = [{"person": "mother", "text": "Not Ailsa either."}]
    found = views(situate({**record, "decisions": decisions}))
    mine = found[LETTER, "mother"][1].dissents
    assert [(d.child, d.text[:14], d.told_head_of_service) for d in mine] == [
        ("Ailsa Rennie", "Not Ailsa eith", False),
        ("Callum Petrie", "I do not agree", True),
    ]
    assert found[LETTER, "callums_father"][1].dissents == ()
    assert found[LETTER, "ailsas_father"][1].dissents == ()


def test_a_family_of_another_child_is_named_to_no_parent_though_it_has_a_part_in_the_plan(
    record, situate, views
) -> None:
    decisions = [dict(d) for d in record["decisions"]]
    plan = dict(decisions[1]["plan"])
    plan["actions"] = [{**plan["actions"][0], "who": ["ailsas_father", "health_visitor"]}]
    decisions[1] = {**decisions[1], "plan": plan}
    found = views(situate({**record, "decisions": decisions}))
    assert found[LETTER, "callums_father"][1].decisions[0].plan_actions[0].who == ("another person", "Anne Drummond")
    assert found[LETTER, "mother"][1].decisions[1].plan_actions[0].who == ("Ross Moir", "Anne Drummond")


@pytest.mark.parametrize("person", ["callums_father", "gp"])
def test_what_happens_at_a_birth_is_withheld_with_who_tells_of_it_and_where_the_meeting_is(
    person, record, situate, views
) -> None:
    def read(steps: dict[str, Any]) -> object:
        decisions = [dict(d) for d in record["decisions"]]
        birth = {"told_by": "health_visitor", "steps": steps, "meeting_before_discharge": "yes"}
        decisions[1] = {**decisions[1], "plan": {**decisions[1]["plan"], "at_birth": birth}}
        return views(situate({**record, "decisions": decisions}))[LETTER, person][1].decisions[-1].at_birth

    said = read({"text": "To the room on the left."})
    assert (said.told_by, said.steps, said.meeting_before_discharge) == (
        "Anne Drummond",
        "To the room on the left.",
        True,
    )
    limits = {"kind": "third_party", "share_with": ["social_worker"]}
    said = read({"text": "To the room on the left.", "restricted": {**limits, "shown_as": "token"}})
    assert ("room" in said.steps, said.told_by, said.meeting_before_discharge) == (False, "", False)
    assert read({"text": "To the room on the left.", "restricted": {**limits, "shown_as": "nothing"}}) is None


def test_who_dissents_is_withheld_with_a_text_that_a_line_stands_for(record, situate, views) -> None:
    decisions = json.loads(json.dumps(record["decisions"]))
    limits = {"kind": "third_party", "share_with": ["social_worker"], "shown_as": "token"}
    decisions[1]["dissents"][0]["text"] = {"text": DISSENT, "restricted": limits}
    found = views(situate({**record, "decisions": decisions}))
    told = {p: [(d.child, d.person) for d in found[LETTER, p][1].dissents] for p in ("social_worker", "womens_aid")}
    assert told == {"social_worker": [("Callum Petrie", "Shona Rennie")], "womens_aid": [("Callum Petrie", "")]}


def test_a_hidden_professional_is_not_counted_in_a_core_group(record, situate, views) -> None:
    changed = json.loads(json.dumps(record))
    call = next(i for i in changed["invitations"] if i["person"] == "womens_aid")
    call["presence"] = {"kind": "risk_of_harm", "share_with": ["mother", "social_worker"]}
    changed["decisions"][0]["core_group"]["members"].append("womens_aid")
    found = views(situate(changed))
    names = {p: found[LETTER, p][1].decisions[0].core_group for p in ("social_worker", "head_teacher")}
    assert "Ruth Campbell" in names["social_worker"]
    assert {*names["head_teacher"], "Ruth Campbell"} == {*names["social_worker"]}


def test_the_social_worker_of_another_child_is_named_to_nobody_who_is_there_for_one(record, situate, views) -> None:
    """Callum's father would ring her, and learn that his son's half-sister has a worker of her own."""
    changed = json.loads(json.dumps(record))
    changed["people"].insert(0, {"id": "ailsas_worker", "role": "social_worker", "contact": "c-police"})
    changed["people"][0]["contact"] = next(p for p in changed["people"] if p["id"] == "police_officer")["contact"]
    changed["invitations"].append({"person": "ailsas_worker", "children": ["ailsa"], "needed_because": "knows her"})
    found = views(situate(changed))
    named = {p: found[LETTER, p][1].social_worker.name for p in ("ailsas_father", "callums_father")}
    assert named == {"ailsas_father": "DS Karen Boyd", "callums_father": "Fiona Baxter"}


def test_professionals_of_one_reading_share_one_view_and_others_do_not(told) -> None:
    digests = {person: view.digest for (document, person), (_, view) in told.items() if document == LETTER}
    assert digests["social_worker"] == digests["health_visitor"]
    assert len(set(digests.values())) == len(digests) - 1


def test_a_views_digest_knows_its_shape_and_every_leaf(told) -> None:
    one, other = told[INV, "mother"][1], told[INV, "advocate"][1]
    assert one.digest != other.digest
    assert len({view.digest for _, view in told.values()}) == len(told) - 1


def test_two_shapes_with_the_same_words_are_two_views(authority) -> None:
    """An approval of one paper must never stand for another that happens to say the same."""
    one, two = (make_dataclass(name, [], bases=(View,), frozen=True) for name in ("One", "Two"))
    words = authority_words(authority)
    assert one(words).digest == one(words).digest != two(words).digest


def test_nothing_cuts_a_variant_that_nobody_wrote(days, told) -> None:
    planned = told[LETTER, "mother"][0]
    assert cut(days[LETTER], replace(planned, entitled="grandparent")) is None


@pytest.mark.parametrize(
    ("attendance", "came"),
    [("attended", True), ("left at 11:15", True), ("apologies", False), ("absent", False), (None, False)],
)
def test_a_letter_thanks_for_coming_only_who_came(attendance, came, record, situate, views) -> None:
    people = {k: v for k, v in record["attendance"].items() if k != "mother"}
    people |= {"mother": attendance} if attendance else {}
    assert views(situate({**record, "attendance": people}))[LETTER, "mother"][1].attended is came


# ---- the appeal letter -----------------------------------------------------------------------------------------------

REGISTERED = "placed on the child protection register"


@pytest.mark.parametrize(
    ("person", "name", "children"),
    [
        ("mother", "Shona Rennie", ["Ailsa Rennie", "Callum Petrie"]),
        ("ailsas_father", "Ross Moir", ["Ailsa Rennie"]),
        ("callums_father", "Euan Petrie", ["Callum Petrie"]),
    ],
)
def test_each_parent_has_an_appeal_letter_of_her_or_his_own(person, name, children, told, leaves) -> None:
    """Never joint (seed S4): nobody's letter knows the other parent, or the other's child."""
    view, covering = told[APPEAL, person][1], told[LETTER, person][1]
    assert view.addressee == name
    assert [(d.child, d.outcome) for d in view.decisions] == [(child, REGISTERED) for child in children]
    others = {"Shona Rennie", "Ross Moir", "Euan Petrie", "Ailsa Rennie", "Callum Petrie", "Mhairi Sinclair"}
    assert [other for other in others - {name, *children} if other in _text(view, leaves)] == []
    assert (view.letter_date, view.appeal_by) == (covering.letter_date, covering.appeal_by)
    assert (view.meeting_date, view.social_worker.name) == (date(2026, 11, 12), "Fiona Baxter")


def test_the_last_day_to_appeal_is_five_working_days_from_the_letter_and_two_more_by_post(told) -> None:
    """From Monday 16 November 2026: Monday 23, and Wednesday 25 (seed S4; the council's rule for the post)."""
    assert {p: (planned.route.by, view.appeal_by) for (d, p), (planned, view) in told.items() if d == APPEAL} == {
        "mother": ("hand", date(2026, 11, 23)),
        "ailsas_father": ("post", date(2026, 11, 25)),
        "callums_father": ("post", date(2026, 11, 25)),
    }


def test_a_decision_that_was_deferred_cannot_be_appealed_against(record, situate, views) -> None:
    decisions = [dict(d) for d in record["decisions"]]
    decisions[1] |= {"outcome": "deferred"}
    situation = situate({**record, "decisions": decisions})
    found = views(situation)
    assert [d.child for d in found[APPEAL, "mother"][1].decisions] == ["Ailsa Rennie"]
    assert (APPEAL, "callums_father") not in found
    whole = replace(found[APPEAL, "mother"][0], children=("ailsa", "callum"))
    assert [d.child for d in cut(situation, whole).view.decisions] == ["Ailsa Rennie"]


def test_a_child_with_a_letter_of_its_own_appeals_against_its_own_decision_alone(days) -> None:
    planned = replace(
        plan_of(days[LETTER], "mother"), person="ailsa", addressee="Ailsa Rennie", kind="child", entitled="child"
    )
    planned = replace(planned, children=("ailsa",), scope=("ailsa",))
    seen = cut(days[APPEAL], planned)
    assert (seen.view.addressee, seen.view.decisions[0].child, len(seen.view.decisions)) == (
        "Ailsa Rennie",
        "Ailsa Rennie",
        1,
    )
    assert {w.passage for w in seen.withheld} >= {"decisions[1]"}


def test_without_a_letter_date_there_is_no_appeal_letter(days) -> None:
    """The last day is promised to a family: a letter without one is none."""
    for lacking in ({"letter_date": None}, {"appeal_by": None}):
        with pytest.raises(KeyError):
            cut(days[APPEAL], replace(plan_of(days[LETTER], "mother"), **lacking))
