"""A council's folder, opened: settings, authority, contacts, keys, templates, rules, and the way to its ledger.

Everything that a run needs from outside comes through here: the files of the workspace, the secrets by reference, and
the one clock. The rooms below get values.

The tools (templates, channels, transports, ledger) are imported where they are first asked for: ``validate`` needs
none of them, and a clerk runs it after every few lines.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b32encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from cpdocs.council_files import council_tables, refuse, whole
from cpdocs.errors import SettingsError
from cpdocs.record.authority import Authority
from cpdocs.record.load import load
from cpdocs.record.model import Record
from cpdocs.record.neighbours import names_of_other_cases
from cpdocs.record.people import Contacts
from cpdocs.rules import council
from cpdocs.rules.calendar import scottish
from cpdocs.rules.checks.dates import FAR_OFF
from cpdocs.rules.past import NO_HISTORY, History, Key
from cpdocs.rules.situation import Pin, Situation
from cpdocs.rules.tables import Tables
from cpdocs.settings import Settings, secret
from cpdocs.shipped import folder as shipped

if TYPE_CHECKING:
    from cpdocs.channels.certificates import CertificateStore
    from cpdocs.channels.keys import KeyStore
    from cpdocs.documents.templates import Templates
    from cpdocs.ledger.database import Database
    from cpdocs.ledger.store import Ledger

NAME = "cpdocs.yaml"
RECORDS = "records"
WORKSPACE_KEY, LEDGER_KEY = "workspace.key", "ledger.key"
_KEY_BYTES = 32
_KEY_CURE = "Put it back from the backup: without it nothing that was sent before is known again."
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Workspace:
    """One council's workspace, read and checked. ``now`` is the only clock; it gives UTC."""

    folder: Path
    settings: Settings
    authority: Authority
    book: Contacts
    tables: Tables
    now: Callable[[], datetime]

    @cached_property
    def makes(self) -> frozenset[str]:
        """The documents that have a template folder, the workspace's own or a shipped one."""
        folders = (self.folder / "templates", shipped("templates"))
        return frozenset(name for name in self.tables.documents.documents if any((f / name).is_dir() for f in folders))

    @cached_property
    def templates(self) -> Templates:
        """The workspace's own templates before the shipped ones."""
        from cpdocs.documents.templates import Templates

        own = self.folder / "templates"
        return Templates(*([own] if own.is_dir() else []), shipped("templates"))

    @cached_property
    def keys(self) -> KeyStore:
        """The OpenPGP keys and their pins."""
        from cpdocs.channels.keys import KeyStore

        return KeyStore(self.folder / self.settings.keys)

    @cached_property
    def certificates(self) -> CertificateStore:
        """The S/MIME certificates and their pins."""
        from cpdocs.channels.certificates import CertificateStore

        return CertificateStore(self.folder / self.settings.keys, self.now)

    @property
    def today(self) -> date:
        """The day in the authority's own time zone."""
        return self.now().astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        """The authority's own time zone."""
        return ZoneInfo(self.authority.timezone)

    def mac(self, data: bytes) -> str:
        """A keyed digest, hex: how anything that depends on case text is named where it is written down."""
        return hmac.new(self._key, data, hashlib.sha256).hexdigest()

    def keyed(self, text: str) -> str:
        """``mac`` of a canonical text of the rules: a binding's, a release's, a destination's."""
        return self.mac(b"rules\0" + text.encode())

    def serial(self, key: Key) -> str:
        """Ten base32 characters of the keyed digest of a parcel's key: same parcel, same serial, no meaning."""
        return b32encode(bytes.fromhex(self.mac(b"serial\0" + key.text().encode())))[:10].decode()

    @property
    def begun(self) -> bool:
        """Whether there is the workspace's key, and so must be its ledger."""
        return self._key_file.exists()

    def ledger(self) -> Ledger:
        """Open the ledger; the caller closes it. One is made only while the workspace has no key yet.

        The empty ledger is made before the key: so a first run that is stopped between the two leaves what the next
        one can take up, and a key without a ledger always means that a ledger was lost.

        Raises:
            LedgerError: it is gone (in an empty one nothing has been sent, and everything would leave again), it is
                not a ledger, or its place is no place for one.
            SettingsError: it has entries and the key that they need is gone.
        """
        from cpdocs.ledger.store import Ledger

        ledger = Ledger.open(self._database(), self.now, create=not self.begun)
        try:
            if not self.begun:
                self._make_keys(ledger)
        except BaseException:
            ledger.close()
            raise
        return ledger

    @property
    def ledger_file(self) -> Path | None:
        """The ledger's file; None where it is in a database on a server."""
        return None if "://" in self.settings.ledger else self.folder / self.settings.ledger

    @property
    def places(self) -> tuple[Path, ...]:
        """The folders elsewhere that keep checkpoints."""
        return tuple(self.folder / place for place in self.settings.checkpoints)

    def pins(self) -> tuple[dict[str, Pin], dict[str, Pin]]:
        """The pinned OpenPGP keys, and S/MIME certificates, by owner, with the reason where one cannot be used."""
        return _pins(self.keys), _pins(self.certificates)

    def situation(
        self,
        record: Record,
        today: date,
        history: History = NO_HISTORY,
        pins: tuple[Mapping[str, Pin], Mapping[str, Pin]] = ({}, {}),
    ) -> Situation:
        """Everything that follows, follows from this. Without ``pins`` nobody has a key or a certificate."""
        near = range(today.year - FAR_OFF, today.year + FAR_OFF + 1)  # the checks refuse a conference further off
        years = {min(max(record.conference.date.year, near[0]), near[-1]), today.year}
        return Situation(
            record=record,
            authority=self.authority,
            contacts=self.book.contacts,
            pins=pins[0],
            certificates=pins[1],
            history=history,
            tables=self.tables,
            calendar=scottish(min(years) - 1, max(years) + 2, self.authority.closures),
            today=today,
            posts=self.book.posts,
            agencies=self.book.agencies,
            makes=self.makes,
            other_cases=names_of_other_cases(self.folder / RECORDS, record),
        )

    @property
    def _key_file(self) -> Path:
        return self.folder / self.settings.keys / WORKSPACE_KEY

    @cached_property
    def _key(self) -> bytes:
        """The workspace's own key, which ``ledger`` made."""
        return self.secret_bytes(WORKSPACE_KEY, _KEY_CURE)

    def secret_bytes(self, name: str, cure: str) -> bytes:
        """A key of the workspace's own making. Raises SettingsError, with the cure, where it is gone or spoilt."""
        if not self._key_file.with_name(name).exists():
            raise SettingsError(f"keys/{name}: gone", cure)
        text = secret(f"file:{name}", self._key_file.parent)
        if not re.fullmatch(f"[0-9a-f]{{{2 * _KEY_BYTES}}}", text):
            raise SettingsError(f"keys/{name}: not as cpdocs wrote it", cure)
        return bytes.fromhex(text)

    def _database(self) -> Database:
        from cpdocs.ledger.database import at

        path, reference = self.ledger_file, self.settings.ledger_password
        if path is not None:
            return at(f"sqlite:///{path.resolve()}")
        return at(self.settings.ledger, password=secret(reference, self.folder) if reference else None)

    def _make_keys(self, ledger: Ledger) -> None:
        """Make the ledger's key and then the workspace's. Refused where a ledger has entries that need the old ones.

        A ledger that is shared gets a first entry, so that an empty one in its place is known for what it is.
        """
        from cpdocs.channels.pins import held_for_writing, write_file

        path = self._key_file
        with held_for_writing(path.parent):
            if not path.exists():  # else another first run made it
                if any(ledger.entries()):
                    raise SettingsError("keys/workspace.key: gone", _KEY_CURE)
                if ledger.shared:
                    ledger.append("begun", {})
                for name in (LEDGER_KEY, WORKSPACE_KEY):
                    write_file(path.with_name(name), secrets.token_hex(_KEY_BYTES).encode())


