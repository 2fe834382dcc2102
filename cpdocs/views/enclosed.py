"""What a stranger's file says that somebody may not learn: its words, held against the record's secrets.

Nothing is cut out of such a file, so what is found waits for a person. Sought is what the file's own reader may not
have, and what each of the family may not: the Reporter sends the papers of a hearing to the child and to the relevant
persons, and whoever reads the pack must know that a report in it tells what the schedule withholds (Wakefield, 2022: an
address hidden inside an attached report).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cpdocs.needles import Text, hits
from cpdocs.record.passages import passages
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.facts import facts
from cpdocs.views.reading import Reading
from cpdocs.views.secrets import Secret, exact_secrets, secrets

if TYPE_CHECKING:
    from cpdocs.views.shape import View


@dataclass(frozen=True, slots=True)
class Told:
    """A secret that stands in a file: its place in the record, its kind, the pages from 1 on, and who may not know it.

    No page is named where it runs over from one page to the next.
    """

    secret: str
    kind: str
    pages: tuple[int, ...]
    kept_from: tuple[str, ...]


class Pages:
    """The words of a file, page by page and as one text."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.whole = Text("\n".join(texts))
        self._texts = texts
        self._pages: tuple[Text, ...] | None = None

    def holding(self, spellings: Iterable[str], *, exact: bool) -> tuple[int, ...] | None:
        """The pages on which one of the spellings stands, from 1 on; None where it stands nowhere."""
        found = [s for s in spellings if hits(s, self.whole, (), exact=exact)]
        if not found:
            return None
        if self._pages is None:
            self._pages = tuple(map(Text, self._texts))
        return tuple(
            n for n, page in enumerate(self._pages, start=1) if any(hits(s, page, (), exact=exact) for s in found)
        )


def told(situation: Situation, planned: Planned, view: View, pages: Pages) -> Iterator[Told]:
    """Every secret that stands in a file which goes with the paper of ``view``, in the order of the record's places."""
    sought: dict[tuple[str, str], tuple[Secret, list[str]]] = {}
    for person, secret in _secrets(situation, planned, view):
        sought.setdefault((secret.id, secret.kind), (secret, []))[1].append(person)
    for (place, kind), (secret, people) in sorted(sought.items()):
        found = pages.holding(secret.spellings, exact=secret.exact)
        if found is not None:
            yield Told(place, kind, found, tuple(dict.fromkeys(people)))


def _secrets(situation: Situation, planned: Planned, view: View) -> Iterator[tuple[str, Secret]]:
    """Who may not know what: the reader of this paper, then each of the family."""
    yield from ((planned.person, secret) for secret in secrets(situation, planned, view))
    every = tuple(child.id for child in situation.record.children)
    for one in situation.recipients:
        if one.kind in ("family", "child"):
            reading = Reading(situation, one.id, every)
            as_hers = replace(planned, person=one.id, kind=one.kind, family=one.family)
            for secret in exact_secrets(None, list(facts(situation, as_hers, reading))):
                yield one.id, secret
            for place, passage, children in passages(situation.record):
                if passage.restricted is not None and reading.refusal(passage, children) is not None:
                    yield one.id, Secret(place, "prose", exact=False, spellings=passage.told)
