"""Where layouts and fonts stand: one or more template folders, the authority's own before the shipped ones.

A layout folder is taken whole from the first template folder that has it, never file by file, so that an authority's
letterhead cannot be mixed with another edition's style sheet (DESIGN.md, "One wording, two papers").
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cpdocs.render.problems import ProblemError

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")


@dataclass(frozen=True, slots=True)
class Folders:
    """Template folders in the order they are asked, each holding ``_authority/``."""

    roots: tuple[Path, ...]

    def layout(self, name: str) -> Path:
        """The folder of one layout. Raises ProblemError ``layout``."""
        if _NAME.fullmatch(name):
            for root in self.roots:
                if (found := root / "_authority" / "layouts" / name).is_dir():
                    return found
        raise ProblemError("layout")

    def fonts(self) -> Path:
        """The fonts folder: the first that has a ``fonts.conf``. Raises ProblemError ``fonts``."""
        for root in self.roots:
            if (found := root / "_authority" / "fonts" / "fonts.conf").is_file():
                return found.parent
        raise ProblemError("fonts")

    def shared(self) -> tuple[Path, ...]:
        """The folders in which layouts find the page, the macros and the style sheet they share."""
        return tuple(root / "_authority" / "layouts" for root in self.roots)

    def crest(self, *endings: str) -> Path | None:
        """The authority's crest in the first of these kinds that there is: ``_authority/crest.svg`` or ``.png``."""
        for root in self.roots:
            for ending in endings:
                if (found := root / "_authority" / f"crest.{ending}").is_file():
                    return found
        return None

    def readable(self) -> tuple[Path, ...]:
        """All that a layout may read: layouts, fonts and crests."""
        crests = [root / "_authority" / f"crest.{ending}" for root in self.roots for ending in ("svg", "png")]
        return (*self.shared(), self.fonts(), *crests)

    def files(self) -> list[Path]:
        """Every file below ``_authority``, in a fixed order."""
        return [path for path, _ in self._named()]

    def digest(self) -> str:
        """SHA-256 over the names and the bytes of every file: any edit of a layout or a font changes it."""
        total = hashlib.sha256()
        for path, name in self._named():
            data = path.read_bytes()
            total.update(f"{name}\0{len(data)}\0".encode())
            total.update(data)
        return total.hexdigest()

    def _named(self) -> list[tuple[Path, str]]:
        return [
            (path, f"{number}/{path.relative_to(root)}")
            for number, root in enumerate(self.roots)
            for path in sorted((root / "_authority").rglob("*"))
            if path.is_file()
        ]
