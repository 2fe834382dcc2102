"""The third use of the secrets: what a clerk has typed into a passage that somebody reads who must not know it.

The leak check finds it too, on the finished copy. Here it is found before anything is made, in the passage itself, so
that the clerk is shown the line. Looked for are the exact kinds (secrets.py), in the passages that a recipient's paper
has room for and that she or he may read; and the names of another case's people, which come there by copying.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from cpdocs.needles import Text
from cpdocs.record.model import Record
from cpdocs.record.passage import Passage
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.facts import facts
from cpdocs.views.leaves import Prose
from cpdocs.views.passages import passages
from cpdocs.views.reading import Reading
from cpdocs.views.secrets import exact_secrets
from cpdocs.views.shape import View
from cpdocs.views.words import authority_words
from cpdocs.words import word_list


@dataclass(frozen=True, slots=True)
class Slip:
    """A secret in a passage that ``person`` would read: ``text`` is how it was found in the ``whole`` told text."""

    passage: str
    kind: str
    secret: str
    person: str
    document: str
    text: str = field(repr=False)
    whole: str = field(repr=False)


def slips(situation: Situation, planned: Planned, view: View | None, prints: Iterable[str]) -> Iterator[Slip]:
    """Every exact secret in what this recipient would read of the passages of one document.

    ``view`` is the View that was cut, whose own told texts are then the ones looked through; None for a document that
    nothing cuts yet, of which every readable passage below ``prints`` counts.
    """
    reading = Reading.of(situation, planned)
    told = None if view is None else set(view.told_texts())
    shown = view or View(authority_words(situation.authority))
    needles = exact_secrets(shown, list(facts(situation, planned, reading)))
    if not needles:
        return
    for place, passage, children in passages(situation.record):
        if reading.refusal(passage, children) is not None:
            continue
        for at, text in _texts(place, passage):
            if text not in told if told is not None else not place.startswith(tuple(prints)):
                continue
            searched = _searched(text)
            for needle in needles:
                found = next((s for s in needle.spellings if searched.holds_exactly(word_list(s))), None)
                if found is not None:
                    yield Slip(at, needle.kind, needle.id, planned.person, planned.document, found, text)


def strangers(situation: Situation) -> Iterator[Slip]:
    """Every name of another case (``situation.other_cases``) in any passage of this record.

    A name that somebody of this record has too is no stranger's.
    """
    record, staff = situation.record, situation.authority.staff
    own = {word_list(s.name) for s in staff} | {word_list(c.name) for c in situation.contacts.values()}
    own |= {word_list(name) for child in record.children for name in (child.name, *child.known_as)}
    own |= {word_list(name) for person in record.people for name in (person.name, *person.known_as) if name}
    sought = [(name, case) for name, case in situation.other_cases.items() if word_list(name) not in own]
    for place, passage, _ in passages(record):
        for at, text in _texts(place, passage):
            searched = _searched(text)
            for name, case in sought:
                if searched.holds_exactly(word_list(name)):
                    yield Slip(at, "name of another case", case, "", "", name, text)


def told(record: Record) -> Text:
    """Every passage of a record as one text, for asking whether something is worth looking for."""
    return Text("\n".join(text for place, passage, _ in passages(record) for _, text in _texts(place, passage)))


def _texts(place: str, passage: Passage) -> Iterator[tuple[str, str]]:
    """Each text of a passage with its own place in the record."""
    for name in ("heading", "text"):
        value = getattr(passage, name, "")
        if value:
            yield f"{place}.{name}", Prose(value)
    for n, challenge in enumerate(getattr(passage, "challenged", ())):
        yield f"{place}.challenged[{n}].text", challenge.text


@lru_cache(maxsize=2048)
def _searched(text: str) -> Text:
    """A text prepared for searching, once for all recipients of it."""
    return Text(text)
