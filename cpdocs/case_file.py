"""What the archive holds of a case, looked through without its private key or written out with it.

With the key each copy is opened and held to the ledger's digest of it: what comes out is what went, or it is said that
it is not (a parent asks what was said of her; a court asks; a paper reached the wrong house).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from cpdocs import archive, files
from cpdocs.channels.archive_key import ArchiveReader, is_sealed_to, known
from cpdocs.errors import UsageError

if TYPE_CHECKING:
    from cpdocs.ledger.entry import AttemptState
    from cpdocs.workspace import Workspace

#: ``unarchived``: an attempt from before there was an archive. ``locked``: this private key does not open it, or it
#: was changed. ``another``: it opens, and is not what the ledger says was sent.
State: TypeAlias = Literal["there", "missing", "unarchived", "spoilt", "locked", "another"]


@dataclass(frozen=True, slots=True)
class Copy:
    """One attempt's copy in the archive, and in what state it was found."""

    attempt: AttemptState
    path: Path
    state: State


def look(workspace: Workspace, case: str | None = None) -> tuple[Copy, ...]:
    """Whether the copy of each attempt, of this case or of all, is there and is sealed to a key of the archive's."""
    keys = known(workspace.folder / workspace.settings.keys)
    return tuple(
        Copy(attempt, path, _state(attempt, data, sealed=any(is_sealed_to(key, data or b"") for key in keys)))
        for attempt, path, data in _read(workspace, case)
    )


def export(workspace: Workspace, case: str, output: Path, secret: bytes, passphrase: str) -> tuple[Copy, ...]:
    """Write every copy of a case, opened, into a new folder: one below it a conference, one below that an attempt.

    Nothing is written of a copy that does not open or is another; each is in the result with its state.

    Raises:
        UsageError: the ledger knows nothing sent of the case, ``secret`` is no private key, or ``output`` is there.
    """
    found = list(_read(workspace, case))
    if not found:
        raise UsageError("nothing of this case was sent", "See what was: cpdocs ledger show --case CASE.")
    with ArchiveReader(secret, passphrase) as reader:
        if not any(data and reader.open(data) is not None for _, _, data in found):
            hint = "Is it the key that the archive was sealed to, and its passphrase? See: cpdocs keys list."
            raise UsageError("this key opens no copy of this case", hint)
        _make(output)
        try:
            return tuple(_opened(workspace, reader, output, *one) for one in found)
        except BaseException:
            shutil.rmtree(output)  # whole or not there
            raise


def _read(workspace: Workspace, case: str | None) -> Iterator[tuple[AttemptState, Path, bytes | None]]:
    with workspace.ledger() as ledger:
        attempts = ledger.attempts(case=case)
    for attempt in attempts:
        done = attempt.intent
        path = archive.place(workspace, done.reference, done.serial, done.archived)
        yield attempt, path, path.read_bytes() if done.archived and path.is_file() else None


def _state(attempt: AttemptState, data: bytes | None, *, sealed: bool) -> State:
    if data is None:
        return "missing" if attempt.intent.archived else "unarchived"
    return "there" if sealed else "spoilt"


def _opened(
    workspace: Workspace, reader: ArchiveReader, output: Path, attempt: AttemptState, path: Path, data: bytes | None
) -> Copy:
    if data is None:
        return Copy(attempt, path, _state(attempt, data, sealed=False))
    content = reader.open(data)
    if content is None:
        return Copy(attempt, path, "locked")
    if archive.digest(workspace, content) != attempt.intent.archived:
        return Copy(attempt, path, "another")
    done = attempt.intent
    _write(output / done.reference / f"{attempt.id}-{done.document}-{done.recipient}", archive.unpacked(content))
    return Copy(attempt, path, "there")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise UsageError(f"that folder cannot be made: {files.cause(error)}", "Name a new one.") from None


def _write(folder: Path, members: Iterable[tuple[str, bytes]]) -> None:
    folder.mkdir(mode=0o700, parents=True)
    for name, data in members:
        files.write_new(folder / name, data)
