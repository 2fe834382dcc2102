"""Every id that a record mentions is one that it, or the authority, has; and no id stands for two.

Which field mentions whom is a table. A test holds it to the model, so that no field with ids in it is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from cpdocs.record import afterwards, called, decision, held, minutes, model, passage, people
from cpdocs.record.tree import Path
from cpdocs.rules.checks.problem import ALL, Check, Problem, near
from cpdocs.rules.situation import Situation

_SOURCE = "each copy goes by ids: a wrong id is a wrong person"
DUPLICATE = Check(
    "duplicate-id",
    "error",
    "Every child, person, member of staff, passage and closed part has an id of its own.",
    "West Midlands Police, 2024: two people merged into one, and the wrong house visited",
    ALL,
)
_CHILD = Check("unknown-child", "error", "A child that is named stands under children.", _SOURCE, ALL)
_PERSON = Check("unknown-person", "error", "A person who is named stands in the record.", _SOURCE, ALL)
_STAFF = Check("unknown-staff", "error", "A member of staff who is named stands in authority.yaml.", _SOURCE, ALL)
_CONTACT = Check("unknown-contact", "error", "A professional's entry stands in contacts.yaml.", _SOURCE, ALL)
_ROLE = Check(
    "unknown-role",
    "error",
    "A role is in the national list or the authority's.",
    "seed S2: the list of practitioners",
    ALL,
)
_AGENCY = Check("unknown-agency", "error", "An agency that is named is one of contacts.yaml.", _SOURCE, ALL)
_CONCERN = Check(
    "unknown-concern",
    "error",
    "An area of concern is in the authority's list.",
    "seed S2: the list of areas of concern",
    ALL,
)
_DOCUMENT = Check("unknown-document", "error", "A document that is named is one that cpdocs makes.", _SOURCE, ALL)
_PART = Check(
    "unknown-closed-part", "error", "A closed part that a passage names stands under closed_parts.", _SOURCE, ALL
)
CHECKS: Final = (DUPLICATE, _CHILD, _PERSON, _STAFF, _CONTACT, _ROLE, _AGENCY, _CONCERN, _DOCUMENT, _PART)

#: Whom the ids of a field name. "anybody": a person or a member of staff. "family": a person or a child.
#: "somebody": a person, a child or a member of staff. "recipient": a person, a child or a post of contacts.yaml.
#: "audience": a recipient or an agency.
REFERS: Final[Mapping[tuple[type[BaseModel], str], str]] = {
    (model.Record, "editions"): "document",
    (model.Record, "attendance"): "family",
    (model.Record, "absent_because"): "family",
    (called.Requested, "by"): "anybody",
    (called.Requested, "answered_by"): "anybody",
    (called.Conference, "chair"): "staff",
    (called.Conference, "minute_taker"): "staff",
    (called.SharedAddress, "share_with"): "audience",
    (called.SharedName, "share_with"): "audience",
    (called.TakingPart, "views_brought_by"): "anybody",
    (called.OwnCopies, "decided_by"): "staff",
    (called.Agreed, "by"): "staff",
    (called.Supporter, "person"): "person",
    (called.Excluded, "decided_by"): "staff",
    (called.Excluded, "views_obtained_by"): "anybody",
    (called.Excluded, "informed_by"): "anybody",
    (called.NotInvited, "decided_by"): "staff",
    (called.ReportAsked, "about"): "child",
    (called.Invitation, "person"): "person",
    (called.Invitation, "children"): "child",
    (people.Person, "role"): "role",
    (people.Person, "contact"): "contact",
    (people.Person, "relationship"): "child",
    (people.Person, "parental_rights"): "child",
    (people.Reach, "verified_by"): "anybody",
    (people.PasswordPdf, "told"): "anybody",
    (people.Advocacy, "by"): "anybody",
    (people.Prepared, "by"): "anybody",
    (people.Prepared, "met_with"): "somebody",
    (passage.Restricted, "share_with"): "audience",
    (passage.Restricted, "provider"): "somebody",
    (passage.Passage, "about"): "child",
    (held.ClosedPart, "left"): "family",
    (held.FactChecked, "by"): "somebody",
    (held.EarlierAction, "child"): "child",
    (held.EarlierAction, "who"): "somebody",
    (decision.AllegedAbuser, "relationship"): "person",
    (decision.Concerns, "primary"): "concern",
    (decision.Concerns, "secondary"): "concern",
    (decision.Concerns, "others"): "concern",
    (decision.Dissent, "person"): "family",
    (decision.AppealAdvice, "given_by"): "anybody",
    (decision.Reconsider, "by"): "anybody",
    (decision.Action, "who"): "somebody",
    (decision.AtBirth, "told_by"): "anybody",
    (decision.CoreGroup, "members"): "somebody",
    (decision.CoreGroup, "chair"): "anybody",
    (decision.Told, "by"): "anybody",
    (decision.Notifications, "by"): "anybody",
    (decision.Support, "by_whom"): "anybody",
    (decision.Decision, "child"): "child",
    (decision.Decision, "appeal_advice"): "family",
    (decision.Decision, "lead_professional"): "person",
    (decision.AgencyView, "person"): "person",
    (decision.AgencyView, "child"): "child",
    (minutes.Challenge, "by"): "somebody",
    (minutes.MinutePassage, "speaker"): "somebody",
    (minutes.MinutePassage, "closed_part"): "closed part",
    (minutes.FamilyView, "person"): "person",
    (minutes.FamilyView, "through"): "anybody",
    (minutes.MeetingAction, "who"): "somebody",
    (minutes.Minutes, "child_views"): "child",
    (afterwards.Appeal, "person"): "family",
    (afterwards.Appeal, "child"): "child",
    (afterwards.Also, "person"): "recipient",
    (afterwards.Also, "documents"): "document",
    (afterwards.Enclosure, "about"): "child",
    (afterwards.Enclosure, "goes_with"): "document",
    (afterwards.Enclosure, "reviewed_by"): "anybody",
}
_GROUP = "agency:"


def check(situation: Situation) -> Iterator[Problem]:
    """Ids that stand for two, and ids that nobody has."""
    yield from _unique(situation)
    known = _known(situation)
    for kind, ident, path in mentioned(situation.record, ()):
        if kind == "audience" and ident.startswith(_GROUP):
            yield from _unknown("agency", ident.removeprefix(_GROUP), path, known)
        else:
            yield from _unknown(kind, ident, path, known)


def mentioned(value: object, here: Path) -> Iterator[tuple[str, str, Path]]:
    """Each id in ``value`` that names something elsewhere: the kind of its field, the id, and its place."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            part, path = getattr(value, name), (*here, field.alias or name)
            kind = next((REFERS[c, name] for c in type(value).__mro__ if (c, name) in REFERS), None)
            if kind is not None:
                yield from _of_field(kind, part, path)
            yield from mentioned(part, path)
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from mentioned(item, (*here, n))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from mentioned(item, (*here, key))


