"""The places elsewhere at which checkpoints are kept: folders, such as a share that another machine keeps.

A folder is never made here: where a share is not mounted, its mount point is an empty folder of this machine's own or
none, and what is written there would lie beside the ledger and prove nothing. A file is never written over: another
checkpoint of the same number of entries is the proof that the ledger was forked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TypeAlias

from cpdocs import files
from cpdocs.errors import LedgerError
from cpdocs.ledger.checkpoint import Checkpoint

_NAME = re.compile(r"cpdocs-[0-9a-f]{8}-(0|[1-9][0-9]{0,15})(?:-[0-9a-f]{8})?\.txt")
#: Size and root of checkpoints whose entries are known to be lost (restored.py).
Lost: TypeAlias = AbstractSet[tuple[int, str]]
#: How many of a place's newest are read: each vouches for all entries before it, the older ones tell when it happened.
_NEWEST = 50
_LONGEST = 10_000


def file_name(checkpoint: Checkpoint) -> str:
    """A checkpoint's name in a place: whose key and how many entries, nothing of a council or a case."""
    return f"cpdocs-{checkpoint.signatures[0][1].hex()}-{checkpoint.size}.txt"


def write(place: Path, checkpoint: Checkpoint, lost: Callable[[], Lost] = frozenset) -> str:
    """Keep a checkpoint at a place, whole or not at all; returns why it could not be, or nothing.

    Where one of ``lost`` entries lies under its name, it is kept beside that one, its root in its name.
    """
    path = place / file_name(checkpoint)
    try:
        if path.exists() and not _is(path, checkpoint) and _of(path) in lost():
            path = path.with_name(f"{path.stem}-{checkpoint.root[:8]}{path.suffix}")
        if path.exists():
            same = _is(path, checkpoint)
            return "" if same else "another checkpoint of as many entries lies there; see cpdocs ledger verify"
        files.put(path, checkpoint.note.encode())
    except OSError as error:
        return files.cause(error)
    except (LedgerError, UnicodeDecodeError):
        return "what lies there is no checkpoint"
    return ""


def read(place: Path, lost: Lost = frozenset()) -> Iterable[Checkpoint]:
    """The newest checkpoints of a place that are not of ``lost`` entries, which would keep newer ones from being read.

    Raises OSError where the place cannot be read, LedgerError where one of them is spoilt.
    """
    found: list[Checkpoint] = []
    for _, path in _newest_first(place):
        if len(found) == _NEWEST:
            break
        one = of_file(path)
        if (one.size, one.root) not in lost:
            found.append(one)
    return found[::-1]


def beyond(place: Path, size: int) -> list[Checkpoint]:
    """Every checkpoint of a place that is of more than ``size`` entries. Raises as ``read`` does."""
    return [of_file(path) for told, path in _newest_first(place) if told > size]


def _newest_first(place: Path) -> list[tuple[int, Path]]:
    named = [(int(found[1]), path) for path in place.iterdir() if (found := _NAME.fullmatch(path.name))]
    return sorted(named, reverse=True)


def _is(path: Path, checkpoint: Checkpoint) -> bool:
    return path.read_text("utf-8") == checkpoint.note


def _of(path: Path) -> tuple[int, str]:
    one = of_file(path)
    return one.size, one.root


def of_file(path: Path) -> Checkpoint:
    """The checkpoint in a file. Raises LedgerError for what is none, OSError for what cannot be read."""
    with path.open("rb") as file:
        data = file.read(_LONGEST)
    try:
        return Checkpoint.of(data.decode())
    except UnicodeDecodeError:
        raise LedgerError("That file is no checkpoint.") from None
