"""What all rooms' tests share: how drawn examples are drawn, one demo played once for everybody who looks at it, and
that nobody outside this machine is called (loopback.py).

The examples are the same ones every time in scripts/test, new and many more in scripts/soak. No deadline in either: a
slow machine is not a broken promise.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from lent import Lender
from loopback import Calls

from cpdocs import demo, phrases, plain_copies, release, run
from cpdocs.breach import kit

EXAMPLES = Path(__file__).parents[1] / "examples"

settings.register_profile("test", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("test")
CALLS = Calls()


def pytest_unconfigure():
    CALLS.close()


@pytest.fixture(autouse=True)
def calls():
    """The calls to elsewhere that were refused; one that is left here when a test ends fails it."""
    yield CALLS
    assert CALLS.new() == []


@pytest.fixture(scope="session", autouse=True)
def lender():
    """Lends a warm child to every run that a test makes in its own process."""
    own, lent = run.Fence, Lender(EXAMPLES.glob("*/templates"))
    run.Fence = plain_copies.Fence = release.Fence = phrases.Fence = kit.Fence = lent
    yield lent
    lent.stop()
    run.Fence = plain_copies.Fence = release.Fence = phrases.Fence = kit.Fence = own


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    """The folder of a demo that was played through both its days. Look, do not touch."""
    folder = tmp_path_factory.mktemp("played") / "demo"
    _, as_expected = demo.play(folder, lambda _: None)
    assert as_expected, "the demo's table is not the one of the example"
    return folder


@pytest.fixture(scope="session")
def untouched(played, tmp_path_factory):
    """The same workspace with its keys, from which nothing has been planned or sent yet. Look, do not touch."""
    folder = tmp_path_factory.mktemp("untouched") / "demo"
    shutil.copytree(played, folder, ignore=shutil.ignore_patterns("ledger", "outbox", "workspace.key", "ledger.key"))
    shutil.rmtree(folder / "archive")
    return folder


@pytest.fixture
def workspace_folder(untouched, tmp_path):
    """A workspace of a test's own, from which nothing has been sent."""
    return shutil.copytree(untouched, tmp_path / "workspace")


@pytest.fixture
def played_folder(played, tmp_path):
    """A workspace of a test's own, from which the demo has been sent."""
    return shutil.copytree(played, tmp_path / "workspace")


@pytest.fixture
def say(request):
    """Print a line that pytest does not swallow: a long run says its seed before and its count after."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def line(text: str) -> None:
        with capture.global_and_fixture_disabled():
            sys.stdout.write(f"\n{text}\n")
            sys.stdout.flush()

    return line
