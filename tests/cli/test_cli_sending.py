"""The verbs of a case's way: plan, approve, send, confirm, resolve, and the shapes that programs read."""

from __future__ import annotations

import pytest

from cpdocs.ledger.entry import Intent
from cpdocs.workspace import open_workspace

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"
APPROVE = ("approve", DECIDED, "--document", "decision_letter", "--evidence", "initialled")


@pytest.fixture
def letters(typed, day):
    """The decision letters of the plan by person."""

    def look(folder):
        planned = typed("plan", DECIDED, "--document", "decision_letter", "--format", "json", *day[DECIDED], at=folder)
        return {parcel["person"]: parcel for parcel in planned.json["parcels"]}

    return look


def approve(typed, folder, day, by="reviewing_officer", *more):
    return typed(*APPROVE, "--by", by, *more, *day[DECIDED], at=folder)


# Approval.


def test_without_an_approval_every_letter_is_held(typed, workspace_folder, letters, day):
    assert {p["approval"] for p in letters(workspace_folder).values()} == {"missing"}
    said = typed("send", DECIDED, "--for", "mother", *day[DECIDED], at=workspace_folder)
    assert said.code == 4
    assert "approval" in said.out
    assert not (workspace_folder / "outbox").exists()


@pytest.mark.parametrize(
    ("by", "operator"),
    [
        ("admin", "admin"),  # the operator herself or himself
        ("minute_taker", "admin"),
        ("team_leader", "admin"),  # staff, but no deputy
        ("mother", "admin"),
        ("nobody", "admin"),
        ("Shona Rennie", "admin"),
        ("reviewing_officer", "reviewing_officer"),  # the chair may not type her own approval
    ],
)
def test_nobody_approves_but_the_chair_or_a_deputy_and_never_who_types(
    by, operator, typed, workspace_folder, letters, day
):
    said = approve(typed, workspace_folder, day, by, "--operator", operator)
    assert (said.code, said.out) == (2, "")
    assert "Rennie" not in said.err
    assert {p["approval"] for p in letters(workspace_folder).values()} == {"missing"}


@pytest.mark.parametrize(("by", "operator"), [("service_manager", "service_manager"), ("minute_taker", "admin")])
def test_who_types_and_who_took_the_minute_never_approve_even_where_they_might(
    by, operator, typed, workspace_folder, letters, day
):
    """An independent check is by somebody else than the author, whatever authority.yaml lets them do besides."""
    authority = workspace_folder / "authority" / "authority.yaml"
    edit(authority, "may: [approve, release]", "may: [approve, release, operate]")
    edit(authority, "post_title: Minute taker", "post_title: Minute taker\n    may: [approve]")
    said = approve(typed, workspace_folder, day, by, "--operator", operator)
    assert (said.code, said.out) == (2, "")
    assert {p["approval"] for p in letters(workspace_folder).values()} == {"missing"}
    other = "admin" if operator != "admin" else "service_manager"
    assert approve(typed, workspace_folder, day, "reviewing_officer", "--operator", other).code == 0


@pytest.mark.parametrize("by", ["reviewing_officer", "service_manager"])
def test_the_chair_and_a_deputy_may_approve(by, typed, workspace_folder, letters, day):
    assert approve(typed, workspace_folder, day, by).code == 0
    assert {p["approval"] for p in letters(workspace_folder).values()} == {"attested"}


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("what", "file", "old", "new"),
    [
        ("a professional's mailbox", "contacts.yaml", "ppu@police.example", "duty@police.example"),
        ("a way of being reached", "contacts.yaml", "channel: print", "channel: openpgp"),
        ("a father's house", DECIDED, "27 Mill Brae", "29 Mill Brae"),
        ("a word of the reasons", DECIDED, "Callum is three.", "Callum is four."),
        ("who may read a passage", DECIDED, "share_with: [mother, social_worker, womens_aid, health_visitor]",
         "share_with: [mother, social_worker, womens_aid]"),
        ("the council's own words", "authority/authority.yaml", "appeal_reply_days: 28", "appeal_reply_days: 21"),
    ],
)  # fmt: skip
def test_a_change_after_approval_voids_it(what, file, old, new, typed, workspace_folder, letters, day):
    assert approve(typed, workspace_folder, day).code == 0
    edit(workspace_folder / file, old, new)
    after = letters(workspace_folder)
    assert {p["approval"] for p in after.values()} == {"void"}
    assert {p["status"] for p in after.values()} == {"held"}
    assert all("approval" in {hold["id"] for hold in p["holds"]} for p in after.values())


