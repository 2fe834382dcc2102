"""A backup and its restore: killed at their boundaries, made while a run is going, and fed with what a stranger sealed.

Promise 2 on the far side of a lost disk: nothing half, nothing twice (HAZARDS.md, "Hazards and tests" 22, 24, 27).
"""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from hashlib import sha256

import pytest
from kills import TWO, counted, cut_off
from road_tools import CALLED, CLERK, DAYS, clock, deliver, opened, table, tree

from cpdocs import backup, files, recovery
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.gpg_stream import opening, sealing
from cpdocs.channels.key_info import describe
from cpdocs.channels.throwaway import make_key
from cpdocs.errors import ChannelError, LedgerError, UsageError
from cpdocs.ledger.checkpoint import Signer
from cpdocs.restore import Word, restore

WORD = Word(CLERK, "service_manager", "the disk died")
PASSPHRASE = "several words"


@pytest.fixture(scope="module")
def key():
    with GpgHome() as home:
        yield make_key(home, "backup", PASSPHRASE)


@pytest.fixture(scope="module")
def sent(workspace_of_two, tmp_path_factory, key):
    """A workspace of two readers that has sent, and knows the key that its backups are sealed to."""
    folder = shutil.copytree(workspace_of_two, tmp_path_factory.mktemp("sent") / "council")
    deliver(folder, TWO, DAYS[CALLED], "social_worker")
    opened(folder).keys.import_public(key.public)
    return folder


@pytest.fixture
def council(sent, tmp_path):
    """The same of a test's own."""
    return shutil.copytree(sent, tmp_path / "council")


def made(folder, path, key):
    return backup.make(opened(folder), path, key.fingerprint)


def put_back(path, folder, key, checkpoints=(), passphrase=PASSPHRASE):
    return restore(
        path,
        folder,
        key.secret,
        passphrase,
        checkpoints,
        WORD,
        clock,
    )


def whole(folder):
    """A workspace that was put back and says so, and whose parcels wait."""
    with opened(folder).ledger() as ledger:
        assert ledger.verify().valid
        assert [loss.size for loss in ledger.losses()] == [3]
    said = table(deliver(folder, TWO, DAYS[CALLED]))
    return said == {"social_worker": "done", "womens_aid": "held restored"}


def some(names):
    """Every eighth boundary, and all about the last rename, by which the folder or file takes its place."""
    last = max(n for n, name in enumerate(names, 1) if name == "before rename")
    return sorted({*range(1, len(names), 8), last, last + 1, len(names)})


def test_a_backup_killed_at_any_boundary_is_whole_or_not_there(council, tmp_path, temp, key):
    path = tmp_path / "b.cpdocs"
    names = counted(lambda: made(council, path, key), temp)
    path.unlink()
    seen = set()
    for number in some(names):
        cut_off(lambda: made(council, path, key), number, temp)
        seen.add(path.exists())
        if not path.exists():
            made(council, path, key)
        put_back(path, tmp_path / "back", key)
        assert whole(tmp_path / "back")
        shutil.rmtree(tmp_path / "back")
        path.unlink()
        assert list(tmp_path.glob(".b.*")) == []
    assert seen == {True, False}


def test_a_restore_killed_at_any_boundary_is_whole_or_not_there(council, tmp_path, temp, key):
    path, back = tmp_path / "b.cpdocs", tmp_path / "back"
    made(council, path, key)
    names = counted(lambda: put_back(path, back, key), temp)
    shutil.rmtree(back)
    seen = set()
    for number in some(names):
        cut_off(lambda: put_back(path, back, key), number, temp)
        seen.add(back.exists())
        if not back.exists():
            put_back(path, back, key)
        assert whole(back)
        assert list(tmp_path.glob(".back*")) == []
        shutil.rmtree(back)
    assert seen == {True, False}


