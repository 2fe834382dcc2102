"""Which blocks a record has: the stage of a case follows from them, and so does what can be made."""

from __future__ import annotations

from collections.abc import Iterable

from cpdocs.record.model import Record


def block_at(record: Record, path: str) -> object:
    """The block of a record at a dotted path; None where the record has none yet."""
    value: object = record
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def lacking(record: Record, needs: Iterable[str]) -> tuple[str, ...]:
    """Those of the blocks, by path, that a record does not have yet."""
    return tuple(path for path in needs if not block_at(record, path))
