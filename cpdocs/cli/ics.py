"""The calendar file of ``deadlines --ics``: a day for each date, and nothing of a case.

A calendar is shared, synchronised and shown on locked screens. So a title holds the conference's reference and what is
due, in the words of the table of timescales; there is no description, no place and nobody invited. The id of an entry
is a keyed digest: the same date at every run, so that a calendar takes it up anew instead of twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from cpdocs import __version__
from cpdocs.rules.deadlines import Deadline


def calendar(dates: Iterable[tuple[str, Deadline]], mac: Callable[[bytes], str], now: datetime) -> bytes:
    """The file (RFC 5545) for dates by their conference's reference. ``mac`` is the workspace's; ``now`` is UTC."""
    made = Calendar()
    made.add("prodid", f"-//cpdocs//{__version__}//EN")
    made.add("version", "2.0")
    for reference, deadline in dates:
        event = Event()
        event.add("uid", mac(f"ics\0{reference}\0{deadline.id}".encode())[:_UID_DIGITS])
        event.add("dtstamp", now.replace(microsecond=0))
        event.add("summary", f"{reference}: {deadline.title}")
        event.add("dtstart", deadline.last)
        event.add("dtend", deadline.last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        made.add_component(event)
    return bytes(made.to_ical())


_UID_DIGITS = 32
