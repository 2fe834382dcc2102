"""Throw-away keys for a demo: made on the spot, for nobody real, and never for a workspace that sends.

Ed25519 with a Curve25519 encryption subkey, as gpg makes them by default in its newer versions.
"""

from __future__ import annotations

from dataclasses import dataclass

from cpdocs.channels.gpg_home import GpgHome
from cpdocs.errors import ChannelError


@dataclass(frozen=True, slots=True)
class ThrowawayKey:
    """A made key pair, armoured. ``secret`` is under the passphrase it was made with, or under none."""

    fingerprint: str
    public: bytes
    secret: bytes


def make_key(home: GpgHome, name: str, passphrase: str = "") -> ThrowawayKey:
    """Make one key pair in ``home``. ``name`` is printed by gpg: give an id, nothing of a case.

    Raises:
        ChannelError: gpg could not make it (hold ``no-gnupg`` or ``no-room``).
    """
    protected = {"passphrase": passphrase} if passphrase else {"no_protection": True}
    told = home.gpg.gen_key_input(
        key_type="EDDSA",
        key_curve="ed25519",
        key_usage="sign",
        subkey_type="ECDH",
        subkey_curve="cv25519",
        subkey_usage="encrypt",
        name_real=name,
        name_email=f"{name}@demo.example",
        expire_date=0,
        **protected,
    )
    fingerprint = str(home.gpg.gen_key(told).fingerprint or "")
    if not fingerprint:
        home.require_room()
        raise ChannelError("no-gnupg", "gpg could not make a throw-away key.")
    public = home.gpg.export_keys(fingerprint)
    secret = home.gpg.export_keys(fingerprint, secret=True, passphrase=passphrase or None, expect_passphrase=False)
    return ThrowawayKey(fingerprint, public.encode(), secret.encode())
