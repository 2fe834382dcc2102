"""A small View for wording, the council's words, and Views of every shape as hypothesis makes them."""

from __future__ import annotations

import dataclasses
import random
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from cpdocs.documents.blocks import block_texts
from cpdocs.documents.templates import Template, Templates, write
from cpdocs.record.minutes import Section
from cpdocs.shipped import folder
from cpdocs.views.leaves import Prose
from cpdocs.views.shape import AuthorityWords, NamesWords, OfficesWords, OfficeWords, TextsWords, View
from cpdocs.views.shape.invitation import ChildFacts, ProfessionalInvitation
from cpdocs.views.shape.minuted import MinutedDecision
from cpdocs.views.shape.said import SectionWords

TEMPLATES = Templates(folder("templates"))
OFFICE = OfficeWords("An office", "01632 960000", "office@council.example", "always", ("1 High Street", "ZZ1 1ZZ"))
AUTHORITY = AuthorityWords(
    name="Example Council",
    letterhead=("Social Work",),
    marking="Confidential",
    names=NamesWords(
        "Case Conference", "Chair", "keyworker", "Plan", "area of concern", "Head of Service", "core group", "minutes"
    ),
    offices=OfficesWords(
        head_of_service=dataclasses.replace(OFFICE, name="The Head's office"),
        social_work=dataclasses.replace(OFFICE, name="Duty team", phone="01632 960002"),
        out_of_hours=dataclasses.replace(OFFICE, name="Night team", phone="01632 960003"),
        advocacy=dataclasses.replace(OFFICE, name="Advocacy", phone="01632 960004"),
        advocacy_for_children=dataclasses.replace(OFFICE, name="Young Voices", phone="01632 960005"),
        complaints=dataclasses.replace(OFFICE, name="Complaints office", phone="01632 960006"),
        legal_advice=dataclasses.replace(OFFICE, name="Law Centre", phone="01632 960007"),
        procedures="Ask us for the procedures.",
    ),
    texts=TextsWords("by courier", "We pay for the bus.", "every fortnight"),
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
        bare = OfficesWords(*(dataclasses.replace(BARE, name="An office") for _ in range(6)), None, "")
        return st.sampled_from([AUTHORITY, dataclasses.replace(AUTHORITY, offices=bare, letterhead=(), marking="")])
    hints = typing.get_type_hints(kind)
    fields = {f.name: leaf(hints[f.name], text, empty=f.name not in FULL) for f in dataclasses.fields(kind)}
    values = st.builds(kind, **fields)
    if kind is ChildFacts:  # the checks see to it: one of the two, never both
        return values.map(lambda c: dataclasses.replace(c, expected=None if c.born else date(2027, 1, 1)))
    return values


# ---- a View with everything there, and one with as little as may be --------------------------------------------------


def _value(kind: Any, n: list[int], *, full: bool, least: int = 0) -> Any:
    """A value of a kind: everything there twice over, or as little as may be."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    n[0] += 1
    if origin is tuple and inner[0] is SectionWords:  # the cutter gives every one of them, in their order
        return tuple(dataclasses.replace(_value(SectionWords, n, full=full), name=name) for name in SECTIONS)
    if origin is tuple:
        return tuple(_value(inner[0], n, full=full) for _ in range(2 if full else least))
    if inner:
        return _value(inner[0], n, full=full) if full else None
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(
            **{
                f.name: _value(hints[f.name], n, full=full, least=f.name in FULL or f.name == "decisions")
                for f in dataclasses.fields(kind)
            }
        )
    return {
        str: f"text {n[0]}",
        Prose: Prose(f"told {n[0]}"),
        bool: full,
        int: n[0],
        date: date(2026, 1, 1) + timedelta(days=n[0]),
        time: time(n[0] // 60, n[0] % 60),
    }[kind]


def full(kind: type[View]) -> View:
    return dataclasses.replace(_value(kind, [0], full=True), authority=AUTHORITY)


def bare(kind: type[View]) -> View:
    view = dataclasses.replace(_value(kind, [0], full=False), authority=AUTHORITY)
    if isinstance(view, ProfessionalInvitation):  # the checks see to it: born, or expected
        return dataclasses.replace(view, children=(ChildFacts("Ann", (), None, date(2027, 1, 1), ""),))
    return view


def cases(kind: type[View]) -> Iterator[View]:
    """A full View and a bare one, and each of the two with one thing of the other's: a flag, a list, what may lack."""
    whole, least = full(kind), bare(kind)
    yield from (whole, least)
    yield from _crossed(whole, least)
    yield from _crossed(least, whole)


def _crossed(value: Any, other: Any) -> Iterator[Any]:
    for field in dataclasses.fields(value):
        mine, theirs = getattr(value, field.name), getattr(other, field.name)
        if field.name == "authority":
            continue
        if type(mine) is not type(theirs) or isinstance(mine, bool | tuple):
            yield dataclasses.replace(value, **{field.name: theirs})
        if isinstance(mine, tuple) and mine and dataclasses.is_dataclass(mine[0]):
            for changed in _crossed(mine[0], theirs[0] if theirs else mine[-1]):
                yield dataclasses.replace(value, **{field.name: (changed,)})


@cache
def _template(document: str, variant: str) -> Template:
    return TEMPLATES.find(document, variant, covering=False)  # no test here is about the message round a paper


def said(view: View, paper: tuple[str, str]) -> str:
    """A paper as a reader hears it: every text of its blocks, a line each."""
    draft = write(view, _template(*paper))
    return "\n".join(text for block in draft.blocks for text in block_texts(block))


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
