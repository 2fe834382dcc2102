"""docs/keys-lost.md is true: what happens when a key is gone, is another, or is exchanged as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.throwaway import make_key

TOP = Path(__file__).resolve().parents[2]
PAGE = (TOP / "docs" / "keys-lost.md").read_text("utf-8")
CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"
#: Of the letters of the demo, all but the GP's, who has no key, have gone.
GONE = 8


def send(typed, folder, record, day, *more):
    said = typed("send", record, *day, "--format", "json", *more, at=folder)
    return {(p["document"], p["person"]): (p["status"], {h["id"] for h in p["holds"]}) for p in said.json["parcels"]}


def outbox(folder):
    return sorted(p.name for p in (folder / "outbox").glob("*/*.*"))


def test_a_signing_key_is_exchanged_and_every_pin_stays_good(typed, workspace_folder, day, tmp_path):
    keys = workspace_folder / "keys"
    [old] = (keys / "signing").glob("*.asc")
    pins = (keys / "pins.yaml").read_bytes()
    with GpgHome() as home:
        new = make_key(home, "council", (keys / "signing" / "passphrase").read_text().strip())
    (tmp_path / "new.asc").write_bytes(new.secret)
    assert typed("keys", "import", "--signing", tmp_path / "new.asc", at=workspace_folder).code == 0
    said = typed("send", CALLED, *day[CALLED], "--for", "social_worker", at=workspace_folder)
    assert (said.code, "signing" in said.out + said.err) == (3, True), "with two, it must be said which"
    old.unlink()
    done = send(typed, workspace_folder, CALLED, day[CALLED], "--for", "social_worker")
    assert done == {("invitation", "social_worker"): ("handed_over", set())}
    assert (keys / "pins.yaml").read_bytes() == pins


@pytest.mark.parametrize("gone", ["passphrase", "*.asc"])
def test_without_a_signing_key_or_its_passphrase_no_message_goes_and_paper_does(typed, workspace_folder, day, gone):
    [file] = (workspace_folder / "keys" / "signing").glob(gone)
    file.unlink()
    said = typed("send", CALLED, *day[CALLED], "--for", "mother", at=workspace_folder)
    assert said.code == 0
    before = outbox(workspace_folder)
    typed("send", CALLED, *day[CALLED], "--for", "social_worker", at=workspace_folder)
    assert outbox(workspace_folder) == before


def test_without_the_workspace_s_key_nothing_goes_and_the_cure_is_said(typed, played_folder, day):
    (played_folder / "keys" / "workspace.key").unlink()
    before = outbox(played_folder)
    said = typed("send", DECIDED, *day[DECIDED], at=played_folder)
    assert (said.code, "workspace.key" in said.err, "backup" in said.err) == (3, True, True)
    assert outbox(played_folder) == before


def test_with_another_workspace_key_nothing_goes_twice_and_nothing_is_approved_any_more(typed, played_folder, day):
    (played_folder / "keys" / "workspace.key").write_text("5a" * 32)
    before = outbox(played_folder)
    done = send(typed, played_folder, DECIDED, day[DECIDED])
    letters = {who: holds for (document, who), (_, holds) in done.items() if document == "decision_letter"}
    assert sum("changed" in holds for holds in letters.values()) == GONE
    assert all("approval" in holds for holds in letters.values())
    assert outbox(played_folder) == before


@pytest.fixture
def share(played_folder, tmp_path, typed, day):
    """A place elsewhere in which a checkpoint lies."""
    folder = tmp_path / "share"
    folder.mkdir()
    settings = played_folder / "cpdocs.yaml"
    settings.write_text(f"{settings.read_text()}\ncheckpoints:\n  - {folder}\n")
    typed("send", DECIDED, *day[DECIDED], at=played_folder)
    assert len(list(folder.iterdir())) == 1
    return folder


def test_without_the_ledger_s_key_nothing_goes(typed, played_folder, day, share):
    (played_folder / "keys" / "ledger.key").unlink()
    said = typed("send", DECIDED, *day[DECIDED], at=played_folder)
    assert (said.code, "ledger.key" in said.err, "backup" in said.err) == (3, True, True)


def test_with_another_ledger_key_the_old_checkpoints_are_named_and_nothing_goes(typed, played_folder, day, share):
    (played_folder / "keys" / "ledger.key").write_text("5a" * 32)
    assert typed("send", DECIDED, *day[DECIDED], at=played_folder).code == 6
    said = typed("ledger", "verify", at=played_folder)
    assert (said.code, "re_signed" in said.out) == (6, True)


def test_a_ledger_key_is_exchanged_with_new_places_and_the_old_ones_prove_what_they_did(
    typed, played_folder, day, share, tmp_path
):
    """As the page says it: the old public key and the old checkpoints go on proving the old entries."""
    public = typed("ledger", "key", at=played_folder).out.strip()
    [old] = share.iterdir()
    (played_folder / "keys" / "ledger.key").write_text("5a" * 32)
    (tmp_path / "new").mkdir()
    settings = played_folder / "cpdocs.yaml"
    settings.write_text(settings.read_text().replace(str(share), str(tmp_path / "new")))
    assert typed("send", DECIDED, *day[DECIDED], at=played_folder).code == 7
    assert len(list((tmp_path / "new").iterdir())) == 1
    assert typed("ledger", "verify", at=played_folder).code == 0
    typed("ledger", "proof", "A23", "--checkpoint", old, "-o", tmp_path / "proof", at=played_folder)
    assert typed("ledger", "check-proof", tmp_path / "proof", "--checkpoint", old, "--key", public).code == 0


def test_a_backup_key_is_exchanged_by_one_line(typed, workspace_folder, tmp_path):
    with GpgHome() as home:
        keys = [make_key(home, name) for name in ("old", "new")]
    settings = workspace_folder / "cpdocs.yaml"
    text = settings.read_text()
    for number, key in enumerate(keys):
        (tmp_path / "key.asc").write_bytes(key.public)
        typed("keys", "import", tmp_path / "key.asc", at=workspace_folder)
        settings.write_text(f"{text}\nbackup: {key.fingerprint}\n")
        assert typed("backup", tmp_path / f"b{number}", at=workspace_folder).code == 0
    (tmp_path / "secret").write_bytes(keys[1].secret)
    two = ("--operator", "admin", "--second", "service_manager", "--because", "a trial")
    ended = [
        typed("restore", tmp_path / f"b{n}", tmp_path / f"back{n}", "--key", tmp_path / "secret", *two).code
        for n in (0, 1)
    ]
    assert ended == [5, 0]


def test_every_test_that_the_page_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) >= 15
    assert [one for one in named if f"def {one[1]}(" not in (TOP / one[0]).read_text("utf-8")] == []
