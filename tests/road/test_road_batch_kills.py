"""SIGKILL at boundaries all over a batch, then again: each parcel exactly once, and the law holds over both runs."""

from __future__ import annotations

import io
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from kills import counted, cut_off
from road_tools import CALLED, CLERK, DAYS, opened, outbox
from short_conferences import line, numbered, reference, short

from cpdocs.batch.runner import Batch, Order, Totals
from cpdocs.batch.sources import of_lines
from cpdocs.transports import carriers

CONFERENCES = 2
#: One in so many boundaries; the soak takes each.
SOME = 41


def batch(folder, record, fence):
    workspace = opened(folder)
    lines = "\n".join(line(numbered(record, n)) for n in range(CONFERENCES)).encode()
    totals = Totals()
    with closing(carriers(workspace, "outbox")) as ways:
        run = Batch(workspace, Order(DAYS[CALLED], CLERK), ways, fence)
        for result in run.results(of_lines(io.BytesIO(lines), Path())):
            totals.add(result)
    return totals


def check(folder, totals):
    assert totals.outcomes["sent"] == CONFERENCES
    assert totals.counts["planned"] == 2 * CONFERENCES == totals.counts["done"] + totals.counts["handed_over"]
    with opened(folder).ledger() as ledger:
        assert ledger.verify().faults == ()
        left = [a for a in ledger.attempts() if a.state == "handed_over"]
    keys = sorted((a.intent.reference, a.intent.recipient) for a in left)
    assert keys == sorted((reference(n), who) for n in range(CONFERENCES) for who in ("social_worker", "womens_aid"))
    assert sorted(outbox(folder)) == sorted(Path(a.file).name for a in left)


def killed_all_over(origin, tmp_path, temp, fence, every):
    record = short(origin)
    shutil.copytree(origin, tmp_path / "count")
    names = counted(lambda: batch(tmp_path / "count", record, fence), temp)
    done = set()
    for stop_at in range(1, len(names) + 1, every):
        folder = shutil.copytree(origin, tmp_path / "cut")
        cut_off(lambda folder=folder: batch(folder, record, fence), stop_at, temp)
        again = batch(folder, record, fence)
        check(folder, again)
        done.add(again.counts["done"])
        shutil.rmtree(folder)
    return done


def test_a_batch_that_is_killed_and_run_again_sends_everything_once(fence, workspace_of_two, tmp_path, temp):
    done = killed_all_over(workspace_of_two, tmp_path, temp, fence, SOME)
    assert 0 in done
    assert len(done) >= CONFERENCES, "killed before the first, between, and after"


@pytest.mark.soak
def test_a_batch_that_is_killed_at_each_boundary(fence, workspace_of_two, tmp_path, temp):
    assert killed_all_over(workspace_of_two, tmp_path, temp, fence, 1) == set(range(2 * CONFERENCES + 1))
