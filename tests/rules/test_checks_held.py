"""Checks that bind once the conference was held: who came, the quorum, reports, closed parts, facts."""

from __future__ import annotations

import pytest
from check_table import Row, name, row, spares, trips, without
from test_checks_called import ADAM_EXCLUDED, ADAM_OUT

REPORT = ("invitations", 3, "report")
INQUORATE = {
    "quorate": "no",
    "inquorate": {"went_ahead": "yes", "because": "x", "interim_plan": "x", "meets_again": "2026-11-20"},
}
ANN_COMES = {"children.0.taking_part.invited": "yes", "attendance.ann": "attended"}
PAL = {"id": "pal", "name": "Pal", "role": "supporter"}
ROWS = [
    row("attendance-not-said", ("attendance",), {"attendance.mother": None}, {}),
    row(
        "attendance-not-said",
        ("attendance",),
        {**INQUORATE, "attendance": None, "closed_parts": None, "minutes.passages.1": None},
        {**INQUORATE, "closed_parts": None, "minutes.passages.1": None},
    ),
    row(
        "attendance-not-said",
        ("attendance",),
        {"people.+": PAL, "invitations.1.supporter": {"person": "pal", "agreed_by_chair": "2026-11-05"}},
        {
            **ADAM_EXCLUDED,
            "people.+": PAL,
            "invitations.1.supporter": {"person": "pal", "agreed_by_chair": "2026-11-05"},
        },
    ),
    row(
        "absent-without-reason",
        ("attendance", "bob"),
        {"attendance.bob": "absent", "closed_parts": None, "minutes.passages.1": None},
        {
            "invitations.+": {"person": "gran", "children": ["ann"]},
            "attendance.gran": "absent",
            "minutes.family_views.+": {"person": "gran", "text": "x"},
        },
    ),
    row(
        "no-new-date",
        ("inquorate",),
        {**INQUORATE, "inquorate.went_ahead": "no", "inquorate.meets_again": None, "decisions": None},
        {**INQUORATE, "inquorate.went_ahead": "no", "decisions": None},
    ),
    row(
        "report-late",
        (*REPORT, "received"),
        {"invitations.3.report.received": "2026-11-13"},
        {"invitations.3.report.received": "2026-11-13", "invitations.3.report.excused_because": "x"},
    ),
    row("attendance-not-said", ("attendance",), {"attendance.teacher": None}, {"attendance.teacher": "absent"}),
    row("attendance-not-said", ("attendance",), {"attendance.friend": None}, {"attendance.friend": "apologies"}),
    row("attendance-not-said", ("attendance",), without(ANN_COMES, "attendance.ann"), ANN_COMES),
    row("came-uninvited", ("attendance", "gran"), {"attendance.gran": "attended"}, {"attendance.gran": "absent"}),
    row("came-uninvited", ("attendance", "adam"), {**ADAM_OUT, "attendance.adam": "attended"}, ADAM_OUT),
    row("came-uninvited", ("attendance", "ben"), {"attendance.ben": "left at 10:45"}, ANN_COMES),
    row("excluded-but-came", ("attendance", "adam"), {**ADAM_EXCLUDED, "attendance.adam": "attended"}, ADAM_EXCLUDED),
    row(
        "excluded-but-came",
        ("attendance", "adam"),
        {**ADAM_EXCLUDED, "attendance.adam": "left at 10:40"},
        {**ADAM_EXCLUDED, "attendance.adam": "absent"},
    ),
    row(
        "supporter-without-agreement",
        ("attendance", "friend"),
        {"invitations.0.supporter.agreed_by_chair": None},
        {},
        "supporter-not-agreed",
    ),
    row(
        "absent-without-reason",
        ("attendance", "mother"),
        {"attendance.mother": "apologies"},
        {"attendance.mother": "apologies", "absent_because": {"mother": "She was ill."}},
    ),
    row("invitations-not-agreed", ("invitations",), {"invitations_agreed": None}, {}),
    row("quorate-not-said", ("attendance",), {"quorate": None}, {}),
    row("not-quorate", ("quorate",), {"attendance.police": "apologies"}, {"attendance.police": "left at 10:35"}),
    row(
        "not-quorate",
        ("quorate",),
        {"attendance.social_worker": "absent", "attendance.teacher": "attended"},
        {"attendance.visitor": "absent", "attendance.teacher": "attended"},
        "agency-view-missing",
    ),
    row(
        "not-quorate",
        ("quorate",),
        {"invitations.5.observer": "yes"},
        {"invitations.4.observer": "yes"},
        "observer-gives-view",
    ),
    row(
        "not-quorate",
        ("quorate",),
        {"attendance.police": "absent"},
        {"attendance.visitor": "absent"},
        council={"rules": {"quorum": {"agencies": ["social_work", "police"], "others": 0}}},
    ),
    row("inquorate-lacks", ("quorate",), {"quorate": "no"}, INQUORATE),
    row("quorate-and-inquorate", ("inquorate",), {**INQUORATE, "quorate": "yes"}, INQUORATE),
    row(
        "inquorate-twice",
        ("inquorate", "previous_too"),
        {**INQUORATE, "inquorate.previous_too": "yes"},
        {**INQUORATE, "inquorate.previous_too": "no"},
    ),
    row("no-new-date", ("inquorate",), {**INQUORATE, "inquorate.meets_again": None}, INQUORATE),
    row(
        "report-missing",
        REPORT,
        {"invitations.3.report": {"asked_by": "2026-11-09"}},
        {"invitations.3.report": {"asked_by": "2026-11-09", "excused_because": "off sick"}},
    ),
    row(
        "report-missing",
        ("invitations", 4, "report"),
        {"invitations.4.report": {"asked_by": "2026-11-09"}},
        {"invitations.4": {"person": "teacher", "not_invited": {"because": "x"}, "report": {"asked_by": "2026-11-09"}}},
    ),
    row(
        "report-late",
        (*REPORT, "received"),
        {"invitations.3.report.received": "2026-11-13"},
        {"invitations.3.report.received": "2026-11-12"},
    ),
    row(
        "report-not-shared",
        REPORT,
        {"invitations.3.report.shared_with_family": None},
        {"invitations.3.report.shared_with_family": None, "invitations.3.report.not_shared_because": "x"},
    ),
    row(
        "report-not-shared",
        REPORT,
        {"invitations.3.report.shared_with_family": "2026-11-13"},
        {"invitations.3.report.shared_with_family": "2026-11-12"},
    ),
    row(
        "report-not-shared",
        REPORT,
        {"invitations.3.report.shared_with_family": None},
        {
            "invitations.3.report.shared_with_family": None,
            "invitations.3.report.part_restricted": {"kind": "third_party", "share_with": ["police"]},
        },
    ),
    row(
        "closed-part-times",
        ("closed_parts", 0, "ends"),
        {"closed_parts.0.ends": "11:00"},
        {"closed_parts.0.ends": "11:01"},
    ),
    row(
        "closed-part-times",
        ("closed_parts", 0, "starts"),
        {"closed_parts.0.starts": "10:29", "closed_parts.0.explained_by_chair": "10:15"},
        {"closed_parts.0.starts": "10:30", "closed_parts.0.explained_by_chair": "10:15"},
    ),
    row(
        "closed-part-left",
        ("closed_parts", 0, "left", 1),
        {"closed_parts.0.left": ["adam", "gran"]},
        {"closed_parts.0.left": ["adam", "bob"]},
    ),
    row("closed-part-unexplained", ("closed_parts", 0), {"closed_parts.0.explained_by_chair": None}, {}),
    row(
        "closed-part-unexplained",
        ("closed_parts", 0),
        {"closed_parts.0.explained_by_chair": "11:01"},
        {"closed_parts.0.explained_by_chair": "11:00"},
    ),
    row(
        "correction-not-said",
        ("facts_checked", 0),
        {"facts_checked.0.result": "corrected"},
        {"facts_checked.0.result": "corrected", "facts_checked.0.correction": "The 5th."},
    ),
]


@pytest.mark.parametrize("one", ROWS, ids=name)
def test_what_is_amiss_with_a_conference_that_was_held_is_found_at_its_place(one: Row, situate_whole, gone) -> None:
    trips(one, situate_whole, gone)


@pytest.mark.parametrize("one", ROWS, ids=name)
def test_what_is_just_in_order_is_not_claimed_to_be_amiss(one: Row, situate_whole, gone) -> None:
    spares(one, situate_whole, gone)
