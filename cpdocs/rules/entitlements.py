"""Who is entitled to what: rows of a table, named predicates, and nobody by default.

``plan`` is pure. For each recipient and document the first row of the table that fits decides, never a union; whoever
no row fits gets nothing, and the plan says so. Below the table stands one rule that no row can set aside, a council's
own neither: a variant goes only to the kind of recipient that it is written for, so that a family member never gets a
professional's paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from cpdocs.rules import consent, enclosures, scopes
from cpdocs.rules.blocks import lacking as lacking_blocks
from cpdocs.rules.conditions import CONDITIONS
from cpdocs.rules.editions import with_former
from cpdocs.rules.past import Key
from cpdocs.rules.predicates import PREDICATES, Question
from cpdocs.rules.recipients import Recipient
from cpdocs.rules.routes import route
from cpdocs.rules.situation import Hold, Nothing, Planned, Situation
from cpdocs.rules.tables import DocumentRule, EntitlementRow
from cpdocs.rules.timescales import appeal_by, due, letter_date

#: The papers that say who gets the minutes.
MINUTED = ("minutes", "reporter_copy", "referral_minutes")
#: The variant of a row that refuses.
REFUSED = "nothing"
NO_ROW = "no row of the table of entitlements fits this person now"
_NO_RULE = "the chair's decision names this paper, and it is one that goes to nobody beyond its rules"
_WRONG_KIND = "the row that fits gives a variant that is not written for this kind of recipient"


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything planned, and everybody who gets nothing, each with its because."""

    planned: tuple[Planned, ...]
    nothing: tuple[Nothing, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the table says of one recipient and one document, before anything is known of channels or dates.

    ``row`` is the row that decided, ``children`` those whom the paper is about; ``refused`` says why there is no paper.
    """

    row: EntitlementRow | None
    children: tuple[str, ...] = ()
    refused: str = ""


def plan(situation: Situation) -> Plan:
    """Who gets what, in the order of the table's documents and of the recipients.

    A document is planned once it has a template folder, the record has the blocks that it needs, and its conditions
    hold; enclosures never are. A post is listed among those who get nothing only where a row refuses it a paper that
    posts get.
    """
    planned: list[Planned] = []
    nothing: list[Nothing] = []
    for document in documents(situation):
        for recipient in situation.recipients:
            found = decided(situation, recipient, document)
            if isinstance(found, Planned):
                planned.append(found)
            elif recipient.kind != "post" or (found.row is not None and _ever_to_posts(situation, document)):
                nothing.append(found)
    return Plan(_unmistakable(situation, _with_readers(planned)), tuple(with_former(situation, planned, nothing)))


def _ever_to_posts(situation: Situation, document: str) -> bool:
    return any("post" in kinds for kinds in situation.tables.documents.documents[document].variants.values())


def documents(situation: Situation) -> tuple[str, ...]:
    """The documents that can be planned now and go by themselves, in the table's order."""
    rules = situation.tables.documents.documents
    return tuple(name for name, rule in rules.items() if not rule.enclosed_with and makeable(situation, name))


def makeable(situation: Situation, document: str) -> bool:
    """Whether a document has a template, the record what it needs, and this conference a reason for it."""
    rule = situation.tables.documents.documents[document]
    return situation.can_make(document) and not lacking(situation, rule) and applies(situation, rule)


def lacking(situation: Situation, rule: DocumentRule) -> tuple[str, ...]:
    """The blocks of the record that a document needs and the record does not have yet, by path."""
    return lacking_blocks(situation.record, rule.needs)


def applies(situation: Situation, rule: DocumentRule) -> bool:
    """Whether there is such a paper for this conference at all."""
    return all(CONDITIONS[name](situation) for name in rule.applies)


def answer(situation: Situation, recipient: Recipient, document: str) -> Answer:
    """The first row that fits, or none. What ``plan``, the enclosures of a parcel and ``plan --why`` go by."""
    question = Question(situation, recipient, document)
    for row in situation.tables.entitlements.of(document):
        if not all(PREDICATES[name](question) for name in (row.who, *row.when)):
            continue
        if row.variant == REFUSED:
            return Answer(row, refused=row.because)
        children = scopes.children(situation, recipient, row.scope, row.children)
        if not children and row.scope != "nobody":
            continue
        if not _written_for(situation, recipient, row, document):
            return Answer(row, refused=_WRONG_KIND)
        return Answer(row, children)
    return Answer(None, refused=_NO_RULE if question.also else NO_ROW)


def missed(situation: Situation, recipient: Recipient, document: str) -> tuple[tuple[EntitlementRow, str], ...]:
    """Each row that was asked before the one that decided, with the first name in it that does not hold."""
    question, passed = Question(situation, recipient, document), []
    decided = answer(situation, recipient, document).row
    for row in situation.tables.entitlements.of(document):
        if row is decided:
            break
        failed = next((name for name in (row.who, *row.when) if not PREDICATES[name](question)), row.children)
        passed.append((row, failed))
    return tuple(passed)


def because(situation: Situation, recipient: Recipient, document: str, found: Answer) -> str:
    """Why, in one sentence with its source; of a decision of the chair's, with the reason that the record gives."""
    if found.row is None or found.refused == _WRONG_KIND:
        return found.refused
    also = Question(situation, recipient, document).also if "chair_decided" in found.row.when else None
    reason = f" of {also.agreed_by_chair}: {also.because}" if also else ""
    return f"{found.row.because}{reason} ({found.row.source})"


def _written_for(situation: Situation, recipient: Recipient, row: EntitlementRow, document: str) -> bool:
    """Whether the variant is for this kind of recipient; and all restricted information is for a post alone."""
    variants = situation.tables.documents.documents[document].variants
    right_kind = recipient.kind in variants.get(row.variant, ())
    # A relative marked as an observer is an observer by kind, and still never gets what is written for professionals.
    outsider = recipient.kind == "observer" and not recipient.is_professional
    return right_kind and not outsider and (row.restricted == "if_named" or recipient.kind == "post")


# ---- one recipient, one document -------------------------------------------------------------------------------------


def decided(situation: Situation, recipient: Recipient, document: str) -> Planned | Nothing:
    """What the table gives one recipient of one document, or why it gives nothing."""
    found = answer(situation, recipient, document)
    why = because(situation, recipient, document, found)
    if found.row is None or found.refused:
        return Nothing(recipient.id, document, why, found.row.id if found.row else None)
    planned = _planned(situation, recipient, document, found.row, found.children, why)
    return replace(planned, encloses=tuple(_enclosed(situation, recipient, planned)))


def _enclosed(situation: Situation, recipient: Recipient, covering: Planned) -> Iterator[Planned]:
    """What goes in the same parcel: each with a row of its own, and with the way, the dates and the consent of the
    document that it is enclosed with. Nobody else's paper is ever among them.
    """
    for name, rule in situation.tables.documents.documents.items():
        if covering.document not in rule.enclosed_with or not makeable(situation, name):
            continue
        found = answer(situation, recipient, name)
        if found.row is not None and not found.refused:
            why = because(situation, recipient, name, found)
            yield replace(
                _planned(situation, recipient, name, found.row, found.children, why),
                route=covering.route,
                due=covering.due,
                letter_date=covering.letter_date,
                appeal_by=covering.appeal_by,
                approval_needed=covering.approval_needed,
                signature_needed=covering.signature_needed,
                beforehand=covering.beforehand,
                holds=(),
            )


def _planned(
    situation: Situation,
    recipient: Recipient,
    document: str,
    row: EntitlementRow,
    children: tuple[str, ...],
    why: str,
) -> Planned:
    record, rule = situation.record, situation.tables.documents.documents[document]
    way, day = route(situation, recipient), letter_date(situation, document)
    scope = _scope(situation, recipient, row, children)
    files = enclosures.declared(situation, document, scope) if rule.pack else ()
    holds = (
        *way.holds,
        *consent.missing(situation, rule, children),
        *_stale(situation, day),
        *enclosures.holds(situation, document, files),
    )
    return Planned(
        key=Key(record.reference, document, record.edition(document), recipient.id),
        row=row.id,
        person=recipient.id,
        kind=recipient.kind,
        addressee=recipient.name,
        role=recipient.role,
        family=recipient.family,
        children=children,
        scope=scope,
        entitled=row.variant,
        variant=_variant(row.variant, recipient),
        route=way,
        because=why,
        due=due(situation, document, recipient, children),
        letter_date=day,
        appeal_by=appeal_by(situation, way, day) if day and rule.appeal and _appeals(situation, recipient) else None,
        minutes_by=_minutes_by(situation, recipient) if rule.appeal else None,
        approval_needed=consent.approval_needed(situation, rule),
        signature_needed=consent.signature_needed(situation, rule),
        beforehand=rule.beforehand,
        whole=row.restricted == "all",
        form=rule.form,
        pack=rule.pack,
        files=files,
        files_left_out=enclosures.left_out(situation, document, scope) if rule.pack else (),
        holds=holds,
    )


def _appeals(situation: Situation, recipient: Recipient) -> bool:
    """Whether this recipient can appeal: a row gives the letter for it, whether or not there is a template."""
    found = answer(situation, recipient, "appeal_letter")
    return found.row is not None and not found.refused


def _minutes_by(situation: Situation, recipient: Recipient) -> date | None:
    """When this recipient should have the minutes; None for one who gets none (an excluded parent, an aunt)."""
    found = answer(situation, recipient, "minutes")
    gets = found.row is not None and not found.refused
    return due(situation, "minutes", recipient) if gets else None


def _scope(
    situation: Situation, recipient: Recipient, row: EntitlementRow, children: tuple[str, ...]
) -> tuple[str, ...]:
    """About whom the reader may read. Where a row reaches for all children, of the paper's own and of no other."""
    whole = recipient.kind == "post" or row.scope == "all"
    return children if whole else scopes.BASES[row.scope](situation, recipient)


def _variant(variant: str, recipient: Recipient) -> str:
    """The variant in the form that this reader needs. One that no template makes holds the parcel.

    Easy Read is made by a person, so no template makes it: the parcel waits for somebody to see to it.
    """
    needs = recipient.needs
    easy_read = "_easy_read" if needs.easy_read else ""
    large = "_large" if needs.print == "large" else ""
    language = "" if needs.language == "en" else f"_{needs.language}"
    return variant + easy_read + large + language


def _with_readers(planned: list[Planned]) -> list[Planned]:
    """Who gets copies of the minutes is what the plan says of everybody; no paper works it out by itself."""
    to = tuple(p.person for p in planned if p.document == "minutes")

    def told(p: Planned) -> Planned:
        p = replace(p, encloses=tuple(map(told, p.encloses))) if p.encloses else p
        return replace(p, minutes_to=to) if p.document in MINUTED else p

    return list(map(told, planned))


# ---- holds of the plan -----------------------------------------------------------------------------------------------


def _stale(situation: Situation, day: date | None) -> tuple[Hold, ...]:
    """A printed deadline counts from the letter's date: sent later, the reader would lose days."""
    if day is None or situation.today <= day:
        return ()
    message = f"the letter is dated {day} and today is {situation.today}; set a new letter date"
    return (Hold("stale", message, about=str(situation.today)),)


def _unmistakable(situation: Situation, planned: list[Planned]) -> tuple[Planned, ...]:
    """Parcels for an id that stands for two are held: one of the two would count as having had the other's paper."""
    seen = Counter(r.id for r in situation.recipients)
    twice = Hold("id-twice", "a post in contacts.yaml has the same id as somebody in the record; give it another")
    return tuple(replace(p, holds=(*p.holds, twice)) if seen[p.person] > 1 else p for p in planned)
