"""What the ledger keeps of a family, as it is typed: written out as a chronology, and erased when its time has come."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cpdocs.erasing import _kept_until
from cpdocs.ledger.entry import Entry
from cpdocs.workspace import open_workspace

CASE = "2026-0142"
WHY = ("--because", "retention has ended")
SECOND = ("--second", "service_manager")
#: The demo's last entries are of 16 November 2026; the council keeps them for ten years.
BEFORE, AFTER = ("--today", "2036-11-15"), ("--today", "2036-11-16")


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def desk(typed, played_folder):
    """A workspace from which the demo was sent, whose council keeps cases for ten years."""
    edit(played_folder / "authority" / "authority.yaml", "\nrules:\n", "\nrules:\n  keep_years: 10\n")

    class Desk:
        folder = played_folder

        def type(self, *args):
            return typed("ledger", *args, at=played_folder)

        def entries(self):
            return self.type("show", "--format", "json").json["entries"]

    return Desk()


def test_once_its_time_has_come_two_people_erase_it_and_the_ledger_still_verifies(desk):
    proof = desk.folder / "A23.json"
    assert desk.type("proof", "A23", "-o", "A23.json").code == 0
    before = desk.entries()
    said = desk.type("erase", "--case", CASE, *SECOND, *WHY, *AFTER)
    assert (said.code, said.out) == (0, f"{CASE}: the details of {len(before)} entries were erased\n")
    after = desk.entries()
    assert [entry["details"] for entry in after[:-1]] == [None] * len(before)
    assert [entry["mac"] for entry in after[:-1]] == [entry["mac"] for entry in before]
    assert (after[-1]["event"], after[-1]["details"]["by"], after[-1]["details"]["second"]) == (
        "erased",
        "admin",
        "service_manager",
    )
    assert CASE not in str(after)
    assert CASE.encode() not in (desk.folder / "ledger" / "ledger.sqlite").read_bytes()
    assert desk.type("verify").code == 0
    assert desk.type("check-proof", proof).code == 0  # whoever has a proof has it still


# the defect | what is typed | what is said
REFUSED = [
    ("a day too early", (*SECOND, *WHY, *BEFORE), "is kept until 2036-11-16"),
    ("one person alone", ("--second", "admin", *WHY, *AFTER), "cannot be the second person"),
    ("staff without the right", ("--second", "team_leader", *WHY, *AFTER), "cannot be the second person"),
    ("no reason", (*SECOND, "--because", " ", *AFTER), "it is not said why"),
]


@pytest.mark.parametrize(("how", "said"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_it_is_not_erased(how, said, desk):
    before = desk.entries()
    done = desk.type("erase", "--case", CASE, *how)
    assert (done.code, said in done.err) == (2, True)
    assert desk.entries() == before


def test_a_case_that_the_ledger_does_not_know_is_not_erased_in_silence(desk):
    done = desk.type("erase", "--case", "2026-9999", *SECOND, *WHY, *AFTER)
    assert (done.code, "knows nothing of this case" in done.err) == (2, True)


def test_without_the_council_s_own_word_nothing_is_ever_erased(desk):
    edit(desk.folder / "authority" / "authority.yaml", "  keep_years: 10\n", "")
    done = desk.type("erase", "--case", CASE, *SECOND, *WHY, *AFTER)
    assert (done.code, "keep_years" in done.err) == (2, True)


def test_under_legal_hold_nothing_is_erased_until_two_people_lift_it(desk):
    assert desk.type("legal-hold", "--case", CASE, "--because", "proceedings, see file 7").code == 0
    erase = ("erase", "--case", CASE, *SECOND, *WHY, "--today", "2099-01-01")
    done = desk.type(*erase)
    assert (done.code, "under legal hold" in done.err) == (2, True)
    lift = ("lift-hold", "--case", CASE, "--because", "they ended")
    assert desk.type(*lift, "--second", "admin").code == 2
    assert desk.type(*erase).code == 2
    assert desk.type(*lift, *SECOND).code == 0
    assert desk.type(*lift, *SECOND).code == 2  # there is none any more
    assert desk.type(*erase).code == 0


def test_outside_a_demo_the_day_is_today(desk):
    edit(desk.folder / "cpdocs.yaml", "demo: yes\n", "")
    done = desk.type("erase", "--case", CASE, *SECOND, *WHY, *AFTER)
    assert (done.code, "demo workspace only" in done.err) == (2, True)


def test_29_february_is_kept_until_the_first_of_march(desk):
    last = [Entry(1, "2028-02-29T10:00:00Z", "run", "", None)]
    assert _kept_until(open_workspace(desk.folder), last) == date(2038, 3, 1)


# The chronology.


def test_a_case_is_written_out_in_words_conference_by_conference(desk):
    assert desk.type("export", "--case", CASE, "-o", "case.txt").code == 0
    text = (desk.folder / "case.txt").read_text("utf-8")
    told = text.splitlines()
    assert told[0] == "Case 2026-0142: what its ledger says, 37 entries"
    assert "Conference CP-2026-0142-1" in told
    lines = [line for line in told if line.endswith(")") and "(entry " in line]
    assert len(lines) == 37
    assert lines[19].startswith(
        "  16 November 2026, 14:00  decision_letter (edition 1) approved by reviewing_officer, attested"
    )
    assert "A21 decision_letter (edition 1) for mother: begun by admin, print, outbox, serial " in lines[20]
    assert lines[21].split("  ")[2].startswith("A21 handed over: file print/")
    (desk.folder / "note.txt").write_text(text.partition("(docs/ledger.md):\n\n")[2], "utf-8")
    assert desk.type("verify", "--checkpoint", "note.txt").code == 0  # what stands at its end is a checkpoint
    assert desk.type("export", "--case", CASE, "-o", "case.txt").code == 2  # never over a file
    assert (desk.folder / "case.txt").stat().st_mode & 0o777 == 0o600


def test_every_event_has_words_and_is_written_out_in_json_as_show_says_it(desk):
    assert desk.type("legal-hold", "--case", CASE, "--because", "see file 7").code == 0
    assert desk.type("lift-hold", "--case", CASE, "--because", "ended", *SECOND).code == 0
    assert desk.type("confirm", "A23", "posted", "--by", "admin", "--evidence", "certificate 118").code == 0
    assert desk.type("export", "--case", CASE, "-o", "case.txt").code == 0
    text = (desk.folder / "case.txt").read_text("utf-8")
    for said in (
        "Of the case as a whole",
        "put under legal hold by admin: see file 7",
        "legal hold lifted by admin and service_manager: ended",
        "A23 confirmed posted: by admin; evidence certificate 118",
    ):
        assert said in text
    assert desk.type("export", "--case", CASE, "-o", "case.json", "--format", "json").code == 0
    whole = json.loads((desk.folder / "case.json").read_text("utf-8"))
    assert whole["entries"] == desk.entries()
    assert desk.type("export", "--case", "2026-9999", "-o", "none.txt").code == 2
    assert not (desk.folder / "none.txt").exists()
