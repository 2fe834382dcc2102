"""Where the records of a batch come from: folders, files, or a stream of lines.

One conference is sent from one record. A clerk keeps its stages in files side by side, and an older stage knows nothing
of what was decided since: of several files of one reference in the paths that were named, the furthest stage goes and
the others are passed over. Where two are as far, or one of them cannot be read, none of them goes: nobody but a person
can say which of them is right. In a stream, which is not read ahead, the first line of a reference goes and a later one
is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, Literal, get_args

from cpdocs.errors import UsageError
from cpdocs.record.findings import Finding
from cpdocs.record.load import Loaded, read_bytes
from cpdocs.record.model import Record, Stage
from cpdocs.record.neighbours import records_in
from cpdocs.record.prose import load_record, record_of_line
from cpdocs.record.tree import MOST_BYTES

_RECORD: Final = re.compile(rb"cpdocs/conference-record/v\d")
_REFERENCE: Final = re.compile(rb"""["']?\breference["']?[ ]*:[ ]*["']?([A-Za-z0-9][A-Za-z0-9-]*)""")
_STAGES: Final[Sequence[str]] = get_args(Stage)
#: A line that names a file is no longer than this.
_LONGEST_PATH: Final = 5000


@dataclass(frozen=True, slots=True)
class Source:
    """One record to be read, or why it is not. ``name`` is its path as named, or its line's number."""

    name: str
    path: Path | None = None
    line: bytes = field(default=b"", repr=False)
    turned: Literal["", "passed_over", "left_alone", "refused"] = ""
    because: str = ""

    def load(self) -> Loaded[Record]:
        """The record and its findings, which are named as the source is."""
        return load_record(self.path, self.name) if self.path else record_of_line(self.line, self.name)


def of_paths(paths: Iterable[Path]) -> Iterator[Source]:
    """The records of these files and folders, each once, in the order in which they were named.

    Names and references are held, no record is.

    Raises:
        UsageError: a path is not there.
    """
    found: dict[Path, Source] = {}
    for path in paths:
        if path.is_dir():
            for file in records_in(path):
                found.setdefault(file.resolve(), _of_file(file, file.relative_to(path.parent), asked=False))
        elif path.is_file():
            found.setdefault(path.resolve(), _of_file(path, path, asked=True))
        else:
            raise UsageError("a path that was named is not there", "Name records, folders of records, or - alone.")
    yield from _one_a_reference(found.values())


def _of_file(path: Path, name: Path, *, asked: bool) -> Source:
    """A file that was named is taken for a record, whatever it holds; one found in a folder only if it says so."""
    data = read_bytes(path, str(name))
    if asked or isinstance(data, Finding) or _RECORD.search(data):
        return Source(str(name), path)
    return Source(str(name), path, turned="left_alone", because="it is no conference record")


def _one_a_reference(sources: Iterable[Source]) -> Iterator[Source]:
    every = list(sources)
    same: dict[bytes, list[Source]] = {}
    for source in every:
        if not source.turned and (reference := _reference(source)):
            same.setdefault(reference, []).append(source)
    told = {one.name: one for group in same.values() if len(group) > 1 for one in _furthest(group)}
    for source in every:
        yield told.get(source.name, source)


def _reference(source: Source) -> bytes:
    """By its looks: the record is read whole when its turn comes, and where it shares its reference."""
    data = read_bytes(source.path or Path(), source.name)
    found = None if isinstance(data, Finding) else _REFERENCE.search(data)
    return found[1] if found else b""


def _furthest(group: Sequence[Source]) -> Iterator[Source]:
    read = [(source, source.load().value) for source in group]
    stages = [_STAGES.index(record.stage) if record else -1 for _, record in read]
    last = max(stages)
    for (source, _), stage in zip(read, stages, strict=True):
        others = ", ".join(one.name for one in group if one is not source)
        if -1 in stages:
            why = f"the same reference stands in {others}, and not all of them can be read"
            yield Source(source.name, source.path, turned="refused", because=why)
        elif stage < last:
            goes = group[stages.index(last)].name
            why = f"an earlier stage of the conference in {goes}"
            yield Source(source.name, source.path, turned="passed_over", because=why)
        elif stages.count(last) > 1:
            why = f"the same reference at the same stage stands in {others}"
            yield Source(source.name, source.path, turned="refused", because=why)


def of_lines(stream: BinaryIO, folder: Path) -> Iterator[Source]:
    """A record a line, or ``{"file": "PATH"}`` for one in a file, looked for from ``folder``. Empty lines are none.

    One line is held at a time, and of a longer one than a record may be no more than that.
    """
    number = 0
    while line := stream.readline(MOST_BYTES + 2):
        number += 1
        name, whole = f"line {number}", line.endswith(b"\n")
        while not whole and len(rest := stream.readline(MOST_BYTES)) and not (whole := rest.endswith(b"\n")):
            pass
        line = line.rstrip(b"\r\n")
        if line.strip():
            yield _of_line(line, name, folder)


def _of_line(line: bytes, name: str, folder: Path) -> Source:
    if len(line) > MOST_BYTES:
        return Source(name, turned="refused", because=f"it is longer than {MOST_BYTES} bytes")
    named = _file_of(line)
    return Source(name, folder / named) if named else Source(name, line=line)


def _file_of(line: bytes) -> str | None:
    """The path that a line names in place of a record."""
    if _RECORD.search(line) or len(line) > _LONGEST_PATH:
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    named = value.get("file") if isinstance(value, dict) and set(value) == {"file"} else None
    return named if isinstance(named, str) and "\0" not in named else None
