"""The address sheet of a paper parcel: the only page with an address, a document of its own.

It stands where a DL window shows it and says nothing of the case. A parcel that goes from hand to hand has the name
alone: an address on it would only be one more place to lose it.
"""

from __future__ import annotations

from typing import Literal

from cpdocs.documents.blocks import Addressee, Draft, Letterhead

_BY_HAND = "By hand, to nobody else"


def address_sheet(name: str, address: tuple[str, ...], by: Literal["post", "hand"]) -> Draft:
    """The sheet for ``name``: with the ``address`` lines by post, without them by hand."""
    lines = (name, *address) if by == "post" else (name, _BY_HAND)
    return Draft(
        document="address_sheet",
        variant=by,
        title="Address sheet",
        language="en-GB",
        layout="address_sheet",
        letterhead=Letterhead(""),
        blocks=(Addressee(lines),),
    )
