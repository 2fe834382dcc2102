"""Cutting the invitation, for each kind of reader a shape of its own. What a shape has no field for cannot be told.

A review's is cut here too, but for what views/review_invitation.py adds to it.
"""

from __future__ import annotations

from cpdocs.record.model import Record
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.leaves import parts
from cpdocs.views.officers import lead_officer, officer, social_worker
from cpdocs.views.reading import Reading
from cpdocs.views.shape import Meeting, Officer
from cpdocs.views.shape.invitation import (
    ChildFacts,
    ChildInvitation,
    ExcludedInvitation,
    FamilyFirstInvitation,
    FamilyInvitation,
    ProfessionalInvitation,
    SupporterInvitation,
)
from cpdocs.views.words import authority_words


def parent_carer(situation: Situation, planned: Planned, reading: Reading) -> FamilyFirstInvitation:
    """For a parent or carer who is invited to an initial, pre-birth or transfer conference."""
    whole = family(situation, planned, reading)
    return FamilyFirstInvitation(
        **parts(whole),
        transfer=situation.record.conference.kind == "transfer",
    )


def family(situation: Situation, planned: Planned, reading: Reading) -> FamilyInvitation:
    """For a parent or carer, whatever the conference. Who else comes is told by post; nobody of the family is."""
    record = situation.record
    invitation = record.invitation(planned.person)
    supporter = invitation.supporter if invitation else None
    agreed = supporter is not None and supporter.agreed_by_chair is not None
    needs = reading.person.needs
    return FamilyInvitation(
        authority=authority_words(situation.authority),
        addressee=planned.addressee,
        meeting=_meeting(situation),
        children=_names_in_scope(situation, reading),
        born=tuple(c.name for c in record.children if c.born and reading.covers([c.id])),
        meets_chair_at=invitation.meets_chair_at if invitation else None,
        supporter=situation.name(supporter.person) if supporter and agreed else "",
        attending=_attending(situation, reading),
        chair=officer(situation, record.conference.chair),
        social_worker=social_worker(situation, reading),
        interpreter=needs.interpreter,
        sign_language=needs.sign_language,
    )


def child(situation: Situation, planned: Planned, reading: Reading) -> ChildInvitation:
    """For a child, who is told what the meeting is for and who comes by their posts; nothing that an adult has told."""
    needs = reading.person.needs
    return ChildInvitation(
        authority=authority_words(situation.authority),
        addressee=planned.addressee,
        meeting=_meeting(situation),
        attending=_attending(situation, reading),
        speaker=_speaker(situation, reading),
        chair=officer(situation, situation.record.conference.chair),
        social_worker=social_worker(situation, reading),
        interpreter=needs.interpreter,
        sign_language=needs.sign_language,
    )


def professional(situation: Situation, planned: Planned, reading: Reading) -> ProfessionalInvitation:
    """For a professional, with what she or he needs to find the child in the agency's own files."""
    record = situation.record
    person = record.person(planned.person)
    contact = situation.contact(person)
    invitation = record.invitation(person.id)
    report = invitation.report if invitation else None
    return ProfessionalInvitation(
        authority=authority_words(situation.authority),
        addressee=planned.addressee,
        title=contact.post_title if contact else "",
        meeting=_meeting(situation),
        observer=planned.kind == "observer",
        children=tuple(
            ChildFacts(c.name, c.known_as, c.born, c.expected, reading.place(c.school, c.id))
            for c in record.children
            if reading.covers([c.id])
        ),
        needed_because=reading.text(
            invitation.needed_because if invitation else None,
            f"{_path(record, person.id)}.needed_because",
            invitation.children or () if invitation else (),
        ),
        report_by=report.asked_by if report else None,
        report_about=tuple(record.child(c).name for c in (report and report.about) or () if reading.covers([c])),
        chair=officer(situation, record.conference.chair),
        social_worker=social_worker(situation, reading),
        lead_officer=lead_officer(situation, reading),
    )


def supporter(situation: Situation, planned: Planned, reading: Reading) -> SupporterInvitation:
    """For a supporter: time and place, nothing of the case (National Guidance 3.167)."""
    brought_by = next(
        i
        for i in situation.record.invitations
        if i.supporter and i.supporter.person == reading.person.id and i.supporter.agreed_by_chair is not None
        # One who supports two people comes with the one who is invited; the other's time is not hers or his to know.
        if i.stands
    )
    return SupporterInvitation(
        authority=authority_words(situation.authority),
        addressee=planned.addressee,
        meeting=_meeting(situation),
        meets_chair_at=brought_by.meets_chair_at,
        chair=officer(situation, situation.record.conference.chair),
    )


def excluded(situation: Situation, planned: Planned, reading: Reading) -> ExcludedInvitation:
    """For an excluded parent: who hears her or his views, and who tells the outcome by when (NG 3.160)."""
    record = situation.record
    invitation = record.invitation(planned.person)
    if invitation is None or invitation.excluded is None:
        raise KeyError(planned.row)  # the row fits nobody else
    out, place = invitation.excluded, _path(record, planned.person)
    return ExcludedInvitation(
        authority=authority_words(situation.authority),
        addressee=planned.addressee,
        children=_names_in_scope(situation, reading),
        because=reading.text(out.because, f"{place}.excluded.because", invitation.children or ()),
        views_obtained_by=officer(situation, out.views_obtained_by),
        informed_by=officer(situation, out.informed_by),
        informed_by_date=out.informed_by_date,
        chair=officer(situation, record.conference.chair),
        social_worker=social_worker(situation, reading),
    )


def _path(record: Record, person_id: str) -> str:
    """The place of a person's invitation in the record, as findings and secrets name it."""
    return f"invitations[{[i.person for i in record.invitations].index(person_id)}]"


def _meeting(situation: Situation) -> Meeting:
    conference = situation.record.conference
    return Meeting(conference.date, conference.starts, conference.place)


def _names_in_scope(situation: Situation, reading: Reading) -> tuple[str, ...]:
    return tuple(c.name for c in situation.record.children if reading.covers([c.id]))


def _speaker(situation: Situation, reading: Reading) -> Officer | None:
    """The professional who says at the conference what this child thinks (National Guidance 3.163)."""
    part = reading.person.child.taking_part if reading.person.child else None
    ident = part.views_brought_by if part else None
    known = ident is not None and any(p.id == ident and p.is_professional for p in situation.record.people)
    return officer(situation, ident) if ident and known and reading.knows_of(ident) else None


def _attending(situation: Situation, reading: Reading) -> tuple[str, ...]:
    """The posts of the invited professionals who come about at least one child of this scope."""
    record = situation.record
    posts = []
    for invitation in record.invitations:
        person = record.person(invitation.person)
        contact = situation.contact(person)
        children = set(invitation.children or reading.scope)
        invited = invitation.stands
        told = invited and reading.knows_of(person.id)
        if contact and person.is_professional and told and children & reading.scope:
            posts.append(contact.post_title)
    return tuple(posts)
