"""A PostgreSQL cluster of the tests' own, thrown away after them: on a socket in a temporary folder, no port at all.

Debian's server refuses to run as root, and so it runs as the account that its package brings.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cpdocs.ledger.postgres import definitions

ROLE, EMPTY = "cpdocs", "empty"


class Cluster:
    """A running server. Databases are made from one in which an administrator has made an empty ledger."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._account = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}

    def start(self) -> None:
        self._run(
            "initdb", "-D", self.folder / "data", "-A", "trust", "-U", "admin", "--no-sync", "-E", "UTF8", "--locale=C"
        )
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off -c log_min_messages=fatal"
        )
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-l", self.folder / "log", "-o", options, "start")
        self.sql("postgres", f"CREATE ROLE {ROLE} LOGIN")
        self.sql("postgres", f"CREATE DATABASE {EMPTY}")
        self.sql(EMPTY, definitions(ROLE))

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    def make(self, name: str, like: str = EMPTY) -> None:
        self.sql("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{like}"')

    def drop(self, name: str) -> None:
        self.sql("postgres", f'DROP DATABASE "{name}" WITH (FORCE)')

    def address(self, name: str, role: str = ROLE) -> str:
        return f"postgresql://{role}@/{name}?host={self.folder}"

    def sql(self, name: str, text: str) -> str:
        """What an administrator types into psql."""
        where = ["-h", str(self.folder), "-U", "admin", "-d", name]
        command = [_program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *where]
        return subprocess.run(command, input=text, text=True, check=True, capture_output=True).stdout

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [_program(program), *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            **self._account,
        )


def _program(name: str) -> str:
    """Debian keeps each version's programs in a folder of its own."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else name


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A cluster that runs meanwhile. Its folder's path is short: a socket's may have no more than 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    folder.chmod(0o755)
    one = Cluster(folder)
    try:
        one.start()
        try:
            yield one
        finally:
            one.stop()
    finally:
        shutil.rmtree(folder)
