"""What the letter of a referral to the Principal Reporter may know; leaf values only.

Grounds are suggested and never asserted: choosing one is the Reporter's. Who is a relevant person follows from what the
record says of parental rights and relationships, and never from who came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from cpdocs.views.leaves import NEVER_EMPTY, Prose
from cpdocs.views.shape import Officer, View
from cpdocs.views.shape.attendance import LegalWords
from cpdocs.views.shape.said import FamilyViewWords


@dataclass(frozen=True, slots=True)
class RelevantWords:
    """Somebody of the family: what she or he is to the child, and whether she or he holds parental rights."""

    name: str
    what: str
    rights: bool


@dataclass(frozen=True, slots=True)
class GroundWords:
    """A ground of section 67(2) that is suggested: its letter, and in short what it is about."""

    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class ReferredWords:
    """One child who is referred, and all that the letter says of her or him.

    ``unwilling`` and ``not_by_agreement`` are the two tests for compulsory measures, never both. ``lives`` are the
    lines of the address, and ``whereabouts_kept`` that somebody may not know where the child can be found; ``siblings``
    are those other children of the conference of whom the reader may read.
    """

    child: str
    known_as: tuple[str, ...]
    born: date
    age: int
    lives: tuple[str, ...]
    school: str
    surgery: str
    family: tuple[RelevantWords, ...]
    siblings: tuple[str, ...]
    whereabouts_kept: bool
    legal: LegalWords | None
    outcome: str
    because: Prose | None
    unwilling: bool
    not_by_agreement: bool
    tried: Prose | None
    grounds: tuple[GroundWords, ...]
    views_how: Prose | None
    views: Prose | None
    family_told: bool
    non_disclosure: bool
    no_report_because: Prose | None


@dataclass(frozen=True, slots=True)
class ReporterReferral(View):
    """The letter: who is referred, why, on which test, what was tried, what they think, and what is to be withheld.

    ``withheld`` is that the schedule behind it has a line; ``others`` that the conference was about a child too who is
    not referred, and of whom nothing is told.
    """

    reference: str
    kind: str
    meeting_date: date
    chair: Officer
    social_worker: Officer
    children: Annotated[tuple[str, ...], NEVER_EMPTY]
    referred: Annotated[tuple[ReferredWords, ...], NEVER_EMPTY]
    family_views: tuple[FamilyViewWords, ...]
    withheld: bool
    others: bool
