"""What an editor shows a clerk: each field says what it is, and the shipped files fit the schemas that they name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cpdocs.cli.shapes import MODELS
from cpdocs.record.load import read_tree
from cpdocs.record.prose import load_record
from cpdocs.record.titles import TITLES
from cpdocs.shipped import folder as shipped

SCHEMAS = {
    path.name: json.loads(path.read_text("utf-8")) for path in sorted((shipped("schemas") / "v1").glob("*.json"))
}
LEAD = "# yaml-language-server: $schema="
FILES = sorted(
    path
    for top in ("examples", "templates")
    for path in shipped(top).rglob("*.yaml")
    if path.name not in ("about.yaml", "preview.yaml")
)
WRITTEN = [path for path in FILES if "_records" not in path.parts]


def where(path: Path) -> str:
    return "/".join(path.parts[-3:])


def blocks(schema):
    """Each block of a schema by its name, one that may be written as a text among them."""
    for node in (schema, *schema["$defs"].values()):
        for block in node.get("anyOf", (node,)):
            if "properties" in block:
                yield block.get("title") or node["title"], block["properties"]


def says_something(field, shape, schema):
    """A title that is not the field's own name over again, a description, or a block that says what it is."""
    if shape.get("description") or shape.get("title", "").casefold() not in ("", field.replace("_", " ")):
        return True
    refs = [one["$ref"].rpartition("/")[2] for one in (shape, *shape.get("anyOf", ())) if "$ref" in one]
    return any("properties" in schema["$defs"][ref] and schema["$defs"][ref].get("description") for ref in refs)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_says_what_it_is(name):
    schema = SCHEMAS[name]
    silent = [
        f"{b}.{f}"
        for b, fields in blocks(schema)
        for f, shape in fields.items()
        if not says_something(f, shape, schema)
    ]
    assert silent == []


def test_every_schema_is_looked_at():
    assert {f"{name}.schema.json" for name, _ in MODELS} == set(SCHEMAS)
    assert sum(len(fields) for schema in SCHEMAS.values() for _, fields in blocks(schema)) > 400


def test_no_words_are_kept_for_a_field_that_is_gone():
    there = {f"{b}.{f}" for schema in SCHEMAS.values() for b, fields in blocks(schema) for f in fields}
    there |= {name.partition(".")[2] for name in there}
    assert set(TITLES) - there == set()


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_description_speaks_to_whoever_mends_the_code(name):
    text = json.dumps(SCHEMAS[name])
    assert re.findall(r"``|\bseeds? S\d|[A-Z]+\.md|(?<!\\n)\\n(?!\\n)(?=[a-z])", text) == []
    assert re.findall(r"\(\s*\)|\s\)|\( ", "".join(re.findall(r'"description": "([^"]*)"', text))) == []


@pytest.mark.parametrize(
    "name", ["Day", "ClockTime", "Moment", "Ident", "Reference", "Line", "Prose", "Postcode", "Phone"]
)
def test_the_smallest_shapes_come_with_an_example_that_fits(name):
    schema = SCHEMAS["record.schema.json"]["$defs"][name]
    assert schema["examples"]
    assert all(Draft202012Validator(schema).is_valid(example) for example in schema["examples"])


def named_by(path):
    line = path.read_text("utf-8").splitlines()[0]
    assert line.startswith(LEAD), where(path)
    return (path.parent / line.removeprefix(LEAD)).resolve()


@pytest.mark.parametrize("path", FILES, ids=where)
def test_the_first_line_leads_to_a_schema_of_ours(path):
    assert named_by(path).parent == (shipped("schemas") / "v1").resolve()
    assert named_by(path).is_file()


@pytest.mark.parametrize("path", WRITTEN, ids=where)
def test_another_validator_finds_nothing_in_a_shipped_file(path):
    schema = json.loads(named_by(path).read_text("utf-8"))
    tree = load_record(path).tree if named_by(path).name.startswith("record") else read_tree(path, path.name)[0]
    faults = [(list(f.absolute_path), f.validator) for f in Draft202012Validator(schema).iter_errors(tree.data)]
    assert faults == []


@pytest.mark.parametrize("path", sorted(set(FILES) - set(WRITTEN)), ids=where)
def test_another_validator_finds_the_blanks_of_a_new_record_too(path):
    schema = json.loads(named_by(path).read_text("utf-8"))
    tree = read_tree(path, path.name)[0]
    faults = {tuple(f.absolute_path) for f in Draft202012Validator(schema).iter_errors(tree.data)}

    def blank(value, at=()):
        if isinstance(value, dict):
            return {p for k, v in value.items() for p in blank(v, (*at, k))}
        if isinstance(value, list):
            return {p for n, v in enumerate(value) for p in blank(v, (*at, n))}
        return {at} if value == "" else set()

    assert len(blank(tree.data)) > 40
    # One under a field that may also be a text or empty is told of at that field.
    assert [at for at in blank(tree.data) if not any(at[:n] in faults for n in range(1, len(at) + 1))] == []
