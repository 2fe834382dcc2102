"""What a person at a terminal sees besides the plain text: drawn tables, and progress on anything over a second.

A pipe or a file gets the plain text, which stays the same from version to version and can be searched; then rich is not
even imported. Progress goes to stderr and holds counts, steps and document kinds only: no name, no case text. Nothing
here starts a thread (rich would, to redraw): the drawing happens at each step.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TypeAlias

#: Called at each step: how many are done, of how many (0 if that is not known), and a word for the step (run.py).
Told: TypeAlias = Callable[[int, int, str], None]


def is_terminal() -> bool:
    """Whether the reports go to a person's screen."""
    return sys.stdout.isatty()


def table(rows: Sequence[Sequence[str]], head: Sequence[str], title: str = "") -> None:
    """A drawn table on the screen. What looks like rich's markup in a cell is printed as it stands."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, title=Text(title, style="bold") if title else None, title_justify="left")
    for name in head:
        drawn.add_column(Text(name), overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    Console().print(drawn)


#: The few words that are found faster in colour; none is told apart by its colour alone.
_STYLES = {"ok": "green", "mend": "bold red", "READY": "green", "HELD": "bold yellow", "DONE": "dim", "yes": "green"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line on stderr that says how far something is. ``aside`` takes it away while something else is printed."""

    told: Told = lambda _done, _of, _step: None
    aside: Callable[[], AbstractContextManager[None]] = nullcontext


@contextmanager
def progress(what: str) -> Iterator[Waiting]:
    """A line for a person who waits, gone at the end; nothing where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield Waiting()
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    # stdout is left alone: a report goes where it is sent, whoever watches.
    drawn = Progress(
        TextColumn("{task.description}", markup=False),
        console=Console(stderr=True),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    task = drawn.add_task(f"{what} …")

    def told(done: int, of: int, step: str) -> None:
        drawn.update(task, description=f"{what}: {done}{f' of {of}' if of else ''}, {step}")
        drawn.refresh()

    @contextmanager
    def aside() -> Iterator[None]:
        drawn.stop()
        try:
            yield
        finally:
            drawn.start()

    with drawn:
        drawn.refresh()
        yield Waiting(told, aside)