def test_nothing_plain_comes_to_the_disk_while_a_backup_is_made(council, tmp_path, temp, key, monkeypatch):
    """Looked at when all has been written and nothing yet put in its place."""
    seen = {}
    real = backup.mac

    def look(*args):
        seen.update({str(p): p.read_bytes() for root in (tmp_path, temp) for p in root.rglob("*") if p.is_file()})
        return real(*args)

    monkeypatch.setattr(backup, "mac", look)
    made(council, tmp_path / "b.cpdocs", key)
    own = {str(p) for p in council.rglob("*")}
    new = {name: data for name, data in seen.items() if name not in own}
    assert any(name.endswith("/.b.cpdocs.part") for name in new)
    words = (b"Fiona Baxter", b"CP-2026-0142-1", (council / "keys" / "workspace.key").read_bytes())
    assert [(name, word) for name, data in new.items() for word in words if word in data] == []


def test_what_was_under_way_at_the_backup_is_in_doubt_though_the_new_outbox_is_empty(council, tmp_path, key):
    """An empty outbox is evidence that nothing was put there; but it is not the outbox of then."""
    with opened(council).ledger() as ledger:
        [state] = ledger.attempts()
        under_way = {f: getattr(state.intent, f) for f in state.intent.__slots__}
        ledger._begin(type(state.intent)(**under_way | {"recipient": "womens_aid", "serial": "AAAAAAAAAA"}))
    made(council, tmp_path / "b", key)
    put_back(tmp_path / "b", tmp_path / "back", key)
    assert table(deliver(tmp_path / "back", TWO, DAYS[CALLED]))["womens_aid"] == "held in-doubt"
    with opened(tmp_path / "back").ledger() as ledger:
        attempts = {a.intent.recipient: a for a in ledger.attempts()}
        assert (attempts["womens_aid"].state, attempts["womens_aid"].because) == ("in_doubt", recovery.FORGOTTEN)
        ledger.resolve(attempts["womens_aid"].id, "not_sent", by=CLERK, evidence="rang them")
    # Whoever resolved it has found out what the ledger had forgotten.
    assert table(deliver(tmp_path / "back", TWO, DAYS[CALLED]))["womens_aid"] == "handed_over"


def test_a_backup_may_be_made_inside_a_run(council, tmp_path, key):
    """Between an intent and its outcome: the ledger in it is of a moment, and in order."""
    with opened(council).ledger() as ledger:
        [state] = ledger.attempts()
        more = {f: getattr(state.intent, f) for f in state.intent.__slots__} | {"recipient": "womens_aid"}
        with ledger.attempt(type(state.intent)(**more)) as attempt:
            told = made(council, tmp_path / "b", key)
            attempt.close("handed_over")
    assert told.manifest.ledger.entries == 4
    assert put_back(tmp_path / "b", tmp_path / "back", key).loss.size == 4


def plain(path, key):
    """The members of a backup as its owner reads them."""
    with GpgHome() as home:
        home.take_in(key.secret)
        with path.open("rb") as shut, opening(home, shut, PASSPHRASE) as stream:
            data = io.BytesIO(stream.read())
    with tarfile.open(fileobj=data) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def sealed(path, key, members, extra=()):
    """What a stranger seals who has the public key."""
    path.unlink(missing_ok=True)
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        for one in extra:
            tar.addfile(one, io.BytesIO(b"x" * one.size))
        for name, text in members.items():
            tar.addfile(member(name, size=len(text)), io.BytesIO(text))
    with GpgHome() as home:
        home.take_in(key.public)
        with files.new(path) as target, sealing(home, describe(home, key.fingerprint), target) as stream:
            stream.write(data.getvalue())


def member(name, kind=tarfile.REGTYPE, link="", size=0):
    one = tarfile.TarInfo(name)
    one.type, one.linkname, one.size = kind, link, size
    return one


