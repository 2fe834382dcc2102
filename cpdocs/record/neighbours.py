"""The names in other cases' records of the same workspace: one that turns up in this record came there by copying.

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


def names_of_other_cases(folder: FilePath, record: Record) -> Mapping[str, str]:
    """Each name of a child or a person of another case's record below ``folder`` that stands in this one: its case.

    A file that is no record, or a broken one, has no names here: it is another run's to complain of.
    """
    found: dict[str, str] = {}
    texts: Text | None = None
    for path in sorted(p for p in folder.rglob("*") if p.suffix in _SUFFIXES):
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
