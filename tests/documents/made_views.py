"""A small View for wording, the council's words, and Views of every shape as hypothesis makes them."""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from hypothesis import strategies as st

from cpdocs.views.leaves import Prose
from cpdocs.views.shape import AuthorityWords, NamesWords, OfficesWords, OfficeWords, TextsWords, View
from cpdocs.views.shape.invitation import ChildFacts

OFFICE = OfficeWords("An office", "01632 960000", "office@council.example", "always", ("1 High Street", "ZZ1 1ZZ"))
AUTHORITY = AuthorityWords(
    name="Example Council",
    letterhead=("Social Work",),
    marking="Confidential",
    names=NamesWords(
        "Case Conference", "Chair", "keyworker", "Plan", "area of concern", "Head of Service", "core group", "minutes"
    ),
    offices=OfficesWords(OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, "Ask us for the procedures."),
    texts=TextsWords("by courier", "We pay for the bus.", "every fortnight"),
    decided_by="The Chair decided.",
    appeal_reply_days=28,
    reply_phone="01632 960001",
)
BARE = dataclasses.replace(OFFICE, phone="", email="", hours="", address=())


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
FULL = {"children", "who", "addressee", "name", "child", "what", "text", "place", "title", "person", "outcome"}


def made(kind: Any, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Values of a whole shape. Everything that can be missing is there in some and missing in others."""
    if kind is AuthorityWords:
        bare = OfficesWords(*(dataclasses.replace(BARE, name="An office") for _ in range(6)), None, "")
        return st.sampled_from([AUTHORITY, dataclasses.replace(AUTHORITY, offices=bare, letterhead=(), marking="")])
    hints = typing.get_type_hints(kind)
    fields = {f.name: leaf(hints[f.name], text, empty=f.name not in FULL) for f in dataclasses.fields(kind)}
    values = st.builds(kind, **fields)
    if kind is ChildFacts:  # the checks see to it: one of the two, never both
        return values.map(lambda c: dataclasses.replace(c, expected=None if c.born else date(2027, 1, 1)))
    return values
