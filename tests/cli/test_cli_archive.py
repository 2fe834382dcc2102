"""The council's own copy of what it sent, as it is typed: kept before anything goes, and opened for a case file."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from opened_archive import opened_by_gpg

from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.throwaway import make_key
from cpdocs.record.model import Record
from cpdocs.record.prose import load_record

CASE, REFERENCE = "2026-0142", "CP-2026-0142-1"
CALLED = f"records/{REFERENCE}.called.yaml"
DAY = ("--today", "2026-11-05")


@pytest.fixture
def council(typed, played_folder):
    """A workspace from which the demo was sent, the archive's private key in its safe/."""

    class Council:
        folder = played_folder
        copies = played_folder / "archive" / REFERENCE

        def check(self):
            return typed("archive", "check", at=played_folder)

        def export(self, *args):
            key = ("--key", "safe/archive.secret.asc")
            return typed("archive", "export", "--case", CASE, *(args or key), "-o", "case", at=played_folder)

    return Council()


def test_every_attempt_has_its_copy_and_the_private_key_opens_each(council):
    assert council.check().out == "17 attempts: 17 copies as they should be, 0 to look at\n"
    assert council.export().code == 0
    case = council.folder / "case"
    told = json.loads((case / REFERENCE / "A1-invitation-mother" / "manifest.json").read_text("utf-8"))
    assert (told["document"], told["recipient"], told["channel"], told["by"]) == (
        "invitation",
        "mother",
        "print",
        "hand",
    )
    assert [paper["variant"] for paper in told["papers"]] == ["parent_carer"]
    for file in told["files"]:
        data = (case / REFERENCE / "A1-invitation-mother" / file["name"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
        assert data.startswith(b"%PDF-")
    assert len(list((case / REFERENCE).iterdir())) == 17
    assert "Case 2026-0142" in (case / "chronology.txt").read_text("utf-8")
    assert case.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in case.rglob("*") if path.is_file()} == {0}


def test_the_record_in_a_copy_is_read_as_the_record_that_was_sent(council):
    council.export()
    found = council.folder / "case" / REFERENCE / "A1-invitation-mother" / "record.json"
    assert load_record(found).value == load_record(council.folder / CALLED).value


def test_the_minutes_of_a_record_come_into_its_copy_whole(untouched, tmp_path):
    from cpdocs.archive import _whole

    record = load_record(untouched / f"records/{REFERENCE}.minuted.yaml").value
    kept = tmp_path / "record.json"
    kept.write_bytes(_whole(record))
    again = load_record(kept).value
    assert isinstance(again, Record)
    assert record.minutes is not None
    without_file = record.minutes.model_copy(update={"file": None})
    assert again == record.model_copy(update={"minutes": without_file})


def test_gpg_and_tar_alone_open_a_copy(council):
    """Whoever has the key in thirty years may not have cpdocs."""
    for sealed in council.copies.iterdir():
        names = opened_by_gpg(sealed, council.folder / "safe" / "archive.secret.asc")
        assert names[:2] == ["manifest.json", "record.json"]
        assert all(name.startswith(sealed.name[:10]) for name in names[2:])


def test_nothing_of_the_case_can_be_read_in_the_archive_without_the_key(council):
    for sealed in council.copies.iterdir():
        data = sealed.read_bytes()
        assert not any(word in data for word in (b"Rennie", b"Shona", b"%PDF", b"manifest", b"invitation"))
        assert sealed.name.split("-")[0].isalnum()
        assert sealed.stat().st_mode & 0o077 == 0


# the defect | what is done to the archive | what check says
SPOILT = [
    ("a copy is gone", Path.unlink, "is not in the archive"),
    ("a copy is cut short", lambda path: path.write_bytes(path.read_bytes()[:-1]), "is damaged"),
    ("a copy lies there open", lambda path: path.write_bytes(b"%PDF-1.7"), "is damaged"),
]


@pytest.mark.parametrize(("spoil", "said"), [row[1:] for row in SPOILT], ids=[row[0] for row in SPOILT])
def test_check_names_what_is_amiss(spoil, said, council):
    spoil(min(council.copies.iterdir()))
    done = council.check()
    assert (done.code, said in done.out) == (5, True)
    assert "17 attempts: 16 copies as they should be, 1 to look at" in done.out


def test_two_copies_exchanged_are_each_known_for_another(council):
    """Both open, and neither is what the ledger says was sent."""
    one, other = sorted(council.copies.iterdir())[:2]
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    assert council.check().code == 0  # without the key nobody can tell
    done = council.export()
    assert (done.code, done.out.count("is not what the ledger says was sent")) == (5, 2)
    assert len(list((council.folder / "case" / REFERENCE).iterdir())) == 15


def test_another_key_opens_nothing_and_leaves_nothing(council):
    with GpgHome() as home:
        (council.folder / "other.asc").write_bytes(make_key(home, "other").secret)
    done = council.export("--key", "other.asc")
    assert (done.code, "opens no copy" in done.err) == (2, True)
    done = council.export("--key", "recipients/council.public.asc")
    assert (done.code, "no private key" in done.err) == (2, True)
    assert not (council.folder / "case").exists()


def test_a_key_under_a_passphrase_opens_with_it_and_not_without(council, typed, monkeypatch):
    with GpgHome() as home:
        # as a person's own gpg makes it: in UTF-8, while python-gnupg would write Latin-1
        key = make_key(home, "archive2", "räuber und gendarm".encode().decode("latin-1"))
    (council.folder / "new.asc").write_bytes(key.public)
    (council.folder / "new.secret.asc").write_bytes(key.secret)
    shutil.rmtree(council.folder / "archive")
    for gone in ("ledger", "outbox", "keys/archive"):
        shutil.rmtree(council.folder / gone)
    for gone in ("workspace.key", "ledger.key"):
        (council.folder / "keys" / gone).unlink()
    typed("keys", "import", "--archive", "new.asc", at=council.folder)
    typed("send", CALLED, "--for", "mother", *DAY, at=council.folder)
    assert council.export("--key", "new.secret.asc").code == 2
    monkeypatch.setenv("ARCHIVE_WORDS", "räuber und gendarm")
    assert council.export("--key", "new.secret.asc", "--passphrase", "env:ARCHIVE_WORDS").code == 0


def _beside(folder):
    with GpgHome() as home:
        key = make_key(home, "second")
    (folder / f"{key.fingerprint}.asc").write_bytes(key.public)


def _exchanged(folder):
    with GpgHome() as home:
        next(folder.glob("*.asc")).write_bytes(make_key(home, "mallory").public)


# the defect | what is done to keys/archive | what is said
NO_KEY = [
    ("there is none", shutil.rmtree, "there is no archive key; nothing was sent"),
    ("two, and none is named", _beside, "2 archive keys, and none is named"),
    ("not the key that its name says", _exchanged, "not the one that its name says"),
]


@pytest.mark.parametrize(("spoil", "said"), [row[1:] for row in NO_KEY], ids=[row[0] for row in NO_KEY])
def test_without_a_key_to_archive_with_nothing_is_sent(spoil, said, typed, workspace_folder):
    spoil(workspace_folder / "keys" / "archive")
    done = typed("send", CALLED, *DAY, at=workspace_folder)
    assert (done.code, said in done.err) == (3, True)
    assert not (workspace_folder / "archive").exists()
    assert not any(path.is_file() for path in (workspace_folder / "outbox").rglob("*"))
    told = typed("ledger", "show", "--format", "json", at=workspace_folder).json["entries"]
    assert [entry for entry in told if entry["event"] == "attempt"] == []
    assert "archive" in next(
        line for line in typed("doctor", at=workspace_folder).out.splitlines() if said[:20] in line
    )


def test_a_secret_key_is_not_taken_for_the_archive(typed, workspace_folder):
    done = typed("keys", "import", "--archive", "safe/archive.secret.asc", at=workspace_folder)
    assert (done.code, "public key blocks" in done.err) == (3, True)


def test_a_parcel_that_cannot_be_archived_is_held_and_not_sent(typed, workspace_folder):
    (workspace_folder / "archive").write_text("no folder")
    done = typed("send", CALLED, "--for", "mother", *DAY, "--format", "json", at=workspace_folder)
    (parcel,) = done.json["parcels"]
    assert (done.code, parcel["status"], [hold["id"] for hold in parcel["holds"]]) == (4, "held", ["not-archived"])
    assert not any(path.is_file() for path in (workspace_folder / "outbox").rglob("*"))
    (workspace_folder / "archive").unlink()
    assert typed("send", CALLED, "--for", "mother", *DAY, at=workspace_folder).code == 0


def test_a_former_key_s_copies_are_still_as_they_should_be(council, typed):
    with GpgHome() as home:
        key = make_key(home, "second")
    (council.folder / "second.asc").write_bytes(key.public)
    assert typed("keys", "import", "--archive", "second.asc", at=council.folder).code == 0
    assert council.check().code == 0
    settings = council.folder / "cpdocs.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}\narchive:\n  fingerprint: {key.fingerprint}\n", "utf-8")
    assert any("archive key" in line for line in typed("doctor", at=council.folder).out.splitlines())


def test_what_is_erased_from_the_ledger_is_erased_from_the_archive(council, typed):
    authority = council.folder / "authority" / "authority.yaml"
    authority.write_text(authority.read_text("utf-8").replace("\nrules:\n", "\nrules:\n  keep_years: 10\n", 1), "utf-8")
    how = ("--second", "service_manager", "--because", "retention has ended", "--today", "2036-11-16")
    assert typed("ledger", "erase", "--case", CASE, *how, at=council.folder).code == 0
    assert not council.copies.exists()


def test_what_may_not_be_erased_stays_in_the_archive(council, typed):
    how = ("--second", "service_manager", "--because", "retention has ended", "--today", "2036-11-16")
    assert typed("ledger", "erase", "--case", CASE, *how, at=council.folder).code == 2
    assert council.check().code == 0
