"""Cutting the appeal letter: the same shape for a parent and for a child, each told in words of its own."""

from __future__ import annotations

from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.decisions import OUTCOMES
from cpdocs.views.officers import social_worker
from cpdocs.views.reading import Reading
from cpdocs.views.shape.appeal_letter import AppealableDecision, AppealLetter
from cpdocs.views.words import authority_words


def appeal_letter(situation: Situation, planned: Planned, reading: Reading) -> AppealLetter:
    """For one person: the decisions about the register of the children planned for, as that person's letter has them.

    A deferred decision is none yet, so there is nothing to appeal against; told by the outcome here as by the table.
    """
    record = situation.record
    if planned.letter_date is None or planned.appeal_by is None:
        raise KeyError(planned.document)  # an enclosure has both from the letter that it goes with
    for n, decision in enumerate(record.decisions or ()):
        if not reading.covers([decision.child]):
            reading.leave_out(f"decisions[{n}]")
    return AppealLetter(
        authority=authority_words(situation.authority),
        addressee=planned.addressee,
        letter_date=planned.letter_date,
        meeting_date=record.conference.date,
        decisions=tuple(
            AppealableDecision(record.child(decision.child).name, OUTCOMES[decision.outcome])
            for decision in record.decisions or ()
            if decision.child in planned.children and decision.outcome != "deferred"
        ),
        appeal_by=planned.appeal_by,
        social_worker=social_worker(situation, reading),
    )
