"""SIGKILL at every boundary of a send, then again: each parcel exactly once (HAZARDS.md, "Hazards and tests" 22, 23, 27).

Two parcels, one of each channel, by a run that makes its ledger and its outbox as it goes.
"""

from __future__ import annotations

from collections import Counter

import pytest
from kills import PEOPLE, ROUNDS, boundaries_of, kill_and_send_again


def test_a_kill_at_any_boundary_loses_nothing_and_sends_nothing_twice(fence, workspace_of_two, tmp_path, temp, readers):
    """Left to the soak: the far side of what is the near side of the next, and all but the first of several unlinks in
    a row, by which a gpg home is removed.
    """
    names = boundaries_of(workspace_of_two, tmp_path / "count", temp)
    seen = Counter()
    for number, (name, before) in enumerate(zip(names, ["", "", *names], strict=False), start=1):
        if number < len(names) and (name.startswith("after") or name == before == "before unlink"):
            continue
        said = kill_and_send_again(workspace_of_two, tmp_path / "cut", number, readers["social_worker"], temp)
        seen[tuple(said[person] for person in PEOPLE)] += 1
    # Killed before the first left, between the two, and after both.
    assert set(seen) == {("handed_over", "handed_over"), ("done", "handed_over"), ("done", "done")}, seen


@pytest.mark.soak
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_kill_at_every_boundary_many_times_over(turn, fence, workspace_of_two, tmp_path, temp, readers):
    for number in range(1, len(boundaries_of(workspace_of_two, tmp_path / "count", temp)) + 1):
        kill_and_send_again(workspace_of_two, tmp_path / "cut", number, readers["social_worker"], temp)
