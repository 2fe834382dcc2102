"""A picture made a clean PDF: a page a frame, on A4, with nothing but the pixels. Runs in the child.

The pixels are copied into a picture of our own, so that no profile, comment, place or preview goes along, and nothing
that was drawn under what is see-through. It is turned the way its camera says, and never drawn larger than 72 dots an
inch, so that a small picture stays one.
"""

from __future__ import annotations

import io
import warnings
import zlib
from typing import Final

import pikepdf
from PIL import Image, ImageOps, TiffImagePlugin  # noqa: F401  (loads the plugins before the guard is up)

from cpdocs.pack.graphics import PIXELS
from cpdocs.pack.pdf import Made
from cpdocs.pack.pdf_doors import PAGES
from cpdocs.render.clean import saved
from cpdocs.render.problems import ProblemError

#: A4 in points, and how wide and high the smallest picture is that says anything.
_A4: Final = (595.276, 841.89)
_SMALLEST: Final = 2
_QUALITY: Final = 92
#: The kinds of pixels that are read: black and white, grey, palettes, colours, printers' colours.
_MODES: Final = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr"})
_FORMATS: Final = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "tiff": ("TIFF",)}


def clean(data: bytes, kind: str) -> Made:
    """The picture ``data`` as a PDF. Raises ProblemError with a code of remarks.REFUSED."""
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS[kind]) as picture:
            frames, removed = _frames(picture, kind)
            with pikepdf.new() as file:
                for index in range(frames):
                    picture.seek(index)
                    removed |= _noted(picture)
                    _add(file, _plain(picture), kind)
                for key in [key for key in file.trailer.keys() if key not in {"/Root", "/Size"}]:  # noqa: SIM118
                    del file.trailer[key]
                return Made(saved(file), tuple(sorted(removed)), ())
    except (ProblemError, MemoryError):
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise ProblemError("pixels") from None
    except Exception:  # noqa: BLE001  (Pillow's readers raise whatever a malformed file leads them to)
        raise ProblemError("damaged") from None


def _frames(picture: Image.Image, kind: str) -> tuple[int, set[str]]:
    """How many pages it makes. Only a TIFF has pages; a JPEG may carry a second picture, which does not go along."""
    frames = getattr(picture, "n_frames", 1)
    if kind == "png" and (frames > 1 or getattr(picture, "is_animated", False)):
        raise ProblemError("animated")
    if kind == "jpeg":
        return 1, {"further-picture"} if frames > 1 else set()
    if not 0 < frames <= PAGES:
        raise ProblemError("pages")
    return frames, set()


def _noted(picture: Image.Image) -> set[str]:
    """Whether there is anything in it beside the pixels, its size and its turn."""
    told = {"exif", "icc_profile", "comment", "xmp", "photoshop", "XML:com.adobe.xmp", "iptc"} & set(picture.info)
    return {"picture-data"} if told or getattr(picture, "text", None) or picture.getexif() else set()


def _plain(picture: Image.Image) -> Image.Image:
    wide, high = picture.size
    if min(wide, high) < _SMALLEST or wide * high > PIXELS:
        raise ProblemError("pixels")
    if picture.mode not in _MODES:
        raise ProblemError("picture")
    turned = ImageOps.exif_transpose(picture)
    if turned.mode in {"LA", "PA", "RGBA"} or "transparency" in turned.info:
        see_through = turned.convert("RGBA")
        paper = Image.new("RGB", see_through.size, "white")
        paper.paste(see_through, mask=see_through.getchannel("A"))
        return paper
    return turned.convert(turned.mode if turned.mode in {"1", "L"} else "RGB")


def _add(file: pikepdf.Pdf, picture: Image.Image, kind: str) -> None:
    wide, high = picture.size
    paper = _A4 if high >= wide else (_A4[1], _A4[0])
    scale = min(paper[0] / wide, paper[1] / high, 1)
    across, up = wide * scale, high * scale
    left, bottom = (paper[0] - across) / 2, (paper[1] - up) / 2
    page = file.add_blank_page(page_size=paper)
    drawn = f"q {across:.3f} 0 0 {up:.3f} {left:.3f} {bottom:.3f} cm /Im0 Do Q".encode()
    page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=_stored(file, picture, kind)))
    page.obj["/Contents"] = file.make_stream(drawn)


def _stored(file: pikepdf.Pdf, picture: Image.Image, kind: str) -> pikepdf.Stream:
    """The pixels: those of a JPEG as one again, others without loss."""
    if kind == "jpeg":
        out = io.BytesIO()
        bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())  # an old comment would be written again
        bare.convert("L" if picture.mode == "1" else picture.mode).save(out, "JPEG", quality=_QUALITY)
        data, coded, bits = out.getvalue(), pikepdf.Name.DCTDecode, 8
    else:
        data, coded, bits = zlib.compress(picture.tobytes()), pikepdf.Name.FlateDecode, 1 if picture.mode == "1" else 8
    stored = pikepdf.Stream(file, data)
    stored.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceRGB if picture.mode == "RGB" else pikepdf.Name.DeviceGray,
        BitsPerComponent=bits,
        Filter=coded,
    )
    return file.make_indirect(stored)
