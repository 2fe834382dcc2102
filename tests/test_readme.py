"""The README is true: its commands run as written, its links lead somewhere, its table of rooms is the tree."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from cpdocs.cli.root import root

TOP = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "SECURITY.md", "examples/README.md", *(f"docs/{p.name}" for p in (TOP / "docs").glob("*.md")))
README = (TOP / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^    (cpdocs .+)$", README, re.MULTILINE)
#: The GP has no key, so one parcel is held.
SOME_HELD = 7


def test_every_command_runs_on_the_demo_s_workspace_in_the_readme_s_order(played_folder, monkeypatch):
    monkeypatch.chdir(played_folder)
    ended = {}
    for command in COMMANDS:
        done = CliRunner().invoke(root, shlex.split(command)[1:], standalone_mode=False)
        ended[command] = done.exception or done.return_value or 0
    assert len(ended) == len(COMMANDS) >= 7
    assert {c: e for c, e in ended.items() if e} == {c: SOME_HELD for c in COMMANDS if c.startswith("cpdocs send")}


def test_the_letter_that_the_readme_confirms_is_one_that_goes_by_post(played_folder, monkeypatch):
    monkeypatch.chdir(played_folder)
    (attempt,) = re.findall(r"ledger confirm (A\d+) posted", README)
    shown = CliRunner().invoke(root, ["ledger", "show"], standalone_mode=False).output
    (line,) = [line for line in shown.splitlines() if f"attempt={attempt} " in line and "recipient=" in line]
    assert "document=decision_letter  recipient=ailsas_father  channel=print" in line


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file(page):
    text = (TOP / page).read_text("utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    assert [link for link in links if not ((TOP / page).parent / link).exists()] == []


def test_every_room_has_its_line():
    rooms = {path.parent.name for path in (TOP / "cpdocs").glob("*/__init__.py")}
    assert rooms == set(re.findall(r"^\| `cpdocs/([a-z_]+)/` \|", README, re.MULTILINE))


def test_the_picture_is_small_enough_for_a_page():
    assert (TOP / "docs" / "images" / "decision-letter.png").stat().st_size < 150_000
