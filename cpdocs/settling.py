"""What became of an attempt: a transport's word in the ledger's, at once or, after a stopped run, from what it left.

A receipt and the evidence found later say the same four things, and are read here alone (ADR 16: settling comes after
writing, before a run plans anew).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cpdocs.delivery.base import Carriers, Failed, HandedOver, InDoubt, Receipt, Sent

if TYPE_CHECKING:  # loading it takes as long as laying out a letter, and meanwhile the fenced child can be started
    from cpdocs.ledger.store import Ledger


def outcome(receipt: Receipt) -> tuple[Literal["sent", "handed_over", "failed", "in_doubt"], str, str]:
    """A receipt in the ledger's words: the state, why, and the file."""
    match receipt:
        case Sent(evidence=evidence):
            return "sent", evidence, ""
        case HandedOver(file=file):
            return "handed_over", "", file
        case Failed(because=because):
            return "failed", because, ""
        case InDoubt(because=because):
            return "in_doubt", because, ""


def settle_stopped_runs(ledger: Ledger, carriers: Carriers) -> None:
    """Close, by the transports' evidence, what a run that was stopped left open. Attempts of others stay open.

    What is in doubt is looked for again: found where the server keeps what it sent, it was sent. Not to find it
    settles nothing, now or later; that is a person's to resolve.
    """
    known = {transport.name: transport for transport in carriers}
    with ledger.settling() as stopped:
        for attempt in stopped:
            if transport := known.get(attempt.intent.transport):
                state, because, file = outcome(transport.settle(attempt.intent.serial, attempt.intent.sealed))
                if ledger.shared and state == "failed":  # another machine may hold what this one does not
                    state, because = "in_doubt", "it may lie on another machine that shares the ledger"
                ledger.outcome(attempt.id, state, because=because, file=file)
        for attempt in ledger.attempts() if ledger.is_settling else ():
            transport = known.get(attempt.intent.transport)
            if attempt.state == "in_doubt" and transport is not None:
                match transport.settle(attempt.intent.serial, attempt.intent.sealed):
                    case Sent(evidence=evidence):
                        ledger.resolve(attempt.id, "sent", by=transport.name, evidence=evidence)
