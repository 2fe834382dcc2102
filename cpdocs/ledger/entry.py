"""What the ledger holds: entries, the intent of an attempt, and the states that an attempt goes through.

An entry is a leaf and its details. The leaf, which is what proofs are about, holds a number, a time, an event and a
keyed digest of the details, and so says nothing about a family to anybody who sees it. The details, and the random
key of that digest, stand in a side table. With the key gone the digest cannot be guessed at, however few the likely
values are (HAZARDS.md, "Hazards and tests" 25), and every proof still verifies: that is how a family can be erased.

    open ─┬─ sent                                            retry: never
          ├─ handed_over ─┬─ confirmed_sent                  retry: never
          │               └─ confirmed_posted                retry: never
          ├─ in_doubt ────┬─ resolved_sent                   retry: never
          │               └─ resolved_not_sent               retry: yes, as the next number
          └─ failed                                          retry: yes, as the next number

What has left, or may have, may later be known to have arrived or to have come back:

    all but open, failed ─┬─ delivered ─┐                    retry: never
    and resolved_not_sent ├─ bounced ───┤ (takes it back)    retry: yes, as the next number
                          └─ returned ──┘                    retry: yes, as the next number
"""

from __future__ import annotations

import dataclasses
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar, Literal, TypeAlias, get_args

from cpdocs.errors import CpdocsError, LedgerError

#: What a transport can say became of an attempt.
Outcome: TypeAlias = Literal["sent", "handed_over", "failed", "in_doubt"]
#: What a person later said of a file that was handed over.
Confirmation: TypeAlias = Literal["confirmed_sent", "confirmed_posted"]
#: What a person, or evidence, later said of an attempt in doubt.
Resolution: TypeAlias = Literal["resolved_sent", "resolved_not_sent"]
#: What was later known of what had left: it arrived, a mail server gave it back, the post or a person brought it back.
Fate: TypeAlias = Literal["delivered", "bounced", "returned"]
#: Entries that belong to no attempt: an approval, the chair's agreement to the list of the invited, a hold released
#: by a second person, a parcel that is not to go, a key pinned to somebody or no longer, that a person was given the
#: phrase which opens her or his files (never the phrase), that a parcel reached the wrong hands and what was stopped
#: for it, a legal hold on a case, a run's totals, the beginning of a ledger that several machines share, that it was
#: put back from a backup (ledger/restored.py), what two people then found to have gone of a conference, that it moves
#: to another database.
Note: TypeAlias = Literal[
    "approved",
    "agreed",
    "released",
    "cancelled",
    "pinned",
    "unpinned",
    "phrase",
    "breach",
    "breach_closed",
    "legal_hold",
    "legal_hold_lifted",
    "run",
    "begun",
    "restored",
    "found",
    "moved",
]
Event: TypeAlias = Literal["attempt", "erased"] | Outcome | Confirmation | Resolution | Fate | Note
State: TypeAlias = Literal["open"] | Outcome | Confirmation | Resolution | Fate
#: How a person or a notification says what became of it afterwards.
Afterwards: TypeAlias = Literal["sent", "posted", "delivered", "bounced", "returned"]
#: The event that each of these words is.
AFTERWARDS: Mapping[Afterwards, Event] = {
    "sent": "confirmed_sent",
    "posted": "confirmed_posted",
    "delivered": "delivered",
    "bounced": "bounced",
    "returned": "returned",
}

#: The events that may follow each state; a state that is not named is final.
MOVES: Mapping[str, frozenset[str]] = {
    "open": frozenset(get_args(Outcome)),
    "handed_over": frozenset((*get_args(Confirmation), *get_args(Fate))),
    "in_doubt": frozenset((*get_args(Resolution), *get_args(Fate))),
    "resolved_sent": frozenset(get_args(Fate)),
    "sent": frozenset({"delivered", "bounced"}),
    "confirmed_sent": frozenset({"delivered", "bounced"}),
    "confirmed_posted": frozenset({"delivered", "returned"}),
    # One server's word that it took it is taken back by the next one's that it could not.
    "delivered": frozenset({"bounced", "returned"}),
}
#: The states after which the same parcel may be tried again: it is certain that its reader has not got it, because it
#: did not leave or came back.
MAY_TRY_AGAIN: frozenset[str] = frozenset({"failed", "resolved_not_sent", "bounced", "returned"})
#: The events that are about no attempt. What was erased is written by ``Ledger.erase`` alone.
NOTES: frozenset[str] = frozenset((*get_args(Note), "erased"))

