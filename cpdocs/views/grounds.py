"""The grounds of section 67(2) of the Children's Hearings (Scotland) Act 2011, each in short and in words of our own.

A letter that suggests one says what it is about, so that a reader need not look it up; the Act's own text decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

GROUNDS: Final[Mapping[str, str]] = {
    "a": "a lack of parental care is likely to cause unnecessary suffering, or to harm health or development seriously",
    "b": "a schedule 1 offence has been committed against the child",
    "c": "a close connection with somebody who has committed a schedule 1 offence",
    "d": "the same household as a child against whom a schedule 1 offence has been committed",
    "e": "exposed to somebody whose conduct makes abuse or harm likely",
    "f": "a close connection with somebody who has carried out domestic abuse",
    "g": "a close connection with somebody who has committed certain sexual offences",
    "h": "looked after in the council's accommodation, and special measures are needed",
    "i": "a permanence order is in force, and special measures are needed",
    "j": "an offence by the child",
    "k": "misuse of alcohol by the child",
    "l": "misuse of a drug by the child",
    "m": "the child's own conduct harms, or is likely to harm, the child or others",
    "n": "beyond the control of a relevant person",
    "o": "absent from school without reasonable excuse",
    "p": "pressed to enter a civil partnership, or in the household of a child who is",
    "q": "forced into a marriage, or in the household of a child who is",
}
