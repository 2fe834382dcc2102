"""Files that are whole or not there, for their owner alone: the one place where cpdocs writes to a disk.

Every paper, key and ledger is case text or guards it, so a file has mode 0600 from its first byte, in a folder of mode
0700, and a stopped run leaves a named file whole or absent (Aberdeen City, 2013; HAZARDS.md, hazard 27). Below every
room, as errors and words are; it knows nothing of what it writes.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, and see it and its name on the disk. Raises OSError; never follows a link."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    sync(path.parent)


def put(path: Path, data: bytes) -> None:
    """Put a file in its place, whole or not at all, over an earlier one. Raises OSError and leaves nothing half done.

    The half file is ``.NAME.part`` beside it; one that a stopped run left is written over.
    """
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        write_new(part, data)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)


@contextmanager
def new(path: Path) -> Iterator[BinaryIO]:
    """A file to write piece by piece, and to read, which comes to its place whole, or not at all if the block raises.

    Raises OSError, FileExistsError where something stands there already. The half file is ``.NAME.part``, as ``put``'s.
    """
    part = path.with_name(f".{path.name}.part")
    _require_free(path)
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield cast("BinaryIO", file)
            file.flush()
            os.fsync(file.fileno())
        _require_free(path)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)


def _require_free(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def sync(folder: Path) -> None:
    """See the names in ``folder`` on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cause(error: OSError) -> str:
    """What the machine refused, in its own plain words; the error's own text holds a path, and so goes nowhere."""
    return os.strerror(error.errno or errno.EIO).lower()


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other cpdocs processes out of ``folder`` meanwhile; the kernel lets go when this one dies."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def put_folder(folder: Path, named: Mapping[str, bytes]) -> None:
    """Make a new folder with these files in it, whole or not at all. Raises OSError; FileExistsError if it is there.

    The half of it is ``.NAME.part`` beside it; one that a stopped run left is thrown away.
    """
    if folder.exists() or folder.is_symlink():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    try:
        for name, data in named.items():
            write_new(part / name, data)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    sync(folder.parent)
