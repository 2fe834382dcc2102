"""How far one planned parcel has come: written, prepared, ended, or stopped on its way.

Values only; the steps are distribution's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cpdocs.documents.blocks import Draft
from cpdocs.documents.templates import Template
from cpdocs.errors import CarryError, ChannelError, CpdocsError, InputError, RenderError
from cpdocs.pack.base import CleanFile
from cpdocs.pack.index import Withhold
from cpdocs.render.paper import Format
from cpdocs.rules.situation import DeclaredFile, Hold, Nothing, Planned, Settled, Situation
from cpdocs.views.cut import Cut
from cpdocs.views.reading import OUTSIDE_SCOPE, Withheld

State = Literal["done", "sent", "handed_over", "held", "failed", "in_doubt", "cancelled"]
STATES: tuple[State, ...] = ("done", "sent", "handed_over", "held", "failed", "in_doubt", "cancelled")
#: What a copy for checking has in place of a serial.
NOT_FOR_SENDING = "NOT FOR SENDING"
#: The hold of a parcel that waits for a template or setting to be mended.
MEND_FIRST = "mend-first"
#: The hold of a parcel that its transport certainly does not take, and what can be done (docs/referral-pack.md).
TOO_LARGE = "too-large"
OTHER_WAYS = (
    "save its files smaller, or send it with --transport outbox: the same sealed file lies in the outbox, to be "
    "carried by hand and confirmed with cpdocs ledger confirm"
)
_NO_VIEW = "0" * 64


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of a parcel, cut and written.

    Without a cutter of its variant all but ``planned`` are None; without a template the template and the words are.
    """

    planned: Planned
    cut: Cut | None = None
    template: Template | None = None
    draft: Draft | None = None

    @property
    def formats(self) -> tuple[Format, ...]:
        """In what it goes. A Word file leaves only as a form or the chair's working copy, and only to a screen.

        Nor does one leave with a password: Word's own is another cipher with another set of readers, and the same form
        stands in the PDF, with fields to fill in.
        """
        if self.planned.working_copy:
            return ("docx",)
        on_screen = self.planned.route.channel in ("openpgp", "smime")
        return ("pdf", "docx") if self.planned.form and on_screen else ("pdf",)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A declared file of a parcel, made clean. ``clean`` is None for one that was refused; ``holds`` say what it waits
    for, ``withhold`` what of it somebody of the family may not know, for whoever sends the papers on.
    """

    declared: DeclaredFile
    clean: CleanFile | None
    holds: tuple[Hold, ...] = ()
    withhold: tuple[Withhold, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A planned parcel, written: the covering document, then its enclosures in order. ``view`` is the keyed digest of
    all of their Views and of the declared files' digests; ``files`` are those files, once they are asked for.
    """

    serial: str
    papers: tuple[Paper, ...]
    view: str = _NO_VIEW
    files: tuple[Enclosed, ...] = ()

    @property
    def covering(self) -> Paper:
        return self.papers[0]

    @property
    def enclosures(self) -> tuple[Paper, ...]:
        return self.papers[1:]

    @property
    def planned(self) -> Planned:
        """The covering document's: its recipient, way and key are the parcel's."""
        return self.covering.planned

    @property
    def withheld(self) -> tuple[Withheld, ...]:
        """What the whole parcel leaves out, each once."""
        every = (one for paper in self.papers if paper.cut for one in paper.cut.withheld)
        files = (Withheld(place, "scope", OUTSIDE_SCOPE) for place in self.planned.files_left_out)
        return tuple(dict.fromkeys((*every, *files)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A written parcel, settled: ready, held or done."""

    written: Written
    settled: Settled


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything planned for one record, who gets nothing, and the keyed binding that approving a document binds."""

    situation: Situation
    parcels: tuple[Prepared, ...]
    nothing: tuple[Nothing, ...]
    bindings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ended:
    """How one planned parcel ended in this run."""

    parcel: Prepared
    state: State
    because: str = ""
    holds: tuple[Hold, ...] = ()
    attempt: str = ""
    file: str = ""

    @property
    def mend_first(self) -> bool:
        """Whether it waits for a template or setting to be mended."""
        return any(hold.id == MEND_FIRST for hold in self.holds)


class HeldError(CpdocsError):
    """A parcel that was ready may not go on after all. ``stopped`` makes its end of it."""

    def __init__(self, *holds: Hold) -> None:
        super().__init__("held")
        self.holds = holds


#: What stops one parcel and no other. Everything else ends the run: the next parcel would fare no better.
STOPS = (HeldError, ChannelError, InputError, RenderError, CarryError)


def stopped(parcel: Prepared, error: CpdocsError) -> Ended:
    """How a parcel ends that one of ``STOPS`` kept from going on: held for a person, or failed."""
    match error:
        case HeldError(holds=holds):
            return Ended(parcel, "held", holds=holds)
        case ChannelError(hold=hold):
            return Ended(parcel, "held", holds=(Hold(hold, error.message),))
        case InputError():
            return Ended(parcel, "held", holds=(Hold(MEND_FIRST, error.message),))
        case _:
            return Ended(parcel, "failed", error.message)
