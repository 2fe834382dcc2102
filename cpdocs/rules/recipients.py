"""Everybody to whom a paper could go: the people of the record, its children, and the posts of the council's book.

What a recipient is (``kind``) is settled here once. The rules ask it, the views ask it, and nobody works it out again:
that a family member is never taken for a professional hangs on this one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel

from cpdocs.record.authority import Authority, Staff
from cpdocs.record.called import Child
from cpdocs.record.model import Record
from cpdocs.record.people import Contact, Needs, Person, Post, Reach
from cpdocs.rules.tables import Kind

#: The role and the agency of the Children's Reporter, whose people only ever observe (National Guidance 3.154).
REPORTER: Final = frozenset({"reporter", "childrens_reporter", "principal_reporter", "scra"})
#: The role of whoever chairs the conference.
CHAIR: Final = "chair"
_GROUP: Final = "agency:"
_STAFF: Final = "staff:"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to whom a paper could go.

    Exactly one of ``person``, ``child``, ``post`` and ``staff`` is there. ``agency`` is that which a professional comes
    for. ``contact`` is the id of the entry of contacts.yaml by which a professional or a post is reached, ``staff`` the
    chair's own entry of authority.yaml, ``reach`` how a family member or a child is. ``invited`` says that the
    conference asked for this one, neither excluded nor left out with a reason; ``came`` that she or he was there.
    """

    id: str
    kind: Kind
    name: str
    role: str
    agency: str | None = None
    person: Person | None = None
    child: Child | None = None
    post: Post | None = None
    contact: str | None = None
    staff: Staff | None = None
    reach: Reach = field(default_factory=Reach)
    needs: Needs = field(default_factory=Needs)
    invited: bool = False
    came: bool = False

    @property
    def is_professional(self) -> bool:
        """Somebody who comes for an agency, taking part or observing. No family row fits such a one, nor a post."""
        return self.person is not None and self.person.is_professional

    @property
    def is_supporter(self) -> bool:
        return self.kind == "supporter"

    @property
    def family(self) -> bool:
        """Whether messages go to a home, where nothing on the outside may say what they are."""
        return self.kind in ("family", "child", "supporter") or (self.kind == "observer" and not self.is_professional)

    @property
    def relationship(self) -> Mapping[str, str]:
        """Child id -> what this family member is to the child."""
        return self.person.relationship if self.person and not self.is_professional else MappingProxyType({})


def recipients(record: Record, contacts: Mapping[str, Contact], posts: Mapping[str, Post]) -> tuple[Recipient, ...]:
    """People in the record's order, then the children who are born, then the posts.

    An unborn child is nobody's recipient.
    """
    people = (_person(record, person, contacts.get(person.contact or "")) for person in record.people)
    children = (_child(record, child) for child in record.children if child.born is not None)
    held = (_post(ident, post, contacts.get(post.contact)) for ident, post in posts.items())
    return (*people, *children, *held)


def _person(record: Record, person: Person, contact: Contact | None) -> Recipient:
    invitation = record.invitation(person.id)
    agency = contact.agency if contact and person.is_professional else None
    observes = (invitation is not None and invitation.observer) or not REPORTER.isdisjoint({agency, person.role})
    kind: Kind = "professional" if person.is_professional else "family"
    if person.is_supporter or observes:
        kind = "supporter" if person.is_supporter else "observer"
    return Recipient(
        id=person.id,
        kind=kind,
        name=person.name or (contact.name if contact else person.id),
        role=person.role or " and ".join(dict.fromkeys(person.relationship.values())),
        agency=agency,
        person=person,
        contact=person.contact if person.is_professional else None,
        reach=person.reach or Reach(),
        needs=person.needs,
        invited=invitation is not None and invitation.stands,
        came=_came(record, person.id),
    )


def _child(record: Record, child: Child) -> Recipient:
    return Recipient(
        id=child.id,
        kind="child",
        name=child.name,
        role="child",
        child=child,
        reach=child.reach or Reach(),
        needs=child.needs,
        invited=child.taking_part is not None and child.taking_part.invited,
        came=_came(record, child.id),
    )


def _post(ident: str, post: Post, contact: Contact | None) -> Recipient:
    """A post is of no agency in this case: what is shared with an agency is shared with its people in the case."""
    return Recipient(ident, "post", contact.name if contact else ident, post.kind, post=post, contact=post.contact)


def chair(record: Record, authority: Authority) -> Recipient | None:
    """The chair of this conference as its reader: only ever of a working copy, and so not among ``recipients``."""
    staff = authority.staff_member(record.conference.chair)
    return Recipient(staff_owner(staff.id), "post", staff.name, CHAIR, staff=staff) if staff else None


def staff_owner(ident: str) -> str:
    """Whose the key of a member of staff is. No id holds a colon, so this is never the name of a contact or person."""
    return f"{_STAFF}{ident}"


def staff_of(owner: str) -> str | None:
    """The staff id in the name of such an owner; None for any other."""
    return owner.removeprefix(_STAFF) if owner.startswith(_STAFF) else None


def _came(record: Record, ident: str) -> bool:
    return (record.attendance or {}).get(ident, "absent") not in ("absent", "apologies")


# ---- groups ----------------------------------------------------------------------------------------------------------


def groups(record: Record, everybody: Iterable[Recipient]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each ``agency:`` that the record shares something with, and the ids that it stands for now.

    An approval binds this list: somebody who joins the agency's people in a case afterwards was not approved
    (DESIGN.md section 4, "Everything that names a person or tells a story is a Passage").
    """
    named = sorted({one for one in _shared_with(record) if one.startswith(_GROUP)})
    known = tuple(everybody)
    return tuple(
        (group, tuple(sorted(r.id for r in known if r.agency is not None and _GROUP + r.agency == group)))
        for group in named
    )


def _shared_with(value: object) -> Iterator[str]:
    """Every entry of every ``share_with`` of a record, wherever the model puts one."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            part = getattr(value, name)
            if name == "share_with":
                yield from part
            else:
                yield from _shared_with(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from _shared_with(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _shared_with(part)
