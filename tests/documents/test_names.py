"""What a wording asks of its View, read without filling it in; and where each block of a filled one stands."""

from __future__ import annotations

import pytest
from made_views import Small

from cpdocs.documents.goals import SAME, Wish, roads
from cpdocs.documents.names import Use, read
from cpdocs.documents.proof import Proofs
from cpdocs.documents.wording import fill
from cpdocs.errors import TemplateError

FILE = "letter/parent/wording.md"

# What is wrong on line 2 of a wording: the id, what was written, and what the cure says.
SLIPS = [
    ("{{ nme }}", "unknown-name", "nme", "Did you mean name?"),
    ("{{ inner.wrd }}", "unknown-name", "inner.wrd", "Did you mean word?"),
    ("{{ inner['wrd'] }}", "unknown-name", "inner.wrd", "Did you mean word?"),
    ("{{ inner.more }}", "unknown-name", "inner.more", "There are: word."),
    ("{{ authority.names.chairr }}", "unknown-name", "authority.names.chairr", "Did you mean chair?"),
    ("{{ name.word }}", "unknown-name", "name.word", "name is a text without parts."),
    ("{% if nme %}x{% endif %}", "unknown-name", "nme", "Did you mean name?"),
    ("{% if flag %}{% elif nme %}{% endif %}", "unknown-name", "nme", "Did you mean name?"),
    ("{% if flag and not nme %}x{% endif %}", "unknown-name", "nme", "Did you mean name?"),
    ('{% if nme == "x" %}x{% endif %}', "unknown-name", "nme", "Did you mean name?"),
    ("{{ name if nme else name }}", "unknown-name", "nme", "Did you mean name?"),
    ("{% for n in nams %}x{% endfor %}", "unknown-name", "nams", "Did you mean names?"),
    ("{% for n in name %}x{% endfor %}", "unknown-name", "name", "A loop goes over a list, and this is none."),
    ("{% for n in names %}{{ m }}{% endfor %}", "unknown-name", "m", "There are:"),
    ("{% for n in names %}{{ n }}{% endfor %}{{ n }}", "unknown-name", "n", "There are:"),
    ("{% for n in names %}{{ loop.nr }}{% endfor %}", "unknown-name", "loop.nr", "There are:"),
    ("{{ name|uper }}", "unknown-filter", "uper", "There are: clock, day,"),
    ("{{ when|wekday }}", "unknown-filter", "wekday", "Did you mean weekday?"),
    ("{{ name|day }}", "wrong-filter", "name|day", "name is a text. Print a text as it is."),
    ("{{ when|clock }}", "wrong-filter", "when|clock", "when is a day. Print a day with |day or |weekday."),
    ("{{ name|names }}", "wrong-filter", "name|names", "name is a text."),
    ("{{ number|first_up }}", "wrong-filter", "number|first_up", "number is a number."),
    ("{{ inner|length }}", "wrong-filter", "inner|length", "inner is a block of fields."),
    ("{{ when }}", "needs-filter", "when", "Print a day with |day or |weekday."),
    ("{{ at }}", "needs-filter", "at", "Print a time with |clock."),
    ("{{ flag }}", "needs-filter", "flag", "Ask about it with {% if %}."),
    ("{{ names }}", "needs-filter", "names", "Go through it with {% for %}, or print it with |names."),
    ("{{ inner }}", "needs-filter", "inner", "Print one of its fields: word."),
    ("{{ authority }}", "needs-filter", "authority", "Print one of its fields: name, letterhead, marking"),
    ("{% for n in names %}{{ loop }}{% endfor %}", "needs-filter", "loop", "Print loop.index"),
]


@pytest.mark.parametrize(("wording", "ident", "written", "cure"), SLIPS, ids=[row[0] for row in SLIPS])
def test_a_slip_is_said_with_its_line_what_was_written_and_what_to_write(wording, ident, written, cure) -> None:
    (slip,) = read(f"# x\n{wording}\n", Small, FILE).slips
    assert (slip.id, slip.line, slip.written) == (ident, 2, written)
    assert slip.cure.startswith(cure)


GOOD = [
    "{{ name }} {{ told }} {{ number }} {{ inner.word }} {{ inner['word'] }}",
    "{{ when|day }} {{ when|weekday }} {{ at|clock }} {{ names|names }} {{ names|length }} {{ name|first_up }}",
    "{% if flag and names|length > 1 and name != 'x' and told is defined %}{{ name }}{% else %}{{ told }}{% endif %}",
    "{% for n in names %}{{ n }}{{ loop.index }}{% if not loop.last %}, {% endif %}{% else %}nobody{% endfor %}",
    "{% set who = inner.word %}{{ who }}{% if flag %}{% set what = name %}{% endif %}{{ what }}",
    "{{ name if flag else told }} {{ names[0] }} {{ 'a text' }} {{ authority.offices.advocacy.name }}",
    "{% for line in authority.letterhead %}{{ line }}{% endfor %}",
]


