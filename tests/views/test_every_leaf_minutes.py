"""Every leaf of the Views of the minutes and of the Reporter's copy is accounted for (test_every_leaf.py says how).

The four minuted examples, with what none of them holds written in: a conference of too few, a hearing, a missed
timescale. Each of their texts, days and times is one of its own.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, time
from typing import Any, get_args

import pytest
from leaf_tools import marked, origin, sources

from cpdocs.record.minutes import Section
from cpdocs.record.model import Record
from cpdocs.record.people import Contacts
from cpdocs.views.grounds import GROUNDS
from cpdocs.views.leaves import Prose
from cpdocs.views.minutes import KINDS as CONFERENCES
from cpdocs.views.reading import KINDS
from cpdocs.views.said import STATES
from cpdocs.views.schedule import APART, PLACES, WHEREABOUTS
from cpdocs.views.shape import View
from cpdocs.views.shape.reporter_referral import ReporterReferral

EXAMPLES = ("rennie", "isbister", "baird", "wilga")
WORDS = (
    *("another person", "supporter", "child", "fact", "opinion", "view", "yes", "no", "gave none", APART, WHEREABOUTS),
    *(*KINDS.values(), *CONFERENCES.values(), *STATES.values(), *PLACES.values()),
    *("a part of the conference", "where the child lives", "the child's school or nursery", "the child's surgery"),
    *GROUNDS.values(),
    *("a part of a report", "that somebody has to do with this case", *get_args(Section)),
)
OFFICER_PARTS = (("name", "name"), ("title", "post_title"), ("phone", "phone"), ("email", "email"))
NAMES = {"children[].name", "contacts.name", "people[].name"}
CHAIR = {f"chair.{part}": {f"staff.{source}"} for part, source in OFFICER_PARTS}
WORKER = {f"social_worker.{part}": {f"contacts.{source}"} for part, source in OFFICER_PARTS}
# What every whole minute may know.
COMMON: dict[str, set[str]] = {
    **CHAIR,
    **WORKER,
    "actions[].by": {"minutes.actions[].by"},
    "actions[].what": {"minutes.actions[].what.text"},
    "actions[].who": {"contacts.name", "people[].name", "staff.name"},
    "attendance[].because": {"absent_because.*.text"},
    "attendance[].left_at": {"attendance.*"},
    "attendance[].name": NAMES,
    "attendance[].related[].children[]": {"children[].name"},
    "attendance[].related[].what": {"people[].relationship.*"},
    "attendance[].supports": {"people[].name"},
    "attendance[].title": {"contacts.post_title"},
    "child_views[].absent_because": {"absent_because.*.text"},
    "child_views[].because": {"children[].taking_part.because.text"},
    "child_views[].brought_by": {"contacts.name"},
    "child_views[].child": {"children[].name"},
    "child_views[].how": {"minutes.child_views.*.how.text"},
    "child_views[].text": {"minutes.child_views.*.text.text"},
    "children[]": {"children[].name"},
    "closed_parts[].because": {"closed_parts[].because.text"},
    "closed_parts[].ends": {"closed_parts[].ends"},
    "closed_parts[].explained_at": {"closed_parts[].explained_by_chair"},
    "closed_parts[].starts": {"closed_parts[].starts"},
    "copies_to[].name": NAMES,
    "copies_to[].title": {"contacts.post_title"},
    "decisions[].abuser": {"people[].name"},
    "decisions[].abuser_text": {"decisions[].alleged_abuser.text.text"},
    "decisions[].advice[].by": {"contacts.name", "staff.name"},
    "decisions[].advice[].on": {"decisions[].appeal_advice.*.on"},
    "decisions[].advice[].person": {"children[].name", "people[].name"},
    "decisions[].at_birth.steps": {"decisions[].plan.at_birth.steps.text"},
    "decisions[].at_birth.told_by": {"contacts.name"},
    "decisions[].cause": {"decisions[].significant_harm.cause.text"},
    "decisions[].child": {"children[].name"},
    "decisions[].concerns[]": {"concerns"},
    "decisions[].contingency": {"decisions[].plan.contingency.text"},
    "decisions[].core_group[]": {"contacts.name", "people[].name"},
    "decisions[].core_group_chair": {"staff.name"},
    "decisions[].core_group_first": {"decisions[].core_group.first"},
    "decisions[].deferral.because": {"decisions[].deferral.because.text"},
    "decisions[].deferral.interim_plan": {"decisions[].deferral.interim_plan.text"},
    "decisions[].deferral.reconvene": {"decisions[].deferral.reconvene"},
    "decisions[].dissents[].course_of_action": {"decisions[].dissents[].course_of_action.text"},
    "decisions[].dissents[].person": {"contacts.name", "people[].name"},
    "decisions[].dissents[].text": {"decisions[].dissents[].text.text"},
    "decisions[].dissents[].told_on": {"decisions[].dissents[].told_head_of_service"},
    "decisions[].harm_kinds[]": {"a word of cpdocs"},
    "decisions[].lead_professional.name": {"contacts.name"},
    "decisions[].lead_professional.title": {"contacts.post_title"},
    "decisions[].outcome": {"a word of cpdocs"},
    "decisions[].plan_actions[].answers": {"decisions[].plan.actions[].answers.text"},
    "decisions[].plan_actions[].by": {"decisions[].plan.actions[].by"},
    "decisions[].plan_actions[].what": {"decisions[].plan.actions[].what.text"},
    "decisions[].plan_actions[].who[]": NAMES,
    "decisions[].plan_outcomes[]": {"decisions[].plan.outcomes[].text"},
    "decisions[].primary_concern": {"concerns"},
    "decisions[].reasons": {"decisions[].reasons.text"},
    "decisions[].reconsider_by": {"staff.name"},
    "decisions[].reconsider_on": {"decisions[].reporter.reconsider.on"},
    "decisions[].reporter_because": {"decisions[].reporter.because.text"},
    "decisions[].review_by": {"decisions[].review_by"},
    "decisions[].secondary_concern": {"concerns"},
    "decisions[].support.by": {"decisions[].support.by"},
    "decisions[].support.by_whom": {"contacts.name"},
    "decisions[].support.what": {"decisions[].support.what.text"},
    "facts[].by": {"people[].name"},
    "facts[].correction": {"facts_checked[].correction.text"},
    "facts[].what": {"facts_checked[].what"},
    "family_views[].person": {"people[].name"},
    "family_views[].sought": {"minutes.family_views[].sought.text"},
    "family_views[].text": {"minutes.family_views[].text.text"},
    "family_views[].through": {"contacts.name"},
    "inquorate.because": {"inquorate.because.text"},
    "inquorate.interim_plan": {"inquorate.interim_plan.text"},
    "inquorate.meets_again": {"inquorate.meets_again"},
    "late_because": {"conference.late_because.text"},
    "legal[].child": {"children[].name"},
    "legal[].hearings[].on": {"children[].legal_status.hearings[].on"},
    "legal[].hearings[].what": {"children[].legal_status.hearings[].what.text"},
    "legal[].open_referrals[]": {"children[].legal_status.open_referrals[].text"},
    "legal[].orders[]": {"children[].legal_status.orders[].text"},
    "meeting_date": {"conference.date"},
    "minute_taker": {"staff.name"},
    "other_children[].name": {"others_in_household.children[].name"},
    "other_children[].outcome": {"others_in_household.children[].outcome.text"},
    "progress[].action": {"progress[].action.text"},
    "progress[].changed": {"progress[].changed.text"},
    "progress[].child": {"children[].name"},
    "progress[].state": {"a word of cpdocs"},
    "progress[].who[]": NAMES,
    "purpose": {"minutes.purpose.text"},
    "reports[].excused": {"invitations[].report.excused_because.text"},
    "reports[].name": {"contacts.name"},
    "reports[].not_shared": {"invitations[].report.not_shared_because.text"},
    "reports[].received": {"invitations[].report.received"},
    "reports[].shared": {"invitations[].report.shared_with_family"},
    "reports[].title": {"contacts.post_title"},
    "requested.answered_by": {"staff.name"},
    "requested.answered_on": {"requested.answered_on"},
    "requested.because": {"requested.because.text"},
    "requested.by.name": {"contacts.name"},
    "requested.by.title": {"contacts.post_title"},
    "requested.on": {"requested.on"},
    "risks[]": {"minutes.risks[].text"},
    "sections[].name": {"a word of cpdocs"},
    "sections[].passages[].challenged[].by": {"people[].name"},
    "sections[].passages[].challenged[].text": {"minutes.passages[].challenged[].text"},
    "sections[].passages[].heading": {"minutes.passages[].heading"},
    "sections[].passages[].kind": {"a word of cpdocs"},
    "sections[].passages[].speaker": NAMES,
    "sections[].passages[].text": {"minutes.passages[].text"},
    "sections[].passages[].title": {"contacts.post_title"},
    "strengths[]": {"minutes.strengths[].text"},
}
# What professionals may know besides.
FULL: dict[str, set[str]] = {
    "decisions[].advice[].how": {"decisions[].appeal_advice.*.how"},
    "births[].born": {"children[].born"},
    "births[].child": {"children[].name"},
    "births[].expected": {"children[].expected"},
    "births[].known_as[]": {"children[].known_as[]"},
    "closed_parts[].left[]": NAMES,
    "decisions[].agency_views[].because": {"agency_views[].because.text"},
    "decisions[].agency_views[].name": {"contacts.name"},
    "decisions[].agency_views[].register": {"a word of cpdocs"},
    "decisions[].agency_views[].title": {"contacts.post_title"},
    "decisions[].central_told.at": {"decisions[].notifications.central_register.at"},
    "decisions[].central_told.on": {"decisions[].notifications.central_register.at"},
    "decisions[].core_group_because": {"decisions[].core_group.members_because.text"},
    "decisions[].tried": {"decisions[].reporter.tried.text"},
    "decisions[].no_report_because": {"decisions[].reporter.no_report_because.text"},
    "decisions[].out_of_hours_told.at": {"decisions[].notifications.out_of_hours.at"},
    "decisions[].out_of_hours_told.on": {"decisions[].notifications.out_of_hours.at"},
    "decisions[].told_late_because": {"decisions[].notifications.late_because.text"},
    "decisions[].register_told.at": {"decisions[].notifications.register_keeper.at"},
    "decisions[].register_told.on": {"decisions[].notifications.register_keeper.at"},
    "excluded[].because": {"invitations[].excluded.because.text"},
    "excluded[].by": {"staff.name"},
    "excluded[].informed_by": {"contacts.name"},
    "excluded[].informed_on": {"invitations[].excluded.informed_by_date"},
    "excluded[].name": {"people[].name"},
    "excluded[].on": {"invitations[].excluded.on"},
    "excluded[].related[].children[]": {"children[].name"},
    "excluded[].related[].what": {"people[].relationship.*"},
    "excluded[].views_by": {"contacts.name"},
    "kind": {"a word of cpdocs"},
    "not_invited[].because": {"invitations[].not_invited.because.text"},
    "not_invited[].by": {"staff.name"},
    "not_invited[].name": {"people[].name"},
    "not_invited[].on": {"invitations[].not_invited.on"},
    "not_invited[].related[].children[]": {"children[].name"},
    "not_invited[].related[].what": {"people[].relationship.*"},
    "place": {"conference.place"},
    "prepared[].by": {"contacts.name"},
    "prepared[].met_chair_at": {"children[].taking_part.prepared.met_chair_at", "people[].prepared.met_chair_at"},
    "prepared[].name": {"children[].name", "people[].name"},
    "prepared[].on": {"children[].taking_part.prepared.on", "people[].prepared.on"},
    "previous": {"conference.previous"},
    "reference": {"reference"},
    "starts": {"conference.starts"},
}
# What the Reporter may know besides.
REPORTER: dict[str, set[str]] = {
    "decisions[].grounds[]": {"decisions[].reporter.suggested_grounds[]"},
    "schedule[].about": {"children[].name", "contacts.name"},
    "schedule[].because": {
        "closed_parts[].because.text",
        "decisions[].alleged_abuser.text.restricted.because",
        "decisions[].plan.actions[].answers.restricted.because",
        "decisions[].plan.actions[].what.restricted.because",
        "others_in_household.children[].outcome.restricted.because",
        "requested.because.restricted.because",
        "invitations[].report.part_restricted.because",
        "minutes.passages[].restricted.because",
    },
    "schedule[].ends": {"closed_parts[].ends"},
    "schedule[].heading": {"minutes.passages[].heading"},
    "schedule[].kept_from[].name": NAMES,
    "schedule[].kept_from[].related[].children[]": {"children[].name"},
    "schedule[].kept_from[].related[].what": {"people[].relationship.*"},
    "schedule[].kept_from[].title": {"a word of cpdocs", "contacts.post_title"},
    "schedule[].kind": {"a word of cpdocs"},
    "schedule[].starts": {"closed_parts[].starts"},
    "schedule[].what": {"a word of cpdocs"},
}
# What the letter of a referral may know: of the referred child alone, and so also where that child can be found.
LETTER: dict[str, set[str]] = {
    **CHAIR,
    **WORKER,
    "children[]": {"children[].name"},
    "family_views[].person": {"people[].name"},
    "family_views[].sought": {"minutes.family_views[].sought.text"},
    "family_views[].text": {"minutes.family_views[].text.text"},
    "family_views[].through": {"contacts.name"},
    "kind": {"a word of cpdocs"},
    "meeting_date": {"conference.date"},
    "reference": {"reference"},
    "referred[].because": {"decisions[].reporter.because.text"},
    "referred[].born": {"children[].born"},
    "referred[].child": {"children[].name"},
    "referred[].family[].name": {"people[].name"},
    "referred[].family[].what": {"people[].relationship.*"},
    "referred[].grounds[].letter": {"decisions[].reporter.suggested_grounds[]"},
    "referred[].grounds[].text": {"a word of cpdocs"},
    "referred[].known_as[]": {"children[].known_as[]"},
    "referred[].legal.child": {"children[].name"},
    "referred[].legal.hearings[].on": {"children[].legal_status.hearings[].on"},
    "referred[].legal.hearings[].what": {"children[].legal_status.hearings[].what.text"},
    "referred[].legal.open_referrals[]": {"children[].legal_status.open_referrals[].text"},
    "referred[].legal.orders[]": {"children[].legal_status.orders[].text"},
    "referred[].lives[]": {"children[].address.lines[]", "children[].address.postcode"},
    "referred[].no_report_because": {"decisions[].reporter.no_report_because.text"},
    "referred[].outcome": {"a word of cpdocs"},
    "referred[].school": {"children[].school.name"},
    "referred[].siblings[]": {"children[].name"},
    "referred[].surgery": {"children[].surgery.name"},
    "referred[].tried": {"decisions[].reporter.tried.text"},
    "referred[].views": {"minutes.child_views.*.text.text"},
    "referred[].views_how": {"minutes.child_views.*.how.text"},
}
CHILD: dict[str, set[str]] = {
    **CHAIR,
    **WORKER,
    **{f"lead_professional.{part}": {f"contacts.{source}"} for part, source in OFFICER_PARTS},
    "child": {"children[].name"},
    "meeting_date": {"conference.date"},
    "outcome": {"a word of cpdocs"},
    "plan_actions[].by": {"decisions[].plan.actions[].by"},
    "plan_actions[].what": {"decisions[].plan.actions[].what.text"},
    "plan_actions[].who[]": NAMES,
    "risks[]": {"minutes.risks[].text"},
    "said": {"minutes.child_views.*.text.text"},
    "strengths[]": {"minutes.strengths[].text"},
}
#: The papers of a referral, which are planned in place of the Reporter's copy.
PACK = frozenset({"reporter_referral", "referral_minutes", "referral_plan", "referral_schedule"})
ALLOWED = {
    "FamilyMinutes": COMMON,
    "FullMinutes": COMMON | FULL,
    "ReporterCopy": COMMON | FULL | REPORTER,
    "ReporterReferral": LETTER,
    "ChildMinutes": CHILD,
}


def written_in(record: dict[str, Any]) -> dict[str, Any]:
    """A record with what none of the examples holds."""
    record["inquorate"] = {
        "went_ahead": "yes",
        "because": "Few came.",
        "interim_plan": "A plan.",
        "meets_again": "2027-01-05",
        "previous_too": "no",
    }
    record["conference"]["late_because"] = "A holiday."
    record["children"][0]["legal_status"] = {
        "orders": ["An order."],
        "open_referrals": ["A referral."],
        "hearings": [{"on": "2027-01-06", "what": "A hearing."}],
    }
    record["minutes"]["family_views"][0]["sought"] = "By letter."
    if told := record["decisions"][0]["notifications"]:
        told["late_because"] = "The line was dead."
    report = next(i for i in record["invitations"] if i.get("report"))["report"]
    report |= {"not_shared_because": "A day late.", "excused_because": "Was ill."}
    record["facts_checked"][0] |= {"correction": "Put right."}
    record["decisions"][0].setdefault("core_group", None)
    if record["decisions"][0]["core_group"]:
        record["decisions"][0]["core_group"]["members_because"] = "He works away."
    record["decisions"][0]["reporter"] |= {
        "reconsider": {"by": record["conference"]["chair"], "on": "2027-01-07"},
        "no_report_because": "It is not ready.",
    }
    mother = next(p for p in record["people"] if p["id"] == "mother")
    record["people"].append({**mother, "id": "gran", "name": "A Gran", "parental_rights": [], "prepared": None})
    left_out = {"because": "Lives abroad.", "decided_by": record["conference"]["chair"], "on": "2027-01-08"}
    record["invitations"].append({"person": "gran", "not_invited": left_out})
    return record


@pytest.fixture(scope="module")
def made(minuted: Any, views: Any) -> list[tuple[View, dict[Any, set[str]]]]:
    """Every View of the marked examples, each with where every value that stands in it can have come from."""
    found = []
    for example in EXAMPLES:
        base = minuted(example)
        whole = Record.model_validate_json(json.dumps(written_in(base.record.model_dump(mode="json", by_alias=True))))
        data, places = marked(whole.model_dump(mode="json", by_alias=True))
        places |= {whole.reference: "reference", str(whole.conference.previous): "conference.previous"}
        places |= {child.address.postcode: "children[].address.postcode" for child in whole.children}
        places |= dict.fromkeys("abcdefghijklmnopq", "decisions[].reporter.suggested_grounds[]")
        known = sources(places, Contacts.model_construct(contacts=dict(base.contacts)), base.authority, WORDS)
        always = base.authority.rules.model_copy(update={"reporter_copy": "always"})
        authority = base.authority.model_copy(update={"rules": always})
        changed = replace(base, record=Record.model_validate_json(json.dumps(data)), authority=authority)
        for makes in (base.makes, PACK):
            found += [(view, known) for _, view in views(replace(changed, makes=makes)).values()]
    return found


def _kind(place: str) -> str:
    """A place without the id of a person or a child that it goes by."""
    return re.sub(r"(absent_because|appeal_advice|child_views|relationship|attendance)\.[a-z_]+", r"\1.*", place)


def _places(known: dict[Any, set[str]], value: Any) -> set[str]:
    return {_kind(place) for place in origin(known, value)}


def test_every_leaf_of_every_view_came_from_a_field_that_is_allowed_to_reach_it(made, leaves) -> None:
    assert {type(view).__name__ for view, _ in made} == set(ALLOWED)
    wrong = set()
    for view, known in made:
        allowed = ALLOWED[type(view).__name__]
        for path, value in leaves(view):
            may = allowed.get(path, set()) | {"nothing"}
            if not isinstance(value, bool | int) and not _places(known, value) & may:
                wrong.add((type(view).__name__, path, *_places(known, value)))
    assert wrong == set()


def test_every_allowed_field_is_really_used_so_that_the_tables_stay_short(made, leaves) -> None:
    used = {
        (type(view).__name__, path, place)
        for view, known in made
        for path, value in leaves(view)
        for place in _places(known, value)
    }
    spare = {
        (shape, path, place)
        for shape, fields in ALLOWED.items()
        for path, places in fields.items()
        for place in places
        if (shape, path, place) not in used
    }
    assert spare == set()


def test_no_view_holds_anything_but_leaf_values(made, leaves) -> None:
    kinds = {type(value) for view, _ in made for _, value in leaves(view)}
    assert kinds <= {str, Prose, bool, int, date, time, type(None)}


def test_every_told_text_in_a_view_is_marked_as_told_and_nothing_else_is(made, leaves) -> None:
    """Besides passages: their headings, what a clerk typed as checked or as advised, and the reasons of restrictions."""
    told_there = (".text", ".heading", "facts_checked[].what", "appeal_advice.*.how", "restricted.because")
    for view, known in made:
        for path, value in leaves(view):
            told = any(_kind(place).endswith(told_there) for place in origin(known, value))
            assert isinstance(value, Prose) is told, path


def test_no_minutes_hold_where_somebody_lives_learns_is_treated_or_can_be_reached(made, leaves) -> None:
    nowhere = ("address", "reach", "school", "surgery", "needs", "needed_because", "advocacy")
    for view, known in made:
        for path, value in leaves(view) if not isinstance(view, ReporterReferral) else ():
            for place in origin(known, value) if isinstance(value, str) else ():
                assert not any(part in place for part in nowhere), (type(view).__name__, path, place)


def test_the_family_s_minutes_have_no_field_for_a_place(made) -> None:
    assert not hasattr(next(view for view, _ in made if type(view).__name__ == "FamilyMinutes"), "place")
