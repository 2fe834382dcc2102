"""authority.yaml: the council. Its look in words, its offices, its staff, its vocabulary and its local rules.

What a council may decide for itself stands here, so that no name of a council and no local rule is ever in the code
(OBLIGATIONS.md S2.8, S2.31). Nothing in it is about a case.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.record.people import PostalAddress
from cpdocs.record.types import Block, Day, Email, Ident, Line, Phone, WholeNumber, YesNo


class PrintedNames(Block):
    """What this council calls things in print; the record and the code keep the terms of DESIGN.md section 3."""

    conference: Line = "Child Protection Planning Meeting"
    chair: Line = "Chair"
    lead_professional: Line = "lead professional"
    plan: Line = "Child Protection Plan"
    concern: Line = "area of concern"
    head_of_service: Line = "Head of Service, Children and Families"


class Office(Block):
    """A way to reach a part of the council."""

    name: Line
    post: PostalAddress | None = None
    phone: Phone
    email: Email | None = None
    hours: Line | None = None


class Offices(Block):
    """The offices that papers name."""

    head_of_service: Office
    social_work: Office
    out_of_hours: Office
    advocacy: Office
    complaints: Office


class Staff(Block):
    """Somebody of the council who works with cpdocs or whom a record names as chair or minute taker."""

    id: Ident
    name: Line
    post_title: Line
    phone: Phone | None = None
    email: Email | None = None
    account: Annotated[Line | None, Field(title="The login that this person works under")] = None
    may: tuple[Literal["operate", "approve", "release"], ...] = ()


class Covering(Block):
    """The neutral words round a message. Nothing here may say what the papers are: a phone can be shared."""

    sender_name: Line
    sender_address: Email
    family_subject: Line
    professional_subject: Line
    message_id_domain: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
    reply_phone: Phone


class LocalRules(Block):
    """Numbers that differ from council to council, each with its source in DOMAIN.md section 1."""

    appeal_working_days: Annotated[WholeNumber, Field(title="Working days to appeal, from the letter's date")] = 5
    appeal_reply_days: Annotated[WholeNumber, Field(title="Days in which an appeal is answered")] = 28
    post_working_days: Annotated[WholeNumber, Field(title="Working days added for a letter by post")] = 2
    contact_valid_days: Annotated[WholeNumber, Field(title="Days after which a contact must be checked again")] = 365
    decided_by: Annotated[Line, Field(title="How the decision is said to be taken")] = (
        "The Chair made the decision after hearing everyone's views."
    )


class Authority(Block):
    """The whole of authority.yaml."""

    format: Literal["cpdocs/authority/v1"]
    name: Line
    letterhead: Annotated[tuple[Line, ...], Field(max_length=5)]
    marking: Line = "Confidential"
    timezone: Annotated[str, Field(pattern=r"^[A-Za-z]+(/[A-Za-z_]+)*$")] = "Europe/London"
    names: PrintedNames = PrintedNames()
    offices: Offices
    staff: Annotated[tuple[Staff, ...], Field(min_length=1)]
    covering: Covering
    concerns: Annotated[dict[Ident, Line], Field(title="Areas of concern: id and printed words", min_length=1)]
    closures: Annotated[tuple[Day, ...], Field(title="Local holidays besides the Scottish bank holidays")] = ()
    rules: LocalRules = LocalRules()
    conference_needs_primary_concern: YesNo = True

    def staff_member(self, staff_id: str) -> Staff | None:
        """The member of staff with this id, if there is one."""
        return next((s for s in self.staff if s.id == staff_id), None)
