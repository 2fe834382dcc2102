"""The archive's key: the council's copy of what it sent is sealed to it, and opened with its private half elsewhere.

The machine that sends holds the public half alone. Whoever takes that machine, or its disk, gets no paper out of the
archive that the outbox and the records beside it do not give already; and after those are cleared away, none.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.key_info import FINGERPRINT, KeyInfo, admit
from cpdocs.channels.keys import ARCHIVE
from cpdocs.channels.packets import read_recipients
from cpdocs.channels.pins import read_file
from cpdocs.errors import ChannelError, SettingsError, UsageError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_IMPORT = "Take one in: cpdocs keys import --archive FILE (docs/archive.md)."
_MAKE = "Make another, keep its private half away from this machine: docs/archive.md."
#: gpg's own file name inside; neutral, since what is in it says the rest.
_INNER_NAME = "archive.tar"


class ArchiveKey:
    """The public archive key below a key store, a context manager around one run.

    Raises SettingsError on entering: there is none, there are several and ``fingerprint`` names none of them, or
    nothing can be sealed to it today; ChannelError where gpg is not installed or has no room.
    """

    def __init__(self, keys: Path, fingerprint: str | None) -> None:
        self._folder = keys / ARCHIVE
        self._named = fingerprint
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        path = _chosen(self._folder, self._named)
        with ExitStack() as stack:
            self._home = stack.enter_context(GpgHome())
            self.info = _good(self._home, path)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def seal(self, data: bytes) -> bytes:
        """``data``, for the holder of the private half alone. Raises ChannelError (hold ``not-archived``)."""
        form = ["--set-filename", _INNER_NAME, "--compress-algo", "none", "--cipher-algo", "AES256"]
        try:
            result = self._home.gpg.encrypt(
                data, [self.info.fingerprint], armor=False, always_trust=True, extra_args=form
            )
        except OSError:  # gpg refused and closed its end before it had read all
            self._home.require_room()
            raise ChannelError("not-archived", "gpg stopped while it sealed to the archive key.") from None
        if not result.ok or not is_sealed_to(self.info, result.data):
            self._home.require_room()
            raise ChannelError("not-archived", "A copy did not come back sealed for the archive key alone.")
        return bytes(result.data)


class ArchiveReader:
    """The private archive key, brought here for one piece of work, a context manager.

    ``secret`` is its armoured export, ``passphrase`` what it is under (empty for none). Raises UsageError on entering
    for what is no secret key.
    """

    def __init__(self, secret: bytes, passphrase: str) -> None:
        self._secret, self._stack = secret, ExitStack()
        # python-gnupg writes the passphrase in Latin-1, gpg takes it for UTF-8: this makes the one write the other.
        self._passphrase = passphrase.encode("utf-8").decode("latin-1")

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._home = stack.enter_context(GpgHome())
            if not self._home.take_in(self._secret).sec_read:
                hint = "Export it with gpg --armor --export-secret-keys FINGERPRINT."
                raise UsageError("that file holds no private key", hint)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def open(self, sealed: bytes) -> bytes | None:
        """What was sealed; None for what this key and passphrase do not open, or what was changed since."""
        result = self._home.gpg.decrypt(sealed, passphrase=self._passphrase or None, always_trust=True)
        return bytes(result.data) if result.ok else None


def known(keys: Path) -> tuple[KeyInfo, ...]:
    """Every archive key below a key store, the former ones too, as each stands today."""
    with GpgHome() as home:
        found = [(path.stem, read_file(path)) for path in sorted((keys / ARCHIVE).glob("*.asc"))]
        infos = [admit(home, name, armoured) for name, armoured in found if armoured and FINGERPRINT.fullmatch(name)]
    return tuple(info for info in infos if info)


def is_sealed_to(info: KeyInfo, sealed: bytes) -> bool:
    """Whether ``sealed`` is one whole message that names a key of ``info`` and no other."""
    try:
        named = read_recipients(sealed)
    except ValueError:
        return False
    return len(named) == 1 and named[0] in {fingerprint[-16:] for fingerprint in info.encryption}


def _chosen(folder: Path, named: str | None) -> Path:
    if named:
        return folder / f"{named}.asc"
    found = sorted(folder.glob("*.asc"))
    if not found:
        raise SettingsError("keys/archive: there is no archive key; nothing was sent", _IMPORT)
    if len(found) > 1:
        hint = "Name the one to seal to in cpdocs.yaml, archive: fingerprint:. The others still open what is theirs."
        raise SettingsError(f"keys/archive: {len(found)} archive keys, and none is named; nothing was sent", hint)
    return found[0]


def _good(home: GpgHome, path: Path) -> KeyInfo:
    armoured = read_file(path) if FINGERPRINT.fullmatch(path.stem) else None
    info = admit(home, path.stem, armoured) if armoured else None
    if info is None:
        raise SettingsError(
            "keys/archive: the archive key is not the one that its name says; nothing was sent", _IMPORT
        )
    if info.state != "good":
        raise SettingsError(f"keys/archive: the archive key is {info.state}; nothing was sent", _MAKE)
    return info
