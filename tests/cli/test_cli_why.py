"""``plan --why`` and ``plan --diff``: what a clerk is told of one person, and of two."""

from __future__ import annotations

import pytest

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"


# record | the person | what is said, in this order
WHY = [
    (
        DECIDED,
        "callums_father",
        [
            "callums_father (Euan Petrie): family; father; invited; for callum",
            "decision_letter: parent_carer about callum; print, by post;",
            "because has parental rights for these children; one letter a person, never joint (S3)",
            "by the row decision-letter-parent-carer, which asks for: a parent or carer with parental rights",
            "source: S3",
            "leaves out decisions[ailsa] (scope): it is about a child outside this person's scope",
            "leaves out children[callum].address (address): it is not shared with this person",
        ],
    ),
    (
        DECIDED,
        "advocate",
        [
            "advocate (Mhairi Sinclair): a supporter",
            "decision_letter: nothing",
            "because a supporter gets one paper only, the invitation (NG 3.167)",
            "by the row supporter-one-paper-only, which asks for: a supporter (supporter)",
        ],
    ),
    (
        CALLED,
        "ailsas_father",
        [
            "ailsas_father (Ross Moir): family; father; excluded by the chair; for ailsa",
            "invitation: excluded about ailsa",
            "by the row invitation-excluded-parent, which asks for: a family member or carer (family); excluded by",
            "leaves out conference.place (venue): an excluded person never learns where the meeting is",
            "decision_letter: not yet, for want of decisions, letters.decision_letter",
        ],
    ),
    (CALLED, "gp", ["gp (Dr Samuel Okafor): comes for an agency; gp; agency:health; invited", "held, no-key: "]),
    (
        CALLED,
        "ailsa",
        [
            "ailsa (Ailsa Rennie): a child of this record; not invited; for ailsa",
            "invitation: nothing",
            "because no row of the table of entitlements fits this person now",
            "not by the row invitation-child: it asks for a child who is invited",
        ],
    ),
]


@pytest.mark.parametrize(("record", "person", "said"), WHY, ids=[f"{r[1]}" for r in WHY])
def test_why_in_words(record, person, said, typed, workspace_folder, day) -> None:
    told = typed("plan", record, *day[record], "--why", person, at=workspace_folder)
    assert told.code == 0
    place = -1
    for words in said:
        place = told.out.find(words, place + 1)
        assert place >= 0, words


def test_why_of_one_document_says_nothing_of_another(typed, workspace_folder, day) -> None:
    args = ("plan", DECIDED, *day[DECIDED], "--why", "mother", "--document", "decision_letter")
    told = typed(*args, at=workspace_folder)
    assert "decision_letter: parent_carer" in told.out
    assert "invitation" not in told.out


DIFF = [
    (
        CALLED,
        ("ailsas_father", "callums_father"),
        [
            "invitation: both get it, ailsas_father as excluded, callums_father as parent_carer",
            "only ailsas_father's is about ailsa",
            "only callums_father's is about callum",
            "ailsas_father may read, callums_father may not: children[ailsa].name",
            "callums_father may read, ailsas_father may not: conference.place (venue)",
        ],
    ),
    (
        DECIDED,
        ("mother", "advocate"),
        [
            "decision_letter: mother gets it, advocate does not",
            "advocate does not, because a supporter gets one paper only, the invitation (NG 3.167)",
            "invitation: neither gets it",
        ],
    ),
    (
        DECIDED,
        ("advocate", "mother"),
        ["decision_letter: mother gets it, advocate does not"],
    ),
]


@pytest.mark.parametrize(("record", "people", "said"), DIFF, ids=["-".join(r[1]) for r in DIFF])
def test_diff_in_words(record, people, said, typed, workspace_folder, day) -> None:
    told = typed("plan", record, *day[record], "--diff", *people, at=workspace_folder)
    assert told.code == 0
    for words in said:
        assert words in told.out, words


def test_diff_the_other_way_round_says_the_same_of_each(typed, workspace_folder, day) -> None:
    def readings(*people: str) -> set[str]:
        told = typed("plan", DECIDED, *day[DECIDED], "--diff", *people, at=workspace_folder)
        return {line for line in told.out.splitlines() if "may read" in line}

    assert readings("mother", "gp") == readings("gp", "mother") != set()


def test_two_whose_copies_are_the_same_are_told_so(typed, workspace_folder, day) -> None:
    told = typed("plan", DECIDED, *day[DECIDED], "--diff", "mother", "mother", at=workspace_folder)
    assert "the same View: every word is the same but the stamp" in told.out


@pytest.mark.parametrize("args", [("--why", "nobody"), ("--diff", "mother", "nobody")])
def test_a_mistyped_person_is_a_usage_error(args, typed, workspace_folder, day) -> None:
    assert typed("plan", DECIDED, *day[DECIDED], *args, at=workspace_folder).code == 2
