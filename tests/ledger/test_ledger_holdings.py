"""Who holds which edition of what, by the ledger: what went or may have gone, and what took its place."""

from __future__ import annotations

import pytest
from ledger_tools import intent

from cpdocs.ledger.entry import AttemptState
from cpdocs.ledger.holdings import holdings


def attempt(number, recipient, edition, state, document="minutes", reference="CP-1"):
    told = intent(recipient=recipient, edition=edition, document=document, reference=reference)
    return AttemptState(f"A{number}", told, 1, state, number, "", number, "")


@pytest.mark.parametrize(
    ("state", "holds"),
    [
        ("handed_over", True),
        ("confirmed_sent", True),
        ("confirmed_posted", True),
        ("delivered", True),
        ("resolved_sent", True),
        ("in_doubt", True),  # she may have it
        ("open", True),
        ("failed", False),
        ("resolved_not_sent", False),
        ("bounced", False),
        ("returned", False),
    ],
)
def test_somebody_has_what_left_or_may_have_left_and_did_not_come_back(state, holds):
    assert bool(holdings([attempt(1, "mother", 1, state)])) is holds


def test_each_reader_s_editions_are_told_apart_and_who_lacks_the_newest_is_said():
    found = holdings(
        [
            attempt(1, "mother", 1, "confirmed_posted"),
            attempt(3, "father", 1, "delivered"),
            attempt(5, "mother", 2, "handed_over"),
            attempt(7, "gp", 1, "returned"),
            attempt(9, "mother", 1, "delivered", document="decision_letter"),
            attempt(11, "father", 1, "delivered", reference="CP-2"),
        ]
    )
    said = [(h.attempt.intent.reference, h.attempt.intent.document, h.attempt.intent.recipient) for h in found]
    assert said == [
        ("CP-1", "decision_letter", "mother"),
        ("CP-1", "minutes", "father"),
        ("CP-1", "minutes", "mother"),
        ("CP-1", "minutes", "mother"),
        ("CP-2", "minutes", "father"),
    ]
    assert [(h.attempt.intent.edition, h.told) for h in found] == [
        (1, ""),
        (1, "has not got edition 2"),
        (1, "edition 2 took its place"),
        (2, ""),
        (1, ""),  # of another conference
    ]


def test_an_edition_that_nobody_got_takes_no_place():
    [found] = holdings([attempt(1, "mother", 1, "delivered"), attempt(3, "mother", 2, "failed")])
    assert (found.newest, found.told) == (1, "")
