"""Sealing and opening what is too long to be held in memory, through pipes: gpg's own process, and no plain file.

A passphrase goes through a descriptor and stands in no argument. What gpg says of itself is read from its status, as
doc/DETAILS of GnuPG has it: its return code alone does not tell that a message was protected against change.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from cpdocs.channels.packets import first_recipients
from cpdocs.errors import ChannelError

if TYPE_CHECKING:
    from cpdocs.channels.gpg_home import GpgHome
    from cpdocs.channels.key_info import KeyInfo

_HEAD = 4096
_PIECE = 1 << 20
_NOT_THE_KEY = "The passphrase is another one, this is not the key that it was sealed to, or not a sealed file."


@contextmanager
def sealing(home: GpgHome, recipient: KeyInfo, target: BinaryIO) -> Iterator[IO[bytes]]:
    """A stream; what is written to it stands in ``target``, sealed to ``recipient`` alone, once the block has ended.

    ``target`` is a file of the disk, open for reading and writing, and empty.

    Raises:
        ChannelError: gpg did not seal it, or the result names anybody else.
    """
    arguments = ("--trust-model", "always", "--recipient", recipient.fingerprint, "--compress-algo", "none")
    with _status() as told:
        gpg = home.start(
            *("--status-fd", str(told), *arguments, "--cipher-algo", "AES256", "--output", "-", "--encrypt"),
            stdin=subprocess.PIPE,
            stdout=target,
            stderr=subprocess.DEVNULL,
            pass_fds=(told,),
        )
        refused = ChannelError("not-sealed", f"gpg could not seal to {recipient.fingerprint}.", "Is there room?")
        try:
            with _ended(gpg):
                yield cast("IO[bytes]", gpg.stdin)
        except BrokenPipeError:
            raise refused from None
        if gpg.returncode or b"[GNUPG:] END_ENCRYPTION" not in _read(told):
            raise refused
    _require_only(recipient, target)


@contextmanager
def opening(home: GpgHome, source: BinaryIO, passphrase: str) -> Iterator[IO[bytes]]:
    """A stream of what ``source`` holds, sealed to a secret key in ``home``.

    Nothing that was read may be believed before the block has ended well: until then it may have been changed.

    Raises:
        ChannelError: no key here opens it, it was changed, or it was cut short.
    """
    reading, writing = os.pipe()
    with _status() as told, os.fdopen(reading, "rb") as given:
        with os.fdopen(writing, "wb") as typed:
            typed.write(passphrase.encode() + b"\n")
        gpg = home.start(
            *("--status-fd", str(told), "--pinentry-mode", "loopback", "--passphrase-fd", str(given.fileno())),
            *("--output", "-", "--decrypt"),
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(told, given.fileno()),
        )
        stream = cast("IO[bytes]", gpg.stdout)
        with _ended(gpg):
            try:
                yield stream
            except Exception:
                # Whoever reads what a wrong key or a damaged file gives trips over it first.
                _require_opened(gpg, stream, told)
                raise
            _require_opened(gpg, stream, told)


def _require_opened(gpg: subprocess.Popen[bytes], stream: IO[bytes], told: int) -> None:
    while stream.read(_PIECE):  # all of it, or gpg never comes to its own check
        pass
    gpg.wait()
    said = _read(told)
    if b"[GNUPG:] DECRYPTION_INFO" not in said:  # it never came to the body
        raise ChannelError("not-opened", "It could not be opened.", _NOT_THE_KEY) from None
    if gpg.returncode or b"[GNUPG:] DECRYPTION_OKAY" not in said or b"[GNUPG:] GOODMDC" not in said:
        hint = "Take another copy of it."
        raise ChannelError("not-opened", "It is damaged: it was changed, or cut short.", hint) from None


@contextmanager
def _ended(gpg: subprocess.Popen[bytes]) -> Iterator[None]:
    """Wait for gpg at the end of the block; where the block raises, end gpg at once."""
    try:
        yield
        if gpg.stdin is not None:
            gpg.stdin.close()
        gpg.wait()
    except BaseException:
        gpg.kill()
        gpg.wait()
        raise
    finally:
        for stream in (gpg.stdin, gpg.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


@contextmanager
def _status() -> Iterator[int]:
    """A place in memory for what gpg says: a pipe that nobody reads meanwhile could fill up and stop it."""
    descriptor = os.memfd_create("status")
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _read(descriptor: int) -> bytes:
    return os.pread(descriptor, _PIECE, 0)


def _require_only(recipient: KeyInfo, target: BinaryIO) -> None:
    """Refuse a file that anyone but ``recipient`` could open."""
    target.seek(0)
    try:
        named = first_recipients(target.read(_HEAD))
    except ValueError:
        named = ()
    if len(named) != 1 or named[0] not in {fingerprint[-16:] for fingerprint in recipient.encryption}:
        raise ChannelError("not-sealed", f"It did not come back sealed for {recipient.fingerprint} alone.")
