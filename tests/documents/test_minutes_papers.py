"""What the minutes and the Reporter's copy owe their readers in words: the handling notice, the running order, the help.

The words asked for are obligations (tests name their ids). A council may write them otherwise; ours say them.
"""

from __future__ import annotations

import dataclasses
import random
import re
import typing
from datetime import date
from functools import cache
from itertools import pairwise

import pytest
from made_views import AUTHORITY, SECTIONS, drawn

from cpdocs.documents.blocks import Bullets, Heading, Notice, Table, block_texts, inline_text
from cpdocs.documents.templates import Template, Templates, write
from cpdocs.shipped import folder
from cpdocs.views.cut import CUTTERS
from cpdocs.views.leaves import Prose
from cpdocs.views.shape.attendance import ReportWords, RequestWords, SomebodyWords
from cpdocs.views.shape.minuted import AdviceWords, DissentWords
from cpdocs.views.shape.said import ChallengeWords, ChildViewWords, PassageWords, SectionWords

TEMPLATES = Templates(folder("templates"))
FULL, FAMILY, CHILD, REPORTER = (
    ("minutes", "full"),
    ("minutes", "family"),
    ("minutes", "child"),
    ("reporter_copy", "full"),
)
#: What the Reporter's copy has, and each paper of a pack a part of.
PARTS = ("has_minutes", "has_plan", "has_schedule")
WHOLE_MINUTES = [FULL, FAMILY, REPORTER]
TEXTS = [f"Some text {n} here" for n in range(40)]
each = pytest.mark.parametrize("paper", WHOLE_MINUTES, ids="-".join)


@cache
def _template(paper: tuple[str, str]) -> Template:
    return TEMPLATES.find(*paper)


def _view(paper: tuple[str, str], seed: int = 0, **fields: object):
    view = drawn(typing.get_type_hints(CUTTERS[paper])["return"], random.Random(seed), TEXTS)
    whole = {name: True for name in PARTS if hasattr(view, name)}
    return dataclasses.replace(view, authority=AUTHORITY, **(whole | fields))


def _blocks(paper, view):
    return write(view, _template(paper)).blocks


def _text(paper, view) -> str:
    return "\n".join(text for block in _blocks(paper, view) for text in block_texts(block))


def _passage(text: str, **fields) -> PassageWords:
    shape = {"heading": Prose("A heading"), "speaker": "", "title": "", "kind": "fact", "apart": False}
    shape |= {"restricted": False, "text": Prose(text), "challenged": ()}
    return PassageWords(**(shape | fields))


def _sections(**passages: list[PassageWords]) -> tuple[SectionWords, ...]:
    return tuple(SectionWords(name, tuple(passages.get(name, ()))) for name in SECTIONS)


# ---- the notice ------------------------------------------------------------------------------------------------------

# S3.33: highly confidential, need to know only, used in court, in criminal cases too, no copies, return or destroy.
HANDLING = ["highly confidential", "needs? to know", "court", "criminal", "not copy", "not yours", "destroy"]


@each
@pytest.mark.parametrize("seed", range(5))
def test_the_handling_notice_stands_in_a_box_right_below_the_title(paper, seed) -> None:
    title, notice, *_ = _blocks(paper, _view(paper, seed))
    assert isinstance(title, Heading)
    assert title.level == 1
    assert isinstance(notice, Notice)
    said = " ".join(map(inline_text, notice.paragraphs)).lower()
    assert [words for words in HANDLING if not re.search(words, said)] == []


def test_a_paper_for_a_child_says_that_it_is_the_childs_own() -> None:
    assert "It is yours" in _text(CHILD, _view(CHILD))


# ---- the running order -----------------------------------------------------------------------------------------------

# S2.9: information, the child's wishes, involvement, concerns, risk, needs, register, plan; then the Reporter, dissent
# and appeal advice, distribution, the review date. What each heading must say, in this order.
ORDER = {
    FULL: [
        (
            "how the meeting was held",
            "information",
            "what the child",
            "who is involved",
            "concerns",
            "assessment of risk",
        ),
        ("needs", "the register", "the plan", "reporter", "disagreement", "who gets", "next meeting"),
    ],
    FAMILY: [
        ("how the meeting was held", "worries", "what the child", "who is involved", "worry", "could go wrong"),
        ("needed", "the register", "the plan", "reporter", "does not agree", "who gets", "next meeting"),
    ],
}
ORDER[REPORTER] = [*ORDER[FULL], ("schedule of withheld items",)]


def _headings(paper, view, level: int) -> list[str]:
    return [inline_text(b.text).lower() for b in _blocks(paper, view) if isinstance(b, Heading) and b.level == level]


