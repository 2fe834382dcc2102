"""The shapes by which a person is reached: postal lines, postcode, e-mail, telephone, key fingerprint.

A wrong one of these takes a paper to the wrong door, so they are narrower than other texts: one alphabet, no room for
a second address, nothing that looks like something else (HAZARDS.md 14, 20 and 29). types.py hands them on.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from cpdocs.record.characters import END, LATIN
from cpdocs.record.shapes import described, matched

# Latin letters only: a letter of another script that looks the same sends the post to a place that does not exist,
# or hides from the leak check that two addresses are one (HAZARDS.md 29).
_ADDRESS_LINE: Final = rf"^[{LATIN}0-9(#](?:[{LATIN}0-9 ,.'’/&()#-]{{0,78}}[{LATIN}0-9).])?{END}"
AddressLine: TypeAlias = Annotated[
    str,
    matched(
        _ADDRESS_LINE,
        "not-an-address-line",
        "this is not a line of a postal address",
        "Latin letters, digits, spaces and , . ' / & ( ) # - only, up to 80; type it anew instead of pasting it",
    ),
    described(
        "Line of an address",
        "One line of a postal address, without the postcode: Latin letters with their accents, digits, common marks.",
        ["14 Strathmiglo Place"],
        type="string",
        pattern=_ADDRESS_LINE,
    ),
]

_POSTCODE: Final = rf"^[A-Z]{{1,2}}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{{2}}{END}"
Postcode: TypeAlias = Annotated[
    str,
    matched(_POSTCODE, "not-a-postcode", "this is not a postcode", "capital letters and one space, such as KY7 4ZZ"),
    described(
        "Postcode",
        "A postcode of the United Kingdom in capital letters with one space.",
        ["KY7 4ZZ"],
        type="string",
        pattern=_POSTCODE,
    ),
]

# RFC 5321 section 4.1.2 less what no council writes and mail software has been tricked with: quoted local parts,
# source routes (% and !), address literals, a leading hyphen, comments, lists of addresses (HAZARDS.md 20).
_LOCAL: Final = r"(?=[^@]{1,64}@)[A-Za-z0-9_][A-Za-z0-9_'+&=~-]*(?:\.[A-Za-z0-9_'+&=~-]+)*"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL: Final = rf"^{_LOCAL}@(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9]){END}"
_LONGEST_EMAIL: Final = 254
Email: TypeAlias = Annotated[
    str,
    matched(
        _EMAIL,
        "not-an-email-address",
        "this is not one plain e-mail address",
        "one address, without a name, such as j.smith@council.example; type it anew instead of pasting it",
        _LONGEST_EMAIL,
    ),
    described(
        "E-mail address",
        "One mailbox: name@domain in plain letters, with no display name, comma or quotation mark.",
        ["hv.north@health.example"],
        type="string",
        pattern=_EMAIL,
        maxLength=_LONGEST_EMAIL,
    ),
]

_PHONE: Final = rf"^\+?[0-9(][0-9 ()]{{1,23}}[0-9]{END}"
Phone: TypeAlias = Annotated[
    str,
    matched(
        _PHONE,
        "not-a-phone-number",
        "this is not a telephone number",
        "digits, spaces, ( ) and a + in front only; write the rest elsewhere",
    ),
    described(
        "Telephone number",
        "Digits, spaces and brackets, with a + in front if it starts with a country.",
        ["01632 960123", "+44 1632 960123"],
        type="string",
        pattern=_PHONE,
    ),
]

_FINGERPRINT: Final = rf"^(?:[0-9A-F]{{40}}|[0-9A-F]{{64}}){END}"
Fingerprint: TypeAlias = Annotated[
    str,
    matched(
        _FINGERPRINT,
        "not-a-fingerprint",
        "this is not the fingerprint of a key",
        "40 digits and capital letters A to F, or 64 of a certificate, without spaces; a shorter key id is not safe",
    ),
    described(
        "Key fingerprint",
        "The whole fingerprint of an OpenPGP primary key (40 hexadecimal digits in capitals), or the SHA-256 of a "
        "certificate (64).",
        ["0123456789ABCDEF0123456789ABCDEF01234567"],
        type="string",
        pattern=_FINGERPRINT,
    ),
]
