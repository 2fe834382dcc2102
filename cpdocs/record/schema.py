"""The JSON Schemas of the files that people write, made from the models and committed under schemas/v1.

An editor that knows them helps the clerk; a case system checks its records with a validator of its own and comes to
the same answer as cpdocs on every question of shape. Rules across fields are not in them. ``$id`` is a URN, so that
no validator goes looking for a host.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from pydantic import BaseModel, TypeAdapter

from cpdocs.record import types
from cpdocs.record.authority import Authority
from cpdocs.record.model import Record
from cpdocs.record.people import Contacts
from cpdocs.record.titles import TITLES

#: One line a file: the name of its schema and its model. The command line adds its reports (cli/shapes.py).
Models: TypeAlias = tuple[tuple[str, type[BaseModel]], ...]
MODELS: Final[Models] = (
    ("authority", Authority),
    ("contacts", Contacts),
    ("record", Record),
)
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def file_name(name: str) -> str:
    """The file that the schema of this name stands in."""
    return f"{name}.schema.json"


def schemas(models: Models = MODELS) -> Mapping[str, dict[str, Any]]:
    """File name -> JSON Schema 2020-12, for every line of ``models``; the same models give the same schemas."""
    return {file_name(name): _schema(name, model) for name, model in models}


def write(folder: Path, models: Models = MODELS) -> None:
    """Write every schema into ``folder``, which must be there."""
    for name, schema in schemas(models).items():
        (folder / name).write_text(_text(schema), encoding="utf-8", newline="\n")


def differences(folder: Path, models: Models = MODELS) -> tuple[str, ...]:
    """The names of the schema files in ``folder`` that are missing, differ from the models, or have no model."""
    made = {name: _text(schema) for name, schema in schemas(models).items()}
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.glob(file_name("*"))}
    return tuple(sorted(name for name in made.keys() | kept.keys() if made.get(name) != kept.get(name)))


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=True) + "\n"


def _schema(name: str, model: type[BaseModel]) -> dict[str, Any]:
    leaves = {
        leaf: TypeAdapter(getattr(types, leaf)).json_schema() for leaf in sorted(types.__all__) if leaf != "Block"
    }
    own = model.model_json_schema()
    used: dict[str, dict[str, Any]] = {}
    shaped = _with_leaves(own, leaves, used)
    shaped["$defs"] = dict(sorted({**shaped.get("$defs", {}), **used}.items()))
    for block in (shaped, *shaped["$defs"].values()):
        _say_what_it_is(block, shaped["$defs"])
    return {"$schema": _DIALECT, "$id": f"urn:cpdocs:schema:v1:{name}", **shaped}


def _say_what_it_is(block: dict[str, Any], others: dict[str, dict[str, Any]]) -> None:
    """Titles and descriptions as an editor shows them. A field that is a block of its own is told by that block."""
    title = block.get("title", "")
    for part in block.get("anyOf", (block,)):  # a block that may be written as one text is one of the forms
        for field, shape in part.get("properties", {}).items():
            words = TITLES.get(f"{part.get('title', title)}.{field}") or TITLES.get(field)
            if words and not _says_something(field, shape, others):
                shape["title"] = words
    for node in _described(block):
        node["description"] = _readable(node["description"])


def _says_something(field: str, shape: dict[str, Any], others: dict[str, dict[str, Any]]) -> bool:
    """Whether a field has a title that is not its own name over again, a description, or a block that has one."""
    own = shape.get("title", "")
    if shape.get("description") or own.casefold() not in ("", field.replace("_", " ")):
        return True
    named = [one["$ref"].removeprefix("#/$defs/") for one in (shape, *shape.get("anyOf", ())) if "$ref" in one]
    return any("properties" in others[one] and others[one].get("description") for one in named)


def _described(node: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  (JSON)
    if isinstance(node, list):
        for part in node:
            yield from _described(part)
    elif isinstance(node, dict):
        if isinstance(node.get("description"), str):
            yield node
        for part in node.values():
            yield from _described(part)


#: What a docstring says to whoever mends the code: marks, line ends, and where a rule was found in our own notes.
_NOTES: Final = (
    (re.compile(r"``"), "`"),
    (re.compile(r"(?<!\n)\n(?!\n)"), " "),
    (re.compile(r"[;:,]? ?\bseeds? [SR]\d(?:(?:, | and )[SR]\d)*:? ?"), ""),
    (re.compile(r" \(\)"), ""),
)


def _readable(description: str) -> str:
    for mark, instead in _NOTES:
        description = mark.sub(instead, description)
    return description


def _with_leaves(node: Any, leaves: dict[str, dict[str, Any]], used: dict[str, dict[str, Any]]) -> Any:  # noqa: ANN401  (JSON)
    """``node`` with each smallest shape said once under ``$defs`` and referred to, as its patterns are long."""
    if isinstance(node, list):
        return [_with_leaves(part, leaves, used) for part in node]
    if not isinstance(node, dict):
        return node
    for leaf, shape in leaves.items():
        if _untitled(node) == _untitled(shape):
            used[leaf] = shape
            title = {} if node.get("title", shape["title"]) == shape["title"] else {"title": node["title"]}
            return {**title, "$ref": f"#/$defs/{leaf}"}
    if isinstance(node.get("default"), bool):  # an editor that fills the default in must write what is accepted
        node = {**node, "default": "yes" if node["default"] else "no"}
    return {key: _with_leaves(part, leaves, used) for key, part in node.items()}


def _untitled(shape: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in shape.items() if key != "title"}