@pytest.mark.parametrize("wording", GOOD)
def test_a_name_that_is_there_is_no_slip(wording) -> None:
    assert read(wording, Small, FILE).slips == ()


def test_every_slip_of_a_wording_is_said_at_once_in_its_order() -> None:
    slips = read("{{ a1 }}\n{{ when }}\n{% if b1 %}\n{{ name|c1 }}\n{% endif %}\n", Small, FILE).slips
    assert [(s.line, s.written) for s in slips] == [(1, "a1"), (2, "when"), (3, "b1"), (4, "c1")]


def test_a_use_has_its_whole_path_and_says_whether_it_is_printed() -> None:
    asks = read(
        "{% if told %}{{ inner.word }}{% endif %}{% for n in names %}{{ n }}{% endfor %}{{ when|day }}", Small, FILE
    )
    printed = {use.path for use in asks.uses if use.printed}
    assert printed == {"inner.word", "names[]", "when"}
    assert Use("told", printed=False) in asks.uses


def test_a_list_that_is_printed_at_once_is_printed_item_by_item() -> None:
    assert Use("names[]", printed=True) in read("{{ names|names }}", Small, FILE).uses


def test_a_condition_says_what_it_asks_about_and_compares_with() -> None:
    asks = read('{% if name == "Ann" or names|length > 3 %}x{% endif %}', Small, FILE)
    assert {(one.path, one.against) for one in asks.asked} == {("name", ("Ann",)), ("names", (3,))}


def test_a_wording_that_is_no_template_is_refused_by_its_line() -> None:
    with pytest.raises(TemplateError, match=r"^letter/parent/wording\.md:2: the wording is no template"):
        read("# x\n{% if name %}\n", Small, FILE)


# ---- a wording filled in to be looked at ----------------------------------------------------------------------------

WORDING = """\
# For {{ name }}

{% if flag %}
Dear {{ name }},

{% elif number > 5 %}
Hello,

{% else %}
Good day,

{% endif %}
{% for n in names %}
- {{ n }}
{% endfor %}

| a | b |
|---|---|
{% for n in names %}
| {{ n }} | {{ loop.index }} |
{% endfor %}

> {{ told }}

{{ told }}

1. {{ name }}
   goes on
2. end
"""


def proof_of(wording: str, view):
    return Proofs(read(wording, Small, FILE), FILE).of(view)


def test_a_proof_is_the_paper_and_says_on_which_line_each_block_begins(small) -> None:
    view = small(told="One.\n\nTwo.")
    proof = proof_of(WORDING, view)
    assert tuple(placed.block for placed in proof.blocks) == fill(WORDING, view, FILE)
    assert [placed.line for placed in proof.blocks] == [1, 4, 14, 17, 23, 25, 27]


def test_a_proof_knows_the_branches_that_were_gone_through(small) -> None:
    proofs = Proofs(read(WORDING, Small, FILE), FILE)
    lines = [branch.line for branch in proofs.branches]
    assert lines == [3, 6, 3, 13, 13, 19, 19]  # if, elif, else, and the two loops, each with an else
    gone = {
        "if": proofs.of(small(told="One.")).branches,
        "elif": proofs.of(small(told="One.", flag=False)).branches,
        "else": proofs.of(small(told="One.", flag=False, number=0, names=())).branches,
    }
    assert gone == {"if": {0, 3, 5}, "elif": {1, 3, 5}, "else": {2, 4, 6}}


def roads_to(wording: str, number: int) -> list[dict]:
    proofs = Proofs(read(wording, Small, FILE), FILE)
    return [dict(road) for road in roads(proofs.branches[number].goals, proofs.asks.paths)]


