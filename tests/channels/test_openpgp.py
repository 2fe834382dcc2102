import dataclasses
import os
import re
import signal
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpdocs.channels import gpg_home, openpgp
from cpdocs.channels.base import EmailTo, PaperTo, Parcel, PlainFile
from cpdocs.channels.openpgp import OpenPgp
from cpdocs.channels.packets import read_recipients
from cpdocs.errors import ChannelError, SettingsError

DAY = date(2026, 1, 2)
LINES = b"%PDF-1.7 first line\nsecond line\r\n\n\x00\xff last, without an end"


@pytest.fixture
def pgp(zoo, store, passphrase, short_temp):
    with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase) as channel:
        yield channel


def held(channel, parcel) -> str:
    with pytest.raises(ChannelError) as caught:
        channel.seal(parcel)
    assert "example" not in caught.value.diagnostics()
    assert "PDF" not in caught.value.diagnostics()
    return caught.value.hold


# What arrives.


@pytest.mark.parametrize("name", ["good", "rsa", "joann", "in brackets", "expiring"])
def test_the_recipients_key_alone_opens_it_byte_for_byte(name, zoo, pgp, parcel_for):
    sealed = pgp.seal(parcel_for(name, LINES, b"\n\nan enclosure"))
    assert [file.name for file in sealed.files] == ["AB2CD3EF4G-1.pdf.pgp", "AB2CD3EF4G-2.pdf.pgp"]
    assert [zoo.open(name, file.data)[0] for file in sealed.files] == [LINES, b"\n\nan enclosure"]
    for file in sealed.files:
        assert set(read_recipients(file.data)) < {key[-16:] for key in zoo.subkeys(name)} | {""}
        assert zoo.open("mallory", file.data)[0] == b""


def test_the_signature_is_good_and_by_the_authority(zoo, pgp, parcel_for):
    (file,) = pgp.seal(parcel_for("good")).files
    _, status = zoo.open("good", file.data)
    (valid,) = re.findall(r"VALIDSIG (\w{40}) .* (\w{40})$", status, re.MULTILINE)
    assert valid == (zoo.subkeys("authority")[0], zoo.fpr["authority"])
    assert "GOODMDC" in status
    assert re.search(r"PLAINTEXT 62 \d+ AB2CD3EF4G-1\.pdf$", status, re.MULTILINE)


def test_the_file_is_what_gpg_itself_reads_as_one_session_key_and_a_protected_body(zoo, pgp, parcel_for):
    (file,) = pgp.seal(parcel_for("good", b"x" * 100_000)).files
    listing = zoo.gpg("--list-packets", "--list-only", data=file.data).decode()
    assert re.findall(r"^:.*?packet", listing, re.MULTILINE) == [":pubkey enc packet", ":encrypted data packet"]
    assert f"keyid {zoo.subkeys('good')[0][-16:]}" in listing
    assert "mdc_method: 2" in listing
    assert b"Version" not in file.data


def test_two_parcels_are_two_ciphertexts_each_for_one(zoo, pgp, parcel_for):
    first, second = (pgp.seal(parcel_for(name)).files[0].data for name in ("good", "rsa"))
    assert first != second
    assert read_recipients(first) == (zoo.subkeys("good")[0][-16:],)
    assert read_recipients(second) == (zoo.subkeys("rsa")[0][-16:],)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=1, max_size=300))
def test_any_bytes_arrive_as_they_were(data, zoo, pgp, parcel_for):
    (file,) = pgp.seal(parcel_for("good", data)).files
    assert zoo.open("good", file.data)[0] == data


# Keys that must not be sealed to.


@pytest.mark.parametrize(
    ("name", "hold"),
    [
        ("primary expired", "key-expired"),
        ("subkey expired", "key-expired"),
        ("revoked", "key-revoked"),
        ("subkey revoked", "key-revoked"),
        ("no encryption subkey", "key-cannot-encrypt"),
        ("short", "key-weak"),
        ("subkey from tomorrow", "key-not-yet-valid"),
        ("never imported", "no-key"),
        ("from tomorrow", "no-key"),
    ],
)
def test_a_key_that_cannot_be_used_holds_the_parcel(name, hold, pgp, parcel_for):
    assert held(pgp, parcel_for(name)) == hold
    assert held(pgp, parcel_for(name, b"x" * 3_000_000)) == hold


