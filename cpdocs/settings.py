"""cpdocs.yaml: where a workspace keeps its things, and by which references it finds its secrets.

A secret never stands in a setting: it is named by reference, ``env:NAME`` or ``file:PATH`` (a file that nobody else
may read), and read when it is needed. What a council prints and decides stands in authority.yaml, not here.
"""

import os
import stat
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from cpdocs.errors import SettingsError
from cpdocs.record.types import Block, Email, Fingerprint, RelativeFile, WholeNumber, YesNo

SecretReference = Annotated[
    str,
    Field(
        title="A secret by reference",
        pattern=r"^(env:[A-Z_][A-Z0-9_]{0,59}|file:[A-Za-z0-9_/][A-Za-z0-9_./-]{0,199})$",
        examples=["env:CPDOCS_SIGNING_PASSPHRASE", "file:keys/signing/passphrase"],
    ),
]


class Signing(Block):
    """The authority's signing key. Without ``fingerprint``, the only one under keys/signing."""

    fingerprint: Fingerprint | None = None
    passphrase: SecretReference


class SmimeSigning(Block):
    """The authority's S/MIME key, for contacts with a certificate. Without ``fingerprint``, the only one there is."""

    fingerprint: Annotated[Fingerprint | None, Field(title="The SHA-256 of its certificate")] = None
    password: Annotated[SecretReference, Field(title="The password of its key, by reference")]


class Archive(Block):
    """Where the council's own copy of everything it sends lies, sealed to a key whose private half lies elsewhere.

    Without ``fingerprint``, the only one under keys/archive.
    """

    folder: Annotated[RelativeFile, Field(title="The folder, below the workspace")] = "archive"
    fingerprint: Annotated[Fingerprint | None, Field(title="The key to which it is sealed from now on")] = None


