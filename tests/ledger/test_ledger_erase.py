"""Erasure: no trace of a family is left in the files, every root and proof stays, and it is no dropping."""

from __future__ import annotations

import ledger_tools
import pytest
from ledger_tools import carry, faults, file_of, open_in, tamper

from cpdocs.ledger.entry import StepRefusedError

TWO = {"by": "admin", "second": "manager", "because": "asked for on 2 March"}


@pytest.fixture
def ledger(tmp_path):
    with open_in(tmp_path) as one:
        carry(one, "gone_for_good", case="2020-0001", reference="CP-2020-0001-1")
        carry(one, "mother")
        carry(one, "gone_too", case="2020-0001", reference="CP-2020-0001-2")
        yield one


def test_what_was_erased_is_gone_and_everything_else_proves_what_it_did(ledger, tmp_path):
    before, kept = ledger.proof("A3"), ledger.head()
    assert ledger.erase("2020-0001", **TWO) == 4
    assert faults(ledger) == []
    assert (before.holds, ledger.proof("A3", kept[0]).root) == (True, kept[1])
    assert [e.details for e in ledger.entries()][:2] == [None, None]
    assert [a.id for a in ledger.attempts()] == ["A3"]
    with pytest.raises(StepRefusedError):
        ledger.proof("A1")
    for table in ("entry", "detail", "attempt", "erasure"):
        told = str(ledger_tools.BACKEND.rows(tmp_path, f"SELECT * FROM {table}"))  # noqa: S608  (four names of ours)
        assert "gone" not in told
        assert "2020-0001" not in told
    carry(ledger, "father")
    assert faults(ledger) == []


@pytest.mark.one_file
def test_no_byte_of_it_is_left_in_the_file(ledger, tmp_path):
    assert b"gone_for_good" in file_of(tmp_path).read_bytes()
    ledger.erase("2020-0001", **TWO)
    for path in file_of(tmp_path).parent.iterdir():
        assert b"gone" not in path.read_bytes()
        assert b"2020-0001" not in path.read_bytes()


NOT_ERASED = {
    "more details deleted, and said to be erased": (
        ["DELETE FROM detail WHERE seq = 4", "INSERT INTO erasure VALUES (4, 7)"],
        [("dropped", 4)],
    ),
    "erased details without their erasure": (["DELETE FROM erasure WHERE seq = 2"], [("dropped", 2)]),
    "an erasure by one person": (
        ["UPDATE detail SET body = replace(body, 'manager', 'admin') WHERE seq = 7"],
        None,
    ),
}


@pytest.mark.parametrize(("statements", "expected"), NOT_ERASED.values(), ids=NOT_ERASED)
def test_dropped_is_not_erased(ledger, tmp_path, statements, expected):
    ledger.erase("2020-0001", **TWO)
    tamper(tmp_path, *statements)
    assert faults(ledger) == expected or (expected is None and ("dropped", 1) in faults(ledger))


@pytest.mark.parametrize(
    ("case", "more"),
    [
        ("2020-0001", {"second": "admin"}),
        ("2020-0001", {"second": " "}),
        ("2020-0001", {"because": ""}),
        ("1999-1", {}),
    ],
)
def test_one_person_no_reason_or_no_such_case_erases_nothing(ledger, case, more):
    with pytest.raises(StepRefusedError):
        ledger.erase(case, **{**TWO, **more})
    assert len(list(ledger.entries())) == 6
    assert all(e.details for e in ledger.entries())


def test_what_is_in_doubt_is_not_erased(ledger):
    carry(ledger, "aunt", "in_doubt", case="2020-0001")
    with pytest.raises(StepRefusedError, match="not at an end"):
        ledger.erase("2020-0001", **TWO)