def test_one_bad_key_neither_stops_nor_alters_the_next_parcel(zoo, pgp, parcel_for):
    pgp.seal(parcel_for("good"))
    assert held(pgp, parcel_for("revoked")) == "key-revoked"
    (file,) = pgp.seal(parcel_for("rsa", LINES)).files
    assert zoo.open("rsa", file.data)[0] == LINES


def test_a_key_set_aside_here_holds_the_parcel(zoo, store, pgp, parcel_for):
    store.set_aside(zoo.fpr["good"])
    assert held(pgp, parcel_for("good")) == "key-disabled"
    store.set_aside(zoo.fpr["good"], aside=False)
    assert pgp.seal(parcel_for("good")).files


def test_a_key_that_nobody_is_pinned_to_holds_the_parcel(zoo, store, pgp, parcel_for):
    (store.folder / "pins.yaml").unlink()
    assert held(pgp, parcel_for("good")) == "no-key"


def test_a_key_deleted_in_the_middle_of_a_run_holds_the_parcel(zoo, store, pgp, parcel_for):
    pgp.seal(parcel_for("good"))
    (store.folder / f"{zoo.fpr['good']}.asc").unlink()
    assert held(pgp, parcel_for("good")) == "no-key"


@pytest.mark.parametrize(
    "fingerprint",
    ["joann@example.org", "ann@example.org", "ann", "example.org", "-s", "--output=x", "", None, "A" * 39, "a" * 40],
)
def test_nothing_but_a_whole_fingerprint_names_a_recipient(fingerprint, pgp):
    file = PlainFile("AB2CD3EF4G-1.pdf", "application/pdf", b"%PDF")
    assert held(pgp, Parcel("AB2CD3EF4G", "openpgp", EmailTo("ann@example.org"), (file,), fingerprint)) == "no-key"


# Impostors.


def test_a_newer_key_with_the_same_address_gets_nothing(zoo, pgp, parcel_for):
    (file,) = pgp.seal(parcel_for("carol", LINES)).files
    assert zoo.open("carol", file.data)[0] == LINES
    assert zoo.open("mallory", file.data)[0] == b""


@pytest.mark.parametrize("spoilt", ["swapped", "added to", "emptied"])
def test_an_exchanged_key_file_holds_the_parcel(spoilt, zoo, store, pgp, parcel_for):
    content = {"swapped": zoo.public("mallory"), "added to": zoo.public("good", "mallory"), "emptied": b""}[spoilt]
    (store.folder / f"{zoo.fpr['good']}.asc").write_bytes(content)
    assert held(pgp, parcel_for("good")) == "no-key"
    assert pgp.seal(parcel_for("carol")).files, "and Mallory's key did not stay for the next one"


def test_a_result_for_another_key_is_refused_when_read_back(zoo, store, pgp, parcel_for, monkeypatch):
    """The packets of the finished bytes decide, not what gpg was asked for."""
    (other,) = pgp.seal(parcel_for("mallory")).files
    (own,) = pgp.seal(parcel_for("good")).files
    both = other.data[: 2 + other.data[1]] + own.data
    plain = b"%PDF-1.7 not sealed at all"
    for data in (other.data, both, plain, own.data + b"\xcb\x03b\x00\x00", own.data[:-1], b""):
        encrypted = openpgp._Desk._encrypted

        def answers(desk, file, fingerprint, armour, encrypted=encrypted, data=data):
            result = encrypted(desk, file, fingerprint, armour=armour)
            result.data = data
            return result

        with monkeypatch.context() as patch:
            patch.setattr(openpgp._Desk, "_encrypted", answers)
            assert held(pgp, parcel_for("good")) in {"not-sealed", "signing-key"}


