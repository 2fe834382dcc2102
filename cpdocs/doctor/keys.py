"""The keys and certificates of a workspace: that the council can sign, and that what is pinned can be sealed to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from cpdocs.channels.archive_key import ArchiveKey
from cpdocs.channels.certificate_info import addresses
from cpdocs.channels.key_findings import KeyFinding
from cpdocs.doctor.check import Check, Looked
from cpdocs.settings import secret
from cpdocs.transports import openpgp, smime
from cpdocs.workspace import Workspace

_CURES: Final = {
    "no-signing-key": "Take one in: cpdocs keys import --signing FILE",
    "signing-key-unusable": "Make a new one, give its public half to the recipients, and import it.",
    "shared": "Compare each fingerprint again, by phone or face to face, and cpdocs keys pin.",
    "authority-unusable": "Get its new certificate from the agency, and cpdocs keys import --ca FILE.",
    "authority-expires-soon": "Ask the agency for the one that comes after it, and cpdocs keys import --ca FILE.",
    "verified-later": "Compare it again, and cpdocs keys pin.",
}


def passphrase(workspace: Workspace) -> Looked:
    """The OpenPGP signing key's passphrase."""
    reference = workspace.settings.signing.passphrase
    secret(reference, workspace.folder)
    yield Check("passphrase", ok=True, what=f"{reference} is there, for this account alone")


def signing(workspace: Workspace) -> Looked:
    """The OpenPGP signing key."""
    openpgp(workspace)  # there is one signing key, or the settings say which
    found = workspace.keys.check(workspace.today)
    yield from _told("signing", found, lambda finding: not finding.owner, "the signing key can sign")


def archive(workspace: Workspace) -> Looked:
    """The key to which the council's own copies are sealed."""
    with ArchiveKey(workspace.folder / workspace.settings.keys, workspace.settings.archive.fingerprint) as key:
        until = f" until {key.info.expires}" if key.info.expires else ""
        yield Check("archive", ok=True, what=f"what is sent can be sealed to the archive key{until}")


def pins(workspace: Workspace) -> Looked:
    """The pinned OpenPGP keys."""
    found, count = workspace.keys.check(workspace.today), len(workspace.keys.pins())
    yield from _told("pins", found, lambda finding: bool(finding.owner), f"{count} pinned keys can be sealed to")


def certificates(workspace: Workspace) -> Looked:
    """S/MIME, where the council uses it: its own certificate and password, and the pinned certificates."""
    store = workspace.certificates
    wanted = any(contact.channel == "smime" for contact in workspace.book.contacts.values())
    if workspace.settings.smime_signing is None and not store.pins() and not wanted:
        return
    signer = smime(workspace).signer()  # it is there, alone, and its password opens it
    sender = workspace.authority.covering.sender_address
    if sender.casefold() not in {address.casefold() for address in addresses(signer.certificate)}:
        cure = "Ask for one that is made out for it, or correct sender_address; mail programs compare the two."
        yield Check("certificates", ok=False, what="the signing certificate is not for the sender's address", mend=cure)
    well = f"the signing certificate can sign, and {len(store.pins())} pinned ones can be sealed to"
    yield from _told("certificates", store.check(workspace.today), lambda _: True, well)


def backup(workspace: Workspace) -> Looked:
    """The key that backups are sealed to, where cpdocs.yaml names one."""
    fingerprint = workspace.settings.backup
    if fingerprint is None:
        yield Check("backup", ok=True, what="no key is named that backups are sealed to (docs/backup.md)")
        return
    state = next(
        (info.state for info in workspace.keys.list() if info.fingerprint == fingerprint), "not in the key store"
    )
    cure = "" if state == "good" else "Take in one that is good, and name it as backup: in cpdocs.yaml."
    yield Check("backup", ok=state == "good", what=f"the key that backups are sealed to is {state}", mend=cure)


def _told(name: str, findings: Iterable[KeyFinding], ours: Callable[[KeyFinding], bool], well: str) -> Looked:
    found = [finding for finding in findings if ours(finding)]
    for finding in found:
        who = f"{finding.owner}: " if finding.owner else ""
        cure = _CURES.get(finding.id, "Get a new one, compare its fingerprint by phone, and cpdocs keys pin.")
        yield Check(name, ok=False, what=f"{who}{finding.message}", mend=cure)
    if not found:
        yield Check(name, ok=True, what=well)
