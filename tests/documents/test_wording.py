"""Sentences meet values: no value can be more than text, and no template can do more than place it.

HAZARDS.md, hazards and tests 5 (data evaluated as a template), 6 (templates that run code), 7 (text lost in silence)
and 8 (markup from a value).
"""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.documents.blocks import Bullets, FillIn, Notice, Numbers, Paragraph, Run, Table, Tick, block_texts
from cpdocs.documents.wording import fill, fill_plain
from cpdocs.errors import TemplateError
from cpdocs.views.leaves import Prose

FILE = "letter/parent/wording.md"

HOSTILE = [
    "{{ 7*7 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{# gone? #}",
    "{{ told }}",
    "{_{ 7*7 }_}",
    "# A heading",
    "## Deciding for herself",
    "- an item",
    "1. a number",
    "> a notice",
    "| a | row |",
    "|---|---|",
    "**bold**, _not_, `code`, ~~gone~~",
    "[a link](http://attacker.example) ![x](file:///etc/passwd)",
    "<b>tag</b> <!-- comment --> <script>alert(1)</script>",
    "<w:p><w:r><w:t>word</w:t></w:r></w:p>",
    "aged <5 & mother; father && partner &amp; &lt;",
    "\\* \\{ \\\\",
    "---",
    "===",
    "```",
    "a line\n    indented",
    "\ue0000\ue001",
    "\ue0001\ue001 \ue000999\ue001 \ue000\ue001",
    "\uf8ff and \U000f0000",
    "=cmd|' /C calc'!A0",
    "%s %(name)s {name} {0}",
    "$HOME $(id) `id`",
    "____ A line to write on",
    "____ (6) Six of them",
    "[ ] A box to tick",
    "[x] ticked",
    "RTL \u202eeman\u202c and zero\u200bwidth",
    "O’Neil-Łukasz Ó Súilleabháin",
]
TEMPLATE = """\
# For {{ name }}

{{ name }}

Dear {{ name }}, and **{{ name }}** again.

- {{ name }}

1. {{ name }}

> {{ name }}

| {{ name }} | b |
|---|---|
| {{ name }} | **{{ name }}** |

____ (3) {{ name }} and **{{ name }}**

[ ] {{ name }}
"""


def _folded(text: str) -> str:
    return " ".join(text.split())


def _shape(blocks) -> list[str]:
    return [type(b).__name__ for b in blocks]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_stands_literally_in_every_place_and_forges_no_block(value, small) -> None:
    for told in (value, Prose(value)):
        blocks = fill(TEMPLATE, small(name=told), FILE)
        kinds = ["Heading", "Paragraph", "Paragraph", "Bullets", "Numbers", "Notice", "Table", "FillIn", "Tick"]
        alone = ["Bullets"] if isinstance(told, Prose) and value.startswith("- ") else ["Paragraph"]
        assert _shape(blocks) == [kinds[0], *alone, *kinds[2:]]
        expected = _folded(value)
        rest = blocks[2:]
        assert blocks[0].text == (Run(f"For {expected}"),)
        assert rest[0].text == (Run(f"Dear {expected}, and "), Run(expected, strong=True), Run(" again."))
        assert rest[1:4] == (
            Bullets(((Run(expected),),)),
            Numbers(((Run(expected),),)),
            Notice(((Run(expected),),)),
        )
        assert rest[4] == Table(((Run(expected),), (Run("b"),)), (((Run(expected),), (Run(expected, strong=True),)),))
        asked = (Run(f"{expected} and "), Run(expected, strong=True))
        assert rest[5:] == (FillIn("place_1", asked, 3), Tick("place_2", (Run(expected),)))


@given(value=st.text(min_size=1).filter(str.strip), other=st.text(min_size=1).filter(str.strip))
def test_every_value_comes_out_as_it_went_in_and_no_two_are_confused(value, other, small) -> None:
    view = small(name=value, names=(other, value))
    blocks = fill("One {{ name }} two\n\n{% for n in names %}\n- {{ n }}\n{% endfor %}\n", view, FILE)
    assert _shape(blocks) == ["Paragraph", "Bullets"]
    squash = [" ".join(t.split()) for b in blocks for t in block_texts(b)]
    assert squash == [_folded(f"One {value} two"), _folded(other), _folded(value)]


