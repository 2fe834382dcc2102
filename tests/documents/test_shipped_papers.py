"""Every shipped template against every View that it may get.

What the letters owe their readers in words stands in test_obligations_letters.py.
"""

from __future__ import annotations

import dataclasses
import random
import re
import typing
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, meta
from jinja2 import Template as Compiled
from made_views import TEMPLATES, bare, cases, drawn, full, said

from cpdocs.documents.filters import clock, day
from cpdocs.documents.templates import Template, covering_text, write
from cpdocs.documents.wording import environment, filled
from cpdocs.shipped import folder
from cpdocs.views.cut import CUTTERS
from cpdocs.views.shape import View
from cpdocs.views.shape.invitation import ExcludedInvitation
from cpdocs.views.shape.minutes import Minutes

PAPERS: dict[tuple[str, str], type[View]] = {
    key: typing.get_type_hints(cutter)["return"] for key, cutter in CUTTERS.items()
}
FAMILY = [paper for paper in PAPERS if paper[1] not in ("professional", "full", "pack")]
#: Every copy except the Reporter's says that it may leave something out, whether or not it does.
PACK = {(f"{name}", "pack") for name in ("reporter_referral", "referral_minutes", "referral_plan", "referral_schedule")}
LEFT_OUT, WHOLE = "information that cannot be shared", {("reporter_copy", "full"), *PACK}
each_paper = pytest.mark.parametrize("paper", PAPERS, ids="-".join)
# Only ever enclosed with another paper, so there is no message round it.
ENCLOSURES = {"appeal_letter", "referral_minutes", "referral_plan", "referral_schedule"}
COVERING = {paper: view for paper, view in PAPERS.items() if paper[0] not in ENCLOSURES}

# Somebody to turn to is one shape in every paper; a paper may print less of it.
#: What no wording prints: the council's words, and the edition, which every paper says in the same place.
EVERYWHERE = ("authority", "edition")
OFFICERS = (
    *("chair.", "social_worker.", "informed_by.", "views_obtained_by.", "lead_professional.", "core_group_chair."),
    "speaker.",
)
# Fields of a View that no sentence of ours prints, each with why the View has it all the same. Any other is a find.
UNUSED = {
    ("appeal_letter", "child"): {"decisions[].child": "its own name, which the letter says as yours"},
    ("decision_letter", "parent_carer"): {
        "decisions[].core_group[]": "her or his own name: whether she or he is in the group, not a word to print",
        "decisions[].harm_kinds[]": "one shape with the professionals' letter",
        "decisions[].plan_actions[].answers": "one shape with the professionals' letter",
    },
    ("decision_letter", "child"): {
        "plan_actions[].answers": "one shape with the others' letters; the cutter leaves it empty",
    },
    ("minutes", "full"): {
        "decisions[].grounds[]": "for the Reporter alone, and empty in everybody else's View",
    },
    ("minutes", "family"): {
        "closed_parts[].left[]": "one shape with the professionals' minutes, and empty in a family's View",
        "decisions[].advice[].how": "the same",
    },
    ("reporter_referral", "pack"): {
        "referred[].legal.child": "one shape with the minutes; the letter says it below the child's own heading",
    },
    ("minutes", "child"): {
        "plan_actions[].answers": "one shape with the other minutes",
    },
}


@cache
def _template(paper: tuple[str, str]) -> Template:
    return TEMPLATES.find(*paper, covering=paper[0] not in ENCLOSURES)


