"""The template folders that a workspace uses: which variant comes from where, and a copy of a shipped one to change.

A council's own folder takes the place of a shipped document's whole, all variants of it (DESIGN.md section 4, "One
wording, two papers"). So a copy is whole too: of every variant, or not made.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cpdocs import files
from cpdocs.documents.templates import Template
from cpdocs.errors import TemplateError, UsageError
from cpdocs.rules.checks.problem import near
from cpdocs.shipped import folder as shipped
from cpdocs.workspace import Workspace

#: The folder of the looks: layouts and fonts, which all documents share.
LOOKS: Final = "_authority"
_OWN: Final = "templates"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a variant, or a layout, comes from: the council's own folder, or the one that came with cpdocs."""

    document: str
    variant: str
    folder: Path
    own: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A variant as it is; or ``wrong``, why it cannot be read."""

    place: Place
    template: Template | None
    wrong: str = ""


def own_folder(workspace: Workspace) -> Path:
    """Where a council's own templates lie, whether there are any or not."""
    return workspace.folder / _OWN


def homes(workspace: Workspace) -> dict[str, Path]:
    """Each document that has a folder, with the template folder that it is taken from, in the table's order.

    A folder that is no document of ours stands at the end: nothing is made from it, and its council should know.
    """
    known = list(workspace.tables.documents.documents)
    found = {name: home for home in reversed(workspace.templates.folders) for name in folders_in(home)}
    names = [name for name in known if name in found] + sorted(found.keys() - set(known))
    return {name: found[name] for name in names}


def variants(workspace: Workspace) -> tuple[Place, ...]:
    """Every variant that this workspace would use."""
    return tuple(
        Place(name, variant, home / name / variant, home == own_folder(workspace))
        for name, home in homes(workspace).items()
        for variant in folders_in(home / name)
    )


def layouts(workspace: Workspace) -> tuple[Place, ...]:
    """Every layout that this workspace would use. Each is taken whole from the first folder that has it."""
    folders = [(home, home / LOOKS / "layouts") for home in reversed(workspace.templates.folders)]
    found = {name: home for home, folder in folders for name in folders_in(folder)}
    return tuple(
        Place(LOOKS, name, home / LOOKS / "layouts" / name, home == own_folder(workspace))
        for name, home in sorted(found.items())
    )


def listed(workspace: Workspace) -> Iterator[Listed]:
    """Every variant, read. One that cannot be read is listed too, with what is wrong."""
    for place in variants(workspace):
        covering = goes_by_itself(workspace, place.document)
        try:
            yield Listed(place, workspace.templates.find(place.document, place.variant, covering=covering))
        except TemplateError as error:
            yield Listed(place, None, error.message)


def goes_by_itself(workspace: Workspace, document: str) -> bool:
    """Whether a document ever stands at the head of a parcel, and so needs a covering text."""
    rule = workspace.tables.documents.documents.get(document)
    return rule is None or not rule.enclosed_with


def copyable() -> tuple[str, ...]:
    """What can be copied: each shipped document, and the looks."""
    return (*folders_in(shipped("templates")), LOOKS)


def copy(workspace: Workspace, document: str) -> tuple[Path, ...]:
    """Copy a shipped document's folder, or the looks, into the workspace. Returns the files, below the workspace.

    All of it or nothing: it is made beside its place and put there in one step. For its owner alone at first; whoever
    may write there decides what families read.

    Raises:
        UsageError: there is no such document, it is there already, or it cannot be written.
    """
    if document not in copyable():
        raise UsageError(f"there is no template of the name {document}", near(document, copyable(), ""))
    home, source = own_folder(workspace), shipped("templates") / document
    target, part = home / document, home / f".{document}.part"
    try:
        home.mkdir(mode=0o700, exist_ok=True)
        with files.held(home):
            if os.path.lexists(target):
                cure = f"Change it there. To begin anew from the shipped one, first move this one away from {_OWN}/."
                raise UsageError(f"{_OWN}/{document} is there already; nothing was changed", cure)
            shutil.rmtree(part, ignore_errors=True)  # what a stopped copy left
            try:
                _copied(source, part)
                part.rename(target)
            finally:
                shutil.rmtree(part, ignore_errors=True)
            files.sync(home)
    except OSError as error:
        raise UsageError(f"the templates cannot be copied: {files.cause(error)}", f"Look at {home}.") from None
    return tuple(sorted(p.relative_to(workspace.folder) for p in target.rglob("*") if p.is_file()))


def _copied(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    for path in sorted(source.iterdir()):
        if path.is_dir():
            _copied(path, target / path.name)
        else:
            files.write_new(target / path.name, path.read_bytes())


def folders_in(home: Path) -> tuple[str, ...]:
    """The folders in ``home`` by name; those with a dot or a line in front are no documents and no variants."""
    if not home.is_dir():
        return ()
    return tuple(sorted(p.name for p in home.iterdir() if p.is_dir() and p.name[0] not in "._"))
