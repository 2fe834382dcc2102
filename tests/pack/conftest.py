"""An enclosure as somebody hands it in: a file, and the digest under which it was declared. A fenced child to bind it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from cpdocs.pack.enclosures import Limits, cleaned
from cpdocs.render.fence import Fence

#: Small, so that what is made to run for ever ends soon; the plain cases need a hundredth of it.
LIMITS = Limits(memory=512 << 20, cpu=10, wall=30)


@pytest.fixture
def hand_in(tmp_path):
    def hand_in(data, declared="", limits=LIMITS):
        path = tmp_path / "report.pdf"
        path.write_bytes(data)
        return cleaned(path, declared or hashlib.sha256(data).hexdigest(), limits)

    return hand_in


@pytest.fixture(scope="session")
def fence():
    """One warm child for the whole room."""
    with Fence(Path(__file__).parents[2] / "templates") as one:
        one.start()
        yield one
