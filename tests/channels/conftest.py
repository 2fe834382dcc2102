"""A zoo of keys, made by gpg when the tests start: one of each state that LIBRARIES.md lists, and a few impostors."""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path

import certificate_zoo
import pytest

from cpdocs.channels.base import EmailTo, Parcel, PlainFile
from cpdocs.channels.certificates import CertificateStore
from cpdocs.channels.keys import KeyStore
from cpdocs.channels.pins import write_file

#: A passphrase that is not the same in Latin-1 and UTF-8.
PASSPHRASE = "läuft – gut so"
SERIAL = "AB2CD3EF4G"


class Zoo:
    """Keys by a short name. ``fpr`` holds primary fingerprints."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.fpr: dict[str, str] = {}
        home.mkdir(mode=0o700)
        # Stretching a test passphrase for a tenth of a second each time would be most of the run.
        (home / "gpg-agent.conf").write_text("s2k-count 65536\n")

    def gpg(self, *args: str, data: bytes = b"", home: Path | None = None, passphrase: str = "") -> bytes:
        base = ["gpg", "--homedir", str(home or self.home), "--batch", "--yes", "--no-tty", "-q", "--pinentry-mode"]
        command = [*base, "loopback", "--passphrase", passphrase, *args]
        done = subprocess.run(command, input=data, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def make(self, name: str, uid: str, *how: str, at: str = "", passphrase: str = "", sub: str = "cv25519") -> str:
        """A key with one encryption subkey (``sub``, none when empty); ``how`` is algorithm, usage and expiry."""
        clock = ["--faked-system-time", f"{at}T120000!"] if at else []
        before = set(self._primaries())
        self.gpg(*clock, "--quick-gen-key", uid, *(how or ("ed25519", "sign", "never")), passphrase=passphrase)
        (self.fpr[name],) = set(self._primaries()) - before
        if sub:
            self.add(name, sub, "encr", "never", at=at, passphrase=passphrase)
        return self.fpr[name]

    def add(self, name: str, *how: str, at: str = "", passphrase: str = "") -> None:
        clock = ["--faked-system-time", f"{at}T120000!"] if at else []
        self.gpg(*clock, "--quick-add-key", self.fpr[name], *how, passphrase=passphrase)

    def revoke(self, name: str) -> None:
        text = (
            (self.home / "openpgp-revocs.d" / f"{self.fpr[name]}.rev").read_text().replace(":-----BEGIN", "-----BEGIN")
        )
        self.gpg("--import", data=text.encode())

    def revoke_subkey(self, name: str) -> None:
        self.gpg("--command-fd", "0", "--edit-key", self.fpr[name], data=b"key 1\nrevkey\ny\n0\n\ny\nsave\n")

    def public(self, *names: str) -> bytes:
        return b"".join(self.gpg("--armor", "--export", self.fpr[name]) for name in names)

    def secret(self, name: str, passphrase: str = "") -> bytes:
        return self.gpg("--armor", "--export-secret-keys", self.fpr[name], passphrase=passphrase)

    def subkeys(self, name: str) -> list[str]:
        rows = [r.split(":") for r in self.gpg("--with-colons", "--list-keys", self.fpr[name]).decode().split("\n")]
        return [row[9] for row in rows if row[0] == "fpr"][1:]

    def open(self, name: str, message: bytes) -> tuple[bytes, str]:
        """What ``message`` holds for somebody with nothing but this secret key (and the authority's public one)."""
        own = Path(tempfile.mkdtemp(prefix="z"))
        try:
            self.gpg("--import", data=self.secret(name) + self.public("authority"), home=own)
            command = ["gpg", "--homedir", str(own), "--batch", "--no-tty", "--status-fd", "2", "--decrypt"]
            done = subprocess.run(command, input=message, capture_output=True, check=False)
            return done.stdout, done.stderr.decode()
        finally:
            self.stop(own)

    @staticmethod
    def stop(home: Path) -> None:
        for what in (["--kill", "all"], ["--remove-socketdir"]):
            subprocess.run(["gpgconf", "--homedir", str(home), *what], capture_output=True, check=False)
        shutil.rmtree(home, ignore_errors=True)

    def _primaries(self) -> list[str]:
        rows = self.gpg("--with-colons", "--list-keys").decode().split("\n")
        return [after.split(":")[9] for row, after in pairwise(rows) if row.startswith("pub:")]


@pytest.fixture(scope="session")
def zoo():
    root = Path(tempfile.mkdtemp(prefix="zoo"))
    zoo = Zoo(root / "h")
    try:
        _settle_animals(zoo)
        yield zoo
    finally:
        zoo.stop(zoo.home)
        shutil.rmtree(root)


def _settle_animals(zoo: Zoo) -> None:
    zoo.make("authority", "An Authority <papers@council.example>", passphrase=PASSPHRASE, sub="")
    zoo.add("authority", "ed25519", "sign", "never", passphrase=PASSPHRASE)
    zoo.make("lapsed authority", "An Authority <papers@council.example>", "ed25519", "sign", "1y", at="20200101",
             passphrase=PASSPHRASE, sub="")  # fmt: skip
    zoo.make("good", "R Nurse <nurse@health.example>")
    zoo.make("rsa", "R Sergeant <sergeant@police.example>", "rsa2048", "sign", "never", sub="rsa2048")
    zoo.make("joann", "Jo Ann <joann@example.org>")
    zoo.make("carol", "Carol <carol@example.org>", at="20240101")
    zoo.make("mallory", "Carol <carol@example.org>")
    zoo.make("in brackets", "x <carol@example.org> y <mallory@example.org>")
    zoo.make("primary expired", "E <e@example.org>", "ed25519", "sign", "1y", at="20200101")
    zoo.make("subkey expired", "F <f@example.org>", at="20200101", sub="")
    zoo.add("subkey expired", "cv25519", "encr", "1y", at="20200101")
    zoo.make("revoked", "G <g@example.org>")
    zoo.revoke("revoked")
    zoo.make("subkey revoked", "H <h@example.org>")
    zoo.revoke_subkey("subkey revoked")
    zoo.make("no encryption subkey", "I <i@example.org>", sub="")
    zoo.make("expiring", "O <o@example.org>", "ed25519", "sign", "20d")
    zoo.make("short", "J <j@example.org>", "rsa1024", "sign", "never", sub="rsa1024")
    zoo.make("from tomorrow", "K <k@example.org>", at="20990101")
    zoo.make("subkey from tomorrow", "K <k2@example.org>", sub="")
    zoo.add("subkey from tomorrow", "cv25519", "encr", "never", at="20990101")
    zoo.make("never imported", "L <l@example.org>")


@pytest.fixture
def short_temp(monkeypatch):
    """A temp root of this test's own, short enough for a socket path, so that what is left in it is this test's."""
    root = Path(tempfile.mkdtemp(prefix="t"))
    monkeypatch.setattr(tempfile, "tempdir", str(root))
    yield root
    shutil.rmtree(root)


@pytest.fixture
def no_room():
    """While it lasts no file grows, as on a full disk: gpg's agent finds its setting, gpg keeps no key."""

    @contextmanager
    def full():
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return full


@pytest.fixture(scope="session")
def stocked(zoo, tmp_path_factory):
    """A key store with every animal that can be imported, each pinned to a contact of its own name."""
    store = KeyStore(tmp_path_factory.mktemp("stocked") / "keys")
    left_out = {"authority", "lapsed authority", "never imported", "from tomorrow"}
    recipients = [name for name in zoo.fpr if name not in left_out]
    store.import_public(zoo.public(*recipients))
    for name in recipients:
        store.pin(name, zoo.fpr[name], date(2026, 1, 2), "staff-1")
    store.import_signing(zoo.secret("authority", PASSPHRASE))
    return store


@pytest.fixture
def store(stocked, tmp_path):
    """A copy of the stocked store that a test may spoil."""
    shutil.copytree(stocked.folder, tmp_path / "keys")
    return KeyStore(tmp_path / "keys")


@pytest.fixture
def parcel_for(zoo):
    def make(name: str, *contents: bytes, serial: str = SERIAL) -> Parcel:
        files = tuple(
            PlainFile(f"{serial}-{n}.pdf", "application/pdf", data)
            for n, data in enumerate(contents or (b"%PDF-1.7 a paper\n",), 1)
        )
        return Parcel(serial, "openpgp", EmailTo("someone@example.org"), files, zoo.fpr[name])

    return make


@pytest.fixture
def passphrase():
    return PASSPHRASE


@pytest.fixture(scope="session")
def animals():
    """The certificates, by a short name."""
    return certificate_zoo.settle()


@pytest.fixture
def certificates(animals, tmp_path):
    """A store that trusts two authorities, with every certificate in it, each pinned to an owner of its own name.

    What the store would refuse to take in is put there behind its back: what is refused when it is imported must be
    refused again when it is used.
    """
    store = CertificateStore(tmp_path / "keys", lambda: certificate_zoo.NOW)
    store.import_authorities(animals["ca"].pem + animals["lapsed ca"].pem)
    store.import_signing(animals["council"].secret_pem() + animals["council"].pem, certificate_zoo.PASSWORD)
    for name, animal in animals.items():
        if name not in {"ca", "other ca", "impostor ca", "lapsed ca", "council", "lapsed council"}:
            write_file(store.folder / "smime" / f"{animal.fpr}.pem", animal.pem)
            store.pin(name, animal.fpr, date(2026, 1, 2), "staff-1")
    return store