def test_another_wording_after_approval_voids_it(typed, workspace_folder, letters, day):
    assert approve(typed, workspace_folder, day).code == 0
    shipped = open_workspace(workspace_folder).templates.folders[-1]
    for path in (shipped / "decision_letter").rglob("*.*"):
        own = workspace_folder / "templates" / path.relative_to(shipped)
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_bytes(path.read_bytes())
    assert {p["approval"] for p in letters(workspace_folder).values()} == {"attested"}  # the same bytes
    edit(workspace_folder / "templates/decision_letter/professional/wording.md", "Summary of decisions", "Decisions")
    assert {p["approval"] for p in letters(workspace_folder).values()} == {"void"}


def test_a_voided_approval_sends_nothing(typed, workspace_folder, day):
    approve(typed, workspace_folder, day)
    edit(workspace_folder / DECIDED, "27 Mill Brae", "29 Mill Brae")
    said = typed("send", DECIDED, "--for", "mother", *day[DECIDED], at=workspace_folder)
    assert said.code == 4
    assert not (workspace_folder / "outbox").exists()


# Once, and what a person says of it afterwards.


def test_sent_twice_is_done_and_confirmed_posted_stays_done(typed, workspace_folder, day):
    send = ("send", CALLED, "--for", "mother", "--format", "json", *day[CALLED])
    [first] = typed(*send, at=workspace_folder).json["parcels"]
    assert (first["status"], first["channel"], first["file"]) == (
        "handed_over",
        "print",
        f"print/{first['serial']}.pdf",
    )
    [second] = typed(*send, at=workspace_folder).json["parcels"]
    assert (second["status"], second["attempt"], second["file"]) == ("done", None, None)
    confirm = ("ledger", "confirm", first["attempt"], "posted", "--by", "admin", "--evidence", "certificate 7")
    assert typed(*confirm, at=workspace_folder).code == 0
    assert typed(*confirm, at=workspace_folder).code == 2  # it is final
    assert typed(*confirm[:3], "sent", "--by", "admin", at=workspace_folder).code == 2  # a paper is not sent
    assert typed("ledger", "confirm", "A999", "posted", "--by", "admin", at=workspace_folder).code == 2
    [third] = typed(*send, at=workspace_folder).json["parcels"]
    assert third["status"] == "done"
    assert "posted" in third["because"]
    shown = typed("ledger", "show", "--format", "json", at=workspace_folder).json
    events = [entry["event"] for entry in shown["entries"]]
    assert events == ["attempt", "handed_over", "run", "run", "confirmed_posted", "run"]
    assert [entry["seq"] for entry in shown["entries"]] == [1, 2, 3, 4, 5, 6]


def test_another_copy_after_one_went_is_held(typed, workspace_folder, day):
    send = ("send", CALLED, "--for", "callums_father", "--format", "json", *day[CALLED])
    assert typed(*send, at=workspace_folder).code == 0
    edit(workspace_folder / CALLED, "meeting room 2", "meeting room 3")
    again = typed(*send, at=workspace_folder)
    assert again.code == 4
    assert [hold["id"] for hold in again.json["parcels"][0]["holds"]] == ["changed"]


def test_an_attempt_in_doubt_waits_for_a_person_s_word(typed, workspace_folder, day):
    in_doubt(workspace_folder, "mother")
    send = ("send", CALLED, "--for", "mother", "--format", "json", *day[CALLED])
    held = typed(*send, at=workspace_folder)
    assert held.code == 4
    assert [hold["id"] for hold in held.json["parcels"][0]["holds"]] == ["in-doubt"]
    resolve = ("resolve", "A1", "not-sent", "--evidence", "not in the outbox, nobody took it")
    assert typed("resolve", "A1", "not-sent", at=workspace_folder).code == 2  # no evidence
    assert typed(*resolve, at=workspace_folder).code == 0
    assert typed(*resolve, at=workspace_folder).code == 2
    assert typed(*send, at=workspace_folder).json["parcels"][0]["status"] == "handed_over"


