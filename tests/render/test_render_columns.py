"""How wide the columns of a table are: worked by hand from the rule in columns.py (a line of 80, a date of 16, white of 3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.documents.blocks import Run, Table
from cpdocs.render.columns import shares

LONG = "word " * 40  # 200 letters


def table(*rows):
    cells = [tuple((Run(text),) for text in row) for row in rows]
    return Table(cells[0], tuple(cells[1:]))


# what stands in it | rows | shares
WORKED = [
    ("one column has all", [("a",), ("b",)], (100,)),
    # Needed 7 and 7 of 80; the other 66 by 204 to 204.
    ("two alike share alike", [("what", "text"), (LONG, LONG)], (50, 50)),
    # Needed 7 and 19; the other 54 by 204 to 18.
    ("a date keeps its line", [("What", "By"), (LONG, "20 November 2026")], (70.78, 29.22)),
    # Needed 7 and 8: what is longer than a date may stand on several lines. The other 65 by 204 to 29.
    ("longer than a date", [("What", "When"), (LONG, "a day in a month of 20xx.")], (79.89, 20.11)),
    # Needed 7 and 33, the longest word; the other 40 by 204 to 32.
    ("the longest word fits", [("What", "To"), (LONG, "x" * 30)], (51.97, 48.03)),
    # Nothing is left of the line, and what is needed, 63 and 43, shares it.
    ("more than a line", [("a", "b"), ("x" * 60, "y" * 40)], (59.43, 40.57)),
    ("an empty column is still one", [("", ""), ("", "")], (50, 50)),
]


@pytest.mark.parametrize(("said", "rows", "expected"), WORKED, ids=[row[0] for row in WORKED])
def test_the_columns_of_a_table(said, rows, expected) -> None:
    assert shares(table(*rows)) == pytest.approx(expected, abs=0.01)


@given(st.lists(st.tuples(*[st.text(max_size=300)] * 4), min_size=1, max_size=6))
def test_the_columns_make_up_the_whole_and_none_is_lost(rows) -> None:
    widths = shares(table(*rows))
    assert len(widths) == 4
    assert sum(widths) == pytest.approx(100, abs=0.05)
    assert min(widths) > 0
