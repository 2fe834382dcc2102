"""A run of the road that is cut off at its n-th boundary, in a fork of the test's process. Real SIGKILL, real parts.

A boundary lies on either side of everything after which something has become so: a rename, a link, an unlink, an
fsync, a commit, a word to a mail server and its answer. They are patched here, in the fork, and nowhere in the package. The warm fenced child of the test's
process is lent to the forks, one at a time: no boundary lies inside a talk with it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import smtplib
import ssl
import sys
import tempfile
import traceback
from collections import Counter
from concurrent.futures import Future
from pathlib import Path

from road_tools import CALLED, DAYS, attachments, conserved, deliver, opened, outbox, pages, table
from sqlalchemy.engine.default import DefaultDialect

from cpdocs import archive, run
from cpdocs.channels.packets import read_recipients

PEOPLE = ("social_worker", "womens_aid")  # one parcel by OpenPGP, one on paper
TWO = "records/two.json"  # a record with these two
ROUNDS = int(os.environ.get("CPDOCS_SOAK_ROUNDS", "25"))
#: The words to a mail server and its answers; and those to a web server, which are its TLS connection's.
SMTP_WIRE = ((smtplib.SMTP, "send"), (smtplib.SMTP, "getreply"))
WEB_WIRE = ((ssl.SSLSocket, "send"), (ssl.SSLSocket, "read"))


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


class Boundaries:
    """Counts what it is told to wrap, and at one of the counts does what it is told. ``stop_at`` 0 never does."""

    def __init__(self, stop_at, act):
        self.stop_at, self.act = stop_at, act
        self.names = []

    def wrap(self, owner, name, counts=lambda *_: True):
        real = getattr(owner, name)

        def wrapped(*args, **kwargs):
            if not counts(*args):
                return real(*args, **kwargs)
            self._reach(f"before {name}")
            done = real(*args, **kwargs)
            self._reach(f"after {name}")
            return done

        setattr(owner, name, wrapped)

    def _reach(self, name):
        self.names.append(name)
        if len(self.names) == self.stop_at:
            self.act()


def forked(work):
    """Start ``work`` in a fork, whose id this is; its exit code is 0, or 1 when it raised, or the one it ended with."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except SystemExit as error:
        os._exit(error.code)
    except BaseException:  # noqa: BLE001  (a fork must never return into pytest)
        traceback.print_exc(file=sys.__stderr__)
        os._exit(1)
    os._exit(0)


