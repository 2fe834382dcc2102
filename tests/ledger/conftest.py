"""The ledger's contract runs on both databases by the same code: on SQLite always, on PostgreSQL in scripts/test-outside."""

from __future__ import annotations

import ledger_tools
import pytest
from ledger_tools import Files, Server
from postgres_cluster import cluster

#: What is about one file on one disk, or about no database at all.
OF_ONE_FILE = ("test_ledger_place", "test_ledger_tree", "test_ledger_library", "test_ledger_postgres")


def pytest_generate_tests(metafunc):
    if metafunc.module.__name__ not in OF_ONE_FILE and metafunc.definition.get_closest_marker("one_file") is None:
        both = ["sqlite", pytest.param("postgresql", marks=pytest.mark.outside)]
        metafunc.parametrize("backend", both, indirect=True)


@pytest.fixture(scope="session")
def server():
    with cluster() as one:
        yield one


@pytest.fixture(autouse=True)
def backend(request):
    """Where ``open_in``, ``tamper`` and the rest look for a folder's ledger."""
    kind = getattr(request, "param", "sqlite")
    ledger_tools.BACKEND = Server(request.getfixturevalue("server")) if kind == "postgresql" else Files()
    yield ledger_tools.BACKEND
    ledger_tools.BACKEND.close()
    ledger_tools.BACKEND = Files()
