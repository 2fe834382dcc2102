"""The conference itself: chair, dates and who agreed to what."""

from __future__ import annotations

from collections.abc import Iterator

from cpdocs.rules.checks.problem import Problem
from cpdocs.rules.situation import Situation


def check(situation: Situation) -> Iterator[Problem]:
    """The chair takes no minutes; the chair agrees to the invitations; dates stand in their order."""
    record = situation.record
    conference = record.conference
    if conference.chair == conference.minute_taker:
        hint = "Name another member of staff (National Guidance 3.165)."
        yield Problem("chair-takes-minutes", ("conference", "minute_taker"), "the chair cannot take the minutes", hint)
    agreed = record.invitations_agreed
    if agreed and agreed.by != conference.chair:
        hint = "Only the chair of this conference can agree to who is invited."
        yield Problem("agreed-by-another", ("invitations_agreed", "by"), f"{agreed.by} is not the chair", hint)
    if agreed and agreed.on > conference.date:
        yield Problem(
            "agreed-too-late", ("invitations_agreed", "on"), "the invitations were agreed to after the conference"
        )
    letter = record.letters.decision_letter
    if letter and letter.date < conference.date:
        hint = "A decision letter is dated on the day of the conference or later."
        yield Problem(
            "letter-before-conference",
            ("letters", "decision_letter", "date"),
            "the decision letter is dated before the conference",
            hint,
        )
    for document, edition in record.editions.items():
        if document not in situation.tables.documents.documents:
            hint = f"There are: {', '.join(situation.tables.documents.documents)}."
            yield Problem("unknown-document", ("editions", document), "there is no such document", hint)
        if edition.edition < 1:
            yield Problem("edition-from-one", ("editions", document, "edition"), "editions are counted from 1")
    for n, child in enumerate(record.children):
        if (child.born is None) == (child.expected is None):
            hint = "Write born: for a child, expected: for an unborn child, never both."
            yield Problem("born-or-expected", ("children", n), f"{child.id} needs one of born and expected", hint)
        if child.born and child.born > conference.date:
            yield Problem("born-later", ("children", n, "born"), f"{child.id} is born after the conference")
