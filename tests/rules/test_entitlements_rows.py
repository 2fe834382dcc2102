"""Each row of the table of entitlements by what it is there for, and each exclusion by whom it keeps out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from entitlement_world import _LETTERS as LETTERS
from entitlement_world import _MINUTED as MINUTED
from entitlement_world import _REFER as REFER
from entitlement_world import AFTER, BEFORE, RECORD, situation
from entitlement_world import _decided as decided

from cpdocs.rules.entitlements import answer, because, plan

ALSO = {"agreed_by_chair": "2026-11-12", "because": "looks after her at weekends"}
BOTH, ANN, BEN, NONE = ("ann", "ben"), ("ann",), ("ben",), ()
DECIDED = {**MINUTED, **decided({}, {})}


def also(person: str, *documents: str) -> dict[str, Any]:
    return {"distribution": {"also": [{"person": person, "documents": list(documents), **ALSO}]}}


def of_child(index: int, more: dict[str, Any]) -> dict[str, Any]:
    children = [dict(child) for child in RECORD["children"]]
    children[index] = children[index] | more
    return {"children": children}


def of_invitation(person: str, more: dict[str, Any]) -> dict[str, Any]:
    return {"invitations": [i | more if i["person"] == person else i for i in RECORD["invitations"]]}


def asked(document: str, person: str, more: dict[str, Any] | None = None, day=AFTER, **rules: Any):
    """(variant or None, children, row) of one person and document."""
    one = situation({**(DECIDED if day == AFTER else {}), **(more or {})}, day, rules)
    found = answer(one, one.recipient(person), document)
    return (None if found.refused else found.row.variant), found.children, found.row.id if found.row else None


# ---- who a recipient is ----------------------------------------------------------------------------------------------

CARER_WHO_OBSERVES = of_invitation("gran", {"observer": "yes"})


@pytest.mark.parametrize(
    ("said", "document", "person", "more", "expected"),
    [
        ("observers never get minutes", "minutes", "student", {}, None),
        ("nor by the chair's decision", "minutes", "student", also("student", "minutes"), None),
        ("nor does whoever comes from the Reporter, marked or not", "minutes", "childrens_reporter", {}, None),
        ("nor a relative who only observes", "minutes", "gran", CARER_WHO_OBSERVES, None),
        ("supporters never get minutes", "minutes", "friend", {}, None),
        ("nor by the chair's decision", "minutes", "friend", also("friend", "minutes"), None),
        ("nor a letter", "decision_letter", "friend", also("friend", "decision_letter"), None),
        ("nor a plan", "protection_plan", "friend", also("friend", "protection_plan"), None),
        ("somebody in the record and nothing more", "minutes", "housing", {}, None),
        ("the chair's decision for a professional", "minutes", "housing", also("housing", "minutes"), "full"),
        ("the chair's decision for a relative", "minutes", "aunt", also("aunt", "minutes"), "family"),
        ("the chair's decision for another paper", "minutes", "aunt", also("aunt", "protection_plan"), None),
        ("the chair's decision for another person", "minutes", "aunt", also("gran", "minutes"), None),
        ("the chair's decision for a child", "minutes", "ben", also("ben", "minutes"), "child"),
        ("an excluded parent", "minutes", "adam", {}, None),
        ("an excluded parent, by the chair's decision", "minutes", "adam", also("adam", "minutes"), "family"),
        ("somebody not invited because", "minutes", "step", {}, None),
    ],
)
def test_minutes(said, document, person, more, expected) -> None:
    assert asked(document, person, more)[0] == expected


def test_the_reason_of_the_chairs_decision_is_the_records() -> None:
    one = situation({**DECIDED, **also("aunt", "minutes")}, AFTER, {})
    aunt = one.recipient("aunt")
    told = because(one, aunt, "minutes", answer(one, aunt, "minutes"))
    assert told == "by the chair's recorded decision of 2026-11-12: looks after her at weekends (S3 and NG 3.160)"


def test_a_decision_for_a_paper_that_goes_to_nobody_beyond_its_rules_says_so() -> None:
    one = situation({**DECIDED, **also("aunt", "reporter_copy")}, AFTER, {})
    aunt = one.recipient("aunt")
    found = answer(one, aunt, "reporter_copy")
    assert found.row is None
    assert because(one, aunt, "reporter_copy", found) == (
        "the chair's decision names this paper, and it is one that goes to nobody beyond its rules"
    )


@pytest.mark.parametrize(
    ("person", "attendance", "to", "expected"),
    [
        ("teacher", "apologies", "invited", "full"),
        ("teacher", "apologies", "present", None),
        ("teacher", "left at 11:00", "present", "full"),
        ("teacher", "absent", "present", None),
        ("bob", "attended", "present", "family"),
        ("bob", "absent", "present", None),
        ("bob", "absent", "invited", "family"),
    ],
)
def test_minutes_of_those_who_were_not_there(person, attendance, to, expected) -> None:
    assert asked("minutes", person, {"attendance": {person: attendance}}, minutes_to=to)[0] == expected


def test_the_chairs_decision_stands_above_a_council_that_sends_only_to_those_present() -> None:
    assert asked("minutes", "teacher", also("teacher", "minutes"), minutes_to="present")[0] == "full"


# ---- children --------------------------------------------------------------------------------------------------------

OWN = {"decided_by": "chair", "minutes": "child", "decision_letter": "child", "protection_plan": "child"}


@pytest.mark.parametrize("document", ["minutes", "decision_letter", "protection_plan"])
@pytest.mark.parametrize(
    ("said", "own", "expected"),
    [
        ("the chair chose it", OWN, "child"),
        ("nobody is said to have chosen", OWN | {"decided_by": None}, None),
        ("somebody else chose", OWN | {"decided_by": "minutes"}, None),
        ("the chair chose against it", {"decided_by": "chair"}, None),
    ],
)
def test_a_childs_own_copy_is_the_chairs_choice(document, said, own, expected) -> None:
    assert asked(document, "ben", of_child(1, {"own_copy": own}))[:2] == (expected, BEN if expected else NONE)


@pytest.mark.parametrize("document", ["invitation", "agenda", "leaflets", "child_views_form"])
def test_a_child_who_is_invited_and_one_who_is_not(document) -> None:
    assert asked(document, "ann", day=BEFORE)[:2] == ("child", ANN)
    assert asked(document, "ben", day=BEFORE)[0] is None


def test_an_unborn_child_is_nobodys_recipient() -> None:
    unborn = {
        "born": None,
        "expected": "2027-01-20",
        "own_copy": OWN,
        "taking_part": {"invited": "yes", "because": "x"},
    }
    one = situation({**DECIDED, **of_child(0, unborn)}, AFTER, {})
    assert "ann" not in {r.id for r in one.recipients}
    assert one.name("ann") == "Ann"


def test_a_child_appeals_dissents_and_sits_in_its_core_group() -> None:
    appeal = {"appeals": [{"person": "ann", "child": "ann", "received": "2026-11-20", "text": "x", "reply": "y"}]}
    assert asked("appeal_acknowledgement", "ann", appeal) == ("child", ANN, "appeal-acknowledgement-child")
    assert asked("appeal_reply", "ann", appeal) == ("child", ANN, "appeal-reply-child")
    dissent = decided({"dissents": [{"person": "ann", "text": "x", "reply": "y"}]}, {})
    assert asked("dissent_reply", "ann", dissent) == ("child", ANN, "dissent-reply-child")
    group = {"core_group": {"members": ["ann"], "chair": "chair", "first": "2026-11-26"}}
    assert asked("core_group_invitation", "ann", decided(group, group)) == ("child", ANN, "core-group-child")


# ---- appeal and dissent ----------------------------------------------------------------------------------------------


def test_an_appeal_of_one_is_answered_to_that_one_alone_and_about_her_or_his_child() -> None:
    appeal = {"appeals": [{"person": "bob", "child": "ann", "received": "2026-11-20", "reply": "y"}]}
    assert asked("appeal_reply", "bob", appeal)[0] is None  # no child of his
    unanswered = {"appeals": [{"person": "bob", "child": "ben", "received": "2026-11-20"}]}
    assert asked("appeal_acknowledgement", "bob", unanswered)[:2] == ("parent_carer", BEN)
    assert asked("appeal_reply", "bob", unanswered)[0] is None
    assert asked("appeal_reply", "mother", unanswered)[0] is None


def test_a_dissent_is_told_to_the_head_of_service_and_answered_to_whoever_dissented() -> None:
    more = decided({"dissents": [{"person": "social_worker", "text": "x"}]}, {})
    assert asked("dissent_notice", "head", more)[:2] == ("notice", ANN)
    assert asked("dissent_reply", "social_worker", more)[0] is None
    answered = decided({"dissents": [{"person": "social_worker", "text": "x", "reply": "y"}]}, {})
    assert asked("dissent_reply", "social_worker", answered)[:2] == ("professional", ANN)
    assert asked("dissent_reply", "teacher", answered)[0] is None


# ---- deferral --------------------------------------------------------------------------------------------------------

DEFERRED = decided({"outcome": "deferred", "plan": None, "core_group": None}, {})


@pytest.mark.parametrize(
    ("person", "letter", "notice"),
    [
        ("mother", BEN, ANN),  # one letter and one notice, each about its own child
        ("bob", BEN, NONE),
        ("adam", NONE, NONE),  # excluded: told by the person whom the chair named
        ("gran", NONE, ANN),
        ("teacher", NONE, ANN),
        ("social_worker", BEN, ANN),
        ("student", NONE, NONE),
        ("friend", NONE, NONE),
        ("ann", NONE, ANN),
        ("ben", NONE, NONE),
    ],
)
def test_a_deferred_decision_is_told_by_a_notice_and_the_others_by_a_letter(person, letter, notice) -> None:
    assert asked("decision_letter", person, DEFERRED)[1] == letter
    assert asked("deferral_notice", person, DEFERRED)[1] == notice


# ---- the register ----------------------------------------------------------------------------------------------------

OUTCOMES = [
    ("registered", True, False),
    ("transferred_in", True, False),
    ("remains", False, False),
    ("de_registered", False, True),
    ("transferred_out", False, True),
    ("not_registered", False, False),
    ("deferred", False, False),
]


@pytest.mark.parametrize("post", ["keeper", "central", "nights", "school_post"])
@pytest.mark.parametrize(("outcome", "on", "off"), OUTCOMES)
def test_the_register_is_told_of_who_comes_onto_it_and_who_leaves_it(post, outcome, on, off) -> None:
    more = decided({"outcome": outcome}, {"outcome": "not_registered"})
    assert asked("registration_notice", post, more)[:2] == (("minimal", ANN) if on else (None, NONE))
    assert asked("deregistration_notice", post, more)[:2] == (("minimal", ANN) if off else (None, NONE))
    assert asked("police_flag_notice", "flags", more)[:2] == (("minimal", ANN) if on or off else (None, NONE))


@pytest.mark.parametrize(
    "person",
    ["mother", "bob", "social_worker", "teacher", "friend", "ann", "reporter", "head", "flags", "housing_post"],
)
@pytest.mark.parametrize("document", ["registration_notice", "deregistration_notice"])
def test_nobody_else_may_look_at_the_register_not_even_by_the_chairs_decision(person, document) -> None:
    more = {**decided({}, {"outcome": "de_registered"}), **also(person, document)}
    assert asked(document, person, more) == (None, NONE, "register-notices-nobody-else")


def test_a_police_flag_goes_to_the_polices_own_post_and_where_the_council_says_so() -> None:
    assert asked("police_flag_notice", "flags_elsewhere")[0] is None
    for on in ("yes", "no"):
        one = situation(DECIDED, AFTER, {"police_flag": on})
        assert ("police_flag_notice" in {p.document for p in plan(one).planned}) is (on == "yes")


# ---- the Principal Reporter ------------------------------------------------------------------------------------------

NONE_REFERRED = decided({}, {})
ANN_REFERRED = decided({"reporter": REFER}, {})
UNBORN = of_child(0, {"born": None, "expected": "2027-01-20", "taking_part": None, "own_copy": {}})


@pytest.mark.parametrize(
    ("said", "more", "rule", "copy", "referral"),
    [
        ("nobody referred, only on referral", NONE_REFERRED, "on_referral", NONE, NONE),
        ("nobody referred, always", NONE_REFERRED, "always", BOTH, NONE),
        ("one referred, only on referral", ANN_REFERRED, "on_referral", NONE, ANN),
        ("one referred, always: the pack holds every minute", ANN_REFERRED, "always", NONE, BOTH),
        ("an unborn child is never referred", {**ANN_REFERRED, **UNBORN}, "on_referral", NONE, NONE),
        ("an unborn child, always: for information", {**ANN_REFERRED, **UNBORN}, "always", BOTH, NONE),
    ],
)
def test_the_principal_reporter(said, more, rule, copy, referral) -> None:
    one = situation({**DECIDED, **more}, AFTER, {"reporter_copy": rule})
    found = {p.document: p.children for p in plan(one).planned if p.person == "reporter"}
    assert found == {
        **({"reporter_copy": copy} if copy else {}),
        **({"reporter_referral": referral} if referral else {}),
    }


def test_while_no_pack_can_be_made_a_referral_brings_the_minutes_of_the_referred_children() -> None:
    one = situation({**DECIDED, **ANN_REFERRED}, AFTER, {})
    one = replace(one, makes=frozenset({"reporter_copy"}))
    assert [(p.document, p.children) for p in plan(one).planned] == [("reporter_copy", ANN)]


CP1 = {
    "file": "cp1.pdf",
    "title": "CP1",
    "kind": "cp1_report",
    "sha256": "0" * 64,
    "goes_with": ["reporter_referral"],
    "reviewed_by": "social_worker",
}


def referral_with(*enclosures):
    more = {**decided({"reporter": REFER}, {}), "distribution": {"enclosures": list(enclosures)}}
    one = situation({**DECIDED, **more}, AFTER, {})
    return next(p for p in plan(one).planned if p.document == "reporter_referral")


def test_a_file_that_nobody_is_said_to_have_read_holds_the_pack_until_that_very_file_was_read() -> None:
    unread = CP1 | {"about": ["ann"], "reviewed_by": None}
    [hold] = [h for h in referral_with(unread).holds if h.id == "unreviewed-enclosure"]
    [other] = [h for h in referral_with(unread | {"sha256": "1" * 64}).holds if h.id == "unreviewed-enclosure"]
    assert (hold.about, other.about) == ("0" * 64, "1" * 64)


def test_a_file_goes_to_nobody_who_may_not_read_about_each_of_its_children() -> None:
    both = CP1 | {"kind": "other", "about": ["ann", "ben"]}
    unsaid = CP1 | {"kind": "other"}
    parcel = referral_with(both, unsaid, CP1 | {"about": ["ann"]})
    assert [file.place for file in parcel.files] == ["distribution.enclosures[2]"]
    assert parcel.files_left_out == ("distribution.enclosures[0]", "distribution.enclosures[1]")


@pytest.mark.parametrize(
    ("said", "enclosure", "excused", "held"),
    [
        ("no report is declared", None, None, True),
        ("declared and read", {}, None, False),
        ("another paper than the report is declared", {"kind": "other"}, None, True),
        ("declared for another paper", {"goes_with": ["minutes"]}, None, True),
        ("about the referred child alone", {"about": ["ann"]}, None, False),
        ("about one who is not referred", {"about": ["ann", "ben"]}, None, True),
        ("the chair wrote why there is none", None, "not ready", False),
    ],
)
def test_a_referral_without_a_report_of_enquiries_is_held(said, enclosure, excused, held) -> None:
    base = CP1 | {"about": ["ann"]}
    reporter = REFER | ({"no_report_because": excused} if excused else {})
    enclosures = [] if enclosure is None else [base | enclosure]
    more = {**decided({"reporter": reporter}, {}), "distribution": {"enclosures": enclosures}}
    one = situation({**DECIDED, **more}, AFTER, {})
    parcel = next(p for p in plan(one).planned if p.document == "reporter_referral")
    assert ("no-report" in [h.id for h in parcel.holds]) is held


# ---- the plan and the core group -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "plan_of", "group_of"),
    [
        ("mother", BOTH, BOTH),
        ("adam", ANN, NONE),  # excluded, with rights: the plan, and no seat
        ("bob", BEN, NONE),
        ("gran", ANN, ANN),  # in the group, without rights
        ("step", ANN, ANN),
        ("aunt", NONE, NONE),
        ("social_worker", BOTH, BOTH),
        ("visitor", BEN, BEN),  # in the group, not invited
        ("teacher", NONE, NONE),  # invited, not in the group
        ("student", NONE, NONE),
        ("ann", ANN, NONE),
        ("ben", NONE, NONE),
    ],
)
def test_the_plan_and_the_core_group(person, plan_of, group_of) -> None:
    assert asked("protection_plan", person)[1] == plan_of
    for document in ("core_group_invitation", "core_group_record"):
        assert asked(document, person)[1] == group_of


def test_an_excluded_person_is_in_a_core_group_only_with_the_records_reason() -> None:
    for because_, expected in ((None, None), ("he sees her every week", "parent_carer")):
        group = {"members": ["mother", "adam"], "chair": "chair", "first": "2026-11-26", "members_because": because_}
        assert asked("core_group_invitation", "adam", decided({"core_group": group}, {}))[0] == expected


def test_a_member_of_another_familys_core_group_gets_nothing_of_its_child() -> None:
    group = {"core_group": {"members": ["bob", "mother"], "chair": "chair", "first": "2026-11-26"}}
    assert asked("core_group_invitation", "bob", decided(group, {}))[0] is None


def test_a_child_without_a_plan_is_not_in_anybodys() -> None:
    more = decided({"plan": None}, {})
    assert asked("protection_plan", "mother", more)[1] == BEN
    assert asked("protection_plan", "adam", more)[0] is None


def test_support_is_asked_of_the_agency_that_leads_it_for_those_children_alone() -> None:
    support = {"considered": "yes", "what": "x", "by_whom": "teacher", "by": "2026-12-01"}
    neither = {"outcome": "not_registered", "plan": None, "core_group": None, "support": support}
    assert asked("support_plan_request", "teacher", decided({}, neither))[:2] == ("professional", BEN)
    assert asked("support_plan_request", "social_worker", decided({}, neither))[0] is None
    assert asked("support_plan_request", "teacher", decided({}, neither | {"reporter": REFER}))[0] is None
    one = situation({**DECIDED, **decided({}, neither)}, AFTER, {})
    parcel = next(p for p in plan(one).planned if p.document == "support_plan_request")
    assert (parcel.children, parcel.scope) == (BEN, BEN)  # invited for Ann, and reads only of Ben here


# ---- beforehand ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", ["invitation", "agenda", "conference_papers", "report_request"])
def test_an_excluded_parent_gets_no_paper_that_tells_of_the_meeting(document) -> None:
    for more in ({}, also("adam", document)):
        variant, _, row = asked(document, "adam", more, day=BEFORE)
        assert (variant, row) in {
            ("excluded", "invitation-excluded-parent"),
            (None, "before-the-day-excluded"),
        }


def test_a_report_is_asked_of_whom_the_invitation_asks() -> None:
    assert asked("report_request", "teacher", day=BEFORE)[:2] == ("professional", ANN)
    assert asked("report_request", "social_worker", day=BEFORE)[0] is None
    gone = of_invitation("teacher", {"not_invited": {"because": "x"}})
    assert asked("report_request", "teacher", gone, day=BEFORE)[0] is None


def test_papers_go_beforehand_only_when_a_report_has_come_and_is_cleared() -> None:
    for report, there in (
        ({"asked_by": "2026-11-05", "received": "2026-11-05", "goes_beforehand": "yes"}, True),
        ({"asked_by": "2026-11-05", "received": "2026-11-05"}, False),
        ({"asked_by": "2026-11-05", "goes_beforehand": "yes"}, False),
    ):
        one = situation(of_invitation("teacher", {"report": report}), BEFORE, {})
        assert ("conference_papers" in {p.document for p in plan(one).planned}) is there


def test_a_review_has_one_invitation_of_the_two() -> None:
    review = {"conference": RECORD["conference"] | {"kind": "review"}}
    assert {"invitation", "review_invitation"} & _planned(situation({}, BEFORE, {})) == {"invitation"}
    assert {"invitation", "review_invitation"} & _planned(situation(review, BEFORE, {})) == {"review_invitation"}


def _planned(one) -> set[str]:
    return {p.document for p in plan(one).planned}


# ---- consent ---------------------------------------------------------------------------------------------------------


def test_a_notice_to_the_register_waits_for_the_chairs_recorded_instruction_for_each_child() -> None:
    told = {"notifications": {"by": "chair", "instructed": "2026-11-12T12:00"}}
    for ann, ben, held in ((told, told, False), (told, {}, True), ({}, {}, True)):
        one = situation({**DECIDED, **decided(ann, ben)}, AFTER, {})
        parcel = next(p for p in plan(one).planned if (p.document, p.person) == ("registration_notice", "keeper"))
        assert ("instruction" in [h.id for h in parcel.holds]) is held
        assert not parcel.approval_needed


def test_what_needs_the_chairs_approval_and_what_does_not() -> None:
    one = situation(
        {**DECIDED, **decided({"dissents": [{"person": "mother", "text": "x", "reply": "y"}]}, {})}, AFTER, {}
    )
    needed = {p.document for p in plan(one).planned if p.approval_needed}
    free = {p.document for p in plan(one).planned if not p.approval_needed}
    assert free == {"dissent_notice", "registration_notice"}
    assert needed >= {"minutes", "decision_letter", "dissent_reply", "appeal_reply", "protection_plan"}


def test_a_letter_of_yesterday_is_stale_whichever_letter_it_is() -> None:
    late = {"letters": {name: {"date": "2026-11-15"} for name in LETTERS}}
    one = situation({**DECIDED, **late}, AFTER, {})
    stale = {p.document for p in plan(one).planned if "stale" in [h.id for h in p.holds]}
    assert stale == {"decision_letter", "appeal_acknowledgement", "appeal_reply"}


# ---- the chair's recorded decision -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "more", "family", "professional", "child"),
    [
        ("minutes", {}, "family", "full", "child"),
        ("decision_letter", {}, "parent_carer", "professional", "child"),
        ("protection_plan", {}, "parent_carer", "professional", "child"),
        ("core_group_record", {}, "parent_carer", "professional", "child"),
        (
            "deferral_notice",
            decided({"outcome": "deferred"}, {"outcome": "deferred"}),
            "parent_carer",
            "professional",
            "child",
        ),
        ("agenda", {}, None, None, None),
        ("dissent_notice", {}, None, None, None),
        ("reporter_copy", {}, None, None, None),
        ("reporter_referral", {}, None, None, None),
        ("police_flag_notice", {}, None, None, None),
        ("core_group_invitation", {}, None, None, None),
        ("appeal_reply", {}, None, None, None),
        ("leaflets", {}, None, None, None),
    ],
)
def test_whom_the_chair_names_gets_the_variant_of_her_or_his_kind(document, more, family, professional, child) -> None:
    for person, variant, children in (("aunt", family, ANN), ("housing", professional, BOTH), ("ben", child, BEN)):
        found = asked(document, person, {**more, **also(person, document)})
        assert found[:2] == (variant, children if variant else NONE)
        assert asked(document, person, more)[0] is None


def test_the_chairs_decision_opens_no_child_that_the_person_was_not_invited_for() -> None:
    """A father of one, stepfather of the other, invited for his own child: the chair's decision stays there."""
    people = [
        p | {"relationship": {"ben": "father", "ann": "stepfather"}} if p["id"] == "bob" else p
        for p in RECORD["people"]
    ]
    bob = of_invitation("bob", {"excluded": RECORD["invitations"][1]["excluded"], "supporter": None})
    assert asked("minutes", "bob", {"people": people, **bob, **also("bob", "minutes")})[:2] == ("family", BEN)


def test_a_post_is_named_among_those_who_get_nothing_only_of_a_paper_that_posts_get() -> None:
    posts = {r.id for r in situation({}, AFTER, {}).recipients if r.kind == "post"}
    said = {n.document for n in plan(situation(DECIDED, AFTER, {})).nothing if n.person in posts}
    assert said == {"registration_notice", "reporter_copy"}


# ---- the chair's working copy ----------------------------------------------------------------------------------------


def test_the_chair_gets_a_working_copy_of_the_minutes_whole_and_nothing_else() -> None:
    one = situation(DECIDED, AFTER, {})
    given = {d: answer(one, one.chair, d) for d in one.tables.documents.documents}
    papers = {d: (found.row.id, found.children) for d, found in given.items() if found.row and not found.refused}
    assert papers == {"minutes": ("minutes-working-copy", BOTH)}


def test_nobody_of_the_record_and_no_post_is_given_one() -> None:
    one = situation(DECIDED, AFTER, {})
    assert one.chair not in one.recipients
    rows = {answer(one, r, "minutes").row for r in one.recipients} - {None}
    assert "minutes-working-copy" not in {row.id for row in rows}
