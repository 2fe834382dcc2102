"""What the values of a View are called in words, how each is printed, and what each filter takes.

For whoever writes a wording and is told what is wrong with it.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, time
from difflib import get_close_matches
from typing import Any, Final

from cpdocs.documents.filters import FILTERS

#: What Jinja says of a loop, inside it. A type of its own here, since the loop itself can be neither printed nor asked.
LOOP: Final = {
    **dict.fromkeys(("index", "index0", "revindex", "revindex0", "length"), int),
    **dict.fromkeys(("first", "last"), bool),
}


def bare(kind: Any) -> Any:  # noqa: ANN401  (a type)
    """The type of a field's value when there is one: ``date`` for ``date | None``."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return next(inner for inner in typing.get_args(kind) if inner is not type(None))
    return kind


def element(kind: Any) -> Any:  # noqa: ANN401  (a type)
    """The type of a list's items; None for what is no list."""
    return typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else None


def prints(kind: Any) -> bool:  # noqa: ANN401  (a type)
    """Whether a value stands in a paper as it is, without a filter."""
    return isinstance(kind, type) and kind is not bool and issubclass(kind, str | int)


def signature(name: str) -> tuple[Callable[[Any], bool], Any]:
    """What a filter takes, as a test of a type, and what it gives; both read from the filter itself."""
    if FILTERS[name] is len:
        return (lambda kind: kind is str or element(kind) is not None), int
    hints = typing.get_type_hints(FILTERS[name])
    gives, takes = hints.pop("return"), next(iter(hints.values()))
    if element(takes) is not None:
        return (lambda kind: prints(element(kind)) and issubclass(element(kind), str)), gives
    return (lambda kind: isinstance(kind, type) and issubclass(kind, takes)), gives


def nearest(name: str, known: Mapping[str, object]) -> str:
    """The cure for a name that there is not."""
    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"There are: {', '.join(sorted(known))}."


def said(kind: Any) -> str:  # noqa: ANN401  (a type)
    """What a value of this type is, in a word."""
    if kind is LOOP:
        return "the loop itself"
    if element(kind) is not None:
        return "a list"
    if dataclasses.is_dataclass(kind):
        return "a block of fields"
    return {bool: "a yes or no", int: "a number", date: "a day", time: "a time"}.get(kind, "a text")


def how_to_print(kind: Any) -> str:  # noqa: ANN401  (a type)
    """The way to print a value of this type."""
    if (inner := element(kind)) is not None:
        through = "Go through it with {% for %}"
        return f"{through}." if dataclasses.is_dataclass(inner) else f"{through}, or print it with |names."
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return f"Print one of its fields: {', '.join(f.name for f in dataclasses.fields(kind))}."
    if kind is LOOP:
        return "Print loop.index, or ask about loop.last."
    return {
        bool: "Ask about it with {% if %}.",
        int: "Print a number as it is.",
        date: "Print a day with |day or |weekday.",
        time: "Print a time with |clock.",
    }.get(kind, "Print a text as it is.")
