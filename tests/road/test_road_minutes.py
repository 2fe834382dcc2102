"""The minutes and the Reporter's copy of the four examples on the road: planned without a false hold, and read back.

Each is laid out as it would go, and searched by programs of others for what its reader must not have.
"""

from __future__ import annotations

import io
import shutil
from datetime import date

import pikepdf
import pytest
from road_tools import everything, look, of, opened, pages, put_record, record_of

from cpdocs.distribution import make
from cpdocs.render.ahead import Ahead
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Order, Stamp
from cpdocs.shipped import folder as shipped

MINUTED = {
    "rennie": ("records/CP-2026-0142-1.minuted.yaml", date(2026, 11, 16)),
    "isbister": ("records/CP-2026-0017-2.minuted.yaml", date(2026, 11, 10)),
    "baird": ("records/GC-2026-0071-1.minuted.yaml", date(2026, 11, 24)),
    "wilga": ("records/GC-2026-0078-1.minuted.yaml", date(2026, 11, 24)),
}
COUNCIL = {"rennie": "rennie", "isbister": "isbister", "baird": "baird", "wilga": "baird"}
MINE = ("minutes", "reporter_copy", "referral_minutes")
#: Nobody has approved yet, and no key is pinned in an example.
WAITS = {"approval", "no-key"}
#: Her papers wait for a translator.
IN_POLISH = {("wilga", "mother"): {"variant-missing"}}


@pytest.fixture
def workspace(tmp_path):
    def copied(example):
        there = tmp_path / example
        return there if there.exists() else shutil.copytree(shipped("examples") / COUNCIL[example], there)

    return copied


@pytest.mark.parametrize("example", MINUTED)
def test_no_copy_of_an_example_is_held_but_for_a_key_an_approval_or_a_translator(example, workspace):
    name, today = MINUTED[example]
    parcels = [p for p in look(workspace(example), name, today).parcels if p.written.planned.document in MINE]
    assert len(parcels) > 3
    held = {of(p): {hold.id for hold in p.settled.holds} - WAITS for p in parcels}
    assert {person: ids for person, ids in held.items() if ids} == {
        person: ids for (record, person), ids in IN_POLISH.items() if record == example
    }


@pytest.mark.parametrize("example", ["rennie", "isbister"])
def test_the_reporter_gets_a_copy_where_the_council_s_rule_says_so(example, workspace):
    name, today = MINUTED[example]
    (copy,) = [
        p
        for p in look(workspace(example), name, today).parcels
        if p.written.planned.document in ("reporter_copy", "reporter_referral")
    ]
    assert of(copy) == "principal_reporter"
    # In the pack of a referral, about those referred; every minute there is, about all.
    planned = {"rennie": ("reporter_referral", ("ailsa",)), "isbister": ("reporter_copy", ("erik", "freya"))}
    assert (copy.written.planned.document, copy.written.planned.children) == planned[example]


def test_a_restriction_without_its_reason_holds_the_reporters_copy_and_nothing_else(workspace):
    name, today = MINUTED["rennie"]
    record = record_of(workspace("rennie"), name)
    del record["decisions"][0]["plan"]["actions"][2]["what"]["restricted"]["because"]
    record["minutes"]["file"] = "CP-2026-0142-1.minutes.md"
    parcels = look(workspace("rennie"), put_record(workspace("rennie"), record), today).parcels
    holds = {(p.written.planned.document, h.id): h.message for p in parcels for h in p.settled.holds}
    assert [document for document, ident in holds if ident == "schedule"] == ["reporter_referral"]
    assert "decisions[0].plan.actions[2].what" in holds["reporter_referral", "schedule"]
    assert "Strathmiglo" not in holds["reporter_referral", "schedule"]


# reader | what every program that opens the file must find | what none may find
READ = [
    (
        "rennie",
        "callums_father",
        ["Callum Petrie", "Euan Petrie", "croup last winter"],
        ["Ailsa", "Moir", "Torbain", "Craig", "Strathmiglo", "KY7", "Sinclair", "cardigan", "public houses", "Harbour"],
    ),
    (
        "rennie",
        "principal_reporter",
        ["procurator fiscal", "a paper of its own among these"],
        ["Callum", "Harbour Wynd", "Mill Brae", "07700"],
    ),
    ("wilga", "lenas_father", ["Lena Rintoul"], ["Kacper", "Dariusz", "Larick Academy", "slept at Gavin"]),
]


@pytest.mark.parametrize(("example", "person", "stands", "never"), READ, ids=[row[1] for row in READ])
def test_a_finished_copy_holds_in_no_layer_what_is_not_its_readers(example, person, stands, never, workspace):
    name, today = MINUTED[example]
    prepared = look(workspace(example), name, today)
    papers = [paper for p in prepared.parcels if of(p) == person for paper in p.written.papers]
    paper = next(paper for paper in papers if paper.planned.document in MINE)
    with Fence(opened(workspace(example)).templates.folders) as fence:
        order = Order(paper.draft, "pdf", Stamp("Its Reader", "ZAC64Z3SKL"))
        copy = make(Ahead(fence, [order]), prepared.situation, paper, order, str)
    told, all_of_it = " ".join(pages(copy.data)), everything(copy.data)
    assert [word for word in stands if word not in told] == []
    assert [word for word in never if word in all_of_it] == []
    with pikepdf.open(io.BytesIO(copy.data)) as file, file.open_outline() as outline:
        (title,) = outline.root
        assert str(title.title).startswith("Minutes of")
        assert len(title.children) >= 11  # a bookmark for each heading of the running order


def test_readers_with_the_same_rights_get_the_same_paper_laid_out_once(workspace):
    name, today = MINUTED["baird"]
    drafts = {
        of(p): p.written.covering.draft
        for p in look(workspace("baird"), name, today).parcels
        if p.written.planned.document == "minutes"
    }
    assert drafts["midwife"].to_json() == drafts["health_visitor"].to_json()
    others = {person: draft.to_json() for person, draft in drafts.items() if person != "midwife"}
    assert len(set(others.values())) == len(others)
