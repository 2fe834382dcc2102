"""Approval: the chair's word that exactly these copies go to exactly these people.

    attest    whoever types it says where the approval can be seen
    request   the text of what is to be approved, for the approver to sign with her or his own key
    accept    the approver's detached signature of that text comes back, and is held against the copies as they stand

What an approval binds stands in rules/holds.py: the Views, the templates, each parcel's recipient and way. The request
is made again from the same things, so a signature is good for as long as they stay what they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cpdocs.errors import UsageError
from cpdocs.rights import require_approver
from cpdocs.run import prepared
from cpdocs.validate import read

if TYPE_CHECKING:
    from cpdocs.ledger.store import Ledger
    from cpdocs.record.authority import Staff
    from cpdocs.record.model import Record
    from cpdocs.stages import Preparation, Prepared
    from cpdocs.workspace import Workspace


def attest(workspace: Workspace, path: Path, today: date, document: str, by: str, evidence: str, operator: str) -> str:
    """Record the attested approval of one document's copies as they stand now; returns the entry's number.

    Raises:
        UsageError: somebody who may not approve, no evidence, nothing to approve, a document that needs no approval, or
            one that needs a signed one.
    """
    if not evidence.strip():
        raise UsageError("an approval needs evidence", "Say where the approval can be seen: --evidence TEXT.")
    record = read(workspace, path, today)
    require_approver(workspace, record, by, operator)
    with workspace.ledger() as ledger:
        preparation = _approvable(workspace, ledger, record, today, document)
        if _signed_only(preparation, document):
            hint = "Make the request: cpdocs approve FILE --document KIND --by PERSON --request OUT."
            raise UsageError(f"the approval of {document} is signed here, not attested", hint)
        return _approved(ledger, preparation, document, by, operator, {"evidence": evidence})


def request(workspace: Workspace, path: Path, today: date, document: str, by: str, operator: str) -> bytes:
    """The text that ``by`` signs to approve one document's copies as they stand now: the same for the same copies.

    It names people and ways, as ``plan`` does, and holds nothing of what the copies say but their keyed digest.

    Raises:
        UsageError: as ``attest``; and an approver without a key in authority.yaml.
    """
    record = read(workspace, path, today)
    approver = require_approver(workspace, record, by, operator)
    _key_of(approver)
    with workspace.ledger() as ledger:
        return _text(_approvable(workspace, ledger, record, today, document), document, approver)


def accept(
    workspace: Workspace, path: Path, today: date, document: str, by: str, signature: bytes, operator: str
) -> str:
    """Record the signed approval of one document's copies; returns the entry's number.

    Raises:
        UsageError: as ``request``; and a signature that is not the approver's over these copies as they now stand.
    """
    from cpdocs.channels.signatures import require_signed

    record = read(workspace, path, today)
    approver = require_approver(workspace, record, by, operator)
    key = _key_of(approver)
    with workspace.ledger() as ledger:
        preparation = _approvable(workspace, ledger, record, today, document)
        text = _text(preparation, document, approver)
        require_signed(workspace.keys, key, text, signature)
        signed = {"fingerprint": key, "signature": signature.hex(), "request": workspace.mac(b"request\0" + text)}
        return _approved(ledger, preparation, document, by, operator, signed)


def _approvable(workspace: Workspace, ledger: Ledger, record: Record, today: date, document: str) -> Preparation:
    preparation = prepared(workspace, ledger, record, today)
    if document not in preparation.bindings:
        raise UsageError(f"nothing is planned of {document}", "See what is: cpdocs plan.")
    if not any(p.settled.planned.approval_needed for p in _parcels(preparation, document)):
        hint = "Invitations need the chair's recorded agreement to the list: invitations_agreed."
        raise UsageError(f"{document} needs no approval", hint)
    return preparation


def _approved(
    ledger: Ledger, preparation: Preparation, document: str, by: str, operator: str, how: dict[str, Any]
) -> str:
    record = preparation.situation.record
    about = {
        "reference": record.reference,
        "case": record.case,
        "document": document,
        "edition": record.edition(document),
        "binding": preparation.bindings[document],
    }
    return str(ledger.append("approved", {**about, "by": by, "operator": operator, **how}).seq)


def _key_of(approver: Staff) -> str:
    if approver.key is None:
        hint = "Write the whole fingerprint as key: at this person in authority.yaml, and import the key."
        raise UsageError(f"authority.yaml has no key for {approver.id}", hint)
    return approver.key


def _signed_only(preparation: Preparation, document: str) -> bool:
    return any(p.settled.planned.signature_needed for p in _parcels(preparation, document))


def _parcels(preparation: Preparation, document: str) -> list[Prepared]:
    return [p for p in preparation.parcels if p.settled.planned.document == document]


def _text(preparation: Preparation, document: str, approver: Staff) -> bytes:
    """What is signed. No day and no hold is in it: it must be the same tomorrow, for the same copies."""
    record = preparation.situation.record
    lines = [
        "cpdocs approval v1",
        f"conference: {record.reference}",
        f"document: {document}, edition {record.edition(document)}",
        f"approver: {approver.id} ({approver.name}, {approver.post_title})",
        f"copies: {preparation.bindings[document]}",
        "",
        "Whoever signs this file approves that these copies, as they now stand, go to these people and to nobody else.",
        "A change to any word, reader, way or address afterwards makes the approval void.",
        "",
        *(line for parcel in _parcels(preparation, document) for line in _told(parcel)),
        *(f"{group} stands for {', '.join(people) or 'nobody'}" for group, people in preparation.situation.groups),
    ]
    return ("\n".join(lines) + "\n").encode()


def _told(parcel: Prepared) -> Iterator[str]:
    planned = parcel.written.planned
    about = f" about {', '.join(planned.children)}" if planned.children else ""
    way = f"{planned.route.channel or 'no channel'}, {planned.route.to}"
    yield f"{planned.person} ({planned.addressee}): {planned.variant}{about}; {way}"
    yield f"  because {planned.because}"
    yield from (f"  encloses {paper.planned.document}: {paper.planned.variant}" for paper in parcel.written.enclosures)
    yield from (f"  encloses the file {one.file} (SHA-256 {one.sha256})" for one in planned.files)
    withheld = parcel.written.withheld
    yield from (f"  leaves out {one.kind} at {one.passage}: {one.because}" for one in withheld if not one.fact)
    if facts := sum(one.fact for one in withheld):
        yield f"  leaves out {facts} addresses, names and other facts; see: cpdocs plan FILE --why {planned.person}"
