"""People: those in the record, and the authority's own book of contacts.

A family member's way of being reached stands in the record, because it belongs to the case and to nobody else. A
professional's stands once, in contacts.yaml, with who checked it and when: half of the breaches in the field were a
stale address (Midlothian 2012, Charnwood 2023). Nothing here says who may receive anything.
"""

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.record.types import (
    AddressLine,
    Block,
    ClockTime,
    Day,
    Email,
    Fingerprint,
    Ident,
    Line,
    Phone,
    Postcode,
    YesNo,
)

WayToReach = Literal["hand", "post", "email", "phone"]
ContactChannel = Literal["email", "openpgp", "smime", "pdf_password", "print"]


class PostalAddress(Block):
    """Where post goes. One line a line, the postcode by itself."""

    lines: Annotated[tuple[AddressLine, ...], Field(min_length=1, max_length=4)]
    postcode: Postcode


class PasswordPdf(Block):
    """Whether somebody gets papers by e-mail as PDF files that six words open; the words come by another road.

    It is asked, never assumed: whoever has the telephone or the kitchen drawer with the slip has the papers too.
    """

    agreed: Annotated[YesNo, Field(title="She or he agreed to it, knowing that the words open everything")]
    on: Annotated[Day, Field(title="The day on which she or he was asked")]
    told: Annotated[Ident, Field(title="Who asked and was told")]


class Reach(Block):
    """How one family member, carer or supporter can safely be reached, in her or his own words, and who checked it."""

    post: PostalAddress | None = None
    email: Email | None = None
    phone: Phone | None = None
    safe_to: Annotated[tuple[WayToReach, ...], Field(title="What she or he says is safe, best first")] = ()
    password_pdf: Annotated[PasswordPdf | None, Field(title="By e-mail as PDF files that six words open")] = None
    verified: Annotated[Day | None, Field(title="The day somebody checked with the person that this is right")] = None
    verified_by: Ident | None = None


class Needs(Block):
    """What this person needs to read and to take part (National Guidance 3.116)."""

    print: Annotated[Literal["normal", "large"], Field(title="Size of print")] = "normal"
    language: Annotated[str, Field(title="Language", pattern=r"^[a-z]{2,3}$", examples=["en", "gd", "pl"])] = "en"
    interpreter: Annotated[YesNo, Field(title="An interpreter comes; never a family member")] = False
    sign_language: Annotated[YesNo, Field(title="British Sign Language")] = False
    easy_read: Annotated[YesNo, Field(title="Easy Read, which a person makes")] = False
    other: Annotated[Line | None, Field(title="Anything else that helps")] = None
    met: Annotated[YesNo | None, Field(title="Whether these needs were met on the day")] = None


class Advocacy(Block):
    """An advocate offered to a child or a parent (National Guidance 3.115; seed S1)."""

    by: Annotated[Ident | None, Field(title="Who offered it")] = None
    service: Line | None = None
    accepted: YesNo | None = None


class Prepared(Block):
    """How a family member or a child was prepared for the conference (National Guidance 3.151; seeds S0 and S3)."""

    by: Annotated[Ident, Field(title="Who explained the conference")]
    on: Day
    reports_read: Annotated[YesNo, Field(title="The reports were read, or gone through together")] = False
    met_chair_at: Annotated[ClockTime | None, Field(title="When the chair met this person first")] = None
    met_with: Annotated[tuple[Ident, ...], Field(title="Who was at that meeting besides the chair")] = ()


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
    needs: Needs = Needs.model_construct()
    prepared: Prepared | None = None
    advocacy_offered: Advocacy | None = None

    @property
    def is_professional(self) -> bool:
        """True for somebody who comes for an agency. Supporters and family are not: no family row reaches them."""
        return self.role is not None and self.role != "supporter"

    @property
    def is_supporter(self) -> bool:
        return self.role == "supporter"


class Contact(Block):
    """One entry of contacts.yaml: a professional or a post, as the authority last checked it.

    ``channel`` is ``print``, or ``email`` for what there is of OpenPGP, S/MIME and an agreed password, in this order;
    one of these by name is that one or nothing. The key or certificate itself is pinned with ``cpdocs keys pin``. A
    ``fingerprint`` here is what the agency read out, and a pinned one that is another is not used.
    """

    name: Line
    post_title: Line
    agency: Ident
    email: Email | None = None
    phone: Phone | None = None
    post: PostalAddress | None = None
    channel: Annotated[ContactChannel, Field(title="How papers reach this contact")] = "email"
    password_pdf: Annotated[PasswordPdf | None, Field(title="By e-mail as PDF files that six words open")] = None
    fingerprint: Fingerprint | None = None
    line_manager: Annotated[Ident | None, Field(title="Staff id of this person's manager, if one of the council's")] = (
        None
    )
    verified: Annotated[Day | None, Field(title="The day somebody last checked this entry with the agency")] = None
    verified_by: Annotated[Ident | None, Field(title="Who checked it: a staff id")] = None
    moved_on: Annotated[Day | None, Field(title="The day this person left the post; nothing is sent after it")] = None


class Agency(Block):
    """An agency that takes part in conferences, with whom its workers turn to when they are unsure (seed S2)."""

    name: Line
    lead_child_protection_officer: Annotated[Ident | None, Field(title="An entry under contacts")] = None


#: The posts that papers go to by rule, whoever holds them.
PostKind = Literal[
    "principal_reporter",
    "register_keeper",
    "central_register",
    "out_of_hours",
    "head_of_service",
    "police_flag",
    "notices",
]


class Post(Block):
    """A post that papers go to by rule, and the contact who holds it now.

    ``notices`` is a named post of social work, police, education or health that is told of each registration; nobody
    else may look at the register (seed S2).
    """

    kind: PostKind
    contact: Annotated[Ident, Field(title="An entry under contacts")]


class Contacts(Block):
    """contacts.yaml: the agencies, professionals and posts that the authority deals with."""

    format: Literal["cpdocs/contacts/v1"]
    agencies: dict[Ident, Agency] = {}
    posts: Annotated[dict[Ident, Post], Field(title="Posts by their ids, which stand in plans and the ledger")] = {}
    contacts: dict[Ident, Contact]
