"""Key material that a person hands in, taken apart before it is believed.

gpg's import is generous: it skips what it does not know, drops subkeys and user ids without a valid self-signature
and takes secret keys along with public ones, all with exit code 0. What a person meant to import and what would
stand in the store must be the same, so both are counted (HAZARDS.md, "Hazards and tests" 14 and 15).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from cpdocs.channels.key_info import describe
from cpdocs.channels.packets import (
    PUBLIC_KEY,
    PUBLIC_SUBKEY,
    SECRET_KEY,
    SECRET_SUBKEY,
    SIGNATURE,
    USER_ATTRIBUTE,
    USER_ID,
    read_packets,
)
from cpdocs.errors import SettingsError

if TYPE_CHECKING:
    from cpdocs.channels.gpg_home import GpgHome
    from cpdocs.channels.key_info import KeyInfo

_BLOCK = re.compile(
    rb"^-----BEGIN PGP (PUBLIC|PRIVATE) KEY BLOCK-----[ \t]*\r?\n.*?^-----END PGP \1 KEY BLOCK-----",
    re.DOTALL | re.MULTILINE,
)
_BEGIN = re.compile(rb"-----BEGIN ")
_PUBLIC_PARTS = {PUBLIC_KEY, PUBLIC_SUBKEY, USER_ID, USER_ATTRIBUTE, SIGNATURE}
#: More than any key that a person needs; gpg is not given more to chew on.
_LARGEST = 1_000_000


def public_blocks(data: bytes) -> tuple[bytes, ...]:
    """The armoured public key blocks of ``data``, of which there is at least one.

    Raises:
        SettingsError: there is none, there is a block of another kind or a cut one, or ``data`` is above 1 MB.
    """
    return _blocks(data, b"PUBLIC", "Ask for the public key, armoured: gpg --armor --export FINGERPRINT")


def require_whole(home: GpgHome, block: bytes) -> KeyInfo:
    """Import one public block into ``home`` and say what it is.

    Raises:
        SettingsError: it is not exactly one primary key, or gpg does not take every part of it.
    """
    parts = _parts(home, block)
    if parts[PUBLIC_KEY] != 1 or set(parts) - _PUBLIC_PARTS:
        raise SettingsError("A public key block must hold one public key and nothing else.")
    fingerprints = set(home.take_in(block).fingerprints)
    info = describe(home, next(iter(fingerprints))) if len(fingerprints) == 1 else None
    if info is None:
        raise SettingsError("gpg does not take this public key: it has no self-signature that is valid today.")
    taken = _parts(home, home.run("--armor", "--export", info.fingerprint))
    lost = sum((parts - taken)[tag] for tag in (PUBLIC_SUBKEY, USER_ID, USER_ATTRIBUTE))
    if lost:
        raise SettingsError(
            f"gpg would drop {lost} part(s) of the key {info.fingerprint}: they are not signed by it.",
            "Ask its owner for a fresh export; a part added by someone else is a sign of tampering.",
        )
    return info


def signing_block(home: GpgHome, data: bytes) -> tuple[str, bytes]:
    """The one secret key block of ``data``, imported into ``home``: its primary fingerprint and the armoured block.

    Raises:
        SettingsError: it is anything else, or a secret in it is not under a passphrase.
    """
    hint = "Export it: gpg --armor --export-secret-keys FINGERPRINT"
    blocks = _blocks(data, b"PRIVATE", hint)
    parts = _parts(home, blocks[0])
    if len(blocks) != 1 or parts[SECRET_KEY] != 1:
        raise SettingsError("A signing key file must hold one secret key and nothing else.", hint)
    _require_passphrase(home, blocks[0], parts[SECRET_KEY] + parts[SECRET_SUBKEY])
    fingerprints = set(home.take_in(blocks[0]).fingerprints)
    if len(fingerprints) != 1:
        raise SettingsError("gpg does not take this secret key.", hint)
    return fingerprints.pop(), blocks[0]


def _require_passphrase(home: GpgHome, block: bytes, secrets: int) -> None:
    # gpg prints "iter+salt S2K" for a secret under a passphrase, "gnu-dummy S2K" for one that is kept elsewhere.
    protected = home.run("--list-packets", data=block).count(b" S2K, algo:")
    if protected != secrets:
        raise SettingsError(
            "The signing key is not protected by a passphrase.", "Give it one: gpg --change-passphrase FINGERPRINT"
        )


def _blocks(data: bytes, kind: bytes, hint: str) -> tuple[bytes, ...]:
    if len(data) > _LARGEST:
        raise SettingsError("A key file may have 1 MB at most.")
    found = list(_BLOCK.finditer(data))
    if not found or len(found) != len(_BEGIN.findall(data)) or any(hit[1] != kind for hit in found):
        raise SettingsError(f"This is not a file of whole {kind.decode().lower()} key blocks.", hint)
    return tuple(hit[0] + b"\n" for hit in found)


def _parts(home: GpgHome, block: bytes) -> Counter[int]:
    """How many packets of each tag a block holds."""
    try:
        return Counter(packet.tag for packet in read_packets(home.run("--dearmor", data=block)))
    except ValueError:
        raise SettingsError("A key block is damaged.", "Ask for it again.") from None
