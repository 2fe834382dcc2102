"""At most so many parcels a minute, and the wait before a parcel's intent."""

from __future__ import annotations

from cpdocs.batch.pace import Pace, paced
from cpdocs.delivery.base import Carriers


class Clock:
    def __init__(self):
        self.now, self.slept = 100.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


class Recording:
    name = "recording"

    def __init__(self, clock):
        self.clock, self.calls = clock, []

    def wire(self, _envelope):
        self.calls.append(("wire", self.clock.now))
        return b""

    def carry(self, _envelope):
        self.calls.append(("carry", self.clock.now))


def test_in_no_minute_are_there_more():
    clock = Clock()
    pace = Pace(30, clock, clock.sleep)
    went = []
    for turn in range(100):
        pace.wait()
        went.append(clock.now)
        clock.now += 7 if turn % 10 == 0 else 0.1
    assert all(sum(t <= other < t + 60 for other in went) <= 30 for t in went)
    assert went[0] == 100.0


def test_who_is_slow_anyway_never_waits():
    clock = Clock()
    pace = Pace(30, clock, clock.sleep)
    for _ in range(5):
        pace.wait()
        clock.now += 3
    assert clock.slept == []


def test_the_wait_is_before_the_intent_and_both_carriers_share_it():
    """A run that is killed while it waits must leave no attempt open."""
    clock = Clock()
    email, paper = Recording(clock), Recording(clock)
    held = paced(Carriers(email, paper), Pace(6, clock, clock.sleep))
    for carrier in (held.email, held.paper):
        carrier.wire(None)
        before = clock.now
        carrier.carry(None)
        assert clock.now == before
    assert (email.calls, paper.calls) == (
        [("wire", 100.0), ("carry", 100.0)],
        [("wire", 110.0), ("carry", 110.0)],
    )


def test_one_outbox_for_both_stays_one():
    one = Recording(Clock())
    assert len(list(paced(Carriers(one, one), Pace(1, one.clock, one.clock.sleep)))) == 1
