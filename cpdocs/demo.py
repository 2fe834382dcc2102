"""The demo: the whole job on a shipped invented family, played on the days of its two stages.

Everything is real but the people: keys are made on the spot, copies are laid out, checked, sealed and put into an
outbox, and the ledger is verified. The clock is injected, so nothing rots with the calendar, and nothing leaves the
machine. What must come of it stands in the example's demo.yaml; another table is a failure.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from cpdocs import approval, files, run
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.throwaway import make_key
from cpdocs.editor import bring_schemas, pointed
from cpdocs.errors import InputError, UsageError
from cpdocs.record.load import load
from cpdocs.record.types import Block, Ident, Line, Moment, RelativeFile
from cpdocs.shipped import folder as shipped
from cpdocs.transports import carriers
from cpdocs.workspace import Workspace, open_workspace

RECIPIENTS, SAFE = "recipients", "safe"


class Expected(Block):
    """One row of the table that must come of a day."""

    document: Ident
    person: Ident
    variant: Ident
    channel: Ident
    state: Ident
    hold: Ident | None = None


class Approval(Block):
    document: Ident
    by: Ident
    evidence: Line


class DemoDay(Block):
    now: Moment
    title: Line
    record: RelativeFile
    approve: Approval | None = None
    expected: tuple[Expected, ...]


class Demo(Block):
    """demo.yaml."""

    format: Literal["cpdocs/demo/v1"]
    operator: Ident
    keys_for: tuple[Ident, ...]
    days: Annotated[tuple[DemoDay, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Played:
    """One day as it was played, and whether its table is the expected one."""

    title: str
    run: run.Run
    as_expected: bool


def play(
    folder: Path, say: Callable[[Played], None], told: run.Told = lambda _done, _of, _document: None
) -> tuple[Workspace, bool]:
    """Make a workspace in ``folder`` and play every day in it; ``say`` is called after each, ``told`` as in run.py.

    Returns the workspace, on which every other command runs, and whether every day came out as expected.

    Raises:
        UsageError: ``folder`` is there already.
    """
    if folder.exists():
        raise UsageError(f"{folder} is there already", "Say another folder, or remove this one.")
    example = shipped("examples") / "rennie"
    demo = load(example / "demo.yaml", Demo)
    if demo.value is None:
        raise InputError("\n".join(f.text() for f in demo.findings))
    _copy(example, folder)
    clock = [demo.value.days[0].now.replace(tzinfo=UTC)]
    workspace = open_workspace(folder, lambda: clock[0])
    _make_keys(workspace, demo.value)
    whole = True
    for day in demo.value.days:
        clock[0] = day.now.replace(tzinfo=UTC)
        played = _play(workspace, day, demo.value.operator, told)
        whole = whole and played.as_expected
        say(played)
    return workspace, whole


def _play(workspace: Workspace, day: DemoDay, operator: str, told: run.Told) -> Played:
    record, today = workspace.folder / day.record, workspace.today
    if day.approve:
        wanted = day.approve
        approval.attest(workspace, record, today, wanted.document, wanted.by, wanted.evidence, operator)
    done = run.deliver(workspace, record, today, operator, carriers(workspace, "outbox"), told=told)
    table = [
        (p.document, p.person, p.variant, p.route.channel, e.state, e.holds[0].id if e.holds else None)
        for e in done.ended
        for p in (e.parcel.written.planned,)
    ]
    expected = [(x.document, x.person, x.variant, x.channel, x.state, x.hold) for x in day.expected]
    return Played(day.title, done, table == expected)


def _copy(example: Path, folder: Path) -> None:
    """The example as a workspace of its owner's alone."""
    shutil.copytree(example, folder, ignore=shutil.ignore_patterns("demo.yaml", "__pycache__"))
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    bring_schemas(folder)
    for path in sorted(folder.rglob("*.yaml")):
        files.put(path, pointed(path.read_text("utf-8"), path, folder).encode())


def _make_keys(workspace: Workspace, demo: Demo) -> None:
    """The council's signing key, and keys of the recipients and the archive whose secret halves lie here to be tried.

    In a council none of those would: each recipient has her own, and the archive's is in a safe.
    """
    passphrase = secrets.token_urlsafe(24)
    with GpgHome() as home:
        signing = make_key(home, "council", passphrase)
        workspace.keys.import_signing(signing.secret)
        files.write_new(workspace.folder / "keys" / "signing" / "passphrase", passphrase.encode())
        archive = make_key(home, "archive")
        workspace.keys.import_archive(archive.public)
        safe = workspace.folder / SAFE
        safe.mkdir(mode=0o700)
        files.write_new(safe / "archive.secret.asc", archive.secret)
        recipients = workspace.folder / RECIPIENTS
        recipients.mkdir(mode=0o700)
        files.write_new(recipients / "council.public.asc", signing.public)
        for owner in demo.keys_for:
            key = make_key(home, owner)
            workspace.keys.import_public(key.public)
            workspace.keys.pin(owner, key.fingerprint, workspace.today, demo.operator)
            files.write_new(recipients / f"{owner}.secret.asc", key.secret)
