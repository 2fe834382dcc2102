"""Where a ledger may lie: on a disk of this machine, in a folder that no other program copies about.

SQLite's locks do not hold across machines, and a program that synchronises a folder puts old copies back. Either
would let one parcel leave twice, so both are refused before anything is opened (DESIGN.md, "Ledger").
"""

from __future__ import annotations

import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cpdocs.errors import LedgerError

#: File systems that other machines write to as well. ``fuseblk`` (a local NTFS disk) is not among them.
_SHARED = re.compile(
    r"nfs\d?|cifs|smb\w*|ncpfs?|afs|9p|drvfs|virtiofs|vboxsf|vmhgfs|prl_fs|ceph|glusterfs|lustre|gfs2|ocfs2|gpfs|beegfs"
    r"|davfs|fuse|fuse\..+",
)
#: Folder names that synchronising programs give to what they copy, as the beginning of a name.
_SYNCED_NAME = re.compile(
    r"(dropbox|onedrive|nextcloud|owncloud|icloud|mobile documents|com~apple~clouddocs|google ?drive|my drive"
    r"|box sync|pcloud|megasync|seafile|syncthing|sharepoint).*",
    re.IGNORECASE,
)
#: Files by which such a program marks a folder as its own, whatever the folder is called.
_SYNCED_MARKS = (".dropbox", ".dropbox.cache", ".stfolder", ".nextcloudsync.log", ".owncloudsync.log")
_CURE = "Keep the ledger on a disk of this machine, and back it up by copying while no run is under way."
_MOUNT_POINT = 4


def check_place(path: Path) -> None:
    """Refuse a path where a ledger would not be safe.

    Raises:
        LedgerError: a network file system or a synchronised folder.
    """
    real = Path(os.path.realpath(path))
    if _SHARED.fullmatch(file_system(real, _mounts())):
        raise LedgerError("The ledger's folder is on a file system that other machines share.", _CURE)
    for folder in {*path.absolute().parents, *real.parents}:
        if _SYNCED_NAME.fullmatch(folder.name) or any((folder / mark).exists() for mark in _SYNCED_MARKS):
            raise LedgerError("The ledger's folder is kept in step with other machines by a program.", _CURE)


def file_system(path: Path, mountinfo: str) -> str:
    """The kind of file system that ``path`` is on, read from the text of ``/proc/self/mountinfo``.

    Empty where no mount covers the path: inside a chroot the root itself is not listed, and that is a local folder.
    """
    found, kind = -1, ""
    for line in mountinfo.splitlines():
        mount, _, system = line.partition(" - ")
        point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), mount.split(" ")[_MOUNT_POINT]))
        # Not less than: of two mounts on one point the later one is what a path sees.
        if path.is_relative_to(point) and len(point.parts) >= found:
            found, kind = len(point.parts), system.split(" ")[0]
    return kind


def prepare_folder(path: Path) -> None:
    """Make the ledger's folder, 0700, unless it stands. Raises LedgerError where it cannot be made."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise LedgerError("The ledger's folder cannot be made.") from None


def check_folder(path: Path) -> None:
    """Refuse a folder in which others could put another ledger in this one's place.

    Raises:
        LedgerError: with the cure.
    """
    mode = path.parent.stat().st_mode
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise LedgerError("Others may write in the ledger's folder.", "Close it to others: chmod 700 on that folder.")


def check_file(path: Path) -> None:
    """Refuse a ledger that is no plain file or that others may read: it says which person got what.

    Raises:
        LedgerError: with the cure.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise LedgerError("The ledger's path leads to something that is not a file.")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise LedgerError("Others may read or write the ledger.", "Close it to others: chmod 600 on that file.")


@contextmanager
def held(path: Path, *, alone: bool) -> Iterator[bool]:
    """Hold the lock beside the ledger: shared while an attempt is on the wire, alone while a dead run is settled.

    The kernel lets go of it when its process dies, however it dies. Yields whether it is held: a shared one is waited
    for; one alone is not, since the process in the way is alive and will say itself what became of its attempt.
    """
    try:
        lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        raise LedgerError("The lock file beside the ledger cannot be opened.") from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(lock)


def _mounts() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
