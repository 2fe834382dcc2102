"""The road from a record to its recipients' hands, and nothing else: the order of the steps stands here alone.

    Situation, Plan -> cut -> write -> settle         ``prepare``: what ``plan`` shows; nothing is made or sent
              -> lay_out -> stamp -> watch            ``make``: a finished, checked copy, out of the fenced child
              -> bind                                 of a pack: its copies and the declared files, as one PDF
              -> wrap -> seal -> address -> keep -> carry     ``send``: intent before the wire, outcome after

Forward only: a later step never asks an earlier one, and a step that cannot go on holds its parcel under a named
hold. Every planned parcel ends in one of the states of DESIGN.md section 5, and the ledger can prove which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from cpdocs import covering, packing
from cpdocs.archive import Archive
from cpdocs.channels.base import EmailTo, PaperTo, Parcel, PlainFile
from cpdocs.delivery.base import Carriers
from cpdocs.delivery.envelope import address
from cpdocs.documents.address_sheet import address_sheet
from cpdocs.documents.blocks import block_texts
from cpdocs.documents.templates import Template, write
from cpdocs.history import stopped_since
from cpdocs.ledger.entry import AlreadyAttempted, Intent
from cpdocs.render.ahead import Ahead
from cpdocs.render.check import Leak, leaks, lost_text, unstamped
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Copy, Order, Stamp
from cpdocs.rules.entitlements import Plan
from cpdocs.rules.holds import Keyed, binding, destination, in_ordinary_form, is_released, no_variant, settle
from cpdocs.rules.situation import Hold, Planned, Situation
from cpdocs.settling import outcome
from cpdocs.stages import OTHER_WAYS, STOPS, TOO_LARGE, Ended, HeldError, Paper, Preparation, Prepared, Written, stopped
from cpdocs.transports import Channels
from cpdocs.views.cut import cut
from cpdocs.views.free_text import Search, Slip
from cpdocs.views.secrets import Secret, secrets
from cpdocs.views.shape import View
from cpdocs.workspace import Workspace

if TYPE_CHECKING:  # loading them takes as long as laying out a letter, and meanwhile the fenced child can be started
    from cpdocs.enclosing import Files
    from cpdocs.ledger.store import Ledger


def prepare(workspace: Workspace, situation: Situation, planned: Plan, files: Files | None = None) -> Preparation:
    """Cut, write and settle what is planned. Without ``files`` no declared file is looked at, and nothing is sent.

    Raises TemplateError, before anything is made, for wording that cannot be filled.
    """
    parcels = [_written(workspace, situation, p) for p in planned.planned]
    bindings = {}
    for document in dict.fromkeys(p.document for p in planned.planned):
        papers = (paper for w in parcels if w.planned.document == document for paper in w.papers)
        bound = binding(((p.planned, *_digests(p)) for p in papers), situation.groups)
        bindings[document] = workspace.mac(b"approval\0" + bound.encode())
    strangers = tuple(Search(situation).strangers()) if situation.other_cases else ()
    settled = tuple(_settled(situation, written, bindings, strangers, files, workspace.keyed) for written in parcels)
    return Preparation(situation, settled, planned.nothing, bindings)


def _written(workspace: Workspace, situation: Situation, planned: Planned) -> Written:
    enclosures = (_paper(workspace, situation, p, covering=False) for p in planned.encloses)
    papers = (_paper(workspace, situation, planned), *enclosures)
    views = " ".join([*(_digests(paper)[0] for paper in papers), *(file.sha256 for file in planned.files)])
    return Written(workspace.serial(planned.key), papers, workspace.mac(b"view\0" + views.encode()))


def _paper(workspace: Workspace, situation: Situation, planned: Planned, *, covering: bool = True) -> Paper:
    seen, has = cut(situation, planned), workspace.templates.has
    if not has(planned.document, planned.variant):
        planned = in_ordinary_form(planned, situation.history, workspace.keyed)
    if seen is None or not has(planned.document, planned.variant):
        return Paper(planned, seen)
    template = workspace.templates.find(planned.document, planned.variant, covering=covering)
    return Paper(planned, seen, template, write(seen.view, template))


def _digests(paper: Paper) -> tuple[str, str]:
    """What one paper's View and its template are known by; empty for what is missing, which holds the parcel."""
    return paper.cut.view.digest if paper.cut else "", paper.template.digest if paper.template else ""


