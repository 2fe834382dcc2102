"""Checks that bind once a decision is recorded, and those of what follows it."""

from __future__ import annotations

import pytest
from check_table import Row, name, row, spares, trips, without
from test_checks_called import ADAM_EXCLUDED, ADAM_OUT, ANN_UNBORN, REPORTER, REPORTER_IN, REVIEW, TRANSFER
from test_checks_dates import APPEAL, DEFERRED, DISSENT
from test_checks_held import INQUORATE

from cpdocs.rules import checks

ANN: tuple[str | int, ...] = ("decisions", 0)
REFERRED = {
    "decisions.0.reporter.refer": "yes",
    "decisions.0.reporter.compulsory_measures": "cannot_be_met_voluntarily",
    "decisions.0.reporter.non_disclosure": "not_requested",
}
NOT_REGISTERED = {
    "decisions.0.outcome": "not_registered",
    "decisions.0.support": {"considered": "yes", "what": "x", "by_whom": "leader", "by": "2026-11-20"},
}
OUTCOME = [
    row("decision-a-child", ("decisions",), {"decisions.1": None}, {}),
    row("decision-a-child", ("decisions",), {"decisions.1.child": "ann"}, {}, "no-appeal-advice"),
    row("impossible-outcome", (*ANN, "outcome"), {"decisions.0.outcome": "remains"}, {}),
    row("impossible-outcome", (*ANN, "outcome"), {**REVIEW, **DEFERRED}, DEFERRED),
    *(
        row("registered-lacks", ANN, {f"decisions.0.{block}": None}, {**NOT_REGISTERED, f"decisions.0.{block}": None})
        for block in ("significant_harm", "concerns", "plan", "lead_professional", "core_group", "review_by")
    ),
    row(
        "registered-lacks",
        (*ANN, "concerns"),
        {"decisions.0.concerns": {}},
        {**NOT_REGISTERED, "decisions.0.concerns": {}},
    ),
    row("deferred-lacks", ANN, without(DEFERRED, "decisions.0.deferral"), DEFERRED),
    row("not-deferred", (*ANN, "deferral"), without(DEFERRED, "decisions.0.outcome"), DEFERRED),
    row(
        "deferred-again", (*ANN, "outcome"), {**DEFERRED, "conference.resumes": "CP-0"}, {"conference.resumes": "CP-0"}
    ),
    row(
        "wrong-direction",
        (*ANN, "outcome"),
        {**TRANSFER, "decisions.0.outcome": "transferred_out"},
        {
            **TRANSFER,
            "conference.transfer.direction": "out",
            "decisions.0.outcome": "transferred_out",
            "decisions.1.outcome": "transferred_out",
        },
    ),
    row(
        "inquorate-removes",
        (*ANN, "outcome"),
        {**REVIEW, **INQUORATE, "decisions.0.outcome": "de_registered"},
        {**REVIEW, "decisions.0.outcome": "de_registered"},
    ),
    row(
        "decided-without-meeting",
        (*ANN, "outcome"),
        {**INQUORATE, "inquorate.went_ahead": "no"},
        INQUORATE,
    ),
    row(
        "limb-without-basis",
        (*ANN, "significant_harm"),
        {"decisions.0.significant_harm.basis": None},
        {
            "decisions.0.significant_harm.basis": None,
            "decisions.0.significant_harm.limb": "suffered_and_further_likely",
        },
    ),
    row(
        "support-not-considered",
        ANN,
        without(NOT_REGISTERED, "decisions.0.support"),
        {**without(NOT_REGISTERED, "decisions.0.support"), **REFERRED},
    ),
    row("support-not-considered", ANN, {**NOT_REGISTERED, "decisions.0.support.considered": "no"}, NOT_REGISTERED),
    row("others-in-household-missing", ("decisions",), {"others_in_household": None}, {}),
    row(
        "other-child-not-considered",
        ("others_in_household", "children", 0, "considered"),
        {"others_in_household": {"children": [{"name": "Cy", "considered": "no", "outcome": "x"}]}},
        {"others_in_household": {"children": [{"name": "Cy", "considered": "yes", "outcome": "x"}]}},
    ),
]
OUTCOME += [
    row(
        "decided-without-meeting",
        (*ANN, "outcome"),
        {**INQUORATE, **DEFERRED, "inquorate.went_ahead": "no", "decisions.0.outcome": "registered"},
        {
            **INQUORATE,
            **DEFERRED,
            "inquorate.went_ahead": "no",
            "decisions.1.outcome": "deferred",
            "decisions.1.deferral": DEFERRED["decisions.0.deferral"],
        },
        "not-deferred",
    ),
]
CONCERNS = [
    row(
        "no-primary-concern",
        (*ANN, "concerns"),
        {"decisions.0.concerns": {"others": ["neglect"]}},
        {**NOT_REGISTERED, "decisions.0.concerns": {"others": ["neglect"]}},
        council={"rules": {"primary_concern": "yes"}},
    ),
    row(
        "other-concern",
        (*ANN, "concerns", "primary"),
        {**NOT_REGISTERED, "decisions.0.significant_harm": None, "decisions.0.concerns.primary": "other"},
        {**NOT_REGISTERED, "decisions.0.significant_harm": None},
        council={"concerns.other": "Other concern"},
    ),
    row(
        "no-primary-concern",
        (*ANN, "concerns"),
        {"decisions.0.concerns": {"others": ["neglect"]}},
        {"decisions.0.concerns": {"primary": "neglect"}},
        council={"rules": {"primary_concern": "yes"}},
    ),
    row(
        "concern-not-in-use",
        (*ANN, "concerns", "secondary"),
        {"decisions.0.concerns.secondary": "old"},
        {"decisions.0.concerns.secondary": "new"},
        council={
            "concerns.old": {"label": "Old", "until": "2026-11-11", "maps_to": "new"},
            "concerns.new": {"label": "New", "since": "2026-11-12"},
        },
    ),
    row(
        "concern-twice",
        (*ANN, "concerns", "others", 0),
        {"decisions.0.concerns.others": ["domestic_abuse"]},
        {"decisions.0.concerns.others": ["neglect"]},
    ),
    row(
        "other-concern",
        (*ANN, "concerns", "secondary"),
        {"decisions.0.concerns.secondary": "other"},
        {"decisions.0.concerns.secondary": "other", "decisions.0.significant_harm.cause": "x"},
        council={"concerns.other": "Other concern"},
    ),
]
TO = (*ANN, "reporter")
REFERRALS = [
    row("reporter-not-considered", (*TO, "considered"), {"decisions.0.reporter.considered": "no"}, {}),
    row("referral-without-test", TO, without(REFERRED, "decisions.0.reporter.compulsory_measures"), REFERRED),
    row(
        "test-without-referral",
        TO,
        {"decisions.0.reporter.suggested_grounds": ["a"]},
        {**REFERRED, "decisions.0.reporter.suggested_grounds": ["a"]},
    ),
    row("test-without-referral", TO, without(REFERRED, "decisions.0.reporter.refer"), REFERRED),
    row("non-disclosure-not-said", TO, without(REFERRED, "decisions.0.reporter.non_disclosure"), REFERRED),
    row("unborn-referred", (*TO, "refer"), {**ANN_UNBORN, **REFERRED}, ANN_UNBORN),
    row(
        "referral-too-old",
        (*TO, "refer"),
        {**REFERRED, "children.0.born": "2008-11-12"},
        {"children.0.born": "2008-11-12"},
        "grown-up",
    ),
    row(
        "referral-too-old",
        (*TO, "refer"),
        {**REFERRED, "children.0.born": "2010-11-12"},
        {**REFERRED, "children.0.born": "2010-11-13"},
        council={"rules": {"referral_age": {"since": "2026-11-13"}}},
    ),
    row(
        "referral-too-old",
        (*TO, "refer"),
        {**REFERRED, "children.0.born": "2009-11-12"},
        {**REFERRED, "children.0.born": "2009-11-13"},
        "referral-at-16-or-17",
        council={"rules": {"referral_age": {"under": 17}}},
    ),
    row(
        "referral-at-16-or-17",
        (*TO, "refer"),
        {**REFERRED, "children.0.born": "2010-11-12"},
        {**REFERRED, "children.0.born": "2010-11-13"},
    ),
    row(
        "referral-at-16-or-17",
        (*TO, "refer"),
        {**REFERRED, "children.0.born": "2008-11-13"},
        {"children.0.born": "2008-11-13"},
        council={"rules": {"referral_age": {"since": "2026-11-12"}}},
    ),
]
MEMBERS = (*ANN, "core_group", "members")
BECAUSE = {"decisions.0.core_group.members_because": "There is a reason."}
PLANS = [
    row(
        "no-plan-for-birth",
        (*ANN, "plan"),
        without(ANN_UNBORN, "decisions.0.plan.at_birth"),
        {**without(ANN_UNBORN, "decisions.0.plan.at_birth"), **NOT_REGISTERED, "decisions.0.plan": None},
    ),
    row(
        "observer-in-core-group",
        (*ANN, "core_group", "chair"),
        {"invitations.4.observer": "yes", "decisions.0.core_group.chair": "teacher"},
        {"invitations.0.observer": "yes"},
    ),
    row(
        "core-group-without-family",
        MEMBERS,
        {"decisions.0.core_group.members": ["social_worker"]},
        {"decisions.0.core_group.members": ["social_worker"], **BECAUSE},
    ),
    row(
        "core-group-without-family",
        MEMBERS,
        {"decisions.0.core_group.members": ["social_worker", "friend"]},
        {"decisions.0.core_group.members": ["social_worker", "ann"]},
    ),
    row(
        "core-group-without-lead",
        MEMBERS,
        {"decisions.0.core_group.members": ["mother", "visitor"]},
        {"decisions.0.core_group.members": ["mother", "visitor"], **BECAUSE},
    ),
    row(
        "core-group-without-lead",
        MEMBERS,
        {"decisions.0.core_group.members": ["mother"]},
        {"decisions.0.core_group": {"members": ["mother"], "chair": "social_worker", "first": "2026-11-26"}},
    ),
    row(
        "core-group-with-excluded",
        (*MEMBERS, 2),
        {**ADAM_EXCLUDED, "decisions.0.core_group.members": ["mother", "social_worker", "adam"]},
        {**ADAM_EXCLUDED, "decisions.0.core_group.members": ["mother", "social_worker", "adam"], **BECAUSE},
    ),
    row(
        "observer-in-core-group",
        (*MEMBERS, 2),
        {**REPORTER_IN, "decisions.0.core_group.members": ["mother", "social_worker", "reporter"]},
        REPORTER_IN,
        book={"contacts.reporter": REPORTER},
    ),
    row(
        "observer-in-core-group",
        (*ANN, "lead_professional"),
        {"invitations.4.observer": "yes", "decisions.0.lead_professional": "teacher"},
        {"decisions.0.lead_professional": "teacher"},
        "core-group-without-lead",
    ),
    row(
        "observer-in-core-group",
        (*ANN, "core_group", "chair"),
        {"invitations.4.observer": "yes", "decisions.0.core_group.chair": "teacher"},
        {"decisions.0.core_group.chair": "teacher"},
    ),
    row("no-plan-for-birth", (*ANN, "plan"), without(ANN_UNBORN, "decisions.0.plan.at_birth"), ANN_UNBORN),
    row("no-progress", ("decisions", 1), {**REVIEW, "progress.1": None}, REVIEW),
    row("no-progress", ANN, {**REVIEW, "progress.0.child": "ben"}, REVIEW),
]
NOTES = (*ANN, "notifications")
OWN_LETTER = {"children.0.own_copy": {"decided_by": "chair", "decision_letter": "child"}}
ADVICE = {"given_by": "social_worker", "on": "2026-11-12", "how": "in person"}
TOLD = [
    row("no-appeal-advice", (*ANN, "appeal_advice"), {"decisions.0.appeal_advice.adam": None}, {}),
    row(
        "no-appeal-advice",
        (*ANN, "appeal_advice"),
        {"decisions.0.appeal_advice.adam": None, "people.1.parental_rights": None},
        ADAM_OUT,
    ),
    row(
        "no-appeal-advice", (*ANN, "appeal_advice"), OWN_LETTER, {**OWN_LETTER, "decisions.0.appeal_advice.ann": ADVICE}
    ),
    row(
        "no-appeal-advice",
        (*ANN, "appeal_advice"),
        {"decisions.0.appeal_advice": None},
        {**DEFERRED, "decisions.0.appeal_advice": None},
    ),
    row(
        "dissent-not-told",
        (*ANN, "dissents", 0),
        {"decisions.0.dissents": [{"person": "mother", "text": "x"}]},
        {"decisions.0.dissents": [DISSENT]},
    ),
    row(
        "dissent-by-absent",
        (*ANN, "dissents", 0, "person"),
        {"decisions.0.dissents": [DISSENT | {"person": "teacher"}]},
        {"decisions.0.dissents": [DISSENT]},
    ),
    row(
        "not-notified",
        NOTES,
        {"decisions.0.notifications": None},
        {**NOT_REGISTERED, "decisions.0.notifications": None},
    ),
    row(
        "not-notified",
        NOTES,
        {"decisions.0.notifications.central_register": None},
        {"decisions.0.notifications.central_register": None, "decisions.0.notifications.late_because": "x"},
    ),
    row(
        "not-notified",
        NOTES,
        {**REVIEW, "decisions.0.outcome": "de_registered", "decisions.0.notifications": None},
        {**REVIEW, "decisions.0.notifications": None},
    ),
    row(
        "notified-late",
        (*NOTES, "out_of_hours"),
        {"decisions.0.notifications.out_of_hours": "2026-11-13T00:00"},
        {"decisions.0.notifications.out_of_hours": "2026-11-12T23:59"},
    ),
    row(
        "notified-late",
        (*NOTES, "out_of_hours"),
        {"decisions.0.notifications.out_of_hours": "2026-11-13T09:00"},
        {"decisions.0.notifications.out_of_hours": "2026-11-13T09:00", "decisions.0.notifications.late_because": "x"},
    ),
]
EXTRA = {"person": "social_worker", "child": "ann", "register": "no", "because": "x"}
ENCLOSURE = {"file": "reports/a.pdf", "title": "A", "sha256": "0" * 64, "goes_with": ["reporter_referral"]}
READ = ENCLOSURE | {"reviewed_by": "leader"}
ALSO = {"person": "gran", "documents": ["minutes"], "agreed_by_chair": "2026-11-12", "because": "x"}
NOBODY_CAME_YET = {"attendance": None, "quorate": None, "closed_parts": None, "minutes.passages.1": None}
TOLD += [
    row(
        "dissent-by-absent",
        (*ANN, "dissents", 0, "person"),
        {"decisions.0.dissents": [DISSENT | {"person": "teacher"}]},
        {**NOBODY_CAME_YET, "decisions.0.dissents": [DISSENT | {"person": "teacher"}]},
    )
]
VIEWS = [
    row(
        "agency-view-missing",
        ("agency_views",),
        {"invitations.5": {"person": "gran", "not_invited": {"because": "x"}}, "agency_views.2.person": "teacher"},
        {
            "invitations.5": {"person": "gran", "not_invited": {"because": "x"}},
            "agency_views.+": EXTRA | {"person": "teacher"},
        },
        "came-uninvited",
    ),
    row(
        "view-outside-invitation",
        ("agency_views", 6, "child"),
        {"agency_views.+": EXTRA | {"person": "teacher", "child": "ben"}},
        {
            "invitations.4": {"person": "gran", "not_invited": {"because": "x"}},
            "attendance.teacher": None,
            "agency_views.+": EXTRA | {"person": "teacher", "child": "ben"},
        },
    ),
    row("agency-view-missing", ("agency_views",), {"agency_views.2": None}, {"agency_views.2.register": "gave none"}),
    row("agency-view-missing", ("decisions",), {"agency_views": None}, {}),
    row(
        "agency-view-missing",
        ("agency_views",),
        {"attendance.teacher": "attended"},
        {"attendance.teacher": "attended", "agency_views.+": EXTRA | {"person": "teacher"}},
    ),
    row("view-twice", ("agency_views", 6), {"agency_views.+": EXTRA}, {}),
    row(
        "view-of-no-agency",
        ("agency_views", 6, "person"),
        {"agency_views.+": EXTRA | {"person": "mother"}},
        {"agency_views.+": EXTRA | {"person": "teacher"}},
    ),
    row(
        "observer-gives-view",
        ("agency_views", 4, "person"),
        {**REPORTER_IN, "agency_views.+": EXTRA | {"person": "reporter"}},
        REPORTER_IN,
        book={"contacts.reporter": REPORTER},
    ),
    row(
        "observer-gives-view",
        ("agency_views", 6, "person"),
        {"invitations.4.observer": "yes", "agency_views.+": EXTRA | {"person": "teacher"}},
        {"agency_views.+": EXTRA | {"person": "teacher"}},
    ),
    row(
        "view-outside-invitation",
        ("agency_views", 6, "child"),
        {"agency_views.+": EXTRA | {"person": "teacher", "child": "ben"}},
        {"agency_views.+": EXTRA | {"person": "teacher"}},
    ),
]
FOLLOWS = [
    row(
        "appeal-by-another",
        ("appeals", 0, "person"),
        {"appeals": [APPEAL | {"person": "friend"}], "people.4.relationship": {"ann": "aunt"}},
        {"appeals": [APPEAL | {"person": "gran"}], "people.4.relationship": {"ann": "aunt"}},
    ),
    row("appeal-without-decision", ("appeals", 0, "child"), {**DEFERRED, "appeals": [APPEAL]}, {"appeals": [APPEAL]}),
    row(
        "appeal-by-another",
        ("appeals", 0, "person"),
        {"appeals": [APPEAL | {"person": "bob"}]},
        {"appeals": [APPEAL | {"person": "gran"}]},
    ),
    row(
        "appeal-by-another",
        ("appeals", 0, "person"),
        {"appeals": [APPEAL | {"person": "ben"}]},
        {"appeals": [APPEAL | {"person": "ann"}]},
    ),
    row("appeal-by-another", ("appeals", 0, "person"), {"appeals": [APPEAL | {"person": "teacher"}]}, {}),
    row(
        "minutes-to-supporter",
        ("distribution", "also", 0, "documents"),
        {"distribution.also": [ALSO | {"person": "friend"}]},
        {"distribution.also": [ALSO, ALSO | {"person": "ann"}, ALSO | {"person": "friend", "documents": ["agenda"]}]},
    ),
    row(
        "minutes-to-supporter",
        ("distribution", "also", 0, "documents"),
        {"distribution.also": [ALSO | {"person": "teacher"}], "invitations.4.observer": "yes"},
        {"distribution.also": [ALSO | {"person": "teacher"}]},
    ),
    row(
        "enclosure-not-reviewed",
        ("distribution", "enclosures", 0),
        {"distribution.enclosures": [ENCLOSURE]},
        {"distribution.enclosures": [READ]},
    ),
    row(
        "enclosure-goes-nowhere",
        ("distribution", "enclosures", 0, "goes_with", 1),
        {"distribution.enclosures": [READ | {"goes_with": ["reporter_referral", "decision_letter"]}]},
        {"distribution.enclosures": [READ]},
    ),
]
ROWS = [*OUTCOME, *CONCERNS, *REFERRALS, *PLANS, *TOLD, *VIEWS, *FOLLOWS]


