"""What the Principal Reporter's copy may know: the full minutes of the children concerned, and what others lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from cpdocs.views.leaves import Prose
from cpdocs.views.shape.attendance import RelationWords
from cpdocs.views.shape.minutes import FullMinutes


@dataclass(frozen=True, slots=True)
class KeptFromWords:
    """Somebody who may not have an item: by name and post, of the family with what she or he is to a child."""

    name: str
    title: str
    related: tuple[RelationWords, ...]


@dataclass(frozen=True, slots=True)
class WithheldWords:
    """One line of the schedule of withheld items: what it is, from whom it is withheld, and why.

    ``what`` says where it stands, ``about`` the child or the person that it belongs to. A passage of the minutes is
    known by its ``heading``, any other by its ``number`` in its list, a closed part by its times: never by its words.
    ``kind`` is the kind of restricted access information (National Guidance 3.167), ``because`` the record's reason.
    """

    what: str
    about: str
    heading: Prose | None
    number: int
    starts: time | None
    ends: time | None
    kept_from: tuple[KeptFromWords, ...]
    kind: str
    because: Prose | None


@dataclass(frozen=True, slots=True)
class ReporterCopy(FullMinutes):
    """The minutes, decisions and reasons whole, for the children concerned, with the schedule of withheld items.

    ``has_minutes``, ``has_plan`` and ``has_schedule`` are which parts of it a paper prints: all, or in the pack of a
    referral one (docs/adr/0021).
    """

    has_minutes: bool
    has_plan: bool
    has_schedule: bool
    schedule: tuple[WithheldWords, ...]
