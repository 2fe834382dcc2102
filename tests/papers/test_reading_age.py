"""Who can read it: each paper for a parent at or below grade 7, for a child at or below grade 4, the told texts included.

What counts, and the library that counts it: tests/shared/reading_age.py. docs/papers.md has the figures.
"""

from __future__ import annotations

import pytest
from golden_text import RULE, golden
from reading_age import LIMITS, grade, read_aloud
from snapshots import SNAPSHOTS, Distinct, Examples, Snapshot


def too_hard(papers: list[Distinct]) -> dict[str, float]:
    """The papers that are over the limit of anybody who gets them, each with its grade."""
    found = {}
    for one in papers:
        limits = [LIMITS[paper.planned.kind] for paper in one.papers if paper.planned.kind in LIMITS]
        if limits and (reached := grade(golden(one.draft, one.readers))) > min(limits):
            found[one.name] = reached
    return found


@pytest.mark.parametrize("snapshot", SNAPSHOTS, ids=lambda one: one.name)
def test_each_paper_for_a_family_can_be_read_by_whom_it_is_for(snapshot: Snapshot, examples: Examples) -> None:
    assert too_hard(examples.distinct(snapshot)) == {}


def test_so_can_those_that_no_example_plans(examples: Examples) -> None:
    assert too_hard(examples.planned_nowhere()) == {}


def test_the_limits_are_those_that_were_asked_for_and_somebody_has_each() -> None:
    assert LIMITS == {"family": 7, "supporter": 7, "child": 4}


def test_there_are_papers_for_every_kind_of_reader_that_has_a_limit(examples: Examples) -> None:
    kinds = {paper.planned.kind for snapshot in SNAPSHOTS for paper in examples.papers(snapshot)}
    assert set(LIMITS) <= kinds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 6 words of 6 syllables in 1 sentence: 0.39 x 6 + 11.8 x 1 - 15.59
        ("The cat sat on the mat.", -1.45),
        # 9 words of 11 syllables in 2 sentences: 0.39 x 9/2 + 11.8 x 11/9 - 15.59
        ("- the mother came on Monday\n- they sat down now", 0.59),
        # 5 words of 13 syllables in 1 sentence: 0.39 x 5 + 11.8 x 13/5 - 15.59
        ("The consultation was unnecessary today.", 17.04),
    ],
)
def test_the_grade_is_flesch_and_kincaid_s(text: str, expected: float) -> None:
    assert grade(f"{RULE}\n\n{text}\n") == pytest.approx(expected, abs=0.01)


def test_what_counts_is_what_is_read_through() -> None:
    paper = f"""For  mother
{RULE}

16 November 2026

# What the meeting decided in November

Dear Shona Rennie,

We met on **Monday**.
Ring us on 01632 960121 or write to us@council.example, KY7 4ZZ.

Here is what will be done:

- see a doctor soon
- play

| What | Who |
|---|---|
| Go to school every day of the week | Ailsa |

> Come by **1 May**.
  Bring a friend with you.

@ 14 Strathmiglo Place and so on
"""
    assert read_aloud(paper).split("\n") == [
        "We met on Monday. Ring us on  or write to , .",
        "Here is what will be done.",
        "see a doctor soon.",
        "Come by 1 May. Bring a friend with you.",
    ]
