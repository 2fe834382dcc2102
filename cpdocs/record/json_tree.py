"""JSON with places: RFC 8259, less what it leaves to chance (two fields of one name, NaN, half characters).

Python's own reader tells no positions and keeps the last of two equal names in silence. So the structure is walked
here, at most MOST_DEPTH deep, and only single strings, numbers and words are given to it.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from typing import Final, NoReturn

from cpdocs.record.findings import Finding
from cpdocs.record.tree import MOST_DEPTH, MOST_PARTS, Path, Place, Tree, Value

_BLANK: Final = re.compile(r"[ \t\n]*")
_HALF: Final = re.compile(r"[\ud800-\udfff]")
#: More digits than any number of a record; Python refuses to read more than 4,300.
_LONGEST_NUMBER: Final = 30


class _NoNumberError(Exception):
    """A number of more digits than are meant."""


class _Stop(Exception):  # noqa: N818  (it ends the walk; it is no error of the program)
    """Nothing after this position can be read."""

    def __init__(self, at: int, finding: str, message: str, hint: str) -> None:
        super().__init__(finding)
        self.at, self.finding, self.message, self.hint = at, finding, message, hint


def read_json(text: str, file: str) -> tuple[Tree | None, tuple[Finding, ...]]:
    """The tree of a JSON text with line feeds as line ends, or None, and every finding."""
    walk = _Walk(text, file)
    try:
        data = walk.document()
    except _Stop as stop:
        walk.find(stop.at, stop.finding, stop.message, stop.hint)
        return None, tuple(walk.findings)
    return Tree(file, data, walk.places, walk.keys), tuple(walk.findings)


class _Walk:
    """One pass over one text. ``at`` is the position that is read next."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file, self.at, self.parts = text, file, 0, 0
        self.findings: list[Finding] = []
        self.places: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.decoder = json.JSONDecoder(parse_int=_whole)
        self.line_starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def document(self) -> Value:
        self.blank()
        value = self.value((), 0)
        if self.at < len(self.text):
            self.stop("something follows the end of the record")
        return value

    def value(self, path: Path, depth: int) -> Value:
        """The value that begins here; blanks after it are passed over."""
        self.places[path] = self.place(self.at)
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise _Stop(self.at, "json-too-many", f"the file has more than {MOST_PARTS} parts", "divide it")
        opener = self.text[self.at : self.at + 1]
        if opener not in ("{", "["):
            return self.scalar()
        if depth >= MOST_DEPTH:
            raise _Stop(self.at, "json-too-deep", f"more than {MOST_DEPTH} brackets are open here", "close some")
        self.at += 1
        self.blank()
        return self.fields(path, depth) if opener == "{" else self.items(path, depth)

    def fields(self, path: Path, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        if self.took("}"):
            return found
        while True:
            self.one_field(path, depth, found)
            if self.took("}"):
                return found
            if not self.took(","):
                self.stop("a comma or } belongs here")

    def one_field(self, path: Path, depth: int, found: dict[str, Value]) -> None:
        start = self.at
        if self.text[start : start + 1] != '"':
            self.stop("the name of a field belongs here, in quotation marks")
        here = (*path, str(self.scalar()))
        if not self.took(":"):
            self.stop("a colon belongs here")
        if here in self.keys:
            message = f"this field stands in this object already, on line {self.keys[here].line}"
            self.find(start, "json-duplicate-key", message, "keep one of the two")
            self.value((*here, "again"), depth + 1)  # a path of its own: the places of the value that is kept stay
        else:
            self.keys[here] = self.place(start)
            found[str(here[-1])] = self.value(here, depth + 1)

    def items(self, path: Path, depth: int) -> list[Value]:
        found: list[Value] = []
        if self.took("]"):
            return found
        while True:
            found.append(self.value((*path, len(found)), depth + 1))
            if self.took("]"):
                return found
            if not self.took(","):
                self.stop("a comma or ] belongs here")

    def scalar(self) -> str | int | float | bool | None:
        """The string, number or word that begins here. A number or character that cannot be kept is a finding."""
        start = self.at
        try:
            value, self.at = self.decoder.raw_decode(self.text, start)
        except _NoNumberError:
            raise _Stop(start, "json-number", "this number is too long", "write fewer digits") from None
        except ValueError:  # the decoder's message quotes nothing, but its exception holds the whole text
            self.stop("this is not a value of JSON")
        if isinstance(value, str) and _HALF.search(value):
            message = "a \\u escape here is half a character"
            self.find(start, "json-half-character", message, "write the character itself")
            value = _HALF.sub("", value)
        if isinstance(value, float) and not math.isfinite(value):
            raise _Stop(start, "json-number", "this is no number, or too large a one", "write digits")
        self.blank()
        kept: str | int | float | bool | None = value
        return kept

    def took(self, mark: str) -> bool:
        """True if ``mark`` stands here; it and the blanks after it are passed over."""
        if self.text[self.at : self.at + 1] != mark:
            return False
        self.at += 1
        self.blank()
        return True

    def blank(self) -> None:
        if found := _BLANK.match(self.text, self.at):
            self.at = found.end()

    def place(self, at: int) -> Place:
        line = bisect_right(self.line_starts, at)
        return Place(line, at - self.line_starts[line - 1] + 1)

    def stop(self, message: str) -> NoReturn:
        raise _Stop(self.at, "json-syntax", message, "nothing after this place was read")

    def find(self, at: int, finding: str, message: str, hint: str) -> None:
        place = self.place(at)
        self.findings.append(Finding(finding, "error", self.file, place.line, place.column, "", message, hint))


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise _NoNumberError
    return int(digits)
