"""The nets under the Views, on the whole road: what slipped into prose, and what a layout drops.

Each holds exactly the parcels that it must and lets the others go (DESIGN.md, "Withholding is construction"; hazards 3
and 7 of HAZARDS.md, "Hazards and tests").
"""

from __future__ import annotations

import shutil

import pytest
from road_tools import CLERK, DAYS, DECIDED, conserved, deliver, of, opened, outbox, put_record, record_of, table

from cpdocs import release
from cpdocs.shipped import folder as shipped

GOES = "handed_over"
HELD = "held leak"
TWO = ("mother", "police_officer")  # one of each wording


def sent_with(folder, change, *people):
    """The table of a run of the decision letters with one thing changed in the record."""
    record = record_of(folder, DECIDED)
    change(record)
    done = deliver(folder, put_record(folder, record), DAYS[DECIDED], *people, approve="decision_letter")
    assert conserved(done.counts)
    found = table(done, "decision_letter")
    assert len(outbox(folder)) == sum(state == GOES for state in found.values())
    with opened(folder).ledger() as ledger:
        assert ledger.verify().faults == ()
        assert len(ledger.attempts()) == len(outbox(folder)), "a held parcel was begun"
    assert found.pop("gp", "held no-key") == "held no-key"
    return found


def ailsa(record):
    return record["decisions"][0]


def callum(record):
    return record["decisions"][1]


@pytest.fixture
def search_off(monkeypatch):
    """The net before this one, which stops all three of these records (test_road_free_text.py), switched off."""
    monkeypatch.setattr("cpdocs.validate._slips", lambda _: ())


@pytest.mark.usefixtures("search_off")
def test_a_safe_address_in_an_open_passage_holds_those_who_may_not_know_it(workspace_folder):
    """It went from a social worker's note into the plan for Ailsa, which nobody restricted."""

    def slip(record):
        ailsa(record)["plan"]["contingency"] += " The police go to 14, Strathmiglo place at once."

    assert sent_with(workspace_folder, slip) == {
        "mother": GOES,
        "ailsas_father": HELD,
        "callums_father": GOES,  # his letter has nothing of Ailsa's plan
        "social_worker": GOES,
        "health_visitor": GOES,
        "police_officer": GOES,
        "head_teacher": HELD,
        "womens_aid": HELD,
    }


@pytest.mark.usefixtures("search_off")
def test_a_restricted_sentence_copied_into_an_open_one_holds_those_it_was_kept_from(workspace_folder):
    """Birmingham Children's Trust, 2024: the text of a police meeting was pasted into a plan."""

    def slip(record):
        secret = ailsa(record)["alleged_abuser"]["text"]["text"].strip()
        callum(record)["reasons"] += f"\n\n{secret}"

    # Shared with mother, social worker and police; the head teacher reads nothing of Callum.
    people = ("callums_father", "health_visitor", "police_officer", "head_teacher")
    assert sent_with(workspace_folder, slip, *people) == {
        "callums_father": f"{HELD} prose-match",  # a name stood in it, too
        "health_visitor": "held prose-match",
        "police_officer": GOES,
        "head_teacher": GOES,
    }


@pytest.mark.usefixtures("search_off")
def test_words_that_are_like_withheld_ones_go_once_a_second_person_has_looked(workspace_folder):
    """Until then, and again where the same copy is like something else that is withheld."""

    def slip(record):
        secret = ailsa(record)["alleged_abuser"]["text"]["text"].strip()
        callum(record)["reasons"] += f"\n\n{secret}"

    def again(record):
        slip(record)
        ailsa(record)["alleged_abuser"]["text"]["text"] += " It is said to have been so for longer than a year."

    who, today = "health_visitor", DAYS[DECIDED]
    assert sent_with(workspace_folder, slip, who) == {who: "held prose-match"}
    record, workspace = workspace_folder / "records/changed.json", opened(workspace_folder)
    held = [one for one in release.holds(workspace, record, today) if of(one.parcel) == who]
    assert {(one.hold.id, one.releasable) for one in held} == {("prose-match", True)}
    release.release(workspace, [record], today, held[0].id, "service_manager", "she said it herself", CLERK)
    assert [one for one in release.holds(workspace, record, today) if of(one.parcel) == who] == []
    assert sent_with(workspace_folder, again, who) == {who: "held prose-match"}
    assert sent_with(workspace_folder, slip, who) == {who: GOES}


@pytest.mark.usefixtures("search_off")
def test_the_other_child_s_name_in_a_sibling_s_reasons_holds_that_father(workspace_folder):
    def slip(record):
        ailsa(record)["reasons"] += "\n\nCallum Petrie was there too."

    people = ("ailsas_father", "callums_father", "womens_aid")
    assert sent_with(workspace_folder, slip, *people) == dict(zip(people, (HELD, GOES, GOES), strict=True))


@pytest.fixture
def own_layouts(workspace_folder):
    """An authority's own looks, to be spoilt."""
    shutil.copytree(
        shipped("templates") / "_authority", workspace_folder / "templates" / "_authority", dirs_exist_ok=True
    )
    return workspace_folder / "templates" / "_authority" / "layouts"


def spoil(own_layouts, old, new):
    """A mistake on the page that the looks of all letters share."""
    path = own_layouts / "page.html"
    whole = path.read_text("utf-8")
    assert old in whole
    path.write_text(whole.replace(old, new), "utf-8")


def test_a_layout_that_drops_tables_holds_every_letter_that_has_one(own_layouts, workspace_folder):
    show = "{{ show(kind, block, line) }}"
    spoil(own_layouts, show, f"{{% if kind != 'table' %}}{show}{{% endif %}}")
    assert set(sent_with(workspace_folder, lambda _: None, *TWO).values()) == {"held lost-text"}


def test_a_look_that_hides_a_notice_holds_every_letter(own_layouts, workspace_folder):
    spoil(own_layouts, "</head>", "<style>.notice { display: none }</style></head>")
    assert set(sent_with(workspace_folder, lambda _: None, *TWO).values()) == {"held lost-text"}


def test_a_layout_with_a_sentence_of_its_own_holds_every_letter(own_layouts, workspace_folder):
    spoil(own_layouts, "</body>", "<p>We know where you live.</p></body>")
    assert set(sent_with(workspace_folder, lambda _: None, *TWO).values()) == {"held lost-text"}


def test_a_layout_that_reaches_out_makes_no_paper(own_layouts, workspace_folder):
    """Hazard 11: every parcel has a state, nothing is begun and nothing lies in the outbox."""
    spoil(own_layouts, "</body>", '<link rel="attachment" href="file:///etc/passwd"></body>')
    workspace, record = opened(workspace_folder), record_of(workspace_folder, DECIDED)
    done = deliver(workspace_folder, put_record(workspace_folder, record), DAYS[DECIDED], "mother", "police_officer",
                   approve="decision_letter")  # fmt: skip
    assert conserved(done.counts)
    assert set(table(done).values()) == {"failed"}
    assert outbox(workspace_folder) == {}
    with workspace.ledger() as ledger:
        assert ledger.attempts() == ()
