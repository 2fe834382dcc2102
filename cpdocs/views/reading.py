"""Reading the record for one recipient: the two questions that every passage and every typed fact must pass.

Is it about children in the recipient's scope, all of them? Is it free, or shared with this person by name or agency?
A cutter reads the record through here and nowhere else; what a recipient may not read is noted, with its because, so
that the plan can show the chair what each copy leaves out (National Guidance 3.167).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from cpdocs.record.called import SharedName
from cpdocs.record.minutes import MinutePassage
from cpdocs.record.passage import Passage, Restricted
from cpdocs.record.people import Person
from cpdocs.rules.situation import Hold, Planned, Situation
from cpdocs.views.leaves import Prose

#: Kinds of restricted access information, as a report says them.
KINDS = {
    "sub_judice": "before a court",
    "third_party": "about a third person",
    "unknown_to_family": "not known to the family",
    "risk_of_harm": "could put somebody at risk",
}


OUTSIDE_SCOPE = "it is about a child outside this person's scope"
CLOSED = "it was said in a part of the conference for which this person was not in the room"
#: Somebody asked, and nobody knew: another thing than a blank, and than what is withheld.
NOT_KNOWN = "not known"
#: How an attendance begins that ended before the meeting did.
LEFT = "left at "
#: Who stands in a sentence in place of somebody whom this reader may not know of.
ANOTHER = "another person"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A passage or fact that this recipient may not have: where it stands in the record, of which kind, and why.

    ``fact`` says that it is a fact of a field, such as somebody else's telephone number, and nothing that was written.
    """

    passage: str
    kind: str
    because: str
    fact: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A passage that this recipient may read and was given: its place, and the children of the block it stands in."""

    path: str
    passage: Passage
    children: tuple[str, ...]


class Reading:
    """The record as one person with one scope may read it. ``read`` and ``withheld`` fill as it is read.

    ``holds`` are a cutter's own reasons why the paper may not go yet, such as a schedule that lacks a reason.
    """

    def __init__(self, situation: Situation, person: str, scope: Sequence[str], *, whole: bool = False) -> None:
        self.situation = situation
        self.person = situation.recipient(person)
        self.whole = whole
        self.scope = frozenset(scope)
        self.read: list[Read] = []
        self.withheld: list[Withheld] = []
        self.holds: list[Hold] = []

    @classmethod
    def of(cls, situation: Situation, planned: Planned) -> Reading:
        """The reading that a planned parcel's View is cut from."""
        return cls(situation, planned.person, planned.scope, whole=planned.whole)

    @property
    def token(self) -> Prose:
        """The one line that stands for every passage that is withheld and not hidden."""
        return Prose(self.situation.authority.withheld_line)

    def text(self, passage: Passage | None, path: str, children: Sequence[str] = ()) -> Prose | None:
        """The passage's text if this person may read it; else None, or the token, and a note of why not.

        ``children`` are those of the block that the passage stands in; they count when it does not say its own. The
        token stands only for a restricted passage of this person's own scope that asks for it: of anything else not
        even its existence may show.
        """
        if passage is None:
            return None
        refusal = self.refusal(passage, children)
        if refusal is None:
            self.read.append(Read(path, passage, tuple(children)))
            return Prose(passage.text)
        self.withheld.append(Withheld(path, *refusal))
        shown = passage.restricted is not None and passage.restricted.shown_as == "token" and refusal[0] != "scope"
        return self.token if shown else None

    def place(self, place: SharedName | None, child: str) -> str:
        """A school, nursery or surgery; "not known" where somebody asked in vain; "" where nobody asked.

        One that is withheld reads as if nobody had asked, so that not even its existence shows; the plan names it.
        """
        if place is None or not self.covers([child]):
            return ""
        if not place.known or place.name is None:
            return NOT_KNOWN
        return place.name if self.shared(place.share_with) else ""

    def leave_out(self, path: str) -> None:
        """Note a whole block that is about a child outside this person's scope."""
        self.withheld.append(Withheld(path, "scope", OUTSIDE_SCOPE))

    def refusal(self, passage: Passage, children: Sequence[str] = ()) -> tuple[str, str] | None:
        """Why this person may not read the passage, as (kind, because); None when she or he may."""
        about = passage.about or tuple(children) or tuple(child.id for child in self.situation.record.children)
        if not self.covers(about):
            return "scope", OUTSIDE_SCOPE
        if self.whole:
            return None
        if isinstance(passage, MinutePassage) and not self.heard(passage.closed_part):
            return "closed_part", CLOSED
        return self._restriction(passage.restricted) if passage.restricted else None

    def _restriction(self, restricted: Restricted) -> tuple[str, str] | None:
        kind = KINDS[restricted.kind]
        if not self.shared(restricted.share_with):
            return restricted.kind, f"restricted ({kind}) and not shared with this person"
        if not (restricted.provider_agrees or self.takes_part or restricted.provider == self.person.id):
            return restricted.kind, f"restricted ({kind}), and whoever gave it has not agreed that it goes further"
        return None

    @property
    def family(self) -> bool:
        """Whether this person reads as a family member, and neither for an agency nor as a post that reads all."""
        return not (self.whole or self.person.is_professional)

    @property
    def takes_part(self) -> bool:
        """Whether this person is of the conference: invited, or there (National Guidance 3.167)."""
        return self.person.invited or self.person.came

    def heard(self, part: str | None) -> bool:
        """Whether this person may read what was said in a closed part: not if she or he had left for it.

        Family who were not in the room read nothing of it either; an invited professional who was not there does.
        """
        if part is None:
            return True
        record = self.situation.record
        closed = next((c for c in record.closed_parts if c.id == part), None)
        if closed is None or self.person.id in closed.left:
            return False
        how = (record.attendance or {}).get(self.person.id, "absent")
        stayed = how == "attended" or (
            how.startswith(LEFT) and time.fromisoformat(how.removeprefix(LEFT)) >= closed.ends
        )
        return self.person.is_professional or stayed

    def knows_of(self, ident: str) -> bool:
        """Whether this person may know that somebody has to do with the case (``presence`` of an invitation)."""
        invitation = self.situation.record.invitation(ident)
        presence = invitation.presence if invitation else None
        return presence is None or ident == self.person.id or self.shared(presence.share_with)

    def covers(self, children: Sequence[str]) -> bool:
        """Whether every one of these children is in this person's scope."""
        return self.scope.issuperset(children)

    def shared(self, share_with: Sequence[str]) -> bool:
        """Whether a list of person ids and ``agency:`` names this person."""
        agency = self.person.agency
        named = self.person.id in share_with or (agency is not None and f"agency:{agency}" in share_with)
        return named or self.whole


def family_of_others(situation: Situation, reading: Reading) -> tuple[Person, ...]:
    """The family members who belong only to children outside the reading's scope."""
    return tuple(
        p
        for p in situation.record.people
        if p.relationship and p.id != reading.person.id and not set(p.relationship) & reading.scope
    )


def name_for(situation: Situation, reading: Reading, ident: str) -> str:
    """A person's printed name, or ANOTHER for one whom this reader may not know of.

    A family member does not learn who belongs to another child's family, nor whom another brings along. Nobody learns
    the name of a child outside her or his scope, nor of somebody whose presence is not shared with her or him.
    """
    return situation.name(ident) if _may_name(situation, reading, ident) else ANOTHER


def _may_name(situation: Situation, reading: Reading, ident: str) -> bool:
    record = situation.record
    if any(child.id == ident for child in record.children):
        return reading.covers([ident])
    if not (reading.person.is_professional or reading.whole):
        strangers = {p.id for p in family_of_others(situation, reading)}
        mine = record.invitation(reading.person.id)
        brought = mine.supporter.person if mine and mine.supporter else reading.person.id
        strangers |= {p.id for p in record.people if p.is_supporter and p.id != brought}
        if ident in strangers:
            return False
    return reading.knows_of(ident)
