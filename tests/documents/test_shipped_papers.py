"""Every shipped template against every View that it may get, and what each paper owes its reader in words.

The words asked for are obligations: that registration is no service, that a name on the register is no verdict, that
appeal, dissent and complaint are three things. A council may write them otherwise in its own folder; ours say them.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, meta
from made_views import AUTHORITY, FULL

from cpdocs.documents.blocks import block_texts
from cpdocs.documents.templates import Template, Templates, covering_text, write
from cpdocs.shipped import folder
from cpdocs.views.cut import CUTTERS
from cpdocs.views.leaves import Prose
from cpdocs.views.shape import View
from cpdocs.views.shape.decision_letter import OwnDissentWords
from cpdocs.views.shape.invitation import ChildFacts, ExcludedInvitation, ProfessionalInvitation

TEMPLATES = Templates(folder("templates"))
PAPERS: dict[tuple[str, str], type[View]] = {
    key: typing.get_type_hints(cutter)["return"] for key, cutter in CUTTERS.items()
}
FAMILY = [("invitation", "parent_carer"), ("invitation", "excluded"), ("decision_letter", "parent_carer")]
each_paper = pytest.mark.parametrize("paper", PAPERS, ids="-".join)
# Only ever enclosed with another paper, so there is no message round it.
ENCLOSURES = {"appeal_letter"}
COVERING = {paper: view for paper, view in PAPERS.items() if paper[0] not in ENCLOSURES}

# Somebody to turn to is one shape in every paper; a paper may print less of it.
OFFICERS = ("chair.", "social_worker.", "informed_by.", "views_obtained_by.", "lead_professional.", "core_group_chair.")
# Fields of a View that no sentence of ours prints, each with why the View has it all the same. Any other is a find.
UNUSED = {
    ("appeal_letter", "child"): {"decisions[].child": "its own name, which the letter says as yours"},
    ("decision_letter", "parent_carer"): {
        "decisions[].core_group[]": "her or his own name: whether she or he is in the group, not a word to print",
        "decisions[].harm_kinds[]": "one shape with the professionals' letter",
        "decisions[].plan_actions[].answers": "one shape with the professionals' letter",
        "decisions[].registered": "for a council's own wording",
        "decisions[].reporter_considered": "always yes, or the record is refused",
    },
    ("decision_letter", "professional"): {
        "decisions[].registered": "for a council's own wording",
        "decisions[].reporter_considered": "always yes, or the record is refused",
    },
}


def _template(paper: tuple[str, str]) -> Template:
    return TEMPLATES.find(*paper, covering=paper in COVERING)


def _text(view: View, paper: tuple[str, str]) -> str:
    draft = write(view, _template(paper))
    return "\n".join(text for block in draft.blocks for text in block_texts(block))


def test_there_is_a_template_for_every_view_that_can_be_cut_and_a_cutter_for_every_template() -> None:
    there = {(p.parent.parent.name, p.parent.name) for p in folder("templates").glob("[!_]*/*/wording.md")}
    assert there == set(PAPERS)


def test_a_variant_without_words_of_its_own_takes_those_of_one_that_has_them() -> None:
    for about in folder("templates").glob("[!_]*/*/about.yaml"):
        if not (about.parent / "wording.md").exists():
            document, variant = about.parent.parent.name, about.parent.name
            found = TEMPLATES.find(document, variant, covering=document not in ENCLOSURES)
            assert (document, found.about.wording) in PAPERS
            assert variant == f"{found.about.wording}_large"
            assert found.about.layout == "letter_large"


TEXT = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp", "Co"]), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)


@each_paper
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_paper_can_be_written_for_every_view_of_its_shape(paper, data, views_of) -> None:
    view = data.draw(views_of(PAPERS[paper], TEXT))
    draft = write(view, _template(paper))
    assert all(text.strip() for text in draft.texts())
    last = list(draft.texts())[-1]
    assert "information that cannot be shared" in last


@each_paper
def test_the_fixed_line_of_withholding_does_not_depend_on_what_was_withheld(paper, views_of) -> None:
    lines = set()
    for view in (_full(PAPERS[paper]), _bare(PAPERS[paper])):
        text = _text(view, paper)
        (line,) = [part for part in text.split("\n") if "information that cannot be shared" in part]
        lines.add(line)
    assert len(lines) == 1


# ---- each field of a View is used, and each name in a template is a field --------------------------------------------


def _value(kind: Any, n: list[int], *, full: bool, least: int = 0) -> Any:
    """A value of a kind: everything there twice over, or as little as may be."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    n[0] += 1
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


def _full(kind: type[View]) -> View:
    return dataclasses.replace(_value(kind, [0], full=True), authority=AUTHORITY)


def _bare(kind: type[View]) -> View:
    view = dataclasses.replace(_value(kind, [0], full=False), authority=AUTHORITY)
    if isinstance(view, ProfessionalInvitation):  # the checks see to it: born, or expected
        return dataclasses.replace(view, children=(ChildFacts("Ann", (), None, date(2027, 1, 1), ""),))
    return view


