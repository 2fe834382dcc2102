"""What cpdocs writes as YAML is read back by its own loader as it was given: no text becomes a field, a comment or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.record.load import tree_of
from cpdocs.record.yaml_lines import lines

# Each a text that a clerk may well have written and that YAML, or our own loader, reads as something else when bare.
TRAPS = (
    *("10:30", "no", "yes", "null", "NULL", "~", "01334652000", "12e4", "0x1F", "2026-11-12", "1_000"),
    *("a flat #3", "see note # 4", "she said: no", "Note:", ": at first", "#", "a, b", "[a", "{a: b}", "]", "}"),
    *(
        "- first",
        "? why",
        "* star",
        "& more",
        "! now",
        "| bar",
        "> more",
        "% off",
        "@ home",
        "`tick",
        "---",
        "...",
        "<<",
    ),
    *(
        '"quoted" text',
        "'quoted' text",
        'half a " mark',
        "back\\slash",
        "tab\there",
        " led",
        "trailed ",
        "é à ü Ł",
        "孩子",
    ),
    *("one\ntwo", "one\n\ntwo\n\n- three", "one\n  two", "one \ntwo", "# one\n# two", "one\n", "\none", "- a\n- b: c"),
    *("\u00a0", "\u2028", "\u0085", "\ufeff", "\x7f", "\x00", "😀"),
)
NAMES = st.one_of(st.from_regex(r"[a-z][a-z0-9_-]{0,10}", fullmatch=True), st.sampled_from(["null", "no", "on", "x:y"]))
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.text(st.sampled_from("ab:#- \n|>'\"[]{},&*!%@`?.~09é\t"), max_size=15),
    st.sampled_from(TRAPS),
)
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=10
)


def read(value: dict[str, object]) -> object:
    tree, found = tree_of("\n".join((*lines(value), "")).encode(), ".yaml", "made.yaml")
    assert found == ()
    assert tree is not None
    return tree.data


@pytest.mark.parametrize("trap", TRAPS, ids=ascii)
def test_a_text_that_looks_like_something_else_stays_text(trap):
    for value in ({"a": trap}, {"a": [trap, trap]}, {"a": [{"b": trap, "c": {"d": [trap]}}]}):
        assert read(value) == value


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
def test_every_value_comes_back(value):
    assert read(value) == value


def test_what_a_clerk_reads_has_no_more_marks_than_it_needs():
    value = {
        "starts": "10:30",
        "place": "Rothes House, room 2",
        "who": ["mother", "agency:health"],
        "text": "One.\n\nTwo.",
    }
    assert lines(value) == [
        "starts: 10:30",
        "place: Rothes House, room 2",
        "who: [mother, agency:health]",
        "text: |-",
        "  One.",
        "",
        "  Two.",
    ]


def test_a_field_without_a_value_is_left_out():
    assert lines({"a": None, "b": {"c": None, "d": "e"}}) == ["b:", "  d: e"]