def test_a_default_recipient_in_a_configuration_file_is_not_read(
    zoo, store, passphrase, short_temp, parcel_for, monkeypatch
):
    own = short_temp / "home" / ".gnupg"
    own.mkdir(parents=True, mode=0o700)
    (own / "gpg.conf").write_text(f"encrypt-to {zoo.fpr['mallory']}\nhidden-encrypt-to {zoo.fpr['mallory']}\n")
    monkeypatch.setenv("HOME", str(own.parent))
    monkeypatch.setenv("GNUPGHOME", str(own))
    with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase) as channel:
        (file,) = channel.seal(parcel_for("good")).files
    assert read_recipients(file.data) == (zoo.subkeys("good")[0][-16:],)
    assert [path.name for path in own.iterdir()] == ["gpg.conf"]


def test_a_configuration_file_in_the_home_itself_is_not_read(zoo, pgp, parcel_for):
    pgp.seal(parcel_for("good"))
    home = pgp._desk.home
    home.gpg.import_keys(zoo.public("mallory"))
    (home.folder / "gpg.conf").write_text(f"encrypt-to {zoo.fpr['mallory']}\n")
    (file,) = pgp.seal(parcel_for("good")).files
    assert read_recipients(file.data) == (zoo.subkeys("good")[0][-16:],)


def test_no_recipients_key_stays_for_the_next_parcel(zoo, pgp, parcel_for):
    pgp.seal(parcel_for("good"))
    for name in ("revoked", "short"):
        held(pgp, parcel_for(name))
    home = pgp._desk.home
    assert [key["fingerprint"] for key in home.gpg.list_keys()] == [zoo.fpr["authority"]]


# The authority's side.


@pytest.fixture
def lapsed(zoo, store, passphrase, short_temp):
    """A channel whose signing key has expired, with a good key of the authority's in the same file."""
    both = zoo.secret("lapsed authority", passphrase) + zoo.secret("authority", passphrase)
    (store.folder / "signing" / f"{zoo.fpr['lapsed authority']}.asc").write_bytes(both)
    with OpenPgp(store, zoo.fpr["lapsed authority"], lambda: passphrase) as channel:
        yield channel


def test_an_expired_signing_key_is_a_hold(lapsed, parcel_for):
    assert held(lapsed, parcel_for("good")) == "signing-key"
    with pytest.raises(ChannelError, match="cannot sign now"):
        lapsed.seal(parcel_for("good"))


def test_a_signing_key_that_expires_in_the_middle_of_a_run_is_not_replaced_by_another(
    zoo, store, pgp, parcel_for, passphrase
):
    """python-gnupg's sign= would have gpg sign with whatever other secret key it finds."""
    good = parcel_for("good")
    pgp.seal(good)
    desk = pgp._desk
    desk.home.gpg.import_keys(zoo.secret("lapsed authority", passphrase))
    desk._signer = dataclasses.replace(desk._signer, fingerprint=zoo.fpr["lapsed authority"])
    store.admit(desk.home, good.fingerprint)
    result = desk._encrypted(good.files[0], good.fingerprint)
    assert (result.ok, result.data) == (False, b"")
    assert "SIG_CREATED" not in result.stderr
    assert held(pgp, good) == "signing-key"


def test_an_empty_passphrase_is_refused_even_where_the_key_needs_none(zoo, store, short_temp, parcel_for):
    """python-gnupg then has gpg take the first line of the paper for the passphrase, and says ok."""
    (store.folder / "signing" / f"{zoo.fpr['mallory']}.asc").write_bytes(zoo.secret("mallory"))
    with OpenPgp(store, zoo.fpr["mallory"], lambda: "") as channel:
        assert held(channel, parcel_for("good", LINES)) == "signing-key"


def test_a_signature_by_any_other_key_is_refused(zoo, store, passphrase, short_temp, parcel_for):
    with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase) as channel:
        channel.seal(parcel_for("good"))
        object.__setattr__(channel._desk._signer, "signing", (zoo.fpr["mallory"],))
        assert held(channel, parcel_for("good")) == "signing-key"


