"""The reader of enveloped messages: it reads the one shape, and any other bytes are a ValueError and nothing worse."""

from __future__ import annotations

import pytest
from certificate_zoo import make
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.channels.cms import read_recipients


@pytest.fixture(scope="module")
def message():
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(b"x" * 300).add_recipient(make("R", serial=2**150).certificate)
    return builder.set_content_encryption_algorithm(algorithms.AES256).encrypt(
        Encoding.DER, [pkcs7.PKCS7Options.Binary]
    )


def test_a_long_serial_number_is_read_whole(message):
    assert [one.serial for one in read_recipients(message)] == [2**150]


def test_every_cut_is_refused(message):
    for end in range(len(message)):
        with pytest.raises(ValueError):
            read_recipients(message[:end])


@given(data=st.data())
def test_a_changed_byte_of_the_head_is_seen_or_changes_no_recipient(data, message):
    at = data.draw(st.integers(0, len(message) - 1))
    changed = message[:at] + bytes([message[at] ^ data.draw(st.integers(1, 255))]) + message[at + 1 :]
    try:
        read = read_recipients(changed)
    except ValueError:
        return
    assert len(read) <= 1


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with pytest.raises(ValueError):
        read_recipients(data)


def test_aes_128_which_the_library_takes_by_itself_is_refused():
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(b"x").add_recipient(make("R").certificate)
    with pytest.raises(ValueError):
        read_recipients(builder.encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary]))
