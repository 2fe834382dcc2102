"""Certificates and keys that a person hands in, read whole or refused: PEM, DER, and for a key PKCS #12."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from cpdocs.errors import SettingsError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_BEGIN: Final = b"-----BEGIN "
_CERTIFICATE: Final = re.compile(rb"-----BEGIN CERTIFICATE-----\r?\n.*?-----END CERTIFICATE-----", re.DOTALL)
_KEY: Final = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----\r?\n.*?-----END \1-----", re.DOTALL)
#: More than any certificate that a person needs.
_LARGEST: Final = 1_000_000
_NOT_READ: Final = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion)


@dataclass(frozen=True, slots=True)
class Signer:
    """What signs: the council's key, its certificate, and those above it, which go along with each signature."""

    key: rsa.RSAPrivateKey = field(repr=False)
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    def text(self, password: str) -> bytes:
        """As it is kept: the certificates in PEM, the council's own first, then the key under ``password``."""
        own = [c.public_bytes(serialization.Encoding.PEM) for c in (self.certificate, *self.above)]
        guard = serialization.BestAvailableEncryption(password.encode())
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
        return b"".join((*own, self.key.private_bytes(*form, guard)))


def is_openpgp(data: bytes) -> bool:
    """Whether a file that a person hands in is about OpenPGP: everything else is taken for certificates."""
    return b"-----BEGIN PGP " in data or not (_BEGIN in data or data[:1] == b"\x30")


def certificates_of(data: bytes, *, private: bool = False) -> tuple[x509.Certificate, ...]:
    """The certificates of ``data``, of which there is at least one; a private key among them only if ``private``.

    Raises:
        SettingsError: there is none, anything else, or more than 1 MB.
    """
    blocks = _CERTIFICATE.findall(data)
    whole = len(blocks) + (len(_KEY.findall(data)) if private else 0) == data.count(_BEGIN)
    if len(data) > _LARGEST or not whole or not (blocks or data[:1] == b"\x30"):
        hint = "Ask for the certificate alone, as .pem, .crt or .cer; never for a private key."
        raise SettingsError("This is not a file of whole certificates.", hint)
    try:
        if blocks:
            return tuple(map(x509.load_pem_x509_certificate, blocks))
        return (x509.load_der_x509_certificate(data),)
    except _NOT_READ:
        raise SettingsError("A certificate is damaged.", "Ask for it again.") from None


def signer_of(data: bytes, password: str) -> Signer:
    """The key and the certificates of ``data``: PEM with the key under a password, or PKCS #12 (.p12, .pfx).

    Raises:
        SettingsError: it is anything else, its password is another one, or the key is no RSA key or not under one.
    """
    if len(data) > _LARGEST:
        raise SettingsError("A key file may have 1 MB at most.")
    try:
        key, certificates = _from_pem(data, password) if _BEGIN in data else _from_pkcs12(data, password)
    except _NOT_READ:
        hint = "It is named under smime_signing in cpdocs.yaml, and it is the one under which the key was exported."
        raise SettingsError("The key cannot be read: it is damaged, or its password is another one.", hint) from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SettingsError("S/MIME is signed here with RSA keys only.", "Ask for a certificate with an RSA key.")
    own = [c for c in certificates if c.public_key() == key.public_key()]
    if len(own) != 1:
        raise SettingsError(
            "The file must hold the one certificate of its key.", "Export key and certificate together."
        )
    return Signer(key, own[0], tuple(c for c in certificates if c != own[0]))


def _from_pem(data: bytes, password: str) -> tuple[PrivateKeyTypes, tuple[x509.Certificate, ...]]:
    keys = list(_KEY.finditer(data))
    if len(keys) != 1:
        raise SettingsError("A signing key file must hold one private key and its certificate.")
    if keys[0][1] != b"ENCRYPTED PRIVATE KEY" and b"ENCRYPTED" not in keys[0][0]:
        hint = "Give it one: openssl pkcs8 -topk8 -in KEY -out PROTECTED"
        raise SettingsError("The signing key is not protected by a password.", hint)
    key = serialization.load_pem_private_key(keys[0][0], password.encode())
    return key, certificates_of(data, private=True)


def _from_pkcs12(data: bytes, password: str) -> tuple[PrivateKeyTypes | None, tuple[x509.Certificate, ...]]:
    key, certificate, others = pkcs12.load_key_and_certificates(data, password.encode())
    return key, tuple(c for c in (certificate, *others) if c is not None)
