"""Just enough of DER (X.690) and CMS (RFC 5652) to see to whom an enveloped message is sealed, and how.

It reads the finished bytes as packets.py reads OpenPGP's, by itself and not with the library that made them: the bytes
that leave are the only evidence. Strict: the one shape that cpdocs makes is read, and everything else is a ValueError.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_INTEGER, _OCTETS, _OID, _SEQUENCE, _SET = 0x02, 0x04, 0x06, 0x30, 0x31
_CONTEXT_0, _CONTEXT_0_PLAIN = 0xA0, 0x80
_ENVELOPED_DATA: Final = bytes.fromhex("2a864886f70d010703")
_DATA: Final = bytes.fromhex("2a864886f70d010701")
_RSA_ENCRYPTION: Final = bytes.fromhex("2a864886f70d010101")
_AES_256_CBC: Final = bytes.fromhex("60864801650304012a")
_LONG, _MOST_OCTETS = 0x80, 4


@dataclass(frozen=True, slots=True)
class Recipient:
    """The certificate that a message names as its recipient: its issuer's name in DER, and its serial number."""

    issuer: bytes
    serial: int


@dataclass(frozen=True, slots=True)
class _Element:
    tag: int
    body: bytes
    whole: bytes


def read_recipients(message: bytes) -> tuple[Recipient, ...]:
    """Every recipient of an enveloped message that is encrypted with AES-256, its key wrapped by RSA.

    Raises:
        ValueError: it is anything else, by one byte: another cipher, a recipient named in another way, originator
            certificates, unprotected attributes, or bytes after the end.
    """
    kind, wrapped = _of(_only(message, _SEQUENCE), _OID, _CONTEXT_0)
    _require(kind.body == _ENVELOPED_DATA)
    _, infos, content = _of(_only(wrapped.body, _SEQUENCE), _INTEGER, _SET, _SEQUENCE)
    of, cipher, encrypted = _of(content, _OID, _SEQUENCE, _CONTEXT_0_PLAIN)
    name, _ = _of(cipher, _OID, _OCTETS)
    _require(of.body == _DATA and name.body == _AES_256_CBC and bool(encrypted.body))
    return tuple(_recipient(info) for info in _elements(infos.body))


def _recipient(info: _Element) -> Recipient:
    _require(info.tag == _SEQUENCE)
    _, named, wrapping, _ = _of(info, _INTEGER, _SEQUENCE, _SEQUENCE, _OCTETS)
    issuer, serial = _of(named, _SEQUENCE, _INTEGER)
    _require(_elements(wrapping.body)[0].body == _RSA_ENCRYPTION)
    return Recipient(issuer.whole, int.from_bytes(serial.body, signed=True))


def _of(element: _Element, *tags: int) -> tuple[_Element, ...]:
    """The parts of a constructed element, which are exactly of these tags."""
    parts = _elements(element.body)
    _require([part.tag for part in parts] == list(tags))
    return tuple(parts)


def _only(data: bytes, tag: int) -> _Element:
    elements = _elements(data)
    _require([element.tag for element in elements] == [tag])
    return elements[0]


def _elements(data: bytes) -> list[_Element]:
    found, at = [], 0
    while at < len(data):
        start, size = at, _size(data, at + 1)
        at = size[1] + size[0]
        _require(at <= len(data))
        found.append(_Element(data[start], data[size[1] : at], data[start:at]))
    return found


def _size(data: bytes, at: int) -> tuple[int, int]:
    """The length that is written at ``at``, and where what it measures begins."""
    _require(at < len(data))
    first = data[at]
    if first < _LONG:
        return first, at + 1
    octets = first - _LONG
    _require(0 < octets <= _MOST_OCTETS and at + 1 + octets <= len(data))  # no indefinite length: that is BER
    return int.from_bytes(data[at + 1 : at + 1 + octets]), at + 1 + octets


def _require(right: bool) -> None:  # noqa: FBT001  (a condition, as in an assertion)
    if not right:
        raise ValueError("not an enveloped message of the one shape")
