"""What a recipient must not find in her or his copy: the second net under the Views.

Secrets are what the record holds and this recipient may not have, minus what the typed fields (never the prose) of the
recipient's own View hold, minus the council's own texts. Exact kinds are looked for in their usual spellings, and a hit
refuses the copy; prose is looked for by runs of words, and a hit holds it for a second person. Towns and lone surnames
are never secrets: they would stop every letter (DESIGN.md, "Withholding is construction, not redaction").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from cpdocs.record.model import Child
from cpdocs.record.passage import Passage
from cpdocs.record.people import Person, PostalAddress, Reach
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.reading import Reading, family_of_others
from cpdocs.views.shape import View
from cpdocs.words import MONTHS, squeezed


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
    facts = list(_facts(situation, planned, reading))
    allowed = {squeezed(text) for text in (*view.typed_texts(), *view.authority_texts())}
    allowed |= {squeezed(s) for fact, free in facts if free for s in fact.spellings}
    forbidden = [fact for fact, free in facts if not free and not {squeezed(s) for s in fact.spellings} & allowed]
    return (*forbidden, *_prose(situation, reading))


# ---- typed facts: (secret, whether this recipient may have it) -------------------------------------------------------

_Fact = tuple[Secret, bool]


def _facts(situation: Situation, planned: Planned, reading: Reading) -> Iterator[_Fact]:
    for n, child in enumerate(situation.record.children):
        yield from _of_child(child, f"children[{n}]", reading)
    strangers = {p.id for p in family_of_others(situation, reading)}
    for n, person in enumerate(situation.record.people):
        yield from _of_person(person, f"people[{n}]", planned, strangers, reading)
    if planned.row == "invitation-excluded-parent":
        yield _exact("conference.place", "venue", situation.record.conference.place), False


def _of_child(child: Child, path: str, reading: Reading) -> Iterator[_Fact]:
    known = reading.covers([child.id])
    yield _exact(f"{path}.name", "full name", child.name), known
    for m, name in enumerate(child.known_as):
        yield _exact(f"{path}.known_as[{m}]", "known as", name), known
    if child.born:
        yield _exact(f"{path}.born", "date of birth", *_dates(child.born)), known
    yield from _of_address(child.address, f"{path}.address", free=known and reading.shared(child.address.share_with))
    for kind, place in (("school", child.school), ("surgery", child.surgery)):
        if place:
            yield _exact(f"{path}.{kind}", kind, place.name), known and reading.shared(place.share_with)


def _of_person(person: Person, path: str, planned: Planned, strangers: set[str], reading: Reading) -> Iterator[_Fact]:
    """A family member's or supporter's name and ways of being reached. Professionals' work contacts are no secret."""
    if person.is_professional:
        return
    own = person.id == planned.person
    if person.name and not own:
        hidden = _hidden_name(person, planned, strangers, reading)
        for m, name in enumerate((person.name, *person.known_as)):
            yield _exact(f"{path}.name[{m}]", "full name", name), not hidden
    reach = person.reach or Reach()
    if reach.post:
        yield from _of_address(reach.post, f"{path}.reach.post", free=own)
    if reach.email:
        yield _exact(f"{path}.reach.email", "e-mail", reach.email), own
    if reach.phone:
        yield _exact(f"{path}.reach.phone", "phone", *_phones(reach.phone)), own


def _hidden_name(person: Person, planned: Planned, strangers: set[str], reading: Reading) -> bool:
    """Names stay hidden from a supporter all, and from family those of other children's families and supporters."""
    if reading.person.is_supporter:
        return True
    return planned.family and (person.id in strangers or person.is_supporter)


def _of_address(address: PostalAddress, path: str, *, free: bool) -> Iterator[_Fact]:
    yield _exact(f"{path}.lines[0]", "first address line", address.lines[0]), free
    yield _exact(f"{path}.postcode", "postcode", address.postcode), free


def _exact(ident: str, kind: str, *spellings: str) -> Secret:
    return Secret(ident, kind, exact=True, spellings=spellings)


def _dates(day: date) -> Iterator[str]:
    """The usual spellings of a day. Separators and case do not matter to the check; order and digits do."""
    month = MONTHS[day.month - 1]
    for year in (str(day.year), f"{day.year % 100:02}"):
        yield f"{day.day:02}/{day.month:02}/{year}"
        yield f"{day.day}/{day.month}/{year}"
    ordinal = "th" if day.day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    for name in (month, month[:3]):
        yield f"{day.day} {name} {day.year}"
        yield f"{day.day}{ordinal} {name} {day.year}"
        yield f"{day.day}{ordinal} of {name} {day.year}"
        yield f"{name} {day.day} {day.year}"
    yield day.isoformat()


def _phones(phone: str) -> Iterator[str]:
    digits = "".join(c for c in phone if c.isdigit())
    yield digits
    if digits.startswith("44"):
        yield "0" + digits[2:]
    elif digits.startswith("0"):
        yield "44" + digits[1:]


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
    """The children that a block says it is about: a decision's ``child``, an invitation's ``children``."""
    named = {name: getattr(block, name) for name in ("child", "children") if name in type(block).model_fields}
    return tuple(c for c in (named.get("child"), *(named.get("children") or ())) if isinstance(c, str))


def _items(value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, tuple):
        return [(f"[{n}]", item) for n, item in enumerate(value)]
    if isinstance(value, dict):
        return [(f".{key}", item) for key, item in value.items()]
    return [("", value)]