@given(value=st.text(alphabet="-* #>|{}%\n\ue000\ue0010a", min_size=1, max_size=40).filter(str.strip))
def test_a_told_text_alone_in_its_paragraph_makes_paragraphs_and_lists_and_nothing_else(value, small) -> None:
    blocks = fill("{{ told }}\n", small(told=Prose(value)), FILE)
    assert {type(b) for b in blocks} <= {Paragraph, Bullets}
    lines = [line.strip() for line in value.splitlines()]
    bare = "".join(line.removeprefix("- ") for line in lines)
    found = "".join(t for b in blocks for t in block_texts(b))
    assert "".join(found.split()) == "".join(bare.split())


@given(value=st.text(alphabet="_[] x()6\n\ue000\ue0010", min_size=1, max_size=20).filter(str.strip))
def test_no_value_makes_a_place_to_fill_in_and_none_undoes_one(value, small) -> None:
    wording = "{{ name }}\n\n{{ name }} x\n{{ name }}\n\n{{ told }}\n\n____ {{ name }}\n[ ] {{ name }}\n"
    blocks = fill(wording, small(name=value, told=Prose(value)), FILE)
    assert _shape(blocks) == ["Paragraph", "Paragraph", *_shape(blocks)[2:-2], "FillIn", "Tick"]
    assert set(_shape(blocks)[2:-2]) == {"Paragraph"}
    assert [b.name for b in blocks[-2:]] == ["place_1", "place_2"]
    bare = "".join(value.split())
    assert "".join("".join(t.split()) for b in blocks for t in block_texts(b)) == f"{bare}{bare}x{4 * bare}"


PLACES = [
    ("____ My name", [FillIn("place_1", (Run("My name"),), 1)]),
    ("____ (6) Why", [FillIn("place_1", (Run("Why"),), 6)]),
    ("____ (20) Why", [FillIn("place_1", (Run("Why"),), 20)]),
    ("____ (in words) Why", [FillIn("place_1", (Run("(in words) Why"),), 1)]),
    ("____ A **b** \\* c", [FillIn("place_1", (Run("A "), Run("b", strong=True), Run(" * c")), 1)]),
    ("[ ] Yes\n  [ ] No", [Tick("place_1", (Run("Yes"),)), Tick("place_2", (Run("No"),))]),
    (
        "{% for n in names %}\n[ ] {{ n }}.\n{% endfor %}",
        [Tick("place_1", (Run("Ann."),)), Tick("place_2", (Run("Ben."),))],
    ),
    (
        "____ a\n\nText.\n\n[ ] b",
        [FillIn("place_1", (Run("a"),)), Paragraph((Run("Text."),)), Tick("place_2", (Run("b"),))],
    ),
    ("\\____ no place", [Paragraph((Run("____ no place"),))]),
    ("\\[ ] no place", [Paragraph((Run("[ ] no place"),))]),
    ("a ____ b [ ] c", [Paragraph((Run("a ____ b [ ] c"),))]),
]


@pytest.mark.parametrize(("wording", "blocks"), PLACES)
def test_a_line_is_a_place_to_fill_in(wording, blocks, small) -> None:
    assert list(fill(wording + "\n", small(), FILE)) == blocks


@pytest.mark.parametrize(
    "wording",
    [
        "____",
        "____Name",
        "___ Name",
        "_____ Name",
        "[ ]",
        "[ ]Yes",
        "[] Yes",
        "____ (0) Why",
        "____ (21) Why",
        "____ (999) Why",
        "A line.\n____ Name",
        "____ Name\nA line.",
        "- [ ] Yes",
        "1. ____ Name",
        "- a\n  [ ] Yes",
        "> ____ Name",
        "> a\n> [ ] Yes",
        "# ____ Name",
        "| ____ Name | b |\n|---|---|\n| c | d |",
        "| a | b |\n|---|---|\n| [ ] | d |",
        "____ [ ] both",
    ],
)
def test_what_only_looks_like_a_place_to_fill_in_is_refused(wording, small) -> None:
    with pytest.raises(TemplateError, match="a place to fill in that is none") as refused:
        fill(wording + "\n", small(), FILE)
    assert refused.value.message.startswith(FILE)


