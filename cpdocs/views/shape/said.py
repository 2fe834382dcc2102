"""The parts of the minutes that tell what was said; leaf values only.

Where a text is withheld, what belongs to it (who, by when, under which heading) is not there either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from cpdocs.views.leaves import Prose, one_of

#: The headings of a minute by the record's words for them; there is always one of each.
RUNNING_ORDER: Final = (
    *("opening", "information", "wishes", "involvement", "concerns", "risk"),
    *("needs", "register", "plan", "reporter", "dissent", "closing"),
)


@dataclass(frozen=True, slots=True)
class ChallengeWords:
    """What somebody said was wrong in a passage, or added to it (seed S3)."""

    by: str
    text: Prose


@dataclass(frozen=True, slots=True)
class PassageWords:
    """One passage. Without a heading it is the line that stands for something withheld, and has nothing else.

    ``apart`` is that it was told while some were out of the room, ``restricted`` that it may not be passed on.
    """

    heading: Prose | None
    speaker: str
    title: str
    kind: str
    apart: bool
    restricted: bool
    text: Prose
    challenged: tuple[ChallengeWords, ...]


@dataclass(frozen=True, slots=True)
class SectionWords:
    """The passages under one heading of the running order; ``name`` is the record's word for it."""

    name: Annotated[str, one_of(*RUNNING_ORDER)]
    passages: tuple[PassageWords, ...]


@dataclass(frozen=True, slots=True)
class ChildViewWords:
    """What a child thinks and how it was learnt, and whether and why the child came (National Guidance 3.163)."""

    child: str
    unborn: bool
    invited: bool
    came: bool
    because: Prose | None
    absent_because: Prose | None
    brought_by: str
    how: Prose | None
    text: Prose | None


@dataclass(frozen=True, slots=True)
class FamilyViewWords:
    """What a parent or carer thinks, or how her or his views were sought."""

    person: str
    through: str
    text: Prose | None
    sought: Prose | None


@dataclass(frozen=True, slots=True)
class ProgressWords:
    """What became of one action of the earlier plan (seed S3)."""

    child: str
    action: Prose
    who: tuple[str, ...]
    state: str
    changed: Prose | None


@dataclass(frozen=True, slots=True)
class OtherChildWords:
    """Another child in the household, who was considered too (seed S4)."""

    name: str
    outcome: Prose


@dataclass(frozen=True, slots=True)
class AgencyViewWords:
    """What one agency thought about registering a child (seed S4)."""

    name: str
    title: str
    register: str
    because: Prose


@dataclass(frozen=True, slots=True)
class MeetingActionWords:
    """Something to be done that belongs to the meeting, not to a child's plan (seed S0)."""

    what: Prose
    who: str
    by: date | None
