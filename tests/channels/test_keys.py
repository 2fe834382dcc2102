import os
from datetime import date, timedelta

import pytest

from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.keys import KeyStore, Pin
from cpdocs.channels.pins import Pins, read_pins
from cpdocs.errors import ChannelError, SettingsError

DAY = date(2026, 1, 2)

ONE_PIN = '"a": {"fingerprint": "' + "A" * 40 + '", "verified": "2026-01-02", "verified_by": "x"}'

STATES = {
    "good": "good",
    "rsa": "good",
    "primary expired": "expired",
    "subkey expired": "expired",
    "revoked": "revoked",
    "subkey revoked": "revoked",
    "no encryption subkey": "no-encryption-subkey",
    "short": "weak",
    "subkey from tomorrow": "not-yet-valid",
}


def test_each_key_is_listed_in_its_state(zoo, stocked):
    listed = {info.fingerprint: info for info in stocked.list()}
    assert {name: listed[zoo.fpr[name]].state for name in STATES} == STATES
    assert listed[zoo.fpr["good"]].encryption == tuple(zoo.subkeys("good"))
    assert listed[zoo.fpr["good"]].user_ids == ("R Nurse <nurse@health.example>",)
    assert listed[zoo.fpr["primary expired"]].expires == date(2020, 12, 31)
    assert listed[zoo.fpr["good"]].expires is None


def test_a_user_id_cannot_forge_a_record_of_the_listing(zoo, store):
    forged = "Eve\u2028fpr:::::::::" + "A" * 40 + ":\u202e <eve@example.org>"
    zoo.make("forger", forged)
    (info,) = store.import_public(zoo.public("forger"))
    assert info.fingerprint == zoo.fpr["forger"]
    assert info.user_ids == ("Eve\\u2028fpr:::::::::" + "A" * 40 + ":\\u202e <eve@example.org>",)


def test_a_folder_and_its_files_are_the_owners_alone(stocked):
    assert stocked.folder.stat().st_mode & 0o777 == 0o700
    files = [path for path in stocked.folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_importing_pins_nobody(zoo, tmp_path):
    store = KeyStore(tmp_path / "keys")
    store.import_public(zoo.public("good"))
    assert store.pins() == {}


def test_several_blocks_are_several_keys(zoo, tmp_path):
    infos = KeyStore(tmp_path / "keys").import_public(
        zoo.public("good") + b"\nsome words between\n" + zoo.public("rsa")
    )
    assert [info.fingerprint for info in infos] == [zoo.fpr["good"], zoo.fpr["rsa"]]


def _with_a_stolen_subkey(zoo):
    """Good's key, with Mallory's subkey and its binding put behind good's own: gpg's import drops it in silence."""
    with GpgHome() as home:
        own, other = (home.run("--dearmor", data=zoo.public(name)) for name in ("good", "mallory"))
        stolen = other[other.index(b"\xb8\x38") :]  # old format, tag 14, 56 octets: the cv25519 subkey
        return home.run("--enarmor", data=own + stolen).replace(b"PGP ARMORED FILE", b"PGP PUBLIC KEY BLOCK")


def _two_in_one_block(zoo):
    return zoo.gpg("--armor", "--export", zoo.fpr["good"], zoo.fpr["rsa"])


BAD_IMPORTS = {
    "nothing": lambda zoo: b"",
    "not a key": lambda zoo: b"hello",
    "a secret key among public ones": lambda zoo: zoo.public("good") + zoo.secret("rsa"),
    "a secret key under a public heading": lambda zoo: zoo.secret("rsa").replace(b"PRIVATE", b"PUBLIC"),
    "two keys in one block": _two_in_one_block,
    "a subkey of somebody else": _with_a_stolen_subkey,
    "a cut block": lambda zoo: zoo.public("good")[:-60],
    "a whole block and a cut one": lambda zoo: zoo.public("good") + zoo.public("rsa")[:-60],
    "a block that is no key": lambda zoo: zoo.public("good").replace(b"KEY BLOCK", b"MESSAGE"),
    "a key of the future": lambda zoo: zoo.public("from tomorrow"),
    "too large": lambda zoo: zoo.public("good") + b" " * 1_000_000,
}


@pytest.mark.parametrize("name", BAD_IMPORTS)
def test_what_is_not_whole_public_keys_is_refused_and_nothing_is_kept(name, zoo, tmp_path):
    store = KeyStore(tmp_path / "keys")
    with pytest.raises(SettingsError):
        store.import_public(BAD_IMPORTS[name](zoo))
    assert list(store.folder.rglob("*.asc")) == []


def test_an_old_file_does_not_undo_a_revocation(zoo, tmp_path):
    zoo.make("left", "M <m@example.org>")
    before = zoo.public("left")
    zoo.revoke("left")
    store = KeyStore(tmp_path / "keys")
    store.import_public(zoo.public("left"))
    (info,) = store.import_public(before)
    assert info.state == "revoked"
    assert [info.state for info in store.list()] == ["revoked"]


def test_a_signing_key_without_a_passphrase_is_refused(zoo, tmp_path):
    with pytest.raises(SettingsError, match="passphrase"):
        KeyStore(tmp_path / "keys").import_signing(zoo.secret("good"))
    assert list((tmp_path / "keys").rglob("*.asc")) == []


def test_a_lapsed_signing_key_is_refused(zoo, tmp_path, passphrase):
    with pytest.raises(SettingsError, match="cannot sign"):
        KeyStore(tmp_path / "keys").import_signing(zoo.secret("lapsed authority", passphrase))


def test_a_public_key_is_no_signing_key(zoo, tmp_path):
    with pytest.raises(SettingsError):
        KeyStore(tmp_path / "keys").import_signing(zoo.public("authority"))


@pytest.mark.parametrize(
    "asked", ["nurse@health.example", "R Nurse", "0x{}", "{lower}", "", "{short}", "../{}", "{}\n"]
)
def test_a_key_is_found_by_its_whole_fingerprint_only(asked, zoo, stocked):
    whole = zoo.fpr["good"]
    with pytest.raises(SettingsError, match="40 hex digits"):
        stocked.public(asked.format(whole, lower=whole.lower(), short=whole[-16:]))


def test_a_pin_is_read_back_as_written_whatever_the_contact_is_called(zoo, store):
    for contact in ("no", "0123", "a: b", "é", "2026-01-02", '"'):
        store.pin(contact, zoo.fpr["good"], DAY, "staff-1")
        assert store.pins()[contact] == Pin(zoo.fpr["good"], DAY, "staff-1")


def test_a_key_that_is_not_here_cannot_be_pinned(zoo, store):
    with pytest.raises(SettingsError, match="no key"):
        store.pin("contact", zoo.fpr["never imported"], DAY, "staff-1")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("pins: {}", id="hand-written YAML"),
        pytest.param('{"version": 2, "pins": {}, "set_aside": []}', id="a later version"),
        pytest.param('{"version": 1, "pins": {}, "set_aside": [], "more": 1}', id="an unknown field"),
        pytest.param(
            '{"version": 1, "pins": {"a": {"fingerprint": "ABCD"}}, "set_aside": []}', id="half a fingerprint"
        ),
        pytest.param(
            '{"version": 1, "set_aside": [], "pins": {' + ONE_PIN + ", " + ONE_PIN.replace("AA", "BB") + "}}",
            id="one contact twice: the second would win",
        ),
        pytest.param("[" * 100_000, id="nested to death"),
    ],
)
def test_pins_that_cpdocs_did_not_write_are_refused(text, store):
    (store.folder / "pins.yaml").write_text(text)
    with pytest.raises(SettingsError, match=r"pins\.yaml"):
        store.pins()


