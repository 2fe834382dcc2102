"""What the tests of wording and papers are given: a small View, the council's words, Views of every shape."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import strategies as st
from made_views import AUTHORITY, Small, made

from cpdocs.views.shape import AuthorityWords, View


@pytest.fixture(scope="session")
def authority() -> AuthorityWords:
    return AUTHORITY


@pytest.fixture(scope="session")
def small() -> Callable[..., View]:
    return lambda **values: Small(AUTHORITY, **values)


@pytest.fixture(scope="session")
def views_of() -> Callable[[type[View], st.SearchStrategy[str]], st.SearchStrategy[View]]:
    return made
