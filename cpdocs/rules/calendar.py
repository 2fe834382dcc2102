"""Which days are working days in Scotland, and counting with them.

The day of the event is not counted (the guidance found defines no counting; DOMAIN.md section 1). Bank holidays are
Scotland's own: 2 January and St Andrew's Day, no Easter Monday; a council's local holidays are added to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which a council is closed besides weekends, for the years ``first`` to ``last``."""

    closed: frozenset[date]
    first: int
    last: int

    def is_working_day(self, day: date) -> bool:
        """Whether the council works on ``day``. Raises ValueError for a year that the calendar does not know."""
        if not self.first <= day.year <= self.last:
            raise ValueError(f"the calendar knows {self.first} to {self.last}, not {day.year}")
        return day.weekday() < _SATURDAY and day not in self.closed

    def after(self, day: date, working_days: int) -> date:
        """The day ``working_days`` working days after ``day``, which itself is not counted."""
        while working_days:
            day += timedelta(days=1)
            working_days -= self.is_working_day(day)
        return day


def scottish(first: int, last: int, closures: Iterable[date] = ()) -> Calendar:
    """Scotland's bank holidays from year ``first`` to ``last``, and the council's own ``closures``."""
    bank = holidays.country_holidays("GB", subdiv="SCT", years=range(first, last + 1))
    return Calendar(frozenset(bank) | frozenset(closures), first, last)
