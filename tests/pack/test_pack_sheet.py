"""Every odd page there is: the number upright and in sight, nothing covered, nothing lost, whatever the page does.

A page is drawn before and after it was bound, by PDFium. What it showed must stand below the strip, smaller and
otherwise the same, and in the strip nothing but the stamp.
"""

from __future__ import annotations

import ctypes
import io

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pack_parts import A4, CASE, bare, bound, saved, tag, untagged
from pikepdf import Array, Dictionary, Name
from PIL import ImageChops

from cpdocs.pack.bundle import Part
from cpdocs.pack.sheet import Sheet, Strip, frame, moved, then

#: What a page is, and its entries; the two numbers say how wide and tall it is as it is read, in its own
#: units: PDFium does not know that a page may have others than points.
PAGES = [
    ("A4", 595, 842, {}),
    ("landscape", 842, 595, {"MediaBox": (0, 0, 842, 595)}),
    ("turned by 90 degrees", 842, 595, {"Rotate": 90}),
    ("turned by 180", 595, 842, {"Rotate": 180}),
    ("turned by 270", 842, 595, {"Rotate": 270}),
    ("turned the other way", 842, 595, {"Rotate": -90}),
    ("turned more than once", 842, 595, {"Rotate": 450}),
    ("in units of its own", 119, 168.4, {"MediaBox": (0, 0, 119, 168.4), "UserUnit": 5}),
    ("cut out of a larger one", 300, 400, {"CropBox": (100, 200, 400, 600)}),
    ("cut out larger than it is", 595, 842, {"CropBox": (-50, -50, 700, 900)}),
    ("cut out at a corner", 495, 642, {"CropBox": (100, 200, 900, 900)}),
    ("with its origin in the middle", 595, 842, {"MediaBox": (-297, -421, 298, 421)}),
    ("far from its origin", 595, 842, {"MediaBox": (9000, -9842, 9595, -9000)}),
    ("corners in another order", 595, 842, {"MediaBox": (595, 842, 0, 0)}),
    ("corners in a third order", 595, 842, {"MediaBox": (0, 842, 595, 0)}),
    ("with fractions of a point", 595.276, 841.89, {"MediaBox": (0.5, 0.25, 595.776, 842.14)}),
    ("all of it at once", 400, 300, {"MediaBox": (-500, -500, 500, 500), "CropBox": (-100, -50, 200, 350), "Rotate": 270, "UserUnit": 2}),
    ("as small as a stamp", 72, 72, {"MediaBox": (0, 0, 72, 72)}),
    ("a slip as wide as three fingers", 160, 60, {"MediaBox": (0, 0, 160, 60)}),
    ("a till receipt", 140, 2000, {"MediaBox": (0, 0, 140, 2000)}),
    ("a receipt on its side", 2000, 140, {"MediaBox": (0, 0, 140, 2000), "Rotate": 90}),
    ("a plan as large as a wall", 2384, 3370, {"MediaBox": (0, 0, 2384, 3370)}),
    ("as large as pages come", 14400, 14400, {"MediaBox": (0, 0, 14400, 14400)}),
]  # fmt: skip
IDS = [row[0] for row in PAGES]

#: Leaves the state of the drawing as it should not be left, and takes back more than it has done.
TORN = ("Q Q Q Q q q 7 w ", "BT /F 9 Tf q 0 0 1 1 re W n /Span BMC")
#: A gradient from red to green, which stands in the page's own space.
SHADING = Dictionary(
    ShadingType=2,
    ColorSpace=Name.DeviceRGB,
    Extend=Array([True, True]),
    Function=Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 0, 0]), C1=Array([0, 1, 0]), N=1),
)


def seen(entries):
    """The visible box, worked out anew."""
    media, crop = (entries.get(key) for key in ("MediaBox", "CropBox"))
    media = media or A4
    crop = crop or media
    left, right = sorted((media[0], media[2]))
    low, high = sorted((media[1], media[3]))
    return (
        max(left, min(crop[0], crop[2])),
        max(low, min(crop[1], crop[3])),
        min(right, max(crop[0], crop[2])),
        min(high, max(crop[1], crop[3])),
    )


