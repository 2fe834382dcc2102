"""How old a reader must be: the Flesch-Kincaid grade of a golden text, by scireadability.

    grade = 0.39 x words a sentence + 11.8 x syllables a word - 15.59

A grade is a school year of the United States; five years more are about the age of the reader. What counts:

- Every sentence that is printed, the told ones too. Headings, tables and the lines of an address are looked at and not
  read through, so they are left out; the letterhead is not in a golden text.
- An item, and a paragraph that ends without a stop, is a sentence; but nothing is gained by short ones that nobody
  reads as such: a line of three words or fewer, as a day, a greeting or "Yours sincerely", is left out.
- Telephone numbers, e-mail addresses and postcodes are left out. Names and days count as they stand.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from types import ModuleType

from golden_text import parts

#: The highest grade of any paper that goes to one of these.
LIMITS = {"family": 7.0, "supporter": 7.0, "child": 4.0}

_NOT_READ = ("#", "##", "###", "|", "@")
_SHORT = 3
_VALUES = re.compile(r"\+?\d[\d ]{8,}\d|\S+@\S+\w|[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}")
_CLOSED = (".", "!", "?")


def grade(golden_text: str) -> float:
    """The Flesch-Kincaid grade."""
    return float(_scireadability().flesch_kincaid_grade(read_aloud(golden_text)))


def read_aloud(golden_text: str) -> str:
    """The sentences that count, one paragraph or item a line."""
    lines: list[str] = []
    ended = True
    for mark, text in parts(golden_text):
        said = _VALUES.sub("", text).strip()
        if mark in _NOT_READ or not said:
            ended = True
        elif ended or mark:
            lines.append(said)
            ended = False
        else:
            lines[-1] += " " + said
    counted = (line for line in lines if len(line.split()) > _SHORT)
    return "\n".join(line if line.endswith(_CLOSED) else line.rstrip(":,;") + "." for line in counted)


@cache
def _scireadability() -> ModuleType:
    """The library with its own dictionary and nobody's additions to it."""
    os.environ["SCIREADABILITY_CONFIG_DIR"] = str(Path(__file__).parent)  # there is none
    import scireadability

    return scireadability