P, B = Paragraph, Bullets
TOLD = [
    ("one line", "One.", ["P:One."]),
    ("two lines are one paragraph", "One\ntwo.", ["P:One two."]),
    ("an empty line begins a paragraph", "One.\n\nTwo.", ["P:One.", "P:Two."]),
    ("a line of blanks is empty", "One.\n   \n\t\nTwo.", ["P:One.", "P:Two."]),
    ("a list", "- a\n- b", ["B:a|b"]),
    ("a list after a line", "They are:\n- a\n- b", ["P:They are:", "B:a|b"]),
    ("a list after an empty line", "They are:\n\n- a\n- b\n\nEnd.", ["P:They are:", "B:a|b", "P:End."]),
    ("an item on two lines", "- a\n  goes on\n- b", ["B:a goes on|b"]),
    ("a dash with nothing after it is text", "One\n- \ntwo", ["P:One - two"]),
    ("a dash alone", "-", ["P:-"]),
    ("a dash inside a line", "A - b", ["P:A - b"]),
    ("a dash without a blank", "-a\n-b", ["P:-a -b"]),
    ("an indented item", "  - a\n  - b", ["B:a|b"]),
    ("a star is no list", "* a\n* b", ["P:* a * b"]),
    ("a number is no list", "1. a\n2. b", ["P:1. a 2. b"]),
    ("a heading is text", "# One\n\n## Two", ["P:# One", "P:## Two"]),
    ("a fence is text", "```\nx\n```", ["P:``` x ```"]),
    ("windows lines", "One.\r\n\r\n- a\r\n- b", ["P:One.", "B:a|b"]),
]


@pytest.mark.parametrize(("said", "told", "expected"), TOLD, ids=[row[0] for row in TOLD])
def test_told_prose(said, told, expected, small) -> None:
    blocks = fill("{{ told }}\n", small(told=Prose(told)), FILE)
    assert [f"{type(b).__name__[0]}:{'|'.join(block_texts(b))}" for b in blocks] == expected


def test_a_told_text_inside_a_sentence_is_one_line_and_a_typed_text_alone_has_no_list(small) -> None:
    assert fill("So: {{ told }}!\n", small(told=Prose("a\n\n- b")), FILE) == (P((Run("So: a - b!"),)),)
    assert fill("{{ name }}\n", small(name="- a"), FILE) == (P((Run("- a"),)),)


# ---- templates that want more than a template may --------------------------------------------------------------------

