"""The road on PostgreSQL: two processes that send one conference at once. Run by scripts/test-outside."""

from __future__ import annotations

import shutil

import pytest
from postgres_cluster import cluster
from road_tools import CALLED, DAYS, deliver, opened
from test_road_runs import two_at_once

from cpdocs import keeping
from cpdocs.errors import LedgerError

pytestmark = pytest.mark.outside


@pytest.fixture
def on_a_server(untouched, tmp_path):
    """A workspace that has sent nothing, whose ledger is a database."""
    folder = shutil.copytree(untouched, tmp_path / "both")
    with cluster() as server:
        server.make("council")
        settings = folder / "cpdocs.yaml"
        address = server.address("council")
        settings.write_text(settings.read_text().replace("ledger: ledger/ledger.sqlite", f"ledger: {address}"))
        yield folder, server


def test_two_runs_at_once_hand_each_parcel_over_once(on_a_server, temp):
    folder, _ = on_a_server
    two_at_once(folder, temp)
    assert not (folder / "ledger").exists()


def test_an_empty_database_in_the_place_of_one_that_was_sent_from_sends_nothing(on_a_server):
    folder, server = on_a_server
    deliver(folder, CALLED, DAYS[CALLED], "mother")
    with opened(folder).ledger() as ledger:
        assert [e.event for e in ledger.entries()] == ["begun", "attempt", "handed_over", "run"]
        assert keeping.verify(opened(folder), ledger).valid
    server.drop("council")
    server.make("council")
    with pytest.raises(LedgerError, match="is empty, and this workspace has sent before"):
        deliver(folder, CALLED, DAYS[CALLED], "mother")


def test_what_this_machine_does_not_hold_may_lie_on_another(on_a_server):
    """Settled as failed it would leave a second time."""
    folder, _ = on_a_server
    deliver(folder, CALLED, DAYS[CALLED], "mother")
    with opened(folder).ledger() as ledger:
        (state,) = ledger.attempts()
        left = type(state.intent)(
            **{f: getattr(state.intent, f) for f in state.intent.__slots__}
            | {"recipient": "advocate", "serial": "AAAAAAAAAA"}
        )
        ledger._begin(left)  # what a run on another machine left that was stopped
    deliver(folder, CALLED, DAYS[CALLED], "mother")
    with opened(folder).ledger() as ledger:
        assert [(a.intent.recipient, a.state) for a in ledger.attempts()] == [
            ("mother", "handed_over"),
            ("advocate", "in_doubt"),
        ]
