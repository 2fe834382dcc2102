"""The key store of a workspace: whose OpenPGP key is whose, as a person verified it.

    keys/FPR.asc            one public key a file, armoured, named by its full primary fingerprint
    keys/signing/FPR.asc    the authority's secret signing key, as exported under its passphrase
    keys/archive/FPR.asc    a public key to which the authority's copies of what it sent are sealed
    keys/pins.yaml          owner -> fingerprint, when it was verified and by whom; keys set aside

A key is found by the fingerprint that a person compared and by nothing else: a user id is what its maker claims, and
gpg takes any part of one for a match (HAZARDS.md, danger 5; "Hazards and tests" 14). Importing a key pins nobody to it.
"""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from cpdocs.channels import key_findings
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.key_findings import KeyFinding
from cpdocs.channels.key_info import FINGERPRINT, KeyInfo, admit, admit_all, describe
from cpdocs.channels.pins import Pin, held_for_writing, pinned, read_file, read_pins, set_aside, unpinned, write_file
from cpdocs.channels.transferable import public_blocks, require_whole, signing_block
from cpdocs.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

ARCHIVE = "archive"
__all__ = ["ARCHIVE", "KeyFinding", "KeyInfo", "KeyStore", "Pin"]


class KeyStore:
    """The keys below ``folder``. Reading makes nothing; the first write makes the folder with mode 0700.

    Every method raises SettingsError when the folder, a file in it or what it is given is wrong, and ChannelError where
    it needs gpg and gpg is not installed (hold ``no-gnupg``) or has no room to work in (hold ``no-room``).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def import_public(self, data: bytes) -> tuple[KeyInfo, ...]:
        """Take in the public keys of ``data``: armoured blocks of one primary key each, all of them or none.

        A key that is here already is merged, so that an old file cannot undo a revocation. Refused: a secret key,
        several keys in one block, and a key of which gpg would drop a part.
        """
        taken: dict[str, tuple[KeyInfo, bytes]] = {}
        with held_for_writing(self.folder), GpgHome() as home:
            for block in public_blocks(data):
                fingerprint = require_whole(home, block).fingerprint
                earlier = taken[fingerprint][1] if fingerprint in taken else self.public(fingerprint)
                taken[fingerprint] = _merged(home, fingerprint, earlier)
                home.forget(fingerprint)
            for fingerprint, (_, armoured) in taken.items():
                write_file(self.folder / f"{fingerprint}.asc", armoured)
        return tuple(info for info, _ in taken.values())

    def import_signing(self, data: bytes) -> KeyInfo:
        """Take in the authority's secret signing key: one armoured export, every secret in it under a passphrase."""
        with held_for_writing(self.folder), GpgHome() as home:
            fingerprint, block = signing_block(home, data)
            info = describe(home, fingerprint)
            if info is None or not info.signing:
                raise SettingsError(f"The key {fingerprint} cannot sign now.", "Export one that is valid and may sign.")
            write_file(self.folder / "signing" / f"{fingerprint}.asc", block)
        return info

    def import_archive(self, data: bytes) -> KeyInfo:
        """Take in a public key for the archive: one armoured block. The former ones stay, with what is sealed to them.

        Refused: a secret key above all. It must not lie where the archive does.
        """
        with held_for_writing(self.folder), GpgHome() as home:
            block, *others = public_blocks(data)
            if others:
                raise SettingsError("The archive has one key at a time.", "Give a file with that one key.")
            info = require_whole(home, block)
            if info.state != "good":
                raise SettingsError(f"The key {info.fingerprint} is {info.state}.", "Make another: docs/archive.md.")
            write_file(self.folder / ARCHIVE / f"{info.fingerprint}.asc", block)
        return info

    def pin(self, owner: str, fingerprint: str, verified: date, verified_by: str) -> None:
        """Record that a person compared ``fingerprint`` with the owner by another way; replaces an earlier pin."""
        self.require(fingerprint)
        pinned(self.folder, owner, Pin(fingerprint, verified, verified_by))

    def unpin(self, owner: str, fingerprint: str) -> None:
        """Take back that ``owner`` has this key."""
        unpinned(self.folder, owner, fingerprint)

    def set_aside(self, fingerprint: str, *, aside: bool = True) -> None:
        """Stop sealing to a key without losing it: its state is ``disabled`` until ``aside=False`` takes it back."""
        self.require(fingerprint)
        set_aside(self.folder, fingerprint, aside=aside)

    def pins(self) -> Mapping[str, Pin]:
        """Owner -> pin."""
        return MappingProxyType(dict(read_pins(self.folder).keys))

    def list(self) -> tuple[KeyInfo, ...]:
        """Every public key of the store as it stands by gpg's clock, in the order of their fingerprints."""
        armoured = {path.stem: self.public(path.stem) or b"" for path in sorted(self.folder.glob("*.asc"))}
        with GpgHome() as home:
            infos = admit_all(home, armoured)
        if infos is None:
            self._refuse_the_wrong_one(armoured)
        aside = read_pins(self.folder).aside
        return tuple(_as_set(info, aside) for info in infos)

    def check(self, today: date) -> tuple[KeyFinding, ...]:
        """What is wrong, or within 30 days of ``today`` will be, with the pinned keys and the signing keys."""
        known = {info.fingerprint: info for info in self.list()}
        return (*key_findings.of_pins(self.pins(), known, today, "key"), *self._signing_findings(today))

    def admit(self, home: GpgHome, fingerprint: str) -> KeyInfo | None:
        """Put the stored public key into ``home`` and say what it is; None when the store has no such key, whole."""
        armoured = self._read(self.folder, fingerprint)
        info = None if armoured is None else admit(home, fingerprint, armoured)
        return None if info is None else _as_set(info, read_pins(self.folder).aside)

    def public(self, fingerprint: str) -> bytes | None:
        """The armoured public key of exactly this fingerprint; None when the store has none."""
        return self._read(self.folder, fingerprint)

    def signing(self, fingerprint: str) -> bytes | None:
        """The authority's armoured secret key of exactly this fingerprint; None when the store has none."""
        return self._read(self.folder / "signing", fingerprint)

    def _refuse_the_wrong_one(self, armoured: Iterable[str]) -> NoReturn:
        for fingerprint in armoured:
            with GpgHome() as home:
                if self.admit(home, fingerprint) is None:
                    raise SettingsError(
                        f"keys/{fingerprint}.asc does not hold the one key that its name says.",
                        "Import that key again.",
                    )
        raise SettingsError("gpg does not keep the keys of keys/ together.", "Import each of them again.")

    def _signing_findings(self, today: date) -> Iterator[KeyFinding]:
        files = sorted((self.folder / "signing").glob("*.asc"))
        if not files:
            yield KeyFinding("no-signing-key", "", "", "There is no signing key: nothing can go by OpenPGP.")
        with GpgHome() as home:
            for path in files:
                home.take_in(self.signing(path.stem) or b"")
                info = describe(home, path.stem)
                if info is None or not info.signing:
                    yield KeyFinding("signing-key-unusable", "", path.stem, "This key cannot sign now.")
                elif key_findings.runs_out(info, today):
                    yield KeyFinding("expires-soon", "", path.stem, f"This signing key runs out on {info.expires}.")

    def require(self, fingerprint: str) -> None:
        """Go on only where the store has the key of exactly this fingerprint."""
        if self.public(fingerprint) is None:
            raise SettingsError(f"There is no key {fingerprint} here.", "Import it first: cpdocs keys import FILE")

    @staticmethod
    def _read(folder: Path, fingerprint: str) -> bytes | None:
        if not FINGERPRINT.fullmatch(fingerprint):
            raise SettingsError("A key is named by its full fingerprint: 40 hex digits, upper case, no spaces.")
        return read_file(folder / f"{fingerprint}.asc")


def _merged(home: GpgHome, fingerprint: str, earlier: bytes | None) -> tuple[KeyInfo, bytes]:
    """The key in ``home`` with what the store knew of it, and its armoured export."""
    if earlier is not None:
        home.take_in(earlier)
    info, armoured = describe(home, fingerprint), home.run("--armor", "--export", fingerprint)
    if info is None or not armoured:  # nothing must be put over the key that stands in the store
        raise SettingsError(f"gpg does not keep the key {fingerprint}.")
    return info, armoured


def _as_set(info: KeyInfo, aside: frozenset[str]) -> KeyInfo:
    return dataclasses.replace(info, state="disabled") if info.fingerprint in aside else info