def test_an_attempt_resolved_as_sent_never_goes_again(typed, workspace_folder, day):
    in_doubt(workspace_folder, "mother")
    assert typed("resolve", "A1", "sent", "--evidence", "she has it", at=workspace_folder).code == 0
    said = typed("send", CALLED, "--for", "mother", "--format", "json", *day[CALLED], at=workspace_folder)
    assert said.json["parcels"][0]["status"] in ("done", "held")
    assert said.json["counts"]["handed_over"] == 0


def in_doubt(folder, person):
    """An attempt that broke off on the wire, written by the ledger as a run would."""
    workspace = open_workspace(folder)
    keyed = "ab" * 32
    intent = Intent(
        case="2026-0142", reference="CP-2026-0142-1", document="invitation", edition=1, recipient=person, view=keyed,
        channel="print", transport="outbox", serial="ABCDE23456", sealed=keyed, files=("ABCDE23456.pdf",),
        operator="admin", today="2026-11-05",
    )  # fmt: skip
    with workspace.ledger() as ledger, pytest.raises(InterruptedError), ledger.attempt(intent):
        raise InterruptedError


# What programs read: the keys of INTERFACE.md, "JSON shapes", word for word.


PLAN = "version reference today digest parcels nothing"
PLANNED = (
    "parcel document edition person role children variant view channel to due because withheld encloses status holds"
    " approval"
)
SENT = "parcel document person channel status because attempt serial encloses file"
COUNTS = "planned done sent handed_over held failed in_doubt cancelled"


def test_the_shapes_of_the_reports_hold_the_keys_of_the_contract(typed, played_folder, day):
    valid = typed("validate", CALLED, "--format", "json", at=played_folder).json
    assert set(valid) == {"version", "files"}
    assert set(valid["files"][0]) == {"file", "valid", "stage", "ready", "lacking", "findings"}
    (played_folder / "records" / "bad.yaml").write_text("case: 1\n")
    bad = typed("validate", "records/bad.yaml", "--format", "json", at=played_folder).json
    keys = {"id", "severity", "file", "line", "column", "path", "message", "hint"}
    assert {frozenset(finding) for finding in bad["files"][0]["findings"]} == {frozenset(keys)}

    planned = typed("plan", DECIDED, "--format", "json", *day[DECIDED], at=played_folder).json
    assert set(planned) == set(PLAN.split())
    for parcel in planned["parcels"]:
        assert set(parcel) == set(PLANNED.split())
        assert {frozenset(w) for w in parcel["withheld"]} <= {frozenset(("passage", "kind", "because"))}
        assert {frozenset(h) for h in parcel["holds"]} <= {frozenset(("id", "message"))}
        assert parcel["status"] in ("ready", "held", "done")
        assert parcel["because"]
    assert {frozenset(n) for n in planned["nothing"]} == {frozenset(("person", "document", "because"))}

    sent = typed("send", DECIDED, "--format", "json", *day[DECIDED], at=played_folder).json
    assert set(sent) == {"version", "reference", "run", "counts", "parcels"}
    assert set(sent["counts"]) == set(COUNTS.split())
    assert sent["counts"]["planned"] == sum(n for state, n in sent["counts"].items() if state != "planned")
    assert all(set(SENT.split()) <= set(parcel) for parcel in sent["parcels"])

    verified = typed("ledger", "verify", "--format", "json", at=played_folder).json
    assert set(verified) == {"version", "valid", "entries", "root", "proved_to", "faults", "losses"}
    assert (verified["valid"], verified["faults"], verified["proved_to"]) == (True, [], None)
    assert {one["version"] for one in (valid, planned, sent, verified)} == {1}
