"""A workspace put back from a sealed backup into a new folder, whole or not at all, and held to what it says itself.

Nothing in the file is trusted: whoever has the public key can seal one. Each member must be a plain file of a plain
name below the folder, all of them and their bytes those of the manifest, the manifest made with the ledger's key; and
whose ledger that is, a checkpoint from elsewhere says. Then two people's word that it was put back stands in the ledger
before the folder is there at all (recovery.py): there is no moment at which it could send again what it has forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from pydantic import ValidationError

from cpdocs import files, rights
from cpdocs.backup import MAC, MANIFEST, Manifest, mac
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.gpg_stream import opening
from cpdocs.errors import LedgerError, UsageError
from cpdocs.keeping import keep, signer, verify
from cpdocs.ledger import place
from cpdocs.recovery import put_back
from cpdocs.workspace import LEDGER_KEY, NAME, RECORDS, Workspace, open_workspace

if TYPE_CHECKING:
    from cpdocs.ledger.checkpoint import Checkpoint
    from cpdocs.ledger.restored import Loss

_PIECE: Final = 1 << 20
#: Of a manifest; a file of a thousand records has some hundred bytes for each.
_LONGEST: Final = 64 << 20
_NAME_PART: Final = re.compile(r"[^\x00-\x1f\x7f/\\]{1,255}")
_LONGEST_NAME: Final = 1000
_FOREIGN: Final = "Take another copy of it. Nothing was put back."
_KEY_CURE: Final = "This backup was not made as cpdocs makes one."


@dataclass(frozen=True, slots=True)
class Restored:
    """A workspace that was put back. ``loss`` is None where its ledger is on a server, and has all that it had."""

    manifest: Manifest
    loss: Loss | None
    ledger_key: str
    unkept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """Who puts it back, with which second person, and why."""

    operator: str | None
    second: str
    because: str


def restore(
    source: Path,
    folder: Path,
    key: bytes,
    passphrase: str,
    checkpoints: Sequence[Checkpoint],
    word: Word,
    now: Callable[[], datetime] | None = None,
) -> Restored:
    """Put the workspace in ``source`` back into ``folder``, which is not there yet or empty.

    ``key`` is the armoured secret key that it is sealed to; ``checkpoints`` are from elsewhere, those in the places
    that its own cpdocs.yaml names are read too.

    Raises:
        UsageError: there is something in ``folder``, or it cannot be written; a person who may not; what is no backup.
        ChannelError: the key does not open it, it was changed or cut short.
        LedgerError: its ledger is not in order, or is not the one of a checkpoint.
    """
    with _half(folder) as half:
        with GpgHome() as home:
            home.take_in(key)
            manifest = _unpacked(home, source, passphrase, half)
        workspace = open_workspace(half, now)
        with workspace.ledger() as ledger:
            made = signer(workspace).sign(manifest.ledger.entries, manifest.ledger.root)
            if manifest.ledger.file is not None and ledger.head() != (manifest.ledger.entries, manifest.ledger.root):
                raise LedgerError("The backup's ledger is not the one that its manifest names.", _FOREIGN)
            person = rights.operator(workspace, word.operator)
            rights.require_second(workspace, word.second, person)
            loss = None
            if manifest.ledger.file is not None or not verify(workspace, ledger, [made, *checkpoints]).valid:
                given = [made, *checkpoints]
                loss = put_back(workspace, ledger, given, person, word.second, word.because)
        ours = signer(workspace).verifier.text
    unkept = _kept(folder, now)
    return Restored(manifest, loss, ours, unkept)


def _kept(folder: Path, now: Callable[[], datetime] | None) -> tuple[str, ...]:
    """A checkpoint of the ledger as it goes on, at every place: only now is it one that stands."""
    workspace = open_workspace(folder, now)
    with workspace.ledger() as ledger:
        return keep(workspace, ledger)


@contextmanager
def _half(folder: Path) -> Iterator[Path]:
    """A folder beside ``folder`` that takes its place once the block has ended well, and is gone if it has not.

    What a killed run left there is cleared by the next one.
    """
    try:
        if os.path.lexists(folder) and (not folder.is_dir() or folder.is_symlink() or any(folder.iterdir())):
            hint = "Name a new folder or an empty one. Nothing in this one was changed."
            raise UsageError(f"there is something in {folder} already", hint)
        place.check_place(folder / "ledger" / "ledger.sqlite")
        half = folder.with_name(f".{folder.name}.part")
        if half.is_symlink() or (half.exists() and half.stat().st_uid != os.getuid()):
            raise UsageError(f"{half} is in the way", "Remove it.")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        try:
            yield half
            _sync(half)
            half.rename(folder)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
        files.sync(folder.parent)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {files.cause(error)}") from None


def _sync(half: Path) -> None:
    for folder, _, _ in os.walk(half):
        files.sync(Path(folder))


def _unpacked(home: GpgHome, source: Path, passphrase: str, half: Path) -> Manifest:
    """Every file of the backup below ``half``, its bytes those of the manifest; whose ledger it is, is asked later."""
    try:
        with source.open("rb") as sealed, opening(home, sealed, passphrase) as stream:
            found, last = _members(stream, half)
    except (tarfile.TarError, ValueError, OverflowError, EOFError):
        raise UsageError("what is in that file is no backup of cpdocs, or not all of one", _FOREIGN) from None
    manifest = _manifest(last.get(MANIFEST, b""))
    if found != {name: (one.sha256, one.size) for name, one in manifest.files.items()}:
        raise UsageError("the files of this backup are not those that its manifest names", _FOREIGN)
    if NAME not in found or manifest.ledger.file not in (None, *found):
        raise UsageError("this backup has no cpdocs.yaml, or no ledger", _FOREIGN)
    workspace = open_workspace(half)
    for name in (workspace.settings.keys, RECORDS):  # a folder without a file is no member
        _make_folders(half, f"{name}/x")
    if manifest.ledger.file not in (None, workspace.settings.ledger):
        raise UsageError("this backup's ledger is not where its cpdocs.yaml says", _FOREIGN)
    _require_ours(workspace, last)
    return manifest


def _require_ours(workspace: Workspace, last: dict[str, bytes]) -> None:
    made = mac(workspace.secret_bytes(LEDGER_KEY, _KEY_CURE), last[MANIFEST])
    if not hmac.compare_digest(made, last.get(MAC, b"")):
        raise UsageError("this backup's manifest was not made with its ledger's key", _FOREIGN)


def _members(stream: IO[bytes], half: Path) -> tuple[dict[str, tuple[str, int]], dict[str, bytes]]:
    """Write each member below ``half``; its digest and size by its name, and the two that are about the others."""
    found: dict[str, tuple[str, int]] = {}
    last: dict[str, bytes] = {}
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for member in tar:
            name = _checked(member, found)
            file = tar.extractfile(member)
            if file is None:
                raise _strange()
            if name in (MANIFEST, MAC):
                if member.size > _LONGEST:
                    raise _strange()
                last[name] = file.read()
            else:
                _make_folders(half, name)
                found[name] = _put(half / name, file), member.size
    return found, last


def _checked(member: tarfile.TarInfo, found: dict[str, tuple[str, int]]) -> str:
    """The name of a member that is a plain file below the folder, and the only one of its name. Raises UsageError.

    The library's own filter for data is asked too, where this Python has it; nothing is extracted by the library.
    """
    parts = PurePosixPath(member.name).parts
    plain = len(member.name) <= _LONGEST_NAME and all(_NAME_PART.fullmatch(part) for part in parts)
    way = "/".join(parts) == member.name and not {".", ".."} & set(parts)
    if not (member.isreg() and plain and way and parts and member.name not in found) or member.sparse is not None:
        raise _strange()
    if look := getattr(tarfile, "data_filter", None):
        look(member, "/nowhere")
    return member.name


def _make_folders(half: Path, name: str) -> None:
    """The folders above a member, each for its owner alone; mkdir's own ``parents`` would leave them open to others."""
    for folder in reversed(PurePosixPath(name).parents):
        (half / folder).mkdir(mode=0o700, exist_ok=True)


def _put(path: Path, file: IO[bytes]) -> str:
    """A new file for its owner alone; the digest of its bytes."""
    digest = hashlib.sha256()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        while piece := file.read(_PIECE):
            digest.update(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest()


def _manifest(text: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(text)
    except ValidationError:
        raise UsageError("this backup has no manifest that this cpdocs can read", _FOREIGN) from None


def _strange() -> UsageError:
    return UsageError("there is something in this backup that cpdocs does not put into one", _FOREIGN)
