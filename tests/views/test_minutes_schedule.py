"""The schedule of withheld items of the two Reporter's copies among the examples, told by hand."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from cpdocs.record.model import Record
from cpdocs.record.passages import passages
from cpdocs.rules.entitlements import plan
from cpdocs.views.cut import cut
from cpdocs.views.schedule import PLACES

ROSS, EUAN, MHAIRI, AILSA, SHONA = "Ross Moir", "Euan Petrie", "Mhairi Sinclair", "Ailsa Rennie", "Shona Rennie"
SW, HV, GP = "Fiona Baxter", "Anne Drummond", "Dr Samuel Okafor"
POLICE, HEAD, AID = "DS Karen Boyd", "Helen Craig", "Ruth Campbell"
NOT_FAMILY_BUT = {ROSS, MHAIRI, AILSA}
RISK, FOUND, APART = "could put somebody at risk", "tells where a child can be found", "was told while some people were"

# Of the Rennies' copy, which is about Ailsa alone: item | number or heading | kept from | kind | begins because
RENNIE = [
    (
        "the relationship to a suspected or alleged abuser",
        0,
        NOT_FAMILY_BUT | {HV, GP, HEAD, AID},
        "before a court",
        "it is before",
    ),
    ("a line of the plan", 1, NOT_FAMILY_BUT | {GP}, RISK, "it would tell when"),
    ("a line of the plan", 3, NOT_FAMILY_BUT | {GP, HEAD, AID}, RISK, "neither father"),
    ("a line of the plan", 4, NOT_FAMILY_BUT | {GP, POLICE, HEAD}, RISK, "it would tell where Shona"),
    ("a passage of the minutes", "What is before the court", NOT_FAMILY_BUT | {GP}, "before a court", "it is before"),
    ("a passage of the minutes", "Arrangements at the school", NOT_FAMILY_BUT | {GP}, RISK, "it would help somebody"),
    ("a passage of the minutes", "What Shona said about Ailsa", NOT_FAMILY_BUT | {GP}, RISK, "it says what Shona"),
    ("a part of the conference", 0, {ROSS, AILSA}, APART, ""),  # what was explained is about Callum
    ("where the child lives", 0, NOT_FAMILY_BUT - {AILSA} | {GP, HEAD, AID}, FOUND, ""),
    ("the child's school or nursery", 0, NOT_FAMILY_BUT - {AILSA} | {GP, AID}, FOUND, ""),
    ("the child's surgery", 0, NOT_FAMILY_BUT - {AILSA} | {POLICE, HEAD, AID}, FOUND, ""),
    ("a part of a report", 0, NOT_FAMILY_BUT | {POLICE, HEAD, AID}, "not known to the family", "it is about Shona"),
    ("a part of a report", 0, NOT_FAMILY_BUT | {SHONA, GP, HEAD, AID}, RISK, "whoever told"),
]


def test_the_rennies_schedule(minuted_views) -> None:
    lines = minuted_views("rennie")["principal_reporter"].schedule
    assert len(lines) == len(RENNIE)
    for line, (what, which, kept_from, kind, because) in zip(lines, RENNIE, strict=True):
        assert line.what == what
        assert which in (line.number, line.heading), what
        assert {person.name for person in line.kept_from} == kept_from, (what, which)
        assert line.kind.startswith(kind)
        assert str(line.because or "").startswith(because)
        assert bool(line.because) is bool(because)


def test_a_line_says_who_somebody_is(minuted_views) -> None:
    line = minuted_views("rennie")["principal_reporter"].schedule[0]
    who = {p.name: (p.title, [(r.what, r.children) for r in p.related]) for p in line.kept_from}
    assert who[ROSS] == ("", [("father", (AILSA,))])
    assert EUAN not in who  # Callum's father: the paper is about Ailsa, and her papers go to nobody of his family
    assert who[MHAIRI] == ("supporter", [])
    assert who[AILSA] == ("child", [])
    assert who[GP] == ("General practitioner", [])


def test_no_line_holds_a_word_of_what_is_withheld(minuted, minuted_views, leaves) -> None:
    """A schedule may be shown to somebody who must not have the item."""
    for example in ("rennie", "isbister"):
        view = minuted_views(example)["principal_reporter"]
        text = "\n".join(str(value) for path, value in leaves(view) if path.startswith("schedule"))
        for _, passage, _ in passages(minuted(example).record):
            if passage.restricted:
                first = " ".join(passage.text.split()[:6])
                assert first not in text


def test_brother_and_sister_of_one_home_are_kept_from_no_place_of_the_others(minuted_views) -> None:
    lines = [line for line in minuted_views("isbister")["principal_reporter"].schedule if line.kind == FOUND]
    assert lines
    for line in lines:
        assert {"Erik Isbister", "Freya Isbister"}.isdisjoint(person.name for person in line.kept_from)


def test_a_place_that_everybody_may_know_has_no_line(minuted, cut_reporter) -> None:
    everybody = [r.id for r in minuted("isbister").recipients if r.kind != "post"]

    def share(record):
        for child in record["children"]:
            for place in ("address", "school", "surgery"):
                child[place]["share_with"] = everybody

    lines = cut_reporter("isbister", share).view.schedule
    assert [line for line in lines if line.kind == FOUND] == []


@pytest.fixture(scope="session")
def cut_reporter(minuted):
    def make(example, change):
        base = minuted(example)
        data = json.loads(json.dumps(base.record.model_dump(mode="json", by_alias=True)))
        change(data)
        situation = replace(base, record=Record.model_validate_json(json.dumps(data)))
        planned = next(p for p in plan(situation).planned if p.document == "reporter_copy")
        made = cut(situation, planned)
        assert made is not None
        return made

    return make


# ---- a reason that is missing ----------------------------------------------------------------------------------------


def _passage(record, ident):
    return next(p for p in record["minutes"]["passages"] if p["id"] == ident)


UNEXPLAINED = [
    (
        "a passage of the minutes",
        lambda r: _passage(r, "police-case")["restricted"].pop("because"),
        "minutes.passages[13]",
    ),
    (
        "a line of the plan",
        lambda r: r["decisions"][0]["plan"]["actions"][2]["what"]["restricted"].pop("because"),
        "decisions[0].plan.actions[2].what",
    ),
    (
        "a part of a report",
        lambda r: r["invitations"][6]["report"]["part_restricted"].pop("because"),
        "invitations[6].report.part_restricted",
    ),
    (
        "a hidden presence",
        lambda r: r["invitations"][8].update(presence={"kind": "risk_of_harm", "share_with": ["mother"]}),
        "invitations[8].presence",
    ),
]


@pytest.mark.parametrize(("take", "place"), [row[1:] for row in UNEXPLAINED], ids=[row[0] for row in UNEXPLAINED])
def test_what_lacks_its_reason_holds_the_paper_and_is_named_by_its_place(take, place, cut_reporter) -> None:
    (hold,) = cut_reporter("rennie", take).holds
    assert hold.id == "schedule"
    assert f"the reason of {place};" in hold.message
    assert "before the criminal court" not in hold.message


def test_every_place_that_lacks_a_reason_is_named(cut_reporter) -> None:
    def take(record):
        for row in UNEXPLAINED:
            row[1](record)

    (hold,) = cut_reporter("rennie", take).holds
    assert [place for _, _, place in UNEXPLAINED if place not in hold.message] == []


@pytest.mark.parametrize(
    ("what", "take"),
    [
        ("a passage about Callum alone", lambda r: r["decisions"][1]["reasons"].update(restricted={"kind": "third_party", "share_with": []})),
        ("a passage about both, which a copy about Ailsa has not", lambda r: _passage(r, "gp-adult")["restricted"].pop("because")),
        ("a place, whose kind is its reason", lambda r: r["children"][0]["address"].update(share_with=[])),
    ],
)  # fmt: skip
def test_what_does_not_stand_in_the_copy_or_needs_no_words_holds_nothing(what, take, cut_reporter) -> None:
    assert cut_reporter("rennie", take).holds == ()


def test_an_abuser_told_of_without_a_restriction_of_its_own_has_the_reason_of_every_such_text(cut_reporter) -> None:
    def bare(record):
        record["decisions"][0]["alleged_abuser"]["text"] = "He is on bail."

    made = cut_reporter("rennie", bare)
    assert made.holds == ()
    assert made.view.schedule[0].because.startswith("it is about somebody who is suspected")


@pytest.mark.parametrize("example", ["rennie", "isbister"])
def test_the_examples_lack_no_reason(example, cut_reporter) -> None:
    assert cut_reporter(example, lambda _: None).holds == ()


def test_every_place_of_a_passage_that_the_minutes_print_is_in_words(minuted) -> None:
    """One that is not would stop the paper with a KeyError; those of no minutes are named here."""
    nowhere = re.compile(r".*needed_because|appeals.*|.*own_copy\.why|.*\.reply")
    for example in ("rennie", "isbister", "baird", "wilga"):
        for path, _, _ in passages(minuted(example).record):
            known = any(re.fullmatch(pattern, path) for pattern in PLACES)
            assert known or nowhere.fullmatch(path), path


# ---- which one it is --------------------------------------------------------------------------------------------------


def _restrict(passage):
    return {"text": passage["text"], "restricted": {"kind": "third_party", "share_with": [], "because": "Not theirs."}}


def test_a_fact_is_numbered_among_all_that_are_printed(cut_reporter) -> None:
    """The copy of the Isbisters is about all their children, so that every fact stands in it, corrected or not."""

    def third(record):
        fact = {**record["facts_checked"][0], "result": "corrected"}
        correction = _restrict({"text": "Put right."})
        record["facts_checked"] = [{**fact, "result": "confirmed", "correction": None}] * 2
        record["facts_checked"].append({**fact, "correction": correction})

    (line,) = (one for one in cut_reporter("isbister", third).view.schedule if one.what.startswith("a correction"))
    assert line.number == 3


def test_an_agency_s_view_is_numbered_among_those_on_the_same_child(cut_reporter) -> None:
    def last(record):
        first, *_ = record["agency_views"]
        one, other = record["children"][0]["id"], record["children"][1]["id"]
        record["agency_views"] = [
            {**first, "child": one, "because": "For the one."},
            {**first, "child": other, "because": "For the other."},
            {**first, "child": one, "because": _restrict({"text": "For the one again."})},
        ]

    (line,) = (one for one in cut_reporter("isbister", last).view.schedule if one.what.startswith("an agency"))
    assert line.number == 2


def test_a_passage_without_a_heading_is_numbered_in_the_part_where_it_stands(cut_reporter) -> None:
    def headless(record):
        first = {**record["minutes"]["passages"][0], "restricted": None, "closed_part": None}
        first.pop("heading")
        record["minutes"]["passages"] = [
            {**first, "id": "a", "under": "risk", "text": "One."},
            {**first, "id": "b", "under": "needs", "text": "Two."},
            {**first, "id": "c", "under": "risk", **_restrict({"text": "Three."})},
        ]

    (line,) = (one for one in cut_reporter("isbister", headless).view.schedule if "passage of" in one.what)
    assert (line.what, line.number) == ("a passage of the minutes about the risk", 2)
