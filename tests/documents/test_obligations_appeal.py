"""What the appeal letter owes whoever fills it in (OBLIGATIONS S4.20 to S4.24, S3.37, S3.38), in every case.

A council may word its own otherwise; ours say these things, and ask these questions, in this order.
"""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from made_views import AUTHORITY

from cpdocs.documents.blocks import FillIn, Heading, Tick, block_texts, inline_text
from cpdocs.documents.templates import Templates, write
from cpdocs.shipped import folder
from cpdocs.views.shape import Officer
from cpdocs.views.shape.appeal_letter import AppealableDecision, AppealLetter

TEMPLATES = Templates(folder("templates"))
WORKER = Officer("Wilma Worker", "Social worker", "01632 960009", "")
ANN = AppealableDecision("Ann Example", "placed on the child protection register")
BEN = AppealableDecision("Ben Example", "kept on the child protection register")
VIEW = AppealLetter(
    authority=AUTHORITY,
    addressee="Mary Example",
    letter_date=date(2026, 11, 16),
    meeting_date=date(2026, 11, 12),
    decisions=(ANN,),
    appeal_by=date(2026, 11, 23),
    social_worker=WORKER,
)
VARIANTS = ("parent_carer", "child", "parent_carer_large", "child_large")
each_variant = pytest.mark.parametrize("variant", VARIANTS)


def blocks(variant: str, view: AppealLetter = VIEW):
    return write(view, TEMPLATES.find("appeal_letter", variant, covering=False)).blocks


def text(variant: str, view: AppealLetter = VIEW) -> str:
    return "\n".join(line for block in blocks(variant, view) for line in block_texts(block))


def asked(variant: str, view: AppealLetter = VIEW) -> list[str]:
    """Each place to fill in: what it asks, and its lines, or a box."""
    return [
        f"{inline_text(b.label)} [{b.lines}]" if isinstance(b, FillIn) else f"[ ] {inline_text(b.label)}"
        for b in blocks(variant, view)
        if isinstance(b, FillIn | Tick)
    ]


@each_variant
def test_it_says_who_appeals_against_what_to_whom_by_when_and_who_helps(variant) -> None:
    said = text(variant)
    for words in (
        "Mary Example",  # one person's letter
        "placed on the child protection register",
        "12 November 2026",
        "Your letter must be there by Monday 23 November 2026.",  # S4.22, as a date
        "1 High Street, ZZ1 1ZZ",  # the office's, which is nobody's home
        "office@council.example",
        "To the Head of Service",
        "in writing within 28 days",  # S4.24
        "Wilma Worker",  # S4.23: another copy, and help to fill it in
        "01632 960009",
        "copy of this letter",
        "write one of your own",
    ):
        assert words in said, words
    assert "statutory" not in said.lower()


@pytest.mark.parametrize("variant", ["parent_carer", "parent_carer_large"])
def test_a_parents_letter_keeps_appeal_and_complaint_apart_and_names_advice(variant) -> None:
    said = text(variant)
    for words in ("local appeal process", "complain", "another thing", "solicitor", "legal aid", "decision stands"):
        assert words in said, words


@pytest.mark.parametrize("variant", ["child", "child_large"])
def test_a_childs_letter_says_that_it_may_that_it_is_not_alone_and_what_the_register_is(variant) -> None:
    said = text(variant)
    for words in ("you can say so", "not be in trouble", "not have to do this alone", "keep them safe", "999"):
        assert words in said, words


def test_a_parent_is_asked_this_and_nothing_more() -> None:
    assert asked("parent_carer") == [
        "Who I am to Ann Example (for example mother, father or grandparent) [1]",
        "What I do not agree with, and why [9]",
        "What I would like to happen [5]",
        "[ ] I would like somebody to help me to say what I want to say.",
        "[ ] I would like an interpreter, or need something else to take part.",
        "My language, or what else I need [1]",
        "How you can reach me safely (telephone, e-mail or post) [2]",
        "My signature, or my name [1]",
        "Today's date [1]",
    ]


def test_a_child_is_asked_this_and_nothing_more() -> None:
    assert asked("child") == [
        "What I think is wrong, and why [5]",
        "What I want to happen [4]",
        "[ ] I want somebody to help me to say this.",
        "[ ] I want somebody to read the answer with me.",
        "Today's date [1]",
    ]


def test_with_several_children_a_parent_ticks_and_with_one_there_is_nothing_to_tick() -> None:
    several = dataclasses.replace(VIEW, decisions=(ANN, BEN))
    assert asked("parent_carer", several)[:3] == [
        "[ ] Ann Example's name was placed on the child protection register.",
        "[ ] Ben Example's name was kept on the child protection register.",
        "Who I am to each child (for example mother, father or grandparent) [1]",
    ]
    assert "This is the decision: Ann Example's name was placed on the child protection register." in text(
        "parent_carer"
    )


@each_variant
def test_large_print_asks_the_same_in_the_same_words(variant) -> None:
    assert text(variant) == text(variant.removesuffix("_large"))
    layout = TEMPLATES.find("appeal_letter", variant, covering=False).about.layout
    assert layout == ("letter_large" if variant.endswith("_large") else "letter")


@each_variant
def test_what_is_sent_back_begins_under_a_title_of_its_own_and_holds_every_place(variant) -> None:
    found = blocks(variant)
    (_, second) = [n for n, b in enumerate(found) if isinstance(b, Heading) and b.level == 1]
    assert all(n > second for n, b in enumerate(found) if isinstance(b, FillIn | Tick))
    assert [b.name for b in found if isinstance(b, FillIn | Tick)] == [
        f"place_{n}" for n in range(1, len(asked(variant)) + 1)
    ]


@each_variant
def test_an_office_without_post_or_email_leaves_no_hole(variant) -> None:
    office = dataclasses.replace(AUTHORITY.offices.head_of_service, email="", address=())
    offices = dataclasses.replace(AUTHORITY.offices, head_of_service=office)
    said = text(variant, dataclasses.replace(VIEW, authority=dataclasses.replace(AUTHORITY, offices=offices)))
    assert "The Head's office." in said
    assert "e-mail to" not in said
    for hole in (", .", ": .", "()", "None"):
        assert hole not in said
