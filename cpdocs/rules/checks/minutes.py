"""The minutes: strengths with risks, what was said in closed parts, and who may read what is restricted."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from cpdocs.record.passage import Restricted
from cpdocs.record.tree import Path
from cpdocs.rules.checks.look import person
from cpdocs.rules.checks.problem import ALL, MINUTES, Check, Problem
from cpdocs.rules.situation import Situation

NO_STRENGTHS = Check(
    "no-strengths",
    "warning",
    "Minutes with risks name strengths as well.",
    "seed S0: engagement that builds on strengths",
    MINUTES,
    "minuted",
)
FACTS = Check(
    "facts-not-checked",
    "warning",
    "Minutes say that names and dates of birth were checked with the family.",
    "seed S3: the chair checks names and dates of birth",
    MINUTES,
    "minuted",
)
SPOKE = Check(
    "spoke-in-closed-part",
    "warning",
    "Nobody speaks in a closed part for which she or he left.",
    "National Guidance 3.167",
    MINUTES,
    "minuted",
)
UNINVITED_READER = Check(
    "shared-with-uninvited",
    "warning",
    "Restricted information goes to somebody who was not invited only if its provider agrees.",
    "National Guidance 3.167",
    ALL,
)
SUPPORTER_READER = Check(
    "shared-with-supporter",
    "error",
    "Restricted information goes to no supporter.",
    "National Guidance 3.167: nor to anyone supporting them",
    ALL,
)


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind wherever a passage is restricted."""
    for restricted, here in restrictions(situation.record, ()):
        yield from _readers(situation, restricted, here)


def restrictions(value: object, here: Path) -> Iterator[tuple[Restricted, Path]]:
    """Each restriction in ``value``, with its place."""
    if isinstance(value, Restricted):
        yield value, here
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from restrictions(getattr(value, name), (*here, field.alias or name))
    elif isinstance(value, (tuple, dict)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from restrictions(item, (*here, key))


def _readers(situation: Situation, restricted: Restricted, here: Path) -> Iterator[Problem]:
    for n, ident in enumerate(restricted.share_with):
        one, invitation = person(situation.record, ident), situation.record.invitation(ident)
        path: Path = (*here, "share_with", n)
        if one and one.is_supporter:
            hint = "Take the id out: restricted information does not reach supporters (National Guidance 3.167)."
            yield SUPPORTER_READER.at(path, f"{ident} is a supporter", hint)
        elif one and (invitation is None or not invitation.stands) and not restricted.provider_agrees:
            hint = "If whoever gave the information agrees, write provider_agrees: yes; else take the id out."
            yield UNINVITED_READER.at(path, f"{ident} was not invited", hint)


def check_minuted(situation: Situation) -> Iterator[Problem]:
    """Rules that bind once there are minutes."""
    record = situation.record
    minutes = record.minutes
    if minutes is None:
        return
    if minutes.risks and not minutes.strengths:
        hint = "Write strengths: as well; they are printed first."
        yield NO_STRENGTHS.at(("minutes", "risks"), "there are risks and no strengths", hint)
    if not record.facts_checked:
        hint = "Write facts_checked: with what:, by: and result: confirmed or corrected."
        yield FACTS.at(("minutes",), "that names and dates of birth were checked is not recorded", hint)
    left = {part.id: part.left for part in record.closed_parts}
    for n, passage in enumerate(minutes.passages):
        if passage.speaker and passage.closed_part and passage.speaker in left.get(passage.closed_part, ()):
            hint = "Correct speaker: or closed_part:."
            message = f"{passage.speaker} had left for {passage.closed_part}"
            yield SPOKE.at(("minutes", "passages", n, "speaker"), message, hint)
