"""About which children a paper is: whose children (``BASES``), and which of those (``CHILDREN``).

A row of the table of entitlements names one of each. The children of a paper are those of the base for which the
other holds, in the record's order. Whatever a row says, a family member never reaches a child that she or he has no
relationship to, and a child never another child: that is built into every base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from cpdocs.record.decision import Decision
from cpdocs.record.model import Record
from cpdocs.rules.recipients import Recipient
from cpdocs.rules.situation import Situation

Scope: TypeAlias = Callable[[Situation, Recipient], tuple[str, ...]]

# ---- whose children --------------------------------------------------------------------------------------------------


def own(situation: Situation, recipient: Recipient) -> tuple[str, ...]:
    """The children whose papers this recipient may see.

    A professional: those of the invitation, or all when it names none. Family: the children with parental rights or
    of the invitation, and never one without a relationship. A child: itself. A supporter or a post: none.
    """
    record = situation.record
    if recipient.kind == "child":
        return (recipient.id,)
    if recipient.person is None or recipient.is_supporter:
        return ()
    invitation = record.invitation(recipient.id)
    named = set(invitation.children or ()) if invitation else set()
    if recipient.is_professional:
        return _ordered(record, named or every(record))
    return _ordered(record, (named | set(recipient.person.parental_rights)) & set(recipient.relationship))


def own_or_related(situation: Situation, recipient: Recipient) -> tuple[str, ...]:
    """The children whose papers this recipient may see; for a relative who is not invited, those related to.

    Only for a decision of the chair's that names the person: an aunt whom no rule knows is aunt of somebody.
    """
    return own(situation, recipient) or _ordered(situation.record, recipient.relationship)


def core_group(situation: Situation, recipient: Recipient) -> tuple[str, ...]:
    """The children in whose core group this recipient is.

    The conference itself named the members, so it does not matter who was invited for whom.
    """
    if recipient.kind not in ("professional", "family", "child"):
        return ()
    found = {d.child for d in _decisions(situation) if d.core_group and recipient.id in d.core_group.members}
    if recipient.kind == "professional":
        return _ordered(situation.record, found)
    return _ordered(situation.record, found & {*recipient.relationship, recipient.id})


def everybodys(situation: Situation, recipient: Recipient) -> tuple[str, ...]:
    """All children of the record; for family, a child or an observer never more than their own."""
    return every(situation.record) if recipient.kind in ("post", "professional") else own(situation, recipient)


def nobody(_: Situation, __: Recipient) -> tuple[str, ...]:
    """No child: the paper holds nothing of the case."""
    return ()


BASES: Final[Mapping[str, Scope]] = {
    "own": own,
    "own_or_related": own_or_related,
    "core_group": core_group,
    "all": everybodys,
    "nobody": nobody,
}

# ---- which of them ---------------------------------------------------------------------------------------------------


def _every_one(situation: Situation, _: Recipient) -> Iterable[str]:
    """Every one of them."""
    return every(situation.record)


def _decided(situation: Situation, _: Recipient) -> Iterable[str]:
    """Those about whom it was decided, and not deferred."""
    return (d.child for d in _decisions(situation) if d.outcome != "deferred")


def _deferred(situation: Situation, _: Recipient) -> Iterable[str]:
    """Those about whom the decision was deferred."""
    return (d.child for d in _decisions(situation) if d.outcome == "deferred")


def _registered(situation: Situation, _: Recipient) -> Iterable[str]:
    """Those whose names go onto the register."""
    return (d.child for d in _decisions(situation) if d.outcome in ("registered", "transferred_in"))


def _de_registered(situation: Situation, _: Recipient) -> Iterable[str]:
    """Those whose names come off the register."""
    return (d.child for d in _decisions(situation) if d.outcome in ("de_registered", "transferred_out"))


def _on_or_off(situation: Situation, recipient: Recipient) -> Iterable[str]:
    """Those whose names go onto the register or come off it."""
    return (*_registered(situation, recipient), *_de_registered(situation, recipient))


def _referred(situation: Situation, _: Recipient) -> Iterable[str]:
    """Those who are referred to the Principal Reporter; never one who is not born (National Guidance 3.142)."""
    born = {child.id for child in situation.record.children if child.born is not None}
    return (d.child for d in _decisions(situation) if d.reporter.refer and d.child in born)


def _with_plan(situation: Situation, _: Recipient) -> Iterable[str]:
    """Those who have a plan."""
    return (d.child for d in _decisions(situation) if d.plan)


def _dissented(situation: Situation, _: Recipient) -> Iterable[str]:
    """Those with whose decision somebody does not agree."""
    return (d.child for d in _decisions(situation) if d.dissents)


def _own_dissent_answered(situation: Situation, recipient: Recipient) -> Iterable[str]:
    """Those about whose decision this recipient's dissent has been answered."""
    return (
        d.child
        for d in _decisions(situation)
        if any(dissent.person == recipient.id and dissent.reply is not None for dissent in d.dissents)
    )


