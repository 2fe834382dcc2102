"""What is wrong, or soon will be, with the keys and certificates of a key store, for OpenPGP and S/MIME alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cpdocs.channels.pins import Pin

KeyTrouble: TypeAlias = Literal[
    "missing",
    "unusable",
    "expires-soon",
    "shared",
    "verified-later",
    "no-signing-key",
    "signing-key-unusable",
    "authority-unusable",
    "authority-expires-soon",
]
#: Days of warning before a key runs out: about what a partner agency needs to make a new one and hand it over.
WARNING: Final = timedelta(days=30)


class Known(Protocol):
    """A key or a certificate of the store."""

    @property
    def state(self) -> str:
        """``good``, or why it cannot be used."""
        ...

    @property
    def expires(self) -> date | None:
        """The day from which it cannot be used; None for one that never runs out."""
        ...


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """One thing wrong, or soon wrong, with a pinned or signing key. ``owner`` is empty for a signing key
    and for an authority's certificate.
    """

    id: KeyTrouble
    owner: str
    fingerprint: str
    message: str


def of_pins(pins: Mapping[str, Pin], known: Mapping[str, Known], today: date, what: str) -> Iterator[KeyFinding]:
    """What is wrong with the keys that owners are pinned to. ``what`` is the word for one: key, certificate."""
    for owner, pin in sorted(pins.items()):
        for trouble, message in _troubles(pin, known.get(pin.fingerprint), today, what):
            yield KeyFinding(trouble, owner, pin.fingerprint, message)
        if sum(other.fingerprint == pin.fingerprint for other in pins.values()) > 1:
            yield KeyFinding("shared", owner, pin.fingerprint, f"Somebody else is pinned to the same {what}.")


def runs_out(known: Known, today: date) -> bool:
    """Whether it does within the days of warning."""
    return known.expires is not None and known.expires <= today + WARNING


def _troubles(pin: Pin, info: Known | None, today: date, what: str) -> Iterator[tuple[KeyTrouble, str]]:
    if info is None:
        yield "missing", f"The pinned {what} is not in the store."
    elif info.state != "good":
        yield "unusable", f"The pinned {what} is {info.state}."
    elif runs_out(info, today):
        yield "expires-soon", f"The pinned {what} runs out on {info.expires}."
    if pin.verified > today:
        yield "verified-later", f"The pin says it was verified on {pin.verified}, which is still to come."