@each
def test_the_headings_follow_the_running_order_of_the_meeting(paper) -> None:
    view = _view(paper, sections=_sections(**{name: [_passage(f"Told {name}")] for name in SECTIONS}))
    decisions = tuple(dataclasses.replace(d, review_by=date(2027, 5, 6)) for d in view.decisions)
    full = dataclasses.replace(view, decisions=decisions)
    found, expected = _headings(paper, full, 2), [words for row in ORDER[paper] for words in row]
    assert [words in heading for heading, words in zip(found, expected, strict=True)] == [True] * len(expected), found


@each
def test_each_passage_stands_under_the_heading_that_the_record_names(paper) -> None:
    full = _view(paper, sections=_sections(**{name: [_passage(f"Told {name}")] for name in SECTIONS}))
    text = _text(paper, full)
    at = [text.index(f"Told {name}") for name in SECTIONS]
    assert at == sorted(at)
    assert [text.count(f"Told {name}") for name in SECTIONS] == [1] * len(SECTIONS)


@each
@pytest.mark.parametrize("seed", range(8))
def test_no_level_of_headings_is_skipped_and_none_is_empty(paper, seed) -> None:
    blocks = _blocks(paper, _view(paper, seed))
    levels = [b.level for b in blocks if isinstance(b, Heading)]
    assert levels[0] == 1
    assert [b for a, b in pairwise(levels) if b > a + 1] == []
    for block, after in pairwise(blocks):
        if isinstance(block, Heading):
            assert not isinstance(after, Heading) or after.level > block.level, inline_text(block.text)


@each
def test_a_heading_of_the_record_is_printed_only_where_something_stands_below_it(paper) -> None:
    nothing = {"sections": _sections(), "strengths": (), "risks": (), "other_children": (), "reports": ()}
    nothing |= {"child_views": (), "family_views": (), "progress": (), "actions": (), "legal": (), "closed_parts": ()}
    bare = _view(paper, decisions=(), **nothing)
    found = _headings(paper, bare, 2)
    assert len(found) == (6 if paper == REPORTER else 5), (
        found
    )  # how it was held, register, Reporter, dissent, who gets


@each
def test_strengths_stand_before_risks_and_before_every_concern(paper) -> None:
    told = _view(
        paper,
        strengths=(Prose("She asked for help"),),
        risks=(Prose("It may happen again"),),
        sections=_sections(concerns=[_passage("A concern")], risk=[_passage("A danger")]),
    )
    text = _text(paper, told)
    at = [text.index(words) for words in ("She asked for help", "A concern", "It may happen again", "A danger")]
    assert at == sorted(at)


# ---- one passage -----------------------------------------------------------------------------------------------------


@each
def test_a_passage_stands_with_who_told_it_and_whether_it_is_fact_opinion_or_view(paper) -> None:
    for kind in ("fact", "opinion", "view"):
        passage = _passage("It was so.", speaker="Ann Lee", title="Health visitor", kind=kind)
        text = _text(paper, _view(paper, sections=_sections(information=[passage])))
        around = text[text.index("A heading") : text.index("It was so.")].lower()
        assert [w for w in ("ann lee", "health visitor", kind) if w not in around] == []


@each
@pytest.mark.parametrize("how", [Prose("At school, with cards"), None], ids=["told how", "not told how"])
def test_who_brought_a_childs_views_is_said_also_to_whom_may_not_read_how_they_were_learnt(paper, how) -> None:
    view = ChildViewWords("Ailsa Rennie", False, True, False, None, None, "Shona Baird", how, None)
    sections = tuple(SectionWords(name, ()) for name in SECTIONS)
    assert "brought by Shona Baird" in _text(paper, _view(paper, sections=sections, child_views=(view,)))


@each
def test_what_is_told_of_a_late_report_stands_beside_its_days(paper) -> None:
    report = ReportWords(
        name="Ann Lee",
        title="Health visitor",
        received=date(2026, 11, 9),
        absent=False,
        excused=Prose("She had been ill."),
        shared=date(2026, 11, 10),
        not_shared=Prose("The post was late."),
        part_restricted=False,
    )
    (table,) = (b for b in _blocks(paper, _view(paper, reports=(report,))) if isinstance(b, Table) and "Ann" in str(b))
    assert [inline_text(cell) for cell in table.rows[0][1:]] == [
        "9 November 2026; She had been ill.",
        "10 November 2026; The post was late.",
    ]


