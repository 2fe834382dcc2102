"""Views made up from their shapes alone, full or with this or that of them gone: what a wording is tried with.

Nothing here knows a case. A field's promise (views/leaves.py) is kept: what is never empty never is, so that a wording
is not blamed for a paper that cannot be.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from typing import Any, Final, TypeAlias, TypeVar
from zlib import crc32

from cpdocs.documents.kinds import bare, element
from cpdocs.documents.names import Asked
from cpdocs.views.leaves import Promise, Prose

#: What a field is made to be, in place of being there: None for nothing, a number of items for a list, else the value.
Choice: TypeAlias = "str | int | bool | None"
Choices: TypeAlias = Mapping[str, Choice]
S = TypeVar("S")

#: How many items a list has unless it is chosen otherwise.
ITEMS: Final = 2
_FIRST_DAY: Final = date(2026, 1, 1)
_NUMBERS: Final = 24 * 60
_NO_PROMISE: Final = Promise()
_LEAVES: Final[Mapping[type, Callable[[str, int], Any]]] = {
    str: lambda text, _: text,
    Prose: lambda text, _: Prose(f"Told: {text}."),
    bool: lambda *_: True,
    int: lambda _, number: number,
    date: lambda _, number: _FIRST_DAY + timedelta(days=number),
    time: lambda _, number: time(number // 60, number % 60),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a shape: its type without promises, and its promise."""

    kind: Any
    promise: Promise

    @property
    def optional(self) -> bool:
        """Whether there may be none."""
        return bare(self.kind) is not self.kind


@cache
def fields(kind: Any) -> dict[str, Field]:  # noqa: ANN401  (a shape)
    """The fields of one shape by name."""
    plain, full = typing.get_type_hints(kind), typing.get_type_hints(kind, include_extras=True)
    return {f.name: Field(plain[f.name], _promise(full[f.name])) for f in dataclasses.fields(kind)}


def _promise(kind: Any) -> Promise:  # noqa: ANN401  (a type with what is noted beside it)
    return next((note for note in getattr(kind, "__metadata__", ()) if isinstance(note, Promise)), _NO_PROMISE)


def all_fields(kind: Any, path: str = "") -> Iterator[tuple[str, Field]]:  # noqa: ANN401  (a shape)
    """Every field of a shape and of the shapes inside it, by its path (``decisions[].child``)."""
    for name, field in fields(kind).items():
        here = f"{path}.{name}" if path else name
        yield here, field
        inner = bare(field.kind)
        if (one := element(inner)) is not None:
            inner, here = one, f"{here}[]"
        if dataclasses.is_dataclass(inner):
            yield from all_fields(inner, here)


def choices(field: Field, asked: Iterable[Asked]) -> tuple[Choice, ...]:
    """What else a field may be than there: less of it, or what a condition compares it with."""
    kind = bare(field.kind)
    found: list[Choice] = [None] if field.optional else []
    if element(kind) is not None:
        found += [1] if field.promise.never_empty else [0, 1]
    elif kind is bool:
        found.append(False)
    else:
        against = [value for one in asked for value in one.against]
        if isinstance(kind, type) and issubclass(kind, str) and asked and not field.promise.one_of:
            found += ["", *(v for v in against if isinstance(v, str))]
        elif kind is int and asked:
            found += [0, *(v + n for v in against if isinstance(v, int) for n in (-1, 0, 1))]
    return tuple(dict.fromkeys(found))


def made(kind: type[S], chosen: Choices) -> S:
    """A value of the shape ``kind`` in which everything is there but for what is ``chosen`` otherwise."""
    value: S = _Maker(chosen).shape(kind, "")
    return value


def said(chosen: Choices) -> str:
    """The choices in words: "decisions[].reasons is not there"."""
    return " and ".join(f"{path} is {_word(choice)}" for path, choice in chosen.items())


def _word(choice: Choice) -> str:
    if choice is None:
        return "not there"
    if choice in ("", 0) and not isinstance(choice, bool):
        return "empty"
    return {True: "yes", False: "no"}[choice] if isinstance(choice, bool) else str(choice)


class _Maker:
    """Makes one value. A leaf says its own place, so that it is the same whatever else was chosen."""

    def __init__(self, chosen: Choices) -> None:
        self._chosen = chosen

    def shape(self, kind: Any, path: str, place: str = "", number: int = 1) -> Any:  # noqa: ANN401  (a shape)
        """``path`` is the fields' own (``decisions[].child``), ``place`` that of this very value (``decisions 2``).

        Of words that are promised, the first item of a list has the first, and so on: so there is one of each.
        """
        known = fields(kind)
        dot = f"{path}." if path else ""
        gone = _gone({name: self._gone(f"{dot}{name}", field) for name, field in known.items()}, known)
        made = {}
        for name, field in known.items():
            words = field.promise.one_of
            made[name] = (
                words[(number - 1) % len(words)]
                if words
                else self._field(field, f"{dot}{name}", f"{place} {name}".strip(), name in gone)
            )
        return kind(**made)

    def _gone(self, path: str, field: Field) -> bool:
        choice = self._chosen.get(path, True)
        return choice is None or (element(bare(field.kind)) is not None and choice == 0 and choice is not False)

    def _field(self, field: Field, path: str, place: str, gone: bool) -> Any:  # noqa: ANN401, FBT001  (leaf or shape)
        kind = bare(field.kind)
        if (one := element(kind)) is not None:
            items = 0 if gone else int(self._chosen.get(path) or _items(one))
            return tuple(self._value(one, f"{path}[]", f"{place} {n}", n) for n in range(1, items + 1))
        if gone:
            return None
        choice = self._chosen.get(path)
        return kind(choice) if choice is not None else self._value(kind, path, place)

    def _value(self, kind: Any, path: str, place: str, number: int = 1) -> Any:  # noqa: ANN401  (any leaf or shape)
        if dataclasses.is_dataclass(kind):
            return self.shape(kind, path, place, number)
        text, number = place.replace("_", " "), crc32(place.encode()) % _NUMBERS
        return _LEAVES[kind](text, number)


def _items(kind: Any) -> int:  # noqa: ANN401  (any leaf or shape)
    """How many items a list has: two, or as many as there are words that one of their fields may be."""
    known: Mapping[str, Field] = fields(kind) if dataclasses.is_dataclass(kind) and isinstance(kind, type) else {}
    return max([ITEMS, *(len(field.promise.one_of) for field in known.values())])


def _gone(wished: Mapping[str, bool], known: Mapping[str, Field]) -> frozenset[str]:
    """The fields that are not there, every promise kept: none is gone alone that comes with another one."""
    gone = {name for name, wish in wished.items() if wish and not known[name].promise.never_empty}
    gone |= {known[name].promise.there_with for name in gone} - {""}
    for name, field in known.items():
        if other := field.promise.there_without:
            gone = gone - {name} if other in gone else gone | {name}
    return frozenset(gone)
