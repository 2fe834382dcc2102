"""A workspace brought up to this cpdocs, and a ledger moved to a server: a backup before any change, and one ledger."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from postgres_cluster import cluster

from cpdocs import upgrade
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.throwaway import make_key
from cpdocs.ledger import moving
from cpdocs.workspace import open_workspace

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"
SEND = ("send", DECIDED, "--today", "2026-11-16")


@pytest.fixture
def council(played_folder, typed, tmp_path):
    """A workspace that has sent, with the key that backups are sealed to and schemas beside its files."""
    with GpgHome() as home:
        key = make_key(home, "backup")
    (tmp_path / "key.asc").write_bytes(key.public)
    (tmp_path / "secret.asc").write_bytes(key.secret)
    typed("keys", "import", tmp_path / "key.asc", at=played_folder)
    settings = played_folder / "cpdocs.yaml"
    settings.write_text(f"{settings.read_text()}\nbackup: {key.fingerprint}\n")
    return played_folder


def test_a_workspace_of_this_cpdocs_needs_nothing_and_no_backup(council, typed, snapshot):
    before = snapshot(council)
    said = typed("upgrade", at=council)
    assert (said.code, said.out.count("nothing to do"), snapshot(council) == before) == (0, 2, True)


def test_older_schemas_are_renewed_once_there_is_a_backup(council, typed, tmp_path):
    schema = council / "schemas" / "record.schema.json"
    new = schema.read_bytes()
    schema.write_text("{}")
    said = typed("upgrade", at=council)
    assert (said.code, "must be a backup" in said.err, schema.read_text()) == (2, True, "{}")
    said = typed("upgrade", "--backup", tmp_path / "b", at=council)
    assert (said.code, schema.read_bytes() == new, (tmp_path / "b").exists()) == (0, True, True)
    assert "schemas/record.schema.json: renewed" in said.out


def test_without_a_key_nothing_is_changed(council, typed, tmp_path):
    (council / "schemas" / "record.schema.json").write_text("{}")
    said = typed("upgrade", "--backup", tmp_path / "b", "--to", "A" * 40, at=council)
    assert (said.code, (council / "schemas" / "record.schema.json").read_text()) == (3, "{}")


FORMS = {1: "No release wrote it", 3: "Use that version or a later one"}


@pytest.mark.parametrize(("form", "cure"), FORMS.items(), ids=["never released", "newer"])
def test_a_ledger_of_another_form_is_refused_and_left_alone(council, typed, form, cure):
    ledger = council / "ledger" / "ledger.sqlite"
    with closing(sqlite3.connect(ledger)) as raw:
        raw.execute(f"PRAGMA user_version = {form}")
    before = ledger.read_bytes()
    said = typed("upgrade", at=council)
    assert (said.code, f"(form {form}, not 2)" in said.err, cure in said.err) == (6, True, True)
    assert ledger.read_bytes() == before


def test_one_person_moves_no_ledger_and_no_address_is_made_up(council, typed, tmp_path, snapshot):
    before = snapshot(council)
    for more, code in (
        (("--ledger", "postgresql://x@localhost/y"), 2),
        (("--ledger", "postgresql://x@localhost/y", "--second", "admin"), 2),
        (("--ledger", "mysql://x@localhost/y", "--second", "service_manager"), 3),
        (("--ledger", "other.sqlite", "--second", "service_manager"), 3),
        (("--ledger", "postgresql://x:secret@localhost/y", "--second", "service_manager"), 3),
    ):
        said = typed("upgrade", "--backup", tmp_path / "b", *more, at=council)
        assert (said.code, "secret" in said.err) == (code, False), said.err
    assert snapshot(council) == before
    assert not (tmp_path / "b").exists()


@pytest.fixture
def server():
    with cluster() as one:
        one.make("council")
        yield one


def moved(typed, council, server, tmp_path, name="b"):
    address = server.address("council")
    more = ("--backup", tmp_path / name, "--second", "service_manager", "--ledger", address)
    return typed("upgrade", *more, at=council)


def leaves(folder):
    with open_workspace(folder).ledger() as ledger:
        assert ledger.verify().valid
        return [(e.seq, e.time, e.event, e.mac, e.details) for e in ledger.entries()]


@pytest.mark.outside
def test_a_ledger_moves_to_a_server_entry_by_entry_and_goes_on_there_alone(council, typed, server, tmp_path):
    """With a family erased before, whose entries have no details, and an erasure that must come over at its place."""
    with open_workspace(council).ledger() as ledger:
        ledger.append("legal_hold", {"case": "2020-0001"})
        ledger.erase("2020-0001", by="admin", second="service_manager", because="its time had come")
        ledger.append("run", {})
    before = leaves(council)
    old = (council / "cpdocs.yaml").read_text()
    said = moved(typed, council, server, tmp_path)
    assert said.code == 0, said.err
    after = leaves(council)
    assert after[:-1] == before
    assert (after[-1][2], after[-1][4]["by"]) == ("moved", "service_manager")
    assert re.search(r"^ledger: postgresql://", (council / "cpdocs.yaml").read_text(), re.MULTILINE)
    assert typed(*SEND, at=council).code == 7

    settings = council / "cpdocs.yaml"
    new = settings.read_text()
    settings.write_text(old)
    said = typed(*SEND, at=council)
    assert (said.code, "was moved to a database" in said.err) == (6, True)
    # As if it had been stopped before cpdocs.yaml was written: the server has all of the file, and more by now.
    assert moved(typed, council, server, tmp_path).code == 0
    assert settings.read_text() == new
    assert typed("ledger", "verify", at=council).code == 0


@pytest.mark.outside
@pytest.mark.parametrize("stopped", ["before the mark", "before cpdocs.yaml is written"])
def test_a_move_that_was_stopped_is_taken_up_again(council, typed, server, tmp_path, monkeypatch, stopped):
    class Stopped(BaseException):
        pass

    def stop(*_):
        raise Stopped

    with monkeypatch.context() as patched:
        if stopped == "before the mark":
            patched.setattr(moving.Ledger, "verify", stops_on_a_server(moving.Ledger.verify, stop))
        else:
            patched.setattr(upgrade.files, "put", stop)
        with pytest.raises(Stopped):
            upgrade.move(
                open_workspace(council),
                server.address("council"),
                None,
                tmp_path / "first",
                None,
                "admin",
                "service_manager",
            )
    said = moved(typed, council, server, tmp_path, "second")
    assert said.code == 0, said.err
    assert [e[2] for e in leaves(council)].count("moved") == 1
    assert typed(*SEND, at=council).code == 7


def stops_on_a_server(real, stop):
    """Every row was copied and committed, and the file is not marked yet."""
    return lambda ledger, *args: stop() if ledger.shared else real(ledger, *args)


@pytest.mark.outside
def test_a_database_with_a_ledger_of_its_own_is_left_alone(council, typed, server, tmp_path):
    with moving.Ledger.open(server.address("council"), open_workspace(council).now) as other:
        other.append("begun", {})
    before = leaves(council)
    said = moved(typed, council, server, tmp_path)
    assert (said.code, "another ledger in that database" in said.err) == (6, True)
    assert leaves(council)[:-1] == before
    assert typed(*SEND, at=council).code == 7


def restored(typed, key, file, folder):
    """What a restore says, on one line; nothing is asked of the disk that it was on."""
    two = ("--operator", "admin", "--second", "service_manager", "--because", "the machine died")
    said = typed("restore", file, folder, "--key", key, *two)
    assert said.code == 0, said.err
    return " ".join(said.out.split())


@pytest.mark.outside
def test_a_ledger_on_a_server_is_not_in_the_backup_and_is_held_to_it(council, typed, server, tmp_path):
    moved(typed, council, server, tmp_path)
    server.make("older", like="council")
    typed("ledger", "confirm", "A23", "posted", at=council)
    said = typed("backup", tmp_path / "later", at=council)
    assert (said.code, "The ledger is on its server" in said.out) == (0, True)
    secret = tmp_path / "secret.asc"

    # The server has lost nothing, and more has been written since: the same ledger goes on.
    typed("ledger", "confirm", "A25", "posted", at=council)
    before = leaves(council)
    assert "has all entries that it had at the backup" in restored(typed, secret, tmp_path / "later", tmp_path / "one")
    assert leaves(tmp_path / "one") == before

    # The server was put back, too, to before the backup: the manifest says what is missing.
    server.drop("council")
    server.make("council", like="older")
    entries = len(before) - 2
    told = restored(typed, secret, tmp_path / "later", tmp_path / "two")
    assert f"all that came after entry {entries} was lost, up to entry {entries + 1} at least" in told