def file_of(entries, *, tagged):
    """One page full of colour to beyond its edges, with a black mark in a corner, text, and a state left torn."""
    left, low, right, high = seen(entries)
    wide, tall = right - left, high - low
    with pikepdf.new() as file:
        marks = (
            f"q /Pattern cs /P scn -90000 -90000 180000 180000 re f Q "
            f"0 0 1 rg {left} {low} {wide / 8} {tall / 8} re f {right - wide / 8} {low} {wide / 8} {tall / 16} re f "
            f"0 g {left} {high - tall / 8} {wide / 16} {tall / 8} re f "
            f"BT /F {min(wide, tall) / 8} Tf {left + wide / 4} {low + tall / 2} Td (Words) Tj ET "
        )
        open_, close = (" /P <</MCID 0>> BDC ", " EMC ") if tagged else ("", "")
        words = {key: Array(value) if isinstance(value, tuple) else value for key, value in entries.items()}
        page = bare(file, (TORN[0] + open_ + marks + close + TORN[1]).encode(), **words)
        shading = Dictionary({**dict(SHADING.items()), "/Coords": Array([left, low, right, high])})
        page.Resources.Pattern = Dictionary(P=Dictionary(PatternType=2, Shading=shading))
        if tagged:
            tag(file, [page])
        return saved(file)


def drawn(data, number):
    """A page as PDFium draws it, large enough to be measured; its size in points; and where it puts each letter."""
    with pypdfium2.PdfDocument(data) as document:
        page = document[number]
        wide, tall = page.get_size()
        scale = max(800 / max(wide, tall), 200 / min(wide, tall))
        picture = page.render(scale=scale).to_pil().convert("RGB")
        sheet, letters = page.get_textpage(), []
        for at, letter in enumerate(sheet.get_text_range(0, 60).split("\r\n")[0]):
            left, low, right, high = sheet.get_charbox(at)
            (x, y), (z, w) = _pixel(page, picture, left, low), _pixel(page, picture, right, high)
            letters.append((letter, min(x, z), max(y, w), max(x, z), min(y, w)))
        return picture, (wide, tall), letters


def _pixel(page, picture, x, y):
    across, down = ctypes.c_int(), ctypes.c_int()
    fine = 50  # device units a pixel
    size = (picture.width * fine, picture.height * fine)
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value / fine, down.value / fine


@pytest.fixture(scope="module", params=[True, False], ids=["tagged", "untagged"])
def pack(request, fence):
    """All of them in one pack: before and after."""
    files = [file_of(entries, tagged=request.param) for *_, entries in PAGES]
    parts = [Part(f"Document {n}", data, tagged=request.param) for n, data in enumerate(files)]
    data, said = bound(parts, fence)
    return files, data, said


@pytest.mark.parametrize("row", range(len(PAGES)), ids=IDS)
def test_an_odd_page(row, pack):
    _, wide, tall, _ = PAGES[row]
    files, data, said = pack
    number = said.sections[row].first
    before, _, _ = drawn(files[row], 0)
    after, size, letters = drawn(data, number - 1)

    assert size == pytest.approx((wide, tall), abs=0.01), "the paper has another size"

    # The stamp: upright, from left to right, on one line, in sight.
    stamp = f"{CASE} {number} of {said.pages}"
    assert "".join(letter for letter, *_ in letters) == stamp
    shown = [place for place in letters if place[0] != " "]
    lefts = [left for _, left, *_ in shown]
    assert lefts == sorted(lefts)
    assert all(0 < left < right < after.width and high > 0 for _, left, low, right, high in shown), "out of sight"
    foot = max(low for _, _, low, _, _ in shown)
    assert foot - min(high for *_, high in shown) < max(low - high for _, _, low, _, high in shown) * 1.5

    # The page is full of colour, and the strip has none: what has a colour is the frame.
    left, edge, right, end = _coloured(after).getbbox()
    assert foot < edge
    assert (end, left) == (after.height, pytest.approx(after.width - right, abs=2))
    scale = (end - edge) / after.height
    assert 0.69 < scale < 0.99
    assert (right - left) / after.width == pytest.approx(scale, abs=0.01)

    # It is the same picture, smaller.
    small = after.crop((left, edge, right, end)).resize(before.size)
    differ = ImageChops.difference(before, small).convert("L").point(lambda value: 255 * (value > 60))
    assert differ.histogram()[255] / (before.width * before.height) < 0.03


