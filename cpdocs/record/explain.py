"""From pydantic's errors to findings: an id, a place in the file, and words that quote nothing from it.

pydantic's own messages are never shown, except those of our types: they may hold the value.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from cpdocs.record.findings import IDS, Finding
from cpdocs.record.tree import Path, Place, Tree, Value, path_text

_BLOCK = "indented lines with a field each"
#: pydantic's error types that our own types do not raise, with our words.
#: The braces take limits and words of the model's, never of the file's.
_WORDS: Final[dict[str, tuple[str, str, str]]] = {
    "string_type": ("wrong-shape", "one text belongs here", "a text with a colon in it needs quotation marks"),
    "tuple_type": ("wrong-shape", "a list belongs here", "lines that begin with a hyphen, or [ ]"),
    "model_type": ("wrong-shape", "a block of fields belongs here", _BLOCK),
    "model_attributes_type": ("wrong-shape", "a block of fields belongs here", _BLOCK),
    "dict_type": ("wrong-shape", "a block of fields belongs here", _BLOCK),
    "literal_error": ("wrong-value", "this is none of the words that belong here", "one of {expected}"),
    "string_pattern_mismatch": ("wrong-value", "this has not the form that belongs here", "the form is {pattern}"),
    "too_short": ("too-few", "too little stands here", "it needs at least {min_length}"),
    "too_long": ("too-many", "too much stands here", "it takes at most {max_length}"),
    "bool_type": ("not-yes-or-no", "this must be yes or no", "write yes or no, in small letters"),
}


def explain(error: ValidationError, tree: Tree, model: type[BaseModel]) -> tuple[Finding, ...]:
    """Every error of ``error`` as a finding, at the place of the value, or of the field's name if that is unknown."""
    schema = model.model_json_schema()
    found: dict[tuple[int, int, str, str], Finding] = {}
    for one in error.errors(include_url=False, include_input=False):
        if _is_echo(dict(one), tree):
            continue
        finding = _explained(dict(one), tree, schema)
        found.setdefault((finding.line, finding.column, finding.id, finding.path), finding)
    return tuple(sorted(found.values()))


def _is_echo(error: dict[str, Any], tree: Tree) -> bool:
    """True for a list that counts as too short only since its items are wrong, each of which is a finding already."""
    if error["type"] != "too_short":
        return False
    value = _at(tree.data, _path(error["loc"], tree.data))
    return isinstance(value, (list, dict)) and len(value) >= error["ctx"]["min_length"]


def _explained(error: dict[str, Any], tree: Tree, schema: dict[str, Any]) -> Finding:
    path = _path(error["loc"], tree.data)
    kind = error["type"]
    if kind == "extra_forbidden":
        key = str(error["loc"][-1])
        message, hint = "there is no field of this name here", _near(key, _fields(schema, path[:-1]))
        return _finding(tree, tree.key_place(path), "unknown-field", path[:-1], message, hint)
    if kind == "missing" or _at(tree.data, path) is None:
        name = error["loc"][-1] if kind == "missing" else ""
        return _missing(tree, path, str(name))
    if "[key]" in error["loc"]:
        return _finding(tree, tree.key_place(path), _ours(kind) or "wrong-value", path, *_said(error)[1:])
    finding, message, hint = _said(error)
    return _finding(tree, tree.place(path), finding, path, message, hint)


def _missing(tree: Tree, path: Path, name: str) -> Finding:
    """A needed field is absent (``name`` is its name, ``path`` its block) or empty (``path`` is the field)."""
    if name:
        message = f"the field {name} is missing in this block"
        return _finding(tree, tree.place(path), "missing-field", (*path, name), message, f"add a line {name}: here")
    message = "this field is empty and is always needed" if path else "the file holds no fields"
    return _finding(tree, tree.key_place(path), "missing-field", path, message, "fill it in")


def _said(error: dict[str, Any]) -> tuple[str, str, str]:
    """The id, the message and the cure for an error that is about a value."""
    kind, context = error["type"], error.get("ctx", {})
    if ours := _ours(kind):
        return ours, error["msg"], str(context.get("hint", ""))
    finding, message, hint = _WORDS.get(kind, ("wrong-value", "this value does not belong here", ""))
    return finding, message, hint.format_map(context)


def _ours(kind: str) -> str | None:
    return kind if kind in IDS else None


def _finding(tree: Tree, place: Place, finding: str, path: Path, message: str, hint: str) -> Finding:
    return Finding(finding, "error", tree.file, place.line, place.column, path_text(path), message, hint)


def _path(location: tuple[str | int, ...], data: Value) -> Path:
    """The part of pydantic's location that leads through the file: it also names models, unions and validators."""
    path: list[str | int] = []
    for part in location:
        try:
            data = data[part]  # type: ignore[index]  # what does not fit names no place in the file
        except (TypeError, KeyError, IndexError):
            continue
        path.append(part)
    return tuple(path)


def _at(data: Value, path: Path) -> Value:
    for part in path:
        data = data[part]  # type: ignore[index]  # _path has walked here before
    return data


def _near(key: str, names: tuple[str, ...]) -> str:
    near = get_close_matches(key.casefold().replace(" ", "_").replace("-", "_"), names, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"the fields here are {', '.join(names)}" if names else ""


def _fields(schema: dict[str, Any], path: Path) -> tuple[str, ...]:
    """The names of the fields that the block at ``path`` may have."""
    nodes = _alternatives(schema, schema)
    for part in path:
        below = []
        for node in nodes:
            if isinstance(part, int):
                step = node.get("items")
            else:
                step = node.get("properties", {}).get(part) or node.get("additionalProperties")
            if isinstance(step, dict):
                below += _alternatives(step, schema)
        nodes = below
    return tuple(name for node in nodes for name in node.get("properties", {}))


def _alternatives(node: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """``node`` with its references followed and its unions taken apart."""
    if "$ref" in node:
        return _alternatives(schema["$defs"][node["$ref"].removeprefix("#/$defs/")], schema)
    if "anyOf" in node:
        return [one for part in node["anyOf"] for one in _alternatives(part, schema)]
    return [node]
