"""The conference itself: its kind, its chair, and what it follows on."""

from __future__ import annotations

from collections.abc import Iterator

from cpdocs.rules.checks.look import same_human
from cpdocs.rules.checks.problem import ALL, DECIDED, INVITING, MINUTES, Check, Problem
from cpdocs.rules.situation import Situation

CHAIR_TAKES_MINUTES = Check(
    "chair-takes-minutes", "error", "The chair does not take the minutes.", "National Guidance 3.165", ALL
)
AGREED_BY_ANOTHER = Check(
    "agreed-by-another",
    "error",
    "The chair of this conference agrees to the list of invitations.",
    "seed S3: the chair has the final say on who can be there",
    INVITING,
)
NOT_INDEPENDENT = Check(
    "chair-not-independent",
    "error",
    "The chair is not the lead professional, in the core group, or the author of a report.",
    "seed S2; National Guidance 3.151",
    ALL,
)
LINE_MANAGER = Check(
    "chair-is-line-manager",
    "warning",
    "The chair is not the line manager of the case's social worker.",
    "seed S2; National Guidance 3.151",
    ALL,
)
NO_UNBORN = Check(
    "no-unborn-child", "error", "A pre-birth conference is about an unborn child.", "National Guidance 3.142", ALL
)
NO_PREVIOUS = Check(
    "no-previous",
    "warning",
    "A review names the conference whose plan it reviews.",
    "seed S3: progress of the plan is reported to the review",
    ("review_invitation", *MINUTES),
)
NO_TRANSFER = Check(
    "no-transfer", "error", "A transfer says which council the family moves from or to.", "national statistics", ALL
)
NOT_A_TRANSFER = Check(
    "not-a-transfer", "error", "Only a transfer has a transfer block.", "national statistics: four kinds", ALL
)
EDITION_FROM_ONE = Check(
    "edition-from-one", "error", "Editions are counted from 1.", "the ledger sends each edition once", ALL
)
EDITION_UNEXPLAINED = Check(
    "edition-unexplained",
    "warning",
    "A document that is issued again says what changed.",
    "National Guidance 3.166: corrections are made known",
    DECIDED,
)


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind from the day the conference is called."""
    yield from _chair(situation)
    yield from _kind(situation)
    yield from _editions(situation)


def _chair(situation: Situation) -> Iterator[Problem]:
    record = situation.record
    conference = record.conference
    if conference.chair == conference.minute_taker:
        hint = "Name another member of staff (National Guidance 3.165)."
        yield CHAIR_TAKES_MINUTES.at(("conference", "minute_taker"), "the chair cannot take the minutes", hint)
    agreed = record.invitations_agreed
    if agreed and agreed.by != conference.chair:
        hint = "Only the chair of this conference can agree to who is invited."
        yield AGREED_BY_ANOTHER.at(("invitations_agreed", "by"), f"{agreed.by} is not the chair", hint)
    hint = "Another reviewing officer chairs: the chair is independent of those who work with the family."
    for n, invitation in enumerate(record.invitations):
        if invitation.report and same_human(situation, conference.chair, invitation.person):
            message = f"the chair writes a report for this conference, as {invitation.person}"
            yield NOT_INDEPENDENT.at(("invitations", n, "report"), message, hint)
    for n, decision in enumerate(record.decisions or ()):
        lead, group = decision.lead_professional, decision.core_group
        if lead and same_human(situation, conference.chair, lead):
            path = ("decisions", n, "lead_professional")
            yield NOT_INDEPENDENT.at(path, f"the chair is also the lead professional, as {lead}", hint)
        members = (*group.members, group.chair) if group else ()
        if any(same_human(situation, conference.chair, m) for m in members):
            yield NOT_INDEPENDENT.at(("decisions", n, "core_group"), "the chair is in the core group", hint)
    yield from _line_manager(situation)


def _line_manager(situation: Situation) -> Iterator[Problem]:
    record = situation.record
    leads = {d.lead_professional for d in record.decisions or ()}
    for n, one in enumerate(record.people):
        contact = situation.contact(one)
        theirs = one.role == "social_worker" or one.id in leads
        if theirs and contact and contact.line_manager == record.conference.chair:
            hint = "Ask another reviewing officer to chair, or go on if your area has nobody else."
            yield LINE_MANAGER.at(("people", n), f"the chair is the line manager of {one.id}", hint)


def _kind(situation: Situation) -> Iterator[Problem]:
    record = situation.record
    conference = record.conference
    if conference.kind == "pre_birth" and all(child.expected is None for child in record.children):
        hint = "Write expected: for the unborn child in place of born:, or another kind of conference."
        yield NO_UNBORN.at(("conference", "kind"), "a pre-birth conference, and no child here is unborn", hint)
    if conference.kind == "review" and conference.previous is None:
        hint = "Write previous: and the reference of the conference that made the plan."
        yield NO_PREVIOUS.at(("conference",), "this review does not say which conference it follows", hint)
    if conference.kind == "transfer" and conference.transfer is None:
        hint = "Write transfer: with direction: in or out, and other_authority:."
        yield NO_TRANSFER.at(("conference",), "the other council of this transfer is missing", hint)
    if conference.kind != "transfer" and conference.transfer is not None:
        hint = "Write kind: transfer, or take the block out."
        yield NOT_A_TRANSFER.at(("conference", "transfer"), f"this conference is of the kind {conference.kind}", hint)


def _editions(situation: Situation) -> Iterator[Problem]:
    for document, edition in situation.record.editions.items():
        if edition.edition < 1:
            hint = "Write edition: 1 for the first, 2 once it is issued again."
            yield EDITION_FROM_ONE.at(("editions", document, "edition"), "editions are counted from 1", hint)
        if edition.edition > 1 and edition.changed is None:
            hint = "Write changed: and, in a few words, what is different from the edition before."
            message = f"what changed in edition {edition.edition} of {document} is not said"
            yield EDITION_UNEXPLAINED.at(("editions", document), message, hint)
