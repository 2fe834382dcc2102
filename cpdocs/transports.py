"""What protects and who carries what leaves a workspace, as its settings say. Each is loaded when it is asked for."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from typing import TYPE_CHECKING, Final, Self

from cpdocs.delivery.base import Carriers
from cpdocs.delivery.outbox import Outbox
from cpdocs.errors import SettingsError
from cpdocs.settings import secret
from cpdocs.workspace import NAME, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from cpdocs.channels.base import Channel, ChannelName
    from cpdocs.channels.openpgp import OpenPgp
    from cpdocs.channels.smime import Smime
    from cpdocs.delivery.exchange import Exchange
    from cpdocs.delivery.graph import Graph
    from cpdocs.delivery.smtp import Smtp

NAMES: Final = (Outbox.name, "smtp", "graph", "exchange")


class Channels:
    """The channels of one run, a context manager: each is opened for its first parcel, and all are closed with it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stack = ExitStack()
        self._open: dict[str, Channel] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def of(self, name: ChannelName) -> Channel:
        """The channel of this name. Raises SettingsError where this workspace has not what it needs."""
        if name not in self._open:
            self._open[name] = self._stack.enter_context(_CHANNELS[name](self._workspace))
        return self._open[name]


def openpgp(workspace: Workspace) -> OpenPgp:
    """The OpenPGP channel with the council's signing key. Raises SettingsError where it is not clear which."""
    from cpdocs.channels.openpgp import OpenPgp

    signing = workspace.settings.signing
    fingerprint = signing.fingerprint or _only_one(workspace, "signing", "*.asc", "signing")
    whole = workspace.authority.covering.pgp_mime
    return OpenPgp(workspace.keys, fingerprint, lambda: secret(signing.passphrase, workspace.folder), whole=whole)


def smime(workspace: Workspace) -> Smime:
    """The S/MIME channel with the council's signing certificate. Raises SettingsError where it is not clear which."""
    from cpdocs.channels.smime import Smime

    signing = workspace.settings.smime_signing
    if signing is None:
        hint = "Add smime_signing: with password:, and cpdocs keys import --signing FILE."
        raise SettingsError(f"{NAME}: smime_signing: the council's S/MIME key is not named", hint)
    fingerprint = signing.fingerprint or _only_one(workspace, "smime/signing", "*.pem", "smime_signing")
    store, reference = workspace.certificates, signing.password
    return Smime(store, lambda: store.signer(fingerprint, secret(reference, workspace.folder)), workspace.now)


def _pdf_password(_workspace: Workspace) -> AbstractContextManager[Channel]:
    from cpdocs.channels.pdf_password import PdfPassword

    return nullcontext(PdfPassword())


def _print(_workspace: Workspace) -> AbstractContextManager[Channel]:
    from cpdocs.channels.print import PrintChannel

    return nullcontext(PrintChannel())


_CHANNELS: Final[Mapping[ChannelName, Callable[[Workspace], AbstractContextManager[Channel]]]] = {
    "openpgp": openpgp,
    "smime": lambda workspace: nullcontext(smime(workspace)),
    "pdf_password": _pdf_password,
    "print": _print,
}


def _only_one(workspace: Workspace, folder: str, files: str, setting: str) -> str:
    """The one signing key in a folder of the key store, by the name of its file."""
    found = sorted((workspace.folder / workspace.settings.keys / folder).glob(files))
    if len(found) != 1:
        hint = "Import one with cpdocs keys import --signing, or name its fingerprint in cpdocs.yaml."
        raise SettingsError(f"{NAME}: {setting}: {len(found)} signing keys in the key store", hint)
    return found[0].stem


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
        most=told.largest,
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
    from cpdocs.delivery.exchange import Exchange
    from cpdocs.delivery.exchange_wire import Server

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
        most=told.largest,
    )
    return Exchange(server)


def _ca_file(workspace: Workspace, named: str | None) -> str | None:
    return str(workspace.folder / named) if named else None
