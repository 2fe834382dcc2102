"""Who reads what of the four minuted examples, told by hand: passages, names, closed parts, and what is nobody's business.

A passage is known here by its id in the record, and looked for by its whole text in each person's View.
"""

from __future__ import annotations

from datetime import time

import pytest

from cpdocs.documents.blocks import block_texts
from cpdocs.documents.templates import Templates, write
from cpdocs.rules.entitlements import plan
from cpdocs.shipped import folder
from cpdocs.views.shape.minutes import ChildMinutes, FamilyMinutes, FullMinutes
from cpdocs.views.shape.reporter_copy import ReporterCopy

# ---- passages --------------------------------------------------------------------------------------------------------

SAFE = {"safe-place", "injuries", "police-case", "police-intelligence", "school-arrangements", "gp-adult", "womens-aid"}
SAFE |= {"mother-ailsa"}
#: Of the Rennies, what each person lacks of the passages about her or his children.
RENNIE_LACKS = {
    "mother": {"police-intelligence"},  # she had left the room, and it is not shared with her
    "social_worker": set(),
    "health_visitor": set(),
    "gp": SAFE - {"injuries", "gp-adult"},  # what is shared with agency:health
    "police_officer": {"gp-adult"},
    "womens_aid": {"safe-place", "injuries", "police-intelligence", "gp-adult"},
}
ALL_OF_CALLUM = {
    *("opening-callum", "why-callum", "social-work-callum", "health-callum", "police-callum", "gp-callum"),
    *("opinion-callum", "days-callum", "parents-callum", "discussion-callum", "needs-callum", "views-callum"),
    *("decision-callum", "dissent-callum", "reporter-callum", "plan-callum"),
}
ALL_OF_AILSA = {
    *("opening-ailsa", "why-ailsa", "social-work-ailsa", "health-ailsa", "police-ailsa", "police-case", "school-ailsa"),
    *("school-arrangements", "opinion-ailsa", "days-ailsa", "mother-ailsa", "father-ailsa", "discussion-ailsa"),
    *("needs-ailsa", "views-ailsa", "decision-ailsa", "reporter-ailsa", "plan-ailsa"),
}
ISBISTER_LACKS = {
    "mother": {"police-closed", "freya-alone"},
    "father": {"doctor-inga", "police-closed", "freya-alone"},
    "grandmother": {"recovery", "doctor-inga", "police-closed", "freya-alone"},
    "social_worker": set(),  # one of the three whom Freya chose
    "school_nurse": {"doctor-inga", "police-closed", "freya-alone"},  # recovery is shared with agency:health
    "gp": {"police-closed", "freya-alone"},
    "police_officer": {"recovery", "doctor-inga", "freya-alone"},
    "recovery_worker": {"police-closed", "freya-alone"},
}
BAIRD_LACKS = {
    "mother": {"addiction-restricted", "father-home", "police-restricted"},
    "grandmother": {"addiction-restricted", "father-home", "police-restricted", "mother-health"},
    "father": {"mother-health", "mother-home", "family-history"},
    "social_worker": set(),
    "midwife": {"father-home", "police-restricted"},
    "health_visitor": {"father-home", "police-restricted"},
    "addiction_worker": {"mother-health", "mother-home", "family-history"},
    "police_officer": {"mother-health", "family-history"},
}
#: Of the Wilgas and the Rintouls: kacper- is of Kacper alone, lena- of Lena alone, the rest of both.
WILGA_LACKS_OF_BOTH = {
    "mother": {"lena-closed"},
    "social_worker": set(),
    "school_nurse": set(),
    "police_officer": {"kacper-confidence"},
    "guidance_teacher": {"mother-confidence", "lena-closed"},
    "childrens_rights": {"mother-confidence", "lena-closed"},
}

LACKS = [
    *(("rennie", person, lacks) for person, lacks in RENNIE_LACKS.items()),
    *(("isbister", person, lacks) for person, lacks in ISBISTER_LACKS.items()),
    *(("baird", person, lacks) for person, lacks in BAIRD_LACKS.items()),
    *(("wilga", person, lacks) for person, lacks in WILGA_LACKS_OF_BOTH.items()),
]


def _read(situation, view) -> set[str]:
    """The ids of the passages whose texts stand in a View."""
    told = set(view.told_texts())
    return {p.id for p in situation.record.minutes.passages if p.text in told}


@pytest.mark.parametrize(("example", "person", "lacks"), LACKS, ids=[f"{row[0]}-{row[1]}" for row in LACKS])
def test_somebody_who_is_there_for_every_child_reads_all_passages_but(
    example, person, lacks, minuted, minuted_views
) -> None:
    situation = minuted(example)
    every = {passage.id for passage in situation.record.minutes.passages}
    assert every - _read(situation, minuted_views(example)[person]) == lacks


