"""The examples with a word of its own in every place: where a word stands in a file tells from where it came.

Every text of a record becomes a sentence or a name with one word that stands nowhere else; so do telephone numbers,
e-mail addresses and postcodes. Ids, choices and days stay as they are, so that the same papers are planned for the same
people. Whoever may not have a thing must not have its word, anywhere in any file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError
from snapshots import Examples, Snapshot

from cpdocs import run
from cpdocs.record.model import Record
from cpdocs.record.prose import load_record
from cpdocs.stages import Preparation

#: A canary as it stands in a text without its blanks: a paper sets telephone numbers and postcodes with others.
CANARY = re.compile(r"Qx\d{4}q|077009\d{5}|QX\d\d[A-Z]{2}", re.IGNORECASE)
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
Path_: TypeAlias = tuple[str | int, ...]


def canaries(*texts: str) -> set[str]:
    """Every canary that stands in the texts. In packed or sealed bytes one may stand by chance: see ``known``."""
    return {found.lower() for text in texts for found in CANARY.findall("".join(text.split()))}


class CanaryExamples(Examples):
    """The examples, each record of them with its canaries."""

    def _preparation(self, snapshot: Snapshot) -> Preparation:
        workspace = self.workspace(snapshot.council)
        record = workspace.folder / "records" / snapshot.record
        return run.look(workspace, marked_beside(record), snapshot.today)


def known(record: Record) -> set[str]:
    """The canaries of a record; what else looks like one in the bytes of a file stands there by chance."""
    return canaries(record.model_dump_json())


def marked_beside(record: Path) -> Path:
    """Write ``record`` with canaries beside it, in JSON, and say where."""
    loaded = load_record(record)
    assert loaded.value is not None, loaded.findings
    data = marked(loaded.value.model_dump(mode="json", by_alias=True, exclude_none=True))
    path = record.with_name(f"{record.stem}.canaries.json")
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return path


def marked(record: Any) -> Any:
    """A record in plain JSON with a canary in each text that is not an id, a choice or a day."""
    record = json.loads(json.dumps(record))
    record.get("minutes", {}).pop("file", None)
    were: dict[Path_, str] = {}
    for n, (path, old) in enumerate(_texts(record)):
        were[path] = old
        _put(record, path, _canary(path, old, n))
    while refused := _refused(record):
        # What is wrong with a whole block may only be what is wrong with a text in it.
        inside = [path for path in refused if path in were] or [p for p in were for w in refused if p[: len(w)] == w]
        for path in set(inside):
            _put(record, path, were.pop(path))
    assert len(were) > 30, "hardly anything of the record was taken for a text"
    return record


def _canary(path: Path_, old: str, n: int) -> str:
    word = f"Qx{n:04}q"
    match path[-1]:
        case "phone":
            return f"07700 9{n:05}"
        case "email":
            return f"{word}@home.example"
        case "postcode":
            return f"QX{n // 400 % 10} {n // 4000 % 10}{_LETTERS[n // 20 % 20]}{_LETTERS[n % 20]}"
        case "name":
            return f"Given {word}"
        case _:
            return f"What {word} says of it." if len(old.split()) > 2 else f"Say {word}"


def _refused(record: Any) -> list[Path_]:
    """Where the record's types do not take what stands there now."""
    try:
        Record.model_validate_json(json.dumps(record))
    except ValidationError as error:
        return [_place(record, found["loc"]) for found in error.errors()]
    return []


def _place(record: Any, loc: tuple[str | int, ...]) -> Path_:
    """The place in the record, without the names of the shapes that were tried there."""
    place: list[str | int] = []
    for step in loc:
        inside = step < len(record) if isinstance(record, list) and isinstance(step, int) else False
        if inside or (isinstance(record, dict) and step in record):
            place.append(step)
            record = record[step]
    return tuple(place)


def _texts(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(item, (*path, key))
    elif isinstance(value, str):
        yield path, value


def _put(data: Any, path: Path_, value: str) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value
