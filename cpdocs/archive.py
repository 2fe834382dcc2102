"""The council's own copy of what it sends: record, copies and manifest of each parcel, sealed before it is carried.

    archive/REFERENCE/SERIAL-DIGEST.tar.pgp     for the holder of the archive's private key alone

What was sent can then be shown though templates, record and authority have changed since, and though the outbox was
cleared: to a parent who asks what was said of her, to a court, after a breach. No archive key, no sending. DIGEST is
the beginning of the content's keyed digest, which the ledger's entry of the attempt keeps whole: so a copy is known
for the one that went, and the same parcel made again is the same file (ADR 13).
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from cpdocs import files
from cpdocs.rules.situation import Hold
from cpdocs.stages import HeldError

if TYPE_CHECKING:
    from types import TracebackType

    from cpdocs.channels.archive_key import ArchiveKey
    from cpdocs.channels.base import Parcel
    from cpdocs.record.model import Record
    from cpdocs.rules.situation import Situation
    from cpdocs.stages import Paper, Written
    from cpdocs.workspace import Workspace

SUFFIX: Final = ".tar.pgp"
MANIFEST, RECORD = "manifest.json", "record.json"
_DIGITS: Final = 16


class Archive:
    """The archive of one run, a context manager. ``require_key`` comes first."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stack = ExitStack()
        self._record = b""

    def __enter__(self) -> Self:
        return self

    def require_key(self) -> None:
        """Open the archive to write. Raises SettingsError where there is no key to which it can be sealed today."""
        from cpdocs.channels.archive_key import ArchiveKey

        settings = self._workspace.settings
        key = ArchiveKey(self._workspace.folder / settings.keys, settings.archive.fingerprint)
        self._key: ArchiveKey = self._stack.enter_context(key)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def keep(self, situation: Situation, written: Written, parcel: Parcel) -> str:
        """Seal and keep one parcel as it is about to be sent; returns the keyed digest of the content.

        Raises:
            HeldError: it could not be written (hold ``not-archived``).
            ChannelError: gpg could not seal it, under the same hold.
        """
        content = _packed(self._content(situation, written, parcel))
        named = digest(self._workspace, content)
        path = place(self._workspace, situation.record.reference, written.serial, named)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with files.held(path.parent):  # another run may be about to keep the same
                if not path.exists():
                    files.put(path, self._key.seal(content))
        except OSError as error:
            raise HeldError(Hold("not-archived", f"it cannot be archived: {files.cause(error)}")) from None
        return named

    def _content(self, situation: Situation, written: Written, parcel: Parcel) -> Iterator[tuple[str, bytes]]:
        self._record = self._record or _whole(situation.record)  # once a run: all its parcels are of one record
        yield MANIFEST, json.dumps(_manifest(situation, written, parcel), indent=1, sort_keys=True).encode()
        yield RECORD, self._record
        for file in parcel.files:
            yield file.name, file.data


def digest(workspace: Workspace, content: bytes) -> str:
    """The keyed digest by which the ledger knows a copy's content."""
    return workspace.mac(b"archive\0" + content)


def place(workspace: Workspace, reference: str, serial: str, named: str) -> Path:
    """Where the sealed copy of a parcel lies whose content has this digest."""
    return folder(workspace) / reference / f"{serial}-{named[:_DIGITS]}{SUFFIX}"


def folder(workspace: Workspace) -> Path:
    """The archive's folder, which is made with the first copy."""
    return workspace.folder / workspace.settings.archive.folder


def remove(workspace: Workspace, references: Iterable[str]) -> None:
    """Take these conferences' copies out of the archive, as the ledger is to forget them. Raises OSError."""
    for reference in references:
        with suppress(FileNotFoundError):
            shutil.rmtree(folder(workspace) / reference)


def unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of an opened copy, by name. Raises tarfile.TarError for what is none."""
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        for member in tar:
            if member.isfile() and Path(member.name).name == member.name and (file := tar.extractfile(member)):
                yield member.name, file.read()


def _whole(record: Record) -> bytes:
    """The record as it was understood, in a form that is read as a record again: the minutes' texts within it."""
    return record.model_dump_json(by_alias=True, exclude_unset=True, exclude={"minutes": {"file"}}, indent=1).encode()


def _manifest(situation: Situation, written: Written, parcel: Parcel) -> Mapping[str, Any]:
    """What is in the copy and for whom it was. No day and no clerk, which the ledger has: so a retry is no other."""
    planned = written.planned
    return {
        "version": 1,
        "case": situation.record.case,
        "reference": situation.record.reference,
        "document": planned.document,
        "edition": planned.edition,
        "recipient": planned.person,
        "addressee": planned.addressee,
        "serial": written.serial,
        "view": written.view,
        "channel": parcel.channel,
        "by": planned.route.by,
        "to": planned.route.email if planned.route.by == "email" else planned.route.address,
        "fingerprint": parcel.fingerprint,
        "papers": [_paper(paper) for paper in written.papers],
        **_enclosed(written),
        "files": [
            {"name": f.name, "bytes": len(f.data), "sha256": hashlib.sha256(f.data).hexdigest()} for f in parcel.files
        ],
    }


def _enclosed(written: Written) -> Mapping[str, Any]:
    """The declared files by what the record says of them; what went is in the pack, made clean."""
    files = [{"file": one.declared.file, "sha256": one.declared.sha256} for one in written.files]
    return {"enclosures": files} if files else {}


def _paper(paper: Paper) -> Mapping[str, Any]:
    return {
        "document": paper.planned.document,
        "edition": paper.planned.edition,
        "variant": paper.planned.variant,
        "formats": paper.formats,
        "template": paper.template.digest if paper.template else "",
    }


def _packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A tar file of these members; the same bytes for the same members. ``tar`` and no format of ours: it must be read
    by whoever has the key in thirty years, and cpdocs may be gone.
    """
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o600
            tar.addfile(member, io.BytesIO(data))
    return packed.getvalue()
