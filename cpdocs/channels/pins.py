"""pins.yaml: who has which key or certificate, as a person verified it. Written by cpdocs, whole, or not at all.

An owner is a contact by its id, or a family member by the case and the id in its records (``rules/routes.py``).

The text is YAML in its JSON form: any YAML reader takes it, while its reader here is exact, knows no aliases and sees
a key that stands twice, which in a list of pins is a key that somebody exchanged by hand.
"""

from __future__ import annotations

import dataclasses
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from cpdocs import files
from cpdocs.channels import certificate_info, key_info
from cpdocs.errors import SettingsError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_NAME = "pins.yaml"
_CERTIFICATES = "certificates"
#: A mode that lets anyone but the owner write: whoever may write pins may choose who reads a child's papers.
_OTHERS_WRITE = 0o022


@dataclass(frozen=True, slots=True)
class Pin:
    """One owner's key or certificate, the day it was verified and the person who compared it.

    ``fingerprint`` is an OpenPGP key's full primary one (40 hex digits), or a certificate's SHA-256 (64).
    """

    fingerprint: str
    verified: date
    verified_by: str


@dataclass(frozen=True, slots=True)
class Pins:
    """All pins by owner, of OpenPGP keys and of S/MIME certificates, and the fingerprints that are set aside."""

    keys: Mapping[str, Pin] = field(default_factory=dict)
    certificates: Mapping[str, Pin] = field(default_factory=dict)
    aside: frozenset[str] = frozenset()


def read_pins(folder: Path) -> Pins:
    """The pins of a key folder; none when there is no file.

    Raises:
        SettingsError: the file is not one that cpdocs wrote, cannot be read, or others may write to it.
    """
    text = read_file(folder / _NAME)
    if text is None:
        return Pins()
    try:
        value = json.loads(text, object_pairs_hook=_once)
        keys = {owner: _pin(entry, key_info.FINGERPRINT) for owner, entry in value["pins"].items()}
        # Not in a file that was written before there were any.
        certificates = {
            owner: _pin(entry, certificate_info.FINGERPRINT) for owner, entry in value.get(_CERTIFICATES, {}).items()
        }
        aside = frozenset(_fingerprint(text) for text in value["set_aside"])
        known = value["version"] == 1 and set(value) - {_CERTIFICATES} == {"version", "pins", "set_aside"}
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise _damaged() from None
    if not known:
        raise _damaged()
    return Pins(keys, certificates, aside)


def pinned(folder: Path, owner: str, pin: Pin) -> None:
    """Pin ``owner`` to a key or, by the form of its fingerprint, to a certificate; an earlier one of that kind goes.

    Raises:
        SettingsError: it lacks an owner or the person who verified it, or the file cannot be read or written.
    """
    if not owner.strip() or not pin.verified_by.strip():
        raise SettingsError("A pin needs an owner and the person who verified it.")
    with held_for_writing(folder):
        pins = read_pins(folder)
        if certificate_info.FINGERPRINT.fullmatch(pin.fingerprint):
            pins = dataclasses.replace(pins, certificates={**pins.certificates, owner: pin})
        else:
            pins = dataclasses.replace(pins, keys={**pins.keys, owner: pin})
        _write_pins(folder, pins)


def unpinned(folder: Path, owner: str, fingerprint: str) -> None:
    """Take back a pin. By which way the owner is reached then, the next plan says, and the chair approves anew.

    Raises:
        SettingsError: the owner is not pinned to this key or certificate, or the file cannot be read or written.
    """
    with held_for_writing(folder):
        pins = read_pins(folder)
        found = [one for one in (pins.keys.get(owner), pins.certificates.get(owner)) if one is not None]
        if fingerprint not in {one.fingerprint for one in found}:
            raise SettingsError(f"{owner} is not pinned to {fingerprint}.", "See who is: cpdocs keys list")
        keys, certificates = (
            {whose: one for whose, one in kind.items() if (whose, one.fingerprint) != (owner, fingerprint)}
            for kind in (pins.keys, pins.certificates)
        )
        _write_pins(folder, Pins(keys, certificates, pins.aside))


def set_aside(folder: Path, fingerprint: str, *, aside: bool) -> None:
    """Set a key or certificate aside, or take it back. Raises SettingsError as above."""
    with held_for_writing(folder):
        pins = read_pins(folder)
        changed = pins.aside | {fingerprint} if aside else pins.aside - {fingerprint}
        _write_pins(folder, dataclasses.replace(pins, aside=changed))


def _write_pins(folder: Path, pins: Pins) -> None:
    """Put ``pins`` in place of the file, in one step."""
    value = {"version": 1, "pins": _entries(pins.keys), "set_aside": sorted(pins.aside)}
    if pins.certificates:
        value[_CERTIFICATES] = _entries(pins.certificates)
    write_file(folder / _NAME, (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode())


def _entries(pins: Mapping[str, Pin]) -> dict[str, dict[str, str]]:
    return {
        owner: {"fingerprint": p.fingerprint, "verified": p.verified.isoformat(), "verified_by": p.verified_by}
        for owner, p in sorted(pins.items())
    }


def read_file(path: Path) -> bytes | None:
    """The bytes of a file of the key store that nobody else may write to; None where there is none."""
    with _in_reach():
        if not path.is_file():
            return None
        require_own(path.parent)
        require_own(path)
        return path.read_bytes()


def write_file(path: Path, data: bytes) -> None:
    """Write ``path`` with mode 0600, whole or not at all, in a folder of the owner's alone."""
    with _in_reach():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.put(path, data)


@contextmanager
def held_for_writing(folder: Path) -> Iterator[None]:
    """Keep other cpdocs processes from writing the key folder meanwhile, so that no pin of theirs is lost."""
    with _in_reach():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        require_own(folder)
    with files.held(folder):
        yield


def require_own(path: Path) -> None:
    """Refuse a folder or file that others may write to.

    Raises:
        SettingsError: group or others have the write permission.
    """
    if path.stat().st_mode & _OTHERS_WRITE:
        raise SettingsError(f"Others may write to {path.name} in the key store.", "Take that away: chmod -R go-w keys")


@contextmanager
def _in_reach() -> Iterator[None]:
    """What the disk refuses meanwhile, in words of ours."""
    try:
        yield
    except OSError as error:
        message = f"The key store cannot be read or written: {files.cause(error)}."
        raise SettingsError(message, "Let this account have the folder, or make room there.") from None


def _pin(entry: Mapping[str, str], form: re.Pattern[str]) -> Pin:
    if not form.fullmatch(entry["fingerprint"]):
        raise ValueError("no fingerprint of this kind")
    return Pin(entry["fingerprint"], date.fromisoformat(entry["verified"]), str(entry["verified_by"]))


def _fingerprint(text: str) -> str:
    if not key_info.FINGERPRINT.fullmatch(text) and not certificate_info.FINGERPRINT.fullmatch(text):
        raise ValueError("no fingerprint")
    return text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice")
    return value


def _damaged() -> SettingsError:
    return SettingsError("keys/pins.yaml is not as cpdocs wrote it.", "Put back the last good copy, or pin again.")
