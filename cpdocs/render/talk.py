"""The parent's half of the talk over the pipes: every wait has an end, and every length has a bound."""

from __future__ import annotations

import os
import selectors
import time
from typing import Any

from cpdocs.render import frames
from cpdocs.render.problems import ProblemError


class Talk:
    """One question and its answer, in ``seconds`` on the clock from now.

    Raises ProblemError ``wall`` (no answer in time), ``died`` (the pipe ended), ``output`` (the answer is longer than
    ``longest`` bytes) or ``protocol`` (it is no answer).
    """

    def __init__(self, pipes: tuple[int, int], seconds: float, longest: int) -> None:
        self._to, self._from = pipes
        self._deadline = time.monotonic() + seconds
        self._longest = longest
        for pipe in pipes:
            os.set_blocking(pipe, False)

    def send(self, frame: bytes) -> None:
        """Write the whole frame."""
        rest = memoryview(frame)
        while rest:
            self._wait(self._to, selectors.EVENT_WRITE)
            try:
                rest = rest[os.write(self._to, rest) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise ProblemError("died") from None

    def receive(self) -> tuple[dict[str, Any], bytes]:
        """Read one whole frame."""
        try:
            head, body = frames.lengths(self._read(frames.LENGTHS.size), self._longest)
        except ValueError:
            raise ProblemError("output") from None
        try:
            return frames.read_head(self._read(head)), self._read(body)
        except ValueError:
            raise ProblemError("protocol") from None

    def _read(self, size: int) -> bytes:
        read = bytearray()
        while len(read) < size:
            self._wait(self._from, selectors.EVENT_READ)
            try:
                piece = os.read(self._from, min(size - len(read), 1 << 20))
            except BlockingIOError:
                continue
            if not piece:
                raise ProblemError("died")
            read += piece
        return bytes(read)

    def _wait(self, pipe: int, event: int) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(pipe, event)
            if not ready.select(max(self._deadline - time.monotonic(), 0)):
                raise ProblemError("wall")
