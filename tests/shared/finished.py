"""Finished copies for tests: what the program's own steps make of a paper, byte for byte as it would be sealed."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from cpdocs.documents.blocks import Draft
from cpdocs.documents.templates import Templates
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Copy, Format, Stamp

#: On what stands outside a golden text: whom the stamp names does not matter there.
STAMP = Stamp("Ms Alex Example", "K7Q2M9XW4T")


class Finisher:
    """Lays out and stamps, in one fenced child for each set of template folders; the same words are laid out once."""

    def __init__(self) -> None:
        self._fences: dict[tuple[Path, ...], Fence] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, where: TracebackType | None
    ) -> None:
        self._stack.close()

    def copy(self, templates: Templates, draft: Draft, form: Format, stamp: Stamp = STAMP) -> Copy:
        fence = self._fence(templates)
        return fence.stamp(fence.lay_out(draft, form), stamp)

    def _fence(self, templates: Templates) -> Fence:
        """A workspace without templates of its own shares the one of the shipped ones."""
        roots = tuple(root for root in templates.folders if root.is_dir())
        if roots not in self._fences:
            self._fences[roots] = self._stack.enter_context(Fence(roots))
            self._fences[roots].start()
        return self._fences[roots]