REFUSED = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ name['__class__'] }}",
    "{{ name.__len__ }}",
    "{{ name.upper() }}",
    "{{ name.format(1) }}",
    "{{ '{0.__class__}'.format(name) }}",
    "{{ name.format_map }}",
    "{{ names.count }}",
    "{{ names.__class__ }}",
    "{{ authority.items() }}",
    "{{ authority.keys }}",
    "{{ authority.__class__ }}",
    "{{ authority }}",
    "{{ names }}",
    "{{ config }}",
    "{{ self }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ request.application.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ joiner() }}",
    "{{ namespace() }}",
    "{{ dict(a=1) }}",
    "{% for i in range(1000000000) %}x{% endfor %}",
    "{{ range(10) }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 9 ** 99999999 }}",
    "{{ '%999999999d' % number }}",
    "{{ '%s' % name }}",
    "{{ name|attr('__class__') }}",
    "{{ name|upper }}",
    "{{ name|safe }}",
    "{{ names|join }}",
    "{{ names|map(attribute='__class__')|list }}",
    "{{ name|format }}",
    "{{ name|urlize }}",
    "{{ names|pprint }}",
    "{{ names|tojson }}",
    "{% include 'letter/other/wording.md' %}",
    "{% include '/etc/passwd' %}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% macro m() %}x{% endmacro %}{{ m() }}",
    "{% call name() %}{% endcall %}",
    "{% do names.append(1) %}",
    "{% debug %}",
    "{% trans %}x{% endtrans %}",
    "{% if range %}x{% endif %}",
    "{% if lipsum %}x{% endif %}",
    "{% if cycler %}x{% endif %}",
    "{% if namespace %}x{% endif %}",
    "{{ inner.more }}",
    "{{ inner.__slots__ }}",
    "{{ loop }}",
    "{% for n in names %}{{ loop.cycle('a') }}{% endfor %}",
    "{% for n in names %}{{ loop }}{% endfor %}",
    "{% set x = name.__class__ %}{{ x }}",
    "{{ values of this render }}",
    "{{ nobody }}",
    "{{ name.nobody }}",
    "{{ authority.nobody.name }}",
    "{% if nobody %}x{% endif %}",
    "{% for n in nobody %}x{% endfor %}",
    "{{ none }}",
    "{{ flag }}",
    "{{ when }}",
    "{{ at }}",
    "{{ told }}",
    "{{ 1.5 }}",
    "{{ number / 0 }}",
    "{{ name|day }}",
    "{{ when|clock }}",
    "{{ at|weekday }}",
    "{{ ()|names }}",
    "{{ number|names }}",
    "{{ none|day }}",
    "{{ name",
    "{% if name %}",
    "{% endfor %}",
    "{{ name | }}",
]


@pytest.mark.parametrize("wording", REFUSED)
def test_a_hostile_template_is_refused_with_its_file_and_line_and_without_a_value(wording, small) -> None:
    view = small(name="Mary Canary", names=("Ann Canary",), number=424242)
    with pytest.raises(TemplateError) as refused:
        fill(f"A line.\n\n{wording}\n", view, FILE)
    assert refused.value.message.startswith(f"{FILE}:3: ")
    said = refused.value.diagnostics()
    assert not [word for word in ("Canary", "424242", "2026", "Example Council") if word in said]
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    "wording",
    [
        "#### four",
        "*slanted*",
        "- a\n  - nested",
        "- a\n\n  two paragraphs",
        "> # a heading in a notice",
        "> - a list in a notice",
        "1. > a notice in a list",
        "- # a heading in a list",
    ],
)
def test_markdown_that_no_paper_has_is_refused_by_name(wording, small) -> None:
    with pytest.raises(TemplateError, match="Markdown that no paper has") as refused:
        fill(wording + "\n", small(), FILE)
    assert refused.value.message.startswith(FILE)


@pytest.mark.parametrize(
    "wording",
    ["a ***", "***", "[a](b)", "![a](b)", "`a`", "~~a~~", "<http://a.example>", "a<br>b", "    code", "```\ncode\n```"],
)
def test_markdown_that_means_nothing_here_stays_text_and_stays_whole(wording, small) -> None:
    blocks = fill(wording + "\n", small(), FILE)
    assert set(_shape(blocks)) == {"Paragraph"}
    assert "".join("".join(t.split()) for b in blocks for t in block_texts(b)) == "".join(wording.split())


def test_html_in_a_template_is_text_too(small) -> None:
    assert fill("<b>x</b> &amp;\n", small(), FILE) == (P((Run("<b>x</b> &amp;"),)),)


def test_a_template_with_the_marks_that_cpdocs_keeps_for_itself_is_refused(small) -> None:
    for char in ("\ue000", "\ue001", "\uf8ff"):
        with pytest.raises(TemplateError, match="private-use"):
            fill(f"a {char} b", small(), FILE)


def test_a_mark_that_a_template_builds_in_an_expression_is_text_and_no_token(small) -> None:
    (block,) = fill('{{ "\\ue0000\\ue001" }} {{ name }}\n', small(), FILE)
    assert list(block_texts(block)) == ["\ue0000\ue001 Mary"]


