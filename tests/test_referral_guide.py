"""The chair's guide to the referral pack is true: each of its commands is run as it is written there, in its order."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
import yaml
from click.testing import CliRunner
from plain_pdf import report
from signed import approver

from cpdocs.cli.root import root

TOP = Path(__file__).resolve().parents[1]
GUIDE = (TOP / "docs" / "referral-pack.md").read_text("utf-8")
#: Commands and YAML stand apart from the text by four spaces, those of a list by seven.
COMMANDS = re.findall(r"^(?: {4}| {7})((?:cpdocs|gpg|sha256sum) .+)$", GUIDE, re.MULTILINE)
TODAY = ("--today", "2026-11-16")
#: Verbs that go by the day, and so are told the demo's.
BY_THE_DAY = ("plan", "pack", "approve", "send", "hold")


@pytest.fixture
def desk(played_folder, monkeypatch):
    """The demo's folder, with a report that somebody has to look at, and a chair with a key."""
    monkeypatch.chdir(played_folder)
    monkeypatch.setenv("CPDOCS_OPERATOR", "admin")
    with approver(played_folder) as sign:
        yield Desk(played_folder, sign.home)


class Desk:
    def __init__(self, folder, chairs_home):
        self.folder, self.home = folder, chairs_home
        self.said = {}

    def odd_report(self):
        """Put a report there that says where the child lives, and declare it."""
        reports = self.folder / "records" / "reports" / "cp1-ailsa.pdf"
        old = self.run("sha256sum records/reports/cp1-ailsa.pdf").split()[0]
        reports.write_bytes(report("Ailsa was seen at 14 Strathmiglo Place."))
        record = self.folder / "records" / "CP-2026-0142-1.minuted.yaml"
        new = self.run("sha256sum records/reports/cp1-ailsa.pdf").split()[0]
        record.write_text(record.read_text("utf-8").replace(old, new), "utf-8")

    def run(self, command):
        """What a command says, with the placeholders of the guide filled in from what was said before."""
        program, *words = shlex.split(command)
        words = [self.filled(word) for word in words]
        if program != "cpdocs":
            home = ("--homedir", str(self.home), "--batch", "--yes") if program == "gpg" else ()
            done = subprocess.run(
                [program, *home, *words], capture_output=True, text=True, check=False, cwd=self.folder
            )
            assert done.returncode == 0, (command, done.stderr)
            return done.stdout
        words += TODAY if words[0] in BY_THE_DAY else ()
        done = CliRunner().invoke(root, words, standalone_mode=False)
        assert done.exception is None, (command, done.exception, done.output)
        self.said[words[0]] = done.output
        self.code = done.return_value or 0
        return done.output

    def filled(self, word):
        for name, pattern, verb in (
            ("SERIAL", r"([A-Z2-7]{10})\.unreviewed-enclosure", "hold"),
            ("ATTEMPT", r"\b(A\d+)\b.*reporter_referral|reporter_referral.*\b(A\d+)\b", "ledger"),
        ):
            if name in word:
                found = re.search(pattern, self.said[verb])
                word = word.replace(name, next(filter(None, found.groups())))
        return word


def test_the_guide_is_followed_word_by_word_from_the_plan_to_the_confirmation(desk):
    desk.odd_report()
    said = {}
    for command in COMMANDS:
        said[command] = desk.run(command)
        if command.startswith("cpdocs send"):
            assert desk.code == 0, command
    sent = [text for command, text in said.items() if command.startswith("cpdocs send")]
    assert "handed over" in sent[0]
    assert "1 done" in sent[1]  # by hand, had it not gone
    with pypdfium2.PdfDocument(desk.folder / "pack.pdf") as pack:
        assert all("NOT FOR SENDING" in page.get_textpage().get_text_range() for page in pack)
    assert (desk.folder / "pack.pdf").stat().st_mode & 0o077 == 0
    shown = CliRunner().invoke(root, ["ledger", "show"], standalone_mode=False).output
    assert "reporter_referral" in shown


def test_the_record_of_the_example_declares_its_report_as_the_guide_does():
    (block,) = re.findall(r"^    distribution:\n(?: {6}.*\n)+", GUIDE, re.MULTILINE)
    told = yaml.safe_load("\n".join(line[4:] for line in block.splitlines()))
    record = (TOP / "examples" / "rennie" / "records" / "CP-2026-0142-1.minuted.yaml").read_text("utf-8")
    assert told["distribution"] == yaml.safe_load(record[record.index("\ndistribution:") :])["distribution"]


def test_every_hold_in_the_guide_s_table_is_one_that_cpdocs_has():
    named = set(re.findall(r"^\| `([a-z-]+)` \|", GUIDE, re.MULTILINE))
    known = " ".join(path.read_text("utf-8") for path in (TOP / "cpdocs").rglob("*.py"))
    assert len(named) == 6
    assert [hold for hold in named if f'"{hold}"' not in known] == []


def test_a_chair_without_a_key_is_told_so(played_folder, monkeypatch):
    monkeypatch.chdir(played_folder)
    monkeypatch.setenv("CPDOCS_OPERATOR", "admin")
    words = "approve records/CP-2026-0142-1.minuted.yaml --document reporter_referral --by reviewing_officer --request r.txt"
    done = CliRunner().invoke(root, [*shlex.split(words), *TODAY], standalone_mode=False)
    assert "key" in str(done.exception)
    assert shutil.which("gpg")
