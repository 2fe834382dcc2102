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
    "tuple_type": ("wrong-shape", "a list belongs here", "put it in [ ], or on lines that begin with a hyphen"),
    "model_type": ("wrong-shape", "a block of fields belongs here", _BLOCK),
    "model_attributes_type": ("wrong-shape", "a block of fields belongs here", _BLOCK),
    "dict_type": ("wrong-shape", "a block of fields belongs here", _BLOCK),
    "literal_error": ("wrong-value", "this is none of the words that belong here", ""),
    "string_pattern_mismatch": ("wrong-value", "this has not the form that belongs here", ""),
    "too_short": ("too-few", "too little stands here", "it needs at least {min_length}"),
    "too_long": ("too-many", "too much stands here", "it takes at most {max_length}"),
    "bool_type": ("not-yes-or-no", "this must be yes or no", "write yes or no, in small letters"),
}


def explain(error: ValidationError, tree: Tree, model: type[BaseModel]) -> tuple[Finding, ...]:
    """Every error of ``error`` as a finding, at the place of the value, or of the field's name if that is unknown."""
    schema = model.model_json_schema()
    found: dict[tuple[int, int, str, str], Finding] = {}
    errors: list[dict[str, Any]] = [dict(one) for one in error.errors(include_url=False, include_input=False)]
    misspelt = _misspelt(errors, tree, schema)
    for one in errors:
        if _is_echo(one, tree) or (one["type"] == "missing" and tuple(one["loc"]) in misspelt):
            continue
        finding = _explained(one, tree, schema)
        found.setdefault((finding.line, finding.column, finding.id, finding.path), finding)
    return tuple(sorted(found.values()))


def _misspelt(errors: list[dict[str, Any]], tree: Tree, schema: dict[str, Any]) -> set[tuple[str | int, ...]]:
    """The places of needed fields that are missing only since their names are misspelt, or a colon cut their text."""
    places: set[tuple[str | int, ...]] = set()
    for one in errors:
        if one["type"] == "extra_forbidden":
            block, path = tuple(one["loc"][:-1]), _path(one["loc"], tree.data)[:-1]
            places |= {(*block, near) for near in _close(str(one["loc"][-1]), _fields(schema, path))}
            places |= {(*block, "text")} if _is_cut_text(schema, path, tree) else set()
    return places


def _is_cut_text(schema: dict[str, Any], path: Path, tree: Tree) -> bool:
    """True for a block that stands where a text may stand and has no field of such a block: a colon made it one."""
    block = _at(tree.data, path)
    could_be_text = any(node.get("type") == "string" for node in _nodes(schema, path))
    return could_be_text and isinstance(block, dict) and not block.keys() & set(_fields(schema, path))


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
        if _is_cut_text(schema, path[:-1], tree):
            message, hint = "a colon made a field of the first words of a text", "put the text in quotation marks"
        return _finding(tree, tree.key_place(path), "unknown-field", path[:-1], message, hint)
    if kind == "missing" or _at(tree.data, path) is None:
        name = error["loc"][-1] if kind == "missing" else ""
        return _missing(tree, path, str(name), schema)
    if "[key]" in error["loc"]:
        return _finding(tree, tree.key_place(path), _ours(kind) or "wrong-value", path, *_said(error)[1:])
    finding, message, hint = _said(error)
    if _at(tree.data, path) == "":  # a blank that nobody has filled in yet (new.py), of whatever kind
        hint = hint if kind == "empty-text" else _shaped(schema, path, "") or hint
        return _finding(tree, tree.place(path), "empty-text", path, "this is still blank", hint)
    if kind in ("literal_error", "string_pattern_mismatch", "model_type"):
        shaped = _shaped(schema, path, _at(tree.data, path))
        message = "this text does not belong here" if shaped and kind == "model_type" else message
        hint = shaped or hint
    return _finding(tree, tree.place(path), finding, path, message, hint)