def test_a_template_cannot_change_what_it_is_given(small) -> None:
    view = small()
    before = view.digest
    with pytest.raises(TemplateError):
        fill("{{ names.__setitem__(0, 'x') }}", view, FILE)
    assert view.digest == before


FILTERED = [
    ("{{ when|day }}", "12 November 2026"),
    ("{{ when|weekday }}", "Thursday 12 November 2026"),
    ("{{ at|clock }}", "10:30 am"),
    ("{{ names|names }}", "Ann and Ben"),
    ("{{ names|length }}", "2"),
    ("{{ name|first_up }}", "Mary"),
    ("{{ name|ended }}", "Mary."),
    ("{{ name|sentence }}", "Mary."),
    ("{{ number }}", "28"),
    ("{{ inner.word }}", "word"),
    ("{{ authority.names.concern|first_up }}", "Area of concern"),
]


@pytest.mark.parametrize(("wording", "text"), FILTERED)
def test_a_filter_says(wording, text, small) -> None:
    assert fill(wording, small(), FILE) == (P((Run(text),)),)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("he drives for his work", "He drives for his work."),
        ("He drives for his work.", "He drives for his work."),
        ('she said "no more."', 'She said "no more."'),
        ("why now?", "Why now?"),
        ("“it was late.”", "“it was late.”"),
        ("(he was away)", "(he was away)."),
        ("these were named:", "These were named:"),
        ("by 29.", "By 29."),
    ],
)
def test_a_reason_that_was_written_as_a_note_stands_as_a_sentence(told, text, small) -> None:
    assert list(block_texts(fill("Why: {{ told|sentence }}", small(told=Prose(told)), FILE)[0])) == [f"Why: {text}"]
    (ended,) = block_texts(fill("Why: {{ told|ended }}", small(told=Prose(told)), FILE)[0])
    assert ended == f"Why: {told[:1]}{text[1:]}"


CLOCK = [
    (time(0, 0), "12:00 am"),
    (time(0, 5), "12:05 am"),
    (time(9, 30), "9:30 am"),
    (time(11, 59), "11:59 am"),
    (time(12, 0), "12 noon"),
    (time(12, 30), "12:30 pm"),
    (time(13, 5), "1:05 pm"),
    (time(23, 59), "11:59 pm"),
]


@pytest.mark.parametrize(("at", "text"), CLOCK)
def test_a_time_of_day_is_said_as_people_say_it(at, text, small) -> None:
    assert list(block_texts(fill("{{ at|clock }}", small(at=at), FILE)[0])) == [text]


@pytest.mark.parametrize(
    ("names", "text"), [(("Ann",), "Ann"), (("Ann", "Ben"), "Ann and Ben"), (("A", "B", "C"), "A, B and C")]
)
def test_names_are_said_in_a_row(names, text, small) -> None:
    assert list(block_texts(fill("{{ names|names }}", small(names=names), FILE)[0])) == [text]


def test_a_leap_day_is_a_day(small) -> None:
    assert list(block_texts(fill("{{ when|weekday }}", small(when=date(2028, 2, 29)), FILE)[0])) == [
        "Tuesday 29 February 2028"
    ]


def test_an_empty_cell_says_that_it_is_empty(small) -> None:
    (table,) = fill("| a | b |\n|---|---|\n| {% if not flag %}x{% endif %} | y |\n", small(), FILE)
    assert table.rows == (((Run("–"),), (Run("y"),)),)


# ---- the text round a message ----------------------------------------------------------------------------------------


def test_a_covering_text_knows_the_council_and_nothing_else(authority) -> None:
    assert fill_plain("Ring {{ authority.reply_phone }}.\n", authority, FILE) == "Ring 01632 960001.\n"
    for wording in ("{{ name }}", "{{ addressee }}", "{{ view }}", "{{ authority.nobody }}", "{{ authority.items() }}"):
        with pytest.raises(TemplateError) as refused:
            fill_plain(f"A line.\n{wording}", authority, FILE)
        assert refused.value.message.startswith(f"{FILE}:2: ")