@pytest.mark.parametrize(
    ("example", "person", "reads"),
    [
        ("rennie", "callums_father", ALL_OF_CALLUM),
        ("rennie", "head_teacher", ALL_OF_AILSA),
        ("rennie", "principal_reporter", ALL_OF_AILSA),  # referred is Ailsa alone, and what is about both is not hers
        ("wilga", "kacpers_father", "kacper-"),
        ("wilga", "lenas_father", "lena-"),
        ("wilga", "head_teacher", "lena-"),
        ("wilga", "paediatrician", "lena-"),
    ],
)
def test_somebody_who_is_there_for_one_child_reads_of_no_other(example, person, reads, minuted, minuted_views) -> None:
    situation = minuted(example)
    found = _read(situation, minuted_views(example)[person])
    if isinstance(reads, str):
        of_one = {p.id for p in situation.record.minutes.passages if p.id.startswith(reads)} - {"kacper-october"}
        reads = of_one - {"kacper-confidence"} - ({"lena-closed"} if person != "head_teacher" else set())
    assert found == reads


def test_the_reporter_reads_every_word_of_a_review_whose_minutes_go_to_the_reporter_always(
    minuted, minuted_views
) -> None:
    situation = minuted("isbister")
    every = {passage.id for passage in situation.record.minutes.passages}
    assert _read(situation, minuted_views("isbister")["principal_reporter"]) == every


# ---- who gets what shape ---------------------------------------------------------------------------------------------

SHAPES = {
    "rennie": ({"mother", "callums_father"}, set(), {"principal_reporter"}),
    "isbister": ({"mother", "father", "grandmother"}, {"freya"}, {"principal_reporter"}),
    "baird": ({"mother", "grandmother", "father"}, set(), set()),
    "wilga": ({"mother", "kacpers_father", "lenas_father"}, set(), set()),
}


@pytest.mark.parametrize("example", SHAPES)
def test_each_reader_gets_the_shape_that_is_written_for_her_or_him(example, minuted_views) -> None:
    by_shape = {shape: set() for shape in (FamilyMinutes, ChildMinutes, ReporterCopy, FullMinutes)}
    for person, view in minuted_views(example).items():
        by_shape[type(view)].add(person)
    assert (by_shape[FamilyMinutes], by_shape[ChildMinutes], by_shape[ReporterCopy]) == SHAPES[example]
    assert {"ailsas_father", "advocate", "fathers_advocate", "mothers_friend", "reporter_observer"}.isdisjoint(
        minuted_views(example)
    )


# ---- people ----------------------------------------------------------------------------------------------------------

PROFESSIONALS = ["Fiona Baxter", "Anne Drummond", "Dr Samuel Okafor", "DS Karen Boyd", "Helen Craig", "Ruth Campbell"]
NOT_OF_CALLUM = {"Helen Craig"}  # Ailsa's head teacher: she would say where Ailsa is on a weekday
THERE = {
    "mother": ["Shona Rennie", "Euan Petrie", "Mhairi Sinclair", *PROFESSIONALS],
    "callums_father": ["Shona Rennie", "Euan Petrie", *(p for p in PROFESSIONALS if p not in NOT_OF_CALLUM)],
    "police_officer": ["Shona Rennie", "Euan Petrie", "Mhairi Sinclair", *PROFESSIONALS],
    "head_teacher": ["Shona Rennie", "Mhairi Sinclair", *PROFESSIONALS],
}


@pytest.mark.parametrize("person", THERE)
def test_who_came_is_told_to_each_as_far_as_she_or_he_may_know(person, minuted_views) -> None:
    view = minuted_views("rennie")[person]
    assert [one.name for one in view.attendance] == THERE[person]
    assert [one.name for one in view.attendance if one.apologies] == ["Dr Samuel Okafor"]
    assert {report.name for report in view.reports} == set(THERE[person]) & set(PROFESSIONALS)
    assert [one.name for one in view.copies_to] == [n for n in THERE[person] if n != "Mhairi Sinclair"]


def test_an_absence_is_told_with_its_reason_to_those_alone_who_may_read_it(minuted_views) -> None:
    told = {}
    for person in ("mother", "lenas_father", "kacpers_father", "social_worker"):
        rows = {one.name: one for one in minuted_views("wilga")[person].attendance}
        absent = rows.get("Dariusz Wilga")
        told[person] = absent.because[:22] if absent else None
    assert told == {
        "mother": "He drives long distanc",
        "lenas_father": None,  # Kacper's father is no business of Lena's
        "kacpers_father": "He drives long distanc",
        "social_worker": "He drives long distanc",
    }
    assert [one.left_at for one in minuted_views("wilga")["lenas_father"].attendance if one.left_at] == [
        time(11, 50)
    ] * 2


def test_an_excluded_parent_is_told_of_to_professionals_alone(minuted_views) -> None:
    excluded = {p: v.excluded for p, v in minuted_views("rennie").items() if isinstance(v, FullMinutes)}
    assert {p for p, rows in excluded.items() if [r.name for r in rows] == ["Ross Moir"]} == set(excluded)
    assert not hasattr(minuted_views("rennie")["mother"], "excluded")


def test_who_asked_for_the_conference_is_told_to_family_who_may_read_why(minuted_views) -> None:
    asked = {person: view.requested for person, view in minuted_views("rennie").items()}
    assert {p for p, r in asked.items() if r is not None and r.because} == {
        *("mother", "social_worker", "police_officer", "health_visitor", "gp")
    }
    assert {p for p, r in asked.items() if r is None} == {"callums_father"}
    assert {r.by.name for r in asked.values() if r} == {"Anne Drummond"}


