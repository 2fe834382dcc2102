"""A run of the road that is cut off at its n-th boundary, in a fork of the test's process. Real SIGKILL, real parts.

A boundary lies on either side of everything after which something has become so: a rename, a link, an unlink, an
fsync, a commit. They are patched here, in the fork, and nowhere in the package. The warm fenced child of the test's
process is lent to the forks, one at a time: no boundary lies inside a talk with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path

from sqlalchemy.engine.default import DefaultDialect

from cpdocs import run


class Boundaries:
    """Counts what it is told to wrap, and kills this process at one of the counts. ``stop_at`` 0 never does."""

    def __init__(self, stop_at):
        self.stop_at = stop_at
        self.names = []

    def wrap(self, owner, name):
        real = getattr(owner, name)

        def wrapped(*args, **kwargs):
            self._reach(f"before {name}")
            done = real(*args, **kwargs)
            self._reach(f"after {name}")
            return done

        setattr(owner, name, wrapped)

    def _reach(self, name):
        self.names.append(name)
        if len(self.names) == self.stop_at:
            os.kill(os.getpid(), signal.SIGKILL)


def forked(work):
    """Start ``work`` in a fork, whose id this is; its exit code is 0, or 1 when it raised."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:  # noqa: BLE001  (a fork must never return into pytest)
        traceback.print_exc(file=sys.__stderr__)
        os._exit(1)
    os._exit(0)


def ended(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def cut_off(work, stop_at, temp):
    """``work`` in a fork that is killed at its boundary ``stop_at``: its exit code."""

    def limited():
        _put_up(stop_at, temp)
        work()

    return ended(forked(limited))


def counted(work, temp):
    """The names of the boundaries of ``work``, run through once in a fork."""
    read, write = os.pipe()

    def limited():
        boundaries = _put_up(0, temp)
        work()
        os.write(write, ",".join(boundaries.names).encode())

    code = ended(forked(limited))
    os.close(write)
    with os.fdopen(read) as told:
        assert code == 0
        return told.read().split(",")


def _put_up(stop_at, temp):
    tempfile.tempdir = str(temp)
    boundaries = Boundaries(stop_at)
    for name in ("rename", "replace", "link", "unlink", "fsync"):
        boundaries.wrap(os, name)
    boundaries.wrap(DefaultDialect, "do_commit")
    return boundaries


@contextlib.contextmanager
def lending(fence):
    """Let runs use ``fence`` in place of one of their own, and leave it running."""
    own = run.Fence
    run.Fence = lambda _: contextlib.nullcontext(fence)
    try:
        yield
    finally:
        run.Fence = own


def alive(*words):
    """The command lines of all processes that hold one of the words."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            found += [line for word in words if word in line]
    return found


def children_of(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return []
