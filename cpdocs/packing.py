"""The Reporter's pack: the papers of a parcel and the files declared for it, one PDF in the order of reading.

The letter says why; the minutes and the report of enquiries say what is known; the plan, what is done about it; and the
schedule, last, what of all that others may not be shown (National Guidance 3.133; seed S4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final, TypeAlias

from cpdocs.pack.bundle import Part, bundle
from cpdocs.pack.read_back import faults
from cpdocs.render.paper import MEDIA_TYPES, Copy
from cpdocs.rules.situation import Hold
from cpdocs.stages import Enclosed, HeldError, Paper, Written

if TYPE_CHECKING:
    from cpdocs.pack.bundle import Bound
    from cpdocs.render.fence import Fence
    from cpdocs.render.paper import Stamp

#: A document of the pack: one of our own papers, or a declared file.
Content: TypeAlias = Paper | Enclosed
#: Our papers by their documents, and where among them the declared files stand.
_CP1, _OTHER = "cp1_report", "other"
_ORDER: Final = ("reporter_referral", "referral_minutes", _CP1, "referral_plan", _OTHER, "referral_schedule")
#: Nobody looked at the declared files: a record that came in a stream has no folder.
UNREAD: Final = "enclosures-unread"
#: The title of the file, which its reader's mail program may show: it says nothing.
_TITLE: Final = "Papers"


def contents(written: Written) -> tuple[Content, ...]:
    """What is bound, in its order. A paper that the order does not know comes behind the letter's own."""
    return tuple(sorted((*written.papers, *written.files), key=_place))


def _place(one: Content) -> int:
    if isinstance(one, Enclosed):
        return _ORDER.index(_CP1 if one.declared.cp1_report else _OTHER)
    document = one.planned.document
    return _ORDER.index(document) if document in _ORDER else _ORDER.index(_OTHER)


@dataclass(frozen=True, slots=True)
class Pack:
    """A bound pack, checked, and where in it each of its documents stands."""

    copy: Copy
    bound: Bound


def bind(fence: Fence, written: Written, copies: Sequence[Copy], case_reference: str, stamp: Stamp) -> Pack:
    """The pack of a parcel whose ``copies`` are those of its papers, in their order, each with ``stamp``.

    Raises:
        HeldError: a declared file was refused, or a page of the finished pack lacks words, its number or its stamp.
        InputError, FenceError, LayoutError, TemplateError: it cannot be bound.
    """
    if len(written.files) != len(written.planned.files):
        raise HeldError(Hold(UNREAD, "the declared files stand beside no record here; give the record as a file"))
    if refused := [hold for one in written.files if one.clean is None for hold in one.holds]:
        raise HeldError(*refused)
    made = {id(paper): copy for paper, copy in zip(written.papers, copies, strict=True)}
    parts = [_part(one, made) for one in contents(written)]
    out, covering = BytesIO(), written.covering.draft
    head = covering.letterhead if covering else None
    bound = bundle(parts, case_reference, fence, out, head=head, title=_TITLE, stamp=stamp)
    data = out.getvalue()
    lost, unmarked = faults(data, bound, [_bytes(part) for part in parts], case_reference, stamp)
    holds = [Hold("lost-text", f"the bound pack lacks words ({place})") for place in lost]
    holds += [Hold("unstamped", f"the bound pack does not say whose copy or which page it is ({p})") for p in unmarked]
    if holds:
        raise HeldError(*holds)
    return Pack(Copy("pdf", data, stamp.serial, MEDIA_TYPES["pdf"]), bound)


def _part(one: Content, made: Mapping[int, Copy]) -> Part:
    if isinstance(one, Enclosed):
        if one.clean is None:
            raise HeldError(*one.holds)
        return Part(one.declared.title, one.clean.data, tagged=one.clean.tagged, withhold=one.withhold)
    title = one.draft.title if one.draft else one.planned.document
    return Part(title, made[id(one)].data, tagged=True, stamped=True)


def _bytes(part: Part) -> bytes:
    return part.source if isinstance(part.source, bytes) else part.source.read_bytes()
