"""No faster than a mail server allows: at most so many parcels a minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cpdocs.delivery.base import Carriers, Receipt, Transport
from cpdocs.delivery.envelope import Envelope

_MINUTE: Final = 60.0


@dataclass
class Pace:
    """Evenly spaced: in no minute are there more than ``most``. ``clock`` and ``sleep`` are seconds."""

    most: int
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    _next: float = field(default=float("-inf"), init=False)

    def wait(self) -> None:
        """Until the next may go."""
        now = self.clock()
        if now < self._next:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + _MINUTE / self.most


@dataclass(frozen=True)
class Paced:
    """A transport that waits its turn before a parcel's intent is written down.

    ``wire`` is asked before the ledger commits the intent, ``carry`` after it. Who is killed while waiting must leave
    no attempt open, so the wait is in the first.
    """

    carrier: Transport
    pace: Pace

    @property
    def name(self) -> str:
        """What the ledger calls it."""
        return self.carrier.name

    def wire(self, envelope: Envelope) -> bytes:
        """As the transport's own, when its turn has come."""
        self.pace.wait()
        return self.carrier.wire(envelope)

    def too_large(self, envelope: Envelope) -> str:
        """As the transport's own; what it would not take has no turn."""
        return self.carrier.too_large(envelope)

    def carry(self, envelope: Envelope) -> Receipt:
        """As the transport's own."""
        return self.carrier.carry(envelope)

    def settle(self, serial: str, sealed_mac: str) -> Receipt:
        """As the transport's own."""
        return self.carrier.settle(serial, sealed_mac)

    def close(self) -> None:
        """As the transport's own."""
        self.carrier.close()


def paced(carriers: Carriers, pace: Pace) -> Carriers:
    """The same carriers, held to one pace between them."""
    email = Paced(carriers.email, pace)
    return Carriers(email, email if carriers.paper is carriers.email else Paced(carriers.paper, pace))
