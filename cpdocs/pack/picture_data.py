"""Pictures inside a PDF, without what a camera or a program wrote into them: place, owner, preview, comment.

A photograph that somebody put into a report carries its Exif along, and with it where it was taken (ISO 32000-1 has the
JPEG stored as the camera made it). Runs in the child.
"""

from __future__ import annotations

from typing import Final

#: JPEG markers (ITU-T T.81, B.1): start and end of picture, of scan, Adobe's word on colours, those without a length.
_SOI, _EOI, _SOS, _ADOBE, _COMMENT = 0xD8, 0xD9, 0xDA, 0xEE, 0xFE
_APPLICATION: Final = range(0xE0, 0xF0)
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
#: The boxes of a JPEG 2000 file (ITU-T T.800, annex I) that the picture needs.
_BOXES: Final = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})


def jpeg(data: bytes) -> bytes:
    """The picture of a JPEG file. Raises ValueError when it is none."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    kept, at = [data[:2]], 2
    while True:
        if at + 2 > len(data) or data[at] != 0xFF:  # noqa: PLR2004  (the byte that every marker begins with)
            raise ValueError("no marker")
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004  (filling)
            at += 1
            continue
        if marker == _EOI:
            return b"".join([*kept, data[at : at + 2]])
        end = at + 2 if marker in _BARE else at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if end <= at + 2 and marker not in _BARE:
            raise ValueError("no length")
        if marker == _SOS:
            end = _scanned(data, end)
        if marker == _ADOBE or (marker not in _APPLICATION and marker != _COMMENT):
            kept.append(data[at:end])
        at = end


def _scanned(data: bytes, at: int) -> int:
    """Where the coded lines end that begin at ``at``: at the next marker that is no restart and no stuffed byte."""
    while (at := data.find(b"\xff", at)) >= 0:
        if at + 1 < len(data) and data[at + 1] not in {0, *_BARE}:
            return at
        at += 2
    raise ValueError("no end")


def jpeg2000(data: bytes) -> bytes:
    """The picture of a JPEG 2000 file; a bare code stream as it is. Raises ValueError when it is none."""
    if data[:2] == b"\xff\x4f":
        return data
    kept, at = [], 0
    while at < len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16])
        end = at + length if length else len(data)
        if end < at + 8 or end > len(data):
            raise ValueError("no box")
        if kind in _BOXES:
            kept.append(data[at:end])
        at = end
    if not any(box[4:8] == b"jp2c" for box in kept):
        raise ValueError("no picture")
    return b"".join(kept)
