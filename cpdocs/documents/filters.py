"""What a template can do to a value: these filters and nothing else.

Each turns one kind of leaf value into text. Any of them raises on a value of another kind, and the paper is not made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time

from cpdocs.words import MONTHS

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day(value: date) -> str:
    """12 November 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def weekday(value: date) -> str:
    """Thursday 12 November 2026."""
    return f"{_DAYS[value.weekday()]} {day(value)}"


def clock(value: time) -> str:
    """10:30 am, 12 noon, 2:05 pm: as people say it, so that nobody comes twelve hours late."""
    if value == time(12):
        return "12 noon"
    return f"{(value.hour - 1) % 12 + 1}:{value.minute:02} {'am' if value.hour < 12 else 'pm'}"  # noqa: PLR2004


def names(values: tuple[str, ...]) -> str:
    """Ailsa, Callum and Iona. Raises ValueError for nobody: a sentence with a hole says something else."""
    if not values:
        raise ValueError("nobody to name")
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} and {values[-1]}"


def first_up(value: str) -> str:
    """The same text with its first letter a capital, for a printed name at the beginning of a sentence."""
    return value[:1].upper() + value[1:]


def ended(value: str) -> str:
    """The same text with a full stop at its end, unless it ends by itself: a reason is often written down without."""
    told = value.rstrip()
    return told if re.search(r"[.!?:][\"'”’)]?$", told) else f"{told}."


def sentence(value: str) -> str:
    """The same text as a sentence: a capital at its beginning, and an end."""
    return ended(first_up(value))


FILTERS: Mapping[str, Callable[..., object]] = {
    "day": day,
    "weekday": weekday,
    "clock": clock,
    "names": names,
    "first_up": first_up,
    "ended": ended,
    "sentence": sentence,
    "length": len,
}
