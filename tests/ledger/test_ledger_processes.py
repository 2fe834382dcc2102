"""Two processes on one ledger, and processes that are killed: real forks, a real SIGKILL (hazard 22)."""

from __future__ import annotations

import os
import signal

import ledger_tools
import pytest
from ledger_tools import carry, faults, intent, open_in
from sqlalchemy import event

from cpdocs.ledger.entry import AlreadyAttempted

KEYS = 40


def in_a_child(work):
    """Run ``work`` in a forked child; 0 when it returned, 1 when it raised, the signal's negative when it was killed."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001  (a fork must never return into pytest)
            os._exit(1)
        os._exit(0)
    return child


def ended(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_me():
    os.kill(os.getpid(), signal.SIGKILL)


def test_of_two_runs_exactly_one_carries_each_parcel(tmp_path):
    open_in(tmp_path).close()
    start_read, start_write = os.pipe()
    results = [os.pipe() for _ in range(2)]

    def run(number):
        def work():
            os.read(start_read, 1)  # both wait here, so that they meet
            won = bytearray()
            with open_in(tmp_path) as ledger:
                # The two go through the parcels from opposite ends and meet in the middle; then from the same end.
                order = range(KEYS) if number else reversed(range(KEYS))
                for key in (*order, *range(KEYS, 2 * KEYS)):
                    try:
                        carry(ledger, f"person_{key}")
                        won.append(key)
                    except AlreadyAttempted:
                        continue
            os.write(results[number][1], bytes(won))

        return work

    children = [in_a_child(run(number)) for number in range(2)]
    os.write(start_write, b"go")
    assert [ended(child) for child in children] == [0, 0]
    for _, write in results:
        os.close(write)  # else reading what a run wrote that won nothing would wait for ever
    won = [os.read(read, 1000) for read, _ in results]
    for descriptor in (start_read, start_write, *(read for read, _ in results)):
        os.close(descriptor)
    assert sorted(b"".join(won)) == list(range(2 * KEYS)), "a parcel was carried twice, or by nobody"
    with open_in(tmp_path) as ledger:
        found = ledger.verify()
        assert found.entries == 4 * KEYS
        assert {fault.kind for fault in found.faults} <= {"clock_back"}  # two clocks


def test_two_first_runs_make_one_ledger(tmp_path):
    children = [in_a_child(lambda: carry(open_in(tmp_path), f"person_{os.getpid()}")) for _ in range(4)]
    assert [ended(child) for child in children] == [0, 0, 0, 0]
    with open_in(tmp_path) as ledger:
        assert len(ledger.attempts()) == 4
    assert sorted(path.name for path in (tmp_path / "ledger").glob("*")) == list(ledger_tools.BACKEND.leaves)


def test_a_run_killed_on_the_wire_leaves_its_parcel_open(tmp_path):
    def work():
        with open_in(tmp_path) as ledger, ledger.attempt(intent()):
            kill_me()

    assert ended(in_a_child(work)) == -signal.SIGKILL
    with open_in(tmp_path) as ledger:
        assert [(state.id, state.state) for state in ledger.attempts() if state.state == "open"] == [("A1", "open")]
        with pytest.raises(AlreadyAttempted):
            carry(ledger)
        with ledger.settling() as abandoned:
            assert [state.id for state in abandoned] == ["A1"]
            ledger.outcome("A1", "in_doubt", because="stopped")
        assert [state.id for state in ledger.attempts() if state.state == "open"] == []


def test_a_live_run_is_not_settled_by_another_until_it_is_dead(tmp_path):
    ready_read, ready_write = os.pipe()
    go_read, go_write = os.pipe()

    def work():
        with open_in(tmp_path) as ledger, ledger.attempt(intent()):
            os.write(ready_write, b"1")
            os.read(go_read, 1)
            kill_me()

    child = in_a_child(work)
    os.read(ready_read, 1)
    with open_in(tmp_path) as ledger:
        with ledger.settling() as abandoned:
            assert abandoned == ()
        os.write(go_write, b"1")
        assert ended(child) == -signal.SIGKILL
        with ledger.settling() as abandoned:
            assert [state.id for state in abandoned] == ["A1"]
    for descriptor in (ready_read, ready_write, go_read, go_write):
        os.close(descriptor)


def test_killed_before_any_statement_or_commit_the_ledger_is_whole(tmp_path):
    """Kill a run at its first, second, third... step in the database until one gets through; look after each."""
    seen = set()
    for stop_at in range(1, 80):
        folder = tmp_path / str(stop_at)

        def work(folder=folder, stop_at=stop_at):
            ledger = open_in(folder)
            steps = iter(range(1, 1000))

            def step(*_):
                if next(steps) == stop_at:
                    kill_me()

            event.listen(ledger._database.engine, "before_cursor_execute", step)
            event.listen(ledger._database.engine, "after_cursor_execute", step)
            event.listen(ledger._database.engine, "commit", step)
            carry(ledger, "mother", "failed")
            carry(ledger, "mother", "handed_over")

        code = ended(in_a_child(work))
        with open_in(folder) as ledger:
            assert faults(ledger) == []
            states = tuple(state.state for state in ledger.attempts())
            seen.add(states)
            assert len(list(ledger.entries())) == len(states) + sum(state != "open" for state in states)
        if code == 0:
            break
        assert code == -signal.SIGKILL
    assert code == 0
    assert seen == {(), ("open",), ("failed",), ("failed", "open"), ("failed", "handed_over")}
