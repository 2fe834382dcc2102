"""People: those in the record, and the authority's own book of contacts.

A family member's way of being reached stands in the record, because it belongs to the case and to nobody else. A
professional's stands once, in contacts.yaml, with who checked it and when: half of the breaches in the field were a
stale address (Midlothian 2012, Charnwood 2023). Nothing here says who may receive anything.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.record.types import (
    AddressLine,
    Block,
    ClockTime,
    Day,
    Email,
    Ident,
    Line,
    Phone,
    Postcode,
    YesNo,
)

WayToReach = Literal["hand", "post", "email", "phone"]


class PostalAddress(Block):
    """Where post goes. One line a line, the postcode by itself."""

    lines: Annotated[tuple[AddressLine, ...], Field(min_length=1, max_length=4)]
    postcode: Postcode


class Reach(Block):
    """How one family member, carer or supporter can safely be reached, in her or his own words, and who checked it."""

    post: PostalAddress | None = None
    email: Email | None = None
    phone: Phone | None = None
    safe_to: Annotated[tuple[WayToReach, ...], Field(title="What she or he says is safe, best first")] = ()
    verified: Annotated[Day | None, Field(title="The day somebody checked with the person that this is right")] = None
    verified_by: Ident | None = None


class Needs(Block):
    """What this person needs to read and to take part (National Guidance 3.116)."""

    print: Literal["normal", "large"] = "normal"
    language: Annotated[str, Field(title="Language", pattern=r"^[a-z]{2,3}$", examples=["en", "gd", "pl"])] = "en"
    interpreter: YesNo = False


class Prepared(Block):
    """How a family member was prepared for the conference (National Guidance 3.151; seed S3)."""

    by: Ident
    on: Day
    reports_read: YesNo = False
    met_chair_at: ClockTime | None = None


class Person(Block):
    """Somebody in this case: a family member (``relationship``), a professional (``role``) or a supporter.

    A professional has a role in this case and an entry of contacts.yaml; a family member or supporter has a name and
    a ``reach`` here. The checks say which is missing.
    """

    id: Ident
    role: Annotated[Ident | None, Field(title="A professional's role, from the authority's list of roles")] = None
    contact: Annotated[Ident | None, Field(title="A professional's entry in contacts.yaml")] = None
    name: Line | None = None
    known_as: tuple[Line, ...] = ()
    relationship: Annotated[dict[Ident, Line], Field(title="Child id: mother, father, grandmother ...")] = {}
    parental_rights: tuple[Ident, ...] = ()
    reach: Reach | None = None
    needs: Needs = Needs()
    prepared: Prepared | None = None

    @property
    def is_professional(self) -> bool:
        """True for somebody who comes for an agency. Supporters and family are not: no family row reaches them."""
        return self.role is not None and self.role != "supporter"

    @property
    def is_supporter(self) -> bool:
        return self.role == "supporter"


class Contact(Block):
    """One entry of contacts.yaml: a professional or a post, as the authority last checked it.

    The OpenPGP fingerprint is not here: ``cpdocs keys pin`` writes it, so that no one types forty digits.
    """

    name: Line
    post_title: Line
    agency: Ident
    email: Email | None = None
    phone: Phone | None = None
    post: PostalAddress | None = None
    channel: Annotated[Literal["openpgp", "print"], Field(title="How papers reach this contact")] = "openpgp"
    verified: Annotated[Day | None, Field(title="The day somebody last checked this entry with the agency")] = None
    verified_by: Ident | None = None
    moved_on: Annotated[Day | None, Field(title="The day this person left the post; nothing is sent after it")] = None


class Contacts(Block):
    """contacts.yaml: the professionals and posts that the authority deals with."""

    format: Literal["cpdocs/contacts/v1"]
    contacts: dict[Ident, Contact]
