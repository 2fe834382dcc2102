"""minutes.md beside the record: the minute's prose where prose is comfortable.

A heading with ``{#id}`` begins a passage, and what follows until the next heading is its text:

    ## What the police told {#police-information}

    Officers came to the home on 24 October ...

The record lists the same ids under minutes.passages and says there who may read each and which children it is about.
So nothing in this file can widen who reads it. No text is passed over: what stands before the first heading, under an
unknown id or in both files is a finding, and so is a passage that has its text in neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, Final

from cpdocs.record.findings import Finding
from cpdocs.record.load import Loaded, Widened, load, load_bytes, plain_text, read_bytes
from cpdocs.record.model import Record
from cpdocs.record.tree import MOST_BYTES, Path, Place, Tree, finding_at

_HEADING: Final = re.compile(r"(?P<marks>#{1,6})(?:[ \t]+(?P<heading>.*?))?(?:[ \t]*\{#(?P<id>[^}]*)\})?[ \t]*")
_FILE: Final = ("minutes", "file")


@dataclass(frozen=True, slots=True)
class Written:
    """One passage as it stands in the minutes file: its heading and text, and where each begins."""

    id: str
    heading: str
    text: str
    at: Place
    text_at: Place


def load_record(path: FilePath, label: str | None = None) -> Loaded[Record]:
    """Read a record and the minutes file that it names; ``load`` says what comes back. One digest covers both."""
    return load(path, Record, label, beside=with_minutes)


def record_of_line(line: bytes, label: str) -> Loaded[Record]:
    """Read a record of a stream, one line of JSON. It has no folder, so a minutes file that it names is refused."""
    return load_bytes(line, ".json", Record, label, _without_a_folder)


def _without_a_folder(tree: Tree) -> Widened:
    if not _names_minutes(tree):
        return with_minutes(FilePath(), tree)  # which then opens no file
    message = "a record that comes in a stream has no folder, and so no minutes file beside it"
    hint = 'write the passages\' text into the record, or send {"file": "PATH"} in its place'
    return Widened(tree, findings=(finding_at(tree, _FILE, "not-a-relative-file", "error", message, hint),))


def _names_minutes(tree: Tree) -> bool:
    minutes = tree.data.get("minutes") if isinstance(tree.data, dict) else None
    return isinstance(minutes, dict) and isinstance(minutes.get("file"), str)


def with_minutes(folder: FilePath, tree: Tree) -> Widened:
    """``tree`` with the texts of the minutes file that it names, and every finding about that file."""
    minutes = tree.data.get("minutes") if isinstance(tree.data, dict) else None
    if not isinstance(minutes, dict):
        return Widened(tree)
    name, listed = minutes.get("file"), minutes.get("passages")
    passages = listed if isinstance(listed, list) else []
    if not isinstance(name, str):
        return Widened(tree, findings=tuple(_without_text(tree, passages)))
    data = _beside(folder, name, tree)
    if isinstance(data, Finding):
        return Widened(tree, findings=(data,))
    text = plain_text(data, name)
    if not isinstance(text, str):
        return Widened(tree, data, text)
    written, found = _read(text, name)
    ids = [passage.get("id") if isinstance(passage, dict) else None for passage in passages]
    known = {ident: n for n, ident in enumerate(ids) if isinstance(ident, str)}
    found += [_unknown(name, one, known) for one in written if one.id not in known]
    merged, doubled, filled = _merged(tree, passages, {known[w.id]: w for w in written if w.id in known}, name)
    merged = replace(merged, sources={**tree.sources, name: text})
    return Widened(merged, data, (*found, *doubled, *_without_text(merged, filled)))


def _beside(folder: FilePath, name: str, tree: Tree) -> bytes | Finding:
    """The minutes file's bytes. A path or a link that leads out of the record's folder is refused."""
    path = folder / name
    if ".." in path.parts or not path.resolve().is_relative_to(folder.resolve()):
        message, hint = "the minutes file stands outside the record's folder", "put it beside the record"
        return finding_at(tree, _FILE, "not-a-relative-file", "error", message, hint)
    data = read_bytes(path, name)
    if isinstance(data, Finding):
        message = "the minutes file is not there or cannot be read"
        return finding_at(tree, _FILE, "cannot-read", "error", message, "check its name and its rights")
    if len(data) > MOST_BYTES:
        return finding_at(tree, _FILE, "too-large", "error", "the minutes file is too large", "divide it")
    return data


def _read(text: str, name: str) -> tuple[list[Written], list[Finding]]:
    """The passages of a minutes file in their order, and what stands in it outside a passage."""
    found: list[Finding] = []
    written: list[Written] = []
    for heading, begin, lines in _sections(text):
        body = "\n".join(lines)
        if heading is None:
            stray = _first_written(lines)
            if stray is not None:
                message, hint = "text before the first heading belongs to no passage", "put a heading with {#id} first"
                found.append(Finding("minutes-stray-text", "error", name, begin + stray, 1, "", message, hint))
            continue
        if not heading["id"] or not heading["heading"]:
            message = "this heading needs words and then the id of its passage"
            hint = "such as: ## What the police told {#police-information}"
            found.append(Finding("minutes-heading", "error", name, begin, 1, "", message, hint))
            continue
        if any(one.id == heading["id"] for one in written):
            message, hint = f"the passage {heading['id']} stands here twice", "join the two, or give one its own id"
            found.append(Finding("minutes-twice", "error", name, begin, 1, "", message, hint))
            continue
        places = Place(begin, 1), Place(begin + 1 + (_first_written(lines) or 0), 1)
        written.append(Written(heading["id"], heading["heading"], body.strip(), *places))
    return written, found


def _first_written(lines: list[str]) -> int | None:
    return next((n for n, line in enumerate(lines) if line.strip()), None)


def _sections(text: str) -> Iterator[tuple[Mapping[str, Any] | None, int, list[str]]]:
    """Each heading (None before the first) with the number of its line and the lines below it."""
    heading: Mapping[str, Any] | None = None
    begin, lines = 1, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        hit = _HEADING.fullmatch(line)
        if hit:
            yield heading, begin, lines
            heading, begin, lines = hit.groupdict(), number, []
        else:
            lines.append(line)
    yield heading, begin, lines


def _unknown(name: str, one: Written, known: Mapping[str, int]) -> Finding:
    near = get_close_matches(one.id, known, n=1)
    hint = f"did you mean {near[0]}?" if near else "list it under minutes.passages, with who may read it"
    message = "the record lists no passage of this id"
    return Finding("minutes-unknown-id", "error", name, one.at.line, one.at.column, "", message, hint)


def _merged(
    tree: Tree, passages: list[Any], written: Mapping[int, Written], name: str
) -> tuple[Tree, tuple[Finding, ...], list[Any]]:
    """A tree in which each passage has the heading and the text of the minutes file; those that had one before; and
    the passages.
    """
    doubled: list[Finding] = []
    places, others, filled = dict(tree.places), dict(tree.others), list(passages)
    for n, one in written.items():
        here: Path = ("minutes", "passages", n)
        for field, value, at in (("heading", one.heading, one.at), ("text", one.text, one.text_at)):
            if filled[n].get(field) is not None:
                message, hint = f"the {field} stands here and in the minutes file", "take one of the two away"
                doubled.append(finding_at(tree, (*here, field), "minutes-in-both", "error", message, hint))
                continue
            if value:
                filled[n] = {**filled[n], field: value}
                places[*here, field], others[*here, field] = at, name
    return replace(tree, data=_with_passages(tree.data, filled), places=places, others=others), tuple(doubled), filled


def _with_passages(data: Any, passages: list[Any]) -> Any:  # noqa: ANN401  (JSON)
    return {**data, "minutes": {**data["minutes"], "passages": passages}} if passages else data


def _without_text(tree: Tree, passages: list[Any]) -> Iterator[Finding]:
    for n, passage in enumerate(passages):
        if isinstance(passage, dict) and passage.get("text") is None:
            message = "this passage has no text"
            hint = "write text: here, or a heading with its {#id} and the text in the minutes file"
            yield finding_at(tree, ("minutes", "passages", n), "minutes-no-text", "error", message, hint)
