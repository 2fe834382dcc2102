"""What goes around a parcel: the neutral words of its message, and the phrase that opens a recipient's PDF files.

For families nothing here says child protection, not even on a shared phone (DESIGN.md, "Transports").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpdocs.channels.base import Phrase
from cpdocs.channels.phrase import phrase
from cpdocs.delivery.envelope import Stationery
from cpdocs.documents.templates import covering_text

if TYPE_CHECKING:
    from cpdocs.rules.situation import Planned, Situation
    from cpdocs.stages import Written
    from cpdocs.workspace import Workspace


def phrase_of(workspace: Workspace, situation: Situation, planned: Planned) -> Phrase | None:
    """What opens this recipient's PDF files; None for somebody who was never given it."""
    record, issued = situation.record, situation.history.phrases.get(planned.person)
    return phrase(workspace.mac, record.case, record.reference, planned.person, issued) if issued else None


def note(written: Written) -> str:
    """The covering text: neutral, and the authority's own."""
    cut, template = written.covering.cut, written.covering.template
    return covering_text(cut.view.authority, template) if cut and template else ""


def stationery(workspace: Workspace, written: Written) -> Stationery:
    """The authority's neutral constants; a family's subject says nothing, not even that there are papers."""
    covering = workspace.authority.covering
    return Stationery(
        sender_name=covering.sender_name,
        sender_address=covering.sender_address,
        subject=covering.family_subject if written.planned.family else covering.professional_subject,
        body=note(written),
        message_id_domain=covering.message_id_domain,
    )