def _changes(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each leaf's path, and the same shape with that leaf alone changed or gone."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
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
        yield path, value.replace(hour=value.hour + 13)
    elif isinstance(value, int):
        yield path, value + 1000


def _unused(paper: tuple[str, str]) -> set[str]:
    used, all_paths = set(), set()
    for view in (_full(PAPERS[paper]), _bare(PAPERS[paper])):
        before = _text(view, paper)
        for path, changed in _changes(view):
            if not path.startswith("authority."):
                all_paths.add(path)
                if _text(changed, paper) != before:
                    used.add(path)
    return all_paths - used


@each_paper
def test_each_field_of_a_view_stands_in_its_paper_or_is_known_not_to(paper) -> None:
    unused = {path for path in _unused(paper) if not path.split("[].")[-1].startswith(OFFICERS)}
    assert unused == set(UNUSED.get(paper, {}))


@pytest.mark.parametrize("paper", COVERING, ids="-".join)
def test_a_covering_text_uses_the_council_alone_and_says_nothing_of_a_case(paper, authority) -> None:
    template = TEMPLATES.find(*paper)
    assert meta.find_undeclared_variables(Environment(autoescape=False).parse(template.email)) == {"authority"}  # noqa: S701
    said = covering_text(authority, template).lower()
    for word in ("child", "protection", "conference", "meeting", "register", "decision", "social work", "case"):
        assert word not in said.replace("example council", "")
    assert authority.reply_phone in said


@each_paper
def test_a_title_and_a_file_of_a_paper_say_nothing_of_a_child(paper) -> None:
    title = _template(paper).about.title.lower()
    for word in ("child", "protection", "register", "abuse"):
        assert word not in title


# ---- what a paper owes its reader ------------------------------------------------------------------------------------

SAYS = [
    # OBLIGATIONS S0.8: registration is not a service, absence is not safety, a new worry at once
    (("decision_letter", "professional"), ["not a service", "does not mean that there is no concern", "at once"]),
    # S3.33: need to know, may be used in court, no copies
    (("decision_letter", "professional"), ["need it to keep a child safe", "used in court", "not copy"]),
    # S3.3: a name on the register means risk, not that abuse happened
    (("decision_letter", "parent_carer"), ["risk of significant harm", "does not always mean"]),
    # S4.22 to S4.24: appeal in writing, to whom, the social worker helps, the answer's days
    (
        ("decision_letter", "parent_carer"),
        ["appeal", "in writing", "Head of Service", "can help you", "within 28 days"],
    ),
    # S3.38: dissent, appeal and complaint are three things
    (("decision_letter", "parent_carer"), ["three different things", "do not agree", "complain"]),
    # S3.37: a solicitor, legal aid
    (("decision_letter", "parent_carer"), ["solicitor", "legal aid"]),
    (("invitation", "parent_carer"), ["solicitor", "legal aid", "Law Society"]),
    (("invitation", "excluded"), ["solicitor", "legal aid", "right to be heard", "complain"]),
]


@pytest.mark.parametrize(("paper", "phrases"), SAYS, ids=[f"{row[0][1]}-{row[1][0]}" for row in SAYS])
def test_a_paper_says_in_every_case(paper, phrases, authority) -> None:
    for made in (_full(PAPERS[paper]), _bare(PAPERS[paper])):
        text = _text(dataclasses.replace(made, authority=authority), paper)
        assert [phrase for phrase in phrases if phrase.lower() not in text.lower()] == []


def test_a_family_letter_says_the_last_day_and_where_to_write(authority) -> None:
    paper = ("decision_letter", "parent_carer")
    view = dataclasses.replace(_full(PAPERS[paper]), authority=authority, appeal_by=date(2026, 11, 23))
    assert "Monday 23 November 2026" in _text(view, paper)
    assert "An office, 1 High Street, ZZ1 1ZZ" in _text(view, paper)


def test_a_family_letter_says_that_the_head_of_service_was_told_only_if_it_was_so(authority) -> None:
    paper = ("decision_letter", "parent_carer")
    said = {}
    for told in (True, False):
        dissent = OwnDissentWords("Ann", Prose("I do not agree at all."), told)
        view = dataclasses.replace(_full(PAPERS[paper]), authority=authority, dissents=(dissent,))
        text = _text(view, paper)
        assert "I do not agree at all." in text
        said[told] = "has told the Head of Service" in text
    assert said == {True: True, False: False}


def test_the_excluded_parents_letter_has_no_word_for_a_place_or_a_time() -> None:
    fields = {f.name for f in dataclasses.fields(ExcludedInvitation)}
    assert not fields & {"meeting", "place", "date", "starts", "meets_chair_at", "attending"}
    assert TEMPLATES.find("invitation", "excluded").wording.count("{{ meeting") == 0
