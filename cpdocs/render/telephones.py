"""Telephone numbers and postcodes stay on one line, in both papers. Runs in the child.

Half a number at the end of a line is half a number dialled, and the covering letters of families name the one number
that they may ring at any hour; half a postcode is half an address copied. The spaces in them become no-break spaces
as the paper is laid out: the Draft, and with it all that is checked against the copy, keeps both as they were typed,
and the two nets take white space for one.
"""

from __future__ import annotations

import re
from typing import Final

from cpdocs.documents.blocks import Draft

#: A number as people in the United Kingdom group it: 01632 960110, 020 7946 0123, (0131) 496 0123, +44 (0)131 496 0123.
_NUMBER: Final = re.compile(r"(?<![0-9+(])(?:\+44 ?(?:\(0\))? ?|\(?0)[0-9]{2,5}\)?(?: [0-9]{2,6}){1,3}(?![0-9])")
#: A postcode of the United Kingdom: KY6 9ZZ, EH99 1SP, SW1A 1AA.
_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\b")


def kept_together(draft: Draft) -> Draft:
    """``draft`` with each telephone number and each postcode in one piece."""
    # No part of either means anything in JSON, and no text's end is inside one.
    text = draft.to_json()
    for kind in (_NUMBER, _POSTCODE):
        text = kind.sub(lambda found: found[0].replace(" ", "\xa0"), text)
    return Draft.from_json(text)
