"""S/MIME: the whole of a parcel as one message, signed inside, and enveloped to one pinned certificate.

In order, for each parcel: the certificate is found by its pinned fingerprint and its state worked out; the covering
text and the files are written as the parts of a message and signed by the council's key; that signed message is
encrypted with AES-256 for the one certificate; the result is read back and must name that certificate's issuer and
serial and nobody else. A step that does not hold is a hold, and there is no other step to try instead.

The form is that of RFC 8551, 3.7: what ordinary mail programs make and open. Its cipher (CBC) shows no change by
itself, so the message is plain text and files, never HTML, and the signature inside is what shows one.
"""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from cpdocs.channels.base import EmailTo, Parcel, Sealed, SealedFile
from cpdocs.channels.certificate_info import FINGERPRINT, CertificateState, describe_signing
from cpdocs.channels.cms import Recipient, read_recipients
from cpdocs.channels.mime import ASCII, entity_of
from cpdocs.errors import ChannelError, CpdocsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cryptography import x509

    from cpdocs.channels.certificate_files import Signer
    from cpdocs.channels.certificates import CertificateStore

#: The hold under which a parcel waits when its recipient's certificate is in this state.
_HOLDS: Final[dict[CertificateState, str]] = {
    "expired": "key-expired",
    "not-yet-valid": "key-not-yet-valid",
    "disabled": "key-disabled",
    "weak": "key-weak",
    "untrusted": "key-untrusted",
    "not-rsa": "key-cannot-encrypt",
    "not-for-mail": "key-cannot-encrypt",
    "an-authority's": "key-cannot-encrypt",
}
_REMEDY: Final = "Check it: cpdocs keys check"


class Smime:
    """The channel ``smime``.

    ``signer`` gets the council's key when the first parcel needs it, and it is kept for the run. ``now`` judges the
    certificates, as it does in the store.
    """

    def __init__(
        self, certificates: CertificateStore, signer: Callable[[], Signer], now: Callable[[], datetime]
    ) -> None:
        self._certificates = certificates
        self._ask = signer
        self._now = now
        self._signer: Signer | None = None

    def seal(self, parcel: Parcel) -> Sealed:
        """Seal the whole of ``parcel`` as ``SERIAL.p7m``: names, kinds and covering text are all inside.

        Raises:
            ChannelError: held under ``no-key``, ``key-expired``, ``key-not-yet-valid``, ``key-disabled``,
                ``key-weak``, ``key-cannot-encrypt``, ``key-untrusted`` (the recipient's certificate); ``signing-key``
                (the council's); ``not-sealed`` (the parcel itself, or a result that does not read back as it must).
                The message names fingerprints and kinds only.
        """
        fingerprint = _required_fingerprint(parcel)
        certificate = self._admitted(fingerprint)
        signer = self.signer()
        try:
            data = _enveloped(_signed(entity_of(parcel), parcel.serial, signer), certificate)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise ChannelError("not-sealed", f"The parcel could not be sealed to {fingerprint}.") from None
        _require_only(certificate, fingerprint, data)
        sealed = SealedFile(f"{parcel.serial}.p7m", "application/pkcs7-mime", data)
        return Sealed(parcel.serial, parcel.channel, parcel.to, (sealed,))

    def _admitted(self, fingerprint: str) -> x509.Certificate:
        """The recipient's certificate, pinned, here and good."""
        if fingerprint not in {pin.fingerprint for pin in self._certificates.pins().values()}:
            raise ChannelError("no-key", f"Nobody is pinned to the certificate {fingerprint}.", "cpdocs keys pin")
        found = self._certificates.admit(fingerprint)
        if found is None:
            raise ChannelError("no-key", f"The pinned certificate {fingerprint} is not in the key store.", _REMEDY)
        certificate, info = found
        if info.state != "good":
            message = f"The pinned certificate {fingerprint} is {info.state}."
            raise ChannelError(_HOLDS[info.state], message, _REMEDY)
        return certificate

    def signer(self) -> Signer:
        """What signs, asked for once. Raises ChannelError (hold ``signing-key``) where it cannot sign now."""
        if self._signer is None:
            try:
                signer = self._ask()
            except CpdocsError as error:
                raise ChannelError("signing-key", error.message, error.hint) from None
            own = describe_signing(signer.certificate, self._now())
            if own.state != "good":
                message = f"The signing certificate {own.fingerprint} cannot sign now: it is {own.state}."
                raise ChannelError("signing-key", message, _REMEDY)
            self._signer = signer
        return self._signer


def _required_fingerprint(parcel: Parcel) -> str:
    if parcel.channel != "smime" or not isinstance(parcel.to, EmailTo):
        raise ChannelError("not-sealed", "This parcel does not go by S/MIME to a mailbox.")
    own = re.compile(rf"{re.escape(parcel.serial)}-[0-9]{{1,3}}\.[a-z0-9]{{1,5}}")
    if not parcel.files or not all(own.fullmatch(file.name) and file.data for file in parcel.files):
        raise ChannelError("not-sealed", "A parcel needs files with bytes in them, named SERIAL-1.pdf and so on.")
    if parcel.fingerprint is None or not FINGERPRINT.fullmatch(parcel.fingerprint):
        raise ChannelError("no-key", "The recipient has no pinned certificate.", "Verify one: cpdocs keys pin")
    return parcel.fingerprint


def _signed(entity: bytes, serial: str, signer: Signer) -> bytes:
    """``entity`` with its signature beside it, so that a program which cannot check one shows the rest all the same."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(entity)
    builder = builder.add_signer(signer.certificate, signer.key, hashes.SHA256())
    for above in signer.above:
        builder = builder.add_certificate(above)
    # Binary: cryptography would else write line ends anew, and the bytes that are signed are the bytes that stand here.
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    signature = EmailMessage(ASCII)
    signature.set_content(
        builder.sign(Encoding.DER, options),
        maintype="application",
        subtype="pkcs7-signature",
        filename="smime.p7s",
    )
    boundary = f"=_{serial}-0"
    kind = 'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256'
    head = f'Content-Type: {kind};\r\n boundary="{boundary}"\r\n'
    between, end = f"\r\n--{boundary}\r\n", f"\r\n--{boundary}--\r\n"
    return head.encode() + between.encode() + entity + between.encode() + signature.as_bytes() + end.encode()


def _enveloped(message: bytes, certificate: x509.Certificate) -> bytes:
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(message).add_recipient(certificate)
    builder = builder.set_content_encryption_algorithm(algorithms.AES256)  # else it would be AES-128
    return builder.encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])


def _require_only(certificate: x509.Certificate, fingerprint: str, data: bytes) -> None:
    """Refuse a message that names anybody but ``certificate``, or that another cipher guards."""
    meant = Recipient(certificate.issuer.public_bytes(), certificate.serial_number)
    try:
        named: tuple[Recipient, ...] = read_recipients(data)
    except ValueError:
        named = ()
    if named != (meant,):
        raise ChannelError("not-sealed", f"A message did not come back sealed for {fingerprint} alone.")
