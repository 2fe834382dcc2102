"""Files that a command was asked to write: new ones, for their owner alone."""

from __future__ import annotations

from pathlib import Path

from cpdocs import files
from cpdocs.errors import UsageError


def write(path: Path, data: bytes) -> None:
    """Write a file that somebody named and that is not there yet. Raises UsageError for any other."""
    try:
        files.write_new(path, data)
    except FileExistsError:
        raise UsageError(f"{path} is there already", "Name a new file.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {files.cause(error)}") from None
