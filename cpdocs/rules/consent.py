"""Whose consent a paper needs before it goes: the chair's agreement, approval or instruction, and when it is signed.

What a document needs stands in tables/documents.yaml (``consent``, ``signed``). A case that the record calls restricted
asks for more: everything that needs the chair's word at all needs a signed approval there (DESIGN.md, "Approval").
"""

from __future__ import annotations

from cpdocs.rules.situation import Hold, Situation
from cpdocs.rules.tables import DocumentRule


def approval_needed(situation: Situation, rule: DocumentRule) -> bool:
    """In a restricted case the list of the invited is not only agreed to but approved, copy by copy."""
    return rule.consent == "approval" or (rule.consent == "agreement" and situation.record.conference.restricted)


def signature_needed(situation: Situation, rule: DocumentRule) -> bool:
    """For what goes to the Reporter, for a restricted case, and wherever the council asks for it."""
    asked = rule.signed or situation.record.conference.restricted or situation.authority.rules.signed_approval
    return asked and approval_needed(situation, rule)


def missing(situation: Situation, rule: DocumentRule, children: tuple[str, ...]) -> tuple[Hold, ...]:
    """The hold of a paper whose agreement or instruction is not recorded. Whether it is approved, the ledger says."""
    agreed = situation.record.invitations_agreed
    if rule.consent == "agreement" and not (agreed and agreed.by == situation.record.conference.chair):
        return (Hold("agreement", "the chair has not agreed to the list of invitations; record invitations_agreed"),)
    if rule.consent == "instruction":
        told = {d.child: d.notifications for d in situation.record.decisions or ()}
        waiting = [c for c in children if not ((notice := told.get(c)) and notice.instructed)]
        if waiting:
            names = ", ".join(waiting)
            return (Hold("instruction", f"the chair's instruction is missing for {names}; record instructed"),)
    return ()
