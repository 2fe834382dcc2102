"""OpenPGP: each file of a parcel encrypted to one pinned key, signed inside by the authority, and read back.

By setting the parcel is one message instead of files (PGP/MIME; RFC 3156, 6.2): covering text and files are the parts
of one MIME entity, which is signed and encrypted in one step. Exchange rewrites such messages: it is not the default.

In order, for each parcel: the recipient's key is found by its pinned fingerprint and its state read; each file is
signed and encrypted by gpg; gpg's own word must name the authority's key as the signer; the packets of the result
must name valid encryption keys of the pinned primary and nobody else. A step that does not hold is a hold, and there
is no other step to try instead (DESIGN.md, "Channels"; HAZARDS.md, "Hazards and tests" 13 to 16, 18, 28).
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from cpdocs.channels.base import EmailTo, PlainFile, Sealed, SealedFile
from cpdocs.channels.gpg_home import GpgHome, sweep
from cpdocs.channels.key_info import FINGERPRINT, describe
from cpdocs.channels.mime import entity_of
from cpdocs.channels.packets import from_armour, read_recipients
from cpdocs.errors import ChannelError, CpdocsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from cpdocs.channels.base import Parcel
    from cpdocs.channels.key_info import KeyInfo, KeyState
    from cpdocs.channels.keys import KeyStore

#: The hold under which a parcel waits when its recipient's key is in this state.
_HOLDS: dict[KeyState, str] = {
    "expired": "key-expired",
    "revoked": "key-revoked",
    "disabled": "key-disabled",
    "not-yet-valid": "key-not-yet-valid",
    "no-encryption-subkey": "key-cannot-encrypt",
    "weak": "key-weak",
}
#: One good signature of ours, as gpg reports it: class, algorithm, digest (10 = SHA512), type, time, fingerprint.
_SIGNED = re.compile(r"^\[GNUPG:\] SIG_CREATED S \d+ 10 00 \d+ ([0-9A-F]{40})\r?$", re.MULTILINE)
_SIG_CREATED = "[GNUPG:] SIG_CREATED "
_REMEDY = "Check it: cpdocs keys check"


class OpenPgp:
    """The channel ``openpgp``, a context manager around one run.

    ``keys`` is the workspace's store, ``signing_fingerprint`` the authority's primary fingerprint, ``passphrase`` a
    function that gets the signing key's passphrase when the first parcel needs it. gpg gets it through a descriptor,
    never as an argument; nothing but fingerprints and opaque file names stands among its arguments. Whether a key is
    valid is judged by gpg's own clock, not by a run's ``today``: gpg would not encrypt by any other. ``whole`` makes
    one PGP/MIME message of a parcel.

    The home and its agent live until the ``with`` ends, however it ends; what a killed run left is cleared at the next
    start. Outside the ``with`` it seals nothing.
    """

    def __init__(
        self, keys: KeyStore, signing_fingerprint: str, passphrase: Callable[[], str], *, whole: bool = False
    ) -> None:
        self._keys = keys
        self._whole = whole
        self._signing_fingerprint = signing_fingerprint
        self._ask = passphrase
        self._stack: ExitStack | None = None
        self._desk: _Desk | None = None

    def __enter__(self) -> Self:
        sweep()
        self._stack = ExitStack()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stack, self._stack, self._desk = self._stack, None, None
        if stack is not None:
            stack.close()

    def seal(self, parcel: Parcel) -> Sealed:
        """Seal each file of ``parcel`` to its pinned recipient, signed by the authority.

        ``SERIAL-1.pdf`` becomes ``SERIAL-1.pdf.pgp``, binary, with the plain name inside; a whole message is
        ``SERIAL.asc``, armoured, with covering text, names and kinds inside.

        Raises:
            ChannelError: held under ``no-key``, ``key-expired``, ``key-revoked``, ``key-disabled``,
                ``key-not-yet-valid``, ``key-cannot-encrypt``, ``key-weak`` (the recipient's key); ``signing-key``,
                ``no-gnupg``, ``no-room`` (the authority's side); ``not-sealed`` (the parcel itself, or a result that
                does not read back as it must). The message names fingerprints and kinds only.
        """
        fingerprint = _required_fingerprint(parcel)
        desk = self._desk or self._opened()
        recipient = self._admitted(desk, fingerprint)
        try:
            files = tuple(self._sealed(desk, parcel, recipient))
        finally:
            desk.home.forget(fingerprint)
        return Sealed(parcel.serial, parcel.channel, parcel.to, files)

    def _sealed(self, desk: _Desk, parcel: Parcel, recipient: KeyInfo) -> Iterator[SealedFile]:
        if self._whole:
            entity = PlainFile(f"{parcel.serial}.eml", "multipart/mixed", entity_of(parcel))
            data = desk.seal(entity, recipient, armour=True)
            yield SealedFile(f"{parcel.serial}.asc", "application/pgp-encrypted", data)
            return
        for file in parcel.files:
            yield SealedFile(f"{file.name}.pgp", "application/octet-stream", desk.seal(file, recipient))

    def _opened(self) -> _Desk:
        """The home with the authority's signing key in it, made for the first parcel and kept for the run."""
        if self._stack is None:
            raise RuntimeError("OpenPgp seals only inside its with block, which ends its agent")
        armoured = self._keys.signing(self._signing_fingerprint)
        if armoured is None:
            raise ChannelError("signing-key", f"There is no signing key {self._signing_fingerprint}.", _REMEDY)
        passphrase = self._passphrase()
        home = self._stack.enter_context(GpgHome())
        home.take_in(armoured)
        signer = describe(home, self._signing_fingerprint)
        if signer is None or not signer.signing:
            raise ChannelError("signing-key", f"The signing key {self._signing_fingerprint} cannot sign now.", _REMEDY)
        self._desk = _Desk(home, signer, passphrase)
        return self._desk

    def _passphrase(self) -> str:
        try:
            passphrase = self._ask()
        except CpdocsError as error:
            raise ChannelError("signing-key", error.message, error.hint) from None
        # An empty one makes python-gnupg pass the first line of the paper as the passphrase (LIBRARIES.md, section 3).
        if not passphrase or any(c in passphrase for c in "\r\n\0"):
            raise ChannelError("signing-key", "The signing key's passphrase is empty or has more than one line.")
        return passphrase

    def _admitted(self, desk: _Desk, fingerprint: str) -> KeyInfo:
        """The recipient's key, in the home and good; on a refusal it is out of the home again."""
        if fingerprint not in {pin.fingerprint for pin in self._keys.pins().values()}:
            raise ChannelError("no-key", f"Nobody is pinned to the key {fingerprint}.", "Verify it: cpdocs keys pin")
        info = self._keys.admit(desk.home, fingerprint)
        if info is None:
            raise ChannelError("no-key", f"The pinned key {fingerprint} is not in the key store.", _REMEDY)
        if info.state != "good":
            desk.home.forget(fingerprint)
            raise ChannelError(_HOLDS[info.state], f"The pinned key {fingerprint} is {info.state}.", _REMEDY)
        return info


class _Desk:
    """A home in which the authority can sign."""

    def __init__(self, home: GpgHome, signer: KeyInfo, passphrase: str) -> None:
        self.home = home
        self._signer = signer
        # python-gnupg writes the passphrase in Latin-1, gpg takes it for UTF-8: this makes the one write the other.
        self._passphrase = passphrase.encode("utf-8").decode("latin-1")

    def seal(self, file: PlainFile, recipient: KeyInfo, *, armour: bool = False) -> bytes:
        result = self._encrypted(file, recipient.fingerprint, armour=armour)
        if not result.ok or not result.data:
            raise self._refusal(result, recipient.fingerprint)
        self._require_our_signature(result.stderr)
        _require_only(recipient, result.data, armour=armour)
        return bytes(result.data)

    def _encrypted(self, file: PlainFile, fingerprint: str, *, armour: bool = False) -> Any:  # noqa: ANN401  (python-gnupg has no types)
        # Not python-gnupg's sign=: it names a default only, and gpg then signs with another key in its place.
        signing = ["--sign", "--local-user", self._signer.fingerprint]
        form = ["--set-filename", file.name, "--compress-algo", "none", "--cipher-algo", "AES256"]
        try:
            return self.home.gpg.encrypt(
                file.data,
                [fingerprint],
                armor=armour,
                always_trust=True,  # the pin is the trust: a person compared this fingerprint
                passphrase=self._passphrase,
                extra_args=[*signing, *form, "--digest-algo", "SHA512"],
            )
        except OSError:  # gpg refused and closed its end before it had read a large file
            self.home.require_room()
            raise ChannelError("not-sealed", f"gpg stopped while it sealed to {fingerprint}.", _REMEDY) from None

    def _refusal(self, result: Any, fingerprint: str) -> ChannelError:  # noqa: ANN401  (as above)
        self.home.require_room()
        if "[GNUPG:] INV_RECP " in result.stderr:
            return ChannelError("no-key", f"gpg cannot encrypt to the pinned key {fingerprint}.", _REMEDY)
        if _SIG_CREATED not in result.stderr:
            message = f"The signing key {self._signer.fingerprint} did not sign: it is not valid, or its passphrase is"
            return ChannelError("signing-key", f"{message} another one.", _REMEDY)
        return ChannelError("not-sealed", f"gpg could not seal to {fingerprint}.")

    def _require_our_signature(self, status: str) -> None:
        signers = _SIGNED.findall(status)
        if len(signers) != 1 or status.count(_SIG_CREATED) != 1 or signers[0] not in self._signer.signing:
            raise ChannelError("signing-key", "A file was not signed by the authority's key alone; nothing was kept.")


def _required_fingerprint(parcel: Parcel) -> str:
    if parcel.channel != "openpgp" or not isinstance(parcel.to, EmailTo):
        raise ChannelError("not-sealed", "This parcel does not go by OpenPGP to a mailbox.")
    own = re.compile(rf"{re.escape(parcel.serial)}-[0-9]{{1,3}}\.[a-z0-9]{{1,5}}")
    if not parcel.files or not all(own.fullmatch(file.name) and file.data for file in parcel.files):
        raise ChannelError("not-sealed", "A parcel needs files with bytes in them, named SERIAL-1.pdf and so on.")
    if parcel.fingerprint is None or not FINGERPRINT.fullmatch(parcel.fingerprint):
        raise ChannelError("no-key", "The recipient has no pinned key.", "Verify one: cpdocs keys pin")
    return parcel.fingerprint


def _require_only(recipient: KeyInfo, message: bytes, *, armour: bool) -> None:
    """Refuse a message that anyone but ``recipient`` could open, or that could be changed on its way."""
    allowed = {fingerprint[-16:] for fingerprint in recipient.encryption}
    try:
        named = read_recipients(from_armour(message) if armour else message)
    except ValueError:
        named = ()
    if len(named) != 1 or named[0] not in allowed:
        raise ChannelError("not-sealed", f"A file did not come back sealed for {recipient.fingerprint} alone.")
