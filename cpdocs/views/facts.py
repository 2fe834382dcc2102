"""The typed facts of a record that not everybody may know, each with whether this recipient may, and why not.

Names, dates of birth, addresses, schools and surgeries of children; names of other children in the household; names
and ways of being reached of family members and supporters; who comes where that is not for everybody; where and when
the meeting is. The secrets of a copy are taken from here, and so is what the plan says
of it: one list, so that what the check looks for and what the chair is told cannot part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cpdocs.record.called import Child
from cpdocs.record.people import Person, PostalAddress, Reach
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.reading import Reading, family_of_others
from cpdocs.words import MONTHS

_OTHER_CHILD = "it belongs to a child outside this person's scope"
_NOT_SHARED = "it is not shared with this person"
_SUPPORTER = "a supporter is told nothing of the case"
_OWN = "how somebody can be reached is between her or him and the council"
_OTHER_FAMILY = "the person belongs to another child's family"
_EXCLUDED = "an excluded person never learns where the meeting is, nor when before it was"


@dataclass(frozen=True, slots=True)
class Fact:
    """One typed fact in its usual spellings. ``why_not`` is empty for a recipient who may know it."""

    path: str
    kind: str
    spellings: tuple[str, ...]
    why_not: str = ""


def facts(situation: Situation, planned: Planned, reading: Reading) -> Iterator[Fact]:
    """Every such fact of the record, as this recipient stands to it."""
    for n, child in enumerate(situation.record.children):
        yield from _of_child(child, f"children[{n}]", reading)
    invitation = situation.record.invitation(planned.person)
    strangers = {p.id for p in family_of_others(situation, reading)}
    for n, person in enumerate(situation.record.people):
        own_supporter = bool(invitation and invitation.supporter and invitation.supporter.person == person.id)
        hidden = "" if own_supporter else _hidden_name(person, planned, strangers)
        yield from _of_person(person, f"people[{n}]", planned, hidden)
    for n, one in enumerate(situation.record.invitations):
        if not reading.knows_of(one.person):
            yield from _of_presence(situation, one.person, f"invitations[{n}].person")
    others = situation.record.others_in_household
    for n, other in enumerate(others.children if others else ()):
        shown = other.restricted is None or reading.shared(other.restricted.share_with)
        why_not = _SUPPORTER if reading.person.is_supporter else "" if shown else _NOT_SHARED
        yield Fact(f"others_in_household.children[{n}].name", "full name", (other.name,), why_not)
    if invitation and invitation.excluded:
        conference = situation.record.conference
        yield Fact("conference.place", "venue", (conference.place,), _EXCLUDED)
        if planned.beforehand:  # a paper that goes out afterwards says on which day it was
            yield Fact("conference.date", "day of the meeting", tuple(_dates(conference.date)), _EXCLUDED)


def _of_presence(situation: Situation, ident: str, path: str) -> Iterator[Fact]:
    """Somebody of whose part in the case this recipient must not learn: by name, and by post as it would be printed."""
    yield Fact(path, "full name", (situation.name(ident),), _NOT_SHARED)
    contact = situation.contact(situation.record.person(ident))
    if contact:
        yield Fact(path, "post", (contact.post_title,), _NOT_SHARED)


def _of_child(child: Child, path: str, reading: Reading) -> Iterator[Fact]:
    out = _SUPPORTER if reading.person.is_supporter else _OTHER_CHILD
    out = "" if reading.covers([child.id]) else out
    yield from _of_name(child.name, f"{path}.name", out)
    for m, name in enumerate(child.known_as):
        yield Fact(f"{path}.known_as[{m}]", "known as", (name,), out)
    if child.born:
        yield Fact(f"{path}.born", "date of birth", tuple(_dates(child.born)), out)
    own = reading.person.id == child.id  # a child knows where it lives
    not_shared = out or ("" if own or reading.shared(child.address.share_with) else _NOT_SHARED)
    yield from _of_address(child.address, f"{path}.address", not_shared)
    for kind, place in (("school", child.school), ("surgery", child.surgery)):
        if place and place.name:
            not_shared = out or ("" if own or reading.shared(place.share_with) else _NOT_SHARED)
            yield Fact(f"{path}.{kind}", kind, (place.name,), not_shared)
    yield from _of_reach(child.reach or Reach(), f"{path}.reach", "" if own else _OWN)


def _of_person(person: Person, path: str, planned: Planned, hidden: str) -> Iterator[Fact]:
    """A family member's or supporter's name and ways of being reached. Professionals' work contacts are no secret."""
    own = person.id == planned.person
    if person.is_professional:
        return
    if person.name:
        why_not = "" if own else hidden
        yield from _of_name(person.name, f"{path}.name", why_not)
        for m, name in enumerate(person.known_as):
            yield Fact(f"{path}.known_as[{m}]", "known as", (name,), why_not)
    yield from _of_reach(person.reach or Reach(), f"{path}.reach", "" if own else _OWN)


def _of_reach(reach: Reach, path: str, why_not: str) -> Iterator[Fact]:
    if reach.post:
        yield from _of_address(reach.post, f"{path}.post", why_not)
    if reach.email:
        yield Fact(f"{path}.email", "e-mail", (reach.email,), why_not)
    if reach.phone:
        yield Fact(f"{path}.phone", "phone", tuple(_phones(reach.phone)), why_not)


def _hidden_name(person: Person, planned: Planned, strangers: set[str]) -> str:
    """From a supporter all names are hidden; from family, those of other children's families and supporters."""
    if planned.kind == "supporter":
        return _SUPPORTER
    return _OTHER_FAMILY if planned.family and (person.id in strangers or person.is_supporter) else ""


def _of_name(name: str, path: str, why_not: str) -> Iterator[Fact]:
    """The full name, and the surname with an initial before it: "S. Rennie". A surname alone is never a secret."""
    yield Fact(path, "full name", (name,), why_not)
    parts = name.split()
    if len(parts) > 1:
        yield Fact(path, "initial and surname", (f"{parts[0][0]} {parts[-1]}",), why_not)


def _of_address(address: PostalAddress, path: str, why_not: str) -> Iterator[Fact]:
    yield Fact(f"{path}.lines[0]", "first address line", (address.lines[0],), why_not)
    yield Fact(f"{path}.postcode", "postcode", (address.postcode,), why_not)


def _dates(day: date) -> Iterator[str]:
    """The usual spellings of a day. Separators and case do not matter to the check; order and digits do."""
    month = MONTHS[day.month - 1]
    for year in (str(day.year), f"{day.year % 100:02}"):
        yield f"{day.day:02}/{day.month:02}/{year}"
        yield f"{day.day}/{day.month}/{year}"
    ordinal = "th" if day.day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    for name in (month, month[:3]):
        yield f"{day.day} {name} {day.year}"
        yield f"{day.day}{ordinal} {name} {day.year}"
        yield f"{day.day}{ordinal} of {name} {day.year}"
        yield f"{name} {day.day} {day.year}"
    yield day.isoformat()


def _phones(phone: str) -> Iterator[str]:
    digits = "".join(c for c in phone if c.isdigit())
    yield digits
    if digits.startswith("44"):
        yield "0" + digits[2:]
    elif digits.startswith("0"):
        yield "44" + digits[1:]
