"""A file of a clerk's or the authority's, read once, and either a frozen value or every finding at once.

    load(path, Authority)  ->  Loaded(value | None, tree, findings, digest)
    prose.load_record(path)  the same for a record, with the minutes file beside it

The order: bytes (bounded) -> text (UTF-8 only, no control characters) -> tree (yaml_tree or json_tree, with places)
-> what stands in a file beside it (prose.py) -> model (pydantic, strict, as JSON) -> findings, sorted. Nothing here
raises for what a file holds.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from cpdocs.record.findings import Finding
from cpdocs.record.tree import MOST_BYTES, Place, Tree, finding_at
from cpdocs.record.yaml_tree import read_yaml

__all__ = ["Loaded", "Place", "Tree", "finding_at", "load", "read_tree", "tree_of"]

M = TypeVar("M", bound=BaseModel)


def _read_json(text: str, label: str) -> tuple[Tree | None, tuple[Finding, ...]]:
    from cpdocs.record.json_tree import read_json  # a clerk's files are YAML

    return read_json(text, label)


_READERS: Final = {".yaml": read_yaml, ".yml": read_yaml, ".json": _read_json}
#: Neither YAML nor a clerk's editor agrees with another on what these do; Word and PDF leave them behind.
_REFUSED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_MOST_OF_ONE_KIND: Final = 20


@dataclass(frozen=True, slots=True)
class Loaded(Generic[M]):
    """What became of one file. ``value`` is None exactly if a finding is an error.

    ``digest`` is the SHA-256 of the file's bytes as they were read, in hexadecimal, and of those of a file beside it;
    "" if it could not be read. It is
    a plain digest of case text: for comparing in memory, never for a log or the ledger (HAZARDS.md 25).
    """

    value: M | None = field(repr=False)
    tree: Tree | None
    findings: tuple[Finding, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Widened:
    """A tree with the values that stand in a file beside it, that file's bytes, and what is wrong with it."""

    tree: Tree
    data: bytes = field(default=b"", repr=False)
    findings: tuple[Finding, ...] = ()


def load(
    path: FilePath,
    model: type[M],
    label: str | None = None,
    beside: Callable[[FilePath, Tree], Widened] = lambda _, tree: Widened(tree),
) -> Loaded[M]:
    """Read ``path`` as a ``model``. ``label`` names the file in findings; without it, the file's own name does.

    ``beside`` is given the folder and the tree, and brings in what stands in another file of that folder.
    """
    name = path.name if label is None else label
    data = read_bytes(path, name)
    if isinstance(data, Finding):
        return Loaded(None, None, (data,), "")
    return load_bytes(data, path.suffix, model, name, lambda tree: beside(path.parent, tree))


def load_bytes(
    data: bytes, suffix: str, model: type[M], name: str, widen: Callable[[Tree], Widened] = Widened
) -> Loaded[M]:
    """``load`` for bytes in hand. ``suffix`` says which language they are in, with its dot."""
    digest = hashlib.sha256(data)
    tree, found = tree_of(data, suffix, name)
    value = None
    if tree is not None:
        widened = widen(tree)
        tree, found = widened.tree, (*found, *widened.findings)
        digest.update(b"\0" + widened.data if widened.data else b"")
        try:
            value = model.model_validate_json(json.dumps(tree.data))
        except ValidationError as error:
            from cpdocs.record.explain import explain  # a record in order never needs it

            found = _without_echoes(found, explain(error, tree, model))
    stopped = any(finding.severity == "error" for finding in found)
    return Loaded(None if stopped else value, tree, tuple(sorted(found)), digest.hexdigest())


def read_tree(path: FilePath, file_label: str) -> tuple[Tree | None, tuple[Finding, ...]]:
    """The tree of a .yaml, .yml or .json file, and every finding. The tree is None if the file cannot be read through;
    it may be there beside errors, so that its shape can be checked in the same run.
    """
    data = read_bytes(path, file_label)
    return (None, (data,)) if isinstance(data, Finding) else tree_of(data, path.suffix, file_label)


def tree_of(data: bytes, suffix: str, file_label: str) -> tuple[Tree | None, tuple[Finding, ...]]:
    """``read_tree`` for bytes in hand. ``suffix`` says which language they are in, with its dot."""
    reader = _READERS.get(suffix.lower())
    if reader is None:
        return None, (_fault(file_label, "unknown-suffix", "this is not a .yaml, .yml or .json file", "rename it"),)
    if len(data) > MOST_BYTES:
        return None, (_fault(file_label, "too-large", f"this file is larger than {MOST_BYTES} bytes", "divide it"),)
    text = plain_text(data, file_label)
    if not isinstance(text, str):
        return None, text
    if not text.strip():
        return None, (_fault(file_label, "empty-file", "there is nothing in this file", ""),)
    tree, found = reader(text, file_label)
    return tree and replace(tree, sources={file_label: text}), tuple(sorted(found))


def plain_text(data: bytes, label: str) -> str | tuple[Finding, ...]:
    """The text that the bytes hold, with line feeds only; or every finding about its encoding and its characters."""
    text = _text(data, label)
    if isinstance(text, Finding):
        return (text,)
    return _refused_characters(text, label) or text


def read_bytes(path: FilePath, label: str) -> bytes | Finding:
    """What a file holds, up to a little more than the most that is read; or why it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return _fault(label, "cannot-read", "this file is not there or cannot be read", "check its name and its rights")


def _text(data: bytes, label: str) -> str | Finding:
    """The text with line feeds only, so that lines count as in every editor; or what encoding it seems to be in."""
    save = 'save the file anew as "UTF-8"'
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _fault(label, "not-utf8", "this file is in UTF-16 or UTF-32", save)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return Finding("not-utf8", "error", label, line, column, "", "from here on this file is not UTF-8", save)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refused_characters(text: str, label: str) -> tuple[Finding, ...]:
    found = []
    for hit in _REFUSED.finditer(text):
        line, column = text.count("\n", 0, hit.start()) + 1, hit.start() - text.rfind("\n", 0, hit.start())
        message, hint = "a character that does not print stands here", "delete it; it may come from pasting"
        found.append(Finding("control-character", "error", label, line, column, "", message, hint))
        if len(found) == _MOST_OF_ONE_KIND:
            break
    return tuple(found)


def _without_echoes(read: tuple[Finding, ...], shaped: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Both kinds of findings, less what the shape says of a place where the reader has named the cause."""
    named = {(finding.line, finding.column) for finding in read}
    return read + tuple(finding for finding in shaped if (finding.line, finding.column) not in named)


def _fault(label: str, finding: str, message: str, hint: str) -> Finding:
    return Finding(finding, "error", label, 1, 1, "", message, hint)
