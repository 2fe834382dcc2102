"""The running number and the case reference on every page of a pack, in a strip that nothing of the page reaches; on a
page that nobody has stamped yet, the stamp at its foot.

Both are drawn first and by themselves, before the page's own drawing is scaled and cut to its frame. So nothing that a
page does (a drawing that leaves its state changed, or undoes what stood before it) can move, cover or take away its
number. Where a page's words must stay in its own drawing, since its tags point into it, the frame is put before them;
any other page becomes one picture in the frame, and its words one element for a screen reader, in the order in which
they are drawn.
"""

from __future__ import annotations

from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from cpdocs.errors import InputError
from cpdocs.pack.sheet import Matrix, Sheet, Strip, at_the_foot, frame, then

_FONT, _DRAWN, _STAMP = "/CpPack", "/CpPage", "/CpStamp"
#: Page furniture, to be seen and not to be read out (ISO 32000-1, 14.8.2.2.2).
_ARTIFACT: Final = b"/Artifact <</Type /Pagination /Subtype /Header /Attached [/Top]>> BDC\n"
_ISSUED: Final = b"/Artifact <</Type /Pagination /Subtype /Footer /Attached [/Bottom]>> BDC\nq %s cm %s Do Q\nEMC\n"
_WORDS: Final = b"/P <</MCID 0>> BDC /CpPage Do EMC"
#: What a page of a pack keeps; the rest is a program's own, or a box that no longer fits.
_KEPT: Final = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group", "/Annots"}
    | {"/StructParents"}
)
#: The tab at the edge of a section's sheet, in points: its size, its step down from one to the next, and how many steps
#: there are before the first place is taken again.
_TAB: Final = (46.0, 34.0)
_TAB_TOP, _TAB_STEP, _TAB_STEPS, _TAB_SIZE = 120.0, 44.0, 14, 15
_BLUE, _WHITE = b"0.122 0.227 0.302 rg", b"1 g"


class Numbering:
    """Puts its strip on one page after the other of ``file``, and ``stamp`` on those that have none.

    ``stamp`` is a picture of an A4 page with nothing but a stamp on it; None where nobody's name stands in the pack.
    """

    def __init__(
        self, file: pikepdf.Pdf, font: pikepdf.Object, case_reference: str, pages: int, stamp: pikepdf.Object | None
    ) -> None:
        self._file, self._font, self._pages, self._stamp = file, font, pages, stamp
        self._first, self._widths = int(font.FirstChar), [int(width) for width in font.Widths.as_list()]
        self._reference = _encoded(case_reference)
        self._number = 0
        self._gap = 3.0  # in sizes: the reference and the number never touch
        self._ems = self._long(self._reference) + self._gap + self._long(_encoded(f"{pages} of {pages}"))

    def own(self, page: pikepdf.Object, tab: int = 0) -> None:
        """A page of the pack's own, which has kept the strip free; with ``tab``, a section's number at its edge."""
        sheet = Sheet.of(page)
        drawn = self._strip(sheet, Strip.of(sheet, self._ems), self._name(page))
        drawn += self._tab(sheet, tab, self._name(page)) if tab else b""
        _put_before(page, self._file.make_stream(drawn))
        _stripped(page, sheet)

    def tagged(self, page: pikepdf.Object, *, stamped: bool = False) -> Matrix:
        """A page whose tags point into its drawing. Where everything on it now is."""
        stamp = None if stamped else self._stamp
        sheet = Sheet.of(page)
        strip = Strip.of(sheet, self._ems)
        matrix = frame(sheet, strip, foot=stamp is not None)
        _move_patterns(self._file, page, matrix)
        drawn = self._strip(sheet, strip, self._name(page))
        if stamp is not None:
            drawn += _issued(sheet, _named(page, "/XObject", _STAMP, stamp))
        drawn += _framed(sheet, matrix)
        _put_before(page, self._file.make_stream(drawn))
        _stripped(page, sheet)
        return matrix

    def untagged(self, page: pikepdf.Object, *, stamped: bool = False) -> Matrix:
        """A page as one picture, its words in the piece of its drawing with the number 0. Where it all is."""
        stamp = None if stamped else self._stamp
        sheet = Sheet.of(page)
        strip = Strip.of(sheet, self._ems)
        matrix = frame(sheet, strip, foot=stamp is not None)
        drawn = self._strip(sheet, strip, _FONT)
        pictures = Dictionary()
        if stamp is not None:
            drawn += _issued(sheet, _STAMP)
            pictures[_STAMP] = stamp
        if (picture := self._picture(page, sheet)) is not None:
            drawn += _framed(sheet, matrix) + _WORDS
            pictures[_DRAWN] = picture
        page["/Resources"] = Dictionary(Font=Dictionary({_FONT: self._font}), XObject=pictures)
        page["/Contents"] = self._file.make_stream(drawn)
        _stripped(page, sheet)
        return matrix

    def _strip(self, sheet: Sheet, strip: Strip, font: str) -> bytes:
        self._number += 1
        number = _encoded(f"{self._number} of {self._pages}")
        right = sheet.width - strip.side - self._long(number) * strip.size
        setting = font.encode() + b" %.5f Tf 0 g" % strip.size
        shown = b" ".join(
            b"1 0 0 1 %.5f %.5f Tm <%s> Tj" % (x, strip.line, text.hex().encode())
            for x, text in ((strip.side, self._reference), (right, number))
        )
        return b"%sq %s cm BT %s %s ET Q\nEMC\n" % (_ARTIFACT, _matrix(sheet.upright), setting, shown)

    def _tab(self, sheet: Sheet, tab: int, font: str) -> bytes:
        wide, tall = _TAB
        x, y = sheet.right - wide, sheet.high - _TAB_TOP - _TAB_STEP * ((tab - 1) % _TAB_STEPS) - tall
        text = _encoded(str(tab))
        middle = x + (wide - self._long(text) * _TAB_SIZE) / 2
        box = b"%.5f %.5f %.5f %.5f re f" % (x, y, wide, tall)
        setting = font.encode() + b" %d Tf 1 0 0 1 %.5f %.5f Tm" % (_TAB_SIZE, middle, y + tall * 0.34)
        return b"%sq %s %s %s BT %s <%s> Tj ET Q\nEMC\n" % (
            *(_ARTIFACT, _BLUE, box, _WHITE),
            *(setting, text.hex().encode()),
        )

    def _long(self, text: bytes) -> float:
        """How long a text is, in sizes of its letters."""
        return sum(self._widths[code - self._first] for code in text) / 1000

    def _name(self, page: pikepdf.Object) -> str:
        return _named(page, "/Font", _FONT, self._font)

    def _picture(self, page: pikepdf.Object, sheet: Sheet) -> pikepdf.Object | None:
        """The page's drawing as a Form XObject: its own stream, and a copy only where two pages share it."""
        contents = page.get("/Contents")
        if isinstance(contents, Array):
            if len(contents) == 1:
                contents = contents[0]
            elif len(contents):
                pikepdf.Page(page).contents_coalesce()
                contents = page.Contents
        if not isinstance(contents, Stream):
            return None
        resources = page.get("/Resources", Dictionary())
        if "/Resources" in contents:  # made a picture for an earlier page
            contents = _copied(self._file, contents)
        contents.update(
            {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array(sheet.box), "/Resources": resources}
        )
        return contents


