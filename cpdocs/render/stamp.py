"""The stamp on every page of a copy, put on without laying out again. Runs in the child.

PDF: a strip, laid out once, becomes a Form XObject drawn inside an artifact (ISO 14289-1 clause 7.1: page furniture is
no part of the paper), so the copy stays PDF/UA-1. Word: the text of the footer paragraph styled "CP Stamp".
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

import pikepdf
from lxml import etree

from cpdocs.render.clean import saved
from cpdocs.render.clean_word import W, parsed, unzipped, written, zipped
from cpdocs.render.problems import ProblemError

if TYPE_CHECKING:
    from cpdocs.render.paper import Stamp

_FORM: Final = pikepdf.Name("/CpStamp")
_OPEN: Final = b"\nQ\n/Artifact <</Type /Pagination /Subtype /Footer>> BDC q 1 0 0 1 0 0 cm /CpStamp Do Q EMC\n"
#: The style, by its name in Word, of the footer paragraph that takes the stamp.
STAMP_STYLE: Final = "CP Stamp"
_FOOTER: Final = re.compile(r"word/footer\d*\.xml")


def pdf(data: bytes, strip: bytes) -> bytes:
    """``data`` with the one page of ``strip`` at the foot of every page."""
    with pikepdf.open(io.BytesIO(data)) as file, pikepdf.open(io.BytesIO(strip)) as source:
        form = file.copy_foreign(source.pages[0].as_form_xobject())
        form = file.make_indirect(form)
        for page in file.pages:
            # The strip is drawn in the page's own space, whatever the layout's drawing left behind.
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(_OPEN)
            resources = page.obj.get("/Resources")
            own = pikepdf.Dictionary(dict(resources.items()) if resources is not None else {})
            own["/XObject"] = pikepdf.Dictionary({**dict(own.get("/XObject", {})), "/CpStamp": form})
            page.obj["/Resources"] = own
        return saved(file)


def word(data: bytes, stamp: Stamp) -> bytes:
    """``data`` with the stamp in every footer. Raises ProblemError ``style`` when a footer has no place for it."""
    parts = unzipped(data)
    style = _style_id(parts["word/styles.xml"], STAMP_STYLE)
    footers = [name for name in parts if _FOOTER.fullmatch(name)]
    for name in footers:
        parts[name] = _stamped(parts[name], style, stamp)
    if not footers:
        raise ProblemError("style", "layout.docx")
    return zipped(parts)


def _style_id(styles: bytes, name: str) -> str:
    """The id that Word keeps for the style ``name``. Raises ProblemError ``style``."""
    for style in parsed(styles).iter(f"{{{W}}}style"):
        label = style.find(f"{{{W}}}name")
        if label is not None and label.get(f"{{{W}}}val") == name:
            found: str = style.get(f"{{{W}}}styleId", "")
            return found
    raise ProblemError("style", "layout.docx")


def _stamped(footer: bytes, style: str, stamp: Stamp) -> bytes:
    tree = parsed(footer)
    places = [
        p
        for p in tree.iter(f"{{{W}}}p")
        if (s := p.find(f"{{{W}}}pPr/{{{W}}}pStyle")) is not None and s.get(f"{{{W}}}val") == style
    ]
    if len(places) != 1:
        raise ProblemError("style", "layout.docx")
    place = places[0]
    for child in [c for c in place if etree.QName(c).localname != "pPr"]:
        place.remove(child)
    run = etree.SubElement(place, f"{{{W}}}r")
    for number, line in enumerate(stamp.lines()):
        if number:
            etree.SubElement(run, f"{{{W}}}br")
        text = etree.SubElement(run, f"{{{W}}}t")
        text.text = line
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return written(tree)
