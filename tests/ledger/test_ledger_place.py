"""Where a ledger may lie, who may read it, and which files it refuses to touch."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from ledger_tools import Clock, carry, file_of, intent, open_in
from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from cpdocs.errors import LedgerError
from cpdocs.ledger import place
from cpdocs.ledger.schema import DETAIL
from cpdocs.ledger.store import Ledger

MOUNTS = r"""
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /srv rw,relatime shared:1 - nfs4 files:/srv rw
31 30 259:1 / /srv/local rw,relatime - xfs /dev/sdb1 rw
32 22 0:41 / /home/ann/My\040Drive rw - fuse.rclone remote: rw
33 22 0:42 / /mnt/h rw - cifs //server/share rw
34 22 8:1 / /mnt/ntfs rw - fuseblk /dev/sdc1 rw
35 22 0:43 / /twice rw - ext4 /dev/sdd rw
36 35 0:44 / /twice rw - nfs files:/ rw
""".strip()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/cpdocs/ledger.db", "ext4"),
        ("/srv/cpdocs/ledger.db", "nfs4"),
        ("/srv/local/ledger.db", "xfs"),
        ("/srvice/ledger.db", "ext4"),
        ("/home/ann/My Drive/ledger.db", "fuse.rclone"),
        ("/mnt/h/ledger.db", "cifs"),
        ("/mnt/ntfs/ledger.db", "fuseblk"),
        ("/twice/ledger.db", "nfs"),
    ],
)
def test_the_file_system_of_a_path_is_that_of_its_nearest_and_latest_mount(path, kind):
    assert place.file_system(Path(path), MOUNTS) == kind


def test_a_path_under_no_listed_mount_has_no_known_file_system():
    assert place.file_system(Path("/srv/x"), "33 22 0:42 / /mnt rw - cifs //server/share rw") == ""


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "fuse", "fuse.sshfs", "fuse.gvfsd-fuse", "ceph"]
)
def test_a_shared_file_system_is_refused(monkeypatch, tmp_path, kind):
    monkeypatch.setattr(place, "_mounts", lambda: f"22 1 254:0 / / rw,relatime - {kind} somewhere rw")
    with pytest.raises(LedgerError, match="other machines share"):
        open_in(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuseblk"])
def test_a_local_file_system_is_taken(monkeypatch, tmp_path, kind):
    monkeypatch.setattr(place, "_mounts", lambda: f"22 1 254:0 / / rw,relatime - {kind} somewhere rw")
    open_in(tmp_path).close()


@pytest.mark.parametrize(
    "folder",
    ["Dropbox", "Dropbox (Council)", "OneDrive - Example Council", "onedrive", "Nextcloud", "iCloud Drive", "Google Drive",
     "GoogleDrive", "Mobile Documents", "SharePoint"],
)  # fmt: skip
def test_a_synchronised_folder_is_refused_by_its_name(tmp_path, folder):
    with pytest.raises(LedgerError, match="kept in step"):
        open_in(tmp_path / folder / "deep")
    assert list(tmp_path.iterdir()) == []


def test_a_synchronised_folder_is_refused_by_its_mark(tmp_path):
    (tmp_path / ".stfolder").mkdir()
    with pytest.raises(LedgerError, match="kept in step"):
        open_in(tmp_path / "deep")


def test_a_link_does_not_hide_a_synchronised_folder(tmp_path):
    (tmp_path / "Dropbox" / "x").mkdir(parents=True)
    (tmp_path / "plain").symlink_to(tmp_path / "Dropbox" / "x")
    with pytest.raises(LedgerError, match="kept in step"):
        open_in(tmp_path / "plain")


def test_a_folder_that_merely_sounds_alike_is_taken(tmp_path):
    open_in(tmp_path / "my dropbox notes").close()


def test_files_and_folder_are_closed_to_others_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        with open_in(tmp_path) as ledger:
            with ledger.attempt(intent()) as attempt:
                modes = {path.name: path.stat().st_mode & 0o777 for path in file_of(tmp_path).parent.iterdir()}
                attempt.close("sent")
            with ledger._transaction(writes=True) as connection:
                ledger._add(connection, "run", {})
                journal = file_of(tmp_path).with_name("ledger.db-journal").stat().st_mode & 0o777
    finally:
        os.umask(before)
    assert modes == {"ledger.db": 0o600, "ledger.db.lock": 0o600}
    assert journal == 0o600
    assert file_of(tmp_path).parent.stat().st_mode & 0o777 == 0o700


def test_a_ledger_that_others_can_read_is_refused(tmp_path):
    open_in(tmp_path).close()
    file_of(tmp_path).chmod(0o640)
    with pytest.raises(LedgerError, match="Others may read") as refused:
        open_in(tmp_path)
    assert "chmod 600" in refused.value.hint


def test_a_folder_that_others_can_write_is_refused(tmp_path):
    open_in(tmp_path).close()
    file_of(tmp_path).parent.chmod(0o770)
    with pytest.raises(LedgerError, match="Others may write"):
        open_in(tmp_path)


def _other_database(path):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")  # opening it as a ledger would turn this off
        raw.execute("CREATE TABLE minutes (text)")
        raw.commit()


def _newer_ledger(path):
    open_in(path.parent.parent).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 99")


FOREIGN = {
    "an empty file": (lambda path: path.touch(), "not a ledger"),
    "a text": (lambda path: path.write_text("Minutes of a conference\n" * 100), "SQLITE_NOTADB"),
    "another database": (_other_database, "not a ledger"),
    "a ledger cut short": (lambda path: (open_in(path.parent.parent).close(), os.truncate(path, 50)), "SQLITE_CORRUPT"),
    "a newer ledger": (_newer_ledger, "another version"),
}


@pytest.mark.parametrize(("make", "said"), FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_is_no_ledger_is_refused_and_left_as_it_is(tmp_path, make, said):
    path = file_of(tmp_path)
    path.parent.mkdir(mode=0o700)
    make(path)
    path.chmod(0o600)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=said) as refused:
        open_in(tmp_path)
    assert path.read_bytes() == before
    assert refused.value.exit_code == 6


def test_a_folder_or_a_dangling_link_at_the_path_is_refused(tmp_path):
    file_of(tmp_path).mkdir(parents=True)
    with pytest.raises(LedgerError):
        open_in(tmp_path)
    file_of(tmp_path).rmdir()
    file_of(tmp_path).symlink_to(tmp_path / "nowhere")
    with pytest.raises(LedgerError):
        open_in(tmp_path)
    assert not (tmp_path / "nowhere").exists()


def test_a_missing_ledger_is_not_made_anew_for_a_workspace_that_has_sent(tmp_path):
    with pytest.raises(LedgerError, match="no ledger"):
        open_in(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_that_vanishes_under_a_run_is_not_made_anew(tmp_path):
    with open_in(tmp_path) as ledger:
        carry(ledger)
        file_of(tmp_path).unlink()
        with pytest.raises(LedgerError, match="SQLITE_CANTOPEN"):
            carry(ledger, "father")
    assert not file_of(tmp_path).exists()


@pytest.mark.parametrize(
    "url",
    ["", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory", "sqlite:////tmp/x?uri=true", "mysql://db/x", "/srv/ledger.db", "sqlite+aiosqlite:////tmp/x"],
)  # fmt: skip
def test_an_address_that_is_no_file_on_this_machine_is_refused_without_quoting_it(url):
    with pytest.raises(LedgerError) as refused:
        Ledger.open(url, Clock())
    assert "secret" not in refused.value.diagnostics()
    assert "sqlite:////srv" in refused.value.hint


def test_a_path_with_signs_that_an_address_gives_a_meaning(tmp_path):
    odd = tmp_path / "50% of #3"
    with open_in(odd) as ledger:
        carry(ledger)
    assert file_of(odd).exists()


def test_every_connection_waits_for_the_disk_and_keeps_to_one_file(tmp_path):
    """3 is EXTRA: in rollback mode FULL (2) may forget the last commit in a power cut, and that is the intent."""
    with open_in(tmp_path) as ledger, ledger._transaction(writes=False) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"


def test_a_failed_statement_that_escaped_would_not_quote_its_values(tmp_path):
    with open_in(tmp_path) as ledger, ledger._database.engine.connect() as connection:
        with pytest.raises(SQLAlchemyError) as escaped:
            connection.execute(insert(DETAIL).values(seq=1, key="k", body="Ann Example", attempt="x"))
        assert "Ann" not in str(escaped.value)


def test_a_copy_of_the_one_file_is_a_copy_of_the_ledger(tmp_path):
    with open_in(tmp_path) as ledger:
        carry(ledger)
        (tmp_path / "copy" / "ledger").mkdir(parents=True, mode=0o700)
        shutil.copy2(file_of(tmp_path), file_of(tmp_path / "copy"))
    with open_in(tmp_path / "copy", create=False) as ledger:
        assert ledger.attempts()[0].state == "handed_over"


def test_a_clock_without_a_time_zone_is_refused(tmp_path):
    with open_in(tmp_path, lambda: datetime(2026, 3, 2)) as ledger:  # noqa: DTZ001  (the defect)
        with pytest.raises(LedgerError, match="time zone"):
            ledger.append("run", {})
        assert list(ledger.entries()) == []


def test_a_full_disk_keeps_the_wire_untouched(tmp_path):
    with open_in(tmp_path) as ledger:
        carry(ledger)
        dial = ledger._database.engine.pool._creator

        def small():
            raw = dial()
            raw.execute("PRAGMA max_page_count = 1")
            return raw

        ledger._database.engine.pool._creator = small
        # The file's last page has room for a few entries yet, so it fills up somewhere among these.
        with pytest.raises(LedgerError, match="SQLITE_FULL"):
            _carry_all(ledger, 200)
        assert ledger.verify().valid


def _carry_all(ledger, parcels):
    for number in range(parcels):
        carry(ledger, f"person_{number}", "failed")