def _settled(
    situation: Situation,
    written: Written,
    bindings: Mapping[str, str],
    strangers: Iterable[Slip],
    files: Files | None,
    keyed: Keyed,
) -> Prepared:
    planned, bound = written.planned, bindings[written.planned.document]
    settled = partial(settle, planned, written.view, bound, situation.history, keyed=keyed)
    missing = (no_variant(paper.planned) for paper in written.papers if paper.draft is None)
    own = (hold for paper in written.papers if paper.cut for hold in paper.cut.holds)
    extra = (*missing, *own, *_of_another_case(strangers, written))
    if planned.files and files and written.covering.cut and settled(extra).status in ("ready", "held"):
        written = replace(written, files=files.of(situation, planned, written.covering.cut.view))
        extra = (*extra, *(hold for one in written.files for hold in one.holds))
    return Prepared(written, settled(extra))


def _of_another_case(strangers: Iterable[Slip], written: Written) -> Iterator[Hold]:
    """A name of another case in what this recipient would read: the paper waits for somebody to look at it."""
    told = {text for paper in written.papers if paper.cut for text in paper.cut.view.told_texts()}
    for slip in strangers:
        if slip.whole in told:
            message = f"{slip.passage} names somebody of the case {slip.secret}"
            yield Hold("name-of-another-case", message, about=f"{slip.passage} {slip.secret}")


def make(ahead: Ahead, situation: Situation, paper: Paper, order: Order, keyed: Keyed) -> Copy:
    """Lay out, stamp and watch one copy: of a paper's own words, or of the address sheet before it.

    Raises HeldError for a leak, for lost text and for a variant that no template makes, and RenderError. What the copy
    has in common with withheld prose, and nothing else of these, a second person may have released.
    """
    if paper.cut is None or paper.template is None:
        raise HeldError(no_variant(paper.planned))
    copy, view = ahead.take(order), paper.cut.view
    lost = lost_text(copy, order.draft)
    sought, ours = secrets(situation, paper.planned, view), _ours(view, paper.template)
    found = leaks(copy, sought, ours, told=view.told_texts())
    holds = [Hold("lost-text", f"the finished copy lacks words or has others ({place})") for place in lost]
    holds += [Hold("unstamped", f"it does not say whose copy it is ({page})") for page in unstamped(copy, order.stamp)]
    holds += [_of_leak(leak, sought) for leak in found]
    standing = [h for h in holds if not is_released(paper.planned, view.digest, h, situation.history, keyed)]
    if standing:
        raise HeldError(*dict.fromkeys(standing))
    return copy


def _of_leak(leak: Leak, sought: Iterable[Secret]) -> Hold:
    """An exact hit is a leak and refuses; of prose a person judges, and of these very words."""
    message = f"{leak.kind} ({leak.id}) in the finished copy ({leak.layer})"
    if leak.exact:
        return Hold("leak", message)
    return Hold("prose-match", message, about=" ".join(s for one in sought if one.id == leak.id for s in one.spellings))


def _ours(view: View, template: Template) -> tuple[str, ...]:
    """What may stand in a copy though a withheld passage says it too: our own sentences, and those filled in with
    facts that the recipient has. "The main area of concern is domestic abuse" is said by every minute taker.
    """
    filled = " ".join(text for block in write(view.untold(), template).blocks for text in block_texts(block))
    return (template.wording, filled, *view.authority_texts())


@dataclass(frozen=True, slots=True)
class _By:
    """What one sending goes by."""

    workspace: Workspace
    ledger: Ledger
    fence: Fence
    channels: Channels
    archive: Archive
    carriers: Carriers
    operator: str


def send(
    workspace: Workspace, ledger: Ledger, fence: Fence, prepared: Preparation, carriers: Carriers, operator: str
) -> Iterator[Ended]:
    """Send every ready parcel once, and say of each planned one how it ended. Counting is the caller's.

    Raises SettingsError, before the first one, where a parcel is ready and there is no key to archive it with.
    """
    situation = prepared.situation
    orders = {p.written.serial: _orders(p.written) for p in prepared.parcels if p.settled.status == "ready"}
    ahead = Ahead(fence, (order for parcel in orders.values() for _, order in parcel))
    with Channels(workspace) as channels, Archive(workspace) as archive:
        if orders:
            archive.require_key()
        by = _By(workspace, ledger, fence, channels, archive, carriers, operator)
        for parcel in prepared.parcels:
            if parcel.settled.status != "ready":
                yield Ended(parcel, parcel.settled.status, parcel.settled.because, parcel.settled.holds)
                continue
            try:
                wrapped = _wrapped(by, ahead, situation, parcel.written, orders[parcel.written.serial])
                yield _sent(by, situation, parcel, wrapped)
            except STOPS as error:
                yield stopped(parcel, error)
            except AlreadyAttempted as taken:
                yield _taken(parcel, taken)


