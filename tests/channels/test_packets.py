"""The reader of outer packets against messages built byte by byte (RFC 9580, section 4.2)."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.channels.packets import Packet, read_packets, read_recipients

KEY_ID = bytes.fromhex("1122334455667788")
SESSION = b"\x84\x0c\x03" + KEY_ID + b"\x12\x00\x01"  # old format, tag 1, twelve octets, version 3
BODY = b"\xd2\x05\x01abcd"  # new format, tag 18, five octets, version 1


@pytest.mark.parametrize(
    ("message", "recipients"),
    [
        pytest.param(SESSION + BODY, ("1122334455667788",), id="one recipient"),
        pytest.param(SESSION + SESSION + BODY, ("1122334455667788",) * 2, id="two session keys are both named"),
        pytest.param(
            b"\x84\x0c\x03" + bytes(8) + b"\x12\x00\x01" + BODY, ("0" * 16,), id="a hidden recipient is all zeros"
        ),
        pytest.param(SESSION + b"\xd4\x02\x01a", ("1122334455667788",), id="GnuPG's AEAD packet"),
        pytest.param(BODY, (), id="nobody at all"),
    ],
)
def test_recipients_are_read_as_written(message, recipients):
    assert read_recipients(message) == recipients


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"%PDF-1.7 in clear", id="a plain file"),
        pytest.param(SESSION + b"\xc9\x05\x01abcd", id="tag 9: no integrity protection, what EFAIL needs"),
        pytest.param(SESSION + b"\xcb\x05\x01abcd", id="tag 11: a literal in clear"),
        pytest.param(SESSION + BODY + b"\xcb\x01a", id="something in clear after the body"),
        pytest.param(SESSION + BODY + BODY, id="two bodies"),
        pytest.param(SESSION + BODY + b"\x00", id="a loose octet at the end"),
        pytest.param((SESSION + BODY)[:-1], id="cut short"),
        pytest.param(b"\x8c\x02\x04\x09" + SESSION + BODY, id="tag 3: a password opens it too"),
        pytest.param(SESSION + b"\xd2\x05\x07abcd", id="a body of unknown version"),
        pytest.param(b"\x84\x02\x06a" + BODY, id="a session key of another version"),
        pytest.param(SESSION + b"\x4b\x05\x01abcd", id="no packet bit"),
        pytest.param(b"\x87" + SESSION, id="old format without a length hides what follows"),
    ],
)
def test_anything_else_is_refused(message):
    with pytest.raises(ValueError):
        read_recipients(message)


def _length(size: int) -> bytes:
    if size < 192:
        return bytes([size])
    if size < 8384:
        return bytes([192 + (size - 192 >> 8), (size - 192) & 255])
    return b"\xff" + size.to_bytes(4, "big")


@given(st.lists(st.tuples(st.integers(1, 63), st.integers(0, 9000)), min_size=1, max_size=4))
def test_every_length_form_of_the_new_format_reads_back(sizes):
    packets = tuple(Packet(tag, bytes([tag]) * size) for tag, size in sizes)
    data = b"".join(bytes([0xC0 | p.tag]) + _length(len(p.body)) + p.body for p in packets)
    assert read_packets(data) == packets


def test_partial_lengths_are_joined():
    data = b"\xd2" + b"\xe9" + b"a" * 512 + b"\xe1" + b"bb" + b"\x01c"  # 2**9, then 2**1, then a last piece of 1
    assert read_packets(data) == (Packet(18, b"a" * 512 + b"bbc"),)


@given(st.binary(max_size=60))
def test_no_input_does_anything_but_read_or_refuse(data):
    with contextlib.suppress(ValueError):
        read_packets(data)
