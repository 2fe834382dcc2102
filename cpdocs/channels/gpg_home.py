"""A GnuPG home that lives as long as one piece of work and leaves nothing behind.

The user's own ``~/.gnupg`` is never read and no configuration file is: which keys there are and what gpg does with
them follows from this home and the arguments alone. The home holds the authority's secret key (still under its
passphrase) and a running agent, so it goes at the end whatever happens, and what a killed process left is cleared
by the next one (HAZARDS.md, "Hazards and tests" 27).
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import select
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from cpdocs import files
from cpdocs.errors import ChannelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

PREFIX = "cpdocs-gpg-"
#: A socket's path may have 107 characters; gpg fails from about 90 in the home's (LIBRARIES.md, section 3).
_LONGEST_ROOT = 50
#: Seconds an agent may take to end before it is killed.
_PATIENCE = 5
#: Bytes that must fit into a home in which gpg refused something: more than gpg writes there for one key.
_ROOM = 1 << 16
#: Everything that a configuration file could say otherwise is said here, and none is read.
_OPTIONS = (
    "--no-options",
    "--no-encrypt-to",
    "--disable-dirmngr",
    "--no-auto-key-locate",
    "--no-auto-check-trustdb",
    "--no-comments",
    "--no-emit-version",
)
#: The agent stretches the passphrase anew for every signature: half a second each at gpg's own count, some 7 ms at this
#: one. It holds for this home's copy only, as long as the home lives; the store's export keeps its own count.
_AGENT = b"disable-scdaemon\ns2k-count 1048576\n"


class GpgHome:
    """A context manager: a new home of mode 0700 under the temp root, and gpg bound to it.

    ``gpg`` is python-gnupg's object; ``run`` calls gpg directly where python-gnupg has no reader. A home is locked by
    its process for as long as it lives, so that only what a dead process left is ever swept: the kernel lets go of
    the lock, while process ids are used again and mean nothing between containers that share a temp folder.

    Raises:
        ChannelError: gpg is not installed (hold ``no-gnupg``), or the temp root takes no file (hold ``no-room``).
    """

    gpg: Any  # python-gnupg has no types

    def __enter__(self) -> Self:
        sweep()
        with _room():
            self.folder, self._lock = _locked_home()
        try:
            with _room():
                (self.folder / "gpg-agent.conf").write_bytes(_AGENT)
            self._env = _environment(self.folder)
            self.gpg = self._bound()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()

    def run(self, *args: str, data: bytes = b"") -> bytes:
        """What gpg with ``args`` writes on its standard output when it reads ``data``; its return code is not judged.

        Only for what names no one: no argument holds anything but options and fingerprints.
        """
        command = ("gpg", "--homedir", str(self.folder), "--batch", "--no-tty", "--with-colons", *_OPTIONS, *args)
        return subprocess.run(command, input=data, capture_output=True, check=False, env=self._env).stdout

    def start(self, *args: str, **more: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401  (Popen's own)
        """A gpg with ``args`` under way, for what is too long to be held (gpg_stream.py). ``more`` goes to Popen."""
        command = ("gpg", "--homedir", str(self.folder), "--batch", "--no-tty", "--quiet", *_OPTIONS, *args)
        return subprocess.Popen(command, env=self._env, **more)

    def take_in(self, keys: bytes) -> Any:  # noqa: ANN401  (python-gnupg has no types)
        """Import ``keys``; what python-gnupg says of it. Raises ChannelError where it was the disk that refused."""
        result = self.gpg.import_keys(keys)
        if result.returncode:
            self.require_room()
        return result

    def require_room(self) -> None:
        """Tell a full disk from a bad key: asked where gpg refused something, before anything is blamed for it.

        Raises:
            ChannelError: the home takes no more files (hold ``no-room``).
        """
        trial = self.folder / "trial"
        with _room():
            try:
                files.write_new(trial, bytes(_ROOM))
            finally:
                trial.unlink(missing_ok=True)

    def forget(self, fingerprint: str) -> None:
        """Take a public key out again, so that the next parcel cannot find it."""
        self.gpg.delete_keys(fingerprint)

    def _bound(self) -> Any:  # noqa: ANN401  (python-gnupg has no types)
        import gnupg

        # python-gnupg logs gpg's words, user ids among them. A filter stays where a logging set-up resets levels.
        logging.getLogger("gnupg").addFilter(_nothing)
        try:
            return gnupg.GPG(gnupghome=str(self.folder), options=list(_OPTIONS), env=self._env)
        except OSError:
            raise ChannelError("no-gnupg", "GnuPG (gpg) is not installed.", "Install it: apt install gnupg") from None

    def _remove(self) -> None:
        _clear(self.folder)
        os.close(self._lock)


@contextlib.contextmanager
def _room() -> Iterator[None]:
    """What the disk refuses meanwhile, in words of ours: the error's own hold a path."""
    try:
        yield
    except OSError as error:
        message = f"gpg cannot work in the folder for temporary files: {files.cause(error)}."
        hint = "Make room there, or name another folder by TMPDIR, and run again."
        raise ChannelError("no-room", message, hint) from None


def sweep() -> None:
    """Remove the homes that dead processes of this user left, and end their agents."""
    for root in {Path(tempfile.gettempdir()), _root()}:
        for folder in root.glob(PREFIX + "*"):
            with contextlib.suppress(OSError):  # gone, or another user's, or a live process's: not ours to clear
                if folder.lstat().st_uid == os.getuid():
                    _clear_if_abandoned(folder)


def _clear_if_abandoned(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _clear(folder)
    finally:
        os.close(descriptor)


def _locked_home() -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_root()))
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue  # swept between its making and here
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder, lock
        os.close(lock)  # swept between its opening and its lock


def _root() -> Path:
    root = tempfile.gettempdir()
    return Path(root if len(root) <= _LONGEST_ROOT else "/tmp")  # noqa: S108  (mkdtemp makes a 0700 folder in it)


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "GNUPGHOME": str(folder),
        "LC_ALL": "C",
    }


def _clear(folder: Path) -> None:
    """End the home's agent, see it ended, and remove the home and its socket folder."""
    agent = _agent(folder)
    _tool(folder, "gpgconf", "--kill", "all")
    if agent is not None:
        _see_ended(agent)
    _tool(folder, "gpgconf", "--remove-socketdir")
    shutil.rmtree(folder, ignore_errors=True)  # what stays in spite of this is swept by the next home


def _agent(folder: Path) -> int | None:
    """A descriptor of the agent's process; None when none answers."""
    for line in _tool(folder, "gpg-connect-agent", "--no-autostart", "GETINFO pid", "/bye").splitlines():
        if line.startswith(b"D ") and line[2:].isdigit():
            with contextlib.suppress(ProcessLookupError):
                return os.pidfd_open(int(line[2:]))
    return None


def _see_ended(agent: int) -> None:
    try:
        ended = select.poll()
        ended.register(agent, select.POLLIN)
        if not ended.poll(_PATIENCE * 1000):
            signal.pidfd_send_signal(agent, signal.SIGKILL)
            ended.poll(_PATIENCE * 1000)
    finally:
        os.close(agent)


def _tool(folder: Path, name: str, *args: str) -> bytes:
    command = (name, "--homedir", str(folder), *args)
    try:
        return subprocess.run(command, capture_output=True, check=False, env=_environment(folder)).stdout
    except OSError:  # not installed: then it started no agent either
        return b""


def _nothing(_record: logging.LogRecord) -> bool:
    return False