def _coloured(picture):
    return picture.convert("HSV").getchannel("S").point(lambda value: 255 * (value > 100))


#: What is read and how large the number is by hand: 10 points on A4, 6 at least, and what its line of 20 sizes fits.
STRIPS = [
    ("A4", Sheet(0, 0, 595, 842), 10),
    ("landscape", Sheet(0, 0, 842, 595), 10),
    ("turned", Sheet(0, 0, 595, 842, turns=1), 10),
    ("A4 in units of 5 points", Sheet(0, 0, 119, 168.4, unit=5), 2),
    ("A3: printed on A4 as large", Sheet(0, 0, 842, 1190), 10 * 842 / 595),
    ("A6: smaller would not be read", Sheet(0, 0, 298, 420), 6),
    ("so narrow that six points are too many", Sheet(0, 0, 79.2, 600), 3),
    ("so low that six points are too many", Sheet(0, 0, 600, 32), 3),
]


@pytest.mark.parametrize(("sheet", "size"), [row[1:] for row in STRIPS], ids=[row[0] for row in STRIPS])
def test_how_large_the_number_is(sheet, size):
    """20 sizes and 3.2 at each side are 26.4; the strip has 3.2, and takes three tenths of a page at most."""
    strip = Strip.of(sheet, 20)
    assert strip.size == pytest.approx(size, abs=0.01)
    assert strip.height == pytest.approx(3.2 * size, abs=0.03)


@pytest.mark.parametrize("turns", range(4))
def test_the_frame_ends_where_the_strip_begins_whichever_way_the_page_is_turned(turns):
    """A page of 100 by 200 whose strip has 20 of its height as it is read: the corners of what it shows, by hand."""
    sheet = Sheet(0, 0, 100, 200, turns)
    strip = Strip(20, 1, 0, 0)
    corners = [moved(frame(sheet, strip), x, y) for x, y in ((0, 0), (100, 200))]
    wanted = [
        [(5, 0), (95, 180)],  # the strip at the top: 180 of 200 left
        [(20, 20), (100, 180)],  # read with its left side up: 80 of 100 left
        [(5, 20), (95, 200)],  # upside down
        [(0, 20), (80, 180)],  # its right side up
    ][turns]
    assert [pytest.approx(corner) for corner in wanted] == corners


def test_one_matrix_does_what_two_do():
    first, second = (2.0, 0.0, 0.0, 2.0, 1.0, 1.0), (0.0, 1.0, -1.0, 0.0, 10.0, 0.0)
    assert moved(then(first, second), 3, 4) == moved(second, *moved(first, 3, 4)) == (1.0, 7.0)


def drawn_on(data, number):
    return drawn(data, number)[0]


def test_a_drawing_in_pieces_or_shared_or_missing_is_bound_as_it_is(fence):
    with pikepdf.new() as file:
        whole = b"0 0 1 rg 100 100 300 300 re f"
        pieces = bare(file, whole)
        pieces.Contents = Array([file.make_stream(b"0 0 1 rg 100"), file.make_stream(b"100 300 300 re f")])
        one = bare(file, whole)
        one.Contents = Array([file.make_stream(whole)])
        bare(file, b"")
        del file.pages[2].obj.Contents
        first, second = (bare(file, whole) for _ in range(2))
        second.Contents = first.Contents
        second.Resources = Dictionary(Font=first.Resources.Font, Other=Dictionary())
        data = saved(file)
    pack, said = bound(untagged(data), fence)
    at = said.sections[0].first - 1
    with pikepdf.open(io.BytesIO(pack)) as file:
        assert file.check_pdf_syntax() == []
    blue = [_coloured(drawn_on(pack, at + n)).getbbox() for n in range(5)]
    assert blue[2] is None
    assert blue[0] is not None
    assert {blue[n] for n in (0, 1, 3, 4)} == {blue[0]}