_KEYED = re.compile(r"[0-9a-f]{64}")
_KEYED_OR_NONE = re.compile(r"([0-9a-f]{64})?")
_ID = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger.

    ``seq`` counts from 1 without a gap; ``time`` is UTC to the second, ``2026-03-02T10:15:00Z``; ``mac`` is 64 hex
    digits; ``details`` is None where the side table no longer holds them.
    """

    seq: int
    time: str
    event: str
    mac: str
    details: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Key:
    """What may happen once only: this document, in this edition, of this conference, to this recipient."""

    reference: str
    document: str
    edition: int
    recipient: str


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be carried, written down before the wire is touched.

    Ids, dates and keyed digests only. ``view``, ``sealed`` and ``destination`` are 64 hex digits each, from a MAC under
    a key of the workspace; ``archived`` is that of the sealed copy's content, and it and ``destination`` are empty in
    entries from before they were kept. ``files`` are the neutral names of the parcel's files; ``today`` is the run's
    ISO date. A field of another form, such as a name with a space in it, is refused: this is the last gate before a
    value is kept.

    Raises:
        LedgerError: a field has another form; the message names the field, never its value.
    """

    case: str
    reference: str
    document: str
    edition: int
    recipient: str
    view: str
    channel: str
    transport: str
    serial: str
    sealed: str
    files: tuple[str, ...]
    operator: str
    today: str
    destination: str = ""
    archived: str = ""

    def __post_init__(self) -> None:
        forms = dict.fromkeys(("view", "sealed"), _KEYED) | {"today": _DATE}
        forms |= dict.fromkeys(("destination", "archived"), _KEYED_OR_NONE)
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            match field.name:
                case "edition":
                    right = isinstance(value, int) and value >= 1
                case "files":
                    right = isinstance(value, tuple) and all(_ID.fullmatch(name) for name in value)
                case name:
                    right = bool(forms.get(name, _ID).fullmatch(value))
            if not right:
                raise LedgerError(f"An attempt's {field.name} has not the form that the ledger keeps.")

    @property
    def key(self) -> Key:
        """The once-only key."""
        return Key(self.reference, self.document, self.edition, self.recipient)

    @classmethod
    def from_details(cls, details: Mapping[str, Any]) -> Intent:
        """The Intent that stands in the details of an ``attempt`` entry."""
        fields = (f.name for f in dataclasses.fields(cls) if f.name in details or f.default is dataclasses.MISSING)
        values = {name: details[name] for name in fields}
        return cls(**values | {"files": tuple(values["files"])})


@dataclass(frozen=True, slots=True)
class AttemptState:
    """The latest that is known of one attempt.

    ``id`` is the letter A and the number of the entry that opened it; ``number`` counts the attempts of one key from
    1; ``file``, ``because``, ``by`` and ``evidence`` are empty where nothing was said. ``file`` stays what the outcome
    said when a confirmation follows, and ``left_time`` that of the word that it had left when its fate does.
    """

    id: str
    intent: Intent
    number: int
    state: State
    opened_seq: int
    opened_time: str
    last_seq: int
    last_time: str
    left_time: str = ""
    file: str = ""
    because: str = ""
    by: str = ""
    evidence: str = ""


class StepRefusedError(LedgerError):
    """A step that this attempt cannot take, or that lacks what must be said with it. The ledger is whole."""

    exit_code: ClassVar[int] = 2


class AlreadyAttempted(CpdocsError):  # noqa: N818  (it is an answer, not a fault: the parcel's place is taken)
    """A parcel that may not be tried: it left, it may have left, or its attempt is still open.

    No fault of the ledger's: it is the fence doing its work (HAZARDS.md, "Hazards and tests" 22). ``attempt`` is the
    id of the attempt that stands in the way and ``state`` what is known of it.
    """

    exit_code: ClassVar[int] = 5

    def __init__(self, attempt: str, state: str) -> None:
        super().__init__(f"Attempt {attempt} of this parcel is {state}.", _CURES.get(state, _FINAL))
        self.attempt = attempt
        self.state = state


_FINAL = "It is not carried a second time; a new edition of the document is."
_CURES = {
    "open": "Another run is carrying it, or was stopped while it did; the next run settles what was left.",
    "in_doubt": "A person must find out whether it left before it may be tried again.",
}


def attempt_id(seq: int) -> str:
    """The id that people and reports use for the attempt that entry ``seq`` opened."""
    return f"A{seq}"


def attempt_seq(attempt: str) -> int:
    """The entry that opened an attempt. Raises StepRefusedError on anything but ``A`` and a number."""
    if not re.fullmatch(r"A[1-9][0-9]{0,17}", attempt):
        raise StepRefusedError("That is not the id of an attempt.", "An id is the letter A and a number, as in: A12")
    return int(attempt[1:])


def needed(text: str, what: str) -> str:
    """``text``, which must say something. Raises StepRefusedError naming ``what`` the ledger must know."""
    if not text.strip():
        raise StepRefusedError(f"The ledger must know {what}; nothing was recorded.")
    return text


def canonical(value: object) -> str:
    """``value`` as JSON in the one form that digests are taken over: ASCII, sorted keys, no spare space.

    Raises:
        LedgerError: it holds what JSON has no word for.
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError):
        raise LedgerError("Details may hold texts, whole numbers, yes or no, lists and mappings only.") from None


def leaf_bytes(seq: int, time: str, event: str, mac: str) -> bytes:
    """The leaf of one entry: all that a proof is about."""
    return canonical([seq, time, event, mac]).encode("ascii")


def details_mac(key: bytes, body: str) -> str:
    """HMAC-SHA256 of the canonical details under the entry's own 32 random bytes, as 64 hex digits."""
    return hmac.new(key, body.encode(), sha256).hexdigest()


def time_text(moment: datetime) -> str:
    """A moment as the ledger writes it, UTC to the second. Raises LedgerError for one without a time zone."""
    if moment.tzinfo is None:
        raise LedgerError("The ledger's clock gives times without a time zone.")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
