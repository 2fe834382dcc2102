"""Files that are whole or not there, for their owner alone."""

from __future__ import annotations

import os

import pytest

from cpdocs import files


def test_a_file_is_its_owners_alone_from_its_first_byte(tmp_path, monkeypatch):
    modes = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (modes.append(os.fstat(fd).st_mode & 0o777), real(fd)))
    mask = os.umask(0)
    try:
        files.put(tmp_path / "a", b"x")
    finally:
        os.umask(mask)
    assert modes[0] == 0o600
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_failed_write_leaves_the_earlier_file_and_nothing_beside_it(tmp_path, monkeypatch):
    files.put(tmp_path / "a", b"before")

    def full(_descriptor):
        raise OSError(28, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        files.put(tmp_path / "a", b"after")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"before"}


def test_a_new_file_never_goes_through_a_link(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        files.write_new(tmp_path / "link", b"x")
    assert not (tmp_path / "elsewhere").exists()


def test_what_a_stopped_run_left_is_written_over(tmp_path):
    (tmp_path / ".a.part").write_bytes(b"half")
    files.put(tmp_path / "a", b"whole")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"whole"}