THERE, GONE = Wish(so=True), Wish(so=False)
BOTH = Wish(so=True, compared="eq", than=SAME)
ROADS = [
    ("{% if flag %}a{% endif %}", 0, [{"flag": (THERE,)}]),
    ("{% if flag %}a{% else %}b{% endif %}", 1, [{"flag": (GONE,)}]),
    ("{% if not flag %}a{% endif %}", 0, [{"flag": (GONE,)}]),
    ("{% if flag and told %}a{% endif %}", 0, [{"flag": (THERE,), "told": (THERE,)}]),
    ("{% if flag and told %}a{% else %}b{% endif %}", 1, [{"flag": (GONE,)}, {"told": (GONE,)}]),
    ("{% if flag or told %}a{% endif %}", 0, [{"flag": (THERE,)}, {"told": (THERE,)}]),
    ("{% if flag or told %}a{% else %}b{% endif %}", 1, [{"flag": (GONE,), "told": (GONE,)}]),
    ("{% if flag %}a{% elif told %}b{% endif %}", 1, [{"flag": (GONE,), "told": (THERE,)}]),
    ("{% if flag %}{% if told %}a{% else %}b{% endif %}{% endif %}", 2, [{"flag": (THERE,), "told": (GONE,)}]),
    ("{% for n in names %}{% if told %}a{% endif %}{% endfor %}", 1, [{"names": (THERE,), "told": (THERE,)}]),
    ("{% for n in names %}a{% else %}b{% endfor %}", 1, [{"names": (GONE,)}]),
    ('{% if name == "x" %}a{% endif %}', 0, [{"name": (Wish(so=True, compared="eq", than="x"),)}]),
    ('{% if name == "x" %}a{% else %}b{% endif %}', 1, [{"name": (Wish(so=False, compared="eq", than="x"),)}]),
    ("{% if names|length > 1 %}a{% endif %}", 0, [{"names": (Wish(so=True, compared="gt", than=1, length=True),)}]),
    ("{% for n in names %}{% if loop.last %}a{% endif %}{% endfor %}", 1, [{"names": (THERE,)}]),
    ("{% for n in names if n == name %}a{% endfor %}", 0, [{"names": (THERE,), "names[]": (BOTH,), "name": (BOTH,)}]),
    ("{% if name != told %}a{% else %}b{% endif %}", 0, [{}]),
    ("{% if name != told %}a{% else %}b{% endif %}", 1, [{"name": (BOTH,), "told": (BOTH,)}]),
    ("{% if flag and not flag %}a{% endif %}", 0, []),
    ("{% if flag %}{% elif flag or told %}a{% endif %}", 1, [{"flag": (GONE,), "told": (THERE,)}]),
]


@pytest.mark.parametrize(("wording", "number", "expected"), ROADS, ids=[f"{row[0]}-{row[1]}" for row in ROADS])
def test_the_roads_to_a_branch_say_what_each_field_must_be(wording, number, expected) -> None:
    assert roads_to(wording, number) == expected


WISHES = [
    (THERE, "x", 1, True),
    (THERE, "", 0, False),
    (GONE, None, 0, True),
    (Wish(so=True, compared="eq", than="x"), "x", 1, True),
    (Wish(so=False, compared="eq", than="x"), "x", 1, False),
    (Wish(so=True, compared="gt", than=1, length=True), True, 2, True),
    (Wish(so=True, compared="gt", than=1, length=True), True, 1, False),
    (Wish(so=True, compared="lt", than=3), "not a number", 0, False),
    (Wish(so=True, length=True), True, 0, False),
]


@pytest.mark.parametrize(("wish", "value", "length", "expected"), WISHES)
def test_a_wish_holds_of_a_value(wish, value, length, expected) -> None:
    assert wish.holds(value, length) is expected


def test_a_branch_without_words_is_known_as_such() -> None:
    proofs = Proofs(read("{% if flag %}a{% endif %}{% if flag %}{% else %}b{% endif %}", Small, FILE), FILE)
    assert [branch.written for branch in proofs.branches] == [True, False, False, True]


@pytest.mark.parametrize(
    ("wording", "line", "kind"),
    [
        ("# a\n\n#### four {{ name }}\n", 3, "heading"),
        ("# a\n\n{% if flag %}\ntext\n\n{% endif %}\n*slanted*\n", 7, "em"),
        ("# a\n\n- x\n  - nested\n", 3, "list_item"),
        ("> # heading\n", 1, "heading"),
    ],
)
def test_markdown_that_no_paper_has_is_named_by_its_line_and_the_rest_stays(wording, line, kind, small) -> None:
    proof = proof_of(wording + "\nA paragraph.\n", small())
    assert [(at, text.endswith(f"({kind})") or text) for at, text in proof.refused] == [(line, True)]
    assert proof.blocks


def test_a_proof_that_cannot_be_written_says_the_line(small) -> None:
    proofs = Proofs(read("# a\n\n{{ told }}\n", Small, FILE), FILE)
    with pytest.raises(TemplateError, match=r"^letter/parent/wording\.md:3: "):
        proofs.of(small())
