"""What ``plan --why`` and ``plan --diff`` say.

For one person each document, its row and its reasons; for two, what one gets and reads that the other does not.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from cpdocs.record.model import Record
from cpdocs.rules import entitlements, predicates, scopes
from cpdocs.rules.conditions import CONDITIONS
from cpdocs.rules.recipients import Recipient
from cpdocs.rules.situation import Situation
from cpdocs.rules.tables import EntitlementRow
from cpdocs.stages import Preparation, Prepared
from cpdocs.views.reading import Withheld

_KINDS = {
    "professional": "comes for an agency",
    "family": "family",
    "child": "a child of this record",
    "supporter": "a supporter",
    "observer": "an observer",
    "post": "a post of contacts.yaml",
}


def explained(preparation: Preparation, person: str, wanted: str | None = None) -> Iterator[str]:
    """In words, for one recipient: who that is to the rules, and of each document what comes of it and why."""
    situation, recipient = preparation.situation, preparation.situation.recipient(person)
    yield f"{situation.record.reference} on {situation.today}: the stage is {situation.record.stage}"
    yield _introduced(situation, recipient)
    for document, rule in situation.tables.documents.documents.items():
        if not situation.can_make(document) or wanted not in (None, document):
            continue
        yield ""
        lacks = entitlements.lacking(situation, rule)
        if lacks:
            yield f"{document}: not yet, for want of {', '.join(lacks)}"
        elif not entitlements.applies(situation, rule):
            asked = (name for name in rule.applies if not CONDITIONS[name](situation))
            yield f"{document}: not for this conference; it is for when {' and '.join(map(predicates.in_words, asked))}"
        else:
            yield from _document(preparation, recipient, document)


def _introduced(situation: Situation, recipient: Recipient) -> str:
    what = [_KINDS[recipient.kind]]
    what += [recipient.role] if recipient.role and recipient.kind not in ("child", "supporter") else []
    what += [f"agency:{recipient.agency}"] if recipient.agency else []
    if recipient.kind not in ("post", "supporter"):
        out = predicates.Question(situation, recipient, "").exclusion is not None
        what.append("invited" if recipient.invited else "excluded by the chair" if out else "not invited")
    children = scopes.own(situation, recipient)
    what += [f"for {', '.join(children)}"] if children else []
    return f"{recipient.id} ({recipient.name}): {'; '.join(what)}"


def _document(preparation: Preparation, recipient: Recipient, document: str) -> Iterator[str]:
    situation = preparation.situation
    found = entitlements.answer(situation, recipient, document)
    why = entitlements.because(situation, recipient, document, found)
    parcel = next((p for p in preparation.parcels if _is(p, document, recipient.id)), None)
    if parcel is None:
        yield f"{document}: nothing"
        yield f"  because {why}"
    else:
        planned = parcel.written.planned
        about = f" about {', '.join(planned.children)}" if planned.children else ""
        way = f"{planned.route.channel or 'no channel'}, {planned.route.to}"
        yield f"{document}: {planned.variant}{about}; {way}; {parcel.settled.status}"
        yield f"  because {why}"
    if found.row:
        yield from _row(found.row)
    else:
        for row, failed in entitlements.missed(situation, recipient, document):
            yield f"  not by the row {row.id}: it asks for {_failed(failed)}"
    if parcel:
        yield from (f"  held, {hold.id}: {hold.message}" for hold in parcel.settled.holds)
        yield from (f"  leaves out {_told(w, situation.record)}" for w in parcel.written.withheld)


def _failed(name: str) -> str:
    """The name at which a row failed: a predicate, or the choice of children that left none."""
    if name in predicates.PREDICATES:
        return predicates.in_words(name)
    said = (scopes.CHILDREN[name].__doc__ or name).strip().rstrip(".")
    return f"children of this recipient's among {said[:1].lower()}{said[1:]}"


def _row(row: EntitlementRow) -> Iterator[str]:
    asked = "; ".join(f"{predicates.in_words(name)} ({name})" for name in (row.who, *row.when))
    yield f"  by the row {row.id}, which asks for: {asked}"
    if row.variant != entitlements.REFUSED:
        yield f"  about {scopes.in_words(row.scope, row.children)}"
    yield f"  source: {row.source}"


# ---- two people ------------------------------------------------------------------------------------------------------


def differences(preparation: Preparation, one: str, other: str) -> Iterator[str]:
    """By document: what one gets that the other does not, and what each reads that the other does not."""
    planned = (p.written.planned.document for p in preparation.parcels)
    for document in dict.fromkeys((*planned, *(n.document for n in preparation.nothing))):
        left, right = (next((p for p in preparation.parcels if _is(p, document, who)), None) for who in (one, other))
        if left is not None and right is not None:
            yield from _both(left, right, preparation.situation.record)
        elif left is not None or right is not None:
            has, lacks = (one, other) if left else (other, one)
            yield f"{document}: {has} gets it, {lacks} does not"
            yield f"  {lacks} does not, because {_why_not(preparation, lacks, document)}"
        else:
            yield f"{document}: neither gets it"


def _why_not(preparation: Preparation, person: str, document: str) -> str:
    found = next((n for n in preparation.nothing if (n.person, n.document) == (person, document)), None)
    return found.because if found else entitlements.NO_ROW


def _both(left: Prepared, right: Prepared, record: Record) -> Iterator[str]:
    one, other = left.written.planned, right.written.planned
    yield f"{one.document}: both get it, {one.person} as {one.variant}, {other.person} as {other.variant}"
    for mine, theirs in ((one, other), (other, one)):
        more = [child for child in mine.children if child not in theirs.children]
        if more:
            yield f"  only {mine.person}'s is about {', '.join(more)}"
    yield from _readings(left, right, record)
    yield from _fields(left, right)


def _readings(left: Prepared, right: Prepared, record: Record) -> Iterator[str]:
    """What only the other copy leaves out is what only this one may hold."""
    for mine, theirs in ((left, right), (right, left)):
        kept = {w.passage for w in mine.written.withheld}
        for withheld in theirs.written.withheld:
            if withheld.passage not in kept:
                reader, stranger = mine.written.planned.person, theirs.written.planned.person
                yield f"  {reader} may read, {stranger} may not: {_told(withheld, record)}"


def _fields(left: Prepared, right: Prepared) -> Iterator[str]:
    mine, theirs = left.written.covering.cut, right.written.covering.cut
    if mine is None or theirs is None:
        return
    a, b = mine.view, theirs.view
    if a.digest == b.digest:
        yield "  the same View: every word is the same but the stamp"
        return
    names = dict.fromkeys(f.name for view in (a, b) for f in dataclasses.fields(view))
    differing = [name for name in names if getattr(a, name, None) != getattr(b, name, None)]
    yield f"  the copies differ in: {', '.join(differing)}"


def _is(parcel: Prepared, document: str, person: str) -> bool:
    planned = parcel.written.planned
    return (planned.document, planned.person) == (document, person)


def _told(withheld: Withheld, record: Record) -> str:
    return f"{by_id(withheld.passage, record)} ({withheld.kind}): {withheld.because}"


def by_id(path: str, record: Record) -> str:
    """A path with the id in place of the number of a child, a person or a decision, as a clerk knows them by id."""

    def named(found: re.Match[str]) -> str:
        block, number = found[1], int(found[2])
        ids = {
            "children": [child.id for child in record.children],
            "people": [person.id for person in record.people],
            "decisions": [decision.child for decision in record.decisions or ()],
            "invitations": [invitation.person for invitation in record.invitations],
        }
        return f"{block}[{ids[block][number]}]"

    return re.sub(r"^(children|people|decisions|invitations)\[([0-9]+)\]", named, path)
