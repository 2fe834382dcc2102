"""docs/obligations.md is true: every obligation once, and each place and each test that it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from cpdocs.council_files import national_tables
from cpdocs.rules.checks import CHECKS

TOP = Path(__file__).resolve().parents[1]
ROWS = re.findall(
    r"^\| (S\d\.\d+) \| (.+?) \| (.+?) \| (.+?) \|$", (TOP / "docs" / "obligations.md").read_text("utf-8"), re.MULTILINE
)
#: How many facts each of the five papers gave.
FACTS = {"S0": 13, "S1": 17, "S2": 32, "S3": 39, "S4": 31}
#: What no issue has asked for yet, and what is no matter of papers. Whatever else has no test is a find.
LATER = {
    *("S0.2", "S0.4", "S0.7", "S1.1", "S1.7", "S1.14", "S1.17"),
    *("S2.15", "S2.21", "S2.22", "S3.31", "S4.30"),
}
OUT_OF_SCOPE = {"S1.2", "S1.3", "S1.11", "S1.12"}
TABLES = national_tables()
KNOWN = {
    "check": CHECKS.keys(),
    "paper": TABLES.documents.documents.keys(),
    "row": {row.id for row in TABLES.entitlements.rows} | TABLES.documents.documents.keys(),
    "timescale": {row.id for row in TABLES.timescales.rows},
}


@cache
def _tests_in(path):
    tree = ast.parse((TOP / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_obligation_stands_there_once():
    assert [row[0] for row in ROWS] == [f"{paper}.{n}" for paper, facts in FACTS.items() for n in range(1, facts + 1)]


@pytest.mark.parametrize(("ident", "_asks", "_where", "shown"), ROWS, ids=[row[0] for row in ROWS])
def test_what_shows_it_is_a_test_that_is_there_or_it_is_known_to_come_later(ident, _asks, _where, shown):
    if shown.startswith("later: "):
        assert ident in LATER
    elif shown == "out of scope":
        assert ident in OUT_OF_SCOPE
    else:
        path, _, name = shown.strip("`").partition("::")
        assert _tests_in(path), f"no test in {path}"
        assert not name or name in _tests_in(path)


def test_what_is_said_to_come_later_is_said_of_nothing_else():
    assert {row[0] for row in ROWS if row[3].startswith("later: ")} == LATER
    assert {row[0] for row in ROWS if row[3] == "out of scope"} == OUT_OF_SCOPE


@pytest.mark.parametrize(("ident", "_asks", "where", "_shown"), ROWS, ids=[row[0] for row in ROWS])
def test_each_place_that_is_named_is_there(ident, _asks, where, _shown):
    for kind, names in re.findall(r"\b(check|paper|row|timescale)s? ((?:`[^`]+`(?:, )?)+)", where):
        for name in re.findall(r"`([^`]+)`", names):
            known = [one for one in KNOWN[kind] if re.fullmatch(name.replace("*", ".*"), one)]
            assert known, (ident, kind, name)