def _variants() -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Every shipped variant, and the one whose words it has."""
    for path in folder("templates").glob("[!_]*/*"):
        if path.is_dir():
            about = TEMPLATES.find(path.parent.name, path.name, covering=False).about
            yield (path.parent.name, path.name), about.words(path.parent.name, path.name)


def test_there_is_a_template_for_every_view_that_can_be_cut_and_a_cutter_for_every_template() -> None:
    assert {words for _, words in _variants()} <= set(PAPERS)
    assert {variant for variant, _ in _variants() if not variant[1].endswith("_large")} == set(PAPERS)


@pytest.mark.parametrize("paper", FAMILY, ids="-".join)
def test_every_letter_to_a_family_is_there_in_large_print_in_the_same_words(paper) -> None:
    document, variant = paper
    large, normal = _template((document, f"{variant}_large")), _template(paper)
    assert (large.wording, large.email, large.about.title) == (normal.wording, normal.email, normal.about.title)
    assert (normal.about.layout, large.about.layout) == ("letter", "letter_large")


def test_a_variant_without_words_of_its_own_takes_those_of_one_that_has_them() -> None:
    for about in folder("templates").glob("[!_]*/*/about.yaml"):
        if not (about.parent / "wording.md").exists():
            document, variant = about.parent.parent.name, about.parent.name
            found = TEMPLATES.find(document, variant, covering=document not in ENCLOSURES)
            words = found.about.words(document, variant)
            assert PAPERS[words] is PAPERS[document, variant.removesuffix("_large")]
            if (document, variant) in PACK:
                assert (words, found.about.layout) == (("reporter_copy", "full"), "bound")
                continue
            assert words in {(document, variant.removesuffix("_large")), ("invitation", variant.removesuffix("_large"))}
            assert found.about.layout == ("letter_large" if variant.endswith("_large") else "letter")


TEXT = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp", "Co"]), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)


@each_paper
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_paper_can_be_written_for_every_view_of_its_shape(paper, data, views_of) -> None:
    if issubclass(PAPERS[paper], Minutes):
        texts = data.draw(st.lists(TEXT, min_size=8, max_size=8))
        view = drawn(PAPERS[paper], random.Random(data.draw(st.integers(0, 2**32))), texts)
    else:
        view = data.draw(views_of(PAPERS[paper], TEXT))
    draft = write(view, _template(paper))
    assert all(text.strip() for text in draft.texts())
    last = list(draft.texts())[-1]
    assert (LEFT_OUT in last) is (paper not in WHOLE)


@pytest.mark.parametrize("paper", sorted(PAPERS.keys() - WHOLE), ids="-".join)
def test_the_fixed_line_of_withholding_does_not_depend_on_what_was_withheld(paper) -> None:
    lines = set()
    for view in (full(PAPERS[paper]), bare(PAPERS[paper])):
        (line,) = [part for part in said(view, paper).split("\n") if LEFT_OUT in part]
        lines.add(line)
    assert len(lines) == 1


# ---- each field of a View is used, and each name in a template is a field --------------------------------------------


def _changes(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each leaf's path, and the same shape with that leaf alone changed or gone."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if path == "" and field.name in EVERYWHERE:
                continue
            for where, changed in _changes(getattr(value, field.name), f"{path}.{field.name}".lstrip(".")):
                yield where, dataclasses.replace(value, **{field.name: changed})
    elif isinstance(value, tuple) and value:
        for where, changed in _changes(value[0], f"{path}[]"):
            yield where, (changed, *value[1:])
    elif isinstance(value, bool):
        yield path, not value
    elif isinstance(value, str):
        yield path, type(value)(value + " changed")
    elif isinstance(value, date):
        yield path, value + timedelta(days=400)
    elif isinstance(value, time):
        yield path, value.replace(hour=(value.hour + 13) % 24)
    elif isinstance(value, int):
        yield path, value + 1000


#: Fields that stand in a paper only where another is empty: "by whom, or else what she is to whom". Each is looked for
#: with these emptied as well, wherever in a View they are.
TURNS = [
    *(("title",), ("title", "related"), ("left_at",), ("left_at", "came"), ("came",), ("came", "invited"), ("born",)),
    *(("received",), ("shared",), ("heading",), ("unborn",), ("unborn", "came"), ("deferral",)),
]


def _without(value: Any, names: tuple[str, ...]) -> Any:
    """The same shape with the fields of these names emptied."""
    if isinstance(value, tuple):
        return tuple(_without(item, names) for item in value)
    if not dataclasses.is_dataclass(value):
        return value
    kept = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    empty = {str: "", bool: False, tuple: ()}
    return dataclasses.replace(
        value, **{k: empty.get(type(v)) if k in names else _without(v, names) for k, v in kept.items()}
    )


def _printed(value: Any) -> str | None:
    """How a leaf stands in a paper if it is printed; None for what is only asked about."""
    match value:
        case bool():
            return None
        case date():
            return day(value)
        case time():
            return clock(value)
    return str(value)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The first leaf of each path, as ``_changes`` goes through them."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _leaves(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))
    elif isinstance(value, tuple):
        for item in value[:1]:
            yield from _leaves(item, f"{path}[]")
    elif value is not None:
        yield path, value


def _unused(paper: tuple[str, str]) -> set[str]:
    """The paths whose leaf changes no word, whatever else the View has or lacks."""
    if issubclass(PAPERS[paper], Minutes):
        return _unused_of_hundreds(paper)
    known: set[str] = set()
    used: set[str] = set()
    for view in cases(PAPERS[paper]):  # the first two alone use nearly all
        before = _filled(view, paper)
        for path, changed in _changes(view):
            known.add(path)
            if path not in used and _filled(changed, paper) != before:
                used.add(path)
    return known - used


def _unused_of_hundreds(paper: tuple[str, str]) -> set[str]:
    """The paths of a paper's View that no View of its shape brings onto the paper."""
    whole = full(PAPERS[paper])
    views = [whole, bare(PAPERS[paper]), *(_without(whole, names) for names in TURNS)]
    views = [dataclasses.replace(view, authority=whole.authority) for view in views]
    used, every = set(), set()
    for view in views:
        text = said(view, paper)
        for path, value in _leaves(view):
            if path.startswith(tuple(f"{name}." for name in EVERYWHERE)):
                continue
            every.add(path)
            printed = _printed(value)
            if printed and re.search(rf"(?<!\w){re.escape(printed)}(?!\w)", text, re.IGNORECASE):
                used.add(path)
    for view in views:  # what is only asked about shows when it is changed
        before = _filled(view, paper) if every - used else None
        used |= {path for path, other in _changes(view) if path in every - used and _filled(other, paper) != before}
    return every - used


