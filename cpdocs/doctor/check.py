"""One thing that was looked at, and what of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: ``what`` was found, and ``mend``, how to put it right; empty if it is in order."""

    id: str
    ok: bool
    what: str
    mend: str = ""


Looked: TypeAlias = Iterator[Check]
