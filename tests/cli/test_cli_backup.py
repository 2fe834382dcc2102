"""Backup and restore as they are typed: one sealed file, put back whole or not at all, and nothing goes twice after it."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from cpdocs import history
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.throwaway import make_key
from cpdocs.ledger import kept
from cpdocs.ledger.checkpoint import Signer
from cpdocs.record.load import load
from cpdocs.record.model import Record
from cpdocs.workspace import open_workspace

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"
PASSPHRASE = "läuft – gut so"
TWO = ("--operator", "admin", "--second", "service_manager", "--because", "the disk died")


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """The key that backups are sealed to: its public half, its secret half and another one's."""
    folder = tmp_path_factory.mktemp("key")
    with GpgHome() as home:
        for name in ("backup", "stranger"):
            made = make_key(home, name, PASSPHRASE.encode().decode("latin-1"))  # python-gnupg writes Latin-1
            (folder / f"{name}.asc").write_bytes(made.public)
            (folder / f"{name}.secret.asc").write_bytes(made.secret)
            (folder / f"{name}.fingerprint").write_text(made.fingerprint)
    (folder / "pass").write_text(PASSPHRASE)
    (folder / "pass").chmod(0o600)
    return folder


class Desk:
    """A workspace that keeps checkpoints elsewhere, its backups, and what was put back from one."""

    def __init__(self, typed, folder, place, key):
        self.typed, self.folder, self.key = typed, folder, key
        self.share, self.file, self.back = place / "share", place / "b.cpdocs", place / "back"

    def furnish(self):
        """Let it have the place for checkpoints, and the key that backups are sealed to."""
        self.share.mkdir()
        folder, key = self.folder, self.key
        settings = folder / "cpdocs.yaml"
        fingerprint = (key / "backup.fingerprint").read_text()
        settings.write_text(f"{settings.read_text()}\ncheckpoints:\n  - {self.share}\nbackup: {fingerprint}\n")
        assert self.typed("keys", "import", key / "backup.asc", at=folder).code == 0
        return self

    def backup(self, *more):
        return self.typed("backup", self.file, *more, at=self.folder)

    def restore(self, *more, key="backup", words=TWO, into=None):
        secret = ("--key", self.key / f"{key}.secret.asc", "--passphrase", f"file:{self.key}/pass")
        return self.typed("restore", self.file, into or self.back, *secret, *words, *more)

    def send(self, record, *more, at=None, on="2026-11-16"):
        said = self.typed("send", record, "--today", on, "--format", "json", *more, at=at or self.back)
        assert said.code in (0, 4, 7), said.err
        return {
            (p["document"], p["person"]): (p["status"], [h["id"] for h in p["holds"]]) for p in said.json["parcels"]
        }

    def verify(self):
        return self.typed("ledger", "verify", "--format", "json", at=self.back).json


@pytest.fixture
def desk(typed, workspace_folder, tmp_path, key):
    return Desk(typed, workspace_folder, tmp_path, key).furnish()


@pytest.fixture(scope="module")
def died(tmp_path_factory):
    """Where the workspace was that is lost; it is made by the first test that asks, and put back for each other."""
    return tmp_path_factory.mktemp("died")


@pytest.fixture
def lost(typed, untouched, died, key):
    """One letter of invitation went, then the backup was made, then all others went, and the disk died.

    The place for checkpoints is named in the backup by its whole path, so that it is the same one for every test.
    """
    place, kept, told = died / "place", died / "kept", died / "told.json"
    desk = Desk(typed, place / "workspace", place, key)
    if not told.exists():
        place.mkdir()
        shutil.copytree(untouched, desk.folder)
        desk.furnish().send(CALLED, "--for", "mother", at=desk.folder, on="2026-11-05")
        assert desk.backup().code == 0
        sent = desk.send(CALLED, at=desk.folder, on="2026-11-05")
        outbox = [p.stem for p in (desk.folder / "outbox").glob("*/*.*")]
        shutil.rmtree(desk.folder)
        shutil.copytree(place, kept)
        told.write_text(json.dumps([[[*parcel, *how] for parcel, how in sent.items()], outbox]))
    shutil.rmtree(place)
    shutil.copytree(kept, place)
    sent, outbox = json.loads(told.read_text())
    desk.sent, desk.outbox = {(document, who): (state, holds) for document, who, state, holds in sent}, set(outbox)
    return desk


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(Path(folder).rglob("*")) if p.is_file()}