@each
@pytest.mark.parametrize("told_on", [date(2026, 11, 12), None], ids=["with a day", "without a day"])
def test_what_was_agreed_on_a_dissent_is_said(paper, told_on) -> None:
    view = _view(paper)
    dissent = DissentWords("Ann Lee", Prose("I think otherwise."), told_on, Prose("To look again in May."))
    decision = dataclasses.replace(view.decisions[0], dissents=(dissent,))
    text = _text(paper, dataclasses.replace(view, decisions=(decision,)))
    assert "What was agreed: To look again in May." in text


@each
@pytest.mark.parametrize("on", [date(2026, 10, 29), None], ids=["with a day", "without a day"])
def test_who_answered_a_request_is_said(paper, on) -> None:
    asked = RequestWords(SomebodyWords("Ann Lee", "Health visitor"), date(2026, 10, 28), None, on, "Iain Muir")
    assert "Iain Muir" in _text(paper, _view(paper, requested=asked))


@each
@pytest.mark.parametrize("reason", [Prose("The baby is expected in May."), None], ids=["with a reason", "without"])
def test_of_an_unborn_child_nobody_says_that_it_was_not_asked_or_did_not_come(paper, reason) -> None:
    view = ChildViewWords("Baby Rennie", True, False, False, reason, None, "", None, None)
    text = _text(paper, _view(paper, child_views=(view,)))
    about = text[text.index("Baby Rennie") :].partition("\n\n")[0].split("\n")[1]
    assert (str(reason) if reason else "s not born yet") in about
    assert "asked" not in about
    assert "meeting" not in about


@pytest.mark.parametrize("paper", [FULL, REPORTER], ids="-".join)
def test_how_somebody_was_told_how_to_appeal_is_said(paper) -> None:
    view = _view(paper)
    advice = AdviceWords("Ann Lee", "Iain Muir", date(2026, 11, 12), Prose("by telephone"))
    decision = dataclasses.replace(view.decisions[0], advice=(advice,))
    text = _text(paper, dataclasses.replace(view, decisions=(decision,)))
    assert "Iain Muir told Ann Lee on 12 November 2026 how to appeal" in text
    assert "(by telephone)." in text


@pytest.mark.parametrize("paper", [FULL, REPORTER], ids="-".join)
def test_why_a_keeper_was_told_late_is_said(paper) -> None:
    view = _view(paper)
    decision = dataclasses.replace(view.decisions[0], told_late_because=Prose("The line was dead."))
    assert "The line was dead." in _text(paper, dataclasses.replace(view, decisions=(decision,)))


@each
def test_what_was_said_against_a_passage_stands_in_a_box_right_after_it(paper) -> None:
    against = (ChallengeWords("Ann Lee", Prose("That is wrong.")),)
    view = _view(paper, sections=_sections(needs=[_passage("It was so.", challenged=against)]))
    blocks = _blocks(paper, view)
    at = next(n for n, b in enumerate(blocks) if "It was so." in tuple(block_texts(b)))
    box = blocks[at + 1]
    assert isinstance(box, Notice)
    assert "Ann Lee" in inline_text(box.paragraphs[0])
    assert inline_text(box.paragraphs[0]).endswith("That is wrong.")


@each
def test_a_line_in_place_of_a_withheld_passage_has_a_heading_that_says_nothing(paper) -> None:
    token = _passage("[Not for you.]", heading=None, kind="")
    view = _view(paper, sections=_sections(risk=[_passage("Before"), token, _passage("After")]))
    blocks = _blocks(paper, view)
    at = next(n for n, b in enumerate(blocks) if "[Not for you.]" in tuple(block_texts(b)))
    assert isinstance(blocks[at - 1], Heading)
    assert inline_text(blocks[at - 1].text) in ("Not shared", "Something that is not told here")


@each
def test_a_restricted_passage_says_that_it_may_not_go_further(paper) -> None:
    said = {}
    for restricted in (True, False):
        passage = _passage("It was so.", restricted=restricted)
        text = _text(paper, _view(paper, sections=_sections(needs=[passage])))
        said[restricted] = text[text.index("A heading") : text.index("It was so.")]
    assert len(said[True]) > len(said[False]) + 20


# ---- what every copy says --------------------------------------------------------------------------------------------

