"""A rule that a record breaks: what the loader turns into a finding with its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cpdocs.record.tree import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule. ``id`` is stable; ``message`` holds ids and kinds, never a name or a told text."""

    id: str
    path: Path
    message: str
    hint: str = ""
    severity: Literal["error", "warning"] = "error"
