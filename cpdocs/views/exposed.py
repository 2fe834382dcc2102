"""Whom a paper exposes: the people of whom something stands in its View, and of which kind that is.

For a paper that reached the wrong hands, and so asked of what the copy says and not of what its reader was allowed: the
facts of the leak check's own list and the record's passages are looked for in the View that was made. What people told
is looked for whole, and its kind says where it stood in the record: whether it tells of health or of an offence, only
somebody who reads it can say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cpdocs.needles import SHINGLE, Text
from cpdocs.record.passages import passages
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.facts import Fact, facts
from cpdocs.views.reading import Reading
from cpdocs.views.secrets import exact_secrets
from cpdocs.views.shape import View
from cpdocs.words import squeezed, word_list

#: The kinds of the leak check's facts in the words of a report.
_FACTS: Final = {
    "full name": "name",
    "initial and surname": "name",
    "known as": "other name",
    "first address line": "address",
    "postcode": "address",
    "e-mail": "e-mail address",
    "phone": "telephone number",
    "post": "that she or he works with the family",
}
#: Where a passage stands in the record, and what a report calls it: the first that fits.
_TOLD: Final = (
    (r"children\[\d+\]\.legal_status", "orders, referrals and hearings"),
    (r"children\[\d+\]", "what was written about the child"),
    (r"decisions\[\d+\]\.(significant_harm|alleged_abuser)", "harm, and who may have caused it"),
    (r"decisions\[\d+\]\.plan", "the child's plan"),
    (r"decisions\[\d+\]\.reporter", "whether the Children's Reporter is told, and why"),
    (r"decisions\[\d+\]\.dissents", "who did not agree, and why"),
    (r"decisions\[\d+\]", "what was decided, and why"),
    (r"minutes\.child_views", "the child's own views"),
    (r"minutes\.family_views", "what the family said"),
    (r"minutes", "what was said at the meeting"),
    (r"invitations\[\d+\]", "why somebody was asked to come, or was not"),
    (r"", "something else that was told"),
)
_CONCERNS: Final = "areas of concern"


@dataclass(frozen=True, slots=True)
class Exposed:
    """One person of whom something stood in a paper. ``entitled`` is whether its right reader might read all of it.

    ``id`` is empty for a child of the household that the conference is not about.
    """

    id: str
    name: str
    who: str
    is_child: bool
    kinds: tuple[str, ...]
    entitled: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    """One thing that stands in the View: whose (an id, or the name of one who has none), its kind, whether rightly."""

    whose: str
    kind: str
    entitled: bool = True


def exposed(situation: Situation, papers: Iterable[tuple[Planned, View]]) -> tuple[Exposed, ...]:
    """Everybody of whom something stands in these papers, the children of the record first, each person once."""
    found = [one for planned, view in papers for one in _found(situation, planned, view)]
    record = situation.record
    order = [*(c.id for c in record.children), *(p.id for p in record.people), *(one.whose for one in found)]
    return tuple(
        _exposed(situation, whose, [one for one in found if one.whose == whose])
        for whose in dict.fromkeys(order)
        if any(one.whose == whose for one in found)
    )


def _exposed(situation: Situation, whose: str, found: list[_Found]) -> Exposed:
    record = situation.record
    child = any(child.id == whose for child in record.children)
    person = next((person for person in record.people if person.id == whose), None)
    if child or person is not None:
        who = "child" if child else "professional" if person and person.is_professional else "adult"
        ident, name = whose, situation.name(whose)
    else:
        ident, name, who = "", whose, "child of the household"
    kinds = tuple(dict.fromkeys(one.kind for one in found))
    return Exposed(ident, name, who, child or not ident, kinds, all(one.entitled for one in found))


def _found(situation: Situation, planned: Planned, view: View) -> Iterator[_Found]:
    reading = Reading.of(situation, planned)
    told = tuple(view.told_texts())
    text = Text("\n".join((*view.typed_texts(), *told)))
    yield from _facts(situation, view, text, list(facts(situation, planned, reading)))
    yield from _professionals(situation, text)
    yield from _concerns(situation, planned, text)
    yield from _passages(situation, reading, told)


def _facts(situation: Situation, view: View, text: Text, known: list[Fact]) -> Iterator[_Found]:
    secret = {one.id for one in exact_secrets(view, known)}
    for fact in known:
        whose = _whose(situation, fact)
        if whose and any(text.holds_exactly(word_list(spelling)) for spelling in fact.spellings):
            yield _Found(whose, _FACTS.get(fact.kind, fact.kind), fact.path not in secret)


def _whose(situation: Situation, fact: Fact) -> str:
    """Whose a fact is: an id, or the name of a child of the household; empty for one that is nobody's, as a venue."""
    record = situation.record
    place = re.match(r"(children|people|invitations|others_in_household\.children)\[(\d+)\]", fact.path)
    if place is None:
        return ""
    n = int(place[2])
    match place[1]:
        case "children":
            return record.children[n].id
        case "people":
            return record.people[n].id
        case "invitations":
            return record.invitations[n].person
        case _:
            return fact.spellings[0]


def _professionals(situation: Situation, text: Text) -> Iterator[_Found]:
    for person in situation.record.people:
        if person.is_professional and text.holds_exactly(word_list(situation.name(person.id))):
            yield _Found(person.id, _FACTS["post"])


def _concerns(situation: Situation, planned: Planned, text: Text) -> Iterator[_Found]:
    """Of the children whom the paper is about: another child's may have the same name, and is not told of here."""
    for decision in situation.record.decisions or ():
        about = decision.concerns if decision.child in planned.children else None
        for ident in about.all if about else ():
            concern = situation.authority.concerns.get(ident)
            if concern and text.holds_exactly(word_list(concern.label)):
                yield _Found(decision.child, _CONCERNS)


def _passages(situation: Situation, reading: Reading, told: tuple[str, ...]) -> Iterator[_Found]:
    """What was told of a child: in the View letter for letter, or within a longer text of it."""
    whole, within = frozenset(map(squeezed, told)), Text("\n".join(told))
    every = tuple(child.id for child in situation.record.children)
    for path, passage, children in passages(situation.record):
        if any(_stands(text, whole, within) for text in passage.told):
            kind = next(words for place, words in _TOLD if re.match(place, path))
            rightly = reading.refusal(passage, children) is None
            for child in passage.about or children or every:
                yield _Found(child, kind, rightly)


def _stands(text: str, whole: frozenset[str], within: Text) -> bool:
    sought = word_list(text)
    return bool(sought) and (squeezed(text) in whole or (len(sought) >= SHINGLE and within.holds_exactly(sought)))
