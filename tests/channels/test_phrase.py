"""Six words: worked by hand for one digest, the same for the same person, others for everybody else, never shown."""

from __future__ import annotations

import hashlib
import hmac
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.channels.base import EmailTo, Parcel
from cpdocs.channels.phrase import phrase

TOLD = ("2026-0142", "CP-2026-0142-1", "mother", 1)


FROZEN = "license multiply three elite absurd lazy"


def keyed(data, key=b"k" * 32):
    return hmac.new(key, data, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("first_bits", "words"),
    [
        # Eleven bits a word, from the left: word 0 is "abandon", 1 "ability", 2047 "zoo".
        ("0" * 66, "abandon abandon abandon abandon abandon abandon"),
        ("1" * 66, "zoo zoo zoo zoo zoo zoo"),
        ("0" * 10 + "1" + "0" * 55, "ability abandon abandon abandon abandon abandon"),
        ("0" * 65 + "1", "abandon abandon abandon abandon abandon ability"),
        ("0" * 11 + "1" * 11 + "0" * 44, "abandon zoo abandon abandon abandon abandon"),
    ],
)
def test_the_words_are_the_first_66_bits_of_the_digest(first_bits, words):
    digest = int((first_bits + "01" * 95), 2).to_bytes(32)
    assert phrase(lambda _: digest.hex(), *TOLD).text == words


def test_it_follows_from_the_key_the_case_the_conference_the_person_and_the_number():
    """Frozen: another way to work it out would shut every file that was sent before."""
    assert phrase(keyed, *TOLD).text == FROZEN
    others = [
        phrase(lambda data: keyed(data, b"l" * 32), *TOLD),
        phrase(keyed, "2026-0143", *TOLD[1:]),
        phrase(keyed, TOLD[0], "CP-2026-0142-2", *TOLD[2:]),
        phrase(keyed, *TOLD[:2], "father", 1),
        phrase(keyed, *TOLD[:3], 2),
    ]
    assert len({one.text for one in (*others, phrase(keyed, *TOLD))}) == 6


@given(texts=st.lists(st.text("ab\x01", max_size=3), min_size=3, max_size=3))
def test_the_parts_do_not_run_together(texts):
    """Two that would be one text without something between them are two."""
    case, reference, person = texts
    moved = (case + reference[:1], reference[1:], person)
    same = phrase(keyed, case, reference, person, 1) == phrase(keyed, *moved, 1)
    assert same is (moved == (case, reference, person))


def test_it_shows_in_no_repr_no_text_and_no_traceback():
    made = phrase(keyed, *TOLD)
    parcel = Parcel("AB2CD3EF4G", "pdf_password", EmailTo("a@b.example"), (), phrase=made)
    shown = [repr(made), str(made), f"{made}", repr(parcel), *traceback.format_exception(ValueError(made, parcel))]
    for word in made.words:
        assert not any(f"'{word}'" in text or made.text in text for text in shown)
