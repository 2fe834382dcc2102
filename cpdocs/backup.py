"""One sealed file with all that a workspace needs to go on elsewhere.

In it: cpdocs.yaml, the authority's files, contacts, records, templates, schemas, keys, the archive, whatever else
cpdocs.yaml names below the workspace, and the ledger. It holds case text and secrets, so it is never written but
sealed to a key whose secret half is kept elsewhere: a tar goes through a pipe into gpg, and no plain byte of it to a
disk. The outbox is not in it: what lies there was handed over, and put back it would be handed over again.

The last two members are the manifest, with the SHA-256 of every file, and its HMAC under the ledger's key: so whoever
has a checkpoint from elsewhere can tell a backup of this ledger from one that anybody made who has the public key.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Literal

from pydantic import BaseModel, ConfigDict

from cpdocs import __version__, files
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.gpg_stream import sealing
from cpdocs.editor import SCHEMAS
from cpdocs.errors import SettingsError, UsageError
from cpdocs.keeping import verify
from cpdocs.ledger.entry import time_text
from cpdocs.workspace import LEDGER_KEY, NAME, RECORDS, Workspace

if TYPE_CHECKING:
    from cpdocs.channels.key_info import KeyInfo
    from cpdocs.ledger.store import Ledger

MANIFEST, MAC = "manifest.json", "manifest.mac"
_CHANGED = "A file was changed while it was read; nothing was written."
_KEY_CURE = "Put it back from an earlier backup: without it nobody who has a checkpoint can believe this one."
_IMPORT = "Take it in, as its owner gave it: cpdocs keys import FILE"


class Kept(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    sha256: str
    size: int


class KeptLedger(BaseModel):
    """The ledger as it was: ``file`` is its member, None where it is on a server and not in the backup."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    file: str | None
    entries: int
    root: str


class Manifest(BaseModel):
    """What a backup holds. ``made`` is UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    format: Literal["cpdocs/backup/v1"]
    cpdocs: str
    made: str
    files: dict[str, Kept]
    ledger: KeptLedger


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written, the names in the workspace's folder that are not in it, and whether the ledger was in
    order.
    """

    manifest: Manifest
    left_out: tuple[str, ...]
    in_order: bool


def make(workspace: Workspace, path: Path, fingerprint: str | None) -> Made:
    """Write a backup to ``path``, a new file, sealed to the key in the key store, or to the one that cpdocs.yaml names.

    It may be made while a run is going: the ledger is the one of a moment between two entries.

    Raises:
        UsageError: there is a file already, no key is named, or a link or anything else that is no file is in the way.
        SettingsError: the key is not in the store, or cannot be sealed to.
        ChannelError: gpg did not seal it.
    """
    wanted = fingerprint or workspace.settings.backup
    if wanted is None:
        hint = "Say --to FINGERPRINT, or write backup: FINGERPRINT in cpdocs.yaml."
        raise UsageError("it is not said whose key the backup is sealed to", hint)
    names, left_out = contents(workspace)
    with workspace.ledger() as ledger, GpgHome() as home:
        recipient = _recipient(workspace, home, wanted)
        in_order = verify(workspace, ledger).valid
        try:
            with files.new(path) as target, sealing(home, recipient, target) as stream:
                manifest = _written(workspace, ledger, names, stream)
        except FileExistsError:
            raise UsageError(f"{path} is there already", "Name a new file.") from None
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {files.cause(error)}") from None
    return Made(manifest, left_out, in_order)


def mac(ledger_key: bytes, manifest: bytes) -> bytes:
    """Who made a backup had the ledger's key."""
    return hmac.new(ledger_key, b"cpdocs backup\0" + manifest, hashlib.sha256).hexdigest().encode()


