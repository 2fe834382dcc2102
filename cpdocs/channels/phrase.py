"""The six words that open a recipient's PDF files: worked out when they are needed, and kept nowhere.

A phrase follows from the workspace's own key, the conference and the person, so that it can be said again years later
without a list of passwords lying anywhere (docs/adr/0012-a-phrase-is-worked-out-and-not-kept.md). The words are those
of BIP-39, a list that is frozen: 2,048 of them, so that six are 66 bits, and no two begin with the same four letters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cpdocs.channels.base import Phrase

_WORDS: Final = 6
_BITS: Final = 11  # a word: the list has 2 ** 11


def phrase(mac: Callable[[bytes], str], case: str, reference: str, person: str, number: int) -> Phrase:
    """The phrase of one person in one conference. Same arguments, same words.

    Args:
        mac: an HMAC-SHA256, in hex, under the workspace's own key.
        case: the family's case.
        reference: the conference's.
        person: the recipient's id in the record.
        number: 1 for the first phrase of this person in this conference, and one more for each that took its place.
    """
    from mnemonic import Mnemonic  # a list of words: read when a phrase is wanted

    listed = Mnemonic("english").wordlist
    digest = bytes.fromhex(mac("\0".join(("phrase", case, reference, person, str(number))).encode()))
    bits = int.from_bytes(digest) >> (8 * len(digest) - _WORDS * _BITS)
    return Phrase(tuple(listed[bits >> _BITS * n & (1 << _BITS) - 1] for n in reversed(range(_WORDS))))
