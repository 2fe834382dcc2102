"""What waits for a second person, as it is typed: listed by id, released by somebody else, void once the parcel changes."""

from __future__ import annotations

import json

import pytest

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"
WHY = ("--because", "rang him on 5 November")
LATE = ("--today", "2026-11-19")


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def desk(typed, workspace_folder, day):
    """A workspace from which nothing has gone, and the commands on one of its records on one day."""

    class Desk:
        folder = workspace_folder

        def type(self, *args, record=CALLED, on=None):
            return typed(*args, *(on or day[record]), at=workspace_folder)

        def holds(self, *, record=CALLED, on=None):
            return self.type("hold", "list", record, "--format", "json", record=record, on=on).json["holds"]

        def ident(self, person, hold, **where):
            [found] = [h["id"] for h in self.holds(**where) if (h["person"], h["hold"]) == (person, hold)]
            return found

        def release(self, ident, *more, by="service_manager", record=CALLED, on=None):
            args = ("hold", "release", ident, "--by", by, "--record", record, *(more or WHY))
            return self.type(*args, record=record, on=on)

        def send(self, person, *, record=CALLED, on=None):
            said = self.type("send", record, "--for", person, "--format", "json", record=record, on=on)
            return [(p["document"], p["status"], [h["id"] for h in p["holds"]]) for p in said.json["parcels"]]

    return Desk()


@pytest.fixture
def stale(desk):
    """Callum's father was last asked how to reach him two years ago."""
    record = desk.folder / CALLED
    text = record.read_text("utf-8")
    start = text.index("- id: callums_father")
    record.write_text(text[:start] + text[start:].replace("verified: 2026", "verified: 2024", 1), "utf-8")
    return desk


def test_a_stale_contact_goes_once_a_second_person_says_so(stale, typed):
    assert stale.send("callums_father") == [("invitation", "held", ["contact-stale"])]
    ident = stale.ident("callums_father", "contact-stale")
    said = stale.release(ident)
    assert (said.code, "invitation for callums_father: contact-stale released" in said.out) == (0, True)
    assert stale.send("callums_father") == [("invitation", "handed_over", [])]
    entries = typed("ledger", "show", "--format", "json", at=stale.folder).json["entries"]
    [entry] = [e["details"] for e in entries if e["event"] == "released"]
    assert (entry["by"], entry["operator"], entry["hold"]) == ("service_manager", "admin", "contact-stale")


def test_it_is_found_without_naming_the_record(stale, typed, day):
    ident = stale.ident("callums_father", "contact-stale")
    said = stale.type("hold", "release", ident, "--by", "service_manager", *WHY)
    assert said.code == 0


def test_the_day_after_it_waits_again(stale):
    """The address has grown a day older, and whoever released it looked yesterday."""
    stale.release(stale.ident("callums_father", "contact-stale"))
    assert stale.send("callums_father", on=("--today", "2026-11-06")) == [("invitation", "held", ["contact-stale"])]


def test_a_released_parcel_that_goes_elsewhere_waits_again(stale):
    stale.release(stale.ident("callums_father", "contact-stale"))
    edit(stale.folder / CALLED, "27 Mill Brae", "29 Mill Brae")
    assert stale.send("callums_father") == [("invitation", "held", ["contact-stale"])]


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ("admin", "the operator is no second person"),
        ("reviewing_officer", "she may approve, and not release"),
        ("team_leader", "staff without the right"),
        ("nobody", "not of the council"),
        ("Shona Rennie", "a name is not repeated"),
    ],
)
def test_nobody_else_releases(by, why, stale):
    said = stale.release(stale.ident("callums_father", "contact-stale"), by=by)
    assert (said.code, said.out, "Rennie" in said.err) == (2, "", False), why
    assert stale.send("callums_father") == [("invitation", "held", ["contact-stale"])]


def test_who_types_never_releases_even_where_she_might(stale, typed):
    edit(stale.folder / "authority" / "authority.yaml", "may: [approve, release]", "may: [approve, release, operate]")
    ident = stale.ident("callums_father", "contact-stale")
    assert stale.release(ident, *WHY, "--operator", "service_manager").code == 2
    assert stale.release(ident).code == 0


@pytest.mark.parametrize(
    ("ident", "said"),
    [
        ("JP7IVA67FM.leak", "nobody can release leak"),
        ("JP7IVA67FM.no-key", "nobody can release no-key"),
        ("JP7IVA67FM.approval", "nobody can release approval"),
        ("JP7IVA67FM.contact-stale", "no hold has this id"),
        ("nonsense", "no hold has this id"),
    ],
)
def test_what_cannot_be_released_says_so(ident, said, stale):
    answer = stale.release(ident)
    assert (answer.code, said in answer.err) == (2, True)


def test_nobody_releases_for_another_day_than_today(stale):
    """What a day made stale is released for that day: with a day of one's own choice it would be for any."""
    ident = stale.ident("callums_father", "contact-stale")
    edit(stale.folder / "cpdocs.yaml", "demo: yes\n", "")
    said = stale.release(ident)
    assert (said.code, "in a demo workspace only" in said.err) == (2, True)


