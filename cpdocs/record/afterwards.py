"""What follows a conference: dated letters, editions, appeals, and what goes to whom beyond the rules."""

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.record.passage import Passage
from cpdocs.record.types import Block, Day, Ident, Line, RelativeFile, Sha256, WholeNumber


class Edition(Block):
    """A document re-issued: the number of the new edition, what changed and why."""

    edition: WholeNumber
    changed: Line | None = None


class LetterDate(Block):
    """The date printed on a letter; deadlines that a letter promises are counted from it."""

    date: Day


class Letters(Block):
    """The date of each letter that carries one."""

    decision_letter: LetterDate | None = None
    deferral_notice: LetterDate | None = None
    dissent_reply: LetterDate | None = None
    appeal_acknowledgement: LetterDate | None = None
    appeal_reply: LetterDate | None = None


class Appeal(Block):
    """An appeal against the register decision for one child (seed S4: in writing, to the head of service)."""

    person: Ident
    child: Ident
    received: Day
    text: Annotated[Passage | None, Field(title="What the appeal says")] = None
    reply: Annotated[Passage | None, Field(title="The head of service's answer, within 28 days")] = None


class Also(Block):
    """Somebody who gets a document by the chair's recorded decision and no rule (seed S3)."""

    person: Ident
    documents: Annotated[tuple[Ident, ...], Field(min_length=1)]
    agreed_by_chair: Day
    because: Annotated[Line, Field(title="Why; the plan and the ledger say it")]


class Enclosure(Block):
    """A file that goes with a document. Only a declared file with its own digest ever leaves."""

    file: RelativeFile
    title: Line
    kind: Annotated[
        Literal["cp1_report", "other"],
        Field(title="What it is: the report of enquiries, without which no referral goes, or another paper"),
    ] = "other"
    about: Annotated[tuple[Ident, ...] | None, Field(title="The children it is about", min_length=1)] = None
    sha256: Annotated[Sha256, Field(title="The file's SHA-256")]
    goes_with: Annotated[tuple[Ident, ...], Field(title="The documents that it goes with", min_length=1)]
    reviewed_by: Annotated[Ident | None, Field(title="Who read this very file for what must not leave")] = None


class Distribution(Block):
    """What goes to whom beyond the rules."""

    also: tuple[Also, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
