import errno
import hmac
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from cpdocs.channels.base import EmailTo, PaperTo
from cpdocs.delivery import outbox as module
from cpdocs.delivery.base import Failed, HandedOver, InDoubt
from cpdocs.delivery.envelope import Envelope
from cpdocs.delivery.outbox import Outbox

LETTER = Envelope("AB2CD3EF4G", EmailTo("a@b.example"), "AB2CD3EF4G.eml", b"From: x\r\n\r\nsealed\r\n")
PAPER = Envelope("ZZ2CD3EF4G", PaperTo("post"), "ZZ2CD3EF4G.pdf", b"%PDF-1.7 plain")
BOTH = pytest.mark.parametrize("envelope", [LETTER, PAPER], ids=["email", "print"])
PUT = HandedOver("email/AB2CD3EF4G.eml")
NEVER = Failed("it never reached the outbox")


def mac(data: bytes) -> str:
    return hmac.new(b"key", data, "sha256").hexdigest()


def files(folder: Path) -> dict[str, bytes]:
    """What a person sees in the outbox."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(".")
    }


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "outbox"


@pytest.fixture
def outbox(folder):
    return Outbox(folder, mac)


def test_a_message_lies_ready_to_be_sent_and_a_paper_as_it_is(outbox, folder):
    assert outbox.carry(LETTER) == PUT
    assert outbox.carry(PAPER) == HandedOver("print/ZZ2CD3EF4G.pdf")
    assert files(folder) == {
        "email/AB2CD3EF4G.eml": b"X-Unsent: 1\r\nFrom: x\r\n\r\nsealed\r\n",
        "print/ZZ2CD3EF4G.pdf": b"%PDF-1.7 plain",
    }


@BOTH
def test_wire_is_the_file(envelope, outbox, folder):
    outbox.carry(envelope)
    assert list(files(folder).values()) == [outbox.wire(envelope)]


@BOTH
def test_only_the_owner_can_read_it_whatever_the_umask(envelope, outbox, folder):
    before = os.umask(0)
    try:
        outbox.carry(envelope)
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*")) if path.is_dir()}
    assert modes == {0o700}
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o600}


def test_an_open_folder_is_closed(outbox, folder):
    (folder / "email").mkdir(parents=True)
    folder.chmod(0o777)
    (folder / "email").chmod(0o755)
    outbox.carry(LETTER)
    assert {path.stat().st_mode & 0o777 for path in (folder, folder / "email")} == {0o700}


def test_the_note_holds_a_keyed_digest_and_nothing_else(outbox, folder):
    outbox.carry(PAPER)
    assert (folder / ".carried" / PAPER.serial).read_text() == mac(b"%PDF-1.7 plain")


@BOTH
def test_the_same_again_is_handed_over_once(envelope, outbox, folder):
    first = outbox.carry(envelope)
    assert outbox.carry(envelope) == first
    assert len(files(folder)) == 1


def test_a_file_of_that_name_with_other_bytes_is_left_alone(outbox, folder):
    (folder / "email").mkdir(parents=True)
    (folder / "email" / LETTER.name).write_bytes(b"another")
    assert outbox.carry(LETTER) == Failed("another file of its name lies in the outbox")
    assert files(folder) == {"email/AB2CD3EF4G.eml": b"another"}


# Settling, picture by picture.


@BOTH
def test_a_file_with_the_right_digest_was_handed_over(envelope, outbox, folder):
    receipt = outbox.carry(envelope)
    assert Outbox(folder, mac).settle(envelope.serial, mac(outbox.wire(envelope))) == receipt


@BOTH
def test_a_file_with_other_bytes_is_in_doubt(envelope, outbox, folder):
    outbox.carry(envelope)
    (name,) = files(folder)
    (folder / name).write_bytes(b"changed")
    settled = Outbox(folder, mac).settle(envelope.serial, mac(outbox.wire(envelope)))
    assert settled == InDoubt("the outbox holds another file")


@BOTH
def test_a_file_that_somebody_took_out_is_in_doubt_and_not_put_there_again(envelope, outbox, folder):
    """A clerk sends it and deletes the file before the stopped run is started again: 'never arrived' would send twice."""
    outbox.carry(envelope)
    (name,) = files(folder)
    (folder / name).unlink()
    settled = Outbox(folder, mac).settle(envelope.serial, mac(outbox.wire(envelope)))
    assert settled == InDoubt("it was in the outbox and was taken out")


def test_an_earlier_attempts_note_says_nothing_of_this_one(outbox, folder):
    outbox.carry(LETTER)
    (folder / "email" / LETTER.name).unlink()
    assert Outbox(folder, mac).settle(LETTER.serial, mac(b"a second sealing")) == NEVER


def test_nothing_at_all_never_arrived(outbox, folder):
    assert outbox.settle(LETTER.serial, mac(b"x")) == NEVER


# A run stopped at each boundary.

DRIVER = """
    import hmac, os, signal, sys
    from pathlib import Path
    from cpdocs.channels.base import EmailTo
    from cpdocs.delivery.envelope import Envelope
    from cpdocs.delivery.outbox import Outbox

    folder, stop_at, when = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    count = 0

    def boundary(name):
        real = getattr(os, name)

        def wrapped(*args, **kwargs):
            global count
            count += 1
            stop_here = count == stop_at
            if stop_here and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                return real(*args, **kwargs)
            finally:
                if stop_here and when == "after":
                    os.kill(os.getpid(), signal.SIGKILL)

        setattr(os, name, wrapped)

    for name in ("mkdir", "open", "fsync", "rename", "unlink"):
        boundary(name)
    letter = Envelope("AB2CD3EF4G", EmailTo("a@b.example"), "AB2CD3EF4G.eml", b"From: x\\r\\n\\r\\nsealed\\r\\n")
    outbox = Outbox(folder, lambda data: hmac.new(b"key", data, "sha256").hexdigest())
    print(type(outbox.carry(letter)).__name__, count)
