"""A variant to be checked: where it lies, for whom it is written, and the View that its paper is made of."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cpdocs.template_folders import Place, own_folder
from cpdocs.views.cut import CUTTERS
from cpdocs.views.shape import View
from cpdocs.workspace import Workspace

ABOUT: Final = "about.yaml"
WORDING: Final = "wording.md"
EMAIL: Final = "email.md"
PREVIEW: Final = "preview.yaml"
_FAMILY: Final = frozenset({"family", "child", "supporter"})


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant. ``kind`` is None for one that nobody can be entitled to; ``entitled`` is "" then.

    ``shown`` is its folder as findings name it: below the workspace, or whole for a shipped one.
    """

    place: Place
    shown: str
    entitled: str
    kind: type[View] | None
    family: bool

    @property
    def document(self) -> str:
        """Its document."""
        return self.place.document

    def file(self, name: str) -> str:
        """One of its files as findings name it."""
        return f"{self.shown}/{name}"


def variant_of(workspace: Workspace, place: Place) -> Variant:
    """The variant in one folder."""
    entitled = entitled_to(place.document, place.variant)
    cutter = CUTTERS.get((place.document, entitled))
    rule = workspace.tables.documents.documents.get(place.document)
    readers = frozenset(rule.variants.get(entitled, ())) if rule else frozenset()
    return Variant(
        place=place,
        shown=shown(workspace, place.folder),
        entitled=entitled,
        kind=typing.get_type_hints(cutter)["return"] if cutter else None,
        family=bool(readers) and readers <= _FAMILY,
    )


def entitled_to(document: str, variant: str) -> str:
    """The variant of the table of entitlements that a folder is a way of writing: parent_carer for parent_carer_gd."""
    return max(_ways(document, variant), key=len, default="")


def _ways(document: str, variant: str) -> Iterator[str]:
    for name, entitled in CUTTERS:
        if name == document and (variant == entitled or variant.startswith(f"{entitled}_")):
            yield entitled


def shown(workspace: Workspace, path: Path) -> str:
    """A path as findings name it: below the workspace where it is the council's own, else whole."""
    own = path.is_relative_to(own_folder(workspace))
    return str(path.relative_to(workspace.folder) if own else path)