def _issued(sheet: Sheet, name: str) -> bytes:
    """The stamp, at the foot of a page as it is read."""
    return _ISSUED % (_matrix(at_the_foot(sheet)), name.encode())


def _named(page: pikepdf.Object, kind: str, name: str, thing: pikepdf.Object) -> str:
    """The name of ``thing`` among those of its kind on the page, which may have resources in common with others."""
    if "/Resources" not in page:
        page["/Resources"] = Dictionary()
    known = page.Resources.get(kind)
    if known is None:
        known = page.Resources[kind] = Dictionary()
    while name in known and known[name].objgen != thing.objgen:  # a pack in a pack has one of its own
        name += "_"
    known[name] = thing
    return name


def _framed(sheet: Sheet, matrix: Matrix) -> bytes:
    """The frame, and nothing that a later Q could undo."""
    edges = (sheet.left, sheet.low, sheet.right - sheet.left, sheet.high - sheet.low)
    return b"%s cm %.5f %.5f %.5f %.5f re W n\n" % (_matrix(matrix), *edges)


def _put_before(page: pikepdf.Object, stream: pikepdf.Object) -> None:
    contents = page.get("/Contents")
    rest = list(contents) if isinstance(contents, Array) else [] if contents is None else [contents]
    page["/Contents"] = Array([stream, *rest])


def _stripped(page: pikepdf.Object, sheet: Sheet) -> None:
    """One box, and nothing but what a page needs."""
    for key in set(page.keys()) - _KEPT:
        del page[key]
    page["/MediaBox"] = Array([round(edge, 4) for edge in sheet.box])
    if len(page.get("/Annots", Array())):
        page["/Tabs"] = Name.S


def _move_patterns(file: pikepdf.Pdf, page: pikepdf.Object, matrix: Matrix) -> None:
    """A pattern stands where the page's own space has it, whatever is put before the drawing (ISO 32000-1, 8.7.2)."""
    patterns = page.get("/Resources", Dictionary()).get("/Pattern")
    if not isinstance(patterns, Dictionary) or not len(patterns.keys()):
        return
    own = Dictionary()
    for name, pattern in patterns.items():
        a, b, c, d, e, f = (float(n) for n in pattern.get("/Matrix", (1, 0, 0, 1, 0, 0)))
        placed = _copied(file, pattern) if isinstance(pattern, Stream) else Dictionary(dict(pattern.items()))
        placed["/Matrix"] = Array([round(n, 6) for n in then((a, b, c, d, e, f), matrix)])
        own[name] = placed
    resources = Dictionary(dict(page.Resources.items()))
    resources["/Pattern"] = own
    page["/Resources"] = resources


def _copied(file: pikepdf.Pdf, stream: pikepdf.Object) -> pikepdf.Object:
    """A stream of its own with the same bytes."""
    entries = {key: value for key, value in stream.stream_dict.items() if key != "/Length"}
    return Stream(file, stream.read_raw_bytes(), Dictionary(entries))


def _encoded(text: str) -> bytes:
    """A text in the one encoding of the font. Raises InputError."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        raise InputError(
            "the case reference of a pack has a letter that its font does not have", "Letters, digits and -."
        ) from None


def _matrix(matrix: Matrix) -> bytes:
    return b"%.5f %.5f %.5f %.5f %.5f %.5f" % matrix
