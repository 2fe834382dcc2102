"""A small PDF whose texts can be found in its bytes, and six words to shut it with."""

from __future__ import annotations

from io import BytesIO

import pikepdf

from cpdocs.channels.base import Phrase

WORDS = Phrase(("tribe", "toilet", "equip", "lady", "zoo", "use"))


def pdf(*texts, title="A title", **saved):
    """A page for each text, uncompressed, so that a text which stays in the clear is found."""
    with pikepdf.new() as paper:
        for text in texts:
            page = paper.add_blank_page()
            page.Contents = paper.make_stream(b"BT (" + text.encode() + b") Tj ET")
        paper.docinfo["/Title"] = title
        with paper.open_metadata() as xmp:
            xmp["dc:title"] = title
        out = BytesIO()
        paper.save(out, compress_streams=False, **saved)
        return out.getvalue()


def report(*texts):
    """A report as somebody's program prints it: a page for each text, in letters that every reader reads."""
    with pikepdf.new() as paper:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        for text in texts:
            page = paper.add_blank_page(page_size=(595, 842))
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            page.Contents = paper.make_stream(b"BT /F 12 Tf 50 700 Td (" + text.encode("cp1252") + b") Tj ET")
        out = BytesIO()
        paper.save(out, deterministic_id=True)
        return out.getvalue()
