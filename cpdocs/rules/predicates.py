"""The named questions of the table of entitlements: one to three lines each, pure, and no expression language.

The docstring of each says in words what must hold; ``cpdocs plan --why`` and the finding about a misspelt name print
it. Conditions ask about the conference alone, predicates about one recipient and one document of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from cpdocs.record.afterwards import Also
from cpdocs.record.called import Excluded
from cpdocs.rules import scopes
from cpdocs.rules.conditions import CONDITIONS, Condition
from cpdocs.rules.recipients import CHAIR, Recipient
from cpdocs.rules.situation import Situation

#: Who may look at the register (seed S2), by the agency of the contact who holds the post.
REGISTER_AGENCIES: Final = frozenset({"social_work", "police", "education", "health"})


@dataclass(frozen=True, slots=True)
class Question:
    """Is this recipient entitled to this document?"""

    situation: Situation
    recipient: Recipient
    document: str

    @property
    def exclusion(self) -> Excluded | None:
        invitation = self.situation.record.invitation(self.recipient.id) if self.recipient.person else None
        return invitation.excluded if invitation else None

    @property
    def also(self) -> Also | None:
        """The chair's recorded decision that this recipient gets this document, which no rule gives."""
        rows = self.situation.record.distribution.also
        return next((a for a in rows if a.person == self.recipient.id and self.document in a.documents), None)

    def chose_own_copy(self, document: str) -> bool:
        """Whether the chair, and nobody else, chose that this child gets her or his own copy of a document."""
        child, chair = self.recipient.child, self.situation.record.conference.chair
        chosen = child is not None and getattr(child.own_copy, document, "no") == "child"
        return chosen and child is not None and child.own_copy.decided_by == chair

    def post_of(self, kind: str, *agencies: str) -> bool:
        post, contact = self.recipient.post, self.situation.contacts.get(self.recipient.contact or "")
        return post is not None and post.kind == kind and (not agencies or bool(contact and contact.agency in agencies))


Predicate: TypeAlias = Callable[[Question], bool]

# ---- who a recipient is ----------------------------------------------------------------------------------------------


def _anybody(_: Question) -> bool:
    """Anybody at all."""
    return True


def _family(q: Question) -> bool:
    """A family member or carer."""
    return q.recipient.kind == "family"


def _professional(q: Question) -> bool:
    """Somebody who comes for an agency and takes part."""
    return q.recipient.kind == "professional"


def _chair(q: Question) -> bool:
    """The chair of this conference, who asks for a copy to correct."""
    return q.recipient.staff is not None and q.recipient.role == CHAIR


def _child(q: Question) -> bool:
    """A child of the record, once born."""
    return q.recipient.kind == "child"


def _supporter(q: Question) -> bool:
    """A supporter."""
    return q.recipient.kind == "supporter"


def _observer(q: Question) -> bool:
    """An observer, as everybody from the Reporter's office is."""
    return q.recipient.kind == "observer"


def _excluded(q: Question) -> bool:
    """Excluded by the chair."""
    return q.exclusion is not None


def _invited_family(q: Question) -> bool:
    """An invited family member or carer."""
    return q.recipient.kind == "family" and q.recipient.invited


def _invited_professional(q: Question) -> bool:
    """An invited professional."""
    return q.recipient.kind == "professional" and q.recipient.invited


def _invited_child(q: Question) -> bool:
    """A child who is invited."""
    return q.recipient.kind == "child" and q.recipient.invited


def _invited_observer(q: Question) -> bool:
    """An invited observer who comes for an agency."""
    return q.recipient.kind == "observer" and q.recipient.invited and q.recipient.is_professional


def _supporter_agreed(q: Question) -> bool:
    """Brought by somebody who is invited, and agreed by the chair."""
    brought = (i.supporter for i in q.situation.record.invitations if i.stands)
    return any(s.person == q.recipient.id and s.agreed_by_chair is not None for s in brought if s)


def _holder_of_parental_rights(q: Question) -> bool:
    """A parent or carer with parental rights."""
    person = q.recipient.person
    rights = set(person.parental_rights) & set(person.relationship) if person else set()
    return q.recipient.kind == "family" and bool(rights)


def _core_group_member(q: Question) -> bool:
    """A member of a child's core group."""
    return bool(scopes.core_group(q.situation, q.recipient))


