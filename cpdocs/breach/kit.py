"""The papers of a breach: the form for the data protection officer, and the letter that asks for the papers back.

They are made from what the ledger knows and, where it still vouches for it, the record. The form is case text; the
letter says nothing of a case, for nobody knows who will read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpdocs import release
from cpdocs.breach.stop import Breach
from cpdocs.breach.went import Copy, Went, went
from cpdocs.documents.blocks import Draft
from cpdocs.documents.breach_form import BreachFacts, Row, breach_form
from cpdocs.documents.recall_letter import recall_letter
from cpdocs.ledger.entry import MAY_TRY_AGAIN
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Stamp
from cpdocs.rules.holds import destination
from cpdocs.rules.situation import Route
from cpdocs.views.exposed import Exposed

if TYPE_CHECKING:
    from cpdocs.ledger.entry import AttemptState
    from cpdocs.ledger.store import Ledger
    from cpdocs.workspace import Workspace

FORM, LETTER = "breach-form", "recall-letter"
#: How a parcel was protected, and what that means to whoever has it.
_PROTECTION: Final[Mapping[str, str]] = {
    "print": "It went on paper, in the clear: whoever opens the envelope can read all of it. The address sheet shows "
    "its reader's name and, by post, the address.",
    "openpgp": "It went by e-mail, sealed to one pinned OpenPGP key. Whoever has the message and not that key can read "
    "nothing of it but the council's neutral subject. If it reached the right key's owner, it could be read.",
    "smime": "It went by e-mail, sealed to one pinned S/MIME certificate. Whoever has the message and not that key can "
    "read nothing of it but the council's neutral subject. If it reached the right key's owner, it could be read.",
    "pdf_password": "It went by e-mail, as PDF files that six words open. Whoever has the files and not the words can "
    "read nothing of them. Give those words to nobody now; ask whether the slip with them is still where it belongs.",
}
_WAYS: Final[Mapping[str, str]] = {
    "print": "on paper",
    "openpgp": "by e-mail, sealed with OpenPGP",
    "smime": "by e-mail, sealed with S/MIME",
    "pdf_password": "by e-mail, as PDF files with a password",
}
#: What else is stopped (history.py), by whether the parcel went on paper.
_ALSO: Final = {
    True: "and whatever else of it would go to the same address by post",
    False: "and whatever would go to the same mailbox, of any case",
}
_STATES: Final[Mapping[str, str]] = {
    "open": "begun, and nobody knows yet whether it left",
    "in_doubt": "in doubt: it may have left",
    "handed_over": "handed over to the outbox; nobody has said that it went on from there",
    "sent": "sent",
    "resolved_sent": "sent, as a person found out",
    "confirmed_sent": "sent, as a person confirmed",
    "confirmed_posted": "posted or given by hand, as a person confirmed",
}
#: Whether the right reader was to have all that stands of somebody.
_MAY: Final = "may know it"
_UNKNOWN: Final[Mapping[Copy, str]] = {
    "changed": "The record does not make the copy that went: it, the council's words or the contacts have changed "
    "since. So it cannot be said from it what the parcel held.",
    "gone": "No record of this conference can be read in this workspace. So it cannot be said what the parcel held.",
}
_ARCHIVE: Final = (
    "Part 3 is all that the ledger knows. The copy itself is in the council's sealed archive: have it opened, and fill "
    "in below what it holds."
)


@dataclass(frozen=True, slots=True)
class Kit:
    """The finished files by their names, and what they say of the parcel's content."""

    files: Mapping[str, bytes]
    went: Went
    others: tuple[AttemptState, ...]


def kit(workspace: Workspace, breach: Breach, records: Iterable[Path] = ()) -> Kit:
    """Make the papers; nothing is written to a disk. Without ``records`` those of the workspace are searched.

    Raises:
        RenderError: a paper could not be made.
    """
    with workspace.ledger() as ledger, Fence(workspace.templates.folders) as fence:
        found = went(workspace, ledger, breach.attempt.intent, tuple(records) or release.records(workspace))
        others = _others(workspace, ledger, breach.attempt)
        serial = breach.attempt.intent.serial
        form = breach_form(_facts(workspace, breach, found, others))
        stamp = Stamp("the data protection officer", serial)
        files = {f"{FORM}.{kind}": fence.stamp(fence.lay_out(form, kind), stamp).data for kind in ("pdf", "docx")}
        files[f"{LETTER}.pdf"] = fence.lay_out(_letter(workspace, breach), "pdf").data
    return Kit(files, found, others)


def said(moment: datetime) -> str:
    """A moment as a paper says it: Thursday 19 November 2026, 09:30 (GMT)."""
    return f"{moment:%A} {moment.day} {moment:%B %Y, %H:%M} ({moment:%Z})"


def exposed_rows(exposed: Iterable[Exposed]) -> Iterator[Row]:
    """Each person as a row, the children first; professionals of whom no more is told than that they are, as one."""
    found = tuple(exposed)
    yield from (_exposed_row(one) for one in found if one.who != "professional" or not one.entitled)
    colleagues = [f"{one.name} ({one.id})" for one in found if one.who == "professional" and one.entitled]
    if colleagues:
        yield ", ".join(colleagues), "that they work with the family", _MAY