@pytest.mark.parametrize("said", ["wrong", "", "two\nlines", "nul\0"])
def test_a_wrong_passphrase_seals_nothing(said, zoo, store, short_temp, parcel_for):
    with OpenPgp(store, zoo.fpr["authority"], lambda: said) as channel:
        assert held(channel, parcel_for("good")) == "signing-key"


def test_a_passphrase_that_cannot_be_had_is_a_hold(zoo, store, short_temp, parcel_for):
    def absent():
        raise SettingsError("The variable is not set.")

    with OpenPgp(store, zoo.fpr["authority"], absent) as channel:
        assert held(channel, parcel_for("good")) == "signing-key"


def test_no_signing_key_is_a_hold(zoo, store, short_temp, parcel_for):
    with OpenPgp(store, zoo.fpr["good"], lambda: "x") as channel:
        assert held(channel, parcel_for("good")) == "signing-key"


def test_without_gpg_the_debian_package_is_named(zoo, store, passphrase, short_temp, parcel_for, monkeypatch):
    monkeypatch.setenv("PATH", str(short_temp))
    with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase) as channel, pytest.raises(ChannelError) as caught:
        channel.seal(parcel_for("good"))
    assert "apt install gnupg" in caught.value.diagnostics()
    assert not list(short_temp.iterdir())


# The parcel itself.


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"channel": "print"}, id="another channel"),
        pytest.param({"to": PaperTo("post")}, id="not to a mailbox"),
        pytest.param({"files": ()}, id="no file"),
        pytest.param({"files": (PlainFile("AB2CD3EF4G-1.pdf", "application/pdf", b""),)}, id="an empty file"),
        pytest.param({"files": (PlainFile("Minutes Sean.pdf", "application/pdf", b"x"),)}, id="a telling name"),
        pytest.param({"files": (PlainFile("ZZ2CD3EF4G-1.pdf", "application/pdf", b"x"),)}, id="another parcel's file"),
        pytest.param({"files": (PlainFile("AB2CD3EF4G-1.pdf\n", "application/pdf", b"x"),)}, id="a line end in a name"),
    ],
)
def test_a_parcel_of_another_shape_is_refused(change, pgp, parcel_for):
    fields = {f: getattr(parcel_for("good"), f) for f in ("serial", "channel", "to", "files", "fingerprint")}
    assert held(pgp, Parcel(**{**fields, **change})) == "not-sealed"


def test_it_seals_nothing_outside_its_with(zoo, store, passphrase, short_temp, parcel_for):
    channel = OpenPgp(store, zoo.fpr["authority"], lambda: passphrase)
    with pytest.raises(RuntimeError):
        channel.seal(parcel_for("good"))
    with channel:
        channel.seal(parcel_for("good"))
    with pytest.raises(RuntimeError):
        channel.seal(parcel_for("good"))
    assert residue(short_temp) == []


# What others on the machine can see, and what stays.


def test_arguments_hold_fingerprints_and_opaque_names_only(zoo, store, passphrase, short_temp, parcel_for):
    argv: list[str] = []
    watching = [True]

    def watch(event, args):
        if watching[0] and event == "subprocess.Popen":
            argv.extend(args[1])

    sys.addaudithook(watch)
    try:
        with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase) as channel:
            channel.seal(parcel_for("good"))
    finally:
        watching[0] = False
    known = re.compile(
        r"--?[a-z-]+|[0-9A-F]{40}|AB2CD3EF4G-1\.pdf|gpg|gpgconf|gpg-connect-agent|GETINFO pid|/bye|loopback|0|2|all"
        r"|none|AES256|SHA512|always|" + re.escape(str(short_temp)) + r"/cpdocs-gpg-\S+"
    )
    assert "--passphrase-fd" in argv
    assert [text for text in argv if not known.fullmatch(text)] == []
    assert not any(passphrase in text or "@" in text for text in argv)


