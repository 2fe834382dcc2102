"""The one function that finds templates, schemas and examples, in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from cpdocs import shipped
from cpdocs.errors import CpdocsError

TOP = Path(__file__).resolve().parents[1]
NAMES = get_args(shipped.ShippedFolder)


@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_s_folder_is_the_one_at_its_top(
    name: shipped.ShippedFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)  # the working folder's namesake must not be taken
    assert shipped.folder(name) == TOP / name


def _package(tmp_path: Path, *folders: str) -> Path:
    package = tmp_path / "cpdocs"
    for folder in ("cpdocs", *folders):
        (tmp_path / folder).mkdir(parents=True)
    return package


def test_a_wheel_s_folder_lies_inside_the_package(tmp_path: Path) -> None:
    package = _package(tmp_path, "cpdocs/_shipped/templates", "templates")
    assert shipped._find(package, "templates") == package / "_shipped" / "templates"


def test_a_stranger_s_folder_beside_an_installed_package_is_not_taken(tmp_path: Path) -> None:
    package = _package(tmp_path, "templates")
    assert shipped._find(package, "templates") is None


def test_an_installation_without_templates_is_refused_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "_PACKAGE", _package(tmp_path))
    with pytest.raises(CpdocsError, match="has no templates") as refused:
        shipped.folder("templates")
    assert refused.value.hint == "Install it again from its wheel."
