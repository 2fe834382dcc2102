"""The S/MIME certificates of a workspace: whose is whose, as a person verified it, and who may vouch for them.

    keys/smime/FPR.pem            a recipient's certificate, named by the SHA-256 of the whole of it
    keys/smime/ca/FPR.pem         an authority's certificate, by which recipients' must be signed
    keys/smime/signing/FPR.pem    the council's own: its certificate, those above it, its key under its password
    keys/pins.yaml                owner -> fingerprint, as for OpenPGP keys (keys.py)

Two locks, and both must open: a person compared this very certificate with its owner, and an authority that the council
trusts has signed it. No subject and no address in a certificate decides anything. Each authority is trusted by itself:
a chain of several is not climbed, so that whoever signs recipients' certificates directly must stand in ``ca``.
"""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from cpdocs.channels import key_findings
from cpdocs.channels.certificate_files import Signer, certificates_of, signer_of
from cpdocs.channels.certificate_info import (
    FINGERPRINT,
    CertificateInfo,
    describe,
    describe_authority,
    describe_signing,
    fingerprint,
    is_authority,
)
from cpdocs.channels.key_findings import KeyFinding
from cpdocs.channels.pins import Pin, held_for_writing, pinned, read_file, read_pins, set_aside, unpinned, write_file
from cpdocs.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from cryptography import x509


__all__ = ["CertificateInfo", "CertificateStore", "KeyFinding", "Pin"]


