"""Views: each agency's on each child, each child's own, each parent's and carer's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cpdocs.record.tree import Path
from cpdocs.rules.checks.look import deciding, is_family, observes, person
from cpdocs.rules.checks.problem import MINUTES, Check, Problem
from cpdocs.rules.situation import Situation

AGENCY_MISSING = Check(
    "agency-view-missing",
    "warning",
    "Each agency that came has a view for each child it was invited for, or gave none.",
    "seed S4: the chair establishes the opinion of each agency; seed S2: each must give one",
    MINUTES,
    "decided",
)
VIEW_TWICE = Check("view-twice", "error", "Nobody has two views on one child.", "seed S4", MINUTES, "decided")
NO_AGENCY = Check(
    "view-of-no-agency", "error", "Only a professional gives an agency's view.", "seed S4", MINUTES, "decided"
)
OBSERVER_VIEW = Check(
    "observer-gives-view",
    "error",
    "The Reporter, or another observer, gives no view on registration.",
    "National Guidance 3.154",
    MINUTES,
    "decided",
)
OUTSIDE = Check(
    "view-outside-invitation",
    "warning",
    "A view is about a child whom the person was invited for.",
    "Telford and Wrekin, 2012: a sibling got another child's assessment",
    MINUTES,
    "decided",
)
CHILD_MISSING = Check(
    "child-views-missing",
    "error",
    "Each child who is born has views in the minutes, present or not; how a baby was seen to be is an answer.",
    "seed S3: the child's wishes are always considered; National Guidance 3.163",
    MINUTES,
    "minuted",
)
FAMILY_MISSING = Check(
    "family-views-missing",
    "warning",
    "Each parent and carer who was invited or excluded has views in the minutes, or how they were sought.",
    "seed S4: the views of all are taken into account; National Guidance 3.160",
    MINUTES,
    "minuted",
)


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind once a decision is recorded."""
    yield from _each_agency(situation)
    record = situation.record
    seen = Counter((view.person, view.child) for view in record.agency_views)
    for n, view in enumerate(record.agency_views):
        here: Path = ("agency_views", n)
        one, invitation = person(record, view.person), record.invitation(view.person)
        if seen[view.person, view.child] > 1:
            yield VIEW_TWICE.at(here, f"{view.person} has two views on {view.child}", "Keep one of the two.")
        if one and not one.is_professional:
            hint = "Views of the family stand in the minutes, under family_views or child_views."
            yield NO_AGENCY.at((*here, "person"), f"{view.person} comes for no agency", hint)
        elif one and observes(situation, one):
            hint = "Take this view out: an observer takes no part in deciding (National Guidance 3.154)."
            yield OBSERVER_VIEW.at((*here, "person"), f"{view.person} only observes", hint)
        if invitation and invitation.children and view.child not in invitation.children:
            hint = "Correct the child, or add the child to the invitation."
            yield OUTSIDE.at((*here, "child"), f"{view.person} was not invited for {view.child}", hint)


def _each_agency(situation: Situation) -> Iterator[Problem]:
    record = situation.record
    agency_of = {one.id: situation.agency(one) for one in record.people}
    given = {(agency_of.get(view.person), view.child) for view in record.agency_views}
    owed = {
        (agency, child.id)
        for _, agency, invitation in deciding(situation)
        for child in record.children
        if invitation is None or invitation.children is None or child.id in invitation.children
    }
    for agency, child in sorted(owed):
        if (agency, child) not in given:
            hint = "Under agency_views write person:, child:, register: yes, no or gave none, and because:."
            message = f"the view of {agency} on {child} is not recorded"
            yield AGENCY_MISSING.at(("agency_views",) if record.agency_views else ("decisions",), message, hint)


def check_minuted(situation: Situation) -> Iterator[Problem]:
    """Rules that bind once there are minutes."""
    record = situation.record
    minutes = record.minutes
    if minutes is None:
        return
    for child in record.children:
        if child.born and child.id not in minutes.child_views:
            hint = f"Under child_views write {child.id}: with how: (told, drawn, observed, too young) and text:."
            yield CHILD_MISSING.at(("minutes", "child_views"), f"the views of {child.id} are missing", hint)
    told = {v.person: n for n, v in enumerate(minutes.family_views) if v.text is not None or v.sought is not None}
    for one in record.people:
        invitation = record.invitation(one.id)
        asked = invitation is not None and invitation.not_invited is None
        if is_family(one) and asked and one.id not in told:
            hint = f"Under family_views write person: {one.id}, with text:, or sought: and how they were asked."
            yield FAMILY_MISSING.at(("minutes", "family_views"), f"the views of {one.id} are missing", hint)