def test_everything_that_a_workspace_needs_comes_back_and_no_outbox(desk):
    (desk.folder / "archive").mkdir(exist_ok=True)
    (desk.folder / "archive" / "a.pgp").write_bytes(bytes(range(256)) * 5000)
    (desk.folder / "notes.txt").write_text("not of the workspace")
    desk.send(CALLED, "--for", "mother", at=desk.folder, on="2026-11-05")
    before = files(desk.folder)
    said = desk.backup()
    assert (said.code, said.err) == (0, "")
    assert "Not in it: notes.txt, recipients, safe" in said.out
    assert desk.file.stat().st_mode & 0o777 == 0o600
    assert desk.restore().code == 0
    after = files(desk.back)
    gone = {name for name in before if name.startswith(("outbox/", "recipients/", "safe/")) or name == "notes.txt"}
    assert gone
    ledger = {"ledger/ledger.sqlite", "ledger/ledger.sqlite.lock"}
    assert {n: b for n, b in after.items() if n not in ledger} == {
        n: b for n, b in before.items() if n not in {*gone, *ledger}
    }
    modes = {p.stat().st_mode & 0o777 for p in desk.back.rglob("*")}
    assert modes == {0o700, 0o600}


def test_nothing_readable_stands_in_the_file(desk):
    desk.backup()
    data = desk.file.read_bytes()
    held = [b for n, b in files(desk.folder).items() if n.startswith(("records/", "keys/workspace", "contacts"))]
    assert [b for b in held if b[:40] in data] == []


def test_what_went_after_the_backup_is_held_until_two_people_have_found_out(lost, typed):
    """Ten invitations: the mother's is in the backup, the GP has no key, the other eight went and are forgotten."""
    said = lost.restore("--checkpoint", lost.share)
    assert said.code == 0
    assert "all that came after entry 3 was lost, up to entry 20 at least" in " ".join(said.out.split())
    held = {who: told for who, told in lost.send(CALLED, on="2026-11-05").items() if told[0] == "held"}
    assert {p for _, p in held} == {p for _, p in lost.sent} - {"mother"}
    assert all("restored" in holds for _, holds in held.values())
    assert list((lost.back / "outbox").glob("*/*.*")) == []
    found = lost.verify()
    assert (found["valid"], found["faults"]) == (True, [])
    [loss] = found["losses"]
    assert (loss["seq"], loss["after"], loss["to"]) == (4, 3, 20)

    rows = typed("hold", "list", CALLED, "--format", "json", "--today", "2026-11-05", at=lost.back).json["holds"]
    serials = {row["person"]: row["id"].split(".")[0] for row in rows if row["hold"] == "restored"}
    assert len(serials) == 9
    went = [
        word
        for person, one in serials.items()
        if one in lost.outbox and person != "advocate"
        for word in ("--went", one)
    ]
    word = ("--evidence", "the old outbox", "--second", "service_manager", "--today", "2026-11-05")
    assert typed("hold", "found", CALLED, *went, *word, at=lost.back).code == 0
    after = lost.send(CALLED, on="2026-11-05")
    assert {who[1]: told for who, told in after.items() if told[0] != "done"} == {
        "advocate": ("handed_over", []),  # of whom they said that hers had not gone
        "gp": ("held", ["no-key"]),
    }
    assert lost.verify()["valid"]
    [told] = {told[0] for who, told in after.items() if who[1] == "head_teacher"}
    assert told == "done"
    more = ("--document", "invitation", "--for", "head_teacher", "--because", "x", "--today", "2026-11-05")
    said = typed("cancel", CALLED, *more, at=lost.back)
    assert (said.code, "found to have gone" in said.err) == (2, True)
    typed("ledger", "export", "--case", "2026-0142", "-o", "chronology.txt", at=lost.back)
    [line] = [one for one in (lost.back / "chronology.txt").read_text().splitlines() if " found by " in one]
    gone, _, others = line.partition(" had gone, ")
    assert ("for head_teacher" in gone, "for advocate" in gone, "for advocate" in others) == (True, False, True)


def test_what_was_said_of_the_papers_of_one_day_is_not_said_of_those_of_the_next(lost, typed):
    """The decision letters are planned later, and may have gone as well."""
    lost.restore()
    word = ("--evidence", "rang them", "--second", "service_manager", "--today", "2026-11-05")
    typed("hold", "found", CALLED, *word, at=lost.back)
    chair = ("--document", "decision_letter", "--by", "reviewing_officer", "--evidence", "x")
    assert typed("approve", DECIDED, *chair, "--today", "2026-11-16", at=lost.back).code == 0
    held = lost.send(DECIDED)
    assert held["decision_letter", "mother"] == ("held", ["restored"])


# asked for on | held on | what may have gone by the day on which the ledger was put back
FORGOTTEN = {
    "long before": (-60, -20, "all"),
    "asked for on that day": (0, 20, "beforehand"),
    "held on that day": (-20, 0, "all"),
    "held the day after": (-20, 1, "beforehand"),
    "asked for the day after": (1, 20, None),
    "not said when": (None, -20, "all"),
}


