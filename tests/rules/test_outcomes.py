"""The record's list of outcomes is the one source: the checks and the letter know each of them, and no other."""

from __future__ import annotations

from typing import get_args

from cpdocs.record.decision import Outcome
from cpdocs.rules.checks.decisions import POSSIBLE
from cpdocs.views.decisions import OUTCOMES


def test_every_outcome_can_be_decided_somewhere_and_has_its_words():
    known = set(get_args(Outcome))
    assert set().union(*POSSIBLE.values()) == known
    assert set(OUTCOMES) == known
