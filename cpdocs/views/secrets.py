"""What a recipient must not find in her or his copy: the second net under the Views.

Secrets are what the record holds and this recipient may not have, minus what the typed fields (never the prose) of the
recipient's own View hold, minus the council's own texts. Exact kinds are looked for in their usual spellings, and a hit
refuses the copy; prose is looked for by runs of words, and a hit holds it for a second person. Towns and lone surnames
are never secrets: they would stop every letter (DESIGN.md, "Withholding is construction, not redaction").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from cpdocs.record.model import Child
from cpdocs.record.passage import Passage
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.facts import Fact, facts
from cpdocs.views.reading import Reading
from cpdocs.views.shape import View
from cpdocs.words import squeezed


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
    known = list(facts(situation, planned, reading))
    told = {squeezed(text) for text in (*view.typed_texts(), *view.authority_texts())}
    free = {_spelt(fact) for fact in known if not fact.why_not}
    forbidden = [
        Secret(fact.path, fact.kind, exact=True, spellings=fact.spellings)
        for fact in known
        if fact.why_not and _spelt(fact) not in free and told.isdisjoint(_spelt(fact))
    ]
    return (*forbidden, *_prose(situation, reading))


def _spelt(fact: Fact) -> frozenset[str]:
    """A fact by all of its spellings: by one alone, a birthday on 1/12/2003 would set one on 11/2/2003 free."""
    return frozenset(map(squeezed, fact.spellings))


# ---- prose -----------------------------------------------------------------------------------------------------------


def _prose(situation: Situation, reading: Reading) -> Iterator[Secret]:
    for path, passage, children in passages(situation.record):
        hidden = reading.person.is_supporter or reading.refusal(passage, children) is not None
        if hidden:
            yield Secret(path, "prose", exact=False, spellings=(passage.text,))


def passages(
    block: BaseModel, path: str = "", children: tuple[str, ...] = ()
) -> Iterator[tuple[str, Passage, tuple[str, ...]]]:
    """Every passage of a record with its path and the children of the block that it stands in.

    The walk follows the model's own fields, so that a passage added to the record tomorrow is a secret today.
    """
    children = _own_children(block) or children
    for name in type(block).model_fields:
        value = getattr(block, name)
        here = f"{path}.{name}" if path else name
        for key, item in _items(value):
            if isinstance(item, Passage):
                yield here + key, item, children
            elif isinstance(item, BaseModel):
                yield from passages(item, here + key, children)


def _own_children(block: BaseModel) -> tuple[str, ...]:
    """The children that a block is about: itself, a decision's ``child``, an invitation's ``children``."""
    if isinstance(block, Child):
        return (block.id,)
    named = {name: getattr(block, name) for name in ("child", "children") if name in type(block).model_fields}
    return tuple(c for c in (named.get("child"), *(named.get("children") or ())) if isinstance(c, str))


def _items(value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, tuple):
        return [(f"[{n}]", item) for n, item in enumerate(value)]
    if isinstance(value, dict):
        return [(f".{key}", item) for key, item in value.items()]
    return [("", value)]
