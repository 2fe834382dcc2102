"""Starting and ending a fenced child process: what every fence of this program has in common.

The child runs this very cpdocs, alone in a group of its own, with an empty environment, nothing on its standard error
and two pipes; frames.py says what goes over them, and guard.py what the child does to itself before it reads any.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpdocs.render.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Where this very cpdocs lies. The child looks nowhere else for it: another one, found by an isolated Python in its own
#: way, would lay out by other rules than those that check here.
_OURS: Final = Path(__file__).resolve().parents[2]
_RUN: Final = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); import cpdocs; del sys.path[0]; "
    "runpy.run_module(sys.argv.pop(1), run_name='__main__')"
)
#: Seconds that a child whose pipes are closed may take to be gone.
_ENDING: Final = 10


def started(
    module: str, arguments: Sequence[object], environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """A child that runs ``module``. Its first argument is this process's id, with which it dies (guard.die_with).

    Linux ends it when the thread that started it ends.
    """
    return subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", _RUN, str(_OURS), module, str(os.getpid())]
        + [str(argument) for argument in arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd="/",
        env={"LC_ALL": "C.UTF-8", **(environment or {})},
        start_new_session=True,
    )


def ended(child: subprocess.Popen[bytes]) -> None:
    """End the child and everything in its group."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    child.wait()


def pipes(child: subprocess.Popen[bytes] | None) -> tuple[int, int]:
    """To it, and from it. Raises ProblemError ``died`` when there is none."""
    if child is None or child.stdin is None or child.stdout is None:
        raise ProblemError("died")
    return child.stdin.fileno(), child.stdout.fileno()


def cause_of_death(child: subprocess.Popen[bytes] | None) -> str:
    """Its pipes are closed, so it is ending; how it ended tells the limit from the crash."""
    try:
        code = child.wait(_ENDING) if child else 0
    except subprocess.TimeoutExpired:  # it closed its pipes and goes on: whatever it is, it is stopped
        return "died"
    return "cpu" if code == -signal.SIGXCPU else "died"