def _exposed_row(one: Exposed) -> Row:
    who = f"{one.name} ({one.id}, {one.who})" if one.id else f"{one.name} ({one.who})"
    return who, "; ".join(one.kinds), _MAY if one.entitled else "MAY NOT know all of it"


def _letter(workspace: Workspace, breach: Breach) -> Draft:
    covering, today = workspace.authority.covering, workspace.today
    on_paper = breach.attempt.intent.channel == "print"
    day = f"{today.day} {today:%B %Y}"
    return recall_letter(
        covering.sender_name, covering.reply_phone, breach.attempt.intent.serial, day, on_paper=on_paper
    )


def _facts(workspace: Workspace, breach: Breach, found: Went, others: tuple[AttemptState, ...]) -> BreachFacts:
    authority, done = workspace.authority, breach.attempt.intent
    papers = found.written.papers if found.written else ()
    return BreachFacts(
        council=authority.name,
        letterhead=authority.letterhead,
        marking=authority.marking,
        attempt=breach.attempt.id,
        aware=said(breach.aware),
        tell_by=said(breach.tell_by),
        stop=_stop(workspace, breach),
        parcel=tuple(_parcel(workspace, breach.attempt, found)),
        protection=_PROTECTION[done.channel],
        papers=tuple(
            (_plain(p.planned.document), str(p.planned.edition), _plain(p.planned.variant), " and ".join(p.formats))
            for p in papers
        ),
        exposed=tuple(exposed_rows(found.exposed)),
        unknown=(_UNKNOWN[found.copy], _ARCHIVE) if found.copy != "same" else (),
        others=tuple(_other(workspace, one) for one in others),
        done=tuple(_done(workspace, breach)),
    )


def _stop(workspace: Workspace, breach: Breach) -> str:
    reader = breach.attempt.intent.recipient
    if breach.closed is not None and breach.closed.details is not None:
        told = breach.closed.details
        when = _local(workspace, breach.closed.time)
        return f"Papers to {reader} are no longer stopped: lifted on {when} by {told['operator']} and {told['by']}."
    return f"Stopped: every further parcel of this case to {reader}, {_ALSO[breach.attempt.intent.channel == 'print']}."


def _parcel(workspace: Workspace, attempt: AttemptState, found: Went) -> Iterator[Row]:
    done = attempt.intent
    yield "Conference", f"{done.reference} (case {done.case})"
    yield "Parcel", f"{attempt.id}, serial {done.serial} (at the foot of every page)"
    yield "Document", f"{_plain(done.document)}, edition {done.edition}"
    yield "Files", ", ".join(done.files)
    yield "Left", _local(workspace, attempt.opened_time)
    yield "By", f"{_WAYS[done.channel]}; carried by {_plain(done.transport)}"
    yield "For", _reader(done.recipient, found)
    yield "To", _where(workspace, attempt, found)
    yield "Sent by", done.operator
    yield "What is known", _STATES[attempt.state]


def _reader(recipient: str, found: Went) -> str:
    if found.written is None:
        return recipient
    planned = found.written.planned
    return f"{planned.addressee} ({', '.join(dict.fromkeys((recipient, planned.role or planned.kind)))})"


def _where(workspace: Workspace, attempt: AttemptState, found: Went) -> str:
    """The mailbox, where the record still has the one to which it went. A street stands in the record alone."""
    if found.written is None:
        return "the ledger knows it as a digest only"
    route = found.written.planned.route
    if workspace.keyed(destination(route)) != attempt.intent.destination:
        return "another way or address than the record has now"
    return route.email or f"by {route.by}{', the address that the record has now' if route.by == 'post' else ''}"


def _done(workspace: Workspace, breach: Breach) -> Iterator[str]:
    told = breach.noted.details or {}
    yield f"{_local(workspace, breach.noted.time)}: recorded by {told['operator']}, who says: {told['because']}"
    yield _stop(workspace, breach)
    yield "The letter that asks for the papers back was made with this form; a person must see that it is given."


def _others(workspace: Workspace, ledger: Ledger, attempt: AttemptState) -> tuple[AttemptState, ...]:
    """What else went, or may have, to the same reader of the case or by the same way, as far as it is stopped."""
    done, nowhere = attempt.intent, ("", workspace.keyed(destination(Route("print", "hand"))))

    def alike(other: AttemptState) -> bool:
        case = other.intent.case == done.case
        way = done.destination not in nowhere and other.intent.destination == done.destination
        return (case and other.intent.recipient == done.recipient) or (way and (case or done.channel != "print"))

    gone = (one for one in ledger.attempts() if one.id != attempt.id and one.state not in MAY_TRY_AGAIN)
    return tuple(filter(alike, gone))


def _other(workspace: Workspace, one: AttemptState) -> Row:
    done = one.intent
    what = f"{done.reference}: {_plain(done.document)}, edition {done.edition}, for {done.recipient}"
    return one.id, what, _local(workspace, one.opened_time), _STATES[one.state]


def _plain(ident: str) -> str:
    """An id of ours as words."""
    return ident.replace("_", " ")


def _local(workspace: Workspace, time: str) -> str:
    return said(datetime.fromisoformat(time).astimezone(workspace.zone))
