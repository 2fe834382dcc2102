r"""Which characters a text of a record may hold, said once for Python and for JSON Schema.

The classes below are the inside of a regular-expression bracket, written so that Python's ``re`` and ECMA-262 with
the ``u`` flag (JSON Schema 2020-12, section 6.4 of the core) read them alike: no ``\w``, ``\d`` or ``\s``, whose
meaning differs between the two. HAZARDS.md 29: an invisible or turned-round character in a name hides one person
behind another, and in an address sends the letter elsewhere.
"""

from __future__ import annotations

import re
from typing import Final

#: What an anchored pattern ends with: Python's ``$`` alone would also match before a last line feed.
END: Final = r"$(?!\n)"

#: Control characters, those of the second set included, but for tab and line feed.
CONTROL: Final = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f"
#: Unicode's own line and paragraph separators: parsers count them as lines, editors do not.
SEPARATORS: Final = r"\u2028\u2029"
#: The zero-width joiners, which Persian, Arabic and Indic scripts need inside words.
JOINERS: Final = r"\u200c\u200d"
#: Everything else that prints as nothing, or turns the reading direction round.
INVISIBLE: Final = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
#: Replacement and other specials, noncharacters and planes without letters: what a wrong conversion leaves behind.
SPOILT: Final = r"\ufdd0-\ufdef\ufff0-\uffff" + "\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe-\U000dffff"
#: Private use: documents/wording.py puts its own marks there, so a value that held one could pose as another value.
PRIVATE: Final = r"\ue000-\uf8ff" + "\U000f0000-\U0010ffff"
#: Half characters. Python's strings can hold them, UTF-8 cannot.
HALVES: Final = r"\ud800-\udfff"
#: Spaces of every width.
SPACES: Final = r" \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
#: Latin letters with their accents, without those that pass for another letter or for two.
LATIN: Final = (
    r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0130\u0134-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u017e\u0218-\u021b"
)

_NEVER = SEPARATORS + INVISIBLE + SPOILT + PRIVATE + HALVES


def text_pattern(longest: int, *, prose: bool) -> str:
    """The pattern of a text with 1 to ``longest`` characters once the blanks at its two ends are taken off.

    ``prose`` admits several lines, tabs and the joiners; without it the text is one line and holds nothing invisible.
    """
    refused = CONTROL + _NEVER + ("" if prose else JOINERS)
    inner = r"[\s\S]" if prose else r"[^\t\n]"
    edge, ends = rf"[^{SPACES}\t\n]", rf"[{SPACES}\t\n]*"
    return rf"^(?![\s\S]*[{refused}]){ends}{edge}(?:{inner}{{0,{longest - 2}}}{edge})?{ends}{END}"


_FAULTS: Final = (
    ("a private-use character", re.compile(f"[{PRIVATE}]")),
    ("a character that a wrong conversion left behind", re.compile(f"[{SPOILT}{HALVES}]")),
    ("an invisible character", re.compile(f"[{INVISIBLE}{SEPARATORS}]")),
    ("a control character", re.compile(f"[{CONTROL}]")),
)
_JOINER: Final = re.compile(f"[{JOINERS}]")
_STRIPPED: Final = re.compile(rf"^[{SPACES}\t\n]+|[{SPACES}\t\n]+{END}")


def fault(text: str, *, prose: bool) -> str | None:
    """What kind of character ``text`` holds that no line (or no prose) may hold; None if there is none."""
    for name, found in _FAULTS:
        if found.search(text):
            return name
    if not prose and _JOINER.search(text):
        return "an invisible character"
    if not prose and "\t" in text:
        return "a control character"
    return None


def stripped(text: str) -> str:
    """``text`` without the blanks at its two ends; nothing inside it changes."""
    return _STRIPPED.sub("", text)
