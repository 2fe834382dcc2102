"""What a recipient must not find in her or his copy: the second net under the Views.

Secrets are what the record holds and this recipient may not have, minus what the typed fields (never the prose) of the
recipient's own View hold, minus the council's own texts. Exact kinds are looked for in their usual spellings, and a hit
refuses the copy; prose is looked for by runs of words, and a hit holds it for a second person. Towns and lone surnames
are never secrets: they would stop every letter (DESIGN.md, "Withholding is construction, not redaction").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpdocs.record.passages import passages
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.facts import Fact, facts
from cpdocs.views.reading import Reading
from cpdocs.words import squeezed

if TYPE_CHECKING:
    from cpdocs.views.shape import View


@dataclass(frozen=True, slots=True)
class Secret:
    """One thing that must not be in a copy. ``id`` is its place in the record: it can be said in a diagnostic."""

    id: str
    kind: str
    exact: bool
    spellings: tuple[str, ...]


def secrets(situation: Situation, planned: Planned, view: View) -> tuple[Secret, ...]:
    """Everything that must not be found in the copy that was made from ``view``."""
    reading = Reading.of(situation, planned)
    return (*exact_secrets(view, list(facts(situation, planned, reading))), *_prose(situation, reading))


def exact_secrets(view: View | None, known: Sequence[Fact]) -> tuple[Secret, ...]:
    """The facts that a recipient may not have and, by the typed fields of her or his ``view``, does not have anyway."""
    told = {squeezed(text) for text in (*view.typed_texts(), *view.authority_texts())} if view else set()
    free = {_spelt(fact) for fact in known if not fact.why_not}
    return tuple(
        Secret(fact.path, fact.kind, exact=True, spellings=fact.spellings)
        for fact in known
        if fact.why_not and _spelt(fact) not in free and told.isdisjoint(_spelt(fact))
    )


def _spelt(fact: Fact) -> frozenset[str]:
    """A fact by all of its spellings: by one alone, a birthday on 1/12/2003 would set one on 11/2/2003 free."""
    return frozenset(map(squeezed, fact.spellings))


# ---- prose -----------------------------------------------------------------------------------------------------------


def _prose(situation: Situation, reading: Reading) -> Iterator[Secret]:
    for path, passage, children in passages(situation.record):
        hidden = reading.person.is_supporter or reading.refusal(passage, children) is not None
        if hidden:
            yield Secret(path, "prose", exact=False, spellings=passage.told)
