"""A View is an allow-list: every leaf of every View is accounted for, and nothing else of the record reaches one.

Every text, day and time of the example is changed into one of its own, so that each leaf of a View tells from which
field of the record, the contacts or the council's file it came. A field that is added to the record, or a cutter that
takes one more, changes the table below; whoever changes it says with it that these people may read that field.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from leaf_tools import FIRST_DAY, marked, origin, sources
from pydantic import create_model

from cpdocs.record.model import Record
from cpdocs.record.passage import Passage
from cpdocs.record.types import Block
from cpdocs.rules.situation import Situation
from cpdocs.views.leaves import Prose
from cpdocs.views.secrets import secrets
from cpdocs.views.shape import View


def _officer(field: str, *, of: set[str]) -> dict[str, set[str]]:
    title = {f"{source}.post_title" for source in of}
    return {f"{field}.{part}": {f"{s}.{part}" for s in of} for part in ("name", "phone", "email")} | {
        f"{field}.title": title
    }


CHAIR = _officer("chair", of={"staff"})
WORKER = _officer("social_worker", of={"contacts"})
OFFICERS_CONTACT = _officer("lead_officer", of={"contacts"})
MEETING = {
    "meeting.date": {"conference.date"},
    "meeting.starts": {"conference.starts"},
    "meeting.place": {"conference.place"},
}
DECISIONS = {
    "decisions[].child": {"children[].name"},
    "decisions[].outcome": {"a word of cpdocs"},
    "decisions[].harm_kinds[]": {"a word of cpdocs"},
    "decisions[].primary_concern": {"concerns"},
    "decisions[].secondary_concern": {"concerns"},
    "decisions[].reasons": {"decisions[].reasons.text"},
    "decisions[].reporter_because": {"decisions[].reporter.because.text"},
    "decisions[].plan_outcomes[]": {"decisions[].plan.outcomes[].text"},
    "decisions[].plan_actions[].what": {"decisions[].plan.actions[].what.text"},
    "decisions[].plan_actions[].answers": {"decisions[].plan.actions[].answers.text"},
    "decisions[].plan_actions[].who[]": {"contacts.name", "people[].name"},
    "decisions[].plan_actions[].by": {"decisions[].plan.actions[].by"},
    "decisions[].contingency": {"decisions[].plan.contingency.text"},
    "decisions[].core_group[]": {"contacts.name", "people[].name", "children[].name"},
    "decisions[].core_group_first": {"decisions[].core_group.first"},
    "decisions[].review_by": {"decisions[].review_by"},
    "decisions[].reporter_again_by": {"contacts.name"},
    "decisions[].reporter_again_on": {"decisions[].reporter.reconsider.on"},
    "decisions[].at_birth.told_by": {"contacts.name"},
    "decisions[].at_birth.steps": {"decisions[].plan.at_birth.steps.text"},
    "decisions[].support.what": {"decisions[].support.what.text"},
    "decisions[].support.by_whom": {"contacts.name"},
    "decisions[].support.by": {"decisions[].support.by"},
    **_officer("decisions[].lead_professional", of={"contacts"}),
    **_officer("decisions[].core_group_chair", of={"staff"}),
    "put_off[]": {"children[].name"},
}
FAMILY_INVITATION = {
    "addressee": {"people[].name"},
    "children[]": {"children[].name"},
    "born[]": {"children[].name"},
    "meets_chair_at": {"invitations[].meets_chair_at"},
    "supporter": {"people[].name"},
    "attending[]": {"contacts.post_title"},
    **MEETING,
    **CHAIR,
    **WORKER,
}
PROFESSIONAL_INVITATION = {
    "addressee": {"contacts.name"},
    "title": {"contacts.post_title"},
    "children[].name": {"children[].name"},
    "children[].known_as[]": {"children[].known_as[]"},
    "children[].born": {"children[].born"},
    "children[].expected": {"children[].expected"},
    "children[].school": {"children[].school.name"},
    "needed_because": {"invitations[].needed_because.text"},
    "report_by": {"invitations[].report.asked_by"},
    "report_about[]": {"children[].name"},
    **MEETING,
    **CHAIR,
    **WORKER,
    **OFFICERS_CONTACT,
}
BEFORE = "CP-2029-0001-1"
# By View: each of its fields, and the only places from which what stands in it may have come.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "FamilyInvitation": FAMILY_INVITATION,
    "FamilyFirstInvitation": FAMILY_INVITATION,
    "ChildInvitation": {
        "addressee": {"children[].name"},  # her or his own
        "attending[]": {"contacts.post_title"},
        **_officer("speaker", of={"contacts"}),
        **MEETING,
        **CHAIR,
        **WORKER,
    },
    "ProfessionalInvitation": PROFESSIONAL_INVITATION,
    "ProfessionalReviewInvitation": {**PROFESSIONAL_INVITATION, "previous": {"conference.previous"}},
    "SupporterInvitation": {
        "addressee": {"people[].name"},
        "meets_chair_at": {"invitations[].meets_chair_at"},
        **MEETING,
        **CHAIR,
    },
    "ExcludedInvitation": {
        "addressee": {"people[].name"},
        "children[]": {"children[].name"},
        "because": {"invitations[].excluded.because.text"},
        "informed_by_date": {"invitations[].excluded.informed_by_date"},
        **_officer("views_obtained_by", of={"contacts"}),
        **_officer("informed_by", of={"contacts"}),
        **CHAIR,
        **WORKER,
    },
    "FamilyDecisionLetter": {
        "addressee": {"people[].name"},
        "letter_date": {"letters.decision_letter.date"},
        "meeting_date": {"conference.date"},
        "appeal_by": {"a day counted from another"},
        "dissents[].child": {"children[].name"},
        "dissents[].text": {"decisions[].dissents[].text.text"},
        **DECISIONS,
        "decisions[].core_group[]": {"people[].name"},  # her or his own
        **CHAIR,
        **WORKER,
    },
    "ChildDecisionLetter": {
        "addressee": {"children[].name"},  # her or his own
        "letter_date": {"letters.decision_letter.date"},
        "meeting_date": {"conference.date"},
        "outcome": {"a word of cpdocs"},
        "why": {"children[].own_copy.why.text"},
        "plan_actions[].what": {"decisions[].plan.actions[].what.text"},
        "plan_actions[].who[]": {"contacts.name", "people[].name"},
        "plan_actions[].by": {"decisions[].plan.actions[].by"},
        **_officer("lead_professional", of={"contacts"}),
        "core_group_first": {"decisions[].core_group.first"},
        "review_by": {"decisions[].review_by"},
        "dissents[]": {"decisions[].dissents[].text.text"},
        "appeal_by": {"a day counted from another"},
        **CHAIR,
        **WORKER,
    },
    "AppealLetter": {
        "addressee": {"people[].name", "children[].name"},
        "letter_date": {"letters.decision_letter.date"},
        "meeting_date": {"conference.date"},
        "appeal_by": {"a day counted from another"},
        "decisions[].child": {"children[].name"},
        "decisions[].outcome": {"a word of cpdocs"},
        **WORKER,
    },
    "ProfessionalDecisionLetter": {
        "letter_date": {"letters.decision_letter.date"},
        "meeting_date": {"conference.date"},
        "dissents[].child": {"children[].name"},
        "dissents[].person": {"people[].name", "children[].name"},
        "dissents[].text": {"decisions[].dissents[].text.text"},
        **DECISIONS,
        **CHAIR,
        **WORKER,
    },
}


def _fuller(data: dict[str, Any]) -> dict[str, Any]:
    """The example with what it lacks: a child who comes and reads, one not born yet, help, a day to think again."""
    ailsa, mother = data["children"][0], data["people"][0]
    ailsa["taking_part"]["invited"] = "yes"
    ailsa["own_copy"] = {
        "decided_by": "reviewing_officer",
        "decision_letter": "child",
        "why": {"text": "You were not safe."},
    }
    home = {"lines": ["1 Street"], "postcode": "KY7 4ZZ", "share_with": []}
    data["children"].append({"id": "baby", "name": "Baby Rennie", "expected": "2027-03-01", "address": home})
    mother["relationship"]["baby"] = "mother"
    data["invitations"][0]["children"].append("baby")
    data["invitations"][4]["report"]["about"] = ["ailsa"]
    one, other = data["decisions"]
    one["dissents"] = [{"person": "ailsa", "text": {"text": "I do not want to be on a list."}}]
    one["core_group"]["members"].append("ailsa")
    one["plan"]["actions"][1]["who"].append("mother")
    one["reporter"]["reconsider"] = {"by": "social_worker", "on": "2027-01-01"}
    one["support"] = {"considered": "yes", "what": {"text": "A club."}, "by_whom": "social_worker", "by": "2027-01-02"}
    birth = {"told_by": "health_visitor", "steps": {"text": "Ring."}, "meeting_before_discharge": "yes"}
    other["plan"]["at_birth"] = birth
    put_off = {"because": "Not known.", "interim_plan": "Watch.", "reconvene": "2026-11-20"}
    reporter = {"considered": "yes", "refer": "no", "because": "Not born."}
    third = {"child": "baby", "outcome": "deferred", "reasons": "Later.", "reporter": reporter, "deferral": put_off}
    data["decisions"].append(third)
    return data


@pytest.fixture(scope="module")
def marks(record: dict[str, Any]) -> tuple[dict[str, Any], dict[Any, str]]:
    data, places = marked(_fuller(json.loads(json.dumps(record))))
    assert len(places) > 100
    return data, places | {BEFORE: "conference.previous"}


@pytest.fixture(scope="module")
def all_views(marks: Any, situate: Any, views: Any) -> list[View]:
    data, _ = marks
    review = {**data, "conference": {**data["conference"], "kind": "review", "previous": BEFORE}}
    days = ((data, FIRST_DAY), (review, FIRST_DAY), (data, date(2032, 1, 1)))
    found = [view for one, today in days for _, view in views(situate(one, today)).values()]
    assert {type(v).__name__ for v in found} == set(ALLOWED)
    return found


@pytest.fixture(scope="module")
def came_from(marks: Any, contacts: Any, authority: Any) -> Callable[[Any], set[str]]:
    found = sources(marks[1], contacts, authority, ("another person",))
    return lambda value: origin(found, value)


def test_every_leaf_of_every_view_came_from_a_field_that_is_allowed_to_reach_it(all_views, came_from, leaves) -> None:
    wrong = set()
    for view in all_views:
        allowed = ALLOWED[type(view).__name__]
        for path, value in leaves(view):
            if not isinstance(value, bool) and not came_from(value) & (allowed.get(path, set()) | {"nothing"}):
                wrong.add((type(view).__name__, path, *came_from(value)))
    assert wrong == set()


def test_every_allowed_field_is_really_used_so_that_the_table_stays_short(all_views, came_from, leaves) -> None:
    used = {
        (type(view).__name__, path, place)
        for view in all_views
        for path, value in leaves(view)
        for place in came_from(value)
    }
    spare = [
        (shape, path, place)
        for shape, fields in ALLOWED.items()
        for path, places in fields.items()
        for place in places
        if (shape, path, place) not in used
    ]
    assert spare == []


def test_no_view_holds_anything_but_leaf_values(all_views, leaves) -> None:
    kinds = {type(value) for view in all_views for _, value in leaves(view)}
    assert kinds <= {str, Prose, bool, int, date, time, type(None)}


def test_every_told_text_in_a_view_is_marked_as_told_and_nothing_else_is(all_views, came_from, leaves) -> None:
    for view in all_views:
        for path, value in leaves(view):
            told = any(place.endswith(".text") for place in came_from(value))
            assert isinstance(value, Prose) is told, path


# ---- a field that the record gets tomorrow ---------------------------------------------------------------------------

NEW = "A field that was added tomorrow and says KY7 4ZZ"


def _grown(value: Any) -> Any:
    """The same value with a new text and a new passage in every block of it."""
    if isinstance(value, Passage):
        return value
    if isinstance(value, Block):
        kind = create_model(f"Grown{type(value).__name__}", __base__=type(value), new=(str, NEW), told=(Passage, None))
        fields = {name: _grown(getattr(value, name)) for name in type(value).model_fields}
        return kind.model_construct(**fields, new=NEW, told=Passage(text=NEW))
    if isinstance(value, tuple):
        return tuple(map(_grown, value))
    return {key: _grown(item) for key, item in value.items()} if isinstance(value, dict) else value


def test_a_new_field_of_the_record_reaches_no_view_and_a_new_passage_is_a_secret_at_once(
    record, situate, views, leaves
) -> None:
    grown = _grown(Record.model_validate_json(json.dumps(record)))
    for today in (date(2026, 11, 5), date(2026, 11, 16)):
        situation: Situation = situate(grown, today)
        for planned, view in views(situation).values():
            assert not [path for path, value in leaves(view) if isinstance(value, str) and "tomorrow" in value]
            if planned.person in ("ailsas_father", "callums_father", "advocate"):
                ids = {s.id for s in secrets(situation, planned, view) if s.spellings == (NEW,)}
                assert {"told", "conference.told", "people[2].told", "invitations[0].told"} <= ids
