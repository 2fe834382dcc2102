"""Copies to look at: for their owner alone, whole or not there, and nothing done to a folder that is not theirs."""

from __future__ import annotations

import os
import shutil
import signal
import stat

import pytest

from cpdocs import cli
from cpdocs.shipped import folder

CALLED = "records/CP-2026-0142-1.called.yaml"


def test_render_writes_for_its_owner_alone_and_stamps_every_copy(typed, workspace_folder, day):
    mask = os.umask(0)
    try:
        said = typed("render", CALLED, "-o", "check/here", "--for", "mother", *day[CALLED], at=workspace_folder)
    finally:
        os.umask(mask)
    here = workspace_folder / "check" / "here"
    [copy] = here.iterdir()
    assert (said.code, said.out.strip()) == (0, f"check/here/{copy.name}")
    assert stat.S_IMODE(here.stat().st_mode) == 0o700
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert copy.name == "invitation-mother.pdf"
    assert not (workspace_folder / "outbox").exists()


def test_render_in_word(typed, workspace_folder, day):
    more = ("--for", "mother", "--to-format", "docx")
    assert typed("render", CALLED, "-o", "check", *more, *day[CALLED], at=workspace_folder).code == 0
    assert [p.name for p in (workspace_folder / "check").iterdir()] == ["invitation-mother.docx"]


def test_render_does_not_close_a_folder_that_holds_other_things(typed, workspace_folder, tmp_path, day):
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    (shared / "rota.txt").write_text("mine")
    said = typed("render", CALLED, "-o", shared, "--for", "mother", *day[CALLED], at=workspace_folder)
    assert (said.code, said.out) == (2, "")
    assert [p.name for p in shared.iterdir()] == ["rota.txt"]
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755


def test_render_goes_on_after_papers_that_cannot_be_laid_out_and_names_them(typed, workspace_folder, day):
    contacts = workspace_folder / "contacts.yaml"
    contacts.write_text(contacts.read_text("utf-8").replace("Dr Samuel Okafor", "Dr Samuel 井"), "utf-8")
    said = typed("render", CALLED, "-o", "check", "--for", "gp", *day[CALLED], at=workspace_folder)
    assert (said.code, said.err) == (5, "")
    assert "not made: invitation for gp: a text holds a letter that the fonts of the templates do not have" in said.out

    invitation = shutil.copytree(folder("templates") / "invitation", workspace_folder / "templates" / "invitation")
    about = invitation / "supporter" / "about.yaml"
    about.write_text(about.read_text("utf-8").replace("layout: letter", "layout: no_such"), "utf-8")
    said = typed("render", CALLED, "-o", "check", *day[CALLED], at=workspace_folder)
    missed = [line for line in said.out.splitlines() if line.startswith("not made: ")]
    assert (said.code, said.err, len(missed)) == (3, "", 2)
    assert "mend-first: there is no such layout" in "".join(missed)
    assert len(list((workspace_folder / "check").iterdir())) == 8


def test_render_into_what_is_no_folder(typed, workspace_folder, day):
    said = typed("render", CALLED, "-o", "cpdocs.yaml", "--for", "mother", *day[CALLED], at=workspace_folder)
    assert (said.code, said.out) == (2, "")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_render_leaves_no_half_copy(how, typed, workspace_folder, day, monkeypatch):
    """SIGKILL leaves one until the next render, which takes it away; nothing could do more."""
    check, words = workspace_folder / "check", ("render", CALLED, "-o", "check", "--for", "mother", *day[CALLED])
    typed("plan", CALLED, *day[CALLED], at=workspace_folder)  # the ledger is there: the first fsync is the copy's
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(os, "fsync", lambda _: os.kill(os.getpid(), how))
        monkeypatch.chdir(workspace_folder)
        monkeypatch.setattr("sys.argv", ["cpdocs", *words])
        try:
            cli.main()
        except SystemExit as ended:
            os._exit(int(ended.code or 0))
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code == (143 if how == signal.SIGTERM else -signal.SIGKILL)
    assert [p.name for p in check.iterdir()] == ([] if how == signal.SIGTERM else [".invitation-mother.pdf.part"])
    other = ("render", CALLED, "-o", "check", "--for", "advocate", *day[CALLED])
    assert typed(*other, at=workspace_folder).code == 0
    assert [p.name for p in check.iterdir()] == ["invitation-advocate.pdf"]