def _sent(by: _By, situation: Situation, parcel: Prepared, wrapped: Parcel) -> Ended:
    workspace, written = by.workspace, parcel.written
    sealed = by.channels.of(wrapped.channel).seal(wrapped)
    envelope = address(sealed, covering.stationery(workspace, written), workspace.now())
    transport = by.carriers.of(envelope.to)
    if because := transport.too_large(envelope):
        raise HeldError(Hold(TOO_LARGE, f"{because}; {OTHER_WAYS}"))
    intent = Intent(
        case=situation.record.case,
        reference=situation.record.reference,
        document=written.planned.document,
        edition=written.planned.edition,
        recipient=written.planned.person,
        view=written.view,
        channel=sealed.channel,
        transport=transport.name,
        serial=written.serial,
        sealed=workspace.mac(transport.wire(envelope)),
        files=tuple(file.name for file in sealed.files),
        operator=by.operator,
        today=situation.today.isoformat(),
        destination=workspace.keyed(destination(written.planned.route)),
        archived=by.archive.keep(situation, written, wrapped),
    )
    if holds := stopped_since(
        by.ledger, intent.case, written.planned, written.view, situation.history, workspace.keyed
    ):
        raise HeldError(*holds)
    with by.ledger.attempt(intent) as attempt:
        receipt = transport.carry(envelope)
        state, because, file = outcome(receipt)
        attempt.close(state, because=because, file=file)
    return Ended(parcel, state, because, attempt=attempt.id, file=file)


def _taken(parcel: Prepared, taken: AlreadyAttempted) -> Ended:
    """Another run was first: its parcel is ours done, unless nobody can say yet."""
    if taken.state in ("open", "in_doubt"):
        return Ended(parcel, "held", holds=(Hold("in-doubt", f"another run has begun it (attempt {taken.attempt})"),))
    return Ended(parcel, "done", f"{taken.state.replace('_', ' ')} by another run", attempt=taken.attempt)


def _orders(written: Written) -> tuple[tuple[Paper, Order], ...]:
    """The copies of a parcel in order: on paper an address sheet, the covering document, its enclosures."""
    route, stamp = written.planned.route, Stamp(written.planned.addressee, written.serial)
    copies = [
        (paper, Order(paper.draft, form, stamp)) for paper in written.papers if paper.draft for form in paper.formats
    ]
    if route.by != "email":
        sheet = address_sheet(written.planned.addressee, route.address, route.by)
        copies.insert(0, (written.covering, Order(sheet, "pdf", stamp)))
    return tuple(copies)


def _wrapped(
    by: _By,
    ahead: Ahead,
    situation: Situation,
    written: Written,
    orders: Iterable[tuple[Paper, Order]],
) -> Parcel:
    """One recipient, one covering document, its enclosures in order; on paper, an address sheet before them. Of a pack
    all but the sheet is one file.
    """
    workspace, route, serial = by.workspace, written.planned.route, written.serial
    if route.channel is None:
        raise HeldError(Hold("no-channel", f"there is no agreed way to reach {written.planned.person}"))
    sheets = int(route.by != "email")
    copies = [make(ahead, situation, paper, order, workspace.keyed) for paper, order in orders]
    if written.planned.pack:
        stamp = Stamp(written.planned.addressee, serial)
        pack = packing.bind(by.fence, written, copies[sheets:], situation.record.reference, stamp)
        copies = [*copies[:sheets], pack.copy]
    files = [
        PlainFile(f"{serial}-{number}.{copy.format}", copy.media_type, copy.data)
        for number, copy in enumerate(copies, 1 - sheets)
    ]
    to = EmailTo(route.email) if route.by == "email" else PaperTo(route.by)
    return Parcel(
        serial=serial,
        channel=route.channel,
        to=to,
        files=tuple(files),
        fingerprint=route.fingerprint or None,
        phrase=covering.phrase_of(workspace, situation, written.planned) if route.channel == "pdf_password" else None,
        note=covering.note(written) if route.by == "email" else "",
    )
