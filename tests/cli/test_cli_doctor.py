"""cpdocs doctor: each thing that can be amiss is made so once, and named with its cure; nothing else is blamed."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cpdocs import doctor, template_folders
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.throwaway import make_key
from cpdocs.record import schema
from cpdocs.shipped import folder as shipped
from cpdocs.workspace import open_workspace

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
TEMPLATES = (shipped("templates"),)


def amiss(checks):
    """What is to mend, by its id."""
    return {check.id: f"{check.what} | {check.mend}" for check in checks if not check.ok}


def looked_at(folder, now=NOW):
    return amiss(doctor.of_workspace(open_workspace(folder, lambda: now)))


# The machine.


def test_this_machine_is_in_order_and_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    checks = list(doctor.of_machine(TEMPLATES))
    assert amiss(checks) == {}
    assert [c.id for c in checks] == ["gnupg", "libraries", "fonts", "layout", "time-zone"]


def test_without_gnupg_it_says_which_packages_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    told = " ".join(f"{c.what} {c.mend}" for c in doctor._tried("gnupg", doctor._gnupg) if not c.ok)
    for words in ("gpg-agent, gpgconf, gpg-connect-agent", "GnuPG (gpg) is not installed", "apt install"):
        assert words in told


def test_with_gpg_alone_the_programs_that_end_its_agent_are_missed(monkeypatch, tmp_path):
    """gpg itself starts its agent by an absolute path: all would work, and each run would leave an agent behind."""
    (tmp_path / "gpg").symlink_to(shutil.which("gpg"))
    (tmp_path / "gpg-agent").symlink_to(shutil.which("gpg-agent"))
    (tmp_path / "gpgconf").symlink_to(shutil.which("gpgconf"))
    monkeypatch.setenv("PATH", str(tmp_path))
    (only,) = [c for c in doctor._tried("gnupg", doctor._gnupg) if not c.ok]
    assert only.what == "not installed: gpg-connect-agent"


def test_a_missing_library_is_named_by_its_debian_package():
    (found,) = doctor.libraries({"libpango-1.0.so.0": "libpango-1.0-0", "libnone-9.so.9": "libnone9"})
    assert (found.ok, found.what) == (False, "not installed: libnone9")
    assert found.mend.endswith("apt install --no-install-recommends libnone9".removeprefix("apt "))


@pytest.fixture
def own_look(tmp_path):
    """A copy of the shipped looks to spoil."""
    shutil.copytree(TEMPLATES[0] / "_authority", tmp_path / "templates" / "_authority")
    return tmp_path / "templates"


def fonts_of(folder):
    return amiss(doctor._tried("fonts", lambda: doctor.fonts((folder,))))


def test_fonts_that_are_gone(own_look):
    assert fonts_of(own_look) == {}
    for font in (own_look / "_authority" / "fonts").glob("*.ttf"):
        font.unlink()
    assert "code fonts" in fonts_of(own_look)["fonts"]


def test_a_changed_font_has_another_digest(own_look):
    (before,) = doctor.fonts((own_look,))
    with (own_look / "_authority" / "fonts" / "LICENSE.txt").open("a") as file:
        file.write("x")
    (after,) = doctor.fonts((own_look,))
    assert before.what != after.what


def test_a_layout_that_is_gone(own_look):
    shutil.rmtree(own_look / "_authority" / "layouts" / "address_sheet")
    assert "code layout" in amiss(doctor._tried("layout", lambda: doctor._layout((own_look,))))["layout"]


# A workspace.


def test_a_workspace_from_which_the_demo_was_sent_is_in_order(played_folder, snapshot):
    before = snapshot(played_folder)
    assert looked_at(played_folder) == {}
    assert snapshot(played_folder) == before


def test_a_workspace_that_has_sent_nothing_gets_no_ledger_by_being_looked_at(workspace_folder):
    assert looked_at(workspace_folder) == {}
    assert not (workspace_folder / "ledger").exists()
    assert not (workspace_folder / "keys" / "workspace.key").exists()


def change(folder, file, old, new):
    path = folder / file
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")


def no_passphrase(folder):
    (folder / "keys" / "signing" / "passphrase").unlink()


def open_passphrase(folder):
    (folder / "keys" / "signing" / "passphrase").chmod(0o644)


def no_signing_key(folder):
    for key in (folder / "keys" / "signing").glob("*.asc"):
        key.unlink()


def two_signing_keys(folder):
    with GpgHome() as home:
        other = make_key(home, "other", "a passphrase")
        open_workspace(folder).keys.import_signing(other.secret)


def lost_key(folder):
    pins = open_workspace(folder).keys.pins()
    (folder / "keys" / f"{pins['sw-kinnaird-03'].fingerprint}.asc").unlink()


def key_set_aside(folder):
    keys = open_workspace(folder).keys
    keys.set_aside(keys.pins()["sw-kinnaird-03"].fingerprint)


def shared_key(folder):
    keys = open_workspace(folder).keys
    keys.pin("hv-kinnaird-07", keys.pins()["sw-kinnaird-03"].fingerprint, NOW.date(), "admin")


def broken_pins(folder):
    (folder / "keys" / "pins.yaml").write_text("{}")


def edited_ledger(folder):
    with closing(sqlite3.connect(folder / "ledger" / "ledger.sqlite")) as raw:
        raw.execute("DROP TRIGGER entry_as_it_is")
        raw.execute("UPDATE entry SET event = 'approved' WHERE seq = 2")
        raw.commit()


def lost_ledger(folder):
    shutil.rmtree(folder / "ledger")


def no_ledger_at_all(folder):
    (folder / "ledger" / "ledger.sqlite").write_bytes(b"not a database, but long enough to be taken for one" * 99)


def later_ledger(folder):
    with closing(sqlite3.connect(folder / "ledger" / "ledger.sqlite")) as raw:
        raw.execute("PRAGMA user_version = 99")
        raw.commit()


def lost_workspace_key(folder):
    (folder / "keys" / "workspace.key").unlink()


def open_ledger_folder(folder):
    (folder / "ledger").chmod(0o755)


def open_records(folder):
    (folder / "records").chmod(0o755)


def synchronised(folder):
    (folder / ".stfolder").mkdir()


def no_such_zone(folder):
    change(folder, "authority/authority.yaml", "timezone: Europe/London", "timezone: Europe/Londinium")


def broken_template(folder):
    template_folders.copy(open_workspace(folder), "appeal_letter")
    change(folder, "templates/appeal_letter/parent_carer/wording.md", "authority.", "autority.")


AMISS = [
    (no_passphrase, "passphrase", "file:keys/signing/passphrase: cannot be read"),
    (open_passphrase, "passphrase", "chmod 600"),
    (no_signing_key, "signing", "cpdocs keys import --signing"),
    (two_signing_keys, "signing", "2 signing keys"),
    (lost_key, "pins", "sw-kinnaird-03: The pinned key is not in the store."),
    (key_set_aside, "pins", "sw-kinnaird-03: The pinned key is disabled."),
    (shared_key, "pins", "Somebody else is pinned to the same key."),
    (broken_pins, "pins", "keys/pins.yaml is not as cpdocs wrote it."),
    (edited_ledger, "ledger", "Send nothing."),
    (lost_ledger, "ledger", "Put it back from its backup."),
    (no_ledger_at_all, "ledger", "not a ledger"),
    (later_ledger, "ledger", "another version of cpdocs"),
    (lost_workspace_key, "ledger", "keys/workspace.key: gone"),
    (open_ledger_folder, "folders", "chmod 700 ledger"),
    (open_records, "folders", "chmod 700 records"),
    (synchronised, "folders", "shared with other machines"),
    (no_such_zone, "time-zone", "as in Europe/London"),
    (
        broken_template,
        "templates",
        "1 to mend in the council's own templates | See which: cpdocs templates check appeal_letter",
    ),
]
#: What else such a fault breaks.
TOO = {"synchronised": {"ledger"}, "broken_pins": {"signing", "certificates"}}


@pytest.mark.parametrize(("spoil", "check", "words"), AMISS, ids=[row[0].__name__ for row in AMISS])
def test_what_is_amiss_is_named_with_its_cure_and_nothing_else_is(spoil, check, words, played_folder):
    spoil(played_folder)
    found = looked_at(played_folder)
    assert set(found) == {check, *TOO.get(spoil.__name__, ())}
    assert words in found[check]
    assert all(told.split(" | ")[1] for told in found.values())


def test_a_council_s_own_templates_that_are_in_order_are_named(workspace_folder):
    template_folders.copy(open_workspace(workspace_folder), "appeal_letter")
    checks = {c.id: c for c in doctor.of_workspace(open_workspace(workspace_folder, lambda: NOW))}
    assert (checks["templates"].ok, checks["templates"].what) == (True, "the council's own are in order: appeal_letter")


def test_a_clock_before_the_ledger_s_last_entry_is_noticed_but_in_a_demo(played_folder):
    early = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
    assert looked_at(played_folder, early) == {}
    change(played_folder, "cpdocs.yaml", "demo: yes", "demo: no")
    assert "Set the machine's clock" in looked_at(played_folder, early)["clock"]
    assert looked_at(played_folder) == {}


def test_a_key_that_runs_out_within_thirty_days_is_named_in_time(workspace_folder):
    """gpg's clock says whether a key is good now; the day that counts for the warning is the workspace's."""
    today = datetime.now(UTC)
    with GpgHome() as home:
        told = home.gpg.gen_key_input(
            key_type="EDDSA", key_curve="ed25519", key_usage="sign", subkey_type="ECDH", subkey_curve="cv25519",
            subkey_usage="encrypt", name_real="gp", name_email="gp@surgery.example", expire_date="40d", no_protection=True,
        )  # fmt: skip
        fingerprint = str(home.gpg.gen_key(told).fingerprint)
        public = home.gpg.export_keys(fingerprint).encode()
    keys = open_workspace(workspace_folder).keys
    keys.import_public(public)
    keys.pin("gp-market-square", fingerprint, (today - timedelta(days=400)).date(), "admin")
    for days, warned in ((0, False), (8, False), (11, True)):
        now = today + timedelta(days=days)
        found = looked_at(workspace_folder, now).get("pins", "")
        assert ("gp-market-square: The pinned key runs out on" in found) is warned, days


# The command.


def committed():
    return json.loads((shipped("schemas") / "v1" / schema.file_name("report-doctor")).read_text("utf-8"))


def test_the_command_says_all_is_in_order_by_0_and_in_its_shape(typed, workspace_folder):
    said = typed("doctor", "--format", "json", at=workspace_folder)
    assert (said.code, said.err) == (0, "")
    assert list(Draft202012Validator(committed()).iter_errors(said.json)) == []
    assert (said.json["ok"], said.json["workspace"]) == (True, True)


def test_the_command_says_what_to_mend_by_3_a_line_a_check(typed, workspace_folder):
    no_passphrase(workspace_folder)
    said = typed("doctor", at=workspace_folder)
    assert (said.code, said.err) == (3, "")
    lines = said.out.splitlines()
    assert "mend  passphrase: file:keys/signing/passphrase: cannot be read" in lines
    assert lines[-1] == "1 to mend"
    assert all(line.startswith(("ok    ", "mend  ", "      ")) for line in lines[:-1])
    assert "\x1b" not in said.out


def test_settings_that_cannot_be_read_are_one_thing_to_mend(typed, workspace_folder):
    change(workspace_folder, "cpdocs.yaml", "outbox: outbox", "outbox: ../outbox")
    said = typed("doctor", at=workspace_folder)
    assert (said.code, said.err) == (3, "")
    assert "mend  settings: cpdocs.yaml:" in said.out
    assert "ok    gnupg: " in said.out


def test_away_from_every_workspace_the_machine_is_checked_alone(typed, tmp_path):
    said = typed("doctor", at=tmp_path)
    assert (said.code, said.err) == (0, "")
    assert "only the machine was checked" in said.out


def test_a_workspace_that_is_named_must_be_one(typed, tmp_path):
    said = typed("doctor", "--workspace", tmp_path, at=tmp_path)
    assert (said.code, said.out) == (3, "")
    assert Path(tmp_path).exists()
