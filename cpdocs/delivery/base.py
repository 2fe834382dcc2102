"""What a transport is given and what it answers.

A transport carries one envelope once. Its answer is one of four receipts and never an exception for anything the wire
did; when it cannot know whether the envelope left, it says so (InDoubt) and nobody tries again by themselves
(DESIGN.md, "Transports"; HAZARDS.md, "Hazards and tests" 22 and 23).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from cpdocs.channels.base import Destination, EmailTo

if TYPE_CHECKING:
    from cpdocs.delivery.envelope import Envelope


@dataclass(frozen=True, slots=True)
class Sent:
    """The next server took it. ``evidence`` is that server's own word, such as a queue id."""

    evidence: str = ""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """It lies, whole, where a person takes it from. ``file`` is that file's path relative to the outbox."""

    file: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It certainly did not leave; running again is safe."""

    because: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Nobody here can tell whether it left. Only a person or evidence resolves it."""

    because: str


Receipt: TypeAlias = Sent | HandedOver | Failed | InDoubt


class Transport(Protocol):
    """One way of carrying an envelope."""

    @property
    def name(self) -> str:
        """What the ledger calls it."""
        ...

    def wire(self, envelope: Envelope) -> bytes:
        """The exact bytes that ``carry`` hands over; the ledger's intent holds their keyed digest beforehand."""
        ...

    def too_large(self, envelope: Envelope) -> str:
        """Why it certainly does not take a message of this size, known before the wire; "" where it may."""
        ...

    def carry(self, envelope: Envelope) -> Receipt:
        """Carry ``envelope`` at most once and say what is known about it."""
        ...

    def settle(self, serial: str, sealed_mac: str) -> Receipt:
        """Say what became of an attempt that a stopped run left open: HandedOver, Failed, or InDoubt."""
        ...

    def close(self) -> None:
        """The run is over: let go of what was kept open for it."""
        ...


@dataclass(frozen=True, slots=True)
class Carriers:
    """Who carries what in one run: messages by one transport; print files by the outbox, as no wire takes them."""

    email: Transport
    paper: Transport

    def of(self, to: Destination) -> Transport:
        """The one that carries to ``to``."""
        return self.email if isinstance(to, EmailTo) else self.paper

    def __iter__(self) -> Iterator[Transport]:
        """Each once."""
        return iter((self.email,) if self.email is self.paper else (self.email, self.paper))

    def close(self) -> None:
        """Let go of everything."""
        for carrier in self:
            carrier.close()
