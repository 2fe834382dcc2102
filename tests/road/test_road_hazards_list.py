"""docs/hazards.md names tests; a test that was renamed or lost must not stay in the list."""

from __future__ import annotations

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def test_every_test_that_the_list_names_is_there():
    listed = (TOP / "docs" / "hazards.md").read_text("utf-8")
    rows = [row for row in listed.splitlines() if row.startswith("| ") and row[2].isdigit()]
    missing, file = [], ""
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`", row)
        for path, test in named:
            file = path or file
            if path and not (TOP / path).is_file():
                missing.append(path)
            elif test and f"def {test}(" not in (TOP / file).read_text("utf-8"):
                missing.append(f"{file}::{test}")
    assert missing == []
    assert {5, 6, 7, 8, 10, 11, 14, 16, 17, 20, 29} <= {int(row.split("|")[1].split(",")[0]) for row in rows}


def test_every_control_that_the_list_names_is_there():
    listed = (TOP / "docs" / "hazards.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z_]+/[\w/]*(?:\.py)?)`", listed)) - {"tests/road"}
    assert [name for name in named if not name.startswith("tests/") and not (TOP / "cpdocs" / name).exists()] == []
