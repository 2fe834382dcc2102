"""Where the folders lie that come with cpdocs: templates, schemas and examples.

They stand at the top of the source tree, because councils and case systems read them there, and inside the package in
a wheel, because a wheel has no top. This is the one place that knows both (DESIGN.md section 2).
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

from cpdocs.errors import CpdocsError

ShippedFolder: TypeAlias = Literal["templates", "schemas", "examples"]

_PACKAGE = Path(__file__).resolve().parent


def folder(name: ShippedFolder) -> Path:
    """The folder ``name`` as it came with this cpdocs: absolute, without links, read only by custom.

    Nothing is searched for: neither the working folder nor the environment can put another folder in its place, since
    a template decides what a letter says.

    Raises:
        CpdocsError: this installation has no such folder.
    """
    found = _find(_PACKAGE, name)
    if found is None:
        raise CpdocsError(f"this installation of cpdocs has no {name}", "Install it again from its wheel.")
    return found


def _find(package: Path, name: str) -> Path | None:
    """``name`` as shipped with the package that lies in ``package``."""
    inside = package / "_shipped" / name
    if inside.is_dir():
        return inside
    # A folder of that name beside an installed package belongs to somebody else; beside our pyproject.toml it is ours.
    beside = package.parent / name
    return beside if (package.parent / "pyproject.toml").is_file() and beside.is_dir() else None