SAYS = [
    # S4.28: the child's welfare and protection is the primary focus
    (FULL, ["welfare and the protection", "primary focus"]),
    (FAMILY, ["welfare and the protection", "came before anything else"]),
    # S0.8: registration is no service, absence is no safety, a new worry at once
    (FULL, ["not a service", "does not mean that there is no concern", "at once"]),
    # S3.3: a name on the register means risk, not that abuse happened
    (FAMILY, ["significant harm", "does not always mean"]),
    (CHILD, ["register is a list"]),
    # S3.38: dissent, appeal and complaint are three things; S4.22: in writing, to whom; never a right by statute
    (FULL, ["local appeal process", "in writing", "Head of Service", "three different things", "complaint"]),
    (FAMILY, ["three different things", "in writing", "Head of Service", "complain", "solicitor", "legal aid"]),
    (CHILD, ["appeal", "can help you", "999"]),
    # S3.32: who gets copies, and who gets none
    (FULL, ["Supporters and observers get none", "Principal Reporter gets a copy"]),
    (FAMILY, ["gets none", "Children's Reporter gets a copy"]),
    # S2.32: help at once
    (FAMILY, ["999", "At night and at weekends"]),
    (REPORTER, ["Schedule of withheld items", "This copy is whole"]),
]


@pytest.mark.parametrize(("paper", "phrases"), SAYS, ids=[f"{row[0][0]}-{row[0][1]}-{row[1][0]}" for row in SAYS])
@pytest.mark.parametrize("seed", range(3))
def test_a_paper_says_in_every_case(paper, phrases, seed) -> None:
    text = _text(paper, _view(paper, seed))
    assert [phrase for phrase in phrases if phrase.lower() not in text.lower()] == []
    assert "statutory" not in text.lower()


@pytest.mark.parametrize("paper", [FULL, FAMILY, REPORTER], ids="-".join)
@pytest.mark.parametrize(("present", "says"), [(True, "was at the meeting"), (False, "was invited")])
def test_who_gets_copies_is_said_as_the_council_does_it(paper, present, says) -> None:
    text = _text(paper, _view(paper, copies_to_those_present=present))
    paragraph = text[text.index("Who gets these") :].split("\n")[1]
    assert f"verybody who {says}" in paragraph


# ---- the Reporter's copy is the full minutes and more ----------------------------------------------------------------

# Lines of the professionals' minutes that the Reporter's copy words otherwise, by how they begin.
OTHERWISE = (
    *("# {{ authority.names.minutes", "> Copies differ.", "**Restricted: do not", "This copy may leave out"),
    *("{% for section in sections", "{% if loop.first %}", "{% if section.passages or actions", "{% if actions %}"),
    "{% for passage in section.passages",
)


def test_the_reporters_copy_says_what_the_full_minutes_say_in_the_same_order() -> None:
    """Two wordings that must not part: whoever mends a sentence in the one is sent to the other."""
    full, reporter = (_template(paper).wording.splitlines() for paper in (FULL, REPORTER))
    at = 0
    for line in full:
        if line.strip() and not line.startswith(OTHERWISE):
            assert line in reporter[at:], line
            at = reporter.index(line, at) + 1


def test_a_schedule_of_nothing_says_that_it_is_one() -> None:
    text = _text(REPORTER, _view(REPORTER, schedule=()))
    assert "Nothing of what is told here is withheld" in text


# which paper of a pack | what it must say, and what another of them says
OF_A_PACK = [
    ("has_minutes", "How the meeting was held", ["What will be done", "Kept from"]),
    ("has_plan", "What will be done", ["How the meeting was held", "Kept from"]),
    ("has_schedule", "Kept from", ["How the meeting was held", "What will be done"]),
]


@pytest.mark.parametrize(("part", "says", "others"), OF_A_PACK, ids=[row[0] for row in OF_A_PACK])
def test_each_paper_of_a_pack_says_its_own_part_of_the_reporters_copy_and_no_other(part, says, others) -> None:
    whole = next(v for v in (_view(REPORTER, seed) for seed in range(99)) if v.schedule and v.decisions[0].plan_actions)
    alone = dataclasses.replace(whole, actions=(), **{name: name == part for name in PARTS})
    assert all(words in _text(REPORTER, whole) for words in (says, *others))
    text = _text(REPORTER, alone)
    assert says in text
    assert [words for words in others if words in text] == []


def test_the_schedule_is_a_table_of_item_people_and_reason() -> None:
    view = next(view for view in (_view(REPORTER, seed) for seed in range(99)) if view.schedule)
    table = [b for b in _blocks(REPORTER, view) if isinstance(b, Table)][-1]
    assert [inline_text(cell) for cell in table.head] == ["Item", "Kept from", "Why"]
    assert len(table.rows) == len(view.schedule)


def test_the_childs_version_has_the_good_before_the_worries_and_says_whose_fault_it_is_not() -> None:
    view = _view(CHILD, strengths=(Prose("You tell."),), risks=(Prose("A row."),), said=Prose("I want a dog."))
    text = _text(CHILD, view)
    assert text.index("You tell.") < text.index("I want a dog.") < text.index("A row.") < text.index("your fault")
    assert any(isinstance(block, Bullets) for block in _blocks(CHILD, view))