def _filled(view: Any, paper: tuple[str, str]) -> tuple[str, list[str]]:
    """The paper's sentences and the values in them, before Markdown is read: a tenth of the work, and whatever
    changes a word changes one of the two.
    """
    return filled(_compiled(paper), view, "a paper")


@cache
def _compiled(paper: tuple[str, str]) -> Compiled:
    return environment().from_string(_template(paper).wording)


@each_paper
def test_each_field_of_a_view_stands_in_its_paper_or_is_known_not_to(paper) -> None:
    unused = {path for path in _unused(paper) if not path.split("[].")[-1].startswith(OFFICERS)}
    assert unused == set(UNUSED.get(paper, {}))


@pytest.mark.parametrize("paper", COVERING, ids="-".join)
def test_a_covering_text_uses_the_council_alone_and_says_nothing_of_a_case(paper, authority) -> None:
    template = TEMPLATES.find(*paper)
    assert meta.find_undeclared_variables(Environment(autoescape=False).parse(template.email)) == {"authority"}  # noqa: S701
    words = covering_text(authority, template).lower()
    for word in ("child", "protection", "conference", "meeting", "register", "decision", "social work", "case"):
        assert word not in words.replace("example council", "")
    assert authority.reply_phone in words


@each_paper
def test_a_title_and_a_file_of_a_paper_say_nothing_of_a_child(paper) -> None:
    title = _template(paper).about.title.lower()
    for word in ("child", "protection", "register", "abuse"):
        assert word not in title


def test_the_excluded_parents_letter_has_no_word_for_a_place_or_a_time() -> None:
    fields = {f.name for f in dataclasses.fields(ExcludedInvitation)}
    assert not fields & {"meeting", "place", "date", "starts", "meets_chair_at", "attending"}
    assert TEMPLATES.find("invitation", "excluded").wording.count("{{ meeting") == 0
