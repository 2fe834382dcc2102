"""The third use of the secrets: what a clerk has typed into a passage that somebody reads who must not know it.

The leak check finds it too, on the finished copy. Here it is found before anything is made, in the passage itself, so
that the clerk is shown the line. Looked for are the exact kinds (secrets.py), in the passages that a recipient's paper
has room for and that she or he may read; and the names of another case's people, which come there by copying.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cpdocs.needles import Text
from cpdocs.record.passages import passages, texts, told
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.facts import facts
from cpdocs.views.reading import Reading
from cpdocs.views.secrets import exact_secrets
from cpdocs.words import word_list

if TYPE_CHECKING:
    from cpdocs.views.shape import View


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


class Search:
    """One record's passages, made ready once for every recipient of every paper.

    A spelling that stands in none of them, taken as one text, is asked after only once: nearly all do not.
    """

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self._passages = tuple(passages(situation.record))
        self._all = told(situation.record)
        self._known: dict[str, bool] = {}
        self._searched: dict[str, Text] = {}

    def slips(self, planned: Planned, cut: Callable[[], View | None], prints: Iterable[str]) -> Iterator[Slip]:
        """Every exact secret in what this recipient would read of the passages of one document.

        ``cut`` gives the View, whose own told texts are then the ones looked through; None for a document that nothing
        cuts yet, of which every readable passage below ``prints`` counts. It is called only where something that this
        recipient may not know stands in a passage that she or he may read: for most papers of most records never.
        """
        reading = Reading.of(self.situation, planned)
        known = [fact for fact in facts(self.situation, planned, reading) if any(map(self._stands, fact.spellings))]
        hidden = exact_secrets(None, known)
        spellings = tuple(s for needle in hidden for s in needle.spellings if self._stands(s))
        read = [
            (at, text)
            for place, passage, children in (self._passages if spellings else ())
            if reading.refusal(passage, children) is None
            for at, text in texts(place, passage)
            if self._found(spellings, text)
        ]
        if not read:
            return
        view = cut()
        own = None if view is None else set(view.told_texts())
        needles = exact_secrets(view or _of_the_council_alone(self.situation), known)
        for at, text in read:
            if text in own if own is not None else at.startswith(tuple(prints)):
                for needle in needles:
                    if found := self._found(needle.spellings, text):
                        yield Slip(at, needle.kind, needle.id, planned.person, planned.document, found, text)

    def strangers(self) -> Iterator[Slip]:
        """Every name of another case (``situation.other_cases``) in any passage of this record.

        A name that somebody of this record has too is no stranger's.
        """
        own = set(map(word_list, own_names(self.situation)))
        sought = [(name, case) for name, case in self.situation.other_cases.items() if word_list(name) not in own]
        for place, passage, _ in self._passages if sought else ():
            for at, text in texts(place, passage):
                for name, case in sought:
                    if self._found((name,), text):
                        yield Slip(at, "name of another case", case, "", "", name, text)

    def _found(self, spellings: Iterable[str], text: str) -> str | None:
        searched = self._searched.get(text)
        if searched is None:
            searched = self._searched[text] = Text(text)
        return next((s for s in spellings if self._stands(s) and searched.holds_exactly(word_list(s))), None)

    def _stands(self, spelling: str) -> bool:
        """Whether a spelling stands in any passage at all."""
        if spelling not in self._known:
            self._known[spelling] = self._all.holds_exactly(word_list(spelling))
        return self._known[spelling]


def _of_the_council_alone(situation: Situation) -> View:
    from cpdocs.views.shape import View  # making the shapes takes as long as reading a record
    from cpdocs.views.words import authority_words

    return View(authority_words(situation.authority))


def own_names(situation: Situation) -> Iterator[str]:
    """Every name that this record and its council have: of staff, professionals, children and people."""
    yield from (member.name for member in situation.authority.staff)
    yield from (contact.name for contact in situation.contacts.values())
    for child in situation.record.children:
        yield from (child.name, *child.known_as)
    for person in situation.record.people:
        yield from (name for name in (person.name, *person.known_as) if name)