def _of_field(kind: str, part: Any, path: Path) -> Iterator[tuple[str, str, Path]]:  # noqa: ANN401  (a field's value)
    if isinstance(part, str):
        yield kind, part, path
    elif isinstance(part, tuple):
        yield from ((kind, ident, (*path, n)) for n, ident in enumerate(part))
    else:
        yield from ((kind, ident, (*path, ident)) for ident in part or ())


def _known(situation: Situation) -> Mapping[str, Collection[str]]:
    record, authority = situation.record, situation.authority
    children = {c.id for c in record.children}
    people = {p.id for p in record.people}
    staff = {s.id for s in authority.staff}
    agencies = {contact.agency for contact in situation.contacts.values()}
    recipients = {*people, *children, *situation.posts}
    return {
        "child": children,
        "person": people,
        "staff": staff,
        "anybody": people | staff,
        "family": people | children,
        "somebody": people | children | staff,
        "recipient": recipients,
        "audience": recipients,
        "agency": agencies,
        "contact": situation.contacts.keys(),
        "role": situation.tables.roles.roles.keys() | authority.roles.keys(),
        "concern": authority.concerns.keys(),
        "document": situation.tables.documents.documents.keys(),
        "closed part": {part.id for part in record.closed_parts},
    }


_SAID: Final[Mapping[str, tuple[Check, str, str]]] = {
    "child": (_CHILD, "there is no child {} in this record", "under children"),
    "person": (_PERSON, "there is no person {} in this record", "under people"),
    "family": (_PERSON, "there is no person {} in this record", "under people or children"),
    "recipient": (
        _PERSON,
        "there is no person {} in this record",
        "under people or children, or a post of contacts.yaml",
    ),
    "audience": (_PERSON, "there is no person {} in this record", "under people, or write agency: and an agency"),
    "anybody": (
        _PERSON,
        "nobody in this record or on the staff is {}",
        "under people, or under staff in authority.yaml",
    ),
    "somebody": (
        _PERSON,
        "nobody in this record or on the staff is {}",
        "under people, or under staff in authority.yaml",
    ),
    "staff": (_STAFF, "authority.yaml has no member of staff {}", "under staff in authority.yaml"),
    "contact": (_CONTACT, "contacts.yaml has no entry {}", "in contacts.yaml, or write the entry there"),
    "role": (_ROLE, "there is no role {}", "in the list of roles, or add it to authority.yaml under roles"),
    "agency": (_AGENCY, "nobody in contacts.yaml is of the agency {}", "at an entry of contacts.yaml as agency"),
    "concern": (_CONCERN, "there is no area of concern {}", "under concerns in authority.yaml"),
    "document": (_DOCUMENT, "there is no document {}", "in the list of documents"),
    "closed part": (_PART, "there is no closed part {}", "under closed_parts"),
}


def _unknown(kind: str, ident: str, path: Path, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    if ident not in known[kind]:
        rule, message, where = _SAID[kind]
        yield rule.at(path, message.format(ident), near(ident, known[kind], where))


def _unique(situation: Situation) -> Iterator[Problem]:
    record = situation.record
    ids: list[tuple[Path, str]] = [(("children", n, "id"), c.id) for n, c in enumerate(record.children)]
    ids += [(("people", n, "id"), p.id) for n, p in enumerate(record.people)]
    yield from _twice(ids)
    yield from _twice([(("closed_parts", n, "id"), p.id) for n, p in enumerate(record.closed_parts)])
    passages = record.minutes.passages if record.minutes else ()
    yield from _twice([(("minutes", "passages", n, "id"), p.id) for n, p in enumerate(passages)])
    hint = "Give the one in the record another id."
    for path, ident in ids:
        if situation.authority.staff_member(ident):
            yield DUPLICATE.at(path, f"the id {ident} is also a member of staff's", hint)
        if ident in situation.posts:
            yield DUPLICATE.at(path, f"the id {ident} is also that of a post in contacts.yaml", hint)


def _twice(ids: list[tuple[Path, str]]) -> Iterator[Problem]:
    seen = Counter(ident for _, ident in ids)
    for path, ident in ids:
        if seen[ident] > 1:
            yield DUPLICATE.at(path, f"the id {ident} stands for two", "Give each its own id.")
