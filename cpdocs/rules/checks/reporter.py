"""A referral to the Principal Reporter: considered for every child, and made for none too old or unborn."""

from __future__ import annotations

from collections.abc import Iterator

from cpdocs.record.called import Child
from cpdocs.record.decision import Decision
from cpdocs.record.tree import Path
from cpdocs.rules.checks.look import age
from cpdocs.rules.checks.problem import DECIDED, REFERRAL, Check, Problem
from cpdocs.rules.situation import Situation

NOT_CONSIDERED = Check(
    "reporter-not-considered",
    "error",
    "A referral to the Reporter is considered for every child at every conference, with the reason.",
    "seed S1, recommendation 5",
    DECIDED,
    "decided",
)
NO_TEST = Check(
    "referral-without-test",
    "error",
    "A referral says which test is met: unable or unwilling to engage, or cannot be met voluntarily.",
    "seed S4; Children's Hearings (Scotland) Act 2011, section 60",
    REFERRAL,
    "decided",
)
TEST_ALONE = Check(
    "test-without-referral",
    "warning",
    "Grounds and the test for compulsory measures stand only with a referral.",
    "seed S4: no conclusion beyond the test",
    REFERRAL,
    "decided",
)
NON_DISCLOSURE = Check(
    "non-disclosure-not-said",
    "warning",
    "A referral says whether non-disclosure is requested.",
    "SSI 2013/194, rule 84: the Reporter withholds only on request",
    ("reporter_referral", "reporter_copy"),
    "decided",
)
UNBORN = Check(
    "unborn-referred", "error", "An unborn child is not referred.", "National Guidance 3.142", REFERRAL, "decided"
)
TOO_OLD = Check(
    "referral-too-old",
    "error",
    "A child above the authority's age limit is not referred.",
    "seed S1, recommendation 4; Children (Care and Justice) (Scotland) Act 2024, section 1",
    REFERRAL,
    "decided",
)
SIXTEEN = Check(
    "referral-at-16-or-17",
    "warning",
    "Whether a young person of 16 or 17 can be referred was asked.",
    "seed S1, recommendation 4",
    REFERRAL,
    "decided",
)
_SIXTEEN = 16


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind once a decision is recorded."""
    for n, decision in enumerate(situation.record.decisions or ()):
        here: Path = ("decisions", n, "reporter")
        if not decision.reporter.considered:
            hint = "A referral is considered at every conference, and the letter says so: write considered: yes."
            message = "a referral to the Reporter was not considered"
            yield NOT_CONSIDERED.at((*here, "considered"), message, hint)
        yield from _referral(here, decision)
        child = next((c for c in situation.record.children if c.id == decision.child), None)
        if child and decision.reporter.refer:
            yield from _who(situation, (*here, "refer"), child)


def _referral(here: Path, decision: Decision) -> Iterator[Problem]:
    reporter = decision.reporter
    if reporter.refer and reporter.compulsory_measures is None:
        hint = "Write compulsory_measures: unable_or_unwilling_to_engage or cannot_be_met_voluntarily."
        yield NO_TEST.at(here, "this referral does not say which test is met", hint)
    if not reporter.refer and (reporter.compulsory_measures or reporter.suggested_grounds):
        hint = "Write refer: yes, or take compulsory_measures: and suggested_grounds: out."
        yield TEST_ALONE.at(here, f"{decision.child} is not referred, and a test or a ground stands here", hint)
    if reporter.refer and reporter.non_disclosure is None:
        hint = "Write non_disclosure: requested or not_requested; without a request the Reporter withholds nothing."
        yield NON_DISCLOSURE.at(here, "whether non-disclosure is requested is not said", hint)


def _who(situation: Situation, path: Path, child: Child) -> Iterator[Problem]:
    day, limit = situation.record.conference.date, situation.authority.rules.referral_age
    years = age(child, day)
    if years is None:
        hint = "Write refer: no, and reconsider: with who thinks about it after the birth, and when."
        yield UNBORN.at(path, "an unborn child cannot be referred (National Guidance 3.142)", hint)
        return
    # Before the day on which the authority's limit took force, the older one of 16 held.
    under = limit.under if limit.since is None or limit.since <= day else _SIXTEEN
    if years >= under:
        hint = "Write refer: no with the reason; the limit stands in authority.yaml under referral_age."
        yield TOO_OLD.at(path, f"{child.id} is {years}, and only a child under {under} can be referred", hint)
    elif years >= _SIXTEEN:
        hint = "Ask the Reporter's office before it goes; write the answer in because:."
        yield SIXTEEN.at(path, f"{child.id} is {years}: make sure that a referral is possible", hint)