@pytest.mark.parametrize(("asked", "held", "expected"), FORGOTTEN.values(), ids=FORGOTTEN)
def test_what_of_a_conference_may_have_been_forgotten(lost, asked, held, expected):
    """No decision letter of a conference that had not met can have gone, and nothing of one that nobody had asked for."""
    lost.restore()
    workspace = open_workspace(lost.back)
    record = load(lost.back / CALLED, Record).value
    day = workspace.today
    requested = asked is not None and record.requested.model_copy(update={"on": day + timedelta(asked)})
    conference = record.conference.model_copy(update={"date": day + timedelta(held)})
    changed = record.model_copy(update={"requested": requested or None, "conference": conference})
    with workspace.ledger() as ledger:
        told = history.read(ledger, changed, workspace.zone).lost
    assert (told and ("beforehand" if told.beforehand else "all")) == expected


WRONG_FOUND = {
    "one person": (("--second", "admin"), "cannot be the second person"),
    "nobody": (("--second", "x"), "cannot be the second person"),
    "a serial of none": (("--second", "service_manager", "--went", "AAAAAAAAAA"), "of no parcel in question"),
    "no evidence": (("--second", "service_manager", "--evidence", " "), "it is not said how"),
}


@pytest.mark.parametrize(("more", "because"), WRONG_FOUND.values(), ids=WRONG_FOUND)
def test_who_may_not_say_it_and_what_cannot_be_said(lost, typed, more, because):
    lost.restore()
    said = typed("hold", "found", CALLED, "--evidence", "x", *more, "--today", "2026-11-05", at=lost.back)
    assert (said.code, because in said.err) == (2, True), said.err
    assert all("restored" in told[1] for who, told in lost.send(CALLED, on="2026-11-05").items() if who[1] != "mother")


def test_without_a_checkpoint_it_says_what_it_cannot_know_and_holds_all_the_same(lost):
    shutil.rmtree(lost.share)
    said = lost.restore()
    words = " ".join(said.out.split())
    assert (said.code, "No checkpoint from elsewhere shows entries after the backup. That proves nothing" in words) == (
        0,
        True,
    )
    assert "restored" in lost.send(CALLED, on="2026-11-05")["invitation", "advocate"][1]


def test_a_place_that_was_not_mounted_stops_all_until_two_people_have_said_so_again(lost, typed):
    """By then the ledger has grown past one of the lost checkpoints, which are of 5 and of 20 entries."""
    away = lost.share.rename(lost.share.with_name("away"))
    lost.restore()
    key = bytes.fromhex((lost.back / "keys" / "ledger.key").read_text())
    assert kept.write(away, Signer(key).sign(5, "ab" * 32)) == ""
    for _ in range(3):
        lost.send(CALLED, on="2026-11-05")
    away.rename(lost.share)
    said = typed("send", CALLED, "--today", "2026-11-05", at=lost.back)
    assert (said.code, "nothing was sent" in said.err) == (6, True)
    said = typed("ledger", "restored", "--second", "service_manager", "--because", "the share is back", at=lost.back)
    assert (said.code, "all that came after entry 3 was lost, up to entry 20" in " ".join(said.out.split())) == (
        0,
        True,
    )
    assert "restored" in lost.send(CALLED, on="2026-11-05")["invitation", "advocate"][1]
    assert [loss["to"] for loss in lost.verify()["losses"]] == [None, 20]


def test_a_fork_is_never_explained(lost, typed, tmp_path):
    """A checkpoint of entries that were in the backup, and are others."""
    lost.restore()
    key = bytes.fromhex((lost.back / "keys" / "ledger.key").read_text())
    (tmp_path / "fork.txt").write_text(Signer(key).sign(2, "ab" * 32).note)
    more = ("--checkpoint", tmp_path / "fork.txt", "--second", "service_manager", "--because", "x")
    said = typed("ledger", "restored", *more, at=lost.back)
    assert (said.code, "shows others" in said.err) == (6, True)
    assert len(lost.verify()["losses"]) == 1


def test_a_second_person_releases_one_of_them_alone(lost, typed):
    lost.restore()
    rows = typed("hold", "list", CALLED, "--format", "json", "--today", "2026-11-05", at=lost.back).json["holds"]
    [ident] = [row["id"] for row in rows if (row["person"], row["hold"]) == ("advocate", "restored")]
    word = ("--by", "service_manager", "--because", "rang her", "--today", "2026-11-05")
    assert typed("hold", "release", ident, *word, at=lost.back).code == 0
    assert lost.send(CALLED, on="2026-11-05")["invitation", "advocate"] == ("handed_over", [])
    # Put back a second time, that word is of the first.
    said = typed("ledger", "restored", "--second", "service_manager", "--because", "again", at=lost.back)
    assert said.code == 0
    assert lost.send(CALLED, on="2026-11-05")["invitation", "advocate"][0] == "done"


