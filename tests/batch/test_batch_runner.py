"""A batch over real records, with the real road: one bad record is its own line, and the law holds over all."""

from __future__ import annotations

import io
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from short_conferences import TODAY, line, numbered, reference

from cpdocs import run
from cpdocs.batch import runner
from cpdocs.batch.runner import Batch, Order, Totals
from cpdocs.batch.sources import of_lines
from cpdocs.errors import LedgerError, SettingsError
from cpdocs.stages import STATES
from cpdocs.transports import carriers
from cpdocs.workspace import open_workspace


@pytest.fixture
def fence(lender, untouched):
    """The tests' warm child."""
    with lender(open_workspace(untouched).templates.folders) as one:
        yield one


@pytest.fixture
def sent(workspace_folder, fence):
    """Send lines as a batch; returns its results."""

    def send(*lines, **order):
        workspace = open_workspace(workspace_folder, lambda: datetime(2026, 11, 5, 9, tzinfo=UTC))
        asked = Order(date.fromisoformat(TODAY), "admin", **order)
        with closing(carriers(workspace, "outbox")) as ways:
            stream = of_lines(io.BytesIO("\n".join(lines).encode()), Path())
            return list(Batch(workspace, asked, ways, fence).results(stream))

    return send


def totals(results):
    made = Totals()
    for result in results:
        made.add(result)
    return made


def law(counts):
    return counts["planned"] == sum(counts[state] for state in ("ready", *STATES))


def outbox(folder):
    return sorted(p.stem for p in (folder / "outbox").glob("*/*.*"))


def test_bad_records_among_good_ones(sent, short, workspace_folder):
    good = [line(numbered(short, n)) for n in range(3)]
    invalid = {**numbered(short, 7), "zzz": "Ailsa Rennie"}
    results = sent(good[0], "{broken", line(invalid), good[1], '["a list"]', good[0], good[2])
    assert [r.outcome for r in results] == ["sent", "refused", "refused", "sent", "refused", "refused", "sent"]
    assert "line 1" in results[5].because
    counted = totals(results)
    assert law(counted.counts)
    assert counted.counts["handed_over"] == 6
    assert counted.mend_first
    assert len(outbox(workspace_folder)) == len(set(outbox(workspace_folder))) == 6


def test_again_all_is_done_and_nothing_goes_twice(sent, short, workspace_folder):
    lines = [line(numbered(short, n)) for n in range(2)]
    sent(lines[0])
    once = outbox(workspace_folder)
    again = sent(*lines)
    assert [(r.counts["done"], r.counts["handed_over"]) for r in again] == [(2, 0), (0, 2)]
    assert set(once) < set(outbox(workspace_folder))


def test_a_dry_run_writes_nothing(sent, short, workspace_folder, tmp_path):
    sent(line(numbered(short, 0)))
    before = {p: p.read_bytes() for p in workspace_folder.rglob("*") if p.is_file()}
    results = sent(line(numbered(short, 0)), line(numbered(short, 1)), dry=True)
    assert [(r.outcome, r.counts["done"], r.counts["ready"]) for r in results] == [
        ("planned", 2, 0),
        ("planned", 0, 2),
    ]
    assert {p: p.read_bytes() for p in workspace_folder.rglob("*") if p.is_file()} == before


def test_a_document_that_one_record_has_not_is_no_fault(sent, short):
    [result] = sent(line(numbered(short, 0)), document="decision_letter")
    assert (result.outcome, result.counts["planned"]) == ("sent", 0)


def test_a_mistake_of_ours_at_one_record_stops_no_other(sent, short, workspace_folder, monkeypatch):
    real = run.carry_out

    def slips(workspace, ledger, fence, chosen, *args):
        if chosen.situation.record.reference == reference(1):
            raise KeyError("Ailsa Rennie")
        return real(workspace, ledger, fence, chosen, *args)

    monkeypatch.setattr(run, "carry_out", slips)
    results = sent(*(line(numbered(short, n)) for n in range(3)))
    assert [r.outcome for r in results] == ["sent", "broken_off", "sent"]
    assert "Ailsa" not in results[1].because
    assert len(outbox(workspace_folder)) == 4


@pytest.mark.parametrize("kind", [LedgerError, SettingsError, OSError])
def test_what_the_next_would_meet_too_ends_the_run(kind, sent, short, monkeypatch):
    def fails(*_):
        raise kind("gone")

    monkeypatch.setattr(run, "carry_out", fails)
    with pytest.raises(kind):
        sent(*(line(numbered(short, n)) for n in range(2)))


def test_the_ledger_is_verified_once_and_a_checkpoint_kept_now_and_then(sent, short, monkeypatch):
    begun, kept = Counter(), []
    real = run.begin
    monkeypatch.setattr(run, "begin", lambda *a: begun.update(["begin"]) or real(*a))
    monkeypatch.setattr(runner.keeping, "keep", lambda _, ledger: kept.append(ledger.head()[0]) or ())
    monkeypatch.setattr(runner, "CHECKPOINT_EVERY", 2)
    sent(*(line(numbered(short, n)) for n in range(3)))
    assert begun["begin"] == 1
    assert len(kept) == 2
    assert kept == sorted(set(kept))


def test_nothing_of_a_conference_stays_in_memory_and_the_child_is_replaced(sent, short, fence, monkeypatch):
    turns = []
    monkeypatch.setattr(runner, "CHILD_LASTS", 2)
    monkeypatch.setattr(fence, "stop", lambda: turns.append("stop"))
    sent(*(line(numbered(short, n)) for n in range(3)))
    assert turns == ["stop"]
    assert fence._laid_out == {}
