"""A table in what was read from pages: its head again at the top of a page, a row that goes on there, and nothing else.

Worked by hand on one small table. A bar stands where a page ends.
"""

from __future__ import annotations

from itertools import accumulate

import pytest

from cpdocs.render.pages import Pages

TABLE = (("What", "Who"), ("abc", "de"), ("fgh", "ij"))

# what the pages hold | is it the table?
READ = [
    ("on one page", "WhatWho abcde fghij", True),
    ("the head again at the top of a page", "WhatWho abcde | WhatWho fghij", True),
    ("a page ends and the head is not repeated", "WhatWho abcde | fghij", True),
    ("it begins at the top of a page", "| WhatWho abcde fghij", True),
    ("a row goes on on the next page, each cell under its own beginning", "WhatWho abd | WhatWho ce fghij", True),
    ("and one of its cells was done with", "WhatWho abde | WhatWho c fghij", True),
    ("a row over three pages", "WhatWho ad | WhatWho be | WhatWho c fghij", True),
    ("a row goes on and the head is not repeated", "WhatWho abd | ce fghij", True),
    ("the head in the middle of a page", "WhatWho abcde WhatWho fghij", False),
    ("the head twice at the top of a page", "WhatWho abcde | WhatWhoWhatWho fghij", False),
    ("the head twice at its beginning", "| WhatWhoWhatWho abcde fghij", False),
    ("half a head", "WhatWho abcde | What fghij", False),
    ("another head", "WhatWho abcde | WhenWho fghij", False),
    ("a word between two rows", "WhatWho abcde | WhatWho x fghij", False),
    ("a word at the end of a page", "WhatWho abcde x | WhatWho fghij", False),
    ("a row twice", "WhatWho abcde | WhatWho abcde fghij", False),
    ("a row missing", "WhatWho abcde", False),
    ("rows changed about", "WhatWho fghij | WhatWho abcde", False),
    ("a letter lost where a row is broken", "WhatWho abd | WhatWho e fghij", False),
    ("a letter twice where a row is broken", "WhatWho abd | WhatWho bce fghij", False),
    ("cells changed about where a row is broken", "WhatWho dab | WhatWho ce fghij", False),
    ("a cell broken in the middle of a page", "WhatWho abd ce fghij", False),
    ("a word in a broken row", "WhatWho abd | WhatWho x ce fghij", False),
]


def pages(read: str) -> Pages:
    pieces = ["".join(piece.split()) for piece in read.split("|")]
    return Pages("".join(pieces), frozenset(accumulate(map(len, pieces))))


@pytest.mark.parametrize(("said", "read", "there"), READ, ids=[row[0] for row in READ])
def test_what_is_the_table_and_what_is_not(said, read, there):
    found = pages(read)
    assert (found.find(TABLE, 0) == (0, len(found.text))) is there


def test_a_row_that_reads_like_the_head_is_a_row():
    table = (("What", "Who"), ("What", "Who"), ("a", "b"))
    for read in ("WhatWho WhatWho ab", "WhatWho | WhatWho WhatWho ab", "WhatWho WhatWho | WhatWho ab"):
        found = pages(read)
        assert found.find(table, 0) == (0, len(found.text)), read


def test_words_before_a_table_show_in_where_it_begins():
    assert pages("xy WhatWho abcde | WhatWho fghij").find(TABLE, 0) == (2, 26)
    assert pages("WhatWho").find(TABLE, 0) == (-1, -1)


@pytest.mark.parametrize(
    ("said", "read", "there"),
    [
        ("as it was written", "מספר2026(אב)", True),
        ("as readers of a PDF guess its order", "מספר)אב(.2026".replace(".", ""), True),
        ("a letter lost", "מספר2026(א)", False),
        ("a letter in another's place", "מספר2026(אג)", False),
        ("a digit lost", "מספר226(אב)", False),
        ("more letters", "מספר2026(אב)ב", False),
    ],
)
def test_letters_from_the_right_are_counted_whatever_their_order(said, read, there):
    found = pages(read)
    assert (found.find((("מספר2026(אב)",),), 0) == (0, len(found.text))) is there


def test_a_row_from_the_right_that_goes_on_on_the_next_page_is_counted_over_both():
    table = (("מה", "מי"), ("אבג", "12"))
    assert pages("מהמי ב1א | מהמי ג2").find(table, 0) == (0, 13)
    assert pages("מהמי ב1א | מהמי 2").find(table, 0) == (-1, -1)


def test_a_row_of_letters_that_are_all_alike_is_given_up_in_good_time():
    """It can be broken in very many ways, none of which is right; found by how often the search may try."""
    table = (("H", "I"), ("a" * 300, "a" * 300, "a" * 300))
    assert pages("HI" + "a" * 400 + "| HI" + "a" * 499).find(table, 0) == (-1, -1)
    assert pages("HI" + "a" * 400 + "| HI" + "a" * 500).find(table, 0) == (0, 904)
