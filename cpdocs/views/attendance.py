"""Cutting what the minutes say of people: who was asked, who came, whose reports there were, who gets copies.

Who somebody is depends on who reads. A family member learns neither of another child's family nor of whoever another
brings along, and of a professional who is there for another child alone, such as that child's teacher, not even the
post: it would say where the child is on a weekday. Nobody is told of a hidden presence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from cpdocs.record.called import Child, Invitation
from cpdocs.record.people import Person, Prepared
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.reading import ANOTHER, LEFT, Reading, name_for
from cpdocs.views.shape.attendance import (
    AttendanceWords,
    BirthWords,
    ExcludedWords,
    NotInvitedWords,
    PreparedWords,
    RelationWords,
    ReportWords,
    RequestWords,
    SomebodyWords,
)


def concerned(situation: Situation, reading: Reading, ident: str) -> bool:
    """Whether somebody has to do with a child of this reader's scope, so far as the reader may know it at all."""
    if situation.authority.staff_member(ident) is not None:
        return True
    record = situation.record
    if any(child.id == ident for child in record.children):  # an unborn one among them, who is nobody's recipient
        return reading.covers([ident])
    if name_for(situation, reading, ident) == ANOTHER:
        return False
    one = situation.recipient(ident)
    if one.is_supporter:
        return any(concerned(situation, reading, other) for other in _brought_by(situation, ident))
    if one.is_professional:
        invitation = record.invitation(ident)
        return not invitation or not reading.scope.isdisjoint(_children(situation, invitation))
    return ident == reading.person.id or bool(set(one.relationship) & reading.scope)


def somebody(situation: Situation, reading: Reading, ident: str) -> SomebodyWords:
    """Somebody by the name that this reader may know, with the post of a professional."""
    name = name_for(situation, reading, ident)
    return SomebodyWords(name, "" if name == ANOTHER else _title(situation, ident))


def attendance(situation: Situation, reading: Reading) -> tuple[AttendanceWords, ...]:
    """Everybody who was invited or came, as far as this reader may know of them; and whoever was neither, if the record
    says why she or he was not there and this reader may read it.
    """
    people = (r.id for r in situation.recipients if r.kind != "post" and concerned(situation, reading, r.id))
    rows = (_attended(situation, reading, ident) for ident in people)
    return tuple(row for row in rows if row is not None)


def _attended(situation: Situation, reading: Reading, ident: str) -> AttendanceWords | None:
    one, record = situation.recipient(ident), situation.record
    how = (record.attendance or {}).get(one.id, "absent")
    absent = None if one.came or one.child else record.absent_because.get(one.id)  # a child's stands with its views
    because = reading.text(absent, f"absent_because.{one.id}")
    if not (one.invited or one.came) and because in (None, reading.token):
        return None
    return AttendanceWords(
        name=situation.name(one.id),
        title=_title(situation, one.id),
        related=related(situation, reading, one.id),
        supports=_supported(situation, reading, one.id) if one.is_supporter else "",
        observer=one.kind == "observer",
        came=one.came,
        left_at=time.fromisoformat(how.removeprefix(LEFT)) if how.startswith(LEFT) else None,
        apologies=how == "apologies",
        because=because,
    )


def requested(situation: Situation, reading: Reading) -> RequestWords | None:
    """Who asked for the conference. A family member reads who it was only where she or he may read why."""
    asked = situation.record.requested
    if asked is None:
        return None
    because = reading.text(asked.because, "requested.because")
    if reading.family and because in (None, reading.token):
        return None
    return RequestWords(
        by=somebody(situation, reading, asked.by),
        on=asked.on,
        because=because,
        answered_on=asked.answered_on,
        answered_by=name_for(situation, reading, asked.answered_by) if asked.answered_by else "",
    )


def reports(situation: Situation, reading: Reading) -> tuple[ReportWords, ...]:
    """The reports that were asked for, those about no child of this reader's scope left out."""
    return tuple(_reports(situation, reading))


def _reports(situation: Situation, reading: Reading) -> Iterator[ReportWords]:
    for n, invitation in enumerate(situation.record.invitations):
        report, path = invitation.report, f"invitations[{n}].report"
        if report is None or not concerned(situation, reading, invitation.person):
            continue
        about = report.about or _children(situation, invitation)
        if reading.scope.isdisjoint(about):
            continue
        part, author = report.part_restricted, reading.person.id == invitation.person
        yield ReportWords(
            name=situation.name(invitation.person),
            title=_title(situation, invitation.person),
            received=report.received,
            absent=report.received is not None
            and report.received <= situation.record.conference.date
            and not situation.recipient(invitation.person).came,
            excused=reading.text(report.excused_because, f"{path}.excused_because", about),
            shared=report.shared_with_family,
            not_shared=reading.text(report.not_shared_because, f"{path}.not_shared_because", about),
            part_restricted=part is not None and (author or reading.shared(part.share_with)),
        )


