"""A small View for wording, the council's words, and Views of every shape as hypothesis makes them."""

from __future__ import annotations

import dataclasses
import random
import types
import typing
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from hypothesis import strategies as st

from cpdocs.record.minutes import Section
from cpdocs.views.leaves import Prose
from cpdocs.views.shape import AuthorityWords, NamesWords, Officer, OfficesWords, OfficeWords, View
from cpdocs.views.shape.decision_letter import DecisionWords
from cpdocs.views.shape.invitation import ChildFacts
from cpdocs.views.shape.minuted import MinutedDecision
from cpdocs.views.shape.said import SectionWords

OFFICE = OfficeWords("An office", "01632 960000", "office@council.example", "always", ("1 High Street", "ZZ1 1ZZ"))
AUTHORITY = AuthorityWords(
    name="Example Council",
    letterhead=("Social Work",),
    marking="Confidential",
    names=NamesWords(
        "Case Conference", "Chair", "keyworker", "Plan", "area of concern", "Head of Service", "core group", "minutes"
    ),
    offices=OfficesWords(OFFICE, OFFICE, OFFICE, OFFICE, OFFICE),
    decided_by="The Chair decided.",
    appeal_reply_days=28,
    reply_phone="01632 960001",
)
BARE = dataclasses.replace(OFFICE, phone="", email="", hours="", address=())


SECTIONS = typing.get_args(Section)


@dataclass(frozen=True, slots=True)
class Inner:
    """A shape inside a View, with more to it than its fields: a template may see the fields alone."""

    word: str = "word"

    @property
    def more(self) -> str:
        return "more than a field"


@dataclass(frozen=True, slots=True)
class Small(View):
    """One value of each kind."""

    name: str = "Mary"
    told: Prose | None = None
    when: date = date(2026, 11, 12)
    at: time = time(10, 30)
    flag: bool = True
    number: int = 28
    names: tuple[str, ...] = ("Ann", "Ben")
    none: None = None
    inner: Inner = Inner()


def leaf(kind: Any, text: st.SearchStrategy[str], *, empty: bool) -> st.SearchStrategy[Any]:
    """Values of one field of a shape, by its type."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        return st.none() | leaf(inner[0], text, empty=empty)
    if origin is tuple:
        return st.lists(leaf(inner[0], text, empty=False), min_size=0 if empty else 1, max_size=3).map(tuple)
    if dataclasses.is_dataclass(kind):
        return made(kind, text)
    known = {
        str: text | st.just("") if empty else text,
        Prose: text.map(Prose),
        bool: st.booleans(),
        int: st.integers(0, 99),
        date: st.dates(date(2000, 1, 1), date(2040, 1, 1)),
        time: st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    }
    return known[kind]


# Fields of a View that every cutter fills: an invitation is about somebody, and somebody does each thing.
FULL = {
    *("children", "who", "addressee", "name", "child", "what", "text", "place", "title", "person", "outcome"),
    "decisions",
}


def made(kind: Any, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Values of a whole shape. Everything that can be missing is there in some and missing in others."""
    if kind is AuthorityWords:
        bare = OfficesWords(*(dataclasses.replace(BARE, name="An office") for _ in range(5)))
        return st.sampled_from([AUTHORITY, dataclasses.replace(AUTHORITY, offices=bare, letterhead=(), marking="")])
    hints = typing.get_type_hints(kind)
    fields = {f.name: leaf(hints[f.name], text, empty=f.name not in FULL) for f in dataclasses.fields(kind)}
    values = st.builds(kind, **fields)
    if kind is ChildFacts:  # the checks see to it: one of the two, never both
        return values.map(lambda c: dataclasses.replace(c, expected=None if c.born else date(2027, 1, 1)))
    if kind is DecisionWords:
        return values.map(_consistent)
    return values


def _consistent(decision: DecisionWords) -> DecisionWords:
    """As the cutter makes it: whoever sees members of a core group sees its first day and who leads it."""
    officer = Officer("Lee Leader", "Team leader", "01632 960002", "")
    first, chair = decision.core_group_first or date(2026, 11, 26), decision.core_group_chair or officer
    members = decision.core_group
    return dataclasses.replace(
        decision, core_group_first=first if members else None, core_group_chair=chair if members else None
    )


# ---- a View of the minutes has some hundreds of leaves: hypothesis gives the texts and a seed, and the rest is drawn ---


def drawn(kind: Any, draw: random.Random, texts: list[str], *, empty: bool = False) -> Any:
    """A value of a shape, or of one of its fields; each list has up to two items."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind is AuthorityWords:
        return AUTHORITY
    if origin is types.UnionType:
        return None if draw.random() < 0.5 else drawn(inner[0], draw, texts)
    if origin is tuple and inner[0] is SectionWords:  # the cutter gives every one of them, in their order
        return tuple(dataclasses.replace(drawn(SectionWords, draw, texts), name=name) for name in SECTIONS)
    if origin is tuple:
        return tuple(drawn(inner[0], draw, texts) for _ in range(draw.randint(0 if empty else 1, 2)))
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        fields = {f.name: drawn(hints[f.name], draw, texts, empty=f.name not in FULL) for f in dataclasses.fields(kind)}
        return _held_together(kind(**fields))
    known = {
        str: lambda: "" if empty and draw.random() < 0.3 else draw.choice(texts),
        Prose: lambda: Prose(draw.choice(texts)),
        bool: lambda: draw.random() < 0.5,
        int: lambda: draw.randint(0, 99),
        date: lambda: date(2026, 1, 1) + timedelta(days=draw.randint(0, 999)),
        time: lambda: time(draw.randint(0, 23), draw.randint(0, 59)),
    }
    return known[kind]()


def _held_together(value: Any) -> Any:
    """As the cutters make it: the first day and the chair of a core group are there with its members."""
    if not isinstance(value, MinutedDecision):
        return value
    first, chair = value.core_group_first or date(2026, 11, 26), value.core_group_chair or "Lee Leader"
    told = (first, chair) if value.core_group else (None, "")
    return dataclasses.replace(value, core_group_first=told[0], core_group_chair=told[1])