REFUSED = {
    "another key": ({"key": "stranger"}, 5, "could not be opened"),
    "one person alone": ({"words": ("--operator", "admin", "--second", "admin", "--because", "x")}, 2, "second person"),
    "nobody who may operate": ({"words": ("--operator", "x", "--second", "service_manager", "--because", "x")}, 2, "who is working"),
    "no reason": ({"words": ("--operator", "admin", "--second", "service_manager", "--because", " ")}, 2, "not said why"),
}  # fmt: skip


@pytest.mark.parametrize(("how", "code", "because"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_leaves_nothing(lost, how, code, because):
    said = lost.restore(**how)
    assert (said.code, because in said.err) == (code, True), said.err
    assert not lost.back.exists()
    assert list(lost.back.parent.glob(".back*")) == []


def test_a_damaged_file_leaves_nothing(lost):
    data = bytearray(lost.file.read_bytes())
    whole = bytes(data)
    for at in (len(data) // 2, len(data) - 30):
        data[at] ^= 1
        lost.file.write_bytes(data)
        said = lost.restore()
        assert (said.code, "changed, or cut short" in said.err) == (5, True), said.err
        data[at] ^= 1
    for size in (0, 10, 1000, len(whole) - 1):
        lost.file.write_bytes(whole[:size])
        assert lost.restore().code in (2, 5)
    assert list(lost.back.parent.glob("*back*")) == []


def test_it_is_put_into_no_folder_with_something_in_it(lost):
    lost.back.mkdir()
    assert lost.restore().code == 0
    before = files(lost.back)
    said = lost.restore()
    assert (said.code, "something in" in said.err, files(lost.back) == before) == (2, True, True)


def test_another_ledger_s_checkpoint_is_named_and_leaves_nothing(lost, tmp_path, typed, untouched):
    other = shutil.copytree(untouched, tmp_path / "other")
    typed("ledger", "checkpoint", "-o", tmp_path / "theirs.txt", at=other)
    said = lost.restore("--checkpoint", tmp_path / "theirs.txt")
    assert (said.code, "another ledger's key" in said.err, lost.back.exists()) == (6, True, False)


BAD_BACKUPS = {
    "no key named": (lambda d: d.folder, ("--to", "A" * 40), 3, "not in the key store"),
    "a link in it": (lambda d: (d.folder / "records" / "x.yaml").symlink_to("/etc/passwd"), (), 2, "is a link"),
    "a file that stands there": (lambda d: d.file.write_text("mine"), (), 2, "there already"),
    "a folder that is not there": (lambda d: setattr(d, "file", Path("/nowhere/b")), (), 2, "cannot be written"),
}


@pytest.mark.parametrize(("first", "more", "code", "because"), BAD_BACKUPS.values(), ids=BAD_BACKUPS)
def test_a_backup_that_cannot_be_made_leaves_nothing(desk, first, more, code, because):
    first(desk)
    said = desk.backup(*more)
    assert (said.code, because in said.err) == (code, True), said.err
    assert not desk.file.exists() or desk.file.read_text() == "mine"
    assert list(desk.share.parent.glob(".b*")) == []


def test_without_a_key_it_is_said_how_to_name_one(desk):
    settings = desk.folder / "cpdocs.yaml"
    settings.write_text(
        "".join(line for line in settings.read_text().splitlines(True) if not line.startswith("backup:"))
    )
    said = desk.backup()
    assert (said.code, "--to FINGERPRINT" in said.err) == (2, True)


def test_a_ledger_that_is_not_in_order_is_said_so(desk):
    desk.send(CALLED, "--for", "mother", at=desk.folder, on="2026-11-05")
    old = (desk.folder / "ledger" / "ledger.sqlite").read_bytes()
    desk.send(CALLED, "--for", "advocate", at=desk.folder, on="2026-11-05")
    (desk.folder / "ledger" / "ledger.sqlite").write_bytes(old)
    said = desk.backup()
    assert (said.code, "NOT IN ORDER" in said.err, desk.file.exists()) == (6, True, True)


def test_doctor_looks_at_the_key_that_backups_are_sealed_to(desk):
    def told():
        checks = desk.typed("doctor", "--format", "json", at=desk.folder).json["checks"]
        return [(c["ok"], c["what"]) for c in checks if c["id"] == "backup"]

    assert told() == [(True, "the key that backups are sealed to is good")]
    fingerprint = (desk.key / "backup.fingerprint").read_text()
    (desk.folder / "keys" / f"{fingerprint}.asc").unlink()
    assert told() == [(False, "the key that backups are sealed to is not in the key store")]
