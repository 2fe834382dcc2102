"""The authority's crest in a Word letterhead, as large as in the PDF. Runs in the child.

The layout says where it stands: in the paragraph with ``{{r crest }}``. The authority's name stands beside it, so it is
marked as decoration: nobody's screen reader stops at it.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Final

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm
from lxml import etree
from markupsafe import Markup

from cpdocs.render.problems import ProblemError

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document

#: The box that a crest is fitted into (layouts/common.css), in millimetres.
_WIDE, _HIGH = 34, 24
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
#: What draws the picture; every other chunk (PNG third edition, clause 11.3) tells who made it, when and with what.
_DRAWN: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})

#: Word's own mark for a picture that says nothing (MS-ODRAWXML, 2.25.5).
_DECORATIVE: Final = """<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">\
<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1" \
xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"/></a:ext></a:extLst>"""


def crest(document: Document, file: Path | None) -> Markup:
    """The run that shows ``file``, a PNG, in ``document``; empty where there is none. Raises ProblemError ``crest``."""
    if file is None:
        return Markup("")
    picture = _bare(file.read_bytes())
    wide, high = struct.unpack(">II", picture[16:24])
    scale = min(_WIDE / wide, _HIGH / high)
    inline = document.part.new_pic_inline(io.BytesIO(picture), Mm(wide * scale), Mm(high * scale))
    inline.find(f".//{qn('pic:cNvPr')}").set("name", "Crest")
    told = inline.find(qn("wp:docPr"))
    told.set("name", "Crest")
    told.set("descr", "")
    told.append(etree.fromstring(_DECORATIVE))
    run = OxmlElement("w:r")
    drawing = OxmlElement("w:drawing")
    drawing.append(inline)
    run.append(drawing)
    xml = etree.tostring(run, encoding="unicode")
    return Markup(xml.replace("_", "&#95;"))  # noqa: S704  (made by lxml)


def _bare(data: bytes) -> bytes:
    """A PNG without what tells of its making."""
    if not data.startswith(_SIGNATURE) or data[12:16] != b"IHDR":
        raise ProblemError("crest", "crest.png")
    kept, at = bytearray(_SIGNATURE), len(_SIGNATURE)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in _DRAWN:
            kept += data[at:end]
        at = end
    return bytes(kept)
