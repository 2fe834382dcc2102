"""Copies made ahead: while the caller checks and seals one, the fenced child lays out the next.

They are taken in the order in which they were asked for, and only a few are ever made ahead, so that memory does not
grow with a conference.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future

    from cpdocs.render.fence import Fence
    from cpdocs.render.paper import Copy, Order

_AHEAD: Final = 6


class Ahead:
    """The copies of ``orders``, each made once it is among the next few."""

    def __init__(self, fence: Fence, orders: Iterable[Order]) -> None:
        self._fence = fence
        self._rest = iter(orders)
        self._asked: deque[tuple[Order, Future[Copy]]] = deque()
        self._ask()

    def take(self, order: Order) -> Copy:
        """The copy of ``order``; those before it that nobody took are passed over.

        Raises:
            FenceError, LayoutError: as ``Fence.lay_out``, for this copy alone.
            KeyError: it is not among the orders that are left.
        """
        while self._asked:
            asked, copy = self._asked.popleft()
            self._ask()
            if asked is order:
                return copy.result()
            copy.cancel()
        raise KeyError("no such order")

    def _ask(self) -> None:
        while len(self._asked) < _AHEAD and (order := next(self._rest, None)) is not None:
            self._asked.append((order, self._fence.later(order)))