def _pins(store: KeyStore | CertificateStore) -> dict[str, Pin]:
    states = {info.fingerprint: info.state for info in store.list()}
    return {
        owner: Pin(pin.fingerprint, states.get(pin.fingerprint, "not in the key store"))
        for owner, pin in store.pins().items()
    }


def find(start: Path) -> Path:
    """The nearest folder upward from ``start`` with a cpdocs.yaml. Raises SettingsError where there is none."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / NAME).is_file():
            return folder
    raise SettingsError(f"no {NAME} in this folder or above it", "Go to your workspace, or say --workspace DIR.")


def open_workspace(folder: Path, now: Callable[[], datetime] | None = None) -> Workspace:
    """Read and check everything in a workspace but its records.

    Raises:
        InputError: with every finding of every file, each with its line.
    """
    settings = whole(load(folder / NAME, Settings, NAME))
    authority_file = load(folder / settings.authority, Authority, settings.authority)
    authority = whole(authority_file)
    refuse(authority_file, council.in_authority(authority))
    contacts_file = load(folder / settings.contacts, Contacts, settings.contacts)
    book = whole(contacts_file)
    refuse(contacts_file, council.in_contacts(book, authority))
    return Workspace(
        folder=folder,
        settings=settings,
        authority=authority,
        book=book,
        tables=council_tables(authority, folder / settings.authority),
        now=now or (lambda: datetime.now(UTC)),
    )
