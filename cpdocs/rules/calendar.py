"""Which days are working days in Scotland, and counting with them.

The day of the event is not counted (the guidance found defines no counting; DOMAIN.md section 1). Bank holidays are
Scotland's own: 2 January and St Andrew's Day, no Easter Monday; a council's local holidays are added to them.

They are worked out here, from the Banking and Financial Dealings Act 1971 (schedule 1), the St Andrew's Day Bank
Holiday (Scotland) Act 2007 and the proclamations since. The library that knows them first loads every country of the
world, which takes as long as half of ``validate``; the tests hold this module to it, year by year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_MONDAY, _SATURDAY = 0, 5
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
#: Proclaimed besides the yearly ones: a wedding, a jubilee, a funeral, a coronation, a World Cup.
_PROCLAIMED: Final = frozenset(
    {
        *(date(2011, 4, 29), date(2012, 6, 5), date(2022, 6, 3)),
        *(date(2022, 9, 19), date(2023, 5, 8), date(2026, 6, 15)),
    }
)
#: Kept on another day in that year: V.E. Day in 2020, two jubilees.
_MOVED: Final = {
    date(2012, 5, 28): date(2012, 6, 4),
    date(2020, 5, 4): date(2020, 5, 8),
    date(2022, 5, 30): date(2022, 6, 2),
}


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
        return self._counted(day, working_days, _DAY)

    def before(self, day: date, working_days: int) -> date:
        """The day ``working_days`` working days before ``day``, which itself is not counted."""
        return self._counted(day, working_days, -_DAY)

    def _counted(self, day: date, working_days: int, step: timedelta) -> date:
        while working_days:
            day += step
            working_days -= self.is_working_day(day)
        return day


def scottish(first: int, last: int, closures: Iterable[date] = ()) -> Calendar:
    """Scotland's bank holidays from year ``first`` to ``last``, and the council's own ``closures``.

    Right from 2008; what will be proclaimed a council adds to its closures until cpdocs knows it.
    """
    bank = {day for year in range(first, last + 1) for day in _bank_holidays(year)}
    return Calendar(frozenset(bank) | frozenset(closures), first, last)


def _bank_holidays(year: int) -> Iterator[date]:
    """The year's bank holidays as they are kept: on a weekday, each."""
    mondays = (_first_monday(year, 5), _first_monday(year, 6) - _WEEK, _first_monday(year, 8))
    yield from (_MOVED.get(day, day) for day in mondays)
    yield _good_friday(year)
    yield from _kept(date(year, 1, 1), date(year, 1, 2))
    yield from _kept(date(year, 11, 30))
    yield from _kept(date(year, 12, 25), date(year, 12, 26))
    yield from (day for day in _PROCLAIMED if day.year == year)


def _kept(*days: date) -> set[date]:
    """``days`` on which nobody works anyway are kept on the next days that are neither such nor among the others."""
    kept = {day for day in days if day.weekday() < _SATURDAY}
    for day in sorted(set(days) - kept):
        instead = day
        while instead.weekday() >= _SATURDAY or instead in kept:
            instead += _DAY
        kept.add(instead)
    return kept


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + _DAY * ((_MONDAY - first.weekday()) % 7)


def _good_friday(year: int) -> date:
    """Two days before Easter: the Sunday after the first full moon of spring, by the Gregorian tables."""
    century, golden = year // 100, year % 19
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 26) + _DAY * (moon - weekday)
