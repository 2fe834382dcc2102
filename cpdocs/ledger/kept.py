"""The places elsewhere at which checkpoints are kept: folders, such as a share that another machine keeps.

A folder is never made here: where a share is not mounted, its mount point is an empty folder of this machine's own or
none, and what is written there would lie beside the ledger and prove nothing. A file is never written over: another
checkpoint of the same number of entries is the proof that the ledger was forked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from cpdocs import files
from cpdocs.errors import LedgerError
from cpdocs.ledger.checkpoint import Checkpoint

_NAME = re.compile(r"cpdocs-[0-9a-f]{8}-(0|[1-9][0-9]{0,15})\.txt")
#: How many of a place's newest are read: each vouches for all entries before it, the older ones tell when it happened.
_NEWEST = 50
_LONGEST = 10_000


def file_name(checkpoint: Checkpoint) -> str:
    """A checkpoint's name in a place: whose key and how many entries, nothing of a council or a case."""
    return f"cpdocs-{checkpoint.signatures[0][1].hex()}-{checkpoint.size}.txt"


def write(place: Path, checkpoint: Checkpoint) -> str:
    """Keep a checkpoint at a place, whole or not at all; returns why it could not be, or nothing."""
    path = place / file_name(checkpoint)
    try:
        if path.exists():
            same = path.read_text("utf-8") == checkpoint.note
            return "" if same else "another checkpoint of as many entries lies there; see cpdocs ledger verify"
        files.put(path, checkpoint.note.encode())
    except (OSError, UnicodeDecodeError) as error:
        return files.cause(error) if isinstance(error, OSError) else "what lies there is no checkpoint"
    return ""


def read(place: Path) -> Iterable[Checkpoint]:
    """The newest checkpoints of a place. Raises OSError where it cannot be read, LedgerError where one is spoilt."""
    named = [(int(found[1]), path) for path in place.iterdir() if (found := _NAME.fullmatch(path.name))]
    newest = sorted(named, reverse=True)[:_NEWEST]
    return [of_file(path) for _, path in sorted(newest)]


def of_file(path: Path) -> Checkpoint:
    """The checkpoint in a file. Raises LedgerError for what is none, OSError for what cannot be read."""
    with path.open("rb") as file:
        data = file.read(_LONGEST)
    try:
        return Checkpoint.of(data.decode())
    except UnicodeDecodeError:
        raise LedgerError("That file is no checkpoint.") from None
