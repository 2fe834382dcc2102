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


# ---- folders ---------------------------------------------------------------------------------------------------------


def test_a_folder_is_its_owners_alone_with_all_that_is_in_it(tmp_path):
    mask = os.umask(0)
    try:
        files.put_folder(tmp_path / "kit", {"a": b"x", "b": b"y"})
    finally:
        os.umask(mask)
    assert {p.name: p.stat().st_mode & 0o777 for p in tmp_path.rglob("*")} == {"kit": 0o700, "a": 0o600, "b": 0o600}
    assert [(tmp_path / "kit" / name).read_bytes() for name in "ab"] == [b"x", b"y"]


def test_a_folder_of_which_one_file_fails_is_not_there_at_all(tmp_path, monkeypatch):
    real = files.write_new

    def full(path, data):
        if path.name == "b":
            raise OSError(28, "full")
        real(path, data)

    monkeypatch.setattr(files, "write_new", full)
    with pytest.raises(OSError, match="full"):
        files.put_folder(tmp_path / "kit", {"a": b"x", "b": b"y"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["a folder", "a file", "a link that leads nowhere"])
def test_a_folder_takes_the_place_of_nothing(there, tmp_path):
    place = tmp_path / "kit"
    {"a folder": place.mkdir, "a file": place.touch}.get(there, lambda: place.symlink_to(tmp_path / "none"))()
    with pytest.raises(FileExistsError):
        files.put_folder(place, {"a": b"x"})
    assert [p.name for p in tmp_path.rglob("*")] == ["kit"]


def test_half_a_folder_that_a_stopped_run_left_is_thrown_away(tmp_path):
    (tmp_path / ".kit.part").mkdir()
    (tmp_path / ".kit.part" / "old").write_bytes(b"half")
    files.put_folder(tmp_path / "kit", {"a": b"x"})
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a", "kit"]
