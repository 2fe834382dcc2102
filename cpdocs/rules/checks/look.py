"""What several checks ask of a record: who came, who is a parent, how old a child is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cpdocs.record.called import Child, Invitation
from cpdocs.record.model import Record
from cpdocs.record.people import Person
from cpdocs.rules.situation import Situation

#: The Children's Reporter's role and agency; the Reporter observes and never decides (National Guidance 3.154).
_REPORTER = frozenset({"reporter", "childrens_reporter", "principal_reporter", "scra"})


def person(record: Record, ident: str) -> Person | None:
    """The person with this id; None for a child, a member of staff, or nobody."""
    return next((p for p in record.people if p.id == ident), None)


def is_family(one: Person) -> bool:
    """Whether somebody is family or a carer: neither a professional nor a supporter."""
    return not one.is_professional and not one.is_supporter


def is_parent(one: Person, child: str | None = None) -> bool:
    """Whether somebody is the parent of ``child`` (of any child without one), or holds parental rights for it."""
    children = set(one.relationship) | set(one.parental_rights) if child is None else {child}
    return any(one.relationship.get(c) in ("mother", "father") or c in one.parental_rights for c in children)


def came(record: Record, ident: str) -> bool:
    """Whether somebody was at the conference, if only for a part of it."""
    return (record.attendance or {}).get(ident, "").startswith(("attended", "left"))


def excluded(record: Record, ident: str) -> bool:
    """Whether the chair decided that this person does not come."""
    invitation = record.invitation(ident)
    return invitation is not None and invitation.excluded is not None


def is_reporter(situation: Situation, one: Person) -> bool:
    """Whether somebody comes from the Children's Reporter."""
    return one.role in _REPORTER or situation.agency(one) in _REPORTER


def observes(situation: Situation, one: Person) -> bool:
    """Whether somebody comes to observe only: the Reporter, or whoever was invited as an observer."""
    invitation = situation.record.invitation(one.id)
    return is_reporter(situation, one) or (invitation is not None and invitation.observer)


def deciding(situation: Situation) -> Iterator[tuple[Person, str, Invitation | None]]:
    """Each professional who came to take part in deciding, with her or his agency and invitation."""
    for one in situation.record.people:
        agency = situation.agency(one)
        if agency is not None and came(situation.record, one.id) and not observes(situation, one):
            yield one, agency, situation.record.invitation(one.id)


def age(child: Child, day: date) -> int | None:
    """A child's age in whole years on ``day``; None for an unborn child."""
    if child.born is None:
        return None
    return day.year - child.born.year - ((day.month, day.day) < (child.born.month, child.born.day))


def same_human(situation: Situation, staff_id: str, ident: str) -> bool:
    """Whether a member of staff and a person of the record are one human being, by id, e-mail address or name."""
    if staff_id == ident:
        return True
    staff, one = situation.authority.staff_member(staff_id), person(situation.record, ident)
    contact = situation.contact(one) if one else None
    if staff is None or contact is None:
        return False
    by_mail = (
        staff.email is not None and contact.email is not None and staff.email.casefold() == contact.email.casefold()
    )
    return by_mail or staff.name.casefold() == contact.name.casefold()
