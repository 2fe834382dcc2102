"""How wide the columns of a table are: worked by hand from the rule in columns.py (a line of 75, a date of 16, white of 3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.documents.blocks import Run, Table
from cpdocs.render.columns import breakable, shares, short

LONG = "word " * 40  # 200 letters


def table(*rows):
    cells = [tuple((Run(text),) for text in row) for row in rows]
    return Table(cells[0], tuple(cells[1:]))


# what stands in it | rows | shares
WORKED = [
    ("one column has all", [("a",), ("b",)], (100,)),
    # Needed 7 and 7 of 75; the other 61 by 204 to 204.
    ("two alike share alike", [("what", "text"), (LONG, LONG)], (50, 50)),
    # Needed 7 and 11; 8 more for the date's line are less than half of the other 57. The other 49 by 204 to 18.
    ("a date keeps its line", [("What", "By"), (LONG, "20 November 2026")], (69.37, 30.63)),
    # Needed 7 and 8: what is longer than a date may stand on several lines. The other 60 by 204 to 29.
    ("longer than a date", [("What", "When"), (LONG, "a day in a month of 20xx.")], (79.38, 20.62)),
    # Needed 7 and 33, the longest word; the other 35 by 204 to 32.
    ("the longest word fits", [("What", "To"), (LONG, "x" * 30)], (49.67, 50.33)),
    # Nothing is left of the line, and what is needed, 63 and 43, shares it.
    ("more than a line", [("a", "b"), ("x" * 60, "y" * 40)], (59.43, 40.57)),
    ("an empty column is still one", [("", ""), ("", "")], (50, 50)),
]


@pytest.mark.parametrize(("said", "rows", "expected"), WORKED, ids=[row[0] for row in WORKED])
def test_the_columns_of_a_table(said, rows, expected) -> None:
    assert shares(table(*rows)) == pytest.approx(expected, abs=0.01)


def test_where_half_of_the_rest_of_a_short_line_is_too_little_a_date_is_broken() -> None:
    """Needed 7 and 11 of 30; 8 more for the date's line are over half of the other 12, so all 12 go by 204 to 18."""
    dated = table(("What", "By"), (LONG, "20 November 2026"))
    assert shares(dated, 30) == pytest.approx((60.09, 39.91), abs=0.01)


# In the largest print 45 letters stand on a line across the page. A page may end in a row of more than 13 lines.
ROWS = [
    ("13 lines", ("x" * 585,), (100.0,), False),
    ("more", ("x" * 586,), (100.0,), True),
    ("13 lines of 18 letters in a narrow column", ("x", "x" * 234), (60.0, 40.0), False),
    ("more in a narrow column", ("x", "x" * 235), (60.0, 40.0), True),
]


@pytest.mark.parametrize(("said", "texts", "widths", "may"), ROWS, ids=[row[0] for row in ROWS])
def test_a_page_may_end_in_a_row_that_may_be_as_long_as_a_page(said, texts, widths, may) -> None:
    assert breakable(tuple((Run(text),) for text in texts), widths) is may


def test_a_page_may_end_in_a_table_of_more_than_thirteen_lines() -> None:
    """Each row counts whole lines: 14 rows of one letter are 14 lines, and one of 46 letters is two."""
    for rows, whole in ((13, True), (14, False)):
        assert short(table(("a",), *[("x",)] * rows), (100.0,)) is whole
    assert short(table(("a",), *[("x" * 46,)] * 6, ("x",)), (100.0,)) is True
    assert short(table(("a",), *[("x" * 46,)] * 7), (100.0,)) is False


@given(st.lists(st.tuples(*[st.text(max_size=300)] * 4), min_size=1, max_size=6))
def test_the_columns_make_up_the_whole_and_none_is_lost(rows) -> None:
    widths = shares(table(*rows))
    assert len(widths) == 4
    assert sum(widths) == pytest.approx(100, abs=0.05)
    assert min(widths) > 0
