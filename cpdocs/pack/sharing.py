"""A font that several parts of a pack bring along stands in it once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from pikepdf import Dictionary, Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pikepdf

_PROGRAMS: Final = ("/FontFile", "/FontFile2", "/FontFile3")


class Fonts:
    """The font programs of a file so far, by what they are: their bytes as they are stored, and how to read them."""

    def __init__(self) -> None:
        self._known: dict[bytes, pikepdf.Object] = {}
        self._seen: set[tuple[int, int]] = set()

    def share(self, pages: Iterable[pikepdf.Object]) -> None:
        """Let the fonts of ``pages`` use a program that is there already. Widths and letters stay each font's own."""
        for font in (font for page in pages for font in self._fonts(page)):
            descriptor = font.get("/FontDescriptor")
            if not isinstance(descriptor, Dictionary):
                continue
            for key in _PROGRAMS:
                if isinstance(program := descriptor.get(key), Stream):
                    descriptor[key] = self._known.setdefault(_told_apart(program), program)

    def _fonts(self, page: pikepdf.Object) -> Iterator[pikepdf.Object]:
        """The fonts that a page names itself and that were not seen yet, and the fonts that these are made of."""
        fonts = page.get("/Resources", Dictionary()).get("/Font", Dictionary())
        if fonts.objgen != (0, 0):
            if fonts.objgen in self._seen:
                return
            self._seen.add(fonts.objgen)
        for font in fonts.as_dict().values():
            if isinstance(font, Dictionary) and font.objgen not in self._seen:
                if font.objgen != (0, 0):
                    self._seen.add(font.objgen)
                yield font
                yield from (kid for kid in font.get("/DescendantFonts", ()) if isinstance(kid, Dictionary))


def _told_apart(program: pikepdf.Object) -> bytes:
    entries = sorted((key, repr(value)) for key, value in program.stream_dict.items())
    return hashlib.sha256(repr(entries).encode() + program.read_raw_bytes()).digest()