"""


def _stopped(folder: Path, stop_at: int, when: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", textwrap.dedent(DRIVER), str(folder), str(stop_at), when]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_kill_at_every_boundary_leaves_a_picture_that_settles_rightly(folder, tmp_path):
    """Then carried again where it never arrived: in the end it lies there exactly once, and no part stays."""
    whole = _stopped(tmp_path / "whole", 0, "never")
    said, boundaries = whole.stdout.split()
    assert (said, whole.stderr) == ("HandedOver", "")
    seen = set()
    last = int(boundaries)
    for stop_at, when in (*((n, "before") for n in range(1, last + 1)), (last, "after")):
        place = tmp_path / f"{stop_at}{when}"
        assert _stopped(place, stop_at, when).returncode == -signal.SIGKILL
        there = bool(files(place).get("email/AB2CD3EF4G.eml"))
        after = Outbox(place, mac)
        receipt = after.settle(LETTER.serial, mac(after.wire(LETTER)))
        assert receipt == (PUT if there else NEVER)
        seen.add(receipt)
        assert not list(place.rglob(".*.part"))
        if receipt == NEVER:
            assert Outbox(place, mac).carry(LETTER) == PUT
        assert files(place) == {"email/AB2CD3EF4G.eml": after.wire(LETTER)}
    assert seen == {PUT, NEVER}


def test_a_kill_at_any_boundary_of_a_second_try_settles_as_well(tmp_path):
    """With the note of an earlier attempt there, whose file went and which a person resolved as not sent."""
    for stop_at in range(1, 40):
        place = tmp_path / str(stop_at)
        earlier = Envelope(LETTER.serial, LETTER.to, LETTER.name, b"an earlier sealing")
        Outbox(place, mac).carry(earlier)
        (place / "email" / LETTER.name).unlink()
        if _stopped(place, stop_at, "before").returncode == 0:
            return
        there = bool(files(place).get("email/AB2CD3EF4G.eml"))
        after = Outbox(place, mac)
        assert after.settle(LETTER.serial, mac(after.wire(LETTER))) == (PUT if there else NEVER)
    pytest.fail("the driver never came to its end")


# What the disk can do.


@pytest.mark.parametrize("call", ["fsync", "open", "rename"])
@pytest.mark.parametrize(
    ("number", "because"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "the outbox is on a read-only disk"),
        (errno.EIO, "input/output error"),
    ],
)
def test_trouble_with_the_disk_is_a_receipt_and_leaves_nothing_half(call, number, because, outbox, folder, monkeypatch):
    outbox.carry(PAPER)  # the folders stand

    def broken(*args, **kwargs):
        raise OSError(number, os.strerror(number), "a/path/that/must/not/show")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, broken)
        assert outbox.carry(LETTER) == Failed(because)
    assert list(files(folder)) == ["print/ZZ2CD3EF4G.pdf"]
    assert outbox.settle(LETTER.serial, mac(outbox.wire(LETTER))) == NEVER
    assert outbox.carry(LETTER) == PUT


def test_a_disk_that_does_not_confirm_the_last_step_leaves_it_in_doubt(outbox, folder, monkeypatch):
    real, calls = module.files.sync, []

    def failing(path):
        calls.append(path)
        if (folder / "email" / LETTER.name).exists():
            raise OSError(errno.EIO, "x")
        real(path)

    monkeypatch.setattr(module.files, "sync", failing)
    assert outbox.carry(LETTER) == InDoubt("the disk did not confirm that the file is kept")


def test_a_folder_that_cannot_be_made_is_a_receipt(tmp_path):
    (tmp_path / "file").write_text("in the way")
    outbox = Outbox(tmp_path / "file" / "outbox", mac)
    assert isinstance(outbox.carry(LETTER), Failed)
    assert isinstance(outbox.settle(LETTER.serial, "x"), InDoubt)


def test_two_processes_at_once_put_each_file_once(folder):
    code = textwrap.dedent("""
        import sys, json
        from pathlib import Path
        from cpdocs.channels.base import PaperTo
        from cpdocs.delivery.envelope import Envelope
        from cpdocs.delivery.outbox import Outbox
        outbox = Outbox(Path(sys.argv[1]), lambda data: "mac")
        said = []
        for n in range(60):
            serial = f"AB2CD3{n:04d}"
            envelope = Envelope(serial, PaperTo("post"), serial + ".pdf", sys.argv[2].encode())
            said.append(type(outbox.carry(envelope)).__name__)
        print(json.dumps(said))
    """)
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(folder), who], stdout=subprocess.PIPE)
        for who in ("one", "two")
    ]
    said = [json.loads(run.communicate()[0]) for run in runs]
    assert [sorted(pair) for pair in zip(*said, strict=True)] == [["Failed", "HandedOver"]] * 60
    assert len(files(folder)) == 60