@pytest.mark.parametrize("one", ROWS, ids=name)
def test_a_decision_that_breaks_a_rule_is_found_at_its_place(one: Row, situate_whole, gone) -> None:
    trips(one, situate_whole, gone)


@pytest.mark.parametrize("one", ROWS, ids=name)
def test_a_decision_that_just_keeps_it_is_not_claimed_to_break_it(one: Row, situate_whole, gone) -> None:
    spares(one, situate_whole, gone)


@pytest.mark.parametrize(
    ("kind", "possible"),
    [
        ("initial", {"registered", "not_registered", "deferred"}),
        ("pre_birth", {"registered", "not_registered", "deferred"}),
        ("review", {"remains", "de_registered"}),
        ("transfer", {"transferred_in", "transferred_out"}),
    ],
)
def test_a_conference_decides_only_what_its_kind_can(kind, possible, situate) -> None:
    every = (
        "registered",
        "not_registered",
        "remains",
        "de_registered",
        "transferred_in",
        "transferred_out",
        "deferred",
    )
    allowed = set()
    for outcome in every:
        found = checks.check(situate({"conference.kind": kind, "decisions.0.outcome": outcome}))
        if ("impossible-outcome", ("decisions", 0, "outcome")) not in [(p.id, p.path) for p in found]:
            allowed.add(outcome)
    assert allowed == possible


def test_the_concern_that_took_the_place_of_an_old_one_is_offered(situate_whole) -> None:
    old = {"concerns.old": {"label": "Old", "until": "2026-11-11", "maps_to": "neglect"}}
    (problem,) = checks.check(situate_whole({"decisions.0.concerns.primary": "old"}, authority=old))
    assert problem.hint == "Write neglect, which is used in its place."