class CertificateStore:
    """The certificates below ``folder``, the workspace's key folder. Reading makes nothing.

    ``now`` gives moments with a time zone: certificates are judged by it. Every method raises SettingsError when the
    folder, a file in it or what it is given is wrong.
    """

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self._smime = folder / "smime"
        self._now = now

    def import_public(self, data: bytes) -> tuple[CertificateInfo, ...]:
        """Take in recipients' certificates, PEM or DER: all of ``data`` or none. An authority's is refused."""
        found = certificates_of(data)
        with _read_whole():
            refused = any(map(is_authority, found))
        if refused:
            hint = "An authority's is taken in with cpdocs keys import --ca; its owner's own goes by itself."
            raise SettingsError("This is the certificate of an authority, which is nobody's to seal to.", hint)
        return self._taken(found, self._smime)

    def import_authorities(self, data: bytes) -> tuple[CertificateInfo, ...]:
        """Take in certificates of authorities: from then on what they have signed can be sealed to, once pinned."""
        found = certificates_of(data)
        with _read_whole():
            vouch = all(map(is_authority, found))
        if not vouch:
            raise SettingsError("This certificate may not vouch for others.", "Ask for that of whoever issued it.")
        return self._taken(found, self._smime / "ca")

    def import_signing(self, data: bytes, password: str) -> CertificateInfo:
        """Take in the council's own key and certificate, PEM or PKCS #12, under ``password``, and keep it under it."""
        signer = signer_of(data, password)
        with _read_whole():
            info = describe_signing(signer.certificate, self._now())
        if info.state != "good":
            message = f"The certificate {info.fingerprint} cannot sign messages: it is {info.state}."
            raise SettingsError(message, "Ask for one with an RSA key, for e-mail, that is valid now.")
        with held_for_writing(self.folder):
            self._write(self._smime / "signing", info.fingerprint, signer.text(password))
        return info

    def pin(self, owner: str, fingerprint: str, verified: date, verified_by: str) -> None:
        """Record that a person compared ``fingerprint`` with the owner by another way; replaces an earlier pin."""
        self.require(fingerprint)
        pinned(self.folder, owner, Pin(fingerprint, verified, verified_by))

    def unpin(self, owner: str, fingerprint: str) -> None:
        """Take back that ``owner`` has this certificate."""
        unpinned(self.folder, owner, fingerprint)

    def set_aside(self, fingerprint: str, *, aside: bool = True) -> None:
        """Stop sealing to a certificate: its state is ``disabled`` until ``aside=False`` takes it back."""
        self.require(fingerprint)
        set_aside(self.folder, fingerprint, aside=aside)

    def pins(self) -> Mapping[str, Pin]:
        """Owner -> pin."""
        return MappingProxyType(dict(read_pins(self.folder).certificates))

    def list(self) -> tuple[CertificateInfo, ...]:
        """Every recipient's certificate as it stands now, in the order of their fingerprints."""
        names = sorted(path.stem for path in self._smime.glob("*.pem"))
        return tuple(found[1] for name in names if (found := self.admit(name)))

    def authorities(self) -> tuple[x509.Certificate, ...]:
        """The authorities that are trusted."""
        folder = self._smime / "ca"
        names = sorted(path.stem for path in folder.glob("*.pem"))
        return tuple(found for name in names if (found := self._read(folder, name)))

    def trusted(self) -> tuple[CertificateInfo, ...]:
        """The same, as they stand now."""
        with _read_whole():
            return tuple(describe_authority(certificate, self._now()) for certificate in self.authorities())

    def admit(self, fingerprint: str) -> tuple[x509.Certificate, CertificateInfo] | None:
        """The certificate of exactly this fingerprint, and what it is now; None when the store has none."""
        certificate = self._read(self._smime, fingerprint)
        if certificate is None:
            return None
        with _read_whole():
            info = describe(certificate, self.authorities(), self._now())
        if fingerprint in read_pins(self.folder).aside:
            info = dataclasses.replace(info, state="disabled")
        return certificate, info

    def signing(self) -> tuple[CertificateInfo, ...]:
        """The council's own certificates, as they stand now; no password is needed to see them."""
        folder = self._smime / "signing"
        found = (self._read(folder, path.stem) for path in sorted(folder.glob("*.pem")))
        with _read_whole():
            return tuple(describe_signing(certificate, self._now()) for certificate in found if certificate)

    def signer(self, fingerprint: str, password: str) -> Signer:
        """What signs: the key of the certificate of exactly this fingerprint."""
        data = read_file(_place(self._smime / "signing", fingerprint))
        if data is None:
            raise SettingsError(f"There is no signing certificate {fingerprint}.", "cpdocs keys import --signing FILE")
        return signer_of(data, password)

    def check(self, today: date) -> tuple[KeyFinding, ...]:
        """What is wrong, or within 30 days of ``today`` will be, with the pinned and the signing certificates."""
        pins, known = self.pins(), {info.fingerprint: info for info in self.list()}
        return (
            *key_findings.of_pins(pins, known, today, "certificate"),
            *self._authority_findings(today),
            *self._signing_findings(today, needed=bool(pins)),
        )

    def _authority_findings(self, today: date) -> Iterator[KeyFinding]:
        for info in self.trusted():
            if info.state != "good":
                message = f"The certificate of {info.user_ids[0]} is {info.state}: nothing that it signed is used."
                yield KeyFinding("authority-unusable", "", info.fingerprint, message)
            elif key_findings.runs_out(info, today):
                message = (
                    f"The certificate of {info.user_ids[0]} runs out on {info.expires}, and with it what it signed."
                )
                yield KeyFinding("authority-expires-soon", "", info.fingerprint, message)

    def _signing_findings(self, today: date, *, needed: bool) -> Iterator[KeyFinding]:
        own = self.signing()
        if needed and not own:
            yield KeyFinding("no-signing-key", "", "", "There is no signing certificate: nothing can go by S/MIME.")
        for info in own:
            if info.state != "good":
                message = f"This certificate cannot sign now: it is {info.state}."
                yield KeyFinding("signing-key-unusable", "", info.fingerprint, message)
            elif key_findings.runs_out(info, today):
                message = f"This signing certificate runs out on {info.expires}."
                yield KeyFinding("expires-soon", "", info.fingerprint, message)

    def _taken(self, found: tuple[x509.Certificate, ...], folder: Path) -> tuple[CertificateInfo, ...]:
        trusted = self.authorities()
        with _read_whole():
            infos = [describe(certificate, trusted, self._now()) for certificate in found]
        with held_for_writing(self.folder):
            for certificate in found:
                self._write(folder, fingerprint(certificate), certificate.public_bytes(Encoding.PEM))
        return tuple(infos)

    def _write(self, folder: Path, name: str, data: bytes) -> None:
        self._smime.mkdir(mode=0o700, exist_ok=True)
        write_file(folder / f"{name}.pem", data)

    def require(self, fingerprint: str) -> None:
        if self._read(self._smime, fingerprint) is None:
            raise SettingsError(f"There is no certificate {fingerprint} here.", "Import it: cpdocs keys import FILE")

    @staticmethod
    def _read(folder: Path, name: str) -> x509.Certificate | None:
        """The first certificate of a file that must be the one of its name: a file that was exchanged is refused."""
        data = read_file(_place(folder, name))
        if data is None:
            return None
        certificate = certificates_of(data, private=True)[0]
        if fingerprint(certificate) != name:
            message = f"keys/smime/…/{name}.pem does not hold the certificate that its name says."
            raise SettingsError(message, "Import that certificate again.")
        return certificate


@contextmanager
def _read_whole() -> Iterator[None]:
    """What a certificate holds that cannot be read, in words of ours."""
    try:
        yield
    except (ValueError, UnsupportedAlgorithm):
        raise SettingsError("A part of a certificate cannot be read.", "Ask for it again.") from None


def _place(folder: Path, name: str) -> Path:
    if not FINGERPRINT.fullmatch(name):
        raise SettingsError("A certificate is named by its SHA-256: 64 hex digits, upper case, no spaces.")
    return folder / f"{name}.pem"
