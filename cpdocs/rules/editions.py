"""Whoever has an edition of a paper that another takes the place of, and is not planned for the new one.

Everybody who has the former gets the new one by the same rows. Whoever does not, since the rows or the record no longer
give her or him the paper, still has words that were wrong: the plan names her or him, and never passes it over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cpdocs.rules.past import NOT_GONE, Key
from cpdocs.rules.situation import Nothing, Planned, Situation

_STAFF = "staff:"  # a working copy is the chair's, and edited by her


def with_former(situation: Situation, planned: Iterable[Planned], nothing: Iterable[Nothing]) -> Iterator[Nothing]:
    """Who gets nothing, and of each what she or he still has."""
    former, gets = _former(situation), {(p.document, p.person) for p in planned}
    for one in nothing:
        key = former.pop((one.document, one.person), None)
        yield replace(one, because=f"{one.because}; {_has(situation, key)}") if key else one
    for (document, person), key in former.items():
        if (document, person) not in gets:
            yield Nothing(person, document, _has(situation, key))


def _former(situation: Situation) -> dict[tuple[str, str], Key]:
    """The latest earlier edition that each reader has, or may have, by document and reader."""
    found: dict[tuple[str, str], Key] = {}
    for key, past in sorted(situation.history.parcels.items(), key=lambda one: one[0].edition):
        earlier = key.edition < situation.record.edition(key.document)
        if earlier and past.state not in NOT_GONE and not key.recipient.startswith(_STAFF):
            found[key.document, key.recipient] = key
    return found


def _has(situation: Situation, key: Key) -> str:
    new = situation.record.edition(key.document)
    return f"has edition {key.edition}, and gets no edition {new}, which takes its place: ask for it back"
