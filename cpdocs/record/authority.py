"""authority.yaml: the council. Its look in words, its offices, its staff, its vocabulary and its local rules.

What a council may decide for itself stands here, so that no name of a council and no local rule is ever in the code
(OBLIGATIONS.md S2.8, S2.31). Nothing in it is about a case.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, TypeAdapter, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from cpdocs.record.people import PostalAddress
from cpdocs.record.types import (
    Block,
    Day,
    Email,
    Fingerprint,
    Ident,
    Line,
    Phone,
    RelativeFile,
    WholeNumber,
    YesNo,
)


class PrintedNames(Block):
    """What this council calls things in print; records keep their own terms whatever is printed.

    One change here changes every heading, file name and sentence (National Guidance 3.130; seed S2).
    """

    conference: Line = "Child Protection Planning Meeting"
    chair: Line = "Chair"
    lead_professional: Line = "lead professional"
    plan: Line = "Child Protection Plan"
    concern: Line = "area of concern"
    head_of_service: Line = "Head of Service, Children and Families"
    core_group: Line = "core group"
    minutes: Line = "minutes"
    cp1_report: Annotated[Line, Field(title="The social worker's report of enquiries")] = "CP1 report"


class Office(Block):
    """A way to reach a part of the council, or a service that papers name."""

    name: Line
    post: PostalAddress | None = None
    phone: Phone
    email: Email | None = None
    hours: Line | None = None


class Offices(Block):
    """The offices and services that papers name (seed S2)."""

    head_of_service: Office
    social_work: Office
    out_of_hours: Office
    advocacy: Office
    advocacy_for_children: Annotated[
        Office | None, Field(title="Who helps a child to say what she or he wants; the advocacy service if left out")
    ] = None
    complaints: Office
    legal_advice: Annotated[Office | None, Field(title="Where a family finds a solicitor and legal aid")] = None
    procedures: Annotated[Line | None, Field(title="Where the procedures stand, and how to get them on paper")] = None


class StandingTexts(Block):
    """Words that papers print as they stand here, and that differ from council to council."""

    report_way: Annotated[Line, Field(title="How a report is sent in; it ends the sentence 'Send it ...'")] = (
        "by secure e-mail or on paper, and never by ordinary e-mail"
    )
    help_to_come: Annotated[Line, Field(title="What help a family gets to come to a meeting; whole sentences")] = (
        "If it is hard for you to get there, or you need somebody to look after the children, please tell us soon."
    )
    core_group_every: Annotated[Line, Field(title="How often a core group meets; it ends 'It meets ...'")] = (
        "about once a month"
    )


class Concern(Block):
    """An area of concern in the council's list: its printed words alone, or with when it was used."""

    label: Line
    group: Annotated[
        Literal["vulnerability", "impact"] | None, Field(title="A vulnerability, or the impact on the child")
    ] = None
    since: Annotated[Day | None, Field(title="The first day of its use")] = None
    until: Annotated[Day | None, Field(title="The last day of its use")] = None
    maps_to: Annotated[Ident | None, Field(title="The one that is used in its place now")] = None

    @model_validator(mode="before")
    @classmethod
    def _label_alone(cls, value: Any) -> Any:  # noqa: ANN401  (any JSON)
        return {"label": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [TypeAdapter(Line).json_schema(), handler(schema)]}

    def in_use(self, day: date) -> bool:
        """Whether the council used it on ``day``."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class LocalRole(Block):
    """A professional role that this council adds to the national list."""

    label: Line
    agency: Annotated[Ident, Field(title="The agency group that it counts for, such as health")]


class Staff(Block):
    """Somebody of the council who works with cpdocs or whom a record names as chair or minute taker."""

    id: Ident
    name: Line
    post_title: Line
    phone: Phone | None = None
    email: Email | None = None
    line_manager: Annotated[Ident | None, Field(title="Staff id of this person's manager")] = None
    account: Annotated[Line | None, Field(title="The login that this person works under")] = None
    may: tuple[Literal["operate", "approve", "release"], ...] = ()
    key: Annotated[Fingerprint | None, Field(title="The key with which this person signs approvals")] = None


class Covering(Block):
    """The neutral words round a message. Nothing here may say what the papers are: a phone can be shared."""

    sender_name: Line
    sender_address: Email
    family_subject: Line
    professional_subject: Line
    message_id_domain: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
    reply_phone: Phone
    pgp_mime: Annotated[
        YesNo, Field(title="OpenPGP by whole messages (PGP/MIME) and not by attached files; Exchange rewrites those")
    ] = False


class Quorum(Block):
    """Who must be there for a conference to decide (National Guidance 3.131 and 3.158; councils differ)."""

    agencies: Annotated[tuple[Ident, ...], Field(title="Agencies that must each be represented")] = ("social_work",)
    others: Annotated[WholeNumber, Field(title="How many more agencies must be")] = 2


class AgeLimit(Block):
    """Up to which age a child can be referred to the Principal Reporter, and since when (2024 Act, section 1)."""

    under: Annotated[WholeNumber, Field(title="A child of this age or more is not referred")] = 18
    since: Day | None = None


class LocalRules(Block):
    """Rules that differ from council to council; what stands here counts where a council says nothing else."""

    appeal_working_days: Annotated[WholeNumber, Field(title="Working days to appeal, from the letter's date")] = 5
    appeal_reply_days: Annotated[WholeNumber, Field(title="Days in which an appeal is answered")] = 28
    post_working_days: Annotated[WholeNumber, Field(title="Working days added for a letter by post")] = 2
    contact_valid_days: Annotated[WholeNumber, Field(title="Days after which a contact must be checked again")] = 365
    decided_by: Annotated[Line, Field(title="How the decision is said to be taken; {chair} prints as names says")] = (
        "The {chair} made the decision after hearing everyone's views."
    )
    primary_concern: Annotated[YesNo, Field(title="Each decision names a primary area of concern")] = False
    reporter_copy: Annotated[
        Literal["always", "on_referral"], Field(title="When the Principal Reporter gets the minutes")
    ] = "on_referral"
    minutes_to: Annotated[
        Literal["invited", "present"], Field(title="Whether the minutes go to everyone invited, or only who came")
    ] = "invited"
    police_flag: Annotated[YesNo, Field(title="The police are told of each registration, for their database")] = False
    signed_approval: Annotated[
        YesNo, Field(title="Every approval is signed with the approver's own key, not only those that always are")
    ] = False
    keep_years: Annotated[
        WholeNumber | None,
        Field(title="Years that the ledger keeps a case after its last entry; then it may be erased"),
    ] = None
    quorum: Quorum = Quorum.model_construct()
    referral_age: AgeLimit = AgeLimit.model_construct()


class Authority(Block):
    """The whole of authority.yaml."""

    format: Literal["cpdocs/authority/v1"]
    name: Line
    letterhead: Annotated[tuple[Line, ...], Field(max_length=5)]
    marking: Line = "Confidential"
    withheld_line: Annotated[
        Line, Field(title="What stands in place of a restricted passage that is shown as a token")
    ] = "[Something is recorded here that cannot be shared with you.]"
    timezone: Annotated[str, Field(pattern=r"^[A-Za-z]+(/[A-Za-z_]+)*$")] = "Europe/London"
    names: PrintedNames = PrintedNames.model_construct()
    offices: Offices
    texts: StandingTexts = StandingTexts.model_construct()
    staff: Annotated[tuple[Staff, ...], Field(min_length=1)]
    covering: Covering
    concerns: Annotated[dict[Ident, Concern], Field(title="Areas of concern: id and printed words", min_length=1)]
    roles: Annotated[dict[Ident, LocalRole], Field(title="Professional roles besides the national ones")] = {}
    entitlements: Annotated[
        RelativeFile | None, Field(title="A file with rows that replace or add to the national entitlements")
    ] = None
    timescales: Annotated[
        Literal["ng2014", "ng2021_2023"], Field(title="The edition of the National Guidance whose timescales count")
    ] = "ng2021_2023"
    timescale_rows: Annotated[
        RelativeFile | None, Field(title="A file with rows that replace or add to the timescales of that edition")
    ] = None
    closures: Annotated[tuple[Day, ...], Field(title="Local holidays besides the Scottish bank holidays")] = ()
    rules: LocalRules = LocalRules.model_construct()

    def staff_member(self, staff_id: str) -> Staff | None:
        """The member of staff with this id, if there is one."""
        return next((s for s in self.staff if s.id == staff_id), None)
