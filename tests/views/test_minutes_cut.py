"""How the minutes are cut: what goes with a withheld text, what stands in its place, and what is not said at all.

Small changes to the Rennies' minuted record, and what becomes of one person's View.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest

from cpdocs.record.model import Record
from cpdocs.rules.entitlements import plan
from cpdocs.views.cut import cut

TO_NOBODY = {"kind": "third_party", "share_with": []}
TOKEN = {**TO_NOBODY, "shown_as": "token"}
READERS = ("mother", "social_worker", "callums_father")
WHY = "She was ill all week."
WITHHELD = "[Something is recorded here that cannot be shared with you.]"


@pytest.fixture(scope="module")
def data(minuted) -> dict[str, Any]:
    return minuted("rennie").record.model_dump(mode="json", by_alias=True)


@pytest.fixture
def seen(minuted, data):
    """One person's View of the minutes after a change."""

    def make(person: str, change: Any = lambda _: None, document: str = "minutes", **rules: str):
        changed = json.loads(json.dumps(data))
        change(changed)
        base = minuted("rennie")
        authority = base.authority.model_copy(update={"rules": base.authority.rules.model_copy(update=rules)})
        situation = replace(base, record=Record.model_validate_json(json.dumps(changed)), authority=authority)
        planned = next(p for p in plan(situation).planned if (p.document, p.person) == (document, person))
        made = cut(situation, planned)
        assert made is not None
        return made.view

    return make


def _passage(record: dict[str, Any], ident: str) -> dict[str, Any]:
    return next(p for p in record["minutes"]["passages"] if p["id"] == ident)


def _under(view: Any, name: str) -> list[Any]:
    return list(next(section for section in view.sections if section.name == name).passages)


# ---- a withheld text takes with it what belongs to it ----------------------------------------------------------------


@pytest.mark.parametrize("person", ["mother", "police_officer"])
def test_a_withheld_passage_leaves_neither_heading_nor_speaker_nor_what_was_said_against_it(
    person, seen, leaves
) -> None:
    view = seen(person, lambda r: _passage(r, "social-work-ailsa").update(restricted=TO_NOBODY))
    text = "\n".join(str(value) for _, value in leaves(view))
    for words in ("What Ailsa's social worker told", "I did want help in 2025", "has known Ailsa since 26 October"):
        assert words not in text
    assert len(_under(view, "involvement")) == len(_under(seen(person), "involvement")) - 1


def test_a_token_stands_alone(seen) -> None:
    view = seen("mother", lambda r: _passage(r, "social-work-ailsa").update(restricted=TOKEN))
    (token,) = [p for p in _under(view, "involvement") if p.heading is None]
    assert _told(token) == [WITHHELD]


def _told(words: Any) -> list[Any]:
    """Everything that a block of a View says."""
    return [value for field in fields(words) if (value := getattr(words, field.name))]


# what | where it stands in the record | its text | where it stands in the View
WHOLE = [
    ("a view of an agency", lambda r: r["agency_views"][0], "because", lambda v: v.decisions[0].agency_views),
    ("a dissent", lambda r: r["decisions"][1]["dissents"][0], "text", lambda v: v.decisions[1].dissents),
    ("an action of the meeting", lambda r: r["minutes"]["actions"][0], "what", lambda v: v.actions),
    ("what somebody thinks", lambda r: r["minutes"]["family_views"][0], "text", lambda v: v.family_views),
    (
        "a line of a plan",
        lambda r: r["decisions"][1]["plan"]["actions"][0],
        "what",
        lambda v: v.decisions[1].plan_actions,
    ),
]


@pytest.mark.parametrize(("at", "field", "words"), [row[1:] for row in WHOLE], ids=[row[0] for row in WHOLE])
def test_a_line_whose_text_is_withheld_is_withheld_whole(at, field, words, seen) -> None:
    def restrict(how):
        return lambda record: at(record)[field].update(restricted=how)  # dumped, each passage is a block

    before = words(seen("police_officer"))
    after = words(seen("police_officer", restrict(TO_NOBODY)))
    assert after == before[1:]
    token = words(seen("police_officer", restrict(TOKEN)))[0]
    assert _told(token) == [WITHHELD]


