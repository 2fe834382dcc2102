"""A signed approval as it is typed: the request out, the signature in, and what it is good for afterwards."""

from __future__ import annotations

import pytest
from signed import approver

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"
LETTERS = ("approve", DECIDED, "--document", "decision_letter", "--by", "reviewing_officer")
MONTHS_LATER = "2027-02-15"  # 91 days after the letters are dated


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def desk(typed, workspace_folder, day):
    """A workspace in which the chair has a key, and the commands on its decided record."""

    class Desk:
        folder = workspace_folder

        def type(self, *args, on=day[DECIDED]):
            return typed(*args, *on, at=workspace_folder)

        def approvals(self, on=day[DECIDED]):
            parcels = self.type("plan", DECIDED, "--document", "decision_letter", "--format", "json", on=on).json
            return {p["person"]: (p["approval"], {h["id"] for h in p["holds"]}) for p in parcels["parcels"]}

        def request(self, name="request.txt"):
            assert self.type(*LETTERS, "--request", name).code == 0
            return (workspace_folder / name).read_bytes()

        def accept(self, signature, name="request.txt.asc"):
            (workspace_folder / name).write_bytes(signature)
            return self.type(*LETTERS, "--accept", name)

    with approver(workspace_folder) as sign:
        desk = Desk()
        desk.sign = sign
        yield desk


def test_a_signed_request_approves_the_copies_and_the_ledger_keeps_the_signature(desk, typed):
    signature = desk.sign(desk.request())
    assert desk.accept(signature).code == 0
    assert {approval for approval, _ in desk.approvals().values()} == {"signed"}
    [entry] = typed("ledger", "show", "--format", "json", at=desk.folder).json["entries"]
    assert bytes.fromhex(entry["details"]["signature"]) == signature
    assert entry["details"]["by"] == "reviewing_officer"
    assert desk.type("send", DECIDED, "--for", "mother").code == 0


def test_the_request_is_a_list_that_a_chair_can_read_and_holds_no_address_and_no_case_text(desk):
    text = desk.request().decode()
    assert "mother (Shona Rennie): parent_carer about ailsa, callum; print, by hand" in text
    assert "encloses appeal_letter" in text
    for never in ("Strathmiglo", "Harbour Wynd", "bruising", "KY7", "07700"):
        assert never not in text
    assert (desk.folder / "request.txt").stat().st_mode & 0o777 == 0o600


def test_the_request_is_the_same_for_the_same_copies_whatever_the_day(desk):
    first = desk.request()
    later = desk.type(*LETTERS, "--request", "later.txt", on=("--today", MONTHS_LATER))
    assert later.code == 0
    assert (desk.folder / "later.txt").read_bytes() == first


def test_a_request_never_writes_over_a_file(desk):
    desk.request()
    said = desk.type(*LETTERS, "--request", "request.txt")
    assert (said.code, "is there already" in said.err) == (2, True)


# what was done between request and acceptance | file, old, new | whether the signature still counts
MEANWHILE = [
    ("one visible word was changed", (DECIDED, "Callum is three.", "Callum is four."), False),
    ("an address was changed", (DECIDED, "27 Mill Brae", "29 Mill Brae"), False),
    ("a mailbox was changed", ("contacts.yaml", "ppu@police.example", "duty@police.example"), False),
    ("a comment was added to the record", (DECIDED, "\nconference:\n", "\n# seen\nconference:\n"), True),
    ("a contact's telephone number was changed", ("contacts.yaml", "01632 960401", "01632 960499"), True),
]  # fmt: skip


@pytest.mark.parametrize(("change", "counts"), [row[1:] for row in MEANWHILE], ids=[row[0] for row in MEANWHILE])
def test_a_signature_is_good_for_the_copies_that_were_signed_for(change, counts, desk):
    signature = desk.sign(desk.request())
    edit(desk.folder / change[0], *change[1:])
    said = desk.accept(signature)
    assert said.code == (0 if counts else 2)
    assert "Callum" not in said.err
    assert {approval for approval, _ in desk.approvals().values()} == {"signed" if counts else "missing"}