def test_python_gnupg_logs_no_user_id(zoo, pgp, parcel_for, caplog):
    caplog.set_level(1)
    pgp.seal(parcel_for("good"))
    assert "@" not in caplog.text
    assert "Nurse" not in caplog.text


def residue(root: Path) -> list[str]:
    """Homes below ``root``, and the command lines of processes that name it."""
    lines = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return [*map(str, root.glob("cpdocs-gpg-*")), *(line for line in lines if str(root) + "/" in line)]


def test_nothing_stays_after_success(zoo, store, passphrase, short_temp, parcel_for):
    with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase) as channel:
        channel.seal(parcel_for("good"))
        assert len(residue(short_temp)) > 1, "while it works there is a home and an agent"
        (home,) = short_temp.glob("cpdocs-gpg-*")
        assert home.stat().st_mode & 0o777 == 0o700
    assert residue(short_temp) == []


def test_nothing_stays_after_an_exception(zoo, store, passphrase, short_temp, parcel_for):
    def interrupted():
        with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase) as channel:
            channel.seal(parcel_for("good"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert residue(short_temp) == []


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from cpdocs.channels.base import EmailTo, Parcel, PlainFile
    from cpdocs.channels.keys import KeyStore
    from cpdocs.channels.openpgp import OpenPgp

    folder, authority, recipient, passphrase = sys.argv[1:]
    file = PlainFile("AB2CD3EF4G-1.pdf", "application/pdf", b"%PDF")
    with OpenPgp(KeyStore(Path(folder)), authority, lambda: passphrase) as channel:
        channel.seal(Parcel("AB2CD3EF4G", "openpgp", EmailTo("a@b.example"), (file,), recipient))
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_left_goes_at_the_next_start_and_a_live_one_stays(
    zoo, store, passphrase, short_temp, parcel_for
):
    arguments = [str(store.folder), zoo.fpr["authority"], zoo.fpr["good"], passphrase]
    environment = {**os.environ, "TMPDIR": str(short_temp)}
    with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase) as alive:
        alive.seal(parcel_for("good"))
        done = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), *arguments], env=environment, check=False)
        assert done.returncode == -signal.SIGKILL
        assert len(list(short_temp.glob("cpdocs-gpg-*"))) == 2
        with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase):
            assert len(list(short_temp.glob("cpdocs-gpg-*"))) == 1
        assert alive.seal(parcel_for("rsa")).files, "a home that is in use is not swept"
    assert residue(short_temp) == []


def test_work_on_the_key_store_clears_abandoned_homes_too(store, short_temp):
    (short_temp / "cpdocs-gpg-1-abc").mkdir()
    store.list()
    assert residue(short_temp) == []


def test_a_folder_that_is_another_users_or_a_link_is_not_swept(short_temp, monkeypatch):
    (short_temp / "elsewhere").mkdir()
    (short_temp / "cpdocs-gpg-link").symlink_to(short_temp / "elsewhere")
    gpg_home.sweep()
    assert (short_temp / "elsewhere").exists()
    (short_temp / "cpdocs-gpg-1-abc").mkdir()
    monkeypatch.setattr(os, "getuid", lambda: 54321)
    gpg_home.sweep()
    assert (short_temp / "cpdocs-gpg-1-abc").exists()
    monkeypatch.undo()


def test_a_long_temp_root_gives_way_to_a_short_one(zoo, store, passphrase, tmp_path, parcel_for, monkeypatch):
    deep = tmp_path / ("d" * 60)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase) as channel:
        assert channel.seal(parcel_for("good")).files
    assert list(deep.iterdir()) == []


def test_a_full_disk_holds_the_parcel_for_room_and_blames_no_key(zoo, store, passphrase, parcel_for, no_room):
    with OpenPgp(store, zoo.fpr["authority"], lambda: passphrase) as channel:
        with no_room(), pytest.raises(ChannelError) as refused:
            channel.seal(parcel_for("good"))
        assert refused.value.hold == "no-room"
        assert channel.seal(parcel_for("good")).files
