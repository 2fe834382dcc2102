"""Laying out happens behind a fence: one spawned child, told what to do over pipes, ended when it misbehaves.

WeasyPrint and docxtpl read layouts that a council edits and texts that anybody may have written. So they run in a
process that cannot connect, start programs, write files or read any outside the template folders, and that is killed
at its limits (guard.py; HAZARDS.md, hazards 11, 12 and 27; docs/adr/0004-the-fence.md). A View goes in as a Draft;
bytes or a code come out.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from cpdocs.render import frames, spawn
from cpdocs.render.folders import Folders
from cpdocs.render.paper import MEDIA_TYPES, Copy, Format, Layout, Order, Stamp
from cpdocs.render.problems import ANSWERED, STOPPED, TEMPLATE, ProblemError, error
from cpdocs.render.talk import Talk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from cpdocs.documents.blocks import Draft

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child, or one paper in it, may use. The defaults are many times what the longest minutes need."""

    memory: int = 1 << 30
    """Bytes of address space, for the child's whole life."""
    cpu: int = 60
    """Seconds of processor time for one paper."""
    wall: float = 90
    """Seconds on the clock for one paper."""
    start: float = 60
    """Seconds on the clock for a child to be ready, from when a paper first waits for it."""
    output: int = 64 << 20
    """Bytes of one finished paper."""


class Fence:
    """Lays out and stamps papers in a fenced child. One at a time; a second Fence is a second child.

    ``templates`` is the folder that holds ``_authority/``, or several of them, an authority's own before the shipped
    one. Use it as a context manager: no child is left behind, whatever happens. One thread of the Fence's own starts
    the child and talks with it, and does nothing else: Linux ends the child when the thread that started it ends, and
    whoever has asked for a copy can go on with the one before (``later``).
    """

    def __init__(self, templates: Path | Sequence[Path], limits: Limits | None = None) -> None:
        roots = (templates,) if isinstance(templates, os.PathLike) else tuple(templates)
        self._folders = Folders(tuple(root.resolve() for root in roots))
        self._limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._digest = ""
        self._laid_out: dict[str, Layout] = {}
        self._thread: ThreadPoolExecutor | None = None

    def start(self) -> None:
        """Start the child if none is running, and return at once; it warms up while the caller goes on.

        Raises LayoutError when the templates have no fonts folder.
        """
        self._in_turn(self._start_child).result()

    def _in_turn(self, work: Callable[[], T]) -> Future[T]:
        """``work`` in the Fence's own thread, after all that was given to it before."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "fence")
        return self._thread.submit(work)

    def _start_child(self) -> None:
        if self._child is not None:
            return
        try:
            fonts = self._folders.fonts()
        except ProblemError as problem:
            raise error(problem.code) from None
        limits = self._limits
        numbers = (limits.memory, limits.cpu, limits.output)
        self._ready = False
        self._child = spawn.started(
            "cpdocs.render.child",
            (*numbers, *self._folders.roots),
            {"FONTCONFIG_FILE": str(fonts / "fonts.conf")},
        )

    def forget(self) -> None:
        """Let go of the layouts of a conference that is over, after all that was asked for; the child goes on."""
        self._in_turn(self._laid_out.clear).result()

    def stop(self) -> None:
        """End the child, if there is one, and everything in its group; what was asked for and not taken is dropped."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.shutdown(wait=False, cancel_futures=True)
        self._end_child()  # which also ends the wait for its answer
        if thread is not None:
            thread.shutdown()
            self._end_child()

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            spawn.ended(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, where: TracebackType | None
    ) -> None:
        self.stop()

    def templates_digest(self) -> str:
        """SHA-256 (hex) over every layout and font; read once for the life of this Fence."""
        if not self._digest:
            self._digest = self._folders.digest()
        return self._digest

    def lay_out(self, draft: Draft, format: Format) -> Layout:  # noqa: A002  (the word this project uses)
        """``draft`` as a clean paper, stamped for nobody yet. The same draft and format are laid out once.

        Raises:
            FenceError: the child refused, died or was stopped; ``code`` says which, and the next call starts afresh.
            LayoutError: the layout folder is wrong; the message names the file and, where known, the line.
        """
        return self._in_turn(lambda: self._laid(draft, format)).result()

    def stamp(self, layout: Layout, stamp: Stamp) -> Copy:
        """``layout`` with the stamp on every page, as it will be sent. Raises what ``lay_out`` raises."""
        return self._in_turn(lambda: self._stamped(layout, stamp)).result()

    def later(self, order: Order) -> Future[Copy]:
        """The copy, laid out and stamped after those that were asked for before; its result raises as above."""
        return self._in_turn(lambda: self._stamped(self._laid(order.draft, order.format), order.stamp))

    def _laid(self, draft: Draft, format: Format) -> Layout:  # noqa: A002  (the word this project uses)
        text = draft.to_json()
        key = hashlib.sha256(f"{self.templates_digest()} {format} {text}".encode("utf-8", "surrogatepass")).hexdigest()
        if key not in self._laid_out:
            data = self._ask({"do": "lay_out", "format": format}, text.encode("utf-8", "surrogatepass"))
            self._laid_out[key] = Layout(format, data, key)
        return self._laid_out[key]

    def _stamped(self, layout: Layout, stamp: Stamp) -> Copy:
        head = {"do": "stamp", "format": layout.format}
        head |= {"issued_to": stamp.issued_to, "serial": stamp.serial, "notice": stamp.notice}
        return Copy(layout.format, self._ask(head, layout.data), stamp.serial, MEDIA_TYPES[layout.format])

    def _ask(self, head: dict[str, str], body: bytes) -> bytes:
        limits = self._limits
        try:
            self._start_child()
            if not self._ready:
                self._checked(Talk(spawn.pipes(self._child), limits.start, limits.output).receive()[0], "ready")
                self._ready = True
            talk = Talk(spawn.pipes(self._child), limits.wall, limits.output)
            talk.send(frames.pack(head, body))
            answer, data = talk.receive()
            self._checked(answer, "ok")
        except ProblemError as problem:
            code = spawn.cause_of_death(self._child) if problem.code == "died" else problem.code
            if code not in ANSWERED:
                self._end_child()
            raise error(code, problem.file, problem.line, problem.block) from None
        except BaseException:
            self._end_child()  # an answer to this question must never be taken for the answer to the next
            raise
        return data

    def _checked(self, answer: dict[str, Any], expected: str) -> None:
        """Take from the child nothing but known codes, numbers and the names of files that stand in the templates."""
        code, file, line, block = (answer.get(key) for key in ("code", "file", "line", "block"))
        if code == expected:
            return
        known = file in {path.name for path in self._folders.files()}
        raise ProblemError(
            code if code in STOPPED or code in TEMPLATE else "protocol",
            str(file) if known else "",
            line if isinstance(line, int) else 0,
            block if isinstance(block, int) else 0,
        )
