"""The command line as it is typed, in the tests' own process: its exit code, what it reports, what it complains of."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from cpdocs import cli

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"


class Typed(NamedTuple):
    """What became of one command."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def typed(monkeypatch, capsys, tmp_path):
    """Type a command in a folder (``at``); the operator is the demo's clerk."""
    monkeypatch.setenv("CPDOCS_OPERATOR", "admin")
    own = signal.getsignal(signal.SIGTERM)

    def type_it(*args, at=None):
        monkeypatch.chdir(at or tmp_path)
        monkeypatch.setattr(sys, "argv", ["cpdocs", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Typed(int(ended.value.code or 0), said.out, said.err)

    yield type_it
    signal.signal(signal.SIGTERM, own)


@pytest.fixture
def day():
    """The ``--today`` of each of the example's two records."""
    return {CALLED: ("--today", "2026-11-05"), DECIDED: ("--today", "2026-11-16")}


@pytest.fixture
def snapshot():
    """Every file and folder below one, with bytes and rights."""

    def look(folder):
        found = {}
        for path in sorted(Path(folder).rglob("*")):
            mode = oct(path.stat().st_mode)
            found[os.fspath(path.relative_to(folder))] = (mode, path.read_bytes() if path.is_file() else None)
        return found

    return look
