"""A fenced child that is lent to the tests' own runs, since starting one takes as long as a whole short run.

A run makes its Fence, uses it and stops it; here it gets one that is warm already and stays. What a run does with it is
the same: the same Fence, the same child, the same layouts. Whoever has changed a layout gets a Fence of her or his own,
and so does a fork, which has none of its parent's threads to talk through.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path

from cpdocs.errors import CpdocsError
from cpdocs.render.fence import Fence
from cpdocs.shipped import folder


class Lender:
    """Takes the place of ``Fence``. ``councils`` are template folders beside the shipped ones, which stay as they are."""

    def __init__(self, councils: Iterable[Path] = ()) -> None:
        self._councils = tuple(councils)
        self._process = os.getpid()

    def __call__(self, roots: Sequence[Path]) -> AbstractContextManager[Fence]:
        own = Fence([root for root in roots if root.is_dir()])
        try:
            lent = self._lent.get(own.templates_digest())
        except CpdocsError:
            return own
        if lent is None or os.getpid() != self._process:
            return own
        lent.start()
        return nullcontext(lent)

    @cached_property
    def _lent(self) -> dict[str, Fence]:
        """By what the layouts are: the shipped ones, and those of each council."""
        fences = [Fence([*own, folder("templates")]) for own in ([], *([one] for one in self._councils))]
        return {fence.templates_digest(): fence for fence in fences}

    def stop(self) -> None:
        for fence in self._lent.values():
            fence.stop()
