"""Invitations: for whom, why, with whom; who decided that somebody does not come; and the Reporter as observer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cpdocs.record.called import Invitation
from cpdocs.record.people import Person
from cpdocs.record.tree import Path
from cpdocs.rules.checks.look import is_parent, is_reporter, person
from cpdocs.rules.checks.problem import ALL, DECIDED, INVITATIONS, INVITING, Check, Problem
from cpdocs.rules.situation import Situation

TWICE = Check("invited-twice", "error", "Nobody stands twice in invitations.", "one parcel for each person", ALL)
NO_CHILDREN = Check(
    "family-without-children",
    "error",
    "Family is invited for named children.",
    "a copy is cut to the children of its invitation",
    ALL,
)
ANOTHER_CHILD = Check(
    "family-of-another-child",
    "error",
    "Family is invited only for children they have a relationship to.",
    "Nottinghamshire, 2023: one assessment of two children sent to both fathers",
    ALL,
)
SUPPORTER_INVITED = Check(
    "supporter-invited",
    "error",
    "A supporter stands under the invitation of the person supported.",
    "a supporter gets one paper only, with nothing of the case",
    INVITING,
)
SUPPORTER_NOT_AGREED = Check(
    "supporter-not-agreed", "warning", "A supporter is agreed with the chair.", "seed S3", INVITATIONS
)
SUPPORTER_LATE = Check(
    "supporter-agreed-late",
    "warning",
    "The chair agrees to a supporter before the day of the conference.",
    "seed S3: agreed in advance with the chair",
    INVITATIONS,
)
PROFESSIONAL_EXCLUDED = Check(
    "professional-excluded",
    "error",
    "Only family is excluded; a professional is not invited.",
    "National Guidance 3.160",
    INVITING,
)
BOTH = Check(
    "excluded-and-not-invited",
    "error",
    "Somebody is excluded or not invited, never both.",
    "National Guidance 3.160: what is owed differs",
    ALL,
)
WHY_NEEDED = Check(
    "why-needed",
    "warning",
    "Each professional's invitation says in a few words why she or he is needed.",
    "seed S2: every invitee knows the child or family",
    INVITATIONS,
)
BY_ANOTHER = Check(
    "decided-by-another",
    "error",
    "The chair decides who is excluded or not invited, and which copies a child has.",
    "seed S3: the chair has the final say; National Guidance 3.160",
    ALL,
)
UNDECIDED = Check(
    "not-invited-undecided",
    "warning",
    "That a parent is not invited is the chair's decision, with its date.",
    "seed S3; National Guidance 3.160",
    INVITING,
)
REPORTER = Check(
    "reporter-not-observer",
    "error",
    "The Children's Reporter comes as an observer only.",
    "National Guidance 3.154",
    (*INVITING, *DECIDED),
)


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind from the day the conference is called."""
    seen = Counter(i.person for i in situation.record.invitations)
    for n, invitation in enumerate(situation.record.invitations):
        here: Path = ("invitations", n)
        one = person(situation.record, invitation.person)
        if seen[invitation.person] > 1:
            hint = "Keep one of the two."
            yield TWICE.at((*here, "person"), f"{invitation.person} stands twice in invitations", hint)
        if one is not None:
            yield from _of_professional(situation, here, invitation, one)
            yield from _of_family(here, invitation, one)
            yield from _not_coming(here, invitation, one)
        yield from _supporter(situation, here, invitation)
    yield from _chairs_decisions(situation)


def _of_professional(situation: Situation, here: Path, invitation: Invitation, one: Person) -> Iterator[Problem]:
    if not one.is_professional:
        return
    if invitation.excluded is not None:
        hint = "Write not_invited: for a professional; excluded: is for a parent (National Guidance 3.160)."
        yield PROFESSIONAL_EXCLUDED.at((*here, "excluded"), f"{one.id} is a professional", hint)
    if invitation.needed_because is None and invitation.stands:
        hint = "Say needed_because: in a few words; the invitation prints them."
        yield WHY_NEEDED.at(here, f"why is {one.id} needed?", hint)
    if is_reporter(situation, one) and not invitation.observer and invitation.stands:
        hint = "Write observer: yes; the Reporter never takes part in deciding (National Guidance 3.154)."
        yield REPORTER.at(here, f"{one.id} is invited to take part", hint)


def _of_family(here: Path, invitation: Invitation, one: Person) -> Iterator[Problem]:
    if one.is_professional:
        return
    if one.is_supporter:
        hint = "Write the supporter under the invitation of the person supported, as supporter:."
        yield SUPPORTER_INVITED.at(here, f"{one.id} is a supporter with an invitation of her or his own", hint)
    if invitation.not_invited is None and not invitation.children:
        hint = "Write children: with the ids of the children this person is invited for."
        yield NO_CHILDREN.at(here, f"{one.id} is family and is invited for no named child", hint)
    for m, child in enumerate(invitation.children or ()):
        if child not in one.relationship:
            hint = "Invite family only for children they have a relationship to."
            path = (*here, "children", m)
            yield ANOTHER_CHILD.at(path, f"{one.id} has no relationship to {child}", hint)


def _not_coming(here: Path, invitation: Invitation, one: Person) -> Iterator[Problem]:
    out = invitation.not_invited
    if out and invitation.excluded:
        hint = "Keep excluded: where the chair decided against a parent, not_invited: where nobody could be asked."
        yield BOTH.at(here, f"{one.id} is excluded and not invited", hint)
    if out and is_parent(one) and (out.decided_by is None or out.on is None):
        hint = "Write decided_by: with the chair's id, and on: with the day."
        yield UNDECIDED.at((*here, "not_invited"), f"who decided that {one.id} is not invited, and when?", hint)


def _supporter(situation: Situation, here: Path, invitation: Invitation) -> Iterator[Problem]:
    supporter = invitation.supporter
    if supporter is None:
        return
    path = (*here, "supporter")
    if supporter.agreed_by_chair is None:
        message = f"the chair has not agreed to {supporter.person}, who gets no invitation"
        yield SUPPORTER_NOT_AGREED.at(path, message, "Once the chair agrees, write agreed_by_chair: with the day.")
    elif supporter.agreed_by_chair >= situation.record.conference.date:
        hint = "Correct the date, if it was earlier; the chair agrees before the day."
        message = f"the chair agreed to {supporter.person} only on the day, or after it"
        yield SUPPORTER_LATE.at((*path, "agreed_by_chair"), message, hint)


def _chairs_decisions(situation: Situation) -> Iterator[Problem]:
    record = situation.record
    decided: list[tuple[Path, str | None]] = [
        (("children", n, "own_copy", "decided_by"), child.own_copy.decided_by)
        for n, child in enumerate(record.children)
    ]
    for n, invitation in enumerate(record.invitations):
        if invitation.excluded:
            decided.append((("invitations", n, "excluded", "decided_by"), invitation.excluded.decided_by))
        if invitation.not_invited:
            decided.append((("invitations", n, "not_invited", "decided_by"), invitation.not_invited.decided_by))
    for path, by in decided:
        if by is not None and by != record.conference.chair:
            hint = f"This is the chair's to decide: {record.conference.chair}."
            yield BY_ANOTHER.at(path, f"{by} is not the chair", hint)
