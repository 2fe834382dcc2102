"""A file as it was read, before anything is known of its meaning: its values, and where each of them stands.

YAML and JSON both end here, so that every later stage is one road for both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from cpdocs.record.findings import Finding, Severity

#: What a file is made of. In YAML every scalar is text or null; JSON has its numbers and true and false besides.
Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
Path: TypeAlias = tuple[str | int, ...]

#: A year of conferences of a large family is under 200 kB; HAZARDS.md 10 asks for a bound before parsing.
MOST_BYTES: Final = 1 << 20
#: The deepest path of the record's schema is about 12.
MOST_DEPTH: Final = 30
#: Scalars, lists and blocks together. A record of 200 kB has about 10,000.
MOST_PARTS: Final = 100_000


class Place(NamedTuple):
    """A place in a file: line and column, both counted from 1 in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Tree:
    """The values of one file. ``places`` says where a value begins, ``keys`` where the name of a field does.

    Some values may have come from a file beside it, such as the minutes: ``others`` names that file for each of them.
    ``sources`` holds the text of every file that took part, by its name. The ``repr`` shows no value.
    """

    file: str
    data: Value = field(repr=False)
    places: Mapping[Path, Place] = field(repr=False)
    keys: Mapping[Path, Place] = field(repr=False)
    others: Mapping[Path, str] = field(default_factory=dict, repr=False)
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)

    def place(self, path: Path) -> Place:
        """Where the value at ``path`` begins, or else the nearest block or list around it."""
        return _nearest(self.places, path)

    def key_place(self, path: Path) -> Place:
        """Where the name of the field at ``path`` stands, or else the nearest value around it."""
        return self.keys.get(path) or self.place(path)

    def file_of(self, path: Path) -> str:
        """The name of the file in which the value at ``path`` stands."""
        return next((name for at, name in self.others.items() if path[: len(at)] == at), self.file)

    def place_of(self, path: Path, words: str) -> Place:
        """Where ``words``, which the value at ``path`` holds, stand in the file; where the value begins if they are
        not to be seen there as they are (JSON may write a letter as its number).
        """
        begin, source = self.place(path), self.sources.get(self.file_of(path), "")
        lines = source.splitlines(keepends=True)
        start = sum(map(len, lines[: begin.line - 1])) + begin.column - 1
        sought = r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", words)))
        hit = re.compile(sought, re.IGNORECASE).search(source, start) if sought else None
        if hit is None:
            return begin
        return Place(source.count("\n", 0, hit.start()) + 1, hit.start() - source.rfind("\n", 0, hit.start()))


def finding_at(tree: Tree, path: Path, id: str, severity: Severity, message: str, hint: str = "") -> Finding:  # noqa: A002  (a finding's own word)
    """A finding about the value at ``path``. ``message`` and ``hint`` quote nothing from the file."""
    place = tree.place(path)
    return Finding(id, severity, tree.file_of(path), place.line, place.column, path_text(path), message, hint)


def path_of(text: str) -> Path:
    """The path that ``path_text`` wrote."""
    return tuple(int(n) if n else name for n, name in re.findall(r"\[(\d+)\]|([^.\[\]]+)", text))


_SHOWN = re.compile(r"[a-z][a-z0-9_-]{0,59}")


def path_text(path: Path) -> str:
    """``decisions[0].concerns``. A key that is neither a field's name nor an id could be prose: it becomes ``?``."""
    parts = []
    for part in path:
        if isinstance(part, int):
            parts.append(f"[{part}]")
        else:
            parts.append(f".{part if _SHOWN.fullmatch(part) else '?'}")
    return "".join(parts).removeprefix(".")


def _nearest(places: Mapping[Path, Place], path: Path) -> Place:
    while path and path not in places:
        path = path[:-1]
    return places.get(path, Place(1, 1))
