"""A zoo of certificates, made when the tests start: one of each way in which one must not be sealed to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 11, 16, 14, tzinfo=UTC)
YEAR = timedelta(days=365)
PASSWORD = "läuft – gut so"
MAIL = (ExtendedKeyUsageOID.EMAIL_PROTECTION,)
USES = ("digital_signature", "key_encipherment")
_ALL = (*USES, "content_commitment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
_ALL = (*_ALL, "encipher_only", "decipher_only")


def key(bits=2048):
    return rsa.generate_private_key(65537, bits)


class Animal:
    """A certificate with its key, and with whoever signed it."""

    def __init__(self, secret, certificate):
        self.secret, self.certificate = secret, certificate

    @property
    def fpr(self):
        return self.certificate.fingerprint(hashes.SHA256()).hex().upper()

    @property
    def pem(self):
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self):
        return self.certificate.public_bytes(Encoding.DER)

    def secret_pem(self, password=PASSWORD):
        guard = BestAvailableEncryption(password.encode())
        return self.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, guard)

    def p12(self, password=PASSWORD, above=()):
        guard = BestAvailableEncryption(password.encode())
        return pkcs12.serialize_key_and_certificates(b"x", self.secret, self.certificate, list(above), guard)


def make(
    name, signer=None, *, secret=None, address="", purposes=MAIL, uses=USES, ca=False, starts=-YEAR, ends=30 * YEAR,
    extra=(), serial=None,
):  # fmt: skip
    """One certificate; ``signer`` None signs itself. ``starts`` and ``ends`` count from NOW.

    Thirty years, so that a command which goes by the machine's clock finds it good for as long as it is tested.
    """
    secret = secret or key()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = signer.certificate.subject if signer else subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(secret.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(NOW + starts)
        .not_valid_after(NOW + ends)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if uses is not None:
        builder = builder.add_extension(x509.KeyUsage(**{use: use in uses for use in _ALL}), critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    if address:
        names = x509.SubjectAlternativeName([x509.RFC822Name(address)])
        builder = builder.add_extension(names, critical=False)
    for value, critical in extra:
        builder = builder.add_extension(value, critical=critical)
    return Animal(secret, builder.sign(signer.secret if signer else secret, hashes.SHA256()))


def authority(name="Health CA", **how):
    return make(name, purposes=(), uses=("key_cert_sign", "crl_sign"), ca=True, **how)


def settle():
    """Name -> animal. "ca" is trusted by the tests' store, "lapsed ca" too; "other ca" is not."""
    one = key()  # making an RSA key takes a tenth of a second; whose it is matters for the impostors only
    zoo = {"ca": authority(), "other ca": authority("Other CA")}
    zoo["impostor ca"] = authority("Health CA")  # the same name, another key
    zoo["lapsed ca"] = authority("Lapsed CA", secret=one, ends=-timedelta(days=1))
    ca = zoo["ca"]
    zoo["good"] = make("R Nurse", ca, address="nurse@health.example")
    zoo["rsa 3072"] = make("R Sergeant", ca, secret=key(3072), address="sergeant@police.example")
    zoo["no key usage"] = make("Q", ca, secret=one, uses=None)
    zoo["expiring"] = make("X", ca, secret=one, ends=timedelta(days=20))
    zoo["carol"] = make("Carol", ca, address="carol@example.org")
    zoo["second carol"] = make("Carol", ca, secret=one, address="carol@example.org")
    zoo["mallory"] = make("Carol", zoo["impostor ca"], address="carol@example.org")
    zoo["expired"] = make("E", ca, secret=one, ends=-timedelta(days=1))
    zoo["from tomorrow"] = make("K", ca, secret=one, starts=timedelta(days=1))
    zoo["of another authority"] = make("F", zoo["other ca"], secret=one)
    zoo["self-signed"] = make("G", secret=one)
    zoo["of a lapsed authority"] = make("H", zoo["lapsed ca"], secret=one)
    zoo["elliptic curve"] = make("I", ca, secret=ec.generate_private_key(ec.SECP256R1()))
    zoo["short"] = make("J", ca, secret=key(1024))
    zoo["for servers"] = make("L", ca, secret=one, purposes=(ExtendedKeyUsageOID.SERVER_AUTH,))
    zoo["for no purpose"] = make("M", ca, secret=one, purposes=())
    zoo["for any purpose"] = make("M2", ca, secret=one, purposes=(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,))
    zoo["signs only"] = make("N", ca, secret=one, uses=("digital_signature",))
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
    zoo["with a strange rule"] = make("O", ca, secret=one, extra=((unknown, True),))
    zoo["an authority's"] = authority("Sub CA", signer=ca, secret=one)
    zoo["council"] = make("A Council", ca, address="papers@council.example")
    zoo["lapsed council"] = make("A Council", ca, secret=one, ends=-timedelta(days=1))
    return zoo