class Smtp(Block):
    """The council's own mail server, for ``send --transport smtp``. TLS is never optional.

    ``security`` is ``starttls`` (usually port 587) or ``tls`` (usually port 465).
    """

    host: Annotated[str, Field(title="Its name, as its certificate has it", pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$")]
    port: Annotated[WholeNumber, Field(title="The port on which it takes messages", ge=1, le=65535)] = 587
    security: Annotated[
        Literal["starttls", "tls"], Field(title="How it comes to TLS: asked to on a plain port, or from the first byte")
    ] = "starttls"
    sender: Annotated[Email, Field(title="Where word of what cannot be delivered is sent")]
    user: Annotated[str | None, Field(title="The login, where the server asks for one", max_length=200)] = None
    password: Annotated[SecretReference | None, Field(title="The login's password, by reference")] = None
    largest: Annotated[
        WholeNumber | None, Field(title="The most bytes that it takes for one message, where you know it", ge=10_000)
    ] = None
    ca_file: Annotated[
        RelativeFile | None, Field(title="Certificates to trust instead of the machine's own, in PEM")
    ] = None


_SEGMENT = "[A-Za-z0-9_][A-Za-z0-9_. -]*"
CheckpointPlace = Annotated[
    str,
    Field(
        title="A folder elsewhere for checkpoints",
        description="It must be there already, such as a mounted share; whole, or below the workspace.",
        pattern=rf"^/?{_SEGMENT}(/{_SEGMENT})*$",
        max_length=300,
        examples=["/mnt/audit/cpdocs"],
    ),
]
LedgerAddress = Annotated[
    str,
    Field(
        title="Where the ledger is",
        description="A file below the workspace, or the address of a PostgreSQL database, without a password.",
        pattern=rf"^({_SEGMENT}(/{_SEGMENT})*|postgresql://[A-Za-z0-9_@.:/?&=%-]+)$",
        max_length=300,
        examples=["ledger/ledger.sqlite", "postgresql://cpdocs@db.example/cpdocs"],
    ),
]


class Graph(Block):
    """Exchange Online by Microsoft Graph, for ``send --transport graph``, signed in to by a certificate.

    ``endpoint`` and ``authority`` are other ones in a sovereign cloud.
    """

    tenant: Annotated[str, Field(title="The directory's id or name in Entra", pattern=r"^[A-Za-z0-9.-]{1,253}$")]
    client_id: Annotated[str, Field(title="The application's id in Entra", pattern=r"^[A-Za-z0-9-]{1,64}$")]
    certificate: Annotated[RelativeFile, Field(title="The certificate that the application was given, in PEM")]
    key: Annotated[SecretReference, Field(title="The certificate's private key, by reference, in PEM")]
    sender: Annotated[Email, Field(title="The one mailbox that messages are sent from")]
    endpoint: Annotated[str, Field(title="Where Graph is", max_length=200)] = "https://graph.microsoft.com"
    authority: Annotated[str, Field(title="Where one signs in", max_length=200)] = "https://login.microsoftonline.com"
    largest: Annotated[
        WholeNumber, Field(title="The most bytes that Graph takes for one message, base64 included", ge=10_000)
    ] = 4_000_000
    proxy: Annotated[
        str | None,
        Field(title="The council's web proxy, as http://host:port", pattern=r"^http://[a-z0-9.-]+:[0-9]{1,5}$"),
    ] = None
    ca_file: Annotated[
        RelativeFile | None, Field(title="Certificates to trust instead of the machine's own, in PEM")
    ] = None


class Exchange(Block):
    """Exchange Server on the council's own premises, for ``send --transport exchange``. HTTPS is never optional."""

    endpoint: Annotated[
        str, Field(title="Its web service", max_length=200, examples=["https://mail.council.example/EWS/Exchange.asmx"])
    ]
    auth: Annotated[Literal["ntlm", "basic"], Field(title="How it asks for the login")] = "ntlm"
    user: Annotated[str, Field(title="The login, as DOMAIN\\user or as an address", min_length=1, max_length=200)]
    password: Annotated[SecretReference, Field(title="The login's password, by reference")]
    sender: Annotated[Email, Field(title="The one mailbox that messages are sent from")]
    largest: Annotated[
        WholeNumber, Field(title="The most bytes that Exchange takes for one message", ge=10_000, le=50_000_000)
    ] = 10_485_760
    ca_file: Annotated[
        RelativeFile | None, Field(title="Certificates to trust instead of the machine's own, in PEM")
    ] = None


class Settings(Block):
    """The whole of cpdocs.yaml. Paths are below the workspace's folder."""

    format: Literal["cpdocs/settings/v1"]
    demo: Annotated[YesNo, Field(title="A demo workspace: send takes --today")] = False
    authority: RelativeFile = "authority/authority.yaml"
    contacts: RelativeFile = "contacts.yaml"
    keys: RelativeFile = "keys"
    ledger: LedgerAddress = "ledger/ledger.sqlite"
    ledger_password: Annotated[SecretReference | None, Field(title="The PostgreSQL role's password, by reference")] = (
        None
    )
    checkpoints: Annotated[
        tuple[CheckpointPlace, ...], Field(title="Folders elsewhere that keep the ledger's checkpoints", max_length=9)
    ] = ()
    outbox: RelativeFile = "outbox"
    archive: Annotated[Archive, Field(title="The sealed copy of what was sent")] = Archive()
    backup: Annotated[
        Fingerprint | None,
        Field(title="The OpenPGP key that backups are sealed to", description="Its secret half is kept elsewhere."),
    ] = None
    signing: Signing
    smime_signing: SmimeSigning | None = None
    smtp: Smtp | None = None
    graph: Graph | None = None
    exchange: Exchange | None = None


def secret(reference: str, folder: Path) -> str:
    """The secret that ``reference`` names; files are looked for below ``folder``.

    Raises:
        SettingsError: it is not there, is empty, or is a file that other accounts may read. The message names the
            reference and never the secret.
    """
    kind, _, name = reference.partition(":")
    value = os.environ.get(name, "") if kind == "env" else _from_file(folder / name, reference)
    if not value:
        raise SettingsError(
            f"{reference}: there is no secret there", "Set it, or correct the reference in cpdocs.yaml."
        )
    return value


def _from_file(path: Path, reference: str) -> str:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            hint = "Let its owner alone read it: chmod 600."
            raise SettingsError(f"{reference}: other accounts may read this secret", hint)
        return path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{reference}: cannot be read", "Correct the reference in cpdocs.yaml.") from None
