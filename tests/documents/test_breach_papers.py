"""The two papers of a breach, laid out: all their words, on every page whose it is, and places that can be told apart."""

from __future__ import annotations

import pytest
from finished import Finisher

from cpdocs.documents.blocks import FillIn, Tick
from cpdocs.documents.breach_form import BreachFacts, breach_form
from cpdocs.documents.recall_letter import recall_letter
from cpdocs.documents.templates import Templates
from cpdocs.render.check import lost_text, unstamped
from cpdocs.render.extract import feet
from cpdocs.render.paper import Stamp
from cpdocs.shipped import folder

STAMP = Stamp("the data protection officer", "K7Q2M5XW4T")
KNOWN = BreachFacts(
    council="Example Council",
    letterhead=("1 Example Square",),
    marking="Confidential",
    attempt="A29",
    aware="Monday 16 November 2026, 09:30 (GMT)",
    tell_by="Thursday 19 November 2026, 09:30 (GMT)",
    stop="Stopped: everything.",
    parcel=(("Conference", "CP-2026-1"), ("Parcel", "A29")),
    protection="It went on paper.",
    papers=(("decision letter", "1", "parent carer", "pdf"), ("appeal letter", "1", "parent carer", "pdf and docx")),
    exposed=(("Ann Example (ann, child)", "name; address", "may know it"),) * 40,
    others=(("A3", "CP-2026-1: invitation, edition 1, for mother", "Thursday 5 November 2026", "sent"),),
    done=("It was recorded.", "It was stopped."),
)
UNKNOWN = BreachFacts(
    "Example Council", (), "", "A1", "then", "soon", "Stopped.", (("Parcel", "A1"),), "On paper.",
    unknown=("The record does not make the copy.", "Have the archive opened."), done=("It was recorded.",),
)  # fmt: skip


@pytest.fixture(scope="module")
def finisher():
    with Finisher() as one:
        yield one


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize("facts", [KNOWN, UNKNOWN], ids=["what it held is known", "what it held is not known"])
def test_the_form_is_whole_and_says_on_every_page_whose_it_is(facts, form, finisher):
    draft = breach_form(facts)
    copy = finisher.copy(Templates(folder("templates")), draft, form, STAMP)
    assert (lost_text(copy, draft), unstamped(copy, STAMP)) == ((), ())


@pytest.mark.parametrize("on_paper", [True, False])
def test_the_letter_is_whole_and_one_page(on_paper, finisher):
    draft = recall_letter("Example Council", "01632 960000", "K7Q2M5XW4T", "16 November 2026", on_paper=on_paper)
    copy = finisher.copy(Templates(folder("templates")), draft, "pdf", STAMP)
    assert lost_text(copy, draft) == ()
    assert len(list(feet(copy))) == 1


def test_no_two_places_of_the_form_have_one_name():
    for facts in (KNOWN, UNKNOWN):
        places = [block.name for block in breach_form(facts).blocks if isinstance(block, FillIn | Tick)]
        assert len(set(places)) == len(places) > 10


def test_a_form_that_knows_nothing_of_the_content_asks_for_it_and_names_nobody():
    said = " ".join(breach_form(UNKNOWN).texts())
    assert "Whom it exposes, children first, and what the papers say of each" in said
    assert "Of these people something stands in it" not in said
