"""The examples, prepared once, and their papers laid out once each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from finished import Finisher
from snapshots import Examples


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Examples:
    return Examples(tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="session")
def finisher() -> Iterator[Finisher]:
    with Finisher() as one:
        yield one
