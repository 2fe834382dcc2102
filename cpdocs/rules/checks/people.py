"""People: who they are to the children, and that no parent is passed over in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cpdocs.rules.checks.problem import Problem
from cpdocs.rules.situation import Situation


def check(situation: Situation) -> Iterator[Problem]:
    """Shape of a person; every parent invited, excluded or not invited because; family invited for named children."""
    yield from _shapes(situation)
    yield from _parents(situation)
    yield from _invitations(situation)
    yield from _same_name(situation)


def _shapes(situation: Situation) -> Iterator[Problem]:
    for n, person in enumerate(situation.record.people):
        here = ("people", n)
        if person.is_professional and (person.contact is None or person.reach is not None or person.relationship):
            hint = "A professional has role and contact, no reach and no relationship: work and family never mix."
            yield Problem(
                "person-shape", here, f"{person.id} is a professional without an entry in contacts.yaml", hint
            )
        if not person.is_professional and person.name is None:
            yield Problem("person-shape", here, f"{person.id} has no name", "Write name:, or role: and contact:.")
        if not person.is_professional and not person.is_supporter and not person.relationship:
            hint = "Write relationship: with the child's id and mother, father, grandmother ..."
            yield Problem("person-shape", here, f"{person.id} has neither a role nor a relationship to a child", hint)
        for m, child in enumerate(person.parental_rights):
            if child not in person.relationship:
                hint = "Add the child under relationship."
                yield Problem(
                    "rights-without-relationship", (*here, "parental_rights", m), f"no relationship to {child}", hint
                )


def _parents(situation: Situation) -> Iterator[Problem]:
    for n, person in enumerate(situation.record.people):
        parent = {"mother", "father"} & set(person.relationship.values()) or person.parental_rights
        if parent and situation.record.invitation(person.id) is None:
            hint = "Under invitations, give children:, excluded:, or not_invited_because: (National Guidance 3.160)."
            yield Problem(
                "parent-passed-over", ("people", n), f"{person.id} is a parent and is not in invitations", hint
            )


def _invitations(situation: Situation) -> Iterator[Problem]:
    known = {p.id: p for p in situation.record.people}
    seen = Counter(i.person for i in situation.record.invitations)
    for n, invitation in enumerate(situation.record.invitations):
        here = ("invitations", n)
        person = known.get(invitation.person)
        if seen[invitation.person] > 1:
            yield Problem("invited-twice", (*here, "person"), f"{invitation.person} stands twice in invitations")
        if person and not person.is_professional and invitation.not_invited_because is None:
            yield from _family(here, invitation.children, set(person.relationship), person.id)
        if person and person.is_supporter:
            hint = "A supporter stands under the invitation of the person supported, as supporter:."
            yield Problem(
                "supporter-invited", here, f"{person.id} is a supporter with an invitation of her or his own", hint
            )
        if person and person.is_professional and invitation.excluded is not None:
            hint = "Write not_invited_because: for a professional; excluded: is for a parent (National Guidance 3.160)."
            yield Problem("professional-excluded", (*here, "excluded"), f"{person.id} is a professional", hint)
        if person and person.is_professional and invitation.needed_because is None:
            message = f"why is {person.id} needed?"
            yield Problem(
                "why-needed",
                here,
                message,
                "Say needed_because: in a few words; the invitation prints them.",
                "warning",
            )
        if invitation.supporter and invitation.supporter.agreed_by_chair is None:
            message = "the chair has not agreed to this supporter, who gets no invitation"
            yield Problem("supporter-not-agreed", (*here, "supporter"), message, "Record agreed_by_chair:.", "warning")


def _family(
    here: tuple[str | int, ...], children: tuple[str, ...] | None, own: set[str], ident: str
) -> Iterator[Problem]:
    if not children:
        hint = "Write children: with the ids of the children this person is invited for."
        yield Problem("family-without-children", here, f"{ident} is family and is invited for no named child", hint)
    for m, child in enumerate(children or ()):
        if child not in own:
            hint = "Invite family only for children they have a relationship to."
            yield Problem(
                "family-of-another-child", (*here, "children", m), f"{ident} has no relationship to {child}", hint
            )


def _same_name(situation: Situation) -> Iterator[Problem]:
    """Two people of one name were merged into one, and the wrong house visited (West Midlands Police, 2024)."""
    names = [(("children", n), c.name) for n, c in enumerate(situation.record.children)]
    names += [(("people", n), p.name) for n, p in enumerate(situation.record.people) if p.name]
    seen = Counter(name.casefold() for _, name in names)
    for path, name in names:
        if seen[name.casefold()] > 1:
            hint = "Check that they are two people, and that each id is used for the right one."
            yield Problem("same-name", (*path, "name"), "two people in this record have this name", hint, "warning")
