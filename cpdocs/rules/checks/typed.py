"""What a clerk has typed into a passage: declared here, and looked for by views/free_text.py."""

from __future__ import annotations

from typing import Final

from cpdocs.rules.checks.problem import ALL, Check

SECRET: Final = Check(
    "secret-in-passage",
    "error",
    "No passage holds what one of its readers must not know: an address, a school, a telephone number, a date of "
    "birth, a name of another child's family.",
    "National Guidance 3.167; breaches of 2012 to 2024: an address in the free text",
    ALL,
)
STRANGER: Final = Check(
    "name-of-another-case",
    "warning",
    "No passage names somebody of another case in this workspace.",
    "breaches of 2016 to 2023: a report made by copying another family's",
    ALL,
)
