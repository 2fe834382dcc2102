"""The forms of a text in which two spellings of the same thing are equal.

The lost-text check, the leak check and the choice of secrets compare texts that have passed through Word, a PDF
or a person's hands. They must agree on what "the same" means, so the forms stand once, here, below every room.
Pure functions of str; nothing here knows what a text is about.
"""

from __future__ import annotations

import re
import unicodedata

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

#: Hyphens, and the marks that PDF readers put where a line was broken at one; and a dash that no font of ours draws.
_HYPHENS = str.maketrans(dict.fromkeys("‐‑\xad\ufffe\x02", "-") | {"‒": "–"})
#: Characters that print as nothing: a text that differs only in these reads the same.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
#: What is neither letter nor digit in ASCII.
_ASCII_MARKS = re.compile("[^0-9A-Za-z]+")
_ASCII_WORD = re.compile("[0-9a-z]+")


def letters(text: str) -> str:
    """The characters of ``text`` in order with all white space left out: what must survive a layout unchanged.

    White space is left out because a line break, a justified gap and a space are the same to a reader and
    different to every PDF reader; everything else counts, case and punctuation included.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(_HYPHENS)))
    return "".join(text.split())


def squeezed(text: str) -> str:
    """Letters and digits only, without case or accents: "KY7 4ZZ", "ky74zz" and "Ky7-4zz" are one."""
    if text.isascii():  # nearly all of it is, and this is asked of every word that a record holds
        return _ASCII_MARKS.sub("", text).lower()
    text = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)).casefold()
    return "".join(c for c in text if c.isalnum())


def word_list(text: str) -> tuple[str, ...]:
    """The words of ``text`` as ``squeezed`` forms, in order, empty ones left out."""
    if text.isascii():
        return tuple(_ASCII_WORD.findall(text.lower()))
    return tuple(w for w in map(squeezed, re.split(r"[\W_]+", _INVISIBLE.sub("", text))) if w)
