"""One fenced child for the whole room."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpdocs.render.fence import Fence


@pytest.fixture(scope="session")
def fence():
    with Fence(Path(__file__).parents[2] / "templates") as one:
        one.start()
        yield one