def _own_appeal(situation: Situation, recipient: Recipient) -> Iterable[str]:
    """Those about whom this recipient has appealed."""
    return (a.child for a in situation.record.appeals if a.person == recipient.id)


def _own_appeal_answered(situation: Situation, recipient: Recipient) -> Iterable[str]:
    """Those about whom this recipient's appeal has been answered."""
    return (a.child for a in situation.record.appeals if a.person == recipient.id and a.reply is not None)


def _supported_by(situation: Situation, recipient: Recipient) -> Iterable[str]:
    """Those whose support this recipient's agency leads."""
    return (
        d.child
        for d in _decisions(situation)
        if needs_support(d) and d.support is not None and d.support.by_whom == recipient.id
    )


CHILDREN: Final[Mapping[str, Callable[[Situation, Recipient], Iterable[str]]]] = {
    "every_one": _every_one,
    "decided": _decided,
    "deferred": _deferred,
    "registered": _registered,
    "de_registered": _de_registered,
    "on_or_off_the_register": _on_or_off,
    "referred": _referred,
    "with_plan": _with_plan,
    "dissented": _dissented,
    "own_dissent_answered": _own_dissent_answered,
    "own_appeal": _own_appeal,
    "own_appeal_answered": _own_appeal_answered,
    "supported_by": _supported_by,
}


def children(situation: Situation, recipient: Recipient, base: str, which: str) -> tuple[str, ...]:
    """The children of a paper, by the names that its row gives, in the record's order."""
    chosen = set(CHILDREN[which](situation, recipient))
    return tuple(child for child in BASES[base](situation, recipient) if child in chosen)


def of_all(situation: Situation, which: str) -> frozenset[str]:
    """Those of all children for whom ``which`` holds, whoever asks."""
    return frozenset(CHILDREN[which](situation, _ASKING_FOR_NOBODY))


_ASKING_FOR_NOBODY = Recipient(id="", kind="post", name="", role="")


def in_words(base: str, which: str) -> str:
    """Which children these are, as it stands inside a sentence."""
    told = [(BASES[base].__doc__ or base), *([CHILDREN[which].__doc__ or which] if which != "every_one" else [])]
    said = [text.split("\n\n")[0].strip().rstrip(".") for text in told]
    return ": ".join(text[:1].lower() + text[1:] for text in said)


# ---- small things ----------------------------------------------------------------------------------------------------


def every(record: Record) -> tuple[str, ...]:
    """Every child's id, in the record's order."""
    return tuple(child.id for child in record.children)


def needs_support(decision: Decision) -> bool:
    """Whether a child is neither registered nor referred, and support was found to be needed (seed S4)."""
    support = decision.support
    return decision.outcome == "not_registered" and not decision.reporter.refer and support is not None


def _decisions(situation: Situation) -> tuple[Decision, ...]:
    return situation.record.decisions or ()


def _ordered(record: Record, wanted: Iterable[str]) -> tuple[str, ...]:
    chosen = set(wanted)
    return tuple(child for child in every(record) if child in chosen)
