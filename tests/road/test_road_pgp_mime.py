"""PGP/MIME by setting, on the whole road: one message, opened whole by its reader, and outside it nothing of the case."""

from __future__ import annotations

import shutil
from email import policy
from email.parser import BytesParser

import pytest
from kills import TWO
from road_tools import CALLED, DAYS, deliver, message, opened, outbox, pages, table

ONE = "social_worker"


@pytest.fixture
def folder(workspace_of_two, tmp_path):
    """A council that has chosen PGP/MIME."""
    folder = shutil.copytree(workspace_of_two, tmp_path / "workspace")
    authority = folder / "authority" / "authority.yaml"
    text = authority.read_text("utf-8")
    assert text.count("\ncovering:") == 1
    authority.write_text(text.replace("  reply_phone:", "  pgp_mime: yes\n  reply_phone:"), "utf-8")
    return folder


def test_her_reader_opens_one_message_with_the_covering_text_and_her_paper_in_it(folder, readers) -> None:
    done = deliver(folder, TWO, DAYS[CALLED], ONE)
    assert table(done) == {ONE: "handed_over"}
    [path] = outbox(folder).values()
    whole = message(path)
    assert whole.get_content_type() == "multipart/encrypted"
    assert whole.get_param("protocol") == "application/pgp-encrypted"
    version, sealed = whole.iter_parts()
    assert (version.get_content_type(), version.get_payload()) == ("application/pgp-encrypted", "Version: 1\r\n")
    armoured = sealed.get_payload(decode=True)
    for person, reader in readers.items():
        assert (reader.open(armoured)[0] != b"") == (person == ONE)
    plain, status = readers[ONE].open(armoured)
    assert "[GNUPG:] GOODSIG" in status
    text, paper = BytesParser(policy=policy.default).parsebytes(plain).iter_parts()
    assert "01632 960114" in text.get_content()
    assert all("Issued to Fiona Baxter" in page for page in pages(paper.get_content()))
    assert paper.get_filename() == f"{path.stem}-1.pdf"

    outside = path.read_bytes().replace(armoured.replace(b"\n", b"\r\n"), b"")
    for word in (b"01632", b"Baxter", b"Rennie", b"-1.pdf", b"%PDF", b"text/plain", b"CP-2026"):
        assert word not in outside
    with opened(folder).ledger() as ledger:
        assert ledger.verify().faults == ()
    assert table(deliver(folder, TWO, DAYS[CALLED], ONE)) == {ONE: "done"}