def ended(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def cut_off(work, stop_at, temp, wire=SMTP_WIRE, act=killed, code=-signal.SIGKILL):
    """Run ``work`` in a fork that is killed at its boundary ``stop_at``, or does as it is told; return the fork's id."""

    def limited():
        _put_up(stop_at, temp, wire, act)
        work()

    child = forked(limited)
    assert ended(child) == code
    return child


def counted(work, temp, wire=SMTP_WIRE):
    """The names of the boundaries of ``work``, run through once in a fork."""
    read, write = os.pipe()

    def limited():
        boundaries = _put_up(0, temp, wire)
        work()
        os.write(write, ",".join(boundaries.names).encode())

    code = ended(forked(limited))
    os.close(write)
    with os.fdopen(read) as told:
        assert code == 0
        return told.read().split(",")


def _put_up(stop_at, temp, wire, act=killed):
    tempfile.tempdir = str(temp)
    boundaries = Boundaries(stop_at, act)
    for name in ("rename", "replace", "link", "unlink", "fsync"):
        boundaries.wrap(os, name)
    boundaries.wrap(DefaultDialect, "do_commit", _has_written)
    for owner, name in wire:
        boundaries.wrap(owner, name)
    return boundaries


def _has_written(_dialect, connection):
    """Each of the ledger's transactions has a connection of its own; one that only read has nothing to commit."""
    return connection.total_changes > 0


@contextlib.contextmanager
def lending(fence):
    """Let runs use ``fence`` in place of one of their own, and leave it running.

    A fork has none of its parent's threads, so the talk with the child is had in its only one. The child says once
    that it is ready, and whoever hears it first takes it out of the pipe. A fork that did so and was killed would have
    the next one wait for a word that never comes: so this process lays something out before any fork is lent to.
    """
    own, here = run.Fence, os.getpid()

    def lent(_):
        assert fence._ready or os.getpid() == here, "a fork would be the first to hear that the child is ready"
        return contextlib.nullcontext(fence)

    run.Fence = lent
    fence._in_turn = _at_once
    try:
        yield
    finally:
        run.Fence = own
        del fence._in_turn


def _at_once(work):
    done = Future()
    try:
        done.set_result(work())
    except Exception as error:  # noqa: BLE001  (whoever asked for it gets it, as from a thread)
        done.set_exception(error)
    return done


def alive(*words):
    """The command lines of all processes that hold one of the words."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            found += [line for word in words if word in line]
    return found


def send(folder):
    return deliver(folder, TWO, DAYS[CALLED])


def check_whole(folder, reader):
    """Both parcels lie in the outbox once and whole, and the ledger says so."""
    workspace = opened(folder)
    with workspace.ledger() as ledger:
        assert ledger.verify().faults == ()
        attempts = ledger.attempts()
    left = [a for a in attempts if a.state == "handed_over"]
    assert sorted(a.intent.recipient for a in left) == sorted(PEOPLE), [(a.intent.recipient, a.state) for a in attempts]
    assert {a.state for a in attempts} <= {"handed_over", "failed"}, "evidence could have settled it"
    files = outbox(folder)
    assert sorted(files) == sorted(Path(a.file).name for a in left)
    for attempt in left:
        kept = archive.place(workspace, attempt.intent.reference, attempt.intent.serial, attempt.intent.archived)
        assert len(read_recipients(kept.read_bytes())) == 1
        path = folder / "outbox" / attempt.file
        assert workspace.mac(path.read_bytes()) == attempt.intent.sealed
        if path.suffix == ".pdf":
            assert "Ruth Campbell" in pages(path.read_bytes())[0]
        else:
            [(_, sealed)] = attachments(path)
            plain, status = reader.open(sealed)
            assert "GOODSIG" in status
            assert "Fiona Baxter" in pages(plain)[-1]


def check_no_residue(folder, temp, *own):
    """``own`` are files that the test itself has laid beside the keys."""
    assert list(temp.iterdir()) == [], "a gpg home or a temp file stayed"
    assert alive(f"{temp}/") == [], "an agent or gpg is alive"
    known = {"ledger.sqlite", "ledger.sqlite.lock"}
    assert {p.name for p in (folder / "ledger").iterdir()} == known
    assert [str(p) for p in folder.rglob("*") if ".part" in p.name or p.name.startswith(".new")] == []
    keys = {p.name for p in (folder / "keys").iterdir() if not p.name.endswith(".asc")}
    assert keys == {"archive", "ledger.key", "pins.yaml", "signing", "workspace.key", *own}


def kill_and_send_again(origin, folder, stop_at, reader, temp):
    """Returns what the second run said of each of the two parcels."""
    shutil.copytree(origin, folder)
    killed = cut_off(lambda: send(folder), stop_at, temp)
    again = send(folder)
    assert conserved(again.counts)
    said = table(again)
    assert set(said.values()) <= {"done", "handed_over"}, said
    check_whole(folder, reader)
    check_no_residue(folder, temp)
    assert alive(f"cpdocs.render.child {killed} ") == []
    shutil.rmtree(folder)
    return said


def boundaries_of(origin, folder, temp):
    shutil.copytree(origin, folder)
    names = counted(lambda: send(folder), temp)
    shutil.rmtree(folder)
    # two intents, two outcomes, the run; ledger, two keys, two parcels and their copies in the archive
    counted_by_hand = {"do_commit": 5, "rename": 7}
    for name, number in counted_by_hand.items():
        assert Counter(names)[f"before {name}"] == Counter(names)[f"after {name}"] == number
    return names
