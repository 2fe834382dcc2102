"""Nothing hidden: the properties of a finished PDF hold the title, the language and no more.

A form is put in here, after the layout was searched for what it may not bring: a field is ours or it is none.

The Word side of the same promise is ``clean_word``. Both write the same bytes for the same content: no dates, no
random ids, a fixed order of objects (HAZARDS.md, hazards 3 and 34).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

import pikepdf

from cpdocs.render import forms
from cpdocs.render.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpdocs.render.forms import Form

#: XMP (ISO 16684-1) with the title and the language.
_XMP: Final = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
{claim}<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""
#: The PDF/UA-1 identifier (ISO 14289-1 clause 5).
_CLAIM: Final = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
"""
_NEVER_IN_ROOT: Final = ("/AA", "/OpenAction", "/AF", "/AcroForm", "/Collection", "/PieceInfo", "/OCProperties", "/URI")
_NEVER_IN_PAGE: Final = ("/AA", "/PieceInfo", "/AF", "/Thumb", "/LastModified")


def pdf(
    data: bytes,
    *,
    title: str,
    language: str,
    content_boxes: Sequence[tuple[float, float, float, float]],
    form: Form | None = None,
) -> bytes:
    """``data`` without anything hidden, its places to fill in made fields. Each page's ArtBox becomes its content box
    in points, so that a reader of the finished bytes can tell the paper's words from the page number and the stamp in
    the margins.

    Raises ProblemError ``hidden`` for an attachment, a script, a form or a layer, which only a layout can bring, and
    ``form`` for a layout that draws other places than those of ``form``.
    """
    with pikepdf.open(io.BytesIO(data)) as file:
        _refuse_hidden(file)
        forms.put_in(file, form)
        if "/Info" in file.trailer:
            del file.trailer["/Info"]
        describe(file, title=title, language=language, accessible=True)
        for page, box in zip(file.pages, content_boxes, strict=True):
            page.obj["/ArtBox"] = pikepdf.Array([round(edge, 3) for edge in box])
        return saved(file)


def describe(file: pikepdf.Pdf, *, title: str, language: str, accessible: bool) -> None:
    """Give ``file`` its title and language, and with ``accessible`` the claim to be PDF/UA-1; nothing else."""
    file.docinfo["/Title"] = title
    claim = _CLAIM if accessible else ""
    xmp = _XMP.format(claim=claim, title=escape(title), language=escape(language))
    file.Root.Metadata = file.make_stream(xmp.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def saved(file: pikepdf.Pdf) -> bytes:
    """The bytes of ``file``, the same every time, the XMP left readable without a filter."""
    out = io.BytesIO()
    file.remove_unreferenced_resources()
    file.save(out, deterministic_id=True, fix_metadata_version=False, linearize=False)
    return out.getvalue()


def _refuse_hidden(file: pikepdf.Pdf) -> None:
    root = file.Root
    if any(key in root for key in _NEVER_IN_ROOT) or len(file.attachments):
        raise ProblemError("hidden")
    if "/Names" in root and any(key in root.Names for key in ("/JavaScript", "/EmbeddedFiles")):
        raise ProblemError("hidden")
    for page in file.pages:
        if any(key in page.obj for key in _NEVER_IN_PAGE):
            raise ProblemError("hidden")
        for note in page.obj.get("/Annots", []):
            if note.get("/Subtype") != "/Link" or "/JS" in note.get("/A", {}):
                raise ProblemError("hidden")
