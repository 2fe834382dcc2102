"""What must be true of the project as a whole: what it may say, what it locks, what its lists leave out."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

import cpdocs

if TYPE_CHECKING:
    from collections.abc import Iterator

TOP = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
LOCKS = tuple(sorted(path.name for path in TOP.glob("requirements*.lock")))
SCRIPTS = sorted(path for path in (TOP / "scripts").iterdir() if not path.suffix)

# A module longer than this needs a line here that says why it is still one module.
LINES = 300
SHORT = ("cpdocs/", "tests/promises/", "tests/sabotage/")
LONGER = {"tests/sabotage/sabotages.py": "one table, read from top to bottom"}

# Put together here, so that this file does not hold them.
NEVER = tuple(
    "".join(parts)
    for parts in (
        ("/wo", "rk/"),  # one machine's folders
        ("/opt", "/pypi"),
        ("/opt", "/wheels"),
        ("pypi", ".org"),  # where a package comes from is for the machine that installs it to say
        ("python", "hosted"),
        ("index", "-url ="),
        ("find", "-links ="),
    )
)
NO_TEST_SKIPS_ITSELF = tuple(
    "".join(parts) for parts in (("pytest.", "skip"), ("import", "orskip"), ("mark.", "skip"), ("mark.", "xfail"))
)


def project_files() -> Iterator[Path]:
    """Every file that .gitignore does not leave out. Git itself is not asked: a bare machine has none."""
    ignored = [".git", *(line.rstrip("/") for line in (TOP / ".gitignore").read_text("utf-8").split())]
    for folder, folders, files in os.walk(TOP):
        folders[:] = [f for f in folders if not any(fnmatch(f, pattern) for pattern in ignored)]
        yield from (Path(folder) / f for f in files if not any(fnmatch(f, pattern) for pattern in ignored))


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    for path in project_files():
        if not suffixes or path.suffix in suffixes:
            try:
                yield str(path.relative_to(TOP)), path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


def pins(lock: str) -> dict[str, str]:
    """name -> version of each line of a lock."""
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", (TOP / lock).read_text("utf-8"), re.MULTILINE))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_no_file_names_a_machine_or_a_package_index() -> None:
    assert [(name, word) for name, text in texts() for word in NEVER if word in text] == []


def test_no_test_can_skip_itself() -> None:
    found = [(n, w) for n, text in texts(".py") if n.startswith("tests/") for w in NO_TEST_SKIPS_ITSELF if w in text]
    assert found == []


def test_no_module_is_long_without_a_reason() -> None:
    long = {n for n, text in texts(".py") if n.startswith(SHORT) and text.count("\n") > LINES}
    assert long == set(LONGER)


def test_every_runtime_dependency_says_what_it_is_for() -> None:
    block = re.search(
        r"^dependencies = \[\n(.*?)^\]", (TOP / "pyproject.toml").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert block is not None
    lines = block.group(1).splitlines()
    assert len(lines) == len(PYPROJECT["project"]["dependencies"])
    assert [line for line in lines if not re.fullmatch(r'    "[^"]+", +# \S.*', line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_exact_versions_with_hashes_and_names_no_place(lock: str) -> None:
    text = (TOP / lock).read_text("utf-8")
    assert not re.search(r"://|^-|@", text, re.MULTILINE)
    entries = re.split(r"^(?=[a-zA-Z])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(lock)) > 0
    assert [e.split("\n")[0] for e in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", e)] == []


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    groups, extras = PYPROJECT["dependency-groups"], PYPROJECT["project"]["optional-dependencies"]
    ours = PYPROJECT["project"]["dependencies"]
    asked = {
        "requirements.lock": ours,
        "requirements-extras.lock": [*ours, *(one for extra in extras.values() for one in extra)],
        "requirements-build.lock": [*groups["build"], *PYPROJECT["build-system"]["requires"]],
        "requirements-test.lock": [*groups["test"], *groups["lint"]],
        "requirements-outside.lock": groups["outside"],
    }
    assert sorted(asked) == sorted(LOCKS)
    for lock, wanted in asked.items():
        held = pins(lock)
        for requirement in map(Requirement, wanted):
            version = held.get(normal(requirement.name))
            assert version is not None, f"{lock} lacks {requirement.name}: run scripts/lock"
            assert requirement.specifier.contains(version), f"{lock}: {requirement} is not met: run scripts/lock"


def test_the_locks_install_together() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in pins(lock).items():
            versions.setdefault(name, set()).add(version)
    assert {name: several for name, several in versions.items() if len(several) > 1} == {}


def test_the_changelog_s_newest_entry_is_this_version() -> None:
    newest = re.search(r"^## (\S+)", (TOP / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest.group(1) == cpdocs.__version__


def test_the_list_of_decisions_is_the_folder() -> None:
    folder = TOP / "docs" / "adr"
    listed = re.findall(r"\]\((\d{4}-[^)]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.name)
def test_a_script_can_be_run_and_read_by_a_plain_shell(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert script.read_text("utf-8").startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", script], check=True)
