"""Reading the record for one recipient: the two questions that every passage and every typed fact must pass.

Is it about children in the recipient's scope, all of them? Is it free, or shared with this person by name or agency?
A cutter reads the record through here and nowhere else; what a recipient may not read is noted, with its because, so
that the plan can show the chair what each copy leaves out (National Guidance 3.167).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cpdocs.record.passage import Passage
from cpdocs.record.people import Person
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.shape import Officer, Prose

#: Kinds of restricted access information, as a report says them.
KINDS = {
    "sub_judice": "before a court",
    "third_party": "about a third person",
    "unknown_to_family": "not known to the family",
    "risk_of_harm": "could put somebody at risk",
}


OUTSIDE_SCOPE = "it is about a child outside this person's scope"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A passage or fact that this recipient may not have: where it stands in the record, of which kind, and why."""

    passage: str
    kind: str
    because: str


class Reading:
    """The record as one person with one scope may read it. ``withheld`` fills as it is read."""

    def __init__(self, situation: Situation, person: str, scope: Sequence[str]) -> None:
        self.situation = situation
        self.person = situation.record.person(person)
        self.scope = frozenset(scope)
        self.withheld: list[Withheld] = []

    @classmethod
    def of(cls, situation: Situation, planned: Planned) -> Reading:
        """The reading that a planned parcel's View is cut from."""
        return cls(situation, planned.person, planned.children)

    def text(self, passage: Passage | None, path: str, children: Sequence[str] = ()) -> Prose | None:
        """The passage's text if this person may read it, else None and a note of why not.

        ``children`` are those of the block that the passage stands in; they count when it does not say its own.
        """
        if passage is None:
            return None
        refusal = self.refusal(passage, children)
        if refusal is None:
            return Prose(passage.text)
        self.withheld.append(Withheld(path, *refusal))
        return None

    def leave_out(self, path: str) -> None:
        """Note a whole block that is about a child outside this person's scope."""
        self.withheld.append(Withheld(path, "scope", OUTSIDE_SCOPE))

    def refusal(self, passage: Passage, children: Sequence[str] = ()) -> tuple[str, str] | None:
        """Why this person may not read the passage, as (kind, because); None when she or he may."""
        about = passage.about or tuple(children) or tuple(child.id for child in self.situation.record.children)
        if not self.covers(about):
            return "scope", OUTSIDE_SCOPE
        if passage.restricted and not self.shared(passage.restricted.share_with):
            return (
                passage.restricted.kind,
                f"restricted ({KINDS[passage.restricted.kind]}) and not shared with this person",
            )
        return None

    def covers(self, children: Sequence[str]) -> bool:
        """Whether every one of these children is in this person's scope."""
        return self.scope.issuperset(children)

    def shared(self, share_with: Sequence[str]) -> bool:
        """Whether a list of person ids and ``agency:`` names this person."""
        agency = self.situation.agency(self.person)
        return self.person.id in share_with or (agency is not None and f"agency:{agency}" in share_with)


def officer(situation: Situation, ident: str) -> Officer:
    """Somebody to turn to, with work contacts only: a family member's never come out of here.

    Whoever has no telephone of her or his own is reached through the social work office, so that no paper ever says
    "telephone" and then nothing.
    """
    office = situation.authority.offices.social_work.phone
    staff = situation.authority.staff_member(ident)
    if staff is not None:
        return Officer(staff.name, staff.post_title, staff.phone or office, staff.email or "")
    person = situation.record.person(ident)
    contact = situation.contact(person)
    if contact is None or not person.is_professional:
        return Officer(situation.name(ident), "", office, "")
    return Officer(contact.name, contact.post_title, contact.phone or office, contact.email or "")


def social_worker(situation: Situation) -> Officer:
    """The case's social worker, whom every paper names; the chair where the record has none."""
    worker = next((p for p in situation.record.people if p.role == "social_worker"), None)
    return officer(situation, worker.id if worker else situation.record.conference.chair)


def family_of_others(situation: Situation, reading: Reading) -> tuple[Person, ...]:
    """The family members who belong only to children outside the reading's scope."""
    return tuple(
        p
        for p in situation.record.people
        if p.relationship and p.id != reading.person.id and not set(p.relationship) & reading.scope
    )
