"""A rule or a view that is wrong in one line turns the suite red: each sabotage of the table, on a copy of the tree.

Red is a test that fails, never a module that cannot be imported. Long: scripts/soak.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sabotages import SABOTAGES, Sabotage

TOP = Path(__file__).resolve().parents[2]
SUITE = ("tests/promises", "tests/views", "tests/rules")
PASSED, FAILED = 0, 1


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package and of the tests that watch over its rules and views."""
    for name in ("cpdocs", "tests/conftest.py", "tests/shared", *SUITE):
        source, target = TOP / name, tmp_path / name
        target.parent.mkdir(exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
    for name in ("templates", "examples", "schemas", "pyproject.toml", "docs"):
        (tmp_path / name).symlink_to(TOP / name)
    return tmp_path


def run(tree: Path, *paths: str) -> tuple[int, str]:
    """The exit code of pytest in the copy, and what it said. The copy is the package that the tests import."""
    order = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not soak", "-p", "no:cacheprovider", *paths]
    env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(order, cwd=tree, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def sabotage(tree: Path, one: Sabotage) -> None:
    path = tree / "cpdocs" / one.file
    lines = path.read_text("utf-8").split("\n")
    assert lines.count(one.old) == 1, f"{one.file}: this line does not stand there exactly once: {one.old.strip()}"
    lines[lines.index(one.old)] = one.new
    path.write_text("\n".join(lines), "utf-8")


def test_the_table_is_long_enough_and_says_each_thing_once() -> None:
    assert len(SABOTAGES) >= 30
    assert len({one.what for one in SABOTAGES}) == len({(one.file, one.old) for one in SABOTAGES}) == len(SABOTAGES)


@pytest.mark.parametrize("one", SABOTAGES, ids=lambda one: one.what)
def test_a_line_that_is_sabotaged_still_stands_where_the_table_says(one: Sabotage) -> None:
    lines = (TOP / "cpdocs" / one.file).read_text("utf-8").split("\n")
    assert lines.count(one.old) == 1, f"{one.file}: correct sabotages.py, where this line is: {one.old.strip()}"


@pytest.mark.soak
def test_without_a_sabotage_the_copy_is_green(tree: Path) -> None:
    code, said = run(tree, *SUITE)
    assert code == PASSED, said[-2000:]


@pytest.mark.soak
@pytest.mark.parametrize("one", SABOTAGES, ids=lambda one: one.what)
def test_a_sabotage_is_seen(one: Sabotage, tree: Path, say: Callable[[str], None]) -> None:
    sabotage(tree, one)
    code, said = run(tree, one.first)
    if code == PASSED:
        code, said = run(tree, *SUITE)
    killer = re.search(r"^FAILED (\S+)", said, re.MULTILINE)
    say(f"{one.what}: {'seen by ' + killer[1] if killer else 'SURVIVED'}")
    assert code == FAILED, said[-2000:]
    assert killer is not None, said[-2000:]
