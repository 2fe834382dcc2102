"""A wheel, away from the repository, does the whole job (DESIGN.md section 2)."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import loopback
import pytest

TOP = Path(__file__).resolve().parents[1]
SHIPPED = ("templates", "schemas", "examples")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "-w",
        folder,
        TOP,
        cwd=folder,
    )
    (built,) = folder.glob("cpdocs-*.whl")
    return built


def _run(*arguments: object, cwd: Path, index: bool = False) -> str:
    """Standard output of a program that must succeed; its standard error, should it not.

    With ``index`` it may call the package index; else no other machine.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "CPDOCS", "VIRTUAL_ENV"))}
    environment |= {} if index else loopback.children()
    done = subprocess.run(
        list(map(str, arguments)), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _ours(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_the_three_folders_and_the_licence_and_nothing_else(wheel: Path) -> None:
    expected = {f"cpdocs/{file}" for file in _ours(TOP / "cpdocs")}
    for name in SHIPPED:
        files = _ours(TOP / name)
        assert files, f"{name} is empty"
        expected |= {f"cpdocs/_shipped/{name}/{file}" for file in files}
    held = set(zipfile.ZipFile(wheel).namelist())
    about = {file for file in held if file.partition("/")[0].endswith(".dist-info")}
    assert held - about == expected
    assert {file.rpartition("/")[2] for file in about} >= {"METADATA", "LICENSE"}


def test_an_editable_install_holds_no_copy_of_its_own(tmp_path: Path) -> None:
    """A copied template would go on being sent after the one in the checkout was mended."""
    from hatchling.build import build_editable  # the very builder that scripts/setup uses

    before = Path.cwd()
    os.chdir(TOP)
    try:
        built = tmp_path / build_editable(str(tmp_path))
    finally:
        os.chdir(before)
    held = zipfile.ZipFile(built).namelist()
    assert [file for file in held if ".dist-info/" not in file] == ["_cpdocs.pth"]


def test_an_installed_wheel_finds_its_own_folders(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = "import sys; sys.path.insert(0, sys.argv[1]); from cpdocs.shipped import folder; print(*map(folder, sys.argv[2:]), sep='\\n')"
    found = _run(sys.executable, "-I", "-c", code, site, *SHIPPED, cwd=tmp_path).split()
    assert found == [str(site / "cpdocs" / "_shipped" / name) for name in SHIPPED]


@pytest.mark.outside
def test_a_wheel_in_an_empty_venv_away_from_the_repository_does_the_demo(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "-q")
    _run(*pip, "--require-hashes", "--only-binary", ":all:", "-r", TOP / "requirements.lock", cwd=tmp_path, index=True)
    _run(*pip, "--no-deps", "--no-index", wheel, cwd=tmp_path)
    _run(python, "-m", "pip", "check", cwd=tmp_path)

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    said = _run(python.parent / "cpdocs", "demo", elsewhere / "demo", cwd=elsewhere)
    assert str(TOP) not in said
    assert any((elsewhere / "demo").rglob("*.eml")), "the demo's outbox is empty"