def _shaped(schema: dict[str, Any], path: Path, value: Value) -> str:
    """The words that may stand at ``path``, the nearest alone if there is one; or else what its form is."""
    nodes = _nodes(schema, path)
    words = tuple(str(word) for node in nodes for word in node.get("enum", (node["const"],) if "const" in node else ()))
    blocks = any("properties" in node for node in nodes)
    if words:
        near = _close(str(value), words)
        choice = words[0] if len(words) == 1 else f"one of {', '.join(words)}"
        return f"did you mean {near[0]}?" if near else f"write {choice}{f', or {_BLOCK}' if blocks else ''}"
    forms = [node for node in nodes if "pattern" in node]
    if not forms:
        return ""
    words = forms[0].get("description") or forms[0].get("title", "")
    example = f", such as {forms[0]['examples'][-1]}" if forms[0].get("examples") else ""
    return f"write {words[:1].lower()}{words[1:].rstrip('.')}{example}" if words else ""


def _missing(tree: Tree, path: Path, name: str, schema: dict[str, Any]) -> Finding:
    """A needed field is absent (``name`` is its name, ``path`` its block) or empty (``path`` is the field)."""
    if name:
        message = f"the field {name} is missing in this block"
        return _finding(tree, tree.place(path), "missing-field", (*path, name), message, f"add a line {name}: here")
    message = "this field is empty and is always needed" if path else "the file holds no fields"
    return _finding(
        tree, tree.key_place(path), "missing-field", path, message, _shaped(schema, path, None) or "fill it in"
    )


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
    return Finding(finding, "error", tree.file_of(path), place.line, place.column, path_text(path), message, hint)


def _path(location: tuple[str | int, ...], data: Value) -> Path:
    """The part of pydantic's location that leads through the file: it also names models, unions and validators."""
    path: list[str | int] = []
    for part in location:
        try:
            data = _inside(data, part)
        except LookupError:
            continue  # it names no place in the file
        path.append(part)
    return tuple(path)


def _at(data: Value, path: Path) -> Value:
    for part in path:
        data = _inside(data, part)
    return data


def _inside(data: Value, part: str | int) -> Value:
    """What stands in a block under a name, or in a list at a place. Raises LookupError where nothing does."""
    if isinstance(data, dict) and isinstance(part, str):
        return data[part]
    if isinstance(data, list) and isinstance(part, int):
        return data[part]
    raise LookupError(part)


def _close(word: str, names: tuple[str, ...]) -> list[str]:
    return get_close_matches(word.casefold().replace(" ", "_").replace("-", "_"), names, n=1)


def _near(key: str, names: tuple[str, ...]) -> str:
    near = _close(key, names)
    if near:
        return f"did you mean {near[0]}?"
    return f"the fields here are {', '.join(names)}" if names else ""


def _fields(schema: dict[str, Any], path: Path) -> tuple[str, ...]:
    """The names of the fields that the block at ``path`` may have."""
    return tuple(name for node in _nodes(schema, path) for name in node.get("properties", {}))


def _nodes(schema: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    """What the schema says of the value at ``path``: one node for each form that it may have."""
    nodes = _alternatives(schema, schema)
    for part in path:
        below = []
        for node in nodes:
            if isinstance(part, int):
                step = node.get("items")
            else:
                by_pattern = next(iter(node.get("patternProperties", {}).values()), None)
                step = node.get("properties", {}).get(part) or by_pattern or node.get("additionalProperties")
            if isinstance(step, dict):
                below += _alternatives(step, schema)
        nodes = below
    return nodes


def _alternatives(node: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """``node`` with its references followed and its unions taken apart."""
    if "$ref" in node:
        return _alternatives(schema["$defs"][node["$ref"].removeprefix("#/$defs/")], schema)
    if "anyOf" in node:
        return [one for part in node["anyOf"] for one in _alternatives(part, schema)]
    return [node]
