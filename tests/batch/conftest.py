"""A workspace from which nothing has been sent, with short conferences to send."""

from __future__ import annotations

import pytest
import short_conferences


@pytest.fixture(scope="session")
def short(untouched):
    """A short conference's record, as plain data."""
    return short_conferences.short(untouched)
