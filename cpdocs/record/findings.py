"""A finding: one thing that is wrong in a file that a person wrote, where it stands, and the cure.

Ids are stable: councils' case systems read them, so one is never renamed and never given a second meaning. ``IDS``
lists those of the loader; the ids of rules across fields stand with those rules. A finding is printed on stderr, so
no part of it holds a value from the file (DESIGN.md section 4, "Reports and diagnostics differ").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in ``file`` at ``line`` and ``column``, both counted from 1 in characters.

    ``path`` is where that is in the record (``decisions[0].concerns``); empty where the file could not be read that
    far. ``hint`` is the cure in words. An error stops the record; a warning does not.
    """

    id: str
    severity: Severity
    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str = ""

    def text(self) -> str:
        """``FILE:LINE:COL: ID: message``, and the cure on an indented line of its own."""
        first = f"{self.file}:{self.line}:{self.column}: {self.id}: {self.message}"
        return f"{first}\n    {self.hint}" if self.hint else first

    def order(self) -> tuple[str, int, int, str, str]:
        """The key by which findings are sorted: file, line, column, then id and path so that the order is one."""
        return (self.file, self.line, self.column, self.id, self.path)

    def __lt__(self, other: Finding) -> bool:
        return self.order() < other.order()


#: Every id that reading and shaping a file can give, and what it means.
IDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # the file as a whole
        "cannot-read": "The file is not there, or this login may not read it.",
        "unknown-suffix": "The file's name ends in something other than .yaml, .yml or .json.",
        "too-large": "The file is larger than any record should be.",
        "not-utf8": "The file was saved in another encoding than UTF-8.",
        "control-character": "The file holds a character that does not print and does not belong in a text file.",
        "empty-file": "There is nothing in the file.",
        # YAML
        "yaml-syntax": "The line is not YAML, so nothing after it was read.",
        "yaml-tab": "A tab stands where YAML needs spaces.",
        "yaml-colon-in-prose": "A colon and a space inside an unquoted text made a field out of its first half.",
        "yaml-lost-comment": "A # after an unquoted value begins a comment: the rest of that text would be lost.",
        "yaml-stray-key-in-braces": "A comma inside { } cut an unquoted text in two.",
        "yaml-duplicate-key": "One block names a field twice; YAML would keep the last in silence.",
        "yaml-alias": "An unquoted * begins an alias, which records do not use.",
        "yaml-anchor": "An unquoted & begins an anchor, which records do not use.",
        "yaml-tag": "An unquoted ! begins a tag, which records do not use.",
        "yaml-directive": "A line with % changes how YAML is read, which records do not use.",
        "yaml-merge-key": "The key << merges blocks, which records do not use.",
        "yaml-key": "A field's name is empty, or is itself a list or a block.",
        "yaml-several-documents": "A line --- begins a second document; a file holds one.",
        "yaml-too-deep": "Blocks stand inside blocks deeper than any record needs.",
        "yaml-too-many": "The file has more parts than any record needs.",
        # JSON
        "json-syntax": "The text is not JSON, so nothing after it was read.",
        "json-duplicate-key": "One object names a field twice; most programs would keep the last in silence.",
        "json-number": "A number is not one that JSON knows, or is too long to be meant.",
        "json-half-character": "An escaped half of a character stands without its other half.",
        "json-too-deep": "Objects stand inside objects deeper than any record needs.",
        "json-too-many": "The file has more parts than any record needs.",
        # minutes.md
        "minutes-stray-text": "Text in the minutes file stands before the first heading and belongs to no passage.",
        "minutes-heading": "A heading in the minutes file lacks its words, or the id of its passage.",
        "minutes-twice": "The minutes file has two passages of one id.",
        "minutes-unknown-id": "The minutes file has a passage that the record does not list.",
        "minutes-in-both": "A passage has its text, or its heading, both in the record and in the minutes file.",
        "minutes-no-text": "A passage of the minutes has its text neither in the record nor in the minutes file.",
        # shapes
        "unknown-field": "No field of this name is known here; nothing that a record says is passed over.",
        "missing-field": "A field that is always needed is absent or empty.",
        "wrong-shape": "A text, a list or a block stands where another of the three belongs.",
        "wrong-value": "The value is none of those that the field takes, or has not the field's form.",
        "too-few": "The list is shorter than it must be.",
        "too-many": "The list is longer than it may be.",
        "empty-text": "The text holds nothing but blanks.",
        "bad-character": "The text holds a character that does not print, or that changes the reading direction.",
        "not-one-line": "The text must stand on one line.",
        "too-long": "The text is longer than the field takes.",
        "not-yes-or-no": "The value is neither the word yes nor the word no.",
        "not-whole-number": "The value is not a whole number from 0 without a leading zero.",
        "not-a-date": "The value is not a day of the calendar written year-month-day.",
        "not-a-time": "The value is not hours and minutes on the 24-hour clock.",
        "not-a-moment": "The value is not a date and a time with the letter T between them.",
        "not-an-id": "The value is not an id: small letters, digits, _ and -, a letter first.",
        "not-a-reference": "The value is not a reference: letters, digits and -.",
        "not-an-address-line": "The value is not one line of a postal address in Latin letters.",
        "not-a-postcode": "The value is not a postcode of the United Kingdom in capitals with one space.",
        "not-an-email-address": "The value is not one plain e-mail address.",
        "not-a-phone-number": "The value is not a telephone number.",
        "not-a-fingerprint": "The value is not the whole fingerprint of a key, 40 digits in capitals.",
        "not-a-sha256": "The value is not the SHA-256 of a file, 64 digits in small letters.",
        "not-a-relative-file": "The value is not the path of a file below the record's folder.",
    }
)
