"""People: who they are to the children, and that no parent is passed over in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cpdocs.record.people import Person
from cpdocs.record.tree import Path
from cpdocs.rules.checks.look import is_parent
from cpdocs.rules.checks.problem import ALL, Check, Problem
from cpdocs.rules.situation import Situation

SHAPE = Check(
    "person-shape",
    "error",
    "A professional has a role and an entry in contacts.yaml; family has a name and a relationship. They never mix.",
    "what a professional may read, family never gets by mistake",
    ALL,
)
RIGHTS = Check(
    "rights-without-relationship",
    "error",
    "Whoever holds parental rights for a child has a relationship to that child.",
    "Midlothian, 2012: minutes read by a former partner",
    ALL,
)
PASSED_OVER = Check(
    "parent-passed-over",
    "error",
    "Every parent, and everyone with parental rights, is invited, excluded, or not invited because.",
    "seed S3: both parents are usually invited; National Guidance 3.160",
    ALL,
)
SAME_NAME = Check(
    "same-name",
    "warning",
    "No two people in a record have one name.",
    "West Midlands Police, 2024: two people merged into one, and the wrong house visited",
    ALL,
)
SAME_CONTACT = Check(
    "same-contact",
    "warning",
    "No two people in a record are one entry of contacts.yaml.",
    "one message for each recipient (ICO, e-mail and security)",
    ALL,
)


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind from the day the conference is called."""
    for n, one in enumerate(situation.record.people):
        here: Path = ("people", n)
        yield from _shape(here, one)
        for m, child in enumerate(one.parental_rights):
            if child not in one.relationship:
                path = (*here, "parental_rights", m)
                yield RIGHTS.at(path, f"{one.id} has no relationship to {child}", "Add the child under relationship.")
        if is_parent(one) and situation.record.invitation(one.id) is None:
            hint = "Under invitations, give children:, excluded:, or not_invited: (National Guidance 3.160)."
            yield PASSED_OVER.at(here, f"{one.id} is a parent and is not in invitations", hint)
    yield from _same_name(situation)
    yield from _same_contact(situation)


def _shape(here: Path, one: Person) -> Iterator[Problem]:
    apart = "A professional has role and contact, no reach and no relationship: work and family never mix."
    if one.is_professional and one.contact is None:
        yield SHAPE.at(here, f"{one.id} is a professional without an entry in contacts.yaml", apart)
    elif one.is_professional and (one.reach is not None or one.relationship):
        yield SHAPE.at(here, f"{one.id} is a professional, and is written down as family too", apart)
    if one.is_professional:
        return
    if one.name is None:
        yield SHAPE.at(here, f"{one.id} has no name", "Write name:; for a professional role: and contact:.")
    if not one.is_supporter and not one.relationship:
        hint = "Write relationship: with the child's id and mother, father, grandmother ..."
        yield SHAPE.at(here, f"{one.id} has neither a role nor a relationship to a child", hint)


def _same_name(situation: Situation) -> Iterator[Problem]:
    names: list[tuple[Path, str]] = [(("children", n), c.name) for n, c in enumerate(situation.record.children)]
    names += [(("people", n), p.name) for n, p in enumerate(situation.record.people) if p.name]
    seen = Counter(name.casefold() for _, name in names)
    for path, name in names:
        if seen[name.casefold()] > 1:
            hint = "Check that they are two people, and that each id is used for the right one."
            yield SAME_NAME.at((*path, "name"), "two people in this record have this name", hint)


def _same_contact(situation: Situation) -> Iterator[Problem]:
    seen = Counter(one.contact for one in situation.record.people if one.contact)
    for n, one in enumerate(situation.record.people):
        if one.contact and seen[one.contact] > 1:
            hint = "Keep one of them, or give each an entry of her or his own."
            yield SAME_CONTACT.at(("people", n, "contact"), f"two people here are the one entry {one.contact}", hint)