def test_a_harms_cause_or_an_abuser_that_is_withheld_leaves_nothing(seen) -> None:
    decision = seen("head_teacher").decisions[0]
    assert (decision.abuser, decision.abuser_text) == ("", None)
    named = seen("police_officer").decisions[0]
    assert (named.abuser, named.abuser_text[:19]) == ("Ross Moir", "Ross Moir is on bai")


# ---- nothing is said of what there is not, since something could be withheld -----------------------------------------


def test_that_there_is_no_order_is_said_to_the_reporter_alone(seen) -> None:
    assert seen("social_worker").legal == seen("mother").legal == ()
    (status,) = seen("principal_reporter", document="reporter_copy").legal
    assert (status.child, status.known, status.none) == ("Ailsa Rennie", True, True)


def test_an_order_that_is_withheld_looks_as_if_there_were_none(seen) -> None:
    def order(record):
        record["children"][0]["legal_status"] = {"orders": [{"text": "An order.", "restricted": TO_NOBODY}]}

    assert seen("mother", order).digest == seen("mother").digest
    shared = lambda r: r["children"][0].update(legal_status={"orders": ["An order."]})  # noqa: E731
    assert [s.orders for s in seen("mother", shared).legal] == [("An order.",)]


def test_a_line_in_place_of_an_order_or_a_hearing_says_neither_which_nor_how_many(seen) -> None:
    one = {"orders": [{"text": "An order.", "restricted": TOKEN}]}
    both = {**one, "hearings": [{"on": "2027-01-06", "what": {"text": "A hearing.", "restricted": TOKEN}}]}
    views = [seen("mother", lambda r, s=status: r["children"][0].update(legal_status=s)) for status in (one, both)]
    (status,) = views[0].legal
    assert (status.orders, status.open_referrals, status.hearings, status.untold) == ((), (), (), WITHHELD)
    assert views[0].digest == views[1].digest


def test_that_nobody_knows_is_said(seen) -> None:
    unknown = lambda r: r["children"][0].update(legal_status="not known")  # noqa: E731
    assert [(s.child, s.known) for s in seen("mother", unknown).legal] == [("Ailsa Rennie", False)]


def test_another_child_that_is_withheld_looks_as_if_there_were_none(seen) -> None:
    def other(record):
        child = {"name": "Iona Reid", "considered": "yes", "outcome": "Nobody is worried.", "restricted": TO_NOBODY}
        record["others_in_household"] = {"children": [child]}

    assert seen("mother", other).digest == seen("mother").digest


def test_another_child_is_named_to_those_who_may_know_of_her_and_the_outcome_told_to_more(seen) -> None:
    def other(record):
        limits = {"kind": "third_party", "share_with": ["mother"]}
        outcome = {"text": "Nobody is worried.", "restricted": {**limits, "share_with": ["mother", "social_worker"]}}
        child = {"name": "Iona Reid", "considered": "yes", "outcome": outcome, "restricted": limits}
        record["others_in_household"] = {"children": [child]}

    read = {person: [(c.name, c.outcome) for c in seen(person, other).other_children] for person in READERS}
    assert read == {
        "mother": [("Iona Reid", "Nobody is worried.")],
        "social_worker": [("another person", "Nobody is worried.")],
        "callums_father": [],
    }


def test_a_hidden_professional_is_in_no_list_of_whoever_may_not_know(seen, leaves) -> None:
    def hide(record):
        call = next(i for i in record["invitations"] if i["person"] == "womens_aid")
        call["presence"] = {"kind": "risk_of_harm", "share_with": ["mother", "social_worker"]}

    for person, knows in (("mother", True), ("callums_father", False), ("police_officer", False)):
        view = seen(person, hide)
        names = {one.name for one in (*view.attendance, *view.reports, *view.copies_to)}
        assert ("Ruth Campbell" in names) is knows, person
    text = "\n".join(str(value) for _, value in leaves(seen("callums_father", hide)))
    assert "Ruth Campbell" not in text