# ---- posts -----------------------------------------------------------------------------------------------------------


def _principal_reporter(q: Question) -> bool:
    """The Principal Reporter."""
    return q.post_of("principal_reporter")


def _register_keeper(q: Question) -> bool:
    """The keeper of the child protection register."""
    return q.post_of("register_keeper")


def _central_register(q: Question) -> bool:
    """The keeper of the central register."""
    return q.post_of("central_register")


def _out_of_hours(q: Question) -> bool:
    """The out-of-hours service."""
    return q.post_of("out_of_hours")


def _head_of_service(q: Question) -> bool:
    """The head of service."""
    return q.post_of("head_of_service")


def _police_flag_post(q: Question) -> bool:
    """The police post that keeps the vulnerable persons database."""
    return q.post_of("police_flag", "police")


def _notice_post(q: Question) -> bool:
    """A named post of social work, police, education or health."""
    return q.post_of("notices", *REGISTER_AGENCIES)


# ---- what the chair or the conference said of a recipient ------------------------------------------------------------


def _chair_decided(q: Question) -> bool:
    """Named for this document by the chair's recorded decision."""
    return q.also is not None


def _own_copy(q: Question) -> bool:
    """The chair chose that the child gets a copy of her or his own."""
    return q.chose_own_copy(q.document)


def _own_copy_of_the_letter(q: Question) -> bool:
    """The chair chose that the child gets a decision letter of her or his own."""
    return q.chose_own_copy("decision_letter")


def _not_there(q: Question) -> bool:
    """Not at the conference."""
    return not q.recipient.came


def _report_asked(q: Question) -> bool:
    """A report was asked for."""
    invitation = q.situation.record.invitation(q.recipient.id)
    return invitation is not None and invitation.report is not None


def _only_deferred(q: Question) -> bool:
    """Every decision about these children is deferred."""
    own = scopes.own(q.situation, q.recipient)
    outcomes = {d.outcome for d in q.situation.record.decisions or () if d.child in own}
    return outcomes == {"deferred"}


def _core_group_says_why(q: Question) -> bool:
    """The record says why an excluded person is in the core group."""
    mine = scopes.core_group(q.situation, q.recipient)
    found = [d.core_group for d in q.situation.record.decisions or () if d.child in mine]
    return bool(found) and all(group is not None and group.members_because is not None for group in found)


_OF_RECIPIENTS: Final[Mapping[str, Predicate]] = {
    "anybody": _anybody,
    "family": _family,
    "professional": _professional,
    "chair": _chair,
    "child": _child,
    "supporter": _supporter,
    "observer": _observer,
    "excluded": _excluded,
    "invited_family": _invited_family,
    "invited_professional": _invited_professional,
    "invited_child": _invited_child,
    "invited_observer": _invited_observer,
    "supporter_agreed": _supporter_agreed,
    "holder_of_parental_rights": _holder_of_parental_rights,
    "core_group_member": _core_group_member,
    "principal_reporter": _principal_reporter,
    "register_keeper": _register_keeper,
    "central_register": _central_register,
    "out_of_hours": _out_of_hours,
    "head_of_service": _head_of_service,
    "police_flag_post": _police_flag_post,
    "notice_post": _notice_post,
    "chair_decided": _chair_decided,
    "own_copy": _own_copy,
    "own_copy_of_the_letter": _own_copy_of_the_letter,
    "not_there": _not_there,
    "report_asked": _report_asked,
    "only_deferred": _only_deferred,
    "core_group_says_why": _core_group_says_why,
}


def _lifted(condition: Condition) -> Predicate:
    def asked(q: Question) -> bool:
        return condition(q.situation)

    asked.__doc__ = condition.__doc__
    return asked


#: Every name that ``who`` and ``when`` of a row may use.
PREDICATES: Final[Mapping[str, Predicate]] = {
    **_OF_RECIPIENTS,
    **{name: _lifted(condition) for name, condition in CONDITIONS.items()},
}


def in_words(name: str) -> str:
    """What a predicate or condition asks, as it stands inside a sentence."""
    said = " ".join((PREDICATES[name].__doc__ or name).split()).rstrip(".")
    return said[:1].lower() + said[1:]
