"""What a View is made of: text, dates, times, whole numbers and yes or no, in tuples and frozen shapes, and no more."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final


class Prose(str):
    """A text that somebody told: it may have paragraphs, and it is never counted as a typed field.

    The leak check takes what a View's typed fields hold as known to the recipient; prose proves nothing of the kind,
    since an address that slipped into a sentence is just the mistake that the check is there for.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """What a shape's field promises whoever writes a wording, beyond its type: ``Annotated[..., a promise]``.

    Every cutter keeps it. A field without a promise may be empty, and a wording must be right then too; the check of
    templates tries both (template_check/made.py).
    """

    never_empty: bool = False
    there_with: str = ""
    there_without: str = ""
    one_of: tuple[str, ...] = ()


#: There is always at least one: a letter is about somebody.
NEVER_EMPTY: Final = Promise(never_empty=True)


def there_with(field: str) -> Promise:
    """There whenever another field of the same shape is."""
    return Promise(there_with=field)


def there_without(field: str) -> Promise:
    """There whenever another field of the same shape is not, and never beside it."""
    return Promise(there_without=field)


def one_of(*words: str) -> Promise:
    """One of these words and no other."""
    return Promise(one_of=words)


def parts(shape: Any) -> dict[str, Any]:  # noqa: ANN401  (any shape)
    """A shape's fields, to be made into a shape with more of them."""
    return {field.name: getattr(shape, field.name) for field in dataclasses.fields(shape)}


def leaf_text(value: object) -> str:
    """A day or a time as JSON holds it. Raises TypeError for what is no leaf."""
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)  # a View that holds anything else is a mistake of ours


def typed_in(value: Any) -> Iterator[str]:  # noqa: ANN401  (any leaf or shape)
    """Every typed text, day and time in a shape."""
    if isinstance(value, Prose) or value is None:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from typed_in(item)
    elif isinstance(value, date | time):
        yield value.isoformat()
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from typed_in(getattr(value, field.name))


def untold(value: Any) -> Any:  # noqa: ANN401  (any leaf or shape)
    """The same shape with a mark in place of every told text."""
    if isinstance(value, Prose):
        return Prose("\N{FULL BLOCK}")
    if isinstance(value, tuple):
        return tuple(map(untold, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return dataclasses.replace(value, **{field.name: untold(getattr(value, field.name)) for field in fields})
    return value


def told_in(value: Any) -> Iterator[Prose]:  # noqa: ANN401  (any leaf or shape)
    """Every told text in a shape."""
    if isinstance(value, Prose):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from told_in(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from told_in(getattr(value, field.name))
