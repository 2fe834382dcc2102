"""The walls of the fence, put up from inside the child before the first View arrives. Linux.

Resource limits stop a runaway paper. The audit hook (PEP 578) refuses what a layout engine has no business with:
connections, programs, loading libraries, writing files, and reading any file outside the folders it was given. A
library may swallow the refusal; the guard remembers it, and the job fails all the same. What it does not stop is
machine code that has taken the process over: docs/adr/0004-the-fence.md.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import sysconfig
from pathlib import Path
from typing import Any, Final

_PR_SET_PDEATHSIG: Final = 1

#: Audit events that end a job, by the beginning of their names (docs.python.org/3/library/audit_events.html).
_REFUSED: Final = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.kill",
    "pty.", "ctypes.dlopen", "ctypes.dlsym", "ctypes.call_function", "ctypes.cdata", "urllib.", "http.", "ftplib.",
    "smtplib.", "webbrowser.", "sqlite3.", "shutil.", "tempfile.", "pickle.", "os.remove", "os.rename", "os.mkdir",
    "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown", "os.truncate", "os.utime", "os.chdir", "os.setxattr",
    "resource.", "signal.", "sys.remote_exec",
)  # fmt: skip
_LISTING: Final = frozenset({"os.listdir", "os.scandir"})
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def die_with(parent: int) -> None:
    """End this process when its parent does, however the parent ends (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the call
        os._exit(1)


def limit(memory: int) -> None:
    """Bound this process for good: address space in bytes, no core file, no file growth, few open files."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        least = _within_hard(what, most)
        resource.setrlimit(what, (least, least))


def limit_job(seconds: int) -> None:
    """Give the next job ``seconds`` of processor time from now; the kernel ends the process beyond them."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    whole = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (_within_hard(resource.RLIMIT_CPU, whole + seconds), hard))


def _within_hard(what: int, most: int) -> int:
    """``most``, or the bound that the machine itself set below it: that one cannot be raised, only kept."""
    _, hard = resource.getrlimit(what)
    return most if hard == resource.RLIM_INFINITY else min(most, hard)


def library_folders() -> tuple[Path, ...]:
    """Where Python's own modules and ours lie: they may be read, since imports come late in some libraries."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    return (*(Path(sysconfig.get_path(name)) for name in names), Path(__file__).parents[1])


class Guard:
    """The audit hook. ``breach`` names the first refused event of a job; it is asked before any bytes leave."""

    def __init__(self, readable: tuple[Path, ...]) -> None:
        self._readable = tuple(os.path.realpath(path) for path in readable)
        self._working = False
        self.breach = ""

    def put_up(self) -> None:
        """Begin refusing. There is no way to take an audit hook down again."""
        sys.path[:] = [path for path in sys.path if self._is_readable(path)]
        sys.addaudithook(self._hook)

    def begin(self) -> None:
        """A job begins: from here to ``end`` everything is watched."""
        self.breach, self._working = "", True

    def end(self) -> None:
        """The job is over; the loop between jobs may set the next job's limits."""
        self._working = False

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if self._working and self._refuses(event, args):
            self.breach = self.breach or event
            raise PermissionError("refused by the fence")

    def _refuses(self, event: str, args: tuple[Any, ...]) -> bool:
        if event == "open":
            path, mode, flags = args
            if isinstance(mode, str) and set(mode) & set("wax+"):
                return True
            if isinstance(flags, int) and flags & _WRITING:
                return True
            return not self._is_readable(path)
        if event in _LISTING:
            return not self._is_readable(args[0])
        return event.startswith(_REFUSED)

    def _is_readable(self, path: object) -> bool:
        if isinstance(path, int):  # already open
            return True
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        real = os.path.realpath(os.fsdecode(path))
        return any(real == folder or real.startswith(folder + os.sep) for folder in self._readable)
