"""Words, numbers and days for made families, by which a secret is known wherever it stands."""

from __future__ import annotations

import re
from datetime import date, timedelta

#: What a mint makes, as it stands in a text. Days are looked for by themselves.
WORD = re.compile(r"Zq\d{5}|07700 9\d{5}|ZZ\d \d[A-Z]{2}")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


class Mint:
    """Makes each word, number and day once in a family."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.days: list[str] = []

    def word(self) -> str:
        return self._kept(f"Zq{len(self.words):05}")

    def phone(self) -> str:
        return self._kept(f"07700 9{len(self.words):05}")

    def postcode(self) -> str:
        n = len(self.words)
        return self._kept(f"ZZ{n // 400 % 10} {n // 4000 % 10}{_LETTERS[n // 20 % 20]}{_LETTERS[n % 20]}")

    def day(self, first: date) -> str:
        """A day soon after ``first``, of two digits: "4 May" stands in "14 May"."""
        day = first
        while day.day < 10 or day.isoformat() in self.days:
            day += timedelta(days=1)
        self.days.append(day.isoformat())
        return self.days[-1]

    def _kept(self, word: str) -> str:
        self.words.append(word)
        return word