def test_two_pages_with_one_drawing_and_different_pictures_show_each_its_own(fence):
    with pikepdf.new() as file:
        pages = [bare(file, b"/X Do") for _ in range(2)]
        for page, drawn in zip(pages, (b"1 0 0 rg 0 0 300 300 re f", b"0 0 1 rg 0 0 300 300 re f"), strict=True):
            box = Array([0, 0, 595, 842])
            page.Resources = Dictionary(XObject=Dictionary(X=file.make_stream(drawn, Subtype=Name.Form, BBox=box)))
            page.Contents = pages[0].Contents
        data = saved(file)
    pack, said = bound(untagged(data), fence)
    at = said.sections[0].first - 1
    assert [drawn_on(pack, at + n).getpixel((100, 750)) for n in range(2)] == [(255, 0, 0), (0, 0, 255)]


def test_a_pattern_of_a_tagged_page_moves_with_the_page(fence):
    """Red to the left of 120 points, green to the right: in the pack at 120 x 0.962 + 11.3 = 126.8."""
    with pikepdf.new() as file:
        page = bare(file, b"/P <</MCID 0>> BDC /Pattern cs /P scn 0 0 595 842 re f EMC")
        shading = Dictionary({**dict(SHADING.items()), "/Coords": Array([119.9, 0, 120.1, 0])})
        page.Resources.Pattern = Dictionary(P=Dictionary(PatternType=2, Shading=shading))
        tag(file, [page])
        data = saved(file)
    pack, said = bound([Part("A part", data, tagged=True)], fence)
    with pypdfium2.PdfDocument(pack) as document:
        picture = document[said.sections[0].first - 1].render(scale=4).to_pil().convert("RGB")
    row = [picture.getpixel((x, 2000)) for x in range(picture.width)]
    green = next(x for x, (red, green, blue) in enumerate(row) if green > red and green > blue)
    assert green / 4 == pytest.approx(126.8, abs=0.6)


def test_a_font_of_the_page_that_is_called_as_ours_stays_what_it_is(fence):
    with pikepdf.new() as file:
        page = bare(file, b"/P <</MCID 0>> BDC BT /CpPack 20 Tf 50 400 Td (Words) Tj ET EMC")
        page.Resources.Font = Dictionary(CpPack=page.Resources.Font.F)
        tag(file, [page])
        data = saved(file)
    pack, said = bound([Part("A part", data, tagged=True)], fence)
    with pikepdf.open(io.BytesIO(pack)) as file:
        fonts = file.pages[said.sections[0].first - 1].Resources.Font
        assert fonts.CpPack.BaseFont == "/Helvetica"
        assert len(fonts.keys()) == 2


@pytest.mark.parametrize(("unit", "said"), [(5, 5), (0, 1), (-2, 1), (None, 1)])
def test_the_unit_of_a_page(unit, said):
    page = Dictionary(MediaBox=Array(A4), **({"UserUnit": unit} if unit is not None else {}))
    assert Sheet.of(page).unit == said


def test_boxes_and_turns_may_stand_above_the_page(fence):
    """As entries that pages have in common (ISO 32000-1, 7.7.3.4)."""
    with pikepdf.new() as file:
        page = bare(file, b"0 0 1 rg 0 0 300 200 re f")
        del page.MediaBox
        file.Root.Pages.update({"/MediaBox": Array([0, 0, 300, 200]), "/Rotate": 90})
        data = saved(file)
    pack, said = bound(untagged(data), fence)
    with pypdfium2.PdfDocument(pack) as document:
        assert document[said.sections[0].first - 1].get_size() == (200, 300)
    assert _coloured(drawn_on(pack, said.sections[0].first - 1)).getbbox() is not None
