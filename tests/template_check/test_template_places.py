"""Which template comes from where, and a copy of a shipped one: whole or not at all, for its owner alone."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from cpdocs import files, init, template_folders
from cpdocs.errors import UsageError
from cpdocs.shipped import folder as shipped
from cpdocs.workspace import Workspace, open_workspace

LETTER = "decision_letter"


@pytest.fixture
def fresh(tmp_path) -> Path:
    init.make(tmp_path / "council")
    return tmp_path / "council"


def opened(folder: Path) -> Workspace:
    return open_workspace(folder)


def homes(folder: Path) -> dict[tuple[str, str], bool]:
    return {(p.document, p.variant): p.own for p in template_folders.variants(opened(folder))}


def test_without_templates_of_its_own_all_are_the_shipped_ones(fresh):
    there = {(p.parent.name, p.name) for p in shipped("templates").glob("[!_]*/*") if p.is_dir()}
    assert homes(fresh) == dict.fromkeys(there, False)
    assert not any(look.own for look in template_folders.layouts(opened(fresh)))


def test_a_copy_takes_the_place_of_the_whole_document_and_of_no_other(fresh):
    template_folders.copy(opened(fresh), LETTER)
    assert {document for (document, _), own in homes(fresh).items() if own} == {LETTER}
    shutil.rmtree(fresh / "templates" / LETTER / "professional")
    assert (LETTER, "professional") not in homes(fresh)  # a council's folder is never filled up from ours


def test_a_copy_has_every_file_of_the_shipped_folder_byte_for_byte(fresh):
    copied = template_folders.copy(opened(fresh), LETTER)
    source = shipped("templates") / LETTER
    there = {path.relative_to(source): path.read_bytes() for path in source.rglob("*") if path.is_file()}
    own = fresh / "templates" / LETTER
    assert {path.relative_to(own): path.read_bytes() for path in own.rglob("*") if path.is_file()} == there
    assert sorted(copied) == sorted(Path("templates") / LETTER / file for file in there)


def test_a_copy_that_nobody_changed_makes_the_same_papers(fresh):
    before = {row.place.variant: row.template.digest for row in template_folders.listed(opened(fresh))}
    template_folders.copy(opened(fresh), LETTER)
    assert {row.place.variant: row.template.digest for row in template_folders.listed(opened(fresh))} == before


def test_a_copy_is_for_its_owner_alone_and_can_be_changed(fresh):
    template_folders.copy(opened(fresh), "_authority")
    for path in (fresh / "templates", *(fresh / "templates").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_the_looks_are_copied_whole_and_are_then_the_councils_own(fresh):
    template_folders.copy(opened(fresh), "_authority")
    assert all(look.own for look in template_folders.layouts(opened(fresh)))
    assert (fresh / "templates" / "_authority" / "fonts" / "fonts.conf").is_file()


def test_what_is_there_is_not_copied_over(fresh):
    template_folders.copy(opened(fresh), LETTER)
    (fresh / "templates" / LETTER / "professional" / "wording.md").write_text("# Ours\n", "utf-8")
    before = {path: path.read_bytes() for path in fresh.rglob("*") if path.is_file()}
    with pytest.raises(UsageError) as refused:
        template_folders.copy(opened(fresh), LETTER)
    assert refused.value.message == "templates/decision_letter is there already; nothing was changed"
    assert "move this one away" in refused.value.hint
    assert {path: path.read_bytes() for path in fresh.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("there", ["a file", "a link to nothing", "an empty folder"])
def test_whatever_is_there_stays(fresh, there):
    target = fresh / "templates" / LETTER
    target.parent.mkdir()
    if there == "a file":
        target.write_text("x")
    elif there == "an empty folder":
        target.mkdir()
    else:
        target.symlink_to(fresh / "nowhere")
    with pytest.raises(UsageError, match="is there already"):
        template_folders.copy(opened(fresh), LETTER)


@pytest.mark.parametrize(
    "name", ["decision_leter", "_records", "_workspace", "..", "", "decision_letter/professional", "minutes_of_nothing"]
)
def test_only_a_document_or_the_looks_can_be_copied(fresh, name):
    with pytest.raises(UsageError, match="there is no template of the name"):
        template_folders.copy(opened(fresh), name)
    assert not (fresh / "templates").exists()


def test_a_copy_that_is_stopped_half_way_leaves_nothing_and_the_next_one_succeeds(fresh, monkeypatch):
    written = files.write_new

    def fail_at_the_third(path, data):
        if path.name == "wording.md":
            raise OSError(28, "No space left on device")
        written(path, data)

    with monkeypatch.context() as full:
        full.setattr(files, "write_new", fail_at_the_third)
        with pytest.raises(UsageError, match="no space left on device"):
            template_folders.copy(opened(fresh), LETTER)
    assert list((fresh / "templates").iterdir()) == []
    template_folders.copy(opened(fresh), LETTER)


def test_a_copy_stands_in_its_place_in_one_step_when_all_of_it_is_written(fresh, monkeypatch):
    seen = []

    def refuse(part, target):
        files_of = sorted(path.relative_to(part) for path in part.rglob("*") if path.is_file())
        source = shipped("templates") / LETTER
        seen.append(files_of == sorted(p.relative_to(source) for p in source.rglob("*") if p.is_file()))
        seen.append(Path(target).exists())
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as stopped:
        stopped.setattr(Path, "rename", refuse)
        with pytest.raises(UsageError):
            template_folders.copy(opened(fresh), LETTER)
    assert seen == [True, False]
    assert list((fresh / "templates").iterdir()) == []


def test_what_a_killed_copy_left_is_no_document_and_gives_way(fresh):
    part = fresh / "templates" / f".{LETTER}.part" / "professional"
    part.mkdir(parents=True)
    (part / "wording.md").write_text("# Half\n")
    assert not any(own for own in homes(fresh).values())
    template_folders.copy(opened(fresh), LETTER)
    assert sorted(path.name for path in (fresh / "templates").iterdir()) == [LETTER]


def test_a_variant_that_cannot_be_read_is_listed_with_what_is_wrong(fresh):
    template_folders.copy(opened(fresh), LETTER)
    (fresh / "templates" / LETTER / "professional" / "about.yaml").write_text("title: x\n")
    wrong = {row.place.variant: row.wrong for row in template_folders.listed(opened(fresh)) if row.wrong}
    assert list(wrong) == ["professional"]
    assert wrong["professional"].startswith("decision_letter/professional/about.yaml: ")


def test_a_folder_that_is_no_document_stands_at_the_end(fresh):
    (fresh / "templates" / "aaa" / "family").mkdir(parents=True)
    last = template_folders.variants(opened(fresh))[-1]
    assert (last.document, last.variant, last.own) == ("aaa", "family", True)
