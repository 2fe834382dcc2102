"""Who is entitled to what: rows of a table, predicates of one to three lines, and nobody by default.

``plan`` is pure. For each person and document the first row of the table that fits decides; a person whom no row fits
gets nothing, and the plan says so. A family member never gets a professional's row: the predicates are disjoint.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cpdocs.record.people import Person
from cpdocs.rules.routes import route
from cpdocs.rules.situation import Hold, Key, Nothing, Planned, Situation
from cpdocs.rules.tables import DocumentRule, EntitlementRow
from cpdocs.rules.timescales import appeal_by, block_at, due, letter_date

Predicate = Callable[[Situation, Person], bool]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything planned, and everybody who gets nothing, each with its because."""

    planned: tuple[Planned, ...]
    nothing: tuple[Nothing, ...]


def plan(situation: Situation) -> Plan:
    """Who gets what, in the order of the table's documents and the record's people."""
    planned: list[Planned] = []
    nothing: list[Nothing] = []
    for document, rule in situation.tables.documents.documents.items():
        if lacking(situation, rule):
            continue
        rows = [row for row in situation.tables.entitlements.rows if row.document == document]
        for person in situation.record.people:
            found = _decide(situation, person, rows, rule)
            if isinstance(found, Planned):
                planned.append(found)
            else:
                nothing.append(found)
    return Plan(tuple(planned), tuple(nothing))


def lacking(situation: Situation, rule: DocumentRule) -> tuple[str, ...]:
    """The blocks of the record that a document needs and the record does not have yet, by path."""
    return tuple(path for path in rule.needs if not block_at(situation.record, path))


def scope(situation: Situation, person: Person) -> tuple[str, ...]:
    """The children whose papers a person may see, in the record's order.

    A professional: those of the invitation, or all when it names none. Family: the children with parental rights or
    of the invitation, and never a child that the person has no relationship to. A supporter: none.
    """
    children = [child.id for child in situation.record.children]
    invitation = situation.record.invitation(person.id)
    if person.is_professional:
        named = invitation.children if invitation and invitation.children else None
        return tuple(c for c in children if named is None or c in named)
    invited = set(invitation.children or ()) if invitation else set()
    own = (invited | set(person.parental_rights)) & set(person.relationship)
    return tuple(c for c in children if c in own)


# ---- predicates ------------------------------------------------------------------------------------------------------


def _excluded(situation: Situation, person: Person) -> bool:
    invitation = situation.record.invitation(person.id)
    return invitation is not None and invitation.excluded is not None


def _invited(situation: Situation, person: Person) -> bool:
    invitation = situation.record.invitation(person.id)
    return invitation is not None and invitation.excluded is None and invitation.not_invited_because is None


def _supporter(_: Situation, person: Person) -> bool:
    return person.is_supporter


def _supporter_agreed(situation: Situation, person: Person) -> bool:
    brought = (i.supporter for i in situation.record.invitations if _brings(situation, i.person))
    return any(s.person == person.id and s.agreed_by_chair is not None for s in brought if s)


def _brings(situation: Situation, person_id: str) -> bool:
    """A supporter comes with somebody who is invited; whoever is excluded brings nobody."""
    return _invited(situation, situation.record.person(person_id))


def _invited_family(situation: Situation, person: Person) -> bool:
    return not person.is_professional and not person.is_supporter and _invited(situation, person)


def _invited_professional(situation: Situation, person: Person) -> bool:
    return person.is_professional and _invited(situation, person)


def _holder_of_parental_rights(_: Situation, person: Person) -> bool:
    return (
        not person.is_professional
        and not person.is_supporter
        and bool(set(person.parental_rights) & set(person.relationship))
    )


def _anybody(_: Situation, __: Person) -> bool:
    return True


def _decision_deferred(situation: Situation, _: Person) -> bool:
    return any(decision.outcome == "deferred" for decision in situation.record.decisions or ())


def _day_has_come(situation: Situation, _: Person) -> bool:
    return situation.today >= situation.record.conference.date or situation.record.stage != "called"


PREDICATES: Mapping[str, Predicate] = {
    "excluded": _excluded,
    "supporter": _supporter,
    "supporter_agreed": _supporter_agreed,
    "invited_family": _invited_family,
    "invited_professional": _invited_professional,
    "holder_of_parental_rights": _holder_of_parental_rights,
    "anybody": _anybody,
    "day_has_come": _day_has_come,
    "decision_deferred": _decision_deferred,
}

# ---- one person, one document ----------------------------------------------------------------------------------------


def _decide(situation: Situation, person: Person, rows: list[EntitlementRow], rule: DocumentRule) -> Planned | Nothing:
    for row in rows:
        if PREDICATES[row.who](situation, person) and all(PREDICATES[w](situation, person) for w in row.when):
            if row.variant == "nothing":
                return Nothing(person.id, row.document, f"{row.because} ({row.source})")
            return _planned(situation, person, row, rule)
    document = rows[0].document if rows else ""
    return Nothing(person.id, document, "no row of the table of entitlements fits this person now")


def _planned(situation: Situation, person: Person, row: EntitlementRow, rule: DocumentRule) -> Planned:
    record = situation.record
    way, day = route(situation, person), letter_date(situation, row.document)
    found = Planned(
        key=Key(record.reference, row.document, record.edition(row.document), person.id),
        row=row.id,
        person=person.id,
        addressee=situation.name(person.id),
        role=person.role or " and ".join(dict.fromkeys(person.relationship.values())),
        family=not person.is_professional,
        children=() if person.is_supporter else scope(situation, person),
        variant=_variant(row.variant, person),
        route=way,
        because=f"{row.because} ({row.source})",
        due=due(situation, rule),
        letter_date=day,
        appeal_by=appeal_by(situation, way, day) if day else None,
        approval_needed=rule.consent == "approval",
    )
    return replace(found, holds=(*way.holds, *_consent(situation, rule), *_stale(situation, day)))


def _variant(variant: str, person: Person) -> str:
    """The variant in the form that this person needs. One that no template makes holds the parcel."""
    large = "_large" if person.needs.print == "large" else ""
    language = "" if person.needs.language == "en" else f"_{person.needs.language}"
    return variant + large + language


def _consent(situation: Situation, rule: DocumentRule) -> tuple[Hold, ...]:
    agreed = situation.record.invitations_agreed
    if rule.consent != "agreement" or (agreed and agreed.by == situation.record.conference.chair):
        return ()
    return (Hold("agreement", "the chair has not agreed to the list of invitations; record invitations_agreed"),)


def _stale(situation: Situation, day: date | None) -> tuple[Hold, ...]:
    """A printed deadline counts from the letter's date: sent later, the reader would lose days."""
    if day is None or situation.today <= day:
        return ()
    return (Hold("stale", f"the letter is dated {day} and today is {situation.today}; set a new letter date"),)
