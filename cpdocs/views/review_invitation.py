"""Cutting the invitation to a review: what an invitation knows, and of the conference before it the reference."""

from __future__ import annotations

from cpdocs.rules.situation import Planned, Situation
from cpdocs.views import invitation
from cpdocs.views.leaves import parts
from cpdocs.views.reading import Reading
from cpdocs.views.shape.invitation import ProfessionalReviewInvitation


def professional(situation: Situation, planned: Planned, reading: Reading) -> ProfessionalReviewInvitation:
    """For a professional, who finds by that reference what was planned, and reports what became of it (seed S3)."""
    whole = invitation.professional(situation, planned, reading)
    return ProfessionalReviewInvitation(
        **parts(whole),
        previous=situation.record.conference.previous or "",
    )
