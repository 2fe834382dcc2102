"""No test calls anybody but this machine: a call to elsewhere is refused, and its test fails, whatever it made of that.

``refuse_others`` holds for the tests' own process and its forks, and for each Python that they start, by way of
sitecustomize.py beside this file; but for one in isolated mode (-I), such as the fenced child, which has a guard of its
own. Both write down what was asked for, since the product may well swallow a refusal.
What is no Python (gpg, Postfix, PostgreSQL and its library) is not seen here: each is given a socket in a folder, or an
address of loopback, by the test that starts it.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from ipaddress import ip_address
from pathlib import Path
from typing import Any

#: Names the file in which every refused call of a test's processes is written down, one a line.
VARIABLE = "LOOPBACK_ONLY"
_HERE = Path(__file__).parent
_told: list[Path] = []


def children() -> dict[str, str]:
    """What the environment of a child must hold, where a test makes it one of its own."""
    return {VARIABLE: os.environ[VARIABLE], "PYTHONPATH": str(_HERE)}


def refuse_others(told: Path) -> None:
    """From here on no Python code of this process asks or tells another machine anything; what it tries stands in
    ``told``. There is no way back. A second call changes where it stands: a worker of xdist is a child and has tests of
    its own.
    """
    if not _told:
        sys.addaudithook(_hook)
    _told[:] = [told]


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event.startswith("socket.") and (where := _elsewhere(event, args)):
        with _told[0].open("a", encoding="utf-8") as file:
            file.write(f"{event} {where}\n")
        raise PermissionError(f"a test may not call {where}")


def _elsewhere(event: str, args: tuple[Any, ...]) -> str:
    """The name or address of another machine that an audit event is about; "" if it is about none."""
    match event:
        case "socket.connect" | "socket.sendto" | "socket.sendmsg":
            link, address = args[:2]
            if link.family == socket.AF_UNIX or address is None:  # no address: it was connected before
                return ""
            host = address[0]
        case "socket.getaddrinfo" | "socket.gethostbyname" | "socket.gethostbyaddr":
            host = args[0]
        case "socket.getnameinfo":
            host = args[0][0]
        case _:
            return ""
    return "" if _is_here(host) else repr(host)


def _is_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ip_address(os.fsdecode(host).partition("%")[0]).is_loopback  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return False


class Calls:
    """What the processes of one pytest were refused, each time since it was last asked. From its making on, they are."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="loopback-"))
        self._file = self._folder / "refused"
        self._file.touch()
        self._read = 0
        path = [str(_HERE), *filter(None, [os.environ.get("PYTHONPATH")])]
        os.environ.update({VARIABLE: str(self._file), "PYTHONPATH": os.pathsep.join(path)})
        refuse_others(self._file)

    def new(self) -> list[str]:
        """Each call that was refused since the last look, as ``event 'host'``."""
        if self._file.stat().st_size == self._read:
            return []
        with self._file.open(encoding="utf-8") as file:
            file.seek(self._read)
            lines = file.read().splitlines()
            self._read = file.tell()
        return lines

    def close(self) -> None:
        """Take the file away; the refusing goes on."""
        shutil.rmtree(self._folder)
