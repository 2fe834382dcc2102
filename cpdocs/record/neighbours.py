"""The other records of a workspace: names of other cases, which come here by copying only, and later conferences.

Reading every record whole at each run would cost more than the run. So the files are looked through for lines that
can hold a name, and only those whose names are asked for in earnest are read whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Final

from cpdocs.needles import Text
from cpdocs.record.load import load
from cpdocs.record.model import Record
from cpdocs.record.passages import told
from cpdocs.record.tree import MOST_BYTES
from cpdocs.words import word_list

_SUFFIXES: Final = (".yaml", ".yml", ".json")
#: ``name: Ailsa Rennie``, ``- name: "Ailsa Rennie"``, ``{"name": "Ailsa Rennie"}``: to the end of a line or a quote.
_NAME: Final = re.compile(r"""["']?\bname["']?[ ]*:[ ]*["']?([^"'\n{}]+)""")
_CASE: Final = re.compile(r"""["']?\bcase["']?[ ]*:[ ]*["']?([A-Za-z0-9-]+)""")
_REFERENCE: Final = re.compile(r"""["']?\breference["']?[ ]*:[ ]*["']?([A-Za-z0-9-]+)""")


#: ``previous: CP-2026-0142-1`` of a review, ``resumes:`` of a conference that takes another up again.
_TAKES_UP: Final = re.compile(r"""["']?\b(?:previous|resumes)["']?[ ]*:[ ]*["']?([A-Za-z0-9-]+)""")


def records_in(folder: FilePath) -> tuple[FilePath, ...]:
    """Every file below ``folder`` that can be a record, by its ending, in order."""
    return tuple(sorted(p for p in folder.rglob("*") if p.suffix in _SUFFIXES and p.is_file()))


def followers(folder: FilePath) -> Mapping[str, tuple[FilePath, ...]]:
    """For each conference that a record below ``folder`` reviews or takes up again, the files of those that do."""
    found: dict[str, tuple[FilePath, ...]] = {}
    for path in records_in(folder):
        for reference in set(_TAKES_UP.findall(_text(path))):
            found[reference] = (*found.get(reference, ()), path)
    return found


def names_of_other_cases(folder: FilePath, record: Record) -> Mapping[str, str]:
    """Each name of a child or a person of another case's record below ``folder`` that stands in this one: its case.

    A file that is no record, or a broken one, has no names here: it is another run's to complain of.
    """
    found: dict[str, str] = {}
    texts: Text | None = None
    for path, case, written in _of_other_cases(folder, record.case):
        texts = texts or told(record)
        found |= _names_in(texts, path, case, written)
    return found


def marks_of_other_cases(folder: FilePath, case: str, text: Text) -> Mapping[str, str]:
    """Each name, case number and reference of another case's record below ``folder`` that stands in ``text``: its case.

    As ``names_of_other_cases``, and besides for a text that may be of another case altogether.
    """
    found: dict[str, str] = {}
    for path, other, written in _of_other_cases(folder, case):
        found |= _names_in(text, path, other, written)
        numbers = {other, *_REFERENCE.findall(written)}
        found |= {number: other for number in numbers if text.holds_exactly(word_list(number))}
    return found


def _of_other_cases(folder: FilePath, case: str) -> Iterator[tuple[FilePath, str, str]]:
    """The file, the case and the text of each record of another case."""
    for path in records_in(folder):
        written = _text(path)
        other = _CASE.search(written)
        if other is not None and other[1] != case:
            yield path, other[1], written


def _names_in(text: Text, path: FilePath, case: str, written: str) -> dict[str, str]:
    if not any(text.holds_exactly(word_list(name)) for name in set(_NAME.findall(written))):
        return {}
    return {name: case for name in _names(path) if text.holds_exactly(word_list(name))}


def _text(path: FilePath) -> str:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _names(path: FilePath) -> Iterator[str]:
    record = load(path, Record).value
    if record is not None:
        yield from (child.name for child in record.children)
        yield from (person.name for person in record.people if person.name)