@pytest.mark.parametrize("name", ["pins.yaml", "."])
def test_pins_that_others_may_write_are_refused(name, store):
    (store.folder / name).chmod(0o722)
    with pytest.raises(SettingsError, match="Others may write"):
        store.pins()


def test_no_pins_yet_is_no_error(tmp_path):
    assert read_pins(tmp_path / "nowhere") == Pins()


def test_a_failed_write_leaves_the_old_pins_and_no_temp_file(zoo, store, monkeypatch):
    before = store.pins()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="no space left on device"):
        store.pin("new", zoo.fpr["good"], DAY, "staff-1")
    assert store.pins() == before
    assert not list(store.folder.glob(".*"))


def test_check_names_what_is_wrong(zoo, stocked):
    findings = {(f.owner, f.id) for f in stocked.check(DAY)}
    bad = {name for name, state in STATES.items() if state != "good"}
    assert findings == {(name, "unusable") for name in bad}


def test_check_names_missing_shared_future_and_soon_expiring(zoo, store):
    soon = date.today() + timedelta(days=20)  # noqa: DTZ011  (gpg's own clock makes this key)
    zoo.make("soon", "N <n@example.org>", "ed25519", "sign", "20d")
    store.import_public(zoo.public("soon"))
    store.pin("soon", zoo.fpr["soon"], DAY, "staff-1")
    store.pin("twin", zoo.fpr["good"], DAY + timedelta(days=1), "staff-1")
    (store.folder / f"{zoo.fpr['rsa']}.asc").unlink()
    findings = {(f.owner, f.id) for f in store.check(DAY) if f.id != "unusable"}
    assert findings == {("rsa", "missing"), ("good", "shared"), ("twin", "shared"), ("twin", "verified-later")}
    findings = {(f.owner, f.id) for f in store.check(soon) if f.owner == "soon"}
    assert findings == {("soon", "expires-soon")}


def test_check_asks_for_a_signing_key(tmp_path):
    assert [f.id for f in KeyStore(tmp_path / "none").check(DAY)] == ["no-signing-key"]


def test_a_file_whose_name_lies_is_refused(zoo, store):
    (store.folder / f"{zoo.fpr['good']}.asc").write_bytes(zoo.public("mallory"))
    with pytest.raises(SettingsError, match="does not hold"):
        store.list()


def test_a_key_store_that_cannot_be_made_is_said_without_its_path(zoo, tmp_path):
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match="cannot be read or written: file exists") as refused:
        KeyStore(tmp_path / "keys").import_public(zoo.public("good"))
    assert str(tmp_path) not in refused.value.diagnostics()


def test_a_signing_key_file_that_others_may_write_is_refused_by_the_check(zoo, store):
    (store.folder / "signing" / f"{zoo.fpr['authority']}.asc").chmod(0o622)
    with pytest.raises(SettingsError, match="Others may write"):
        store.check(DAY)


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(lambda store, *_: store.list(), id="list"),
        pytest.param(lambda store, public, _: store.import_public(public), id="import"),
        pytest.param(lambda store, _, secret: store.import_signing(secret), id="import signing"),
    ],
)
def test_a_full_disk_is_not_blamed_on_a_key(work, zoo, store, passphrase, no_room):
    keys = zoo.public("good"), zoo.secret("authority", passphrase)
    with no_room(), pytest.raises(ChannelError) as refused:
        work(store, *keys)
    assert (refused.value.hold, refused.value.message) == (
        "no-room",
        "gpg cannot work in the folder for temporary files: file too large.",
    )
    assert store.list()
