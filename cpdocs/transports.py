"""Who carries what leaves a workspace, as its settings say. A transport is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Final

from cpdocs.delivery.base import Carriers
from cpdocs.delivery.outbox import Outbox
from cpdocs.errors import SettingsError
from cpdocs.settings import secret
from cpdocs.workspace import NAME, Workspace

if TYPE_CHECKING:
    from cpdocs.delivery.exchange import Exchange
    from cpdocs.delivery.graph import Graph
    from cpdocs.delivery.smtp import Smtp

NAMES: Final = (Outbox.name, "smtp", "graph", "exchange")


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
        case "graph":
            return Carriers(graph(workspace), outbox)
        case "exchange":
            return Carriers(exchange(workspace), outbox)
        case _:
            raise SettingsError(f"there is no transport {name}", f"There are: {', '.join(NAMES)}.")


def reach(workspace: Workspace, name: str) -> str | None:
    """Why the server of the transport ``name`` takes nothing from here: "" if it would, None where it is not set up."""
    if getattr(workspace.settings, name) is None:
        return None
    made: Mapping[str, Callable[[Workspace], Smtp | Graph | Exchange]]
    made = {"smtp": smtp, "graph": graph, "exchange": exchange}
    with closing(made[name](workspace)) as server:
        return server.reach()


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
        ca_file=_ca_file(workspace, told.ca_file),
        login=login(user, secret(password, workspace.folder)) if user and password else None,
    )
    return Smtp(server)


def graph(workspace: Workspace) -> Graph:
    """Microsoft Graph. Raises SettingsError where it is not named, or its key or certificate cannot be used."""
    from cpdocs.delivery.graph import Graph, Tenant

    told = workspace.settings.graph
    if told is None:
        cure = "Add graph: with tenant:, client_id:, certificate:, key: and sender: (docs/transports.md)."
        raise SettingsError(f"{NAME}: graph: Microsoft Graph is not set up", cure)
    try:
        certificate = (workspace.folder / told.certificate).read_text("ascii")
    except (OSError, UnicodeDecodeError):
        cure = "Name the certificate's file in PEM, below the workspace."
        raise SettingsError(f"{NAME}: graph: certificate: cannot be read", cure) from None
    tenant = Tenant(
        tenant=told.tenant,
        client_id=told.client_id,
        sender=told.sender,
        key=secret(told.key, workspace.folder),
        certificate=certificate,
        domain=workspace.authority.covering.message_id_domain,
        endpoint=told.endpoint,
        authority=told.authority,
        ca_file=_ca_file(workspace, told.ca_file),
        proxy=told.proxy,
        most=told.largest,
    )
    return Graph(tenant)


def exchange(workspace: Workspace) -> Exchange:
    """The council's Exchange Server. Raises SettingsError where it is not named, or its login is out of reach."""
    from cpdocs.delivery.exchange import Exchange, Server

    told = workspace.settings.exchange
    if told is None:
        cure = "Add exchange: with endpoint:, user:, password: and sender: (docs/transports.md)."
        raise SettingsError(f"{NAME}: exchange: Exchange Server is not set up", cure)
    server = Server(
        endpoint=told.endpoint,
        auth=told.auth,
        user=told.user,
        password=secret(told.password, workspace.folder),
        sender=told.sender,
        domain=workspace.authority.covering.message_id_domain,
        ca_file=_ca_file(workspace, told.ca_file),
    )
    return Exchange(server)


def _ca_file(workspace: Workspace, named: str | None) -> str | None:
    return str(workspace.folder / named) if named else None
