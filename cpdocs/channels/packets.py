"""The outer packets of an OpenPGP message, read by hand, to see who can open it.

What gpg has just written is read back by other code than gpg's, so that a mistake of ours in calling it (a default
recipient in a configuration file, a second key, a message without integrity protection) cannot pass unseen
(HAZARDS.md, "Hazards and tests" 13, 14, 16, 18). Format: RFC 9580, sections 4.2 (packet headers), 5.1 (public-key
encrypted session key) and 5.13 (encrypted and integrity protected data). Nothing is decrypted here.
"""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass
from typing import Final

_ARMOUR: Final = re.compile(
    rb"-----BEGIN PGP MESSAGE-----\n\n((?:[A-Za-z0-9+/]{1,76}={0,2}\n)+)=[A-Za-z0-9+/]{4}\n-----END PGP MESSAGE-----\n"
)
#: Packet tags of RFC 9580, section 5 (20 is GnuPG's own AEAD packet).
SESSION_KEY, SIGNATURE, SECRET_KEY, PUBLIC_KEY, SECRET_SUBKEY = 1, 2, 5, 6, 7
USER_ID, PUBLIC_SUBKEY, USER_ATTRIBUTE, PROTECTED_DATA, AEAD_DATA = 13, 14, 17, 18, 20


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet: its tag, and its body with the pieces of a partial length joined."""

    tag: int
    body: bytes


def from_armour(text: bytes) -> bytes:
    """The packets of one armoured message that stands alone, without a header line (RFC 9580, section 6.2).

    Raises:
        ValueError: it is anything else.
    """
    found = _ARMOUR.fullmatch(text)
    if found is None:
        raise ValueError("it is not one armoured message")
    return b64decode(found[1].replace(b"\n", b""), validate=True)


def read_packets(data: bytes) -> tuple[Packet, ...]:
    """All packets of ``data``, which must be binary and must end exactly where the last packet ends.

    Raises:
        ValueError: it is not a whole row of packets; the message holds no byte of ``data``.
    """
    packets, at = [], 0
    while at < len(data):
        packet, at = _packet(data, at)
        packets.append(packet)
    if not packets:
        raise ValueError("no packet")
    return tuple(packets)


def read_recipients(message: bytes) -> tuple[str, ...]:
    """The key ids (16 hex digits, upper case) that an encrypted message names, in order.

    Guarantees that ``message`` is nothing but session keys and then one integrity protected body: no clear packet,
    no second body, no packet encrypted under a password, nothing after the end.

    Raises:
        ValueError: it is anything else.
    """
    *keys, body = read_packets(message)
    if body.tag not in {PROTECTED_DATA, AEAD_DATA} or body.body[:1] not in {b"\x01", b"\x02"}:
        raise ValueError("the body is not integrity protected")
    if any(key.tag != SESSION_KEY or key.body[:1] != b"\x03" for key in keys):
        raise ValueError("a packet before the body is not a session key for a public key")
    return tuple(key.body[1:9].hex().upper() for key in keys)


def first_recipients(head: bytes) -> tuple[str, ...]:
    """The key ids that an encrypted message names before its body, of which ``head`` is the beginning.

    Raises:
        ValueError: ``head`` is not the beginning of a message that is sealed to public keys, or it is too short.
    """
    keys, at = [], 0
    while at < len(head) and _tag(head[at]) == SESSION_KEY:
        packet, at = _packet(head, at)
        keys.append(packet.body[1:9].hex().upper())
    if not keys or at >= len(head) or _tag(head[at]) not in {PROTECTED_DATA, AEAD_DATA}:
        raise ValueError("no integrity protected body follows the session keys")
    return tuple(keys)


def _tag(head: int) -> int:
    return head & 0x3F if head & 0x40 else head >> 2 & 0x0F


def _packet(data: bytes, at: int) -> tuple[Packet, int]:
    head = data[at]
    if not head & 0x80:
        raise ValueError(f"no packet begins at byte {at}")
    if head & 0x40:
        body, end = _new_body(data, at + 1)
        return Packet(head & 0x3F, body), end
    size = 1 << (head & 0x03)
    if size == 8:  # noqa: PLR2004  (length type 3: "until the end", which hides whatever follows)
        raise ValueError(f"a packet of no stated length begins at byte {at}")
    length = int.from_bytes(_take(data, at + 1, size), "big")
    return Packet(head >> 2 & 0x0F, _take(data, at + 1 + size, length)), at + 1 + size + length


def _new_body(data: bytes, at: int) -> tuple[bytes, int]:
    pieces = []
    while True:
        length, at, last = _new_length(data, at)
        pieces.append(_take(data, at, length))
        at += length
        if last:
            return b"".join(pieces), at


def _new_length(data: bytes, at: int) -> tuple[int, int, bool]:
    """The length at ``at``, where its bytes begin, and whether this piece is the last (RFC 9580, section 4.2.1)."""
    first = _take(data, at, 1)[0]
    if first < 192:  # noqa: PLR2004  (the RFC's own bounds, here and below)
        return first, at + 1, True
    if first < 224:  # noqa: PLR2004
        return (first - 192 << 8) + _take(data, at + 1, 1)[0] + 192, at + 2, True
    if first == 255:  # noqa: PLR2004
        return int.from_bytes(_take(data, at + 1, 4), "big"), at + 5, True
    return 1 << (first & 0x1F), at + 1, False


def _take(data: bytes, at: int, size: int) -> bytes:
    piece = data[at : at + size]
    if len(piece) < size:
        raise ValueError("the last packet is cut short")
    return piece
