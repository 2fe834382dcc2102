"""Everything that the pages draw with, cut down to the keys of pdf_keys.GRAPHICS. Runs in the child.

One walk over a list, so that no depth of nesting is a depth of calls. What the walk does not reach is not saved.
"""

from __future__ import annotations

from typing import Any, Final

import pikepdf

from cpdocs.pack import picture_data
from cpdocs.pack.drawing import marks, rewritten
from cpdocs.pack.pdf_keys import GRAPHICS, RESOURCES, TEXTS
from cpdocs.render.problems import ProblemError

#: Pixels of one picture: A3 at 600 dots an inch, or the largest photograph that a telephone takes.
PIXELS: Final = 120_000_000
#: Dictionaries, arrays and streams that are drawn with; the longest report has some thousands.
_MOST: Final = 400_000


class Graphics:
    """The walk. ``kept`` are the streams that go along; ``removed`` are codes of remarks.REMOVED."""

    def __init__(self, file: pikepdf.Pdf) -> None:
        self._file = file
        self._todo: list[tuple[Any, str]] = []
        self._seen: set[tuple[tuple[int, int], str]] = set()
        self._steps = 0
        self.kept: set[tuple[int, int]] = set()
        self.removed: set[str] = set()

    def clean(self, page: pikepdf.Page) -> None:
        """All that ``page`` draws with, and its drawing, which becomes one stream. Raises ProblemError."""
        self._push(page.obj.get("/Resources", pikepdf.Dictionary()), "resources")
        self._push(page.obj.get("/Group"), "graphic")
        page.obj["/Contents"] = self._file.make_stream(self._drawing(page))
        while self._todo:
            one, role = self._todo.pop()
            self._steps += 1
            if self._steps > _MOST:
                raise ProblemError("deep")
            if role == "resources":
                self._resources(one)
            elif role == "glyphs":
                self._glyphs(one)
            else:
                self._graphic(one)

    def _push(self, one: Any, role: str) -> None:  # noqa: ANN401  (any PDF object)
        if not isinstance(one, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream):
            return
        if one.is_indirect:
            if (one.objgen, role) in self._seen:
                return
            self._seen.add((one.objgen, role))
        self._todo.append((one, role))

    def _drawing(self, drawn: Any) -> bytes:  # noqa: ANN401  (a page or a stream)
        data, said = rewritten(drawn)
        if said:
            self.removed.add("said-otherwise")
        return data

    def _resources(self, one: Any) -> None:  # noqa: ANN401  (any PDF object)
        if not isinstance(one, pikepdf.Dictionary):
            raise ProblemError("damaged")
        keep(one, RESOURCES)
        for kind, named in list(one.items()):
            if not isinstance(named, pikepdf.Dictionary):
                raise ProblemError("damaged")
            for name, value in list(named.items()):
                if kind == "/Properties":
                    named[name] = marks(value)
                    continue
                if kind == "/XObject" and not _is_drawn(value):
                    raise ProblemError("damaged")
                self._push(value, "graphic")

    def _glyphs(self, one: Any) -> None:  # noqa: ANN401  (any PDF object)
        if not isinstance(one, pikepdf.Dictionary):
            raise ProblemError("damaged")
        for _, glyph in list(one.items()):
            if not isinstance(glyph, pikepdf.Stream):
                raise ProblemError("damaged")
            glyph.write(self._drawing(glyph))
            self._graphic(glyph)

    def _graphic(self, one: Any) -> None:  # noqa: ANN401  (any PDF object)
        if isinstance(one, pikepdf.Array):
            for item in one.as_list():
                self._push(item, "graphic")
            return
        if isinstance(one, pikepdf.Stream):
            self._stream(one)
        keep(one, GRAPHICS)
        for key, value in list(one.items()):
            if isinstance(value, pikepdf.String) and key not in TEXTS:
                del one[key]
            role = {"/Resources": "resources", "/CharProcs": "glyphs"}.get(key, "graphic")
            self._push(value, role)

    def _stream(self, one: pikepdf.Stream) -> None:
        self.kept.add(one.objgen)
        kind = str(one.get("/Subtype", ""))
        if kind == "/PS":
            raise ProblemError("postscript")
        if kind == "/Image" or {"/Width", "/Height"} <= set(one.keys()):
            self._picture(one)
        elif kind == "/Form" or one.get("/PatternType") == 1:
            one.write(self._drawing(one))

    def _picture(self, one: pikepdf.Stream) -> None:
        wide, high = _whole(one.get("/Width")), _whole(one.get("/Height"))
        if wide < 1 or high < 1 or wide * high > PIXELS:
            raise ProblemError("pixels")
        filters = one.get("/Filter")
        chain = [str(f) for f in filters.as_list()] if isinstance(filters, pikepdf.Array) else [str(filters)]
        strip = {"/DCTDecode": picture_data.jpeg, "/JPXDecode": picture_data.jpeg2000}.get(chain[-1] if chain else "")
        if strip is None:
            return
        coded = self._undone(one, chain[:-1])
        try:
            bare = strip(coded)
        except ValueError:
            raise ProblemError("damaged") from None
        if bare != coded:
            self.removed.add("picture-data")
        parms: Any = one.get("/DecodeParms")
        last: Any = parms.as_list()[-1] if isinstance(parms, pikepdf.Array) and len(parms) else parms
        one.write(bare, filter=pikepdf.Name(chain[-1]), decode_parms=last)

    def _undone(self, one: pikepdf.Stream, chain: list[str]) -> bytes:
        """The coded picture, without the filters that were put around it."""
        raw = one.read_raw_bytes()
        if not chain:
            return raw
        around = self._file.make_stream(raw)
        around["/Filter"] = pikepdf.Array([pikepdf.Name(name) for name in chain])
        try:
            return around.read_bytes()
        except pikepdf.PdfError:
            raise ProblemError("damaged") from None


def _is_drawn(value: Any) -> bool:  # noqa: ANN401  (any PDF object)
    """Whether a reader draws it: what is called a drawing and is none can only hide something."""
    return isinstance(value, pikepdf.Stream) and str(value.get("/Subtype")) in {"/Form", "/Image", "/PS"}


def _whole(value: Any) -> int:  # noqa: ANN401  (any PDF object)
    return value if isinstance(value, int) else 0


def keep(one: Any, allowed: frozenset[str]) -> None:  # noqa: ANN401  (a dictionary or a stream)
    """Drop every key of ``one`` that is not ``allowed``."""
    for key in list(one.keys()):
        if key not in allowed:
            del one[key]