HOSTILE = {
    "a path above": member("../evil", size=1),
    "a path above further in": member("records/../../evil", size=1),
    "an absolute path": member("/tmp/evil", size=1),
    "a path with a dot": member("./records/x.yaml", size=1),
    "a link": member("records/x.yaml", tarfile.SYMTYPE, "/etc/passwd"),
    "a link inside": member("records/x.yaml", tarfile.SYMTYPE, "cpdocs.yaml"),
    "a hard link": member("records/x.yaml", tarfile.LNKTYPE, "cpdocs.yaml"),
    "a folder": member("records/x", tarfile.DIRTYPE),
    "a device": member("records/x", tarfile.CHRTYPE),
    "a pipe": member("records/x", tarfile.FIFOTYPE),
    "a backslash": member("records\\..\\x", size=1),
    "the same name twice": member("cpdocs.yaml", size=1),
    "a file that the manifest does not name": member("records/more.yaml", size=1),
    "a name that is the folder of another": member("records", size=1),
}


@pytest.mark.parametrize("one", HOSTILE.values(), ids=HOSTILE)
def test_a_member_that_cpdocs_does_not_make_leaves_nothing(council, tmp_path, key, one):
    made(council, tmp_path / "b", key)
    sealed(tmp_path / "b", key, plain(tmp_path / "b", key), [one])
    before = tree(tmp_path)
    with pytest.raises(UsageError):
        put_back(tmp_path / "b", tmp_path / "back", key)
    assert tree(tmp_path) == before


def forged(members, **changed):
    """Whatever was changed, with a manifest that fits it, and the HMAC that was there."""
    members = {**members, **changed}
    manifest = json.loads(members["manifest.json"])
    for name in manifest["files"]:
        manifest["files"][name] = {"sha256": sha256(members[name]).hexdigest(), "size": len(members[name])}
    return {**members, "manifest.json": json.dumps(manifest).encode()}


CHANGED = {
    "bytes": lambda m: {**m, "contacts.yaml": m["contacts.yaml"] + b"\n"},
    "a file left out": lambda m: {n: d for n, d in m.items() if n != "contacts.yaml"},
    "no manifest": lambda m: {n: d for n, d in m.items() if n != "manifest.json"},
    "no HMAC": lambda m: {n: d for n, d in m.items() if n != "manifest.mac"},
    "a manifest of another form": lambda m: {**m, "manifest.json": m["manifest.json"].replace(b"/v1", b"/v2")},
    "other pins and a manifest that fits": lambda m: forged(m, **{"keys/pins.yaml": m["keys/pins.yaml"] + b" "}),
    "nothing at all": lambda m: {},
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_what_somebody_changed_who_has_the_public_key_leaves_nothing(council, tmp_path, key, change):
    made(council, tmp_path / "b", key)
    sealed(tmp_path / "b", key, change(plain(tmp_path / "b", key)))
    with pytest.raises(UsageError):
        put_back(tmp_path / "b", tmp_path / "back", key)
    assert list(tmp_path.glob("*back*")) == []


def test_a_backup_of_a_ledger_with_another_key_is_told_by_a_checkpoint(council, tmp_path, key):
    """A stranger's own workspace, sealed to the council's public key, with all in order but for whose it is."""
    with opened(council).ledger() as ledger:
        elsewhere = Signer(b"\x05" * 32).sign(*ledger.head())
    made(council, tmp_path / "b", key)
    with pytest.raises(LedgerError, match="another ledger's key"):
        put_back(tmp_path / "b", tmp_path / "back", key, [elsewhere])
    assert list(tmp_path.glob("*back*")) == []


@pytest.mark.parametrize("wrong", ["", "another", "several"])
def test_another_passphrase_opens_nothing_and_leaves_nothing(council, tmp_path, key, wrong):
    made(council, tmp_path / "b", key)
    with pytest.raises(ChannelError, match="could not be opened"):
        put_back(tmp_path / "b", tmp_path / "back", key, passphrase=wrong)
    assert list(tmp_path.glob("*back*")) == []
