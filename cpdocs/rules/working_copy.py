"""The chair's working copy: the minutes in Word, to correct before they are approved and anybody else has them.

A row of the table of entitlements gives it (``minutes-working-copy``), as it gives every paper; only when it goes is
another matter, and stands here.
"""

from __future__ import annotations

from dataclasses import replace

from cpdocs.rules.entitlements import decided, makeable, plan
from cpdocs.rules.situation import Nothing, Planned, Situation


def planned(situation: Situation, document: str, edition: int) -> Planned | Nothing | None:
    """The chair's own copy of a document, to correct in Word; None where the record is not so far or names no chair.

    It is no part of ``plan``: it goes when it is asked for, needs no approval since it comes before one, and each time
    the document has changed it goes anew, as its own next ``edition``.
    """
    if situation.chair is None or not makeable(situation, document):
        return None
    found = decided(situation, situation.chair, document)
    if isinstance(found, Nothing):
        return found
    return replace(
        found,
        key=replace(found.key, edition=edition),
        approval_needed=False,
        signature_needed=False,
        working_copy=True,
        minutes_to=tuple(p.person for p in plan(situation).planned if p.document == document),
        holds=found.route.holds,
        encloses=(),
    )
