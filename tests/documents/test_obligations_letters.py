"""What the invitations and decision letters owe their readers in words, by the id of the fact that it follows from.

The ids are those of docs/obligations.md; NG is the National Guidance of 2021 (updated 2023), by paragraph. A council may
write it otherwise in a folder of its own; ours say it, whatever else a letter has or lacks: each is written for the View
that holds everything, for the one that holds as little as may be, and for both with one thing of the other's.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from made_views import AUTHORITY, TEMPLATES, cases, full, said

from cpdocs.documents.blocks import Bullets, Run, Table, inline_text
from cpdocs.documents.templates import write
from cpdocs.views.cut import CUTTERS
from cpdocs.views.leaves import Prose
from cpdocs.views.shape import Officer, View
from cpdocs.views.shape.decision_letter import OwnDissentWords

PARENT, CHILD, PROFESSIONAL = "parent_carer", "child", "professional"
INVITED = {v: ("invitation", v) for v in (PARENT, CHILD, PROFESSIONAL, "supporter", "excluded")}
REVIEWED = {v: ("review_invitation", v) for v in INVITED}
DECIDED = {v: ("decision_letter", v) for v in (PARENT, CHILD, PROFESSIONAL)}
SHAPES: dict[tuple[str, str], type[View]] = {
    paper: typing.get_type_hints(CUTTERS[paper])["return"]
    for paper in (*INVITED.values(), *REVIEWED.values(), *DECIDED.values())
}
FAMILY = [
    *(paper for papers in (INVITED, REVIEWED) for variant, paper in papers.items() if variant != PROFESSIONAL),
    DECIDED[PARENT],
    DECIDED[CHILD],
]


def _row(*row: object) -> object:
    """A row of a table below, which pytest names by its fact and its paper."""
    return pytest.param(*row, id=f"{row[0]}-{'-'.join(typing.cast('tuple[str, str]', row[1]))}")


def _of_reviews_too(rows: list[typing.Any]) -> list[typing.Any]:
    """The rows, and for each of an invitation the same of the invitation to a review."""
    found = [
        (row.values[0], REVIEWED[row.values[1][1]], *row.values[2:])
        for row in rows
        if row.values[1] in INVITED.values()
    ]
    return [*rows, *(_row(*row) for row in found)]


def _lacking(view: View, paper: tuple[str, str], phrases: list[str]) -> list[str]:
    text = said(view, paper).casefold()
    return [phrase for phrase in phrases if phrase.casefold() not in text]


# ---- in every case ---------------------------------------------------------------------------------------------------

ALWAYS = [
    # Registration is no service, and absence from the register no safety; a new worry at once.
    _row("S0.8", DECIDED[PROFESSIONAL], ["not a service", "does not mean that there is no concern", "at once"]),
    # The authority's advocacy service, for a child that for children.
    _row("S1.15", INVITED[PARENT], ["Advocacy", "01632 960004", "help you say"]),
    _row("S1.15", INVITED["excluded"], ["Advocacy", "01632 960004", "help you say"]),
    _row("S1.15", INVITED[CHILD], ["Young Voices can help you to say what you want to say", "01632 960005"]),
    _row("S1.15", DECIDED[PARENT], ["Advocacy can help you to say", "01632 960004"]),
    _row("S1.15", DECIDED[CHILD], ["Young Voices can help you to say", "01632 960005"]),
    # Who may look at the register.
    _row(
        "S2.14", DECIDED[PARENT], ["Only some people in social work, the police, education and health have permission"]
    ),
    _row("S2.14", DECIDED[PROFESSIONAL], ["Only permitted staff of social work, the police, education and health"]),
    # Lead Child Protection Officer.
    _row("S2.30", INVITED[PROFESSIONAL], ["the Lead Child Protection Officer of your agency"]),
    # Procedures, contact service and its hours, out-of-hours, 999 and 101.
    *(
        _row("S2.31", paper, ["Ask us for the procedures.", "Duty team", "01632 960002", "Night team", "01632 960003"])
        for paper in (INVITED[PARENT], INVITED["excluded"], INVITED[PROFESSIONAL])
    ),
    _row("S2.31", DECIDED[PARENT], ["Duty team: always", "01632 960002", "Night team: always", "01632 960003"]),
    _row("S2.31", DECIDED[PROFESSIONAL], ["Ask us for the procedures.", "Duty team", "01632 960002", "Night team"]),
    _row("S2.32", INVITED[PARENT], ["999", "101"]),
    _row("S2.32", INVITED["excluded"], ["999", "101"]),
    _row("S2.32", INVITED[PROFESSIONAL], ["999", "101"]),
    _row("S2.32", DECIDED[PARENT], ["999", "101"]),
    _row("S2.32", DECIDED[PROFESSIONAL], ["999", "101"]),
    _row("S2.32", INVITED[CHILD], ["If you are in danger, ring 999", "Night team"]),
    _row("S2.32", DECIDED[CHILD], ["If you are in danger, ring 999", "Night team"]),
    # The six purposes, in the leaflet's order; and what a name on the register means.
    _row(
        "S3.1",
        INVITED[PARENT],
        [
            "worried about",
            "what is written down about the family is right",
            "be at risk, and how best to protect them",
            "on the child protection register",
            "whether to tell the Children's Reporter",
            "what is strong in your family, and agree",
        ],
    ),
    _row("S3.3", INVITED[PARENT], ["does not always mean that a child has been hurt", "serious risk"]),
    _row(
        "S3.3", DECIDED[PARENT], ["risk of significant harm", "does not always mean that somebody has hurt the child"]
    ),
    _row("S3.3", DECIDED[PROFESSIONAL], ["a significant risk, and not necessarily that abuse has happened"]),
    # A family's invitation: who, whom to tell, supporter, closed part, the chair first, reports, solicitor, interpreter.
    _row("S3.10", INVITED[PARENT], ["Who will be there", "If you are worried about who might be there, please tell"]),
    _row("S3.10", INVITED[CHILD], ["Who will be there", "If you are worried about who will be there, tell"]),
    _row("S3.11", INVITED[PARENT], ["to support you and to help you say what you want to say", "agree"]),
    _row("S3.12", INVITED[PARENT], ["a part of the meeting that you cannot stay for", "will tell you why"]),
    _row("S3.12", INVITED[CHILD], ["a part that you cannot stay for", "I will tell you why"]),
    _row("S3.12", INVITED["supporter"], ["a part that you cannot stay for"]),
    _row("S3.13", INVITED[CHILD], ["You can come, or you can stay away", "you can still tell us what you think"]),
    _row("S3.14", INVITED["excluded"], ["right to be heard", "what you think matters"]),
    _row("S3.17", INVITED[PARENT], ["The social worker will go through the reports with you before the meeting"]),
    _row("S3.17", INVITED[CHILD], ["go through the reports with you"]),
    _row("S3.19", INVITED[PARENT], ["If there has been no time for it, please tell"]),
    _row("S3.21", INVITED[PARENT], ["If something in a report is wrong, or is left out, please say so"]),
    _row("S3.21", INVITED[CHILD], ["If something in them is wrong, say so"]),
    _row("S3.27", INVITED[PARENT], ["a letter that says what was decided"]),
    # Whom to tell when the plan does not go well.
    _row("S3.30", DECIDED[PARENT], ["If you are worried about how a plan is going", "tell"]),
    # Handling: need to know, no copies, court, for nobody else.
    _row(
        "S3.33",
        DECIDED[PROFESSIONAL],
        ["Highly confidential", "need it to keep a child safe", "used in court", "criminal", "not copy", "not for you"],
    ),
    _row(
        "S3.33",
        INVITED[PROFESSIONAL],
        ["Highly confidential", "Do not tell anybody who else is invited", "not for you"],
    ),
    # A solicitor, legal aid, and where to ask.
    *(
        _row("S3.37", paper, ["solicitor", "legal aid", "Law Society of Scotland", "Law Centre", "01632 960007"])
        for paper in (INVITED[PARENT], INVITED["excluded"], DECIDED[PARENT])
    ),
    _row("S3.37", INVITED[CHILD], ["a lawyer"]),
    _row("S3.37", DECIDED[CHILD], ["a lawyer"]),
    # Dissent, appeal and complaint: three roads, and to whom each goes.
    _row(
        "S3.38",
        DECIDED[PARENT],
        [
            "three different things",
            "Say that you do not agree",
            "Appeal.",
            "Complain",
            "Head of Service",
            "01632 960006",
        ],
    ),
    _row(
        "S3.38",
        DECIDED[CHILD],
        [
            "three different things",
            "that you do not agree. We will write it down",
            "appeal",
            "complaint",
            "01632 960006",
        ],
    ),
    _row("S3.38", DECIDED[PROFESSIONAL], ["three different roads", "Dissent", "Appeal", "Complaint", "01632 960006"]),
    _row(
        "NG 3.160",
        INVITED["excluded"],
        ["will ask you what you think before the meeting", "will tell you what was decided"],
    ),
    _row("NG 3.167", INVITED["supporter"], ["private", "no other papers"]),
    # A review: what became of the plan, what its decision can be, and to whom to say that the plan does not go well.
    _row(
        "S3.29",
        REVIEWED[PARENT],
        [
            "how the plan is going",
            "what has been done, what has helped, and what has not",
            "whether a child's name still needs to be on the child protection register",
            "It does not mean that help has to stop",
        ],
    ),
    _row("S3.29", REVIEWED[CHILD], ["what helps you, and what does not", "stay on the child protection register"]),
    _row("S3.29", REVIEWED[PROFESSIONAL], ["whether the name still needs to be on the child protection register"]),
    _row("S3.30", REVIEWED[PARENT], ["If you are worried about how the plan is going", "the person who leads"]),
]


@pytest.mark.parametrize(("fact", "paper", "phrases"), _of_reviews_too(ALWAYS))
def test_a_paper_says_this_in_every_case(fact: str, paper: tuple[str, str], phrases: list[str]) -> None:
    for view in cases(SHAPES[paper]):
        assert _lacking(view, paper, phrases) == [], fact


# ---- wherever it is so -----------------------------------------------------------------------------------------------

When = Callable[[typing.Any], bool]
WHEREVER = [
    # A report is asked for: to whom it goes, how, by when, what must be in it.
    _row(
        "S2.23",
        INVITED[PROFESSIONAL],
        lambda v: not v.observer and v.report_by,
        ["Send it to", "by courier", "It goes to those who are invited", "It should say"],
    ),
    # Somebody who takes part: what to say, that the report is shared with the parents, that every view counts.
    _row(
        "S2.24",
        INVITED[PROFESSIONAL],
        lambda v: not v.observer,
        [
            "how long",
            "how often",
            "who asked for it and why",
            "the facts",
            "what is strong",
            "the risk",
            "what must",
        ],
    ),
    _row(
        "S3.29",
        REVIEWED[PROFESSIONAL],
        lambda v: not v.observer,
        ["what was done, what was not, and why", "whether each child's name should stay on the register, and why"],
    ),
    _row("S2.25", INVITED[PROFESSIONAL], lambda v: not v.observer, ["Each agency will be asked what it thinks"]),
    _row(
        "S2.26",
        INVITED[PROFESSIONAL],
        lambda v: not v.observer,
        ["Your view counts, even if you have little experience"],
    ),
    _row(
        "S2.28",
        INVITED[PROFESSIONAL],
        lambda v: not v.observer,
        ["share your report with the parents before the meeting"],
    ),
    _row("S3.18", INVITED[PARENT], lambda v: not v.meets_chair_at, ["You can meet", "just before it begins"]),
    _row("S3.18", INVITED[PARENT], lambda v: v.meets_chair_at, ["before the meeting begins"]),
    _row("S3.10", INVITED[PARENT], lambda v: v.interpreter, ["An interpreter will be there for you"]),
    _row("S3.10", INVITED[PARENT], lambda v: v.sign_language, ["A sign language interpreter will be there for you"]),
    _row(
        "S3.10",
        INVITED[PARENT],
        lambda v: not v.interpreter and not v.sign_language,
        ["If you would like an interpreter, please tell us"],
    ),
    _row("S3.27", DECIDED[PARENT], lambda v: v.minutes, ["You will also get the minutes"]),
    _row(
        "S4.22", DECIDED[PARENT], lambda v: v.appeal_by, ["in writing", "The last day to appeal is", "Head of Service"]
    ),
    _row("S4.24", DECIDED[PARENT], lambda v: v.appeal_by, ["a full answer in writing within 28 days"]),
    _row("S4.24", DECIDED[CHILD], lambda v: v.appeal_by, ["an answer within 28 days"]),
    _row("S4.20", DECIDED[PARENT], lambda v: not v.appeal_by, ["Only a child, a parent, or somebody with the rights"]),
    # The letter to appeal with: enclosed, and another copy and help from the social worker.
    _row(
        "S4.23",
        DECIDED[PARENT],
        lambda v: v.appeal_by and v.appeal_letter,
        ["comes with this one", "can give you another copy, and can help you to fill it in"],
    ),
    _row(
        "S4.23",
        DECIDED[PARENT],
        lambda v: v.appeal_by and not v.appeal_letter,
        ["has a letter that you can use to appeal, and can help you to fill it in"],
    ),
    _row(
        "S4.23",
        DECIDED[CHILD],
        lambda v: v.appeal_by and v.appeal_letter,
        ["There is a letter with this one", "can give you another one, and can help you to fill it in"],
    ),
    _row("S4.25", DECIDED[PARENT], lambda v: v.put_off, ["Nothing was decided yet about"]),
    _row("S4.25", DECIDED[PROFESSIONAL], lambda v: v.put_off, ["was put off"]),
]


@pytest.mark.parametrize(("fact", "paper", "when", "phrases"), _of_reviews_too(WHEREVER))
def test_a_paper_says_this_wherever_it_is_so(fact: str, paper: tuple[str, str], when: When, phrases: list[str]) -> None:
    told = [view for view in cases(SHAPES[paper]) if when(view)]
    assert told, "no case shows it"
    for view in told:
        assert _lacking(view, paper, phrases) == [], fact


NOT_SAID = [
    _row("S4.22", DECIDED[PARENT], lambda v: not v.appeal_by, ["last day to appeal", "letter that you can use"]),
    _row("S4.22", DECIDED[CHILD], lambda v: not v.appeal_by, ["must be there by", "use to appeal"]),
    _row("S4.23", DECIDED[PARENT], lambda v: not v.appeal_letter, ["comes with this one"]),
    _row("S3.32", DECIDED[PARENT], lambda v: not v.minutes, ["also get the minutes"]),
    _row(
        "NG 3.154",
        INVITED[PROFESSIONAL],
        lambda v: v.observer,
        ["a report", "your report", "your view", "what your agency knows"],
    ),
    _row("S2.23", INVITED[PROFESSIONAL], lambda v: not v.report_by, ["Please write a report", "It goes to those"]),
]


@pytest.mark.parametrize(("fact", "paper", "when", "phrases"), _of_reviews_too(NOT_SAID))
def test_a_paper_does_not_say_what_is_not_so(fact: str, paper: tuple[str, str], when: When, phrases: list[str]) -> None:
    told = [view for view in cases(SHAPES[paper]) if when(view)]
    assert told, "no case shows it"
    for view in told:
        assert _lacking(view, paper, phrases) == phrases, fact


# ---- values in their places ------------------------------------------------------------------------------------------

CHAIR = Officer("Cath Chair", "Chair", "01632 960801", "chair@council.example")
WORKER = Officer("Wanda Worker", "Social worker", "01632 960802", "worker@council.example")
LEAD = Officer("Lena Lead", "Lead nurse", "01632 960803", "lead@health.example")


def _with(paper: tuple[str, str], **values: object) -> str:
    return said(dataclasses.replace(full(SHAPES[paper]), **values), paper)


@pytest.mark.parametrize("paper", [INVITED[v] for v in (PARENT, CHILD, PROFESSIONAL, "excluded")], ids="-".join)
def test_s2_29_every_invitation_says_how_to_reach_the_chair_and_the_social_worker(paper: tuple[str, str]) -> None:
    text = _with(paper, chair=CHAIR, social_worker=WORKER)
    assert [word for word in (CHAIR.name, CHAIR.phone, WORKER.name, WORKER.phone) if word not in text] == []


def test_s2_29_a_supporter_is_told_the_chair_alone_since_the_social_worker_is_of_the_case() -> None:
    assert CHAIR.phone in _with(INVITED["supporter"], chair=CHAIR)
    assert "social_worker" not in {f.name for f in dataclasses.fields(SHAPES[INVITED["supporter"]])}


@pytest.mark.parametrize(
    ("variant", "phrase"),
    [
        (PARENT, "If you cannot come, please tell Wanda Worker or Cath Chair"),
        (CHILD, "If you do not come, you can still tell us what you think"),
        (PROFESSIONAL, "A report is wanted all the more"),
        ("supporter", "If you cannot come, or want to ask something, please tell the person you support"),
    ],
)
def test_s2_29_an_invitation_says_what_to_do_instead_of_coming(variant: str, phrase: str) -> None:
    values = {"chair": CHAIR} | ({} if variant == "supporter" else {"social_worker": WORKER})
    off = {"observer": False} if variant == PROFESSIONAL else {}
    assert phrase in _with(INVITED[variant], **values, **off)


@pytest.mark.parametrize(
    "paper", [p for p in SHAPES if "social_worker" in SHAPES[p].__dataclass_fields__], ids="-".join
)
def test_where_the_chair_stands_in_for_the_social_worker_she_has_one_line_in_the_table(paper: tuple[str, str]) -> None:
    view = dataclasses.replace(full(SHAPES[paper]), chair=CHAIR, social_worker=CHAIR)
    tables = [block for block in write(view, TEMPLATES.find(*paper)).blocks if isinstance(block, Table)]
    rows = [row for table in tables for row in table.rows if CHAIR.name in inline_text(row[0])]
    assert len(rows) == (0 if paper in (DECIDED[CHILD], DECIDED[PROFESSIONAL]) else 1)


def test_s2_30_the_lead_officer_of_the_readers_agency_is_named() -> None:
    text = _with(INVITED[PROFESSIONAL], lead_officer=LEAD)
    assert "Lena Lead is the Lead Child Protection Officer of your agency" in text
    assert [word for word in (LEAD.title, LEAD.phone, LEAD.email) if word not in text] == []


def test_s2_3_a_professional_reads_why_she_is_needed() -> None:
    text = _with(INVITED[PROFESSIONAL], needed_because=Prose("knows the baby"))
    assert "Why you are needed: knows the baby" in text


def test_s2_23_a_report_request_names_the_chair_the_day_and_the_children() -> None:
    values = {"chair": CHAIR, "report_by": date(2026, 11, 9), "report_about": ("Ann", "Ben"), "observer": False}
    text = _with(INVITED[PROFESSIONAL], **values)
    assert "a report about Ann and Ben" in text
    assert "Send it to Cath Chair, Case Conference" not in text
    assert "Send it to Cath Chair, Chair, by Monday 9 November 2026. Send it by courier." in text


@pytest.mark.parametrize("paper", [DECIDED[PARENT], DECIDED[PROFESSIONAL]], ids="-".join)
def test_s1_6_the_reason_about_the_reporter_is_printed_whether_referred_or_not(paper: tuple[str, str]) -> None:
    view = full(SHAPES[paper])
    for refer in (True, False):
        one = dataclasses.replace(
            view.decisions[0], reporter_refer=refer, reporter_because=Prose("Because of what we know.")
        )
        assert "Because of what we know." in said(dataclasses.replace(view, decisions=(one,)), paper)


@pytest.mark.parametrize("paper", [DECIDED[PARENT], DECIDED[PROFESSIONAL]], ids="-".join)
def test_s4_2_the_primary_and_the_secondary_concern_stand_out(paper: tuple[str, str]) -> None:
    view = full(SHAPES[paper])
    one = dataclasses.replace(
        view.decisions[0], primary_concern="Neglect", secondary_concern="Fear", concerns=("Else",)
    )
    draft = write(dataclasses.replace(view, decisions=(one,)), TEMPLATES.find(*paper))
    bold = {run.text for runs in _runs(draft.blocks) for run in runs if run.strong}
    assert {"Neglect", "Fear"} <= bold
    assert "Else" not in bold


def _runs(blocks: tuple[object, ...]) -> Iterator[tuple[Run, ...]]:
    for block in blocks:
        if isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row)


def test_s3_30_a_core_group_has_somebody_to_tell_and_a_reader_outside_it_too() -> None:
    view = full(SHAPES[DECIDED[PARENT]])
    leads = Officer("Gail Group", "Team leader", "01632 960804", "")
    for core_group in (("Ann",), ()):
        one = dataclasses.replace(view.decisions[0], core_group=core_group, core_group_chair=leads)
        text = said(dataclasses.replace(view, decisions=(one,), chair=CHAIR, social_worker=WORKER), DECIDED[PARENT])
        assert "If the plan is not going well, tell Gail Group" in text
        assert "01632 960804" in text
        assert "about how a plan is going, or about anything else, tell Wanda Worker, or Cath Chair" in text


def test_s4_22_a_letter_says_the_last_day_and_where_to_write() -> None:
    text = _with(DECIDED[PARENT], appeal_by=date(2026, 11, 23))
    assert "The last day to appeal is Monday 23 November 2026." in text
    assert "The Head's office, 1 High Street, ZZ1 1ZZ" in text
    assert "Your letter must be there by Monday 23 November 2026" in _with(DECIDED[CHILD], appeal_by=date(2026, 11, 23))


def test_s4_18_a_letter_says_that_the_head_of_service_was_told_only_if_it_was_so() -> None:
    said_so = {}
    for told in (True, False):
        dissent = OwnDissentWords("Ann", Prose("I do not agree at all."), told)
        text = _with(DECIDED[PARENT], dissents=(dissent,))
        assert "I do not agree at all." in text
        said_so[told] = "has told the Head of Service" in text
    assert said_so == {True: True, False: False}


#: What a letter says of one child by the outcome. Flags: registered, came off, transferred, deferred, not born yet.
OUTCOMES = [
    ((True, False, False, False, False), "'s name was ", "whether Ann's name still needs to be on the register"),
    ((True, False, False, False, True), "'s name was ", "A name can be put on the register before a baby is born"),
    ((False, False, False, False, False), "'s name was ", "does not mean that nobody is worried"),
    ((False, True, False, False, False), "'s name was ", "does not mean that help has to stop"),
    ((True, False, True, False, False), "'s name was ", "lives in this council's area now"),
    ((False, True, True, False, False), "'s name was ", "the name on its own register"),
    ((False, False, False, True, False), "has not decided yet about Ann", "has not decided yet"),
]


@pytest.mark.parametrize(("flags", "told", "meaning"), OUTCOMES)
def test_a_parents_letter_says_what_each_outcome_means_and_nothing_that_is_not_so(
    flags: tuple[bool, ...], told: str, meaning: str
) -> None:
    view = full(SHAPES[DECIDED[PARENT]])
    names = ("registered", "came_off", "transferred", "deferred", "unborn")
    one = dataclasses.replace(view.decisions[0], child="Ann", **dict(zip(names, flags, strict=True)))
    text = said(dataclasses.replace(view, decisions=(one,)), DECIDED[PARENT])
    assert told in text
    assert meaning in text
    if not flags[0]:
        assert "still needs to be on the register" not in text
    if flags[3]:
        assert "'s name was" not in text


# ---- every letter to a family ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", FAMILY, ids="-".join)
def test_every_letter_to_a_family_says_how_to_get_it_in_another_language_or_form(paper: tuple[str, str]) -> None:
    for view in cases(SHAPES[paper]):
        last = said(view, paper).split("\n")[-1]
        assert "information that cannot be shared" in last
        assert "another language" in last
        assert "large print" in last
        assert "sign language" in last.casefold()
        assert "read it to you" in last
        assert AUTHORITY.reply_phone in last


@pytest.mark.parametrize("paper", SHAPES, ids="-".join)
def test_no_paper_speaks_of_a_right_that_no_law_gives_or_blames(paper: tuple[str, str]) -> None:
    words = TEMPLATES.find(*paper).wording.casefold()
    for word in (
        "statutory",
        "legal right",
        "right of appeal",
        "right to appeal",
        "fault",
        "failed",
        "refused",
        "perpetrator",
    ):
        assert word not in words


@pytest.mark.parametrize("paper", [DECIDED[CHILD], INVITED[CHILD]], ids="-".join)
def test_a_childs_letter_has_no_room_for_what_adults_have_told_of_each_other(paper: tuple[str, str]) -> None:
    fields = {field.name for field in dataclasses.fields(SHAPES[paper])}
    told = {"reasons", "reporter_because", "contingency", "concerns", "primary_concern", "harm_kinds", "needed_because"}
    assert not fields & told
