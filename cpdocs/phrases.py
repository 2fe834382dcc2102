"""The six words that open a person's PDF files: given out on a slip or on the screen, and that they were, recorded.

How a phrase is worked out stands in channels/phrase.py, why nothing of it is kept in ADR 12.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from cpdocs import history
from cpdocs.channels.base import Phrase
from cpdocs.channels.phrase import phrase
from cpdocs.documents.phrase_slip import phrase_slip
from cpdocs.errors import UsageError
from cpdocs.render.fence import Fence
from cpdocs.rules.past import Key
from cpdocs.rules.routes import agreed_to_phrase, phrase_roads
from cpdocs.validate import read
from cpdocs.workspace import Workspace

#: How the words may be handed over: never by the way of the files that they open.
Road: TypeAlias = Literal["hand", "post"]


@dataclass(frozen=True, slots=True)
class Issued:
    """Six words that a person is to be given, and the same as a printed slip, a PDF file."""

    words: Phrase
    serial: str
    slip: bytes


def issue(workspace: Workspace, path: Path, today: date, person: str, by: Road, operator: str, new: str = "") -> Issued:
    """The words that open this person's PDF files of this conference; the ledger keeps that they were issued, not them.

    The same words each time, until ``new`` says why there must be others: from then on files open with those.

    Raises:
        UsageError: the person gets no PDF with a password, or may not be given the words by this road.
    """
    record, covering = read(workspace, path, today), workspace.authority.covering
    with workspace.ledger() as ledger, Fence(workspace.templates.folders) as fence:
        past = history.read(ledger, record, workspace.zone)
        situation = workspace.situation(record, today, past, workspace.pins())
        recipient = next((r for r in situation.recipients if r.id == person), None)
        if recipient is None or not agreed_to_phrase(situation, recipient):
            hint = "It is for who is safe to reach by e-mail, has no pinned key, and agreed: password_pdf."
            raise UsageError("this person gets no PDF files with a password", hint)
        if by not in phrase_roads(situation, recipient):
            raise UsageError("post is not safe for this person", "Hand the words over in person: --by hand.")
        number = past.phrases.get(person, 0) + 1 if new else past.phrases.get(person, 1)
        words = phrase(workspace.mac, record.case, record.reference, person, number)
        serial = workspace.serial(Key(record.reference, "phrase", number, person))
        draft = phrase_slip(covering.sender_name, covering.reply_phone, words.text, serial)
        slip = fence.lay_out(draft, "pdf").data
        about = {"reference": record.reference, "case": record.case, "recipient": person, "number": number}
        ledger.append("phrase", {**about, "serial": serial, "road": by, "operator": operator, "because": new})
    return Issued(words, serial, slip)
