"""A workspace's ledger beyond its entries: its own key, its checkpoints elsewhere, and whether it holds to them.

keep      a checkpoint at each place that keeps them, after whatever wrote to the ledger
verify    the ledger against the checkpoints that lie there
look      whether the places can be used, for doctor
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress

from cpdocs.ledger import kept, restored
from cpdocs.ledger.checkpoint import Checkpoint, Signer
from cpdocs.ledger.store import Ledger
from cpdocs.ledger.verify import Verification
from cpdocs.workspace import LEDGER_KEY, Workspace

_KEY_CURE = "Put it back from the backup: with another one nobody who has a checkpoint can believe the next."
_NONE = "no place elsewhere is named (docs/ledger.md); without one, verify cannot prove that nothing is missing"


def signer(workspace: Workspace) -> Signer:
    """The ledger's own key, made with the workspace's. Raises SettingsError where it is gone or spoilt."""
    return Signer(workspace.secret_bytes(LEDGER_KEY, _KEY_CURE))


def verify(workspace: Workspace, ledger: Ledger, more: Sequence[Checkpoint] = ()) -> Verification:
    """Verify the ledger against ``more`` and the checkpoints elsewhere, in so far as their places can be reached.

    Raises:
        LedgerError: a checkpoint at one of the places is spoilt.
    """
    checkpoints = list(more)
    lost = restored.excused(ledger.losses()) if workspace.places else frozenset[tuple[int, str]]()
    for place in workspace.places:
        with suppress(OSError):  # the end of a run says so, and doctor does
            checkpoints += kept.read(place, lost)
    return ledger.verify(checkpoints, signer(workspace).verifier if checkpoints else None)


def keep(workspace: Workspace, ledger: Ledger) -> tuple[str, ...]:
    """Keep a checkpoint at every place that the settings name; returns the places that did not take it, and why.

    What has gone has gone: a place that cannot be written stops nothing.
    """
    if not workspace.places:
        return ()
    checkpoint = signer(workspace).sign(*ledger.head())

    def lost() -> kept.Lost:
        return restored.excused(ledger.losses())

    tried = ((name, kept.write(workspace.folder / name, checkpoint, lost)) for name in workspace.settings.checkpoints)
    return tuple(f"{name}: {because}" for name, because in tried if because)


def look(workspace: Workspace) -> Iterator[tuple[bool, str, str]]:
    """Whether each place can be used, what it is worth, and how to mend it."""
    if not workspace.places:
        yield True, _NONE, ""
    for name, folder in zip(workspace.settings.checkpoints, workspace.places, strict=True):
        if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            cure = "Mount the share and let this account write there, or correct checkpoints: in cpdocs.yaml."
            yield False, f"{name} cannot be read and written", cure
        elif folder.stat().st_dev == workspace.folder.stat().st_dev:
            yield True, f"{name} can be written; it is on the workspace's own disk, so only its rights protect it", ""
        else:
            yield True, f"{name} can be written", ""
