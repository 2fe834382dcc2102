"""The committed schemas: valid, deterministic, and one with the models."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from small_record import SmallRecord

from cpdocs.record import schema as made

SCHEMAS = made.schemas()


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_json_schema_2020_12_and_names_no_host(name):
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].startswith("urn:cpdocs:schema:v1:")
    assert schema["title"]


def blocks(name):
    return [block for block in (SCHEMAS[name], *SCHEMAS[name]["$defs"].values()) if "properties" in block]


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_block_takes_a_field_that_it_does_not_name(name):
    assert all(block["additionalProperties"] is False for block in blocks(name))


def allows_null(node):
    return node.get("type") == "null" or any(allows_null(part) for part in node.get("anyOf", ()))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_that_may_be_left_out_may_be_left_empty(name):
    for block in blocks(name):
        for field, shape in block["properties"].items():
            assert field in block.get("required", ()) or allows_null(shape), (block["title"], field)


def test_an_editor_that_fills_in_a_default_writes_what_is_accepted():
    shaped = made._schema("small", SmallRecord)
    assert shaped["properties"]["restricted"]["default"] == "no"
    assert Draft202012Validator(shaped).is_valid(
        {"reference": "CP-1", "starts": "10:30", "children": [{"id": "a", "name": "A"}], "restricted": "no"}
    )


def test_each_smallest_shape_is_said_once():
    shaped = made._schema("small", SmallRecord)
    assert shaped["properties"]["starts"] == {"$ref": "#/$defs/ClockTime"}
    assert str(shaped).count("Hours and minutes on the 24-hour clock") == 1


def test_differences_name_a_changed_a_missing_and_an_extra_file(tmp_path):
    made.write(tmp_path)
    assert made.differences(tmp_path) == ()
    (tmp_path / "record.schema.json").write_text("{}")
    (tmp_path / "contacts.schema.json").unlink()
    (tmp_path / "old.schema.json").write_text("{}")
    assert made.differences(tmp_path) == ("contacts.schema.json", "old.schema.json", "record.schema.json")


def test_the_schemas_written_twice_are_the_same_bytes(tmp_path):
    made.write(tmp_path)
    first = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    made.write(tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == first
    assert set(first) == set(SCHEMAS)
    assert isinstance(tmp_path, Path)
