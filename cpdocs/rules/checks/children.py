"""The children: born or unborn, how they take part, and the copies of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cpdocs.record.called import Child
from cpdocs.record.tree import Path
from cpdocs.rules.checks.look import age
from cpdocs.rules.checks.problem import ALL, DECIDED, MINUTES, Check, Problem
from cpdocs.rules.situation import Situation

BORN_OR_EXPECTED = Check(
    "born-or-expected", "error", "A child is born or expected, never both.", "National Guidance 3.142", ALL
)
BORN_LATER = Check("born-later", "error", "A child is born before the conference.", "a date cannot be so", ALL)
LONG_EXPECTED = Check(
    "long-expected", "warning", "An unborn child's expected date is not long past.", "National Guidance 3.143", ALL
)
ADULT = Check(
    "grown-up", "warning", "A child is under 18 on the day of the conference.", "National Guidance, part 1", ALL
)
TAKING_PART = Check(
    "taking-part-not-said",
    "warning",
    "For each child it is said whether the child comes, and why.",
    "National Guidance 3.163; seeds S2 and S3",
    MINUTES,
)
SPEAKS = Check(
    "views-by-another",
    "warning",
    "Whoever brings a child's views is invited for that child.",
    "National Guidance 3.163; the minutes name her or him to whoever reads about that child",
    MINUTES,
)
COPY_UNDECIDED = Check(
    "own-copy-undecided",
    "warning",
    "A child's own copy is the chair's decision.",
    "seed S3: anyone else is discussed, and the chair decides",
    ("decision_letter", "minutes", "protection_plan"),
)
COPY_UNBORN = Check(
    "own-copy-unborn", "error", "An unborn child has no copy of its own.", "there is nobody to read it", DECIDED
)

_YEARS = 18
#: A child that was expected longer ago than this has been born, or the date is mistyped.
_OVERDUE = timedelta(days=28)


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind from the day the conference is called."""
    day = situation.record.conference.date
    for n, child in enumerate(situation.record.children):
        here: Path = ("children", n)
        if (child.born is None) == (child.expected is None):
            hint = "Write born: for a child, expected: for an unborn child, never both."
            yield BORN_OR_EXPECTED.at(here, f"{child.id} needs one of born and expected", hint)
        if child.born and child.born > day:
            hint = "Correct the date; for an unborn child write expected: instead."
            yield BORN_LATER.at((*here, "born"), f"{child.id} is born after the conference", hint)
        if child.expected and day - child.expected > _OVERDUE:
            hint = "Write born: once the child is born, or correct the date."
            yield LONG_EXPECTED.at((*here, "expected"), f"{child.id} was expected long before the conference", hint)
        if (age(child, day) or 0) >= _YEARS:
            hint = "Check the year of birth."
            yield ADULT.at((*here, "born"), f"{child.id} is {_YEARS} or older on the day of the conference", hint)
        yield from _taking_part(here, child)
        yield from _speaks(situation, here, child)


def _taking_part(here: Path, child: Child) -> Iterator[Problem]:
    if child.taking_part is None and child.born is not None:
        hint = "Write taking_part: with invited: yes or no, and because:."
        yield TAKING_PART.at(here, f"whether {child.id} comes to the conference is not said", hint)
    own = child.own_copy
    copies = [name for name in ("decision_letter", "minutes", "protection_plan") if getattr(own, name) != "no"]
    if copies and child.born is None:
        yield COPY_UNBORN.at((*here, "own_copy"), f"{child.id} is not born yet", "Take own_copy: out.")
    elif copies and own.decided_by is None:
        hint = "Write decided_by: and the chair's id."
        yield COPY_UNDECIDED.at((*here, "own_copy"), f"who decided that {child.id} gets a copy is not said", hint)


def _speaks(situation: Situation, here: Path, child: Child) -> Iterator[Problem]:
    by = child.taking_part.views_brought_by if child.taking_part else None
    call = situation.record.invitation(by) if by else None
    if call is not None and call.children and child.id not in call.children:
        hint = f"Add {child.id} to the children of the invitation of {by}, or name somebody else."
        message = f"{by} brings the views of {child.id} and is invited for others alone"
        yield SPEAKS.at((*here, "taking_part", "views_brought_by"), message, hint)
