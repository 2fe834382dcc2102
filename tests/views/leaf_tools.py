"""Marks in a record: a text, day or time of its own in each field, so that each leaf of a View tells where it came from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from typing import Any

from pydantic import ValidationError

from cpdocs.record.authority import Authority
from cpdocs.record.model import Record
from cpdocs.record.people import Contacts
from cpdocs.views.decisions import HARM, OUTCOMES

FIRST_DAY = date(2030, 1, 1)
#: An id or a choice, of which a record takes no other. A relationship is written so as well, and is told.
_ID = re.compile(r"[a-z0-9_]+|agency:[a-z_]+")
OFFICER = {"name", "post_title", "phone", "email"}


def _texts(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(item, (*path, key))
    elif isinstance(value, str):
        yield path, value


def _put(data: Any, path: tuple[str | int, ...], value: str) -> str:
    for step in path[:-1]:
        data = data[step]
    old, data[path[-1]] = data[path[-1]], value
    return str(old)


def _pattern(path: tuple[str | int, ...]) -> str:
    return re.sub(r"\.\[", "[", ".".join("[]" if isinstance(step, int) else step for step in path))


def marked(record: dict[str, Any]) -> tuple[dict[str, Any], dict[Any, str]]:
    """A record with a text, day or time of its own in each field that takes one, and the field of each of them."""
    data, places = json.loads(json.dumps(record)), {}
    told = [(path, old) for path, old in _texts(data) if "relationship" in path or not _ID.fullmatch(old)]
    texts = [(path, old, *_mark(n, old)) for n, (path, old) in enumerate(told)]
    for path, leaves in _put_where_it_may(data, texts):
        places |= dict.fromkeys(leaves, _pattern(path))
    return data, places


def _put_where_it_may(data: Any, texts: Sequence[Any]) -> Iterator[tuple[tuple[str | int, ...], tuple[Any, ...]]]:
    """Put every mark that the record takes; where it refuses several, each half of them is tried by itself."""
    for path, _, tried, _ in texts:
        _put(data, path, tried)
    try:
        Record.model_validate_json(json.dumps(data))
    except ValidationError:
        for path, old, _, _ in texts:
            _put(data, path, old)  # an id, a choice, a postcode, a telephone number
        half = len(texts) // 2
        if half:
            yield from _put_where_it_may(data, texts[:half])
            yield from _put_where_it_may(data, texts[half:])
    else:
        yield from ((path, leaves) for path, _, _, leaves in texts)


def _mark(n: int, old: str) -> tuple[str, tuple[Any, ...]]:
    """What to put in the place of a text, and the leaves that it may become."""
    day, at = FIRST_DAY + timedelta(days=n), time(n // 60 % 24, n % 60)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", old):
        return day.isoformat(), (day,)
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", old):
        return f"{day.isoformat()}T{at:%H:%M}", (day, at)
    if re.fullmatch(r"(left at )?\d\d:\d\d(:00)?", old):
        return re.sub(r"\d\d:\d\d(:00)?", f"{at:%H:%M}", old), (at,)
    return f"Mark {n} here", (f"Mark {n} here",)


def sources(
    places: dict[Any, str], contacts: Contacts, authority: Authority, words: tuple[str, ...]
) -> dict[Any, set[str]]:
    """Every value that a leaf can have, and where it can have come from."""
    found: dict[Any, set[str]] = {value: {place} for value, place in places.items()}
    book = [("contacts", c) for c in contacts.contacts.values()] + [("staff", s) for s in authority.staff]
    for source, entry in book:
        for part in OFFICER:
            found.setdefault(getattr(entry, part), set()).add(f"{source}.{part}")
    for concern in authority.concerns.values():
        found.setdefault(concern.label, set()).add("concerns")
    for word in (*OUTCOMES.values(), *HARM.values(), *words):
        found.setdefault(word, set()).add("a word of cpdocs")
    return found


def origin(found: dict[Any, set[str]], value: Any) -> set[str]:
    """Every place from which a leaf can have come."""
    if value is None or value == "":
        return {"nothing"}
    if isinstance(value, date) and value not in found:
        return {"a day counted from another"}
    return found.get(str(value) if isinstance(value, str) else value, {f"nowhere known: {value!r}"})
