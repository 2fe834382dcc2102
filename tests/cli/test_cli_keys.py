"""Whose a key is: a contact's everywhere, a family member's in one case only."""

from __future__ import annotations

import pytest

CALLED = "records/CP-2026-0142-1.called.yaml"
MOTHERS = "      # Nothing through the door, and nothing on a phone that somebody may look at.\n      safe_to: [hand]\n"


@pytest.fixture
def fingerprint(workspace_folder):
    """A key that is in the store."""
    return min((workspace_folder / "keys").glob("*.asc")).stem


@pytest.fixture
def by_email(workspace_folder):
    """The mother asks for her papers by e-mail: in this case, and a mother in another whose record is otherwise alike."""
    record = workspace_folder / CALLED
    text = record.read_text("utf-8")
    assert text.count(MOTHERS) == 1
    asked = text.replace(MOTHERS, "      email: kirsty@home.example\n      safe_to: [email]\n")
    record.write_text(asked, "utf-8")
    other = workspace_folder / "records" / "CP-2026-0143-1.called.yaml"
    other.write_text(asked.replace("2026-0142", "2026-0143"), "utf-8")
    return record, other


def test_a_mother_s_key_is_nobodys_in_another_case(typed, workspace_folder, by_email, fingerprint, day):
    """Until the case was part of the owner, the one mother's key opened the other mother's letter."""
    done = typed("keys", "pin", "2026-0142/mother", fingerprint, "--by", "admin", at=workspace_folder)
    assert (done.code, done.out) == (0, f"2026-0142/mother: {fingerprint}, compared by admin\n")
    holds = {}
    for record in by_email:
        planned = typed("plan", record, "--format", "json", *day[CALLED], at=workspace_folder).json["parcels"]
        (letter,) = (row for row in planned if row["person"] == "mother" and row["document"] == "invitation")
        holds[record.name] = [hold["id"] for hold in letter["holds"]]
    assert holds == {"CP-2026-0142-1.called.yaml": [], "CP-2026-0143-1.called.yaml": ["no-key"]}


def test_the_hold_says_what_to_type(typed, workspace_folder, by_email, day):
    said = typed("plan", by_email[0], *day[CALLED], at=workspace_folder).out
    assert "cpdocs keys pin 2026-0142/mother" in " ".join(said.replace("│", " ").split())


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        ("mother", "No contact of contacts.yaml has the id mother"),
        ("hv-kinnaird-7", "Did you mean hv-kinnaird-07?"),
        ("mother@2026-0142", "2026-0142/mother"),
        ("2026-0142/", "2026-0142/mother"),
        ("2026-0142/Kirsty Rennie", "2026-0142/mother"),
    ],
)
def test_a_key_is_pinned_to_nobody_unknown(owner, said, typed, workspace_folder, fingerprint, snapshot):
    before = snapshot(workspace_folder)
    done = typed("keys", "pin", owner, fingerprint, "--by", "admin", at=workspace_folder)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert snapshot(workspace_folder) == before


# Another key in place of one that is pinned: what an attacker would like to see done by one clerk in a hurry.


def pinned(typed, folder, owner="hv-kinnaird-07"):
    rows = typed("keys", "list", "--format", "json", at=folder).json["keys"]
    return [row["fingerprint"] for row in rows if owner in row["pinned"]]


@pytest.fixture
def exchange(typed, workspace_folder):
    """Pin another contact's key to the health visitor."""
    (was,) = pinned(typed, workspace_folder)
    (new,) = pinned(typed, workspace_folder, "ppu-kinnaird")

    def type_it(*second):
        return typed("keys", "pin", "hv-kinnaird-07", new, "--by", "admin", *second, at=workspace_folder)

    type_it.was, type_it.new = was, new
    return type_it


@pytest.mark.parametrize(
    "second",
    [(), ("--second", "admin"), ("--second", "team_leader"), ("--second", "nobody")],
    ids=["nobody else", "the operator again", "staff without the right", "nobody of the council"],
)
def test_one_person_exchanges_no_key(second, exchange, typed, workspace_folder):
    done = exchange(*second)
    assert (done.code, done.out) == (2, "")
    assert pinned(typed, workspace_folder) == [exchange.was]
    assert typed("ledger", "show", "--format", "json", at=workspace_folder).json["entries"] == []


def test_two_people_do_and_the_ledger_says_who(exchange, typed, workspace_folder):
    done = exchange("--second", "service_manager")
    assert (done.code, done.out.strip().endswith("compared by admin and service_manager")) == (0, True)
    assert pinned(typed, workspace_folder) == [exchange.new]
    [entry] = typed("ledger", "show", "--format", "json", at=workspace_folder).json["entries"]
    told = entry["details"]
    assert (entry["event"], told["operator"], told["by"]) == ("pinned", "admin", "service_manager")
    assert (told["instead_of"], told["fingerprint"]) == (exchange.was, exchange.new)


def test_the_same_key_again_takes_one_person(exchange, typed, workspace_folder):
    done = typed("keys", "pin", "hv-kinnaird-07", exchange.was, "--by", "admin", at=workspace_folder)
    assert done.code == 0
