"""Hostile and odd pictures, made when the tests start: small, the same every time, each named by what is wrong with it."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
from hostile_pdfs import SECRET, Paper, picture
from PIL import Image, PngImagePlugin

#: North and west of a house, in the form in which a telephone writes it.
_PLACE = {1: "N", 2: (56.0, 1.0, 2.0), 3: "W", 4: (3.0, 4.0, 5.0), 29: SECRET}


def _sheet(mode="RGB", size=(40, 20)):
    """Left half black, right half white, so that a turn is seen."""
    made = Image.new(mode, size, "white" if mode not in {"LA", "RGBA"} else (255,) * len(mode))
    black = (
        0 if len(Image.new(mode, (1, 1)).getbands()) == 1 else Image.new("RGB", (1, 1)).convert(mode).getpixel((0, 0))
    )
    made.paste(black, (0, 0, size[0] // 2, size[1]))
    return made


def _saved(made, kind, **how):
    out = io.BytesIO()
    made.save(out, kind, **how)
    return out.getvalue()


def _exif(**tags):
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = SECRET, SECRET
    exif.get_ifd(0x8825).update(_PLACE)
    for tag, value in tags.items():
        exif[int(tag[1:])] = value
    return exif


def photograph(**how):
    return _saved(_sheet(), "JPEG", exif=_exif(**how), comment=SECRET.encode(), icc_profile=SECRET.encode() * 20)


def _jpeg_with_a_second():
    return photograph() + _saved(_sheet(), "JPEG", comment=SECRET.encode())


def _mpo():
    return _saved(_sheet(), "MPO", save_all=True, append_images=[_sheet(size=(10, 10))])


def _png(**how):
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET)
    told.add_itxt("XML:com.adobe.xmp", SECRET)
    return _saved(_sheet(), "PNG", pnginfo=told, exif=_exif(), **how)


def _moving():
    return _saved(_sheet(), "PNG", save_all=True, append_images=[Image.new("RGB", (40, 20))], duration=100)


def _under_see_through():
    """All of it is see-through; a reader that drops the alpha shows what lies under it."""
    return _saved(Image.new("RGBA", (40, 20), (255, 0, 0, 0)), "PNG")


def _chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png_of(wide, high, data=b""):
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(data)) + _chunk(b"IEND", b"")


def _png_text_bomb():
    packed = zlib.compress(bytes(200 << 20), 9)
    plain = _saved(_sheet(), "PNG")
    return plain[:33] + _chunk(b"zTXt", b"Comment\0\0" + packed) + plain[33:]


def _pages(mode="1", count=3, **how):
    sheets = [_sheet(mode, (40, 20 + 30 * number)) for number in range(count)]
    return _saved(sheets[0], "TIFF", save_all=True, append_images=sheets[1:], **how)


def _tiff_loop():
    """Its one page names itself as the next."""
    data = bytearray(_saved(_sheet("L"), "TIFF"))
    first = struct.unpack("<I", data[4:8])[0]
    count = struct.unpack("<H", data[first : first + 2])[0]
    data[first + 2 + 12 * count : first + 6 + 12 * count] = struct.pack("<I", first)
    return bytes(data)


def _jpeg_head_of(wide, high):
    plain = photograph()
    at = plain.index(b"\xff\xc0")
    return plain[: at + 5] + struct.pack(">HH", high, wide) + plain[at + 9 :]


def _in_pdf(data, chain=("DCTDecode",)):
    paper = Paper(drawn="q 90 0 0 90 100 100 cm /Im0 Do Q")
    coded = pikepdf.Stream(paper.file, data)
    keys = picture(paper, b"", Width=40, Height=20, ColorSpace=pikepdf.Name.DeviceRGB)
    coded.stream_dict = pikepdf.Dictionary(dict(keys.stream_dict.items()))
    coded.Filter = pikepdf.Array([pikepdf.Name("/" + one) for one in chain])
    paper.page.Resources.XObject.Im0 = coded
    return paper.saved(stream_decode_level=pikepdf.StreamDecodeLevel.none)


def _bmp():
    return _saved(_sheet(), "BMP")


PICTURES = {
    "a photograph that says where it was taken": photograph,
    "a photograph that is to be turned": lambda: photograph(_274=6),
    "a photograph with another behind it": _jpeg_with_a_second,
    "a photograph of two views": _mpo,
    "a photograph in printers' colours": lambda: _saved(_sheet("CMYK"), "JPEG"),
    "a photograph that is cut short": lambda: photograph()[:-30],
    "a photograph that says it is of four thousand million pixels": lambda: _jpeg_head_of(65_000, 65_000),
    "a photograph inside a PDF": lambda: _in_pdf(photograph()),
    "a photograph packed inside a PDF": lambda: _in_pdf(zlib.compress(photograph()), ("FlateDecode", "DCTDecode")),
    "a photograph inside a PDF that is none": lambda: _in_pdf(b"\xff\xd8 no photograph"),
    "a PNG with words in it": _png,
    "a PNG that moves": _moving,
    "a PNG with a picture under what is see-through": _under_see_through,
    "a PNG of a palette with a see-through colour": lambda: _saved(_sheet().quantize(4), "PNG", transparency=0),
    "a PNG of 16 bit": lambda: _saved(Image.new("I;16", (40, 20)), "PNG"),
    "a PNG of two thousand million pixels": lambda: _png_of(50_000, 40_000),
    "a PNG of no width": lambda: _png_of(0, 20),
    "a PNG without its pixels": lambda: _png_of(40, 20),
    "a PNG whose comment unpacks to 200 megabytes": _png_text_bomb,
    "a TIFF of three pages": lambda: _pages(compression="group4", tiffinfo={270: SECRET, 315: SECRET}),
    "a TIFF in colours": lambda: _pages("RGB", 1, compression="tiff_lzw"),
    "a TIFF whose pages go round": _tiff_loop,
    "a TIFF that is cut short": lambda: _pages(count=1)[:60],
    "a picture of one point": lambda: _saved(_sheet(size=(1, 1)), "PNG"),
    "a picture of another kind": _bmp,
    "a drawing in SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "nothing at all": lambda: b"",
    "a head of a TIFF alone": lambda: b"II*\0\xff\xff\xff\xff",
}
