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
