"""What lies in the demo's outbox, opened by other people's programs: Sequoia's sq, an e-mail parser, a PDF validator.

The recipient's side is played with nothing but that recipient's secret key and the council's public one.
"""

from __future__ import annotations

import email
import email.policy
import subprocess
from pathlib import Path
from typing import NamedTuple

import page
import pypdfium2
import pytest

from cpdocs.workspace import open_workspace

pytestmark = pytest.mark.outside

#: Two days, and four of the five professionals who are reached by e-mail: the GP has given no key.
ENCRYPTED_PARCELS = 8
#: The demo ends before the minutes are written, and so before a referral goes; her key is there to try one.
NOT_REFERRED_TO = "reporter-kinnaird"


class Attachment(NamedTuple):
    """A file of a message, and the recipient's contact, by the address that the message goes to."""

    owner: str
    name: str
    sealed: bytes


class Opened(NamedTuple):
    went_well: bool
    said: str
    plain: bytes


@pytest.fixture(scope="module")
def attachments(played: Path) -> list[Attachment]:
    contacts = open_workspace(played).book.contacts
    owners = {contact.email: owner for owner, contact in contacts.items() if contact.email}
    found = []
    for file in sorted((played / "outbox" / "email").glob("*.eml")):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        assert not message.defects
        (to,) = message["To"].addresses
        files = list(message.iter_attachments())
        assert files, f"{file.name} carries nothing"
        found += [Attachment(owners[to.addr_spec], a.get_filename(), a.get_content()) for a in files]
    return found


@pytest.fixture(scope="module")
def sq(played: Path, tmp_path_factory: pytest.TempPathFactory):
    """sq decrypt, with one secret key and one signer's certificate, in an empty home."""
    folder = tmp_path_factory.mktemp("sequoia")

    def decrypt(one: Attachment, owner: str, signer: Path = played / "recipients" / "council.public.asc") -> Opened:
        sealed, plain = folder / one.name, folder / "plain"
        sealed.write_bytes(one.sealed)
        plain.unlink(missing_ok=True)
        key = played / "recipients" / f"{owner}.secret.asc"
        done = subprocess.run(
            ["sq", "decrypt", "--dump", "--recipient-key", key, "--signer-cert", signer, "-o", plain, sealed],
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        return Opened(done.returncode == 0, done.stderr, plain.read_bytes() if plain.exists() else b"")

    return decrypt


def keys(played: Path) -> list[str]:
    return sorted(file.name.removesuffix(".secret.asc") for file in (played / "recipients").glob("*.secret.asc"))


def test_every_encrypted_parcel_of_the_demo_is_looked_at(attachments, played):
    assert len(attachments) == ENCRYPTED_PARCELS
    assert {one.owner for one in attachments} == set(keys(played)) - {NOT_REFERRED_TO}
    assert len(keys(played)) == 5


def test_the_recipient_s_key_alone_opens_it_and_the_council_s_signature_is_good(attachments, sq):
    for one in attachments:
        opened = sq(one, one.owner)
        assert opened.went_well, opened.said
        assert "1 good signature." in opened.said
        assert "Encrypted using AES-256" in opened.said
        assert opened.plain.startswith(b"%PDF-")


def test_nobody_else_s_key_opens_it(attachments, sq, played):
    for one in attachments:
        for other in set(keys(played)) - {one.owner}:
            opened = sq(one, other)
            assert not opened.went_well, f"{other} can read what went to {one.owner}"
            assert opened.plain == b""


def test_a_signature_is_good_by_the_council_s_key_only(attachments, sq, played):
    """That sq says no where it should: the check above would otherwise pass on anything."""
    one = attachments[0]
    opened = sq(one, one.owner, signer=played / "recipients" / f"{keys(played)[0]}.secret.asc")
    assert not opened.went_well
    assert opened.plain == b""


def test_one_changed_byte_is_found(attachments, sq):
    one = attachments[0]
    middle = len(one.sealed) // 2
    changed = one.sealed[:middle] + bytes([one.sealed[middle] ^ 1]) + one.sealed[middle + 1 :]
    opened = sq(one._replace(sealed=changed), one.owner)
    assert not opened.went_well
    assert opened.plain == b""


def test_the_file_inside_is_named_like_the_attachment_and_names_one_recipient_key(attachments, sq):
    for one in attachments:
        said = sq(one, one.owner).said
        assert said.count("Public-Key Encrypted Session Key Packet") == 1
        assert [line.split("Filename: ")[1] for line in said.splitlines() if "Filename: " in line] == [
            one.name.removesuffix(".pgp")
        ]


def test_what_comes_out_is_an_accessible_pdf_issued_to_this_recipient_on_every_page(attachments, sq, played, tmp_path):
    contacts = open_workspace(played).book.contacts
    for one in attachments:
        file = tmp_path / one.name.removesuffix(".pgp")
        file.write_bytes(sq(one, one.owner).plain)
        said = str(page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1))
        assert "no failures" in said, said
        with pypdfium2.PdfDocument(file) as paper:
            serial = one.name.partition("-")[0]
            for sheet in paper:
                words = " ".join(sheet.get_textpage().get_text_bounded().split())
                assert f"Issued to {contacts[one.owner].name} · {serial}" in words
