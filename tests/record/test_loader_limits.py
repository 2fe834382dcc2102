"""What a hostile or broken file may cost: a finding, never a crash, a long wait or an exception."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpdocs.record.load import read_tree, tree_of
from cpdocs.record.tree import MOST_BYTES, MOST_DEPTH

# 100 kB of each: the first two make the C composer die (LIBRARIES.md section 9).
DEEP_YAML = {
    "square brackets": "[" * 100_000,
    "a bracket a line": "[\n" * 50_000,
    "brackets closed in comments": "[ #]\n" * 20_000,
    "blocks in braces": "{a: " * 25_000,
    "hyphens": "- " * 50_000,
    "indentation": "\n".join(" " * n + "a:" for n in range(440)),
}
DEEP_JSON = {"square brackets": "[" * 100_000, "objects": '{"a":' * 20_000}


@pytest.mark.parametrize("what", DEEP_YAML)
def test_deep_yaml_is_one_finding(what):
    tree, found = tree_of(DEEP_YAML[what].encode(), ".yaml", "f")
    assert (tree, [f.id for f in found]) == (None, ["yaml-too-deep"])


@pytest.mark.parametrize("text", ["{" * 100_000, "? " * 50_000, "{[" * 50_000])
def test_deep_names_of_fields_are_findings_too(text):
    tree, found = tree_of(text.encode(), ".yaml", "f")
    assert tree is None
    assert {f.id for f in found} == {"yaml-key", "yaml-too-deep"}


@pytest.mark.parametrize("what", DEEP_JSON)
def test_deep_json_is_one_finding(what):
    tree, found = tree_of(DEEP_JSON[what].encode(), ".json", "f")
    assert (tree, [f.id for f in found]) == (None, ["json-too-deep"])


@pytest.mark.parametrize(
    ("suffix", "opener", "closer"), [(".yaml", "[", "]"), (".json", "[", "]"), (".yaml", "- ", "")]
)
def test_the_depth_that_is_allowed_is_read(suffix, opener, closer):
    tree, found = tree_of((opener * MOST_DEPTH + '"x"' + closer * MOST_DEPTH).encode(), suffix, "f")
    assert found == ()
    data = tree.data
    for _ in range(MOST_DEPTH):
        (data,) = data
    assert data == "x"


def test_too_many_parts_are_refused():
    assert [f.id for f in tree_of(b"- x\n" * 110_000, ".yaml", "f")[1]] == ["yaml-too-many"]
    assert [f.id for f in tree_of(b"[" + b"1," * 110_000, ".json", "f")[1]] == ["json-too-many"]


def test_a_file_larger_than_the_bound_is_not_parsed(tmp_path):
    file = tmp_path / "r.yaml"
    file.write_bytes(b"a: " + b"x" * MOST_BYTES)
    tree, found = read_tree(file, "r.yaml")
    assert (tree, [f.id for f in found]) == (None, ["too-large"])


@pytest.mark.parametrize("text", ["1" * 5000, "1e400", "-1e400", "Infinity", "-Infinity"])
def test_a_number_that_no_one_means_is_a_finding(text):
    assert [f.id for f in tree_of(f"[{text}]".encode(), ".json", "f")[1]] == ["json-number"]


@given(data=st.one_of(st.binary(), st.text().map(str.encode)), suffix=st.sampled_from([".yaml", ".json"]))
def test_any_bytes_are_a_tree_or_an_error_and_never_an_exception(data, suffix):
    tree, found = tree_of(data, suffix, "f")
    assert tree is not None or any(f.severity == "error" for f in found)
    assert list(found) == sorted(found)


# The characters that YAML gives a meaning to, so that most texts are nearly YAML.
@settings(max_examples=300)
@given(text=st.text(alphabet="ab:-?#&*!|>'\"%@`{}[],~<= \n\t\\\r1"))
def test_any_near_yaml_is_a_tree_or_an_error_and_never_an_exception(text):
    tree, found = tree_of(text.encode(), ".yaml", "f")
    assert tree is not None or any(f.severity == "error" for f in found)
    assert all(f.line >= 1 and f.column >= 1 for f in found)


PLAIN = st.text(
    alphabet=st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"
    )
)


@given(texts=st.lists(PLAIN, max_size=5))
def test_every_quoted_text_comes_back_as_it_was_written(texts):
    quoted = "".join("- '{}'\n".format(text.replace("'", "''")) for text in texts) or "[]\n"
    tree, found = tree_of(quoted.encode(), ".yaml", "f")
    assert (tree.data, found) == (texts, ())


@given(lines=st.lists(PLAIN.map(str.strip).filter(bool), min_size=1, max_size=5))
def test_every_block_text_comes_back_as_it_was_written(lines):
    tree, found = tree_of(("a: |\n" + "".join(f"  {line}\n" for line in lines)).encode(), ".yaml", "f")
    assert (tree.data, found) == ({"a": "\n".join(lines) + "\n"}, ())


@given(text=st.text(alphabet="ab #:,x'\"-", min_size=1, max_size=20).map(str.strip).filter(bool))
def test_a_bare_text_is_kept_whole_or_is_a_finding(text):
    tree, found = tree_of(f"a: {text}\n".encode(), ".yaml", "f")
    if not found:
        kept = tree.data["a"]
        assert kept == text or text[0] in "'\"-", "a text lost letters in silence"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4),
    max_leaves=12,
)


@given(value=JSON, indent=st.sampled_from([None, 1]), ascii_only=st.booleans())
def test_json_is_read_as_python_reads_it(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    tree, found = tree_of(text.encode(), ".json", "f")
    assert (tree.data, found) == (json.loads(text), ())


@given(value=st.dictionaries(PLAIN.filter(bool), st.integers(0, 9), max_size=4))
def test_a_json_value_stands_where_its_place_says(value):
    text = json.dumps(value, indent=1, ensure_ascii=False)
    tree, _ = tree_of(text.encode(), ".json", "f")
    lines = text.split("\n")
    for key, number in value.items():
        place, name = tree.place((key,)), tree.key_place((key,))
        assert lines[place.line - 1][place.column - 1] == str(number)
        assert lines[name.line - 1][name.column - 1] == '"'
