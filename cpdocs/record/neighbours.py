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
    for path in records_in(folder):
        written = _text(path)
        other = _CASE.search(written)
        if other is None or other[1] == record.case:
            continue
        texts = texts or told(record)
        if any(texts.holds_exactly(word_list(name)) for name in set(_NAME.findall(written))):
            found |= {name: other[1] for name in _names(path) if texts.holds_exactly(word_list(name))}
    return found


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