# ---- parts, facts, other children ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "parts"),
    [
        ("mother", [(time(11, 15), (), "The police hold")]),
        ("callums_father", [(time(10, 40), (), "This part is ab"), (time(11, 15), (), "The police hold")]),
        ("head_teacher", [(time(11, 15), ("Shona Rennie", "Mhairi Sinclair", "Helen Craig", "Ruth Campbell"), None)]),
        (
            "social_worker",
            [
                (time(10, 40), ("Euan Petrie",), "This part is ab"),
                (
                    time(11, 15),
                    ("Shona Rennie", "Mhairi Sinclair", "Euan Petrie", "Helen Craig", "Ruth Campbell"),
                    "The police hold",
                ),
            ],
        ),
    ],
)
def test_a_closed_part_is_told_to_family_who_left_it_and_to_professionals_who_may_read_why(
    person, parts, minuted_views
) -> None:
    """Family read the explanation and no name. Ailsa's head teacher left, and what was explained is about Callum."""
    found = minuted_views("rennie")[person].closed_parts
    assert [(p.starts, p.left, p.because[:15] if p.because else None) for p in found] == parts


def test_what_was_checked_is_told_to_those_there_for_every_child_and_to_whoever_was_asked(minuted_views) -> None:
    views = minuted_views("wilga")
    assert len(views["mother"].facts) == len(views["social_worker"].facts) == 3
    assert [fact.what for fact in views["lenas_father"].facts] == ["his name, and the date of birth of his child"]
    assert views["kacpers_father"].facts == views["head_teacher"].facts == ()


def test_another_child_in_the_home_is_told_to_those_alone_who_may_know(minuted_views, leaves) -> None:
    knows = {person for person, view in minuted_views("baird").items() if view.other_children}
    assert knows == {"mother", "grandmother", "social_worker", "midwife", "health_visitor", "police_officer"}
    for person in ("father", "addiction_worker"):
        assert "Callan" not in "\n".join(str(value) for _, value in leaves(minuted_views("baird")[person]))


# ---- the whole paper, read as somebody -------------------------------------------------------------------------------

TEMPLATES = Templates(folder("templates"))
#: What must not stand anywhere in this person's paper: names, schools, homes and sayings of another child's family.
NOT_A_WORD = [
    (
        "rennie",
        "callums_father",
        ["Ailsa", "Ross", "Moir", "Torbain", "Craig", "Strathmiglo", "KY7", "Mhairi", "bruise"],
    ),
    ("rennie", "head_teacher", ["Callum", "Euan", "Petrie", "Strathmiglo", "KY7"]),
    ("rennie", "principal_reporter", ["Callum", "KY8", "Harbour Wynd", "Mill Brae"]),
    ("rennie", "gp", ["Strathmiglo", "KY7", "Torbain", "public houses", "password"]),
    ("rennie", "mother", ["public houses", "informant", "Harbour Wynd", "Mill Brae"]),
    ("wilga", "kacpers_father", ["Lena", "Rintoul", "Gavin", "Teresa", "X-ray", "counsellor", "Saltmarket"]),
    ("wilga", "lenas_father", ["Kacper", "Wilga", "Dariusz", "Larick Academy", "Teresa", "slept at", "Saltmarket"]),
    ("baird", "father", ["Whinfield", "Callan", "drinking heavily", "hurt herself", "mental health"]),
    ("baird", "mother", ["Lintmill", "Weavers", "naloxone", "overdose", "Neil Auchterlonie"]),
    ("isbister", "father", ["not wishing to wake", "supplying drugs", "smells her mother"]),
    ("isbister", "freya", ["craving", "supplying drugs", "Tamsin"]),
]


@pytest.mark.parametrize(("example", "person", "never"), NOT_A_WORD, ids=[f"{row[0]}-{row[1]}" for row in NOT_A_WORD])
def test_not_a_word_of_what_is_not_for_this_reader_stands_in_her_or_his_paper(
    example, person, never, minuted, minuted_views
) -> None:
    planned = next(p for p in plan(minuted(example)).planned if p.person == person)
    draft = write(minuted_views(example)[person], TEMPLATES.find(planned.document, planned.entitled))
    text = "\n".join(text for block in draft.blocks for text in block_texts(block))
    assert [word for word in never if word in text] == []


def test_people_with_the_same_rights_get_the_same_view_and_nobody_else_does(minuted_views) -> None:
    same = {}
    for example in SHAPES:
        people = {view.digest: set() for view in minuted_views(example).values()}
        for person, view in minuted_views(example).items():
            people[view.digest].add(person)
        same[example] = sorted(map(sorted, (who for who in people.values() if len(who) > 1)))
    assert same == {
        "rennie": [],  # an alleged abuser is told of to other people than the rest
        "isbister": [["childrens_rights", "guidance_teacher"], ["gp", "recovery_worker"]],
        "baird": [["health_visitor", "midwife"]],
        "wilga": [["school_nurse", "social_worker"]],
    }