@pytest.mark.parametrize(("change", "counts"), [row[1:] for row in MEANWHILE], ids=[row[0] for row in MEANWHILE])
def test_an_accepted_approval_is_voided_by_what_changes_a_copy_and_left_by_what_does_not(change, counts, desk):
    assert desk.accept(desk.sign(desk.request())).code == 0
    edit(desk.folder / change[0], *change[1:])
    assert {approval for approval, _ in desk.approvals().values()} == {"signed" if counts else "void"}


def test_91_days_later_it_is_still_approved_and_yet_held(desk):
    """The letter's date has passed: its reader would have no day left to appeal. The approval binds no day."""
    assert desk.accept(desk.sign(desk.request())).code == 0
    found = desk.approvals(on=("--today", MONTHS_LATER))
    assert {approval for approval, _ in found.values()} == {"signed"}
    assert all("stale" in holds for _, holds in found.values())
    assert desk.type("send", DECIDED, on=("--today", MONTHS_LATER)).code == 4
    assert not (desk.folder / "outbox").exists()


def test_somebody_else_s_signature_is_none(desk, tmp_path):
    text = desk.request()
    with approver(desk.folder, "service_manager") as another:
        said = desk.accept(another(text))
    assert (said.code, "not one good signature" in said.err) == (2, True)
    assert {approval for approval, _ in desk.approvals().values()} == {"missing"}


def test_an_approver_without_a_key_cannot_sign(typed, workspace_folder, day):
    said = typed(*LETTERS, "--request", "r.txt", *day[DECIDED], at=workspace_folder)
    assert (said.code, "has no key for reviewing_officer" in said.err) == (2, True)
    assert not (workspace_folder / "r.txt").exists()


@pytest.mark.parametrize("ways", [(), ("--evidence", "x", "--request", "r.txt")], ids=["no way", "two ways"])
def test_an_approval_goes_one_way(ways, typed, workspace_folder, day):
    said = typed(*LETTERS, *ways, *day[DECIDED], at=workspace_folder)
    assert (said.code, "attested or signed" in said.err) == (2, True)


# where the council, or the case, asks for a signature | file, old, new
ASKED = [
    ("the council signs every approval", ("authority/authority.yaml", "\nrules:", "\nrules:\n  signed_approval: yes")),
    ("the case is restricted", (DECIDED, "\nconference:\n", "\nconference:\n  restricted: yes\n")),
]  # fmt: skip


@pytest.mark.parametrize("change", [row[1] for row in ASKED], ids=[row[0] for row in ASKED])
def test_where_a_signature_is_asked_for_a_word_of_the_clerk_s_is_not_enough(change, desk):
    edit(desk.folder / change[0], *change[1:])
    said = desk.type(*LETTERS, "--evidence", "initialled")
    assert (said.code, "signed here, not attested" in said.err) == (2, True)
    assert desk.accept(desk.sign(desk.request())).code == 0
    assert {approval for approval, _ in desk.approvals().values()} == {"signed"}


def test_an_attested_approval_does_not_count_once_a_signature_is_asked_for(desk):
    assert desk.type(*LETTERS, "--evidence", "initialled").code == 0
    edit(desk.folder / DECIDED, "\nconference:\n", "\nconference:\n  restricted: yes\n")
    found = desk.approvals()
    assert {approval for approval, _ in found.values()} == {"attested"}
    assert all("approval" in holds for _, holds in found.values())


def test_in_a_restricted_case_the_invitations_too_need_a_signed_approval(desk, day):
    edit(desk.folder / CALLED, "\nconference:\n", "\nconference:\n  restricted: yes\n")
    said = desk.type("send", CALLED, "--document", "invitation", on=day[CALLED])
    assert said.code == 4
    invitations = ("approve", CALLED, "--document", "invitation", "--by", "reviewing_officer")
    assert desk.type(*invitations, "--evidence", "seen", on=day[CALLED]).code == 2
    assert desk.type(*invitations, "--request", "i.txt", on=day[CALLED]).code == 0
    (desk.folder / "i.asc").write_bytes(desk.sign((desk.folder / "i.txt").read_bytes()))
    assert desk.type(*invitations, "--accept", "i.asc", on=day[CALLED]).code == 0
    assert desk.type("send", CALLED, "--for", "mother", on=day[CALLED]).code == 0
