"""A council's new workspace: commented files to fill in, valid as they stand, and the folders for what is secret.

Beside them lie the schemas, which the first line of each file names.

The files lie in templates/_workspace, where a council can read them before it has a workspace. Everything in them is
invented, and ``unfilled`` says what a council has not put its own words in place of yet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cpdocs import files
from cpdocs.editor import bring_schemas, pointed
from cpdocs.errors import LedgerError, UsageError
from cpdocs.ledger import place
from cpdocs.record.authority import Authority
from cpdocs.record.load import load
from cpdocs.shipped import folder as shipped

_AUTHORITY: Final = Path("authority/authority.yaml")
#: In this order: a workspace is found by its cpdocs.yaml, and so that one comes when all else is there.
_FILES: Final = (_AUTHORITY, Path("contacts.yaml"), Path("cpdocs.yaml"))
#: Case text and keys. The ledger and the outbox are made, closed to others, when they are first needed.
_FOLDERS: Final = ("authority", "records", "keys")
#: What stands on every paper or message and so must not go out as it was shipped.
_OWN_WORDS: Final = ("name", "letterhead", "offices", "staff", "covering")


def make(folder: Path) -> tuple[Path, ...]:
    """Make a workspace in ``folder``, which is not there yet or empty; returns its files, below it.

    All of it is for its owner alone. A run that is stopped leaves a folder that is no workspace yet.

    Raises:
        UsageError: there is something in ``folder``, it cannot be made, or no ledger would be safe in it.
    """
    _require_empty(folder)
    try:
        place.check_place(folder / "ledger" / "ledger.sqlite")
    except LedgerError as error:
        raise UsageError(f"this is no place for a workspace. {error.message}", error.hint) from None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in _FOLDERS:
            (folder / name).mkdir(mode=0o700)
        bring_schemas(folder)
        for file in _FILES:
            text = (_shipped() / file).read_text("utf-8")
            files.write_new(folder / file, pointed(text, folder / file, folder).encode())
    except OSError:
        raise UsageError("the workspace cannot be made there", "Name a folder that you may write in.") from None
    return _FILES


def unfilled(authority: Authority) -> tuple[str, ...]:
    """The parts of authority.yaml that are still as ``make`` wrote them: invented words that a family would read."""
    given = load(_shipped() / _AUTHORITY, Authority).value
    return tuple(name for name in _OWN_WORDS if given and getattr(given, name) == getattr(authority, name))


def _shipped() -> Path:
    return shipped("templates") / "_workspace"


def _require_empty(folder: Path) -> None:
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError:
        raise UsageError("that folder cannot be read", "Name another one.") from None
    if taken:
        hint = "Name a new folder or an empty one. Nothing in this one was changed."
        raise UsageError(f"there is something in {folder} already", hint)