def test_that_a_part_of_a_report_is_restricted_is_known_to_its_author_and_to_whom_the_part_may_go(seen) -> None:
    """The doctor's is shared with the mother, social work and health; the police's with social work and the visitor."""
    found = {}
    for person in ("mother", "callums_father", "social_worker", "gp", "police_officer", "womens_aid"):
        found[person] = [report.name for report in seen(person).reports if report.part_restricted]
    assert found == {
        "mother": ["Dr Samuel Okafor"],
        "callums_father": [],
        "social_worker": ["Dr Samuel Okafor", "DS Karen Boyd"],
        "gp": ["Dr Samuel Okafor"],
        "police_officer": ["DS Karen Boyd"],
        "womens_aid": [],
    }


@pytest.mark.parametrize(
    ("about", "read"),
    [
        (["callum"], {"mother": WHY, "callums_father": WHY}),
        (["ailsa", "callum"], {"mother": WHY, "callums_father": None}),
        (["ailsa"], {"mother": WHY, "callums_father": "no such report"}),
    ],
    ids=["his child alone", "his child and her sister", "her sister alone"],
)
def test_why_there_is_no_report_is_told_to_whom_may_read_of_all_the_children_it_is_about(about, read, seen) -> None:
    """The health visitor is invited for Callum alone; what she was asked for may reach further."""

    def change(record: dict[str, Any]) -> None:
        (invitation,) = (i for i in record["invitations"] if i["person"] == "health_visitor")
        invitation |= {"children": ["callum"], "report": {**invitation["report"], "about": about}}
        invitation["report"]["excused_because"] = WHY

    found = {}
    for person in read:
        reports = {report.name: report.excused for report in seen(person, change).reports}
        found[person] = reports.get("Anne Drummond", "no such report")
    assert found == read


@pytest.mark.parametrize(
    ("received", "considered"),
    [("2026-11-12", True), ("2026-11-13", False), (None, False)],
    ids=["on the day", "the day after", "never"],
)
def test_a_report_of_an_absent_author_was_considered_if_it_came_by_the_day(received, considered, seen) -> None:
    """The doctor could not come to the conference of 12 November."""

    def change(record: dict[str, Any]) -> None:
        (call,) = (i for i in record["invitations"] if i["person"] == "gp")
        call["report"] |= {"received": received, "excused_because": WHY}

    (report,) = (r for r in seen("social_worker", change).reports if r.name == "Dr Samuel Okafor")
    assert report.absent is considered


def test_somebody_left_out_whose_reason_is_withheld_has_no_row_among_those_who_came(seen) -> None:
    def change(record: dict[str, Any]) -> None:
        (call,) = (i for i in record["invitations"] if i["person"] == "callums_father")
        for gone in ("meets_chair_at", "supporter"):
            call.pop(gone, None)
        call["not_invited"] = {
            "because": {"text": "A reason.", "restricted": TO_NOBODY},
            "decided_by": "reviewing_officer",
        }
        record["attendance"].pop("callums_father")
        record["absent_because"]["callums_father"] = {"text": "Another reason.", "restricted": TOKEN}

    view = seen("womens_aid", change)
    assert [row for row in view.attendance if row.name == "Euan Petrie"] == []
    assert view.not_invited == ()


@pytest.mark.parametrize(("how", "reads"), [("left at 11:15", True), ("left at 11:14", False), ("apologies", False)])
def test_a_parent_who_leaves_later_reads_what_was_said_in_a_part_that_she_sat_through(how, reads, seen) -> None:
    """The first closed part is from 10:40 to 11:15; only the two fathers were asked out of it."""
    view = seen("mother", lambda r: r["attendance"].update(mother=how))
    whole = seen("mother")
    closed = {p.heading for s in whole.sections for p in s.passages if p.apart and p.heading}
    told = {p.heading for s in view.sections for p in s.passages}
    assert closed
    assert bool(closed & told) is reads