def copies(situation: Situation, planned: Planned, reading: Reading) -> tuple[SomebodyWords, ...]:
    """Who gets copies of the minutes, as far as this reader may know of them (seed S3)."""
    known = (ident for ident in planned.minutes_to if concerned(situation, reading, ident))
    return tuple(somebody(situation, reading, ident) for ident in known)


# ---- for professionals alone -----------------------------------------------------------------------------------------


def births(situation: Situation, reading: Reading) -> tuple[BirthWords, ...]:
    """What identifies each child of the scope."""
    found = (child for child in situation.record.children if reading.covers([child.id]))
    return tuple(BirthWords(child.name, child.known_as, child.born, child.expected) for child in found)


def excluded(situation: Situation, reading: Reading) -> tuple[ExcludedWords, ...]:
    """Who was excluded, by whom and why, who heard her or his views, and who tells the outcome by when."""
    found = []
    for n, invitation in enumerate(situation.record.invitations):
        out, ident = invitation.excluded, invitation.person
        if out is not None and concerned(situation, reading, ident):
            because = reading.text(out.because, f"invitations[{n}].excluded.because", invitation.children or ())
            found.append(
                ExcludedWords(
                    name=situation.name(ident),
                    related=related(situation, reading, ident),
                    by=name_for(situation, reading, out.decided_by),
                    on=out.on,
                    because=because,
                    views_by=name_for(situation, reading, out.views_obtained_by),
                    informed_by=name_for(situation, reading, out.informed_by),
                    informed_on=out.informed_by_date,
                )
            )
    return tuple(found)


def not_invited(situation: Situation, reading: Reading) -> tuple[NotInvitedWords, ...]:
    """Who was neither invited nor excluded, and why; one whose reason is withheld is left out whole."""
    found = []
    for n, invitation in enumerate(situation.record.invitations):
        out, ident = invitation.not_invited, invitation.person
        if out is not None and concerned(situation, reading, ident):
            because = reading.text(out.because, f"invitations[{n}].not_invited.because", invitation.children or ())
            if because == reading.token:
                found.append(NotInvitedWords("", (), "", None, because))
            elif because is not None:
                by = name_for(situation, reading, out.decided_by) if out.decided_by else ""
                what = related(situation, reading, ident)
                found.append(NotInvitedWords(situation.name(ident), what, by, out.on, because))
    return tuple(found)


def prepared(situation: Situation, reading: Reading) -> tuple[PreparedWords, ...]:
    """How each family member and child was prepared (seeds S0 and S3)."""
    return tuple(
        PreparedWords(
            name=situation.name(one.id),
            by=name_for(situation, reading, how.by),
            on=how.on,
            reports_read=how.reports_read,
            met_chair_at=how.met_chair_at,
        )
        for one in situation.recipients
        if (how := _preparation(one.child, one.person)) is not None and concerned(situation, reading, one.id)
    )


def _preparation(child: Child | None, person: Person | None) -> Prepared | None:
    if child is not None:
        return child.taking_part.prepared if child.taking_part else None
    return person.prepared if person else None


# ---- small things ----------------------------------------------------------------------------------------------------


def _title(situation: Situation, ident: str) -> str:
    staff = situation.authority.staff_member(ident)
    if staff is not None:
        return staff.post_title
    person = next((p for p in situation.record.people if p.id == ident), None)
    contact = situation.contact(person) if person else None
    return contact.post_title if contact and person and person.is_professional else ""


def related(situation: Situation, reading: Reading, ident: str) -> tuple[RelationWords, ...]:
    """What a family member is to the children of the scope."""
    what: dict[str, list[str]] = {}
    to = situation.recipient(ident).relationship
    for child in situation.record.children:
        if child.id in to and reading.covers([child.id]):
            what.setdefault(to[child.id], []).append(child.name)
    return tuple(RelationWords(name, tuple(children)) for name, children in what.items())


def _supported(situation: Situation, reading: Reading, ident: str) -> str:
    known = (other for other in _brought_by(situation, ident) if concerned(situation, reading, other))
    return next((name_for(situation, reading, other) for other in known), "")


def _brought_by(situation: Situation, ident: str) -> list[str]:
    return [i.person for i in situation.record.invitations if i.supporter and i.supporter.person == ident]


def _children(situation: Situation, invitation: Invitation) -> tuple[str, ...]:
    """The children whom somebody was invited for: those named, or all."""
    return invitation.children or tuple(child.id for child in situation.record.children)
