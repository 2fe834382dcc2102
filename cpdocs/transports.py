"""Who carries what leaves a workspace, as its settings say. A transport is loaded when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cpdocs.delivery.base import Carriers
from cpdocs.delivery.outbox import Outbox
from cpdocs.errors import SettingsError
from cpdocs.settings import secret
from cpdocs.workspace import NAME, Workspace

if TYPE_CHECKING:
    from cpdocs.delivery.smtp import Smtp

NAMES: Final = (Outbox.name, "smtp")


def carriers(workspace: Workspace, name: str) -> Carriers:
    """Who carries messages by the transport ``name``, and print files by the outbox; the caller closes them.

    Raises SettingsError for a transport that this workspace does not have.
    """
    outbox = Outbox(workspace.folder / workspace.settings.outbox, workspace.mac)
    match name:
        case Outbox.name:
            return Carriers(outbox, outbox)
        case "smtp":
            return Carriers(smtp(workspace), outbox)
        case _:
            raise SettingsError(f"there is no transport {name}", f"There are: {', '.join(NAMES)}.")


def smtp(workspace: Workspace) -> Smtp:
    """The council's mail server. Raises SettingsError where it is not named, or its login by half or out of reach."""
    from cpdocs.delivery.smtp import Server, Smtp, login

    told = workspace.settings.smtp
    if told is None:
        raise SettingsError(f"{NAME}: smtp: the mail server is not named", "Add smtp: with host: and sender:.")
    if (told.user is None) is not (told.password is None):
        raise SettingsError(f"{NAME}: smtp: a login is a user and a password", "Add the other one, or neither.")
    user, password = told.user, told.password
    server = Server(
        host=told.host,
        port=told.port,
        security=told.security,
        sender=told.sender,
        hello=workspace.authority.covering.message_id_domain,
        ca_file=str(workspace.folder / told.ca_file) if told.ca_file else None,
        login=login(user, secret(password, workspace.folder)) if user and password else None,
    )
    return Smtp(server)
