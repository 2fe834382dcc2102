"""No residue: whatever way a parcel goes and however its run ends, nothing stays of it but what it is meant to leave.

No agent or gpg and none of its homes, no file or socket in the temp root, no half file in the workspace, no child.
(HAZARDS.md, "Hazards and tests" 27.)
"""

from __future__ import annotations

import errno
import shutil
import signal
from contextlib import nullcontext

import pytest
from kills import TWO, WEB_WIRE, alive, check_no_residue, counted, cut_off
from road_servers import SECRETS, SERVERS, with_server
from road_tools import CALLED, CLERK, DAYS, DECIDED, deliver, opened, table

from cpdocs import cli, phrases

#: How it goes | to whom | by which transport. The two last of a workspace in which every channel is.
ROADS = {
    "OpenPGP": ("social_worker", "outbox"),
    "paper": ("womens_aid", "outbox"),
    "SMTP": ("social_worker", "smtp"),
    "Graph": ("social_worker", "graph"),
    "Exchange": ("social_worker", "exchange"),
    "S/MIME": ("health_visitor", "outbox"),
    "six words": ("mother", "outbox"),
}


@pytest.fixture(scope="module")
def with_words(furnished, tmp_path_factory):
    """Every channel is there, and the mother has her six words."""
    folder = shutil.copytree(furnished, tmp_path_factory.mktemp("words") / "workspace")
    phrases.issue(opened(folder), folder / DECIDED, DAYS[DECIDED], "mother", "hand", CLERK)
    return folder


#: The quick tests have each kind of channel and of server once.
ELSEWHERE = {"SMTP", "Exchange", "S/MIME"}


@pytest.fixture(params=[pytest.param(one, marks=pytest.mark.soak) if one in ELSEWHERE else one for one in ROADS])
def road(request, workspace_of_two, with_words, tmp_path):
    """A workspace, what sends one parcel of it, and what it holds beside its keys."""
    person, transport = ROADS[request.param]
    origin, record = (with_words, DECIDED) if request.param in ("S/MIME", "six words") else (workspace_of_two, TWO)
    folder = shutil.copytree(origin, tmp_path / "origin")
    own = {p.name for p in (folder / "keys").iterdir() if not p.name.endswith(".asc")}
    with SERVERS[transport](tmp_path) if transport in SERVERS else nullcontext() as server:
        if server:
            with_server(folder, transport, server)
            own |= SECRETS.keys() & {p.name for p in (folder / "keys").iterdir()}
        day = DAYS[DECIDED if record == DECIDED else CALLED]
        yield folder, lambda at: deliver(at, record, day, person, transport=transport), own


def full():
    raise OSError(errno.ENOSPC, "No space left on device")


def terminated():
    """As a supervisor does, to a cpdocs whose command line has begun as it does."""
    signal.signal(signal.SIGTERM, cli._stopped)
    signal.raise_signal(signal.SIGTERM)


def test_nothing_stays_of_a_run_however_it_ends(fence, road, tmp_path, temp) -> None:
    """Cut off where the parcel has been sealed and the attempt is written down, but nothing has gone: agent, gpg home
    and connection are there then.
    """
    origin, send, own = road
    names = counted(lambda: send(shutil.copytree(origin, tmp_path / "whole")), temp, WEB_WIRE)
    check_no_residue(tmp_path / "whole", temp, *own)

    intent = [n for n, name in enumerate(names, start=1) if name == "after do_commit"][-3]
    for how, act, code in (("full", full, 1), ("terminated", terminated, 128 + signal.SIGTERM)):
        folder = shutil.copytree(origin, tmp_path / how)
        ended = cut_off(lambda at=folder: send(at), intent, temp, WEB_WIRE, act, code)
        check_no_residue(folder, temp, *own)
        assert alive(f"cpdocs.render.child {ended} ") == []

    folder = shutil.copytree(origin, tmp_path / "killed")
    ended = cut_off(lambda: send(folder), intent, temp, WEB_WIRE)
    [state] = table(send(folder)).values()
    assert state in ("sent", "handed_over", "held in-doubt")
    check_no_residue(folder, temp, *own)
    assert alive(f"cpdocs.render.child {ended} ") == []