def test_a_release_needs_a_reason(stale):
    assert stale.release(stale.ident("callums_father", "contact-stale"), "--because", " ").code == 2


def test_a_letter_that_is_late_is_released_for_that_day_alone(desk):
    approve = ("approve", DECIDED, "--document", "decision_letter", "--by", "reviewing_officer", "--evidence", "seen")
    assert desk.type(*approve, record=DECIDED).code == 0
    letter = {"record": DECIDED, "on": LATE}
    assert desk.send("mother", **letter) == [("decision_letter", "held", ["stale"])]
    assert desk.release(desk.ident("mother", "stale", **letter), **letter).code == 0
    tomorrow = {"record": DECIDED, "on": ("--today", "2026-11-20")}
    assert desk.send("mother", **tomorrow) == [("decision_letter", "held", ["stale"])]
    assert desk.send("mother", **letter) == [("decision_letter", "handed_over", [])]


def test_a_missing_large_print_is_released_to_the_ordinary_and_approved_anew(desk):
    record = desk.folder / CALLED
    data = record.read_text("utf-8")
    start = data.index("- id: callums_father")
    record.write_text(
        data[:start] + data[start:].replace("    reach:", "    needs: {language: pl}\n    reach:", 1), "utf-8"
    )
    assert desk.send("callums_father") == [("invitation", "held", ["variant-missing"])]
    assert desk.release(desk.ident("callums_father", "variant-missing")).code == 0
    [parcel] = [
        p
        for p in desk.type("plan", CALLED, "--format", "json").json["parcels"]
        if p["person"] == "callums_father" and p["document"] == "invitation"
    ]
    assert (parcel["variant"], parcel["status"]) == ("parent_carer", "ready")
    assert desk.send("callums_father") == [("invitation", "handed_over", [])]


def test_a_new_address_after_a_paper_has_gone_waits_for_a_second_person(desk):
    """Somebody who wrote in to change a mother's address was not she."""
    assert desk.send("callums_father") == [("invitation", "handed_over", [])]
    approve = ("approve", DECIDED, "--document", "decision_letter", "--by", "reviewing_officer", "--evidence", "seen")
    edit(desk.folder / DECIDED, "27 Mill Brae", "29 Mill Brae")
    assert desk.type(*approve, record=DECIDED).code == 0
    assert desk.send("callums_father", record=DECIDED) == [("decision_letter", "held", ["address-changed"])]
    assert desk.send("mother", record=DECIDED) == [("decision_letter", "handed_over", [])]
    ident = desk.ident("callums_father", "address-changed", record=DECIDED)
    assert desk.release(ident, record=DECIDED).code == 0
    assert desk.send("callums_father", record=DECIDED) == [("decision_letter", "handed_over", [])]


def test_a_changed_copy_may_be_let_be(desk):
    assert desk.send("callums_father") == [("invitation", "handed_over", [])]
    edit(desk.folder / CALLED, "meeting room 2", "meeting room 3")
    assert desk.send("callums_father") == [("invitation", "held", ["changed"])]
    assert desk.release(desk.ident("callums_father", "changed")).code == 0
    assert desk.send("callums_father") == [("invitation", "done", [])]


def test_the_list_for_people_says_who_can_release(stale):
    said = stale.type("hold", "list", CALLED).out
    lines = {line.split()[0].split(".")[1]: line for line in said.splitlines()[2:] if "." in line.split()[0]}
    assert "a second person" in lines["contact-stale"]
    assert "nobody" in lines["no-key"]


def test_a_record_with_faults_is_named_and_hides_no_other(stale):
    (stale.folder / "records" / "broken.yaml").write_text("format: nothing\n", "utf-8")
    said = stale.type("hold", "list", "--format", "json")
    assert (said.code, "broken.yaml" in said.err) == (0, True)
    assert json.loads(said.out)["holds"]


# Cancelled.


def test_a_cancelled_parcel_never_goes_and_counts_as_such(desk):
    cancel = ("cancel", CALLED, "--document", "invitation", "--for", "callums_father")
    assert desk.type(*cancel, "--because", " ").code == 2
    assert desk.type(*cancel, "--because", "he asked for none").code == 0
    assert desk.send("callums_father") == [("invitation", "cancelled", [])]
    assert not (desk.folder / "outbox").exists()
    edit(desk.folder / CALLED, "meeting room 2", "meeting room 3")
    assert desk.send("callums_father") == [("invitation", "cancelled", [])]


def test_what_has_left_cannot_be_cancelled(desk):
    assert desk.send("callums_father") == [("invitation", "handed_over", [])]
    said = desk.type("cancel", CALLED, "--document", "invitation", "--because", "a mistake")
    assert (said.code, "is handed_over" in said.err) == (2, True)
    assert desk.send("mother") == [("invitation", "handed_over", [])]  # nothing was cancelled


def test_nothing_that_fits_is_not_cancelled_in_silence(desk):
    said = desk.type("cancel", CALLED, "--document", "decision_letter", "--because", "x")
    assert (said.code, "nothing that fits is planned" in said.err) == (2, True)