def test_an_unborn_child_among_the_advised_is_no_mistake_of_the_program(minuted) -> None:
    base = minuted("baird")
    data = base.record.model_dump(mode="json", by_alias=True)
    data["decisions"][0]["appeal_advice"] = {"baby": {"given_by": "social_worker", "on": "2026-11-18", "how": "told"}}
    situation = replace(base, record=Record.model_validate_json(json.dumps(data)))
    found = [cut(situation, p) for p in plan(situation).planned if p.document == "minutes"]
    assert all(made is not None for made in found)


def test_in_what_way_somebody_was_told_how_to_appeal_is_no_matter_of_the_family_s(seen) -> None:
    """It may say who needs an interpreter, or whom an advocate helps."""
    read = {who: {advice.how for d in seen(who).decisions for advice in d.advice} for who in READERS}
    assert read == {"mother": {None}, "callums_father": {None}, "social_worker": {"in person", "by telephone"}}


# ---- the core group --------------------------------------------------------------------------------------------------


def test_a_core_group_is_told_to_its_family_members_and_to_professionals(seen) -> None:
    own = seen("callums_father").decisions[0]
    assert own.core_group == ("Shona Rennie", "Euan Petrie", "Fiona Baxter", "Anne Drummond")
    assert own.core_group_chair == "Catriona Reid"
    out = seen("callums_father", lambda r: r["decisions"][1]["core_group"]["members"].remove("callums_father"))
    left = out.decisions[0]
    assert (left.core_group, left.core_group_first, left.core_group_chair) == ((), None, "")


# ---- an excluded father whom the chair lets have the minutes ---------------------------------------------------------


def test_an_excluded_father_whom_the_chair_gives_the_minutes_reads_of_his_child_and_of_no_place(seen, leaves) -> None:
    def also(record):
        row = {"person": "ailsas_father", "documents": ["minutes"], "agreed_by_chair": "2026-11-12", "because": "asked"}
        record["distribution"] = {"also": [row]}

    view = seen("ailsas_father", also)
    text = "\n".join(str(value) for _, value in leaves(view))
    for word in (
        "Rothes House",
        "10:30",
        "Callum",
        "Euan",
        "Mhairi",
        "Strathmiglo",
        "2026-11-26",
        "Every call",
        "Torbain",
    ):
        assert word not in text, word
    assert view.decisions[0].core_group == ()
    assert view.closed_parts == ()  # he had not come, so that nobody asked him to leave
    assert view.requested is None


# ---- the council's rules ---------------------------------------------------------------------------------------------


def test_who_gets_copies_is_what_the_plan_says(seen) -> None:
    everybody = [one.name for one in seen("social_worker").copies_to]
    assert "Dr Samuel Okafor" in everybody  # he could not come
    present = seen("social_worker", minutes_to="present")
    assert [name for name in everybody if name not in {one.name for one in present.copies_to}] == ["Dr Samuel Okafor"]
    assert (present.copies_to_those_present, present.copy_to_reporter_always) == (True, False)
    assert seen("social_worker", reporter_copy="always").copy_to_reporter_always is True


def test_the_record_s_words_for_what_happened_are_told_in_full(seen) -> None:
    ailsa, callum = seen("social_worker").decisions
    assert (ailsa.suffered, ailsa.likely) == (True, False)
    assert (callum.suffered, callum.likely, callum.by_research) == (False, True, False)
    assert (ailsa.not_by_agreement, ailsa.unwilling, ailsa.non_disclosure, ailsa.family_told) == (
        True,
        False,
        True,
        True,
    )
    assert [(a.person, a.by, a.on.isoformat()) for a in ailsa.advice] == [
        ("Shona Rennie", "Margaret Low", "2026-11-12"),
        ("Ross Moir", "Fiona Baxter", "2026-11-13"),
    ]
    assert (ailsa.register_told.on.isoformat(), ailsa.register_told.at.isoformat()) == ("2026-11-12", "12:20:00")
    assert ailsa.grounds == ()  # suggested grounds are for the Reporter
    assert seen("principal_reporter", document="reporter_copy").decisions[0].grounds == ("a", "f")
