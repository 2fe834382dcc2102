"""Every paper of every example says exactly what its golden text says: whoever changes a word sees where it is read.

scripts/golden makes the texts anew; the difference is then read as each person who gets the paper.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from golden_text import NOWHERE, RULE, files, files_of_no_record, golden, parts, words
from snapshots import RECORDS, SNAPSHOTS, Examples, Snapshot

from cpdocs.documents.blocks import (
    Addressee,
    Bullets,
    Draft,
    FillIn,
    Heading,
    Letterhead,
    Notice,
    Numbers,
    Paragraph,
    Run,
    Table,
    Tick,
)
from cpdocs.shipped import folder as shipped
from cpdocs.words import letters

GOLDEN = Path(__file__).parent / "golden"
#: Shipped variants that are in no golden text, each with the reason. Give a new one an example that plans it.
SEEN_NOWHERE: dict[tuple[str, str], str] = {}


def kept(folder: str) -> dict[str, str]:
    """What is kept of one record."""
    return {str(p.relative_to(GOLDEN)): p.read_text("utf-8") for p in sorted((GOLDEN / folder).glob("*.txt"))}


def test_every_example_record_has_its_day() -> None:
    there = {str(p.relative_to(shipped("examples"))) for p in shipped("examples").glob("*/records/*.yaml")}
    assert there == {f"{council}/records/{record}" for council, records in RECORDS.items() for record in records}


@pytest.mark.parametrize("snapshot", SNAPSHOTS, ids=lambda one: one.name)
def test_each_paper_says_what_its_golden_text_says(snapshot: Snapshot, examples: Examples) -> None:
    made = files(examples, [snapshot])
    for name, text in made.items():
        assert kept(snapshot.name).get(name) == text, f"{name}: run scripts/golden, and read what changed"
    assert sorted(kept(snapshot.name)) == sorted(made)


def test_the_papers_that_no_example_plans_say_what_their_golden_texts_say(examples: Examples) -> None:
    assert kept(NOWHERE) == files_of_no_record(examples)


def test_no_golden_text_is_of_no_record() -> None:
    folders = {str(p.parent.relative_to(GOLDEN)) for p in GOLDEN.rglob("*.txt")}
    assert folders <= {snapshot.name for snapshot in SNAPSHOTS} | {NOWHERE}


def test_every_shipped_variant_has_a_golden_text(examples: Examples) -> None:
    assert examples.seen_nowhere() == set(SEEN_NOWHERE)


# ---- the format itself -----------------------------------------------------------------------------------------------


def of(text: str, *, strong: bool = False) -> tuple[Run, ...]:
    return (Run(text, strong),)


PAPER = Draft(
    "letter",
    "standard",
    "A letter",
    "en-GB",
    "letter",
    Letterhead("Example Council", ("1 Square",), "Confidential"),
    (
        Heading(1, of("One")),
        Heading(2, of("Two")),
        Paragraph((Run("First. Second on "), Run("1 May", strong=True), Run(" at 10.30 by e.g. post. Third."))),
        Bullets((of("a"), of("b. And c."))),
        Numbers((of("d"), of("e"))),
        Notice((of("last day", strong=True), of("write"))),
        Table((of("What"), of("Who")), ((of("f"), of("g")), (of("h"), of("i")))),
        Addressee(("Ms A", "2 Row")),
        FillIn("place-1", of("My name")),
        FillIn("place-2", of("Why"), 6),
        Tick("place-3", of("Ring me")),
    ),
)
TEXT = f"""\
For     mother, father
Title   A letter
Layout  letter, en-GB
{RULE}

# One

## Two

First.
Second on **1 May** at 10.30 by e.g. post.
Third.

- a
- b.
  And c.

1. d
2. e

> **last day**
> write

| What | Who |
|---|---|
| f | g |
| h | i |

@ Ms A
@ 2 Row

____ My name

____ (6) Why

[ ] Ring me
"""


def test_each_kind_of_block_can_be_told_from_the_others() -> None:
    assert golden(PAPER, ["mother", "father"]) == TEXT


def test_the_words_come_back_out_of_a_golden_text_and_nothing_of_the_format() -> None:
    spoken = [text for text in PAPER.texts() if text not in ("Example Council", "1 Square", "Confidential")]
    assert letters(words(TEXT)) == letters("".join(spoken))
    assert "•a•b.Andc.1.d2.e" in letters(words(TEXT, markers=True))
    assert [text for mark, text in parts(TEXT) if mark.startswith("#")] == ["One", "Two"]


@pytest.mark.parametrize("snapshot", SNAPSHOTS, ids=lambda one: one.name)
def test_a_golden_text_holds_each_word_of_its_paper_but_the_letterhead(snapshot: Snapshot, examples: Examples) -> None:
    for one in examples.distinct(snapshot):
        head = one.draft.letterhead
        letterhead = letters("".join((head.name, *head.lines, head.marking)))
        assert letterhead + letters(words(golden(one.draft, one.readers))) == letters("".join(one.draft.texts()))
