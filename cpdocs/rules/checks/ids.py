"""Every id that a record mentions is one that it, or the authority, has; and no id stands for two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cpdocs.record.decision import Decision
from cpdocs.record.passage import Passage, Restricted
from cpdocs.record.tree import Path
from cpdocs.rules.checks.problem import Problem
from cpdocs.rules.situation import Situation


def check(situation: Situation) -> Iterator[Problem]:
    """Ids of children, people, staff, contacts, roles, agencies and areas of concern."""
    yield from _unique(situation)
    yield from _of_people(situation)
    yield from _of_children(situation)
    yield from _of_conference(situation)
    yield from _of_invitations(situation)
    for n, decision in enumerate(situation.record.decisions or ()):
        yield from _of_decision(situation, ("decisions", n), decision)
    yield from _of_agency_views(situation)
    yield from _inside(situation, situation.record, ())


def _unique(situation: Situation) -> Iterator[Problem]:
    record = situation.record
    ids = [("children", n, c.id) for n, c in enumerate(record.children)]
    ids += [("people", n, p.id) for n, p in enumerate(record.people)]
    seen = Counter(ident for _, _, ident in ids)
    for block, n, ident in ids:
        if seen[ident] > 1:
            yield Problem("duplicate-id", (block, n, "id"), f"the id {ident} stands for two", "Give each its own id.")
    for n, person in enumerate(record.people):
        if situation.authority.staff_member(person.id):
            hint = "Give the person in the record another id."
            yield Problem("duplicate-id", ("people", n, "id"), f"the id {person.id} is also a member of staff's", hint)


def _of_people(situation: Situation) -> Iterator[Problem]:
    for n, person in enumerate(situation.record.people):
        here: Path = ("people", n)
        if person.role is not None and person.role not in situation.tables.roles.roles:
            yield Problem("unknown-role", (*here, "role"), f"there is no role {person.role}", "See the list of roles.")
        if person.contact is not None and person.contact not in situation.contacts:
            hint = "Write the entry there, or correct the id."
            yield Problem("unknown-contact", (*here, "contact"), f"contacts.yaml has no entry {person.contact}", hint)
        for child in person.relationship:
            yield from _child(situation, child, (*here, "relationship", child))
        for m, child in enumerate(person.parental_rights):
            yield from _child(situation, child, (*here, "parental_rights", m))


def _of_children(situation: Situation) -> Iterator[Problem]:
    for n, child in enumerate(situation.record.children):
        shared = [("address", child.address.share_with)]
        shared += [("school", child.school.share_with)] if child.school else []
        shared += [("surgery", child.surgery.share_with)] if child.surgery else []
        for name, audience in shared:
            yield from _audience(situation, audience, ("children", n, name, "share_with"))
        if child.taking_part and child.taking_part.views_brought_by:
            path = ("children", n, "taking_part", "views_brought_by")
            yield from _anybody(situation, child.taking_part.views_brought_by, path)


def _of_conference(situation: Situation) -> Iterator[Problem]:
    conference = situation.record.conference
    for name in ("chair", "minute_taker"):
        yield from _staff(situation, getattr(conference, name), ("conference", name))
    if situation.record.invitations_agreed:
        yield from _staff(situation, situation.record.invitations_agreed.by, ("invitations_agreed", "by"))
    for ident in situation.record.attendance or {}:
        yield from _person(situation, ident, ("attendance", ident))


def _of_invitations(situation: Situation) -> Iterator[Problem]:
    for n, invitation in enumerate(situation.record.invitations):
        here: Path = ("invitations", n)
        yield from _person(situation, invitation.person, (*here, "person"))
        for m, child in enumerate(invitation.children or ()):
            yield from _child(situation, child, (*here, "children", m))
        if invitation.supporter:
            yield from _person(situation, invitation.supporter.person, (*here, "supporter", "person"))
        if invitation.excluded:
            out = invitation.excluded
            yield from _staff(situation, out.decided_by, (*here, "excluded", "decided_by"))
            yield from _anybody(situation, out.views_obtained_by, (*here, "excluded", "views_obtained_by"))
            yield from _anybody(situation, out.informed_by, (*here, "excluded", "informed_by"))


def _of_decision(situation: Situation, here: Path, decision: Decision) -> Iterator[Problem]:
    yield from _child(situation, decision.child, (*here, "child"))
    if decision.concerns:
        codes = [("primary", decision.concerns.primary), ("secondary", decision.concerns.secondary)]
        codes += [("others", code) for code in decision.concerns.others]
        for name, code in codes:
            if code is not None and code not in situation.authority.concerns:
                hint = "The list stands in authority.yaml under concerns."
                yield Problem("unknown-concern", (*here, "concerns", name), f"there is no area of concern {code}", hint)
    for n, dissent in enumerate(decision.dissents):
        yield from _person(situation, dissent.person, (*here, "dissents", n, "person"))
    for person in decision.appeal_advice:
        yield from _person(situation, person, (*here, "appeal_advice", person))
    for n, action in enumerate(decision.plan.actions if decision.plan else ()):
        for m, who in enumerate(action.who):
            yield from _anybody(situation, who, (*here, "plan", "actions", n, "who", m))
    if decision.lead_professional:
        yield from _person(situation, decision.lead_professional, (*here, "lead_professional"))
    if decision.core_group:
        yield from _anybody(situation, decision.core_group.chair, (*here, "core_group", "chair"))
        for n, member in enumerate(decision.core_group.members):
            yield from _anybody(situation, member, (*here, "core_group", "members", n))


def _of_agency_views(situation: Situation) -> Iterator[Problem]:
    for n, view in enumerate(situation.record.agency_views):
        yield from _person(situation, view.person, ("agency_views", n, "person"))
        yield from _child(situation, view.child, ("agency_views", n, "child"))


def _inside(situation: Situation, value: object, here: Path) -> Iterator[Problem]:
    """The ``about`` and ``share_with`` of every passage, wherever it stands."""
    if isinstance(value, Passage):
        for n, child in enumerate(value.about or ()):
            yield from _child(situation, child, (*here, "about", n))
    if isinstance(value, Restricted):
        yield from _audience(situation, value.share_with, (*here, "share_with"))
    fields = getattr(type(value), "model_fields", None)
    if fields is not None:
        for name in fields:
            yield from _inside(situation, getattr(value, name), (*here, name))
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _inside(situation, item, (*here, n))


# ---- one id ----------------------------------------------------------------------------------------------------------


def _audience(situation: Situation, share_with: tuple[str, ...], path: Path) -> Iterator[Problem]:
    agencies = {contact.agency for contact in situation.contacts.values()}
    for n, one in enumerate(share_with):
        group, _, agency = one.rpartition("agency:")
        if agency != one and group == "":
            if agency not in agencies:
                hint = "An agency is one that an entry of contacts.yaml has."
                yield Problem("unknown-agency", (*path, n), f"nobody in contacts.yaml is of the agency {agency}", hint)
        else:
            yield from _person(situation, one, (*path, n))


def _child(situation: Situation, ident: str, path: Path) -> Iterator[Problem]:
    if all(c.id != ident for c in situation.record.children):
        yield Problem("unknown-child", path, f"there is no child {ident} in this record", "Use the id under children.")


def _person(situation: Situation, ident: str, path: Path) -> Iterator[Problem]:
    if all(p.id != ident for p in situation.record.people):
        yield Problem("unknown-person", path, f"there is no person {ident} in this record", "Use the id under people.")


def _staff(situation: Situation, ident: str, path: Path) -> Iterator[Problem]:
    if situation.authority.staff_member(ident) is None:
        yield Problem("unknown-staff", path, f"authority.yaml has no member of staff {ident}", "Use an id under staff.")


def _anybody(situation: Situation, ident: str, path: Path) -> Iterator[Problem]:
    if situation.authority.staff_member(ident) is None:
        yield from _person(situation, ident, path)
