"""cpdocs init: a workspace that is valid as it stands, closed to others, and never over anything that is there."""

from __future__ import annotations

import shutil

import pytest

from cpdocs import init
from cpdocs.errors import UsageError
from cpdocs.record.authority import Authority
from cpdocs.record.load import load
from cpdocs.shipped import folder as shipped
from cpdocs.validate import check
from cpdocs.workspace import open_workspace

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"
SCHEMAS = ("authority", "contacts", "entitlements", "record", "settings", "timescales")
EXAMPLE = shipped("examples") / "rennie"


@pytest.fixture
def made(typed, tmp_path):
    """A workspace as init makes it."""
    said = typed("init", "council", at=tmp_path)
    assert (said.code, said.err) == (0, "")
    return tmp_path / "council"


def test_every_file_of_a_new_workspace_is_valid_and_explains_itself(made):
    workspace = open_workspace(made)
    assert not workspace.settings.demo
    for file in ("cpdocs.yaml", "contacts.yaml", "authority/authority.yaml"):
        line, _, text = (made / file).read_text("utf-8").partition("\n")
        assert text == (shipped("templates") / "_workspace" / file).read_text("utf-8").partition("\n")[2]
        assert (made / file).parent.joinpath(line.removeprefix("# yaml-language-server: $schema=")).is_file()
        assert text.startswith("# ")
        assert " #" not in "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def test_everything_in_a_new_workspace_is_for_its_owner_alone(made):
    modes = {p.relative_to(made).as_posix(): oct(p.stat().st_mode & 0o777) for p in made.rglob("*")}
    assert modes == {
        **dict.fromkeys(("authority", "keys", "records", "schemas"), "0o700"),
        **dict.fromkeys(("authority/authority.yaml", "contacts.yaml", "cpdocs.yaml"), "0o600"),
        **dict.fromkeys((f"schemas/{name}.schema.json" for name in SCHEMAS), "0o600"),
    }
    assert oct(made.stat().st_mode & 0o777) == "0o700"


def test_a_record_put_there_is_validated_and_planned_at_once(typed, made):
    shutil.copytree(EXAMPLE / "records", made / "records", dirs_exist_ok=True)
    shutil.copy(EXAMPLE / "contacts.yaml", made)
    said = typed("validate", CALLED, "--today", "2026-11-05", at=made)
    assert (said.code, said.err) == (0, "")
    planned = typed("plan", CALLED, "--today", "2026-11-05", "--format", "json", at=made)
    assert planned.code == 0
    assert {p["person"]: p["status"] for p in planned.json["parcels"]}["mother"] == "ready"


def test_the_contact_that_it_is_shipped_with_is_one_that_a_record_can_name(made):
    workspace = open_workspace(made)
    record = made / "records" / "one.yaml"
    text = (EXAMPLE / CALLED).read_text("utf-8")
    record.write_text(text.replace("hv-kinnaird-07", "health-visitor-01"), "utf-8")
    unknown = {f.message for f in check(workspace, record, workspace.today).findings if f.id == "unknown-contact"}
    assert "contacts.yaml has no entry sw-kinnaird-03" in unknown
    assert "contacts.yaml has no entry health-visitor-01" not in unknown


def test_doctor_s_list_of_invented_words_shrinks_as_they_are_replaced(made):
    workspace = open_workspace(made)
    assert init.unfilled(workspace.authority) == ("name", "letterhead", "offices", "staff", "covering")
    path = made / "authority" / "authority.yaml"
    path.write_text(path.read_text("utf-8").replace("name: Example Council", "name: Kinnaird Council", 1), "utf-8")
    assert init.unfilled(open_workspace(made).authority) == ("letterhead", "offices", "staff", "covering")


def test_no_example_still_has_the_invented_words():
    for file in sorted(shipped("examples").glob("*/authority/authority.yaml")):
        authority = load(file, Authority).value
        assert authority is not None, file
        assert init.unfilled(authority) == (), file


@pytest.mark.parametrize("there", ["a file in it", "a hidden file in it", "a file of that name"])
def test_what_is_there_is_refused_and_stays_as_it_is(there, typed, tmp_path, snapshot):
    folder = tmp_path / "council"
    if there == "a file of that name":
        folder.write_text("minutes")
    else:
        folder.mkdir()
        (folder / (".git" if "hidden" in there else "notes.txt")).write_text("mine")
    before = snapshot(tmp_path)
    said = typed("init", "council", at=tmp_path)
    assert (said.code, said.out) == (2, "")
    assert "a new folder or an empty one" in said.err
    assert snapshot(tmp_path) == before


def test_an_empty_folder_is_taken(typed, tmp_path):
    (tmp_path / "council").mkdir()
    assert typed("init", ".", at=tmp_path / "council").code == 0
    assert open_workspace(tmp_path / "council").authority.name == "Example Council"


def test_a_folder_that_a_program_copies_to_other_machines_is_refused(typed, tmp_path):
    (tmp_path / "OneDrive - Council").mkdir()
    said = typed("init", "OneDrive - Council/cp", at=tmp_path)
    assert (said.code, said.out) == (2, "")
    assert "disk of this machine" in said.err
    assert list((tmp_path / "OneDrive - Council").iterdir()) == []


def test_a_making_that_is_stopped_half_way_leaves_no_workspace(tmp_path, monkeypatch):
    """cpdocs.yaml, by which a workspace is found, comes last."""
    monkeypatch.setattr(init, "_FILES", (*init._FILES[:-1], init.Path("there/is/none"), init._FILES[-1]))
    with pytest.raises(UsageError):
        init.make(tmp_path / "council")
    assert (tmp_path / "council" / "contacts.yaml").exists()
    assert not (tmp_path / "council" / "cpdocs.yaml").exists()
