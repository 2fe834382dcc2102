"""What the checks declare: every id once, each with its row that trips it, and docs/checks.md is the program's own."""

from __future__ import annotations

import ast
from pathlib import Path

import test_checks_called
import test_checks_dates
import test_checks_decided
import test_checks_held
import test_checks_ids
import test_checks_minuted
from check_table import found

from cpdocs.council_files import national_tables
from cpdocs.record.findings import IDS
from cpdocs.rules import checks
from cpdocs.rules.checks import lacks
from cpdocs.rules.checks.problem import ALL
from cpdocs.rules.checks.table import markdown

TOP = Path(__file__).resolve().parents[2]
SOURCES = sorted(Path(checks.__file__).parent.glob("*.py"))
ROWS = [
    *test_checks_called.ROWS,
    *test_checks_dates.ROWS,
    *test_checks_held.ROWS,
    *test_checks_decided.ROWS,
    *test_checks_minuted.ROWS,
]
#: Tripped by the tests of ids, one place at a time.
BY_IDS = {"duplicate-id", "unknown-person", "unknown-agency", *test_checks_ids.FINDINGS.values()}
#: Tripped by the tests of the room that knows who reads what (tests/views).
ELSEWHERE = {"secret-in-passage", "name-of-another-case"}
TREES = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}


def test_every_check_has_a_row_that_trips_it_and_every_row_a_check() -> None:
    assert set(checks.CHECKS) == {one.id for one in ROWS} | BY_IDS | ELSEWHERE


def test_no_finding_is_made_but_by_a_declared_check() -> None:
    """``Problem`` is made in two places: from a Check, and for what a document lacks."""
    made = [
        path.name
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem"
    ]
    assert set(made) == {"lacks.py", "problem.py"}


def test_every_check_that_stands_in_the_source_is_declared_once_and_used() -> None:
    declared = [
        node
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Check"
    ]
    ids = [node.args[0].value for node in declared if isinstance(node.args[0], ast.Constant)]
    assert sorted(ids) == sorted(checks.CHECKS)
    assert len(ids) > 100


def test_no_id_has_two_meanings() -> None:
    lacking = {lacks.ident(block) for block in lacks.CURES} | {lacks.NOT_CALLED_FOR, lacks.NO_TEMPLATE}
    assert not set(checks.CHECKS) & set(IDS)
    assert not lacking & (set(checks.CHECKS) | set(IDS))


def test_a_check_guards_documents_that_exist() -> None:
    known = set(national_tables().documents.documents)
    for check in checks.CHECKS.values():
        assert check.guards
        assert check.guards == ALL or set(check.guards) <= known, check.id


def test_every_check_says_its_rule_in_a_sentence_and_where_it_comes_from() -> None:
    for check in checks.CHECKS.values():
        assert check.says[0].isupper()
        assert check.says.endswith(".")
        assert check.source


def test_every_block_that_a_document_needs_has_its_cure() -> None:
    needed = {block for rule in national_tables().documents.documents.values() for block in rule.needs}
    assert needed <= set(lacks.CURES)


def test_the_page_of_checks_is_the_program_s_own() -> None:
    assert (TOP / "docs" / "checks.md").read_text("utf-8") == markdown(), "run scripts/checks-table"


def test_the_whole_record_at_every_stage_is_in_order(situate_whole, gone) -> None:
    """A block of a later stage is never missed: the record is good at each step of its growth."""
    minuted = {"minutes": gone}
    decided = {**minuted, "decisions": gone, "others_in_household": gone, "agency_views": gone, "letters": gone}
    held = {**decided, "attendance": gone, "quorate": gone, "closed_parts": gone, "facts_checked": gone}
    called = {**held, "invitations.3.report": {"asked_by": "2026-11-09"}, "invitations_agreed": gone}
    for changes in ({}, minuted, decided, held, called):
        assert checks.check(situate_whole(changes)) == ()


def test_no_message_of_a_finding_holds_a_name_or_a_told_text(situate_whole, gone) -> None:
    texts = ("Example", "Sample", "Fay", "Safe Place", "The reasons", "What they told", "A reason", "ZZ", "Cath")
    for one in ROWS:
        for problem in found(one, one.trips, situate_whole, gone):
            assert not [t for t in texts if t.casefold() in (problem.message + problem.hint).casefold()], problem.id
