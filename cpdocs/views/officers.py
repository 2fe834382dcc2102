"""Whom a paper names to turn to: work contacts only."""

from __future__ import annotations

from cpdocs.rules.situation import Situation
from cpdocs.views.attendance import concerned
from cpdocs.views.reading import Reading
from cpdocs.views.shape import Officer


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


def lead_officer(situation: Situation, reading: Reading) -> Officer | None:
    """The Lead Child Protection Officer of the reader's own agency (seed S2), unless that is the reader."""
    agency = situation.agencies.get(reading.person.agency or "")
    ident = agency.lead_child_protection_officer if agency else None
    contact = situation.contacts.get(ident or "")
    if contact is None or ident == reading.person.contact or (contact.moved_on and contact.moved_on <= situation.today):
        return None
    return Officer(contact.name, contact.post_title, contact.phone or "", contact.email or "")


def social_worker(situation: Situation, reading: Reading) -> Officer:
    """The social worker of the reader's children, whom every paper names; the chair where there is none to be known."""
    workers = (p.id for p in situation.record.people if p.role == "social_worker")
    worker = next((ident for ident in workers if concerned(situation, reading, ident)), None)
    return officer(situation, worker or situation.record.conference.chair)
