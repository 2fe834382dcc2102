"""The smallest shapes of a record: what a date, an id, a line of text or a postcode is.

Each type says its shape twice, from one pattern: to pydantic, which makes the value, and in JSON Schema, with a
description, examples and the pattern, so that an editor helps and an independent validator accepts and refuses the
same texts (DESIGN.md section 4, "Schema."). Times are local, in the authority's time zone.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

from pydantic import PlainSerializer, PlainValidator

from cpdocs.record.characters import END, text_pattern
from cpdocs.record.reach import AddressLine, Email, Fingerprint, Phone, Postcode
from cpdocs.record.shapes import Block, described, made, matched, refusal, text

if TYPE_CHECKING:
    from pydantic import ValidationInfo

__all__ = [
    "AddressLine",
    "Block",
    "ClockTime",
    "Day",
    "Email",
    "Fingerprint",
    "Ident",
    "Line",
    "Moment",
    "Phone",
    "Postcode",
    "Prose",
    "Reference",
    "RelativeFile",
    "Sha256",
    "WholeNumber",
    "YesNo",
]


def _yes_no(value: object, info: ValidationInfo) -> bool:
    if info.mode == "python" and isinstance(value, bool):
        return value
    if value == "yes" or value == "no":  # noqa: PLR1714  (``in`` would hash a list)
        return value == "yes"
    if isinstance(value, bool):
        raise refusal("not-yes-or-no", "true and false are not read here", 'write the word: "yes" or "no"')
    raise refusal("not-yes-or-no", "this must be yes or no", "write yes or no, in small letters")


YesNo: TypeAlias = Annotated[
    bool,
    PlainValidator(_yes_no),
    PlainSerializer(lambda v: "yes" if v else "no", return_type=str, when_used="json"),
    described("Yes or no", "The word yes or the word no; never true or false.", ["yes", "no"], enum=["yes", "no"]),
]

_WHOLE = rf"^(?:0|[1-9][0-9]{{0,8}}){END}"
_MOST = 999_999_999


def _whole_number(value: object) -> int:
    number = int(value) if isinstance(value, str) and re.search(_WHOLE, value) else value
    if isinstance(number, float) and number.is_integer():  # JSON Schema counts 3.0 among the integers
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= _MOST:
        raise refusal("not-whole-number", "this must be a whole number", "digits only, no leading zero, no sign")
    return number


WholeNumber: TypeAlias = Annotated[
    int,
    PlainValidator(_whole_number),
    described(
        "Whole number",
        "A whole number from 0, without a leading zero; in JSON a number or the same digits as text.",
        ["3", 3],
        anyOf=[{"type": "string", "pattern": _WHOLE}, {"type": "integer", "minimum": 0, "maximum": _MOST}],
    ),
]

_DATE = r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"

Day: TypeAlias = Annotated[
    dt.date,
    made(
        dt.date.fromisoformat,
        dt.date,
        f"^{_DATE}{END}",
        "not-a-date",
        "this is not a date of the calendar",
        "year-month-day, such as 2026-11-12",
    ),
    PlainSerializer(lambda v: v.isoformat(), return_type=str, when_used="json"),
    described(
        "Date",
        "A day of the calendar: year-month-day.",
        ["2026-11-12"],
        type="string",
        format="date",
        pattern=f"^{_DATE}{END}",
    ),
]

ClockTime: TypeAlias = Annotated[
    dt.time,
    made(
        dt.time.fromisoformat,
        dt.time,
        f"^{_CLOCK}{END}",
        "not-a-time",
        "this is not a time of day",
        "hours and minutes on the 24-hour clock, such as 09:30 or 14:05",
    ),
    PlainSerializer(lambda v: v.strftime("%H:%M"), return_type=str, when_used="json"),
    described(
        "Time of day",
        "Hours and minutes on the 24-hour clock, local time.",
        ["10:30"],
        type="string",
        pattern=f"^{_CLOCK}{END}",
    ),
]

Moment: TypeAlias = Annotated[
    dt.datetime,
    made(
        dt.datetime.fromisoformat,
        dt.datetime,
        f"^{_DATE}T{_CLOCK}{END}",
        "not-a-moment",
        "this is not a date with a time",
        "date, the letter T, time: such as 2026-11-12T12:40",
    ),
    PlainSerializer(lambda v: v.strftime("%Y-%m-%dT%H:%M"), return_type=str, when_used="json"),
    described(
        "Date and time",
        "A day and a time of day to the minute, local time.",
        ["2026-11-12T12:40"],
        type="string",
        pattern=f"^{_DATE}T{_CLOCK}{END}",
    ),
]

IDENT: Final = rf"^[a-z][a-z0-9_-]{{0,59}}{END}"
Ident: TypeAlias = Annotated[
    str,
    matched(
        IDENT,
        "not-an-id",
        "this is not an id",
        "small letters a to z, digits, _ and - only, a letter first: no blanks, no quotation marks",
    ),
    described(
        "Id",
        "A short name inside the record, such as a role: small letters, digits, _ and -, a letter first.",
        ["mother", "health_visitor"],
        type="string",
        pattern=IDENT,
    ),
]

REFERENCE: Final = rf"^[A-Za-z0-9][A-Za-z0-9-]{{0,39}}{END}"
Reference: TypeAlias = Annotated[
    str,
    matched(REFERENCE, "not-a-reference", "this is not a reference", "letters, digits and -, up to 40, no spaces"),
    described(
        "Reference",
        "The number of a case or a conference: letters, digits and -. It stands in file names.",
        ["CP-2026-0142-1"],
        type="string",
        pattern=REFERENCE,
    ),
]

_LONGEST_LINE: Final = 300
Line: TypeAlias = Annotated[
    str,
    text(_LONGEST_LINE, prose=False),
    described(
        "Line of text",
        "One line in any script, with no invisible characters; 1 to 300 characters, blanks at its ends not counted.",
        ["Rothes House, meeting room 2"],
        type="string",
        pattern=text_pattern(_LONGEST_LINE, prose=False),
    ),
]

_LONGEST_PROSE: Final = 20_000
Prose: TypeAlias = Annotated[
    str,
    text(_LONGEST_PROSE, prose=True),
    described(
        "Text",
        "One or more paragraphs in any script; 1 to 20,000 characters, blanks at its ends not counted.",
        ["The conference heard that she is settled at school.\n\nHer teacher agreed."],
        type="string",
        pattern=text_pattern(_LONGEST_PROSE, prose=True),
    ),
]

_SEGMENT: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_ .()+-]*[A-Za-z0-9_()+-])?"
_FILE: Final = rf"^{_SEGMENT}(?:/{_SEGMENT})*{END}"
_LONGEST_FILE: Final = 200
RelativeFile: TypeAlias = Annotated[
    str,
    matched(
        _FILE,
        "not-a-relative-file",
        "this is not the path of a file below this folder",
        "folders divided by /, no .. and no drive, plain letters and digits; rename the file if need be",
        _LONGEST_FILE,
    ),
    described(
        "File",
        "A file's path below the folder that this file stands in, divided by /.",
        ["reports/police.pdf"],
        type="string",
        pattern=_FILE,
        maxLength=_LONGEST_FILE,
    ),
]

_SHA256: Final = rf"^[0-9a-f]{{64}}{END}"
Sha256: TypeAlias = Annotated[
    str,
    matched(_SHA256, "not-a-sha256", "this is not a SHA-256", "64 digits and small letters a to f; cpdocs prints them"),
    described(
        "SHA-256",
        "The SHA-256 of a file: 64 hexadecimal digits in small letters.",
        ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        type="string",
        pattern=_SHA256,
    ),
]
