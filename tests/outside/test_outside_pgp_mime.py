"""A PGP/MIME message of ours in NeoMutt, a mail program: it opens it, finds the signature good, and saves the paper.

NeoMutt works at a terminal; what it is to do is given to it as the keys that a person would press.
"""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import tempfile
import termios
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from cpdocs import run
from cpdocs.transports import carriers
from cpdocs.workspace import open_workspace

pytestmark = pytest.mark.outside

RECORD, DAY = "records/CP-2026-0142-1.called.yaml", date(2026, 11, 5)
#: As a mailbox, where a line that begins like a message's first would be another one's.
FROM = b"From meetings Thu Nov  5 12:00:00 2026\n"


@pytest.fixture(scope="module")
def message(untouched, tmp_path_factory) -> bytes:
    """The social worker's message, of a council that has chosen PGP/MIME."""
    folder = shutil.copytree(untouched, tmp_path_factory.mktemp("sent") / "workspace")
    authority = folder / "authority" / "authority.yaml"
    text = authority.read_text("utf-8")
    authority.write_text(text.replace("  reply_phone:", "  pgp_mime: yes\n  reply_phone:"), "utf-8")
    workspace = open_workspace(folder)
    with closing(carriers(workspace, "outbox")) as ways:
        run.deliver(workspace, folder / RECORD, DAY, "admin", ways, run.only("invitation", "social_worker"))
    [file] = (folder / "outbox" / "email").glob("*.eml")
    return file.read_bytes()


@pytest.fixture
def gnupg():
    """An empty home of gpg's, in a path short enough for its agent's socket."""
    home = Path(tempfile.mkdtemp(prefix="nm"))
    yield home
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, capture_output=True)
    shutil.rmtree(home)


def at_home(home: Path, played: Path, owner: str) -> None:
    for key in (f"{owner}.secret.asc", "council.public.asc"):
        command = ["gpg", "--homedir", str(home), "--batch", "-q", "--import", str(played / "recipients" / key)]
        subprocess.run(command, check=True, capture_output=True)


def read_in_neomutt(folder: Path, home: Path, message: bytes) -> tuple[str, bytes]:
    """What NeoMutt shows of the message, and what it saves as the last of its parts; nothing where it shows none."""
    (folder / "box").write_bytes(FROM + message.replace(b"\r\n", b"\n") + b"\n")
    pager, shown, saved = folder / "pager", folder / "shown", folder / "saved"
    pager.write_text(f'#!/bin/sh\ncat "$1" >{shown}\n')
    pager.chmod(0o700)
    keys = f"<display-message><view-attachments><last-entry><save-entry><kill-line>{saved}<enter><exit><exit>"
    (folder / "muttrc").write_text(
        f'set tmpdir = "{folder}"\nset folder = "{folder}"\nset record = ""\nset mbox_type = mbox\nset quit = yes\n'
        f'set crypt_use_gpgme = yes\nset wait_key = no\nset prompt_after = no\nset pager = "{pager}"\npush "{keys}"\n'
    )
    own = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "GNUPGHOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    reading, writing = pty.openpty()
    termios.tcsetwinsize(reading, (40, 120))
    # timeout ends it should it ask for a key that is not given to it.
    command = ["timeout", "60", "neomutt", "-n", "-R", "-F", str(folder / "muttrc"), "-f", str(folder / "box")]
    with subprocess.Popen(
        command, cwd=folder, env=own, stdin=writing, stdout=writing, stderr=writing, start_new_session=True
    ) as running:
        os.close(writing)
        screen = b""
        with suppress(OSError):  # how a terminal says that nobody writes to it any more
            while piece := os.read(reading, 65536):
                screen += piece
        os.close(reading)
    assert running.returncode == 0, screen
    told, part = (path.read_bytes() if path.exists() else b"" for path in (shown, saved))
    return told.decode(), part


def test_neomutt_opens_it_with_her_key_finds_the_signature_good_and_saves_the_paper(
    message, played, gnupg, tmp_path
) -> None:
    at_home(gnupg, played, "sw-kinnaird-03")
    shown, saved = read_in_neomutt(tmp_path, gnupg, message)
    [council] = (played / "keys" / "signing").glob("*.asc")
    assert "Good signature from: council" in shown
    assert council.stem in shown.replace(" ", "")
    assert "The following data is PGP/MIME signed and encrypted" in shown
    assert "please ring 01632 960114 at once" in shown
    with pypdfium2.PdfDocument(saved) as paper:
        assert all("Issued to Fiona Baxter" in page.get_textpage().get_text_bounded() for page in paper)


@pytest.mark.parametrize("owner", ["hv-kinnaird-07", "ppu-kinnaird"])
def test_neomutt_shows_nobody_else_anything_of_it(owner, message, played, gnupg, tmp_path) -> None:
    at_home(gnupg, played, owner)
    shown, saved = read_in_neomutt(tmp_path, gnupg, message)
    assert shown == ""
    assert b"%PDF" not in saved


def test_neomutt_takes_no_message_that_was_changed_on_its_way(message, played, gnupg, tmp_path) -> None:
    at_home(gnupg, played, "sw-kinnaird-03")
    lines = message.split(b"\r\n")
    middle = len(lines) // 2
    lines[middle] = lines[middle].swapcase()
    shown, saved = read_in_neomutt(tmp_path, gnupg, b"\r\n".join(lines))
    assert shown == ""
    assert b"%PDF" not in saved
