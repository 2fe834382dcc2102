"""What a key in a GnuPG home is and whether papers may be sealed to it today.

gpg says only "invalid recipient" for six different causes, and encrypts to a locally disabled key without a word
(LIBRARIES.md, section 3). The state of a key is therefore read from its listing before it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cpdocs.channels.gpg_home import GpgHome

KeyState: TypeAlias = Literal["good", "not-yet-valid", "expired", "revoked", "disabled", "no-encryption-subkey", "weak"]

#: A whole OpenPGP v4 fingerprint, the only name by which a key is ever found (HAZARDS.md, danger 5).
FINGERPRINT = re.compile(r"[0-9A-F]{40}")
#: Algorithms whose strength is their length: RSA, Elgamal, DSA (RFC 9580, section 9.1).
_BY_LENGTH = {"1", "2", "3", "16", "17"}
_SHORTEST = 2048


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """One primary key as gpg sees it now.

    ``fingerprint`` is the primary's; ``encryption`` and ``signing`` are the fingerprints of the keys (subkeys, or the
    primary itself) that may do so now. ``expires`` is the day (UTC) from which nothing can be sealed to it unless its
    owner renews it: the primary's, or that of the last of its encryption subkeys. ``user_ids`` are what its owner
    claims, for a person to read and for no decision.
    """

    fingerprint: str
    user_ids: tuple[str, ...]
    created: date
    expires: date | None
    state: KeyState
    encryption: tuple[str, ...]
    signing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Key:
    """A pub or sub record of a colon listing, with its fingerprint."""

    fields: tuple[str, ...]
    fingerprint: str

    @property
    def validity(self) -> str:
        return self.fields[1]

    @property
    def capabilities(self) -> str:
        return self.fields[11]

    @property
    def weak(self) -> bool:
        return self.fields[3] in _BY_LENGTH and int(self.fields[2]) < _SHORTEST

    @property
    def created(self) -> datetime:
        return datetime.fromtimestamp(int(self.fields[5]), UTC)

    @property
    def expires(self) -> date | None:
        return datetime.fromtimestamp(int(self.fields[6]), UTC).date() if self.fields[6] else None

    @property
    def usable(self) -> bool:
        # gpg's listing calls a subkey of tomorrow fine, and gpg then does not encrypt to it: its day is read here.
        return self.validity not in {"e", "r", "i", "d", "n"} and self.created <= datetime.now(UTC)


def describe(home: GpgHome, fingerprint: str) -> KeyInfo | None:
    """The key of this full fingerprint in ``home``; None when it is not there."""
    infos = _described(home, fingerprint)
    return infos[0] if infos and infos[0].fingerprint == fingerprint else None


def admit_all(home: GpgHome, armoured: Mapping[str, bytes]) -> tuple[KeyInfo, ...] | None:
    """Import a whole store, fingerprint -> public key, into an empty ``home``; its keys in the same order.

    Two calls of gpg, however many keys. None when gpg did not take in exactly these, in this order: then some file is
    not what its name says, and ``admit``, one by one, tells which. Nothing is sealed to on the word of this.
    """
    if not armoured:
        return ()
    result = home.take_in(b"".join(armoured.values()))
    if result.fingerprints != list(armoured) or result.sec_read:
        return None
    infos = {info.fingerprint: info for info in _described(home)}
    return tuple(infos[fingerprint] for fingerprint in armoured) if set(infos) == set(armoured) else None


def _described(home: GpgHome, *fingerprint: str) -> list[KeyInfo]:
    listing = home.run("--fixed-list-mode", "--with-fingerprint", "--with-fingerprint", "--list-keys", *fingerprint)
    return [_info(rows) for rows in _by_primary(_rows(listing))]


def _by_primary(rows: Iterable[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """The records of each primary key; what stands before the first is about the key ring."""
    keys: list[list[tuple[str, ...]]] = []
    for row in rows:
        if row[0] == "pub":
            keys.append([])
        if keys:
            keys[-1].append(row)
    return keys


def _info(rows: list[tuple[str, ...]]) -> KeyInfo:
    keys = _keys(rows)
    primary = keys[0]
    alive = [key for key in keys if key.usable] if primary.usable else []
    encryption = [key for key in alive if "e" in key.capabilities]
    return KeyInfo(
        fingerprint=primary.fingerprint,
        user_ids=tuple(_shown(row[9]) for row in rows if row[0] in {"uid", "uat"}),
        created=primary.created.date(),
        expires=_first([primary.expires, _last(encryption)]),
        state=_state(keys, encryption),
        encryption=tuple(key.fingerprint for key in encryption),
        signing=tuple(key.fingerprint for key in alive if "s" in key.capabilities),
    )


def admit(home: GpgHome, fingerprint: str, armoured: bytes) -> KeyInfo | None:
    """Import ``armoured`` into ``home``; the key, or None when it is not one public key of exactly this fingerprint.

    A file of the store whose content was exchanged or added to is caught here. On None nothing of it stays behind.
    """
    result = home.take_in(armoured)
    found = set(result.fingerprints)
    info = describe(home, fingerprint) if found == {fingerprint} and not result.sec_read else None
    if info is None:
        for stranger in found:
            home.forget(stranger)
    return info


def _state(keys: list[_Key], encryption: list[_Key]) -> KeyState:
    primary = keys[0]
    if "D" in primary.capabilities:
        return "disabled"
    if not primary.usable:
        return _dead([primary])
    if not encryption:
        return _dead([key for key in keys[1:] if not key.usable])
    return "weak" if any(key.weak for key in (primary, *encryption)) else "good"


def _dead(keys: list[_Key]) -> KeyState:
    """Why none of ``keys`` can be used: the cause that its owner can mend most easily comes first."""
    if any(key.validity == "e" for key in keys):
        return "expired"
    if any(key.created > datetime.now(UTC) for key in keys):
        return "not-yet-valid"
    if any(key.validity == "r" for key in keys):
        return "revoked"
    return "no-encryption-subkey"


def _rows(listing: bytes) -> list[tuple[str, ...]]:
    """The records of a colon listing (GnuPG's doc/DETAILS), each padded to 21 fields."""
    # Not splitlines(): a user id may hold U+2028, and what follows it would be read as a record of gpg's.
    lines = listing.decode("utf-8", "replace").split("\n")
    return [tuple((line + ":" * 20).split(":")) for line in lines if line]


def _keys(rows: Iterable[tuple[str, ...]]) -> list[_Key]:
    """Each pub or sub record with the fpr record that follows it."""
    keys: list[_Key] = []
    waiting: tuple[str, ...] | None = None
    for row in rows:
        if row[0] in {"pub", "sub"}:
            waiting = row
        elif row[0] == "fpr" and waiting is not None:
            keys.append(_Key(waiting, row[9]))
            waiting = None
    return keys


def _last(keys: list[_Key]) -> date | None:
    """The day on which the last of ``keys`` runs out; None when there is none or one that never does."""
    days = [key.expires for key in keys]
    return None if None in days or not days else _only_days(days)[-1]


def _first(days: list[date | None]) -> date | None:
    """The earliest of ``days``; None when nothing ever runs out."""
    return next(iter(_only_days(days)), None)


def _only_days(days: Iterable[date | None]) -> list[date]:
    return sorted(day for day in days if day is not None)


def _shown(text: str) -> str:
    """A user id for a person to read: colons as written, and whatever does not print (or turns the line) escaped."""
    text = text.replace(r"\x3a", ":")
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
