"""What an S/MIME certificate is, and whether papers may be sealed to it today.

cryptography seals to an expired certificate, and to one that was never meant for mail, without a word (LIBRARIES.md,
section 3). So the state of a certificate is worked out here before it is used: from itself, from the certificates of
authorities that the workspace trusts, and from the time. Whether its issuer has revoked it is not asked: that would
tell a stranger to whom a council writes, and when.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

if TYPE_CHECKING:
    from collections.abc import Iterable

CertificateState: TypeAlias = Literal[
    "good", "not-rsa", "weak", "an-authority's", "not-for-mail", "expired", "not-yet-valid", "untrusted", "disabled"
]
_Use: TypeAlias = Literal["key_encipherment", "digital_signature"]
T = TypeVar("T", bound=x509.ExtensionType)

#: The SHA-256 of a whole certificate, the only name by which one is ever found.
FINGERPRINT: Final = re.compile(r"[0-9A-F]{64}")
#: What the CA/Browser Forum asks of an S/MIME certificate since 2023, and of OpenPGP keys key_info.py.
_SHORTEST: Final = 2048
_BROKEN: Final = (hashes.MD5, hashes.SHA1)
#: Extensions that are judged here, or that say nothing against sealing. Another critical one is not understood, and
#: such a certificate must not be used (RFC 5280, 4.2).
_UNDERSTOOD: Final = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.CERTIFICATE_POLICIES,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
}


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """One certificate as it stands now.

    ``user_ids`` is what it claims, for a person to read and for no decision; ``issuer`` who says so. ``expires`` is the
    day (UTC) on which it ends.
    """

    fingerprint: str
    user_ids: tuple[str, ...]
    issuer: str
    created: date
    expires: date
    state: CertificateState


def fingerprint(certificate: x509.Certificate) -> str:
    """The SHA-256 of the whole certificate: 64 hex digits, upper case."""
    return certificate.fingerprint(hashes.SHA256()).hex().upper()


def describe(certificate: x509.Certificate, trusted: Iterable[x509.Certificate], now: datetime) -> CertificateInfo:
    """A recipient's certificate. Raises ValueError where a part of it cannot be read."""
    state = _by_itself(certificate, now, "key_encipherment")
    if state == "good" and not any(_issued(certificate, authority, now) for authority in trusted):
        state = "untrusted"
    return _info(certificate, state)


def describe_signing(certificate: x509.Certificate, now: datetime) -> CertificateInfo:
    """The council's own certificate, to sign with; whom its recipients trust is theirs to say. Raises ValueError."""
    return _info(certificate, _by_itself(certificate, now, "digital_signature"))


def describe_authority(certificate: x509.Certificate, now: datetime) -> CertificateInfo:
    """One that is trusted to vouch for others: whether its days are over, for the rest was looked at before it came in.

    Raises ValueError where a part of it cannot be read.
    """
    return _info(certificate, _by_time(certificate, now))


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether it may vouch for others, and so is nobody's to whom papers go. Raises ValueError."""
    constraints = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    return bool(constraints and constraints.ca) or bool(usage and usage.key_cert_sign)


def addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    """The mailboxes for which it was made out. Raises ValueError."""
    names = _extension(certificate, x509.SubjectAlternativeName)
    return tuple(names.get_values_for_type(x509.RFC822Name)) if names else ()


def _by_itself(certificate: x509.Certificate, now: datetime, use: _Use) -> CertificateState:
    """What is wrong with it for this use. What its owner cannot mend without a new kind of it comes first."""
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return "not-rsa"
    if key.key_size < _SHORTEST or _hash_is_broken(certificate):
        return "weak"
    if is_authority(certificate):
        return "an-authority's"
    purposes = _extension(certificate, x509.ExtendedKeyUsage)
    critical = {extension.oid for extension in certificate.extensions if extension.critical}
    if purposes is None or ExtendedKeyUsageOID.EMAIL_PROTECTION not in purposes or critical - _UNDERSTOOD:
        return "not-for-mail"
    uses = _extension(certificate, x509.KeyUsage)  # without it, it may be used for anything (RFC 5280, 4.2.1.3)
    if uses is not None and not getattr(uses, use):
        return "not-for-mail"
    return _by_time(certificate, now)


def _by_time(certificate: x509.Certificate, now: datetime) -> CertificateState:
    if certificate.not_valid_after_utc < now:
        return "expired"
    return "not-yet-valid" if now < certificate.not_valid_before_utc else "good"


def _issued(certificate: x509.Certificate, authority: x509.Certificate, now: datetime) -> bool:
    """Whether ``authority``, itself valid now, signed it. An authority is trusted by itself, so no chain goes on."""
    if not is_authority(authority) or _by_time(authority, now) != "good":
        return False
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _hash_is_broken(certificate: x509.Certificate) -> bool:
    try:
        return isinstance(certificate.signature_hash_algorithm, _BROKEN)
    except UnsupportedAlgorithm:
        return True


def _info(certificate: x509.Certificate, state: CertificateState) -> CertificateInfo:
    return CertificateInfo(
        fingerprint=fingerprint(certificate),
        user_ids=tuple(map(_shown, (certificate.subject.rfc4514_string(), *addresses(certificate)))),
        issuer=_shown(certificate.issuer.rfc4514_string()),
        created=certificate.not_valid_before_utc.astimezone(UTC).date(),
        expires=certificate.not_valid_after_utc.astimezone(UTC).date(),
        state=state,
    )


def _extension(certificate: x509.Certificate, kind: type[T]) -> T | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
    except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise ValueError("an extension that cannot be read") from None


def _shown(text: str) -> str:
    """A claim for a person to read: whatever does not print, or turns the line, escaped."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
