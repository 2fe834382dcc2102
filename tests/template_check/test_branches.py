"""Views made up from a shape, and a wording tried with every one that changes what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import pytest

from cpdocs.documents.names import Asked, read
from cpdocs.documents.proof import Branch, Proof, Proofs
from cpdocs.errors import TemplateError
from cpdocs.template_check.branches import tried
from cpdocs.template_check.made import all_fields, choices, fields, made, said
from cpdocs.views.leaves import NEVER_EMPTY, Prose, one_of, there_with, there_without
from cpdocs.views.shape import View

FILE = "wording.md"


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    born: date | None
    expected: Annotated[date | None, there_without("born")]
    told: Prose | None


@dataclass(frozen=True, slots=True)
class Part:
    name: Annotated[str, one_of("first", "middle", "last")]
    text: Prose | None


@dataclass(frozen=True, slots=True)
class Letter(View):
    addressee: str
    children: Annotated[tuple[Child, ...], NEVER_EMPTY]
    names: tuple[str, ...]
    group: tuple[str, ...]
    group_first: Annotated[date | None, there_with("group")]
    came: bool
    number: int
    outcome: str
    parts: tuple[Part, ...]


# ---- made up ----------------------------------------------------------------------------------------------------------


def test_without_a_choice_everything_is_there_and_lists_have_two():
    letter = made(Letter, {})
    assert [len(row) for row in (letter.children, letter.names, letter.group)] == [2, 2, 2]
    assert letter.group_first is not None
    assert letter.came is True
    assert letter.children[0].told == "Told: children 1 told."
    assert isinstance(letter.children[0].told, Prose)


def test_of_born_and_expected_one_is_there_and_never_both():
    assert [(c.born is None, c.expected is None) for c in made(Letter, {}).children] == [(False, True)] * 2
    unborn = made(Letter, {"children[].born": None})
    assert [(c.born is None, c.expected is None) for c in unborn.children] == [(True, False)] * 2
    assert made(Letter, {"children[].expected": None}) == made(Letter, {})


def test_what_comes_with_something_else_is_never_gone_alone():
    for chosen in ({"group_first": None}, {"group": 0, "group_first": None}):
        letter = made(Letter, chosen)
        assert (letter.group, letter.group_first) == ((), None)
    alone = made(Letter, {"group": 0})
    assert alone.group == ()
    assert alone.group_first is not None


def test_what_is_never_empty_never_is():
    assert len(made(Letter, {"children": 0}).children) == 2
    assert choices(fields(Letter)["children"], ()) == (1,)
    assert choices(fields(Letter)["names"], ()) == (0, 1)


def test_a_value_is_the_same_whatever_else_was_chosen():
    one, other = made(Letter, {}), made(Letter, {"authority.letterhead": 0, "children": 1, "came": False})
    assert one.authority.reply_phone == other.authority.reply_phone
    assert one.children[0] == other.children[0]
    assert one.outcome == other.outcome


def test_of_promised_words_there_is_one_of_each_and_no_other():
    assert [part.name for part in made(Letter, {}).parts] == ["first", "middle", "last"]
    assert [part.name for part in made(Letter, {"parts": 1}).parts] == ["first"]
    assert choices(fields(Part)["name"], (Asked("parts[].name", ("elsewhere",)),)) == ()


def test_a_choice_takes_its_field_alone():
    letter = made(Letter, {"outcome": "not decided", "number": 5, "came": False, "names": 1})
    assert (letter.outcome, letter.number, letter.came, len(letter.names)) == ("not decided", 5, False, 1)
    assert len(letter.group) == 2


CHOICES = [
    ("came", (), (False,)),
    ("names", (), (0, 1)),
    ("group_first", (), (None,)),
    ("outcome", (), ()),  # a text that no condition asks about changes no branch
    ("outcome", (Asked("outcome", ("not decided",)),), ("", "not decided")),
    ("number", (), ()),
    ("number", (Asked("number", (3,)),), (0, 2, 3, 4)),
]


@pytest.mark.parametrize(("name", "asked", "expected"), CHOICES)
def test_what_else_a_field_may_be(name, asked, expected):
    assert choices(fields(Letter)[name], asked) == expected


def test_every_field_is_known_by_its_path():
    paths = [path for path, _ in all_fields(Letter) if not path.startswith(("authority", "edition"))]
    assert paths == [
        "addressee",
        *("children", "children[].name", "children[].born", "children[].expected", "children[].told"),
        *("names", "group", "group_first", "came", "number", "outcome", "parts", "parts[].name", "parts[].text"),
    ]


def test_choices_in_words():
    chosen = {"children[].told": None, "names": 0, "came": False, "outcome": "", "number": 3}
    assert said(chosen) == (
        "children[].told is not there and names is empty and came is no and outcome is empty and number is 3"
    )


# ---- tried ------------------------------------------------------------------------------------------------------------


def _tried(wording):
    proofs = Proofs(read(wording, Letter, FILE), FILE)
    found = list(tried(proofs, Letter))
    gone = {
        n for one in found if not isinstance(one, Branch) and isinstance(one.came, Proof) for n in one.came.branches
    }
    failed = [one.chosen for one in found if not isinstance(one, Branch) and isinstance(one.came, TemplateError)]
    return proofs, gone, failed, [one.line for one in found if isinstance(one, Branch)]


REACHED = [
    "{% if came %}a{% else %}b{% endif %}",
    '{% if outcome == "not decided" %}a{% elif outcome == "taken off" %}b{% else %}c{% endif %}',
    "{% if names|length > 1 %}a{% elif names %}b{% else %}c{% endif %}",
    "{% for n in names %}{{ n }}{% if not loop.last %}, {% endif %}{% else %}nobody{% endfor %}",
    "{% for c in children %}{% if c.born %}{{ c.born|day }}{% else %}{{ c.expected|day }}{% endif %}{% endfor %}",
    "{% if group %}{{ group_first|day }}{% endif %}",
    '{% for p in parts %}{% if p.name == "first" %}a{% elif p.name == "last" and p.text %}b{% else %}c{% endif %}{% endfor %}',
    # reached by several changes at once
    "{% if not came and not names and group %}a{% endif %}",
    "{% if came %}{% if names %}x{% elif group %}y{% else %}z{% endif %}{% endif %}",
    "{% for c in children %}{% if not c.told and not came and number == 7 %}a{% endif %}{% endfor %}",
    "{% for c in children if c.name == addressee %}{{ c.name }}{% endfor %}",
    "{% for c in children %}{% if c.name != outcome %}a{% else %}b{% endif %}{% endfor %}",
    '{% if not (came or names or group) and outcome != "x" %}a{% endif %}',
]


@pytest.mark.parametrize("wording", REACHED)
def test_every_branch_is_gone_through_and_nothing_fails(wording):
    proofs, gone, failed, unreached = _tried(f"# x\n\n{wording}\n")
    assert {n for n, branch in enumerate(proofs.branches) if branch.written} <= gone
    assert (failed, unreached) == ([], [])


FAILS = [
    ("{{ children[0].told }}", [{"children[].told": None}]),
    ("{% for c in children %}\n{{ c.told }}\n{% endfor %}", [{"children[].told": None}]),
    ("{{ names|names }}", [{"names": 0}]),
    ("{{ group_first|day }}", [{"group_first": None}]),
    ("{% if came %}{{ group_first|day }}{% endif %}", [{"group_first": None}]),
    (
        "{% if not came and not group %}{{ names|names }}{% endif %}",
        [],
    ),  # three changes at once: not every combination is tried
]


@pytest.mark.parametrize(("wording", "singles"), FAILS)
def test_a_field_that_is_printed_and_may_be_missing_is_found(wording, singles):
    _, _, failed, _ = _tried(f"# x\n\n{wording}\n")
    found = [chosen for chosen in failed if len(chosen) == 1]
    assert [one for n, one in enumerate(found) if one not in found[:n]] == singles


def test_a_branch_whose_only_ways_fail_is_a_failure_and_not_unreachable():
    wording = "# x\n\n{% if not came and group %}\n{{ group_first|day }}{{ number / 0 }}\n{% endif %}\n"
    _, _, failed, unreached = _tried(wording)
    assert failed
    assert unreached == []


NEVER = [
    ("{% if came %}{% if not came %}x{% endif %}{% endif %}", [3]),
    ("{% for c in children %}x{% else %}nobody{% endfor %}", [3]),
    ("{% if names|length > 99 %}x{% endif %}", [3]),
    ("{% if came and not came %}x{% endif %}", [3]),
    ('{% for p in parts %}{% if p.name == "elsewhere" %}x{% endif %}{% endfor %}', [3]),
]


@pytest.mark.parametrize(("wording", "lines"), NEVER)
def test_a_branch_that_no_view_reaches_is_named(wording, lines):
    assert _tried(f"# x\n\n{wording}\n")[3] == lines


def test_a_loop_over_what_is_never_empty_needs_no_else():
    assert _tried("# x\n\n{% for c in children %}x{% endfor %}\n")[3] == []
