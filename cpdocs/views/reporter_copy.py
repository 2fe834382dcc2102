"""Cutting the Reporter's copy: what the full minutes say, read whole, and the schedule of what others may not have."""

from __future__ import annotations

from dataclasses import replace

from cpdocs.rules.situation import Hold, Planned, Situation
from cpdocs.views import minutes
from cpdocs.views.leaves import parts
from cpdocs.views.reading import Reading
from cpdocs.views.schedule import schedule
from cpdocs.views.shape.reporter_copy import ReporterCopy


def full(situation: Situation, planned: Planned, reading: Reading) -> ReporterCopy:
    """For the Principal Reporter: the children concerned, everything about them, and who may not know what of it.

    A restricted thing without its reason holds the paper: the Reporter sends the papers of a hearing to the family, and
    withholds from whom and for the reasons that the schedule names (SSI 2013/194, rule 84).
    """
    whole = minutes.full(situation, planned, reading)
    withheld, unexplained = schedule(situation, reading)
    if unexplained:
        places = ", ".join(unexplained)
        message = f"the schedule of withheld items lacks the reason of {places}; write because: under restricted:"
        reading.holds.append(Hold("schedule", message))
    return ReporterCopy(
        **parts(whole),
        has_minutes=True,
        has_plan=True,
        has_schedule=True,
        schedule=withheld,
    )


def minutes_part(situation: Situation, planned: Planned, reading: Reading) -> ReporterCopy:
    """In the pack of a referral: the minutes, with decisions and reasons, before the plan."""
    return replace(full(situation, planned, reading), has_plan=False, has_schedule=False)


def plan_part(situation: Situation, planned: Planned, reading: Reading) -> ReporterCopy:
    """In the pack of a referral: the plan of each child."""
    return replace(full(situation, planned, reading), has_minutes=False, has_schedule=False)


def schedule_part(situation: Situation, planned: Planned, reading: Reading) -> ReporterCopy:
    """In the pack of a referral: what of all its papers others may not have."""
    return replace(full(situation, planned, reading), has_minutes=False, has_plan=False)
