"""What follows: appeals, and what goes to whom beyond the rules."""

from __future__ import annotations

from collections.abc import Iterator

from cpdocs.rules.checks.look import is_family, observes, person
from cpdocs.rules.checks.problem import MINUTES, Check, Problem
from cpdocs.rules.situation import Situation

NO_DECISION = Check(
    "appeal-without-decision",
    "error",
    "An appeal is against a decision that was taken.",
    "seed S4: appeal against the register decision",
    ("appeal_acknowledgement", "appeal_reply"),
)
APPELLANT = Check(
    "appeal-by-another",
    "error",
    "An appeal is that of the child, or of family with a relationship to the child.",
    "seed S4: parent or child may appeal",
    ("appeal_acknowledgement", "appeal_reply"),
)
NEVER_MINUTES = Check(
    "minutes-to-supporter",
    "error",
    "Minutes go to no supporter and to no observer, not by the chair's decision either.",
    "National Guidance 3.167: nor to anyone supporting them",
    MINUTES,
)
UNREAD = Check(
    "enclosure-not-reviewed",
    "warning",
    "Somebody has read each enclosure for what must not leave.",
    "Wakefield, 2022: an address hidden inside an attached report",
    ("reporter_referral", "conference_papers", *MINUTES),
)
NOWHERE = Check(
    "enclosure-goes-nowhere",
    "error",
    "A declared file goes with a paper that files are bound with.",
    "Seed S4: the report goes with the referral; no other paper takes a file so far",
    ("reporter_referral",),
)


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind wherever such a block stands."""
    record = situation.record
    outcomes = {d.child: d.outcome for d in record.decisions or ()}
    for n, appeal in enumerate(record.appeals):
        if outcomes.get(appeal.child) in (None, "deferred"):
            hint = "Correct the child, or record the decision that this appeal is about."
            message = f"no decision has been taken about {appeal.child}"
            yield NO_DECISION.at(("appeals", n, "child"), message, hint)
        one = person(record, appeal.person)
        if appeal.person != appeal.child and not (one and is_family(one) and appeal.child in one.relationship):
            hint = "Correct the person; a parent or the child may appeal."
            message = f"{appeal.person} is not family of {appeal.child}"
            yield APPELLANT.at(("appeals", n, "person"), message, hint)
    for n, also in enumerate(record.distribution.also):
        one = person(record, also.person)
        if one and "minutes" in also.documents and (one.is_supporter or observes(situation, one)):
            hint = "Take minutes out here (National Guidance 3.167)."
            message = f"{also.person} is a supporter or an observer, and never gets minutes"
            yield NEVER_MINUTES.at(("distribution", "also", n, "documents"), message, hint)
    for n, enclosure in enumerate(record.distribution.enclosures):
        if enclosure.reviewed_by is None:
            hint = "Once somebody has read this very file, write reviewed_by: with her or his id."
            yield UNREAD.at(("distribution", "enclosures", n), "nobody is said to have read this file", hint)
        for m, document in enumerate(enclosure.goes_with):
            if not situation.tables.documents.documents[document].pack:
                hint = "Name reporter_referral, the paper that files are bound with, or take it out."
                message = f"no file goes with {document}, so this one would not either"
                yield NOWHERE.at(("distribution", "enclosures", n, "goes_with", m), message, hint)
