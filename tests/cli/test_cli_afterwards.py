"""What became of what had left, as it is typed: bounces read, papers that came back, and what still waits."""

from __future__ import annotations

import json
import re
from pathlib import Path

import notices
import pytest
from jsonschema import Draft202012Validator

from cpdocs.record import schema
from cpdocs.rules.holds import RELEASABLE
from cpdocs.shipped import folder as shipped


def shaped(name, said):
    """The report of a command, which must be of its committed shape."""
    assert (said.code, said.err) == (0, "")
    committed = json.loads((shipped("schemas") / "v1" / schema.file_name(name)).read_text("utf-8"))
    assert list(Draft202012Validator(committed).iter_errors(said.json)) == []
    return said.json


@pytest.fixture
def desk(typed, played_folder, tmp_path):
    """A workspace from which the demo was sent into the outbox: 17 parcels handed over, 8 of them messages."""

    class Desk:
        folder = played_folder
        back = tmp_path / "back"

        def type(self, *args):
            return typed("ledger", *args, at=played_folder)

        def due(self):
            return shaped("report-due", self.type("due", "--today", "2026-11-20", "--format", "json"))["due"]

        def bounces(self):
            return shaped("report-bounces", self.type("bounces", self.back, "--format", "json"))["files"]

        def message(self):
            """(attempt, bytes, mailbox) of a message in the outbox."""
            one = next(d for d in self.due() if d["person"] == "social_worker")
            entries = self.type("show", "--format", "json").json["entries"]
            [file] = [e["details"]["file"] for e in entries if (e["details"] or {}).get("attempt") == one["attempt"]]
            data = (played_folder / "outbox" / file).read_bytes()
            return one["attempt"], data, notices.header(data, "To")

    Desk.back.mkdir()
    return Desk()


def test_what_waits_is_listed_with_what_settles_it(desk):
    found = desk.due()
    assert len(found) == 17
    assert {one["state"] for one in found} == {"handed_over"}
    assert [one["days"] for one in found] == sorted((one["days"] for one in found), reverse=True)
    first = found[0]
    assert (first["since"], first["days"], first["reference"]) == ("2026-11-05", 15, "CP-2026-0142-1")
    for one in found:
        how = "posted" if one["channel"] == "print" else "sent"
        assert one["settle"] == [f"cpdocs ledger confirm {one['attempt']} {how}"]
        assert desk.type("confirm", one["attempt"], how).code == 0
    said = desk.type("due")
    assert (said.code, said.out, said.err) == (0, "nothing waits\n", "")


def test_for_people_it_names_no_one_beyond_an_id(desk):
    out = desk.type("due", "--today", "2026-11-20").out
    assert out.splitlines()[0].split("  ")[0] == "attempt"
    assert "17 wait: 17 handed over" in out
    for name in ("Rennie", "Shona", "Moir", "Baxter", "kinnaird.example", "Mill Brae"):
        assert name not in out


def test_a_bounce_is_recorded_listed_and_told_in_the_chronology(desk):
    attempt, data, to = desk.message()
    (desk.back / "1.eml").write_bytes(notices.microsoft365(data, to))
    (desk.back / "2.eml").write_bytes(notices.vacation(data, to))
    expected = {"file": "1.eml", "attempt": attempt, "action": "failed", "code": "5.1.10"}
    [first, second] = desk.bounces()
    assert first == expected | {"result": "recorded", "because": "bounced"}
    assert second == {
        "file": "2.eml", "attempt": None, "action": None, "code": None, "result": "nothing",
        "because": "an automatic reply, and no delivery status notification",
    }  # fmt: skip
    assert desk.bounces()[0] == expected | {"result": "known", "because": "bounced before"}
    [one] = [d for d in desk.due() if d["attempt"] == attempt]
    assert (one["state"], one["because"]) == ("bounced", "status 5.1.10")
    assert [command.split()[:3] for command in one["settle"]] == [
        ["cpdocs", "send", "FILE"],
        ["cpdocs", "hold", "release"],
        ["cpdocs", "ledger", "give-up"],
    ]
    assert desk.type("export", "--case", "2026-0142", "-o", "case.txt").code == 0
    told = (desk.folder / "case.txt").read_text("utf-8")
    assert f"{attempt} bounced: by admin; because status 5.1.10" in told
    assert desk.type("verify").code == 0


def test_for_people_each_file_has_a_line_and_all_are_counted(desk):
    attempt, data, to = desk.message()
    (desk.back / "1.eml").write_bytes(notices.postfix(data, to))
    (desk.back / "\x1b[31mred.eml").write_bytes(b"")
    (desk.back / "letter.msg").write_bytes(b"")
    said = desk.type("bounces", desk.back)
    assert (said.code, said.err) == (0, "")
    assert re.search(rf"1\.eml +{attempt} +failed 5\.1\.1 +recorded +bounced\n", said.out)
    assert "\x1b" not in said.out
    assert said.out.endswith("3 files: 1 recorded, 2 changing nothing\n")
    for word in (to, "Rennie", "Mill Brae"):
        assert word not in said.out


def test_an_empty_folder_and_none(desk):
    assert desk.type("bounces", desk.back).out == "0 files\n"
    assert desk.type("bounces", desk.back / "none").code == 2
    assert desk.type("bounces", desk.back, "--operator", "minute_taker").code == 2


def test_a_bounce_is_kept_in_a_checkpoint(desk, tmp_path):
    place = tmp_path / "audit"
    place.mkdir()
    settings = desk.folder / "cpdocs.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}\ncheckpoints:\n  - {place}\n", "utf-8")
    _, data, to = desk.message()
    (desk.back / "1.eml").write_bytes(notices.postfix(data, to))
    desk.bounces()
    [kept] = place.iterdir()
    desk.bounces()
    assert list(place.iterdir()) == [kept]


def test_a_paper_that_came_back_is_said_by_hand_and_given_up(desk):
    paper = next(d["attempt"] for d in desk.due() if (d["channel"], d["person"]) == ("print", "ailsas_father"))
    for how in ("posted", "returned"):
        assert desk.type("confirm", paper, how, "--by", "admin", "--evidence", "certificate 118").code == 0
    assert desk.type("confirm", paper, "delivered").code == 2
    [one] = [d for d in desk.due() if d["attempt"] == paper]
    assert (one["state"], one["settle"][-1]) == ("returned", f"cpdocs ledger give-up {paper} --because TEXT")
    said = desk.type("give-up", paper, "--because", "the meeting is over; he was told by phone")
    assert (said.code, said.out) == (0, "invitation for ailsas_father: not to go again\n")
    assert paper not in {d["attempt"] for d in desk.due()}
    assert desk.type("give-up", paper, "--because", "once more").code == 2
    assert desk.type("give-up", "A999", "--because", "why").code == 2


def test_every_hold_that_a_second_person_may_release_is_explained():
    text = (Path(__file__).parents[2] / "docs" / "approval.md").read_text("utf-8")
    assert [hold for hold in RELEASABLE if f"| `{hold}` |" not in text] == []