def contents(workspace: Workspace) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files that a backup holds, and what else lies in the workspace's folder. Raises UsageError for a link."""
    settings, authority = workspace.settings, Path(workspace.settings.authority)
    tables = (workspace.authority.entitlements, workspace.authority.timescale_rows)
    named = [
        *(
            NAME,
            settings.contacts,
            settings.authority,
            settings.keys,
            RECORDS,
            "templates",
            SCHEMAS,
            settings.archive.folder,
        ),
        *(str(authority.parent / table) for table in tables if table),
        *([str(authority.parent)] if authority.parent != Path() else []),
        *_named_in(settings.model_dump()),
    ]
    own = {*(() if workspace.ledger_file is None else _ledger_files(settings.ledger)), settings.outbox}
    found = {file for name in named for file in _below(workspace.folder, name) if not _is_in(file, own)}
    tops = {*(Path(file).parts[0] for file in found), *(Path(name).parts[0] for name in (*own, *named))}
    others = (name for name in _names(workspace.folder) if name not in tops and not name.endswith(".part"))
    return tuple(sorted(found)), tuple(sorted(others))


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _ledger_files(name: str) -> Iterator[str]:
    return (f"{name}{more}" for more in ("", ".lock", "-journal"))


def _named_in(value: object) -> Iterator[str]:
    """Every text of the settings that could be a file below the workspace, such as that of a password."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _named_in(one)
    elif isinstance(value, str):
        path = value.removeprefix("file:")
        if not path.startswith("/") and "://" not in path:
            yield path


def _is_in(file: str, names: Iterable[str]) -> bool:
    return any(Path(file).is_relative_to(name) for name in names)


def _below(folder: Path, name: str) -> Iterator[str]:
    """The file of this name, or every file in the folder of this name; what a stopped run left half done is not one."""
    path = folder / name
    if path.is_symlink() or (path.exists() and not path.is_dir() and not path.is_file()):
        hint = "Put the file or folder itself in its place; nothing was written."
        raise UsageError(f"{name} is a link, or no file, and cannot be backed up", hint)
    if path.is_dir():
        for one in _names(path):
            yield from _below(folder, f"{name}/{one}")
    elif path.is_file() and not (path.name.startswith(".") and path.name.endswith(".part")):
        yield name


def _recipient(workspace: Workspace, home: GpgHome, fingerprint: str) -> KeyInfo:
    info = workspace.keys.admit(home, fingerprint)
    if info is None:
        raise SettingsError(f"The key {fingerprint} is not in the key store.", _IMPORT)
    if info.state != "good":
        raise SettingsError(f"The key {fingerprint} is {info.state}; nothing was written.", "Take another one.")
    return info


def _written(workspace: Workspace, ledger: Ledger, names: Iterable[str], stream: IO[bytes]) -> Manifest:
    """The tar, file by file, the ledger after all others: what the backup does not know is then the least."""
    made = time_text(workspace.now())
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        kept = {}
        for name in names:
            with (workspace.folder / name).open("rb") as file:
                kept[name] = _add(tar, name, file)
        if ledger.shared:
            head = KeptLedger(file=None, entries=ledger.head()[0], root=ledger.head()[1])
        else:
            with ledger.still() as (entries, root, file):
                kept[workspace.settings.ledger] = _add(tar, workspace.settings.ledger, file)
            head = KeptLedger(file=workspace.settings.ledger, entries=entries, root=root)
        manifest = Manifest(format="cpdocs/backup/v1", cpdocs=__version__, made=made, files=kept, ledger=head)
        text = manifest.model_dump_json(indent=1).encode()
        signed = mac(workspace.secret_bytes(LEDGER_KEY, _KEY_CURE), text)
        for name, data in ((MANIFEST, text), (MAC, signed)):
            _add(tar, name, io.BytesIO(data))
    return manifest


class _Hashed:
    """A file whose bytes are hashed as they are read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _add(tar: tarfile.TarFile, name: str, file: BinaryIO) -> Kept:
    """One member, of as many bytes as the file has. Raises UsageError where it then has fewer or more."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    hashed = _Hashed(file)
    try:
        tar.addfile(member, hashed)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(_CHANGED, "Run it again.") from error
    if file.read(1):
        raise UsageError(_CHANGED, "Run it again.")
    return Kept(sha256=hashed.digest.hexdigest(), size=size)
