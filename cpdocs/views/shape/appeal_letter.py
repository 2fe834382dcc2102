"""What an appeal letter may know: who may appeal, against which decisions, by when, and who helps. No answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cpdocs.views.shape import Officer, View


@dataclass(frozen=True, slots=True)
class AppealableDecision:
    """One decision about the register that its reader may appeal against: whose name, and what was decided."""

    child: str
    outcome: str


@dataclass(frozen=True, slots=True)
class AppealLetter(View):
    """A letter for one person to fill in and send, enclosed with her or his decision letter. Never joint (seed S4).

    ``letter_date`` is the decision letter's, from which ``appeal_by`` was counted.
    """

    addressee: str
    letter_date: date
    meeting_date: date
    decisions: tuple[AppealableDecision, ...]
    appeal_by: date
    social_worker: Officer
