"""What every conference of a batch will need, asked for once before the first record is read.

A batch runs at night and nobody is there to be asked: what is missing is one line and an exit code, not as many holds
as there are parcels. Nothing here, nor in what is called here, reads from standard input or opens a window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpdocs.archive import Archive
from cpdocs.errors import SettingsError
from cpdocs.settings import secret
from cpdocs.transports import openpgp, smime

if TYPE_CHECKING:
    from cpdocs.workspace import Workspace


def require(workspace: Workspace) -> None:
    """The archive's key, and the signing keys of the channels for which somebody is pinned, with their secrets.

    Raises:
        SettingsError: one of them is missing, with the cure.
        ChannelError: gpg is not installed or has no room.
    """
    with Archive(workspace) as archive:
        archive.require_key()
    if workspace.keys.pins():
        openpgp(workspace)  # there is one signing key, or the settings say which
        secret(workspace.settings.signing.passphrase, workspace.folder)
        for finding in workspace.keys.check(workspace.today):
            if not finding.owner:
                raise SettingsError(f"the signing key: {finding.message}", "See: cpdocs doctor.")
    if workspace.certificates.pins():
        smime(workspace).signer()
