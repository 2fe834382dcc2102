"""The exit codes of DESIGN.md section 6, each provoked once: 6, 3, 5, 4, 7, 0, and 2 for usage."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import click
import pytest
from click.testing import CliRunner

from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.throwaway import make_key
from cpdocs.cli.root import root

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"


def test_0_when_everything_wanted_went(typed, workspace_folder, day):
    said = typed("send", CALLED, "--for", "mother", *day[CALLED], at=workspace_folder)
    assert (said.code, said.err) == (0, "")
    assert "1 planned = 1 handed over" in said.out


def test_7_when_some_are_held_and_0_again_for_those_that_went(typed, workspace_folder, day):
    said = typed("send", CALLED, *day[CALLED], "--format", "json", at=workspace_folder)
    assert (said.code, said.err) == (7, "")
    counts = dict(done=0, sent=0, handed_over=9, held=1, failed=0, in_doubt=0, cancelled=0)  # noqa: C408
    assert said.json["counts"] == {"planned": 10, **counts}
    again = typed("send", CALLED, *day[CALLED], "--format", "json", at=workspace_folder)
    assert again.code == 7
    assert again.json["counts"] == {"planned": 10, **counts, "done": 9, "handed_over": 0}
    files = {p["file"] for p in said.json["parcels"] if p["file"]}
    assert {f"{p.parent.name}/{p.name}" for p in (workspace_folder / "outbox").glob("*/*.*")} == files


def test_4_when_everything_wanted_is_held(typed, workspace_folder, day):
    said = typed("send", CALLED, "--for", "gp", *day[CALLED], at=workspace_folder)
    assert said.code == 4
    assert "no-key" in said.out


def test_5_when_a_carrying_failed(typed, workspace_folder, day):
    (workspace_folder / "outbox").write_text("a file where the folder should be")
    said = typed("send", CALLED, "--for", "mother", *day[CALLED], at=workspace_folder)
    assert said.code == 5
    assert "1 planned = 1 failed" in said.out


def test_3_when_settings_authority_contacts_or_template_are_wrong(typed, workspace_folder, day, snapshot):
    for name, old, new in (
        ("cpdocs.yaml", "keys: keys", "keys: ../keys"),
        ("authority/authority.yaml", "family_subject: A letter for you", 'family_subject: "A\\nBcc: x@y.example"'),
        ("contacts.yaml", "verified: 2026-10-01", "verified: 2026-13-01"),
    ):
        path = workspace_folder / name
        whole = path.read_text("utf-8")
        assert old in whole
        path.write_text(whole.replace(old, new, 1), "utf-8")
        before = snapshot(workspace_folder)
        said = typed("send", CALLED, *day[CALLED], at=workspace_folder)
        assert (said.code, said.out) == (3, ""), name
        assert re.search(rf"{re.escape(name.split('/')[-1])}:\d+:\d+: [a-z-]+: ", said.err), said.err
        assert snapshot(workspace_folder) == before
        path.write_text(whole, "utf-8")


def test_6_when_the_ledger_is_broken(typed, played_folder, day):
    with closing(sqlite3.connect(played_folder / "ledger" / "ledger.sqlite")) as raw:
        raw.execute("DROP TRIGGER entry_stays")
        raw.execute("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)")
        raw.commit()
    verified = typed("ledger", "verify", "--format", "json", at=played_folder)
    assert verified.code == 6
    assert not verified.json["valid"]
    said = typed("send", DECIDED, *day[DECIDED], at=played_folder)
    assert said.code == 6
    assert "nothing was sent" in said.err


def test_6_when_the_ledger_is_gone(typed, played_folder, day, snapshot):
    """An empty one in its place would let everything leave again."""
    shutil.rmtree(played_folder / "ledger")
    before = snapshot(played_folder)
    assert typed("send", DECIDED, *day[DECIDED], at=played_folder).code == 6
    assert snapshot(played_folder) == before


def test_3_when_the_key_of_the_ledger_is_gone(typed, played_folder, day, snapshot):
    """A new one would make every parcel a new parcel."""
    (played_folder / "keys" / "workspace.key").unlink()
    before = snapshot(played_folder)
    said = typed("send", DECIDED, *day[DECIDED], at=played_folder)
    assert (said.code, said.out) == (3, "")
    assert "workspace.key" in said.err
    assert snapshot(played_folder) == before


@pytest.mark.parametrize("spoilt", [b"", b"not hex", b"abc", b"cut5" * 8, b"0" * 63])
def test_3_when_the_key_of_the_ledger_is_spoilt(spoilt, typed, played_folder, day):
    (played_folder / "keys" / "workspace.key").write_bytes(spoilt)
    said = typed("plan", DECIDED, *day[DECIDED], at=played_folder)
    assert (said.code, said.out) == (3, "")
    assert "workspace.key" in said.err


@pytest.mark.parametrize(
    "words",
    [
        "send",
        "send {record} --to everybody",
        "send {record} --transport pigeon {today}",
        "send {record} --for nobody {today}",
        "send {record} --document love_letter {today}",
        "send {record} --operator minute_taker {today}",
        "render {record} -o check --for nobody {today}",
        "plan {record} --why nobody {today}",
        "plan {record} --today tomorrow",
        "validate",
        "approve {record} --document decision_letter --by reviewing_officer {today}",
        "approve {record} --document love_letter --by reviewing_officer --evidence read {today}",
        "approve {record} --document invitation --by reviewing_officer --evidence read {today}",
        "ledger confirm A1 eaten",
        "keys pin hv-kinnaird-07",
        "love",
    ],
)
def test_2_for_what_cannot_be_meant(words, typed, workspace_folder):
    before = sorted(p.name for p in (workspace_folder / "records").iterdir())
    asked = words.format(record=CALLED, today="--today 2026-11-05")
    said = typed(*asked.split(), at=workspace_folder)
    assert (said.code, said.out) == (2, "")
    assert said.err
    assert not (workspace_folder / "outbox").exists()
    assert not (workspace_folder / "check").exists()
    assert sorted(p.name for p in (workspace_folder / "records").iterdir()) == before


def test_2_for_send_with_another_day_than_today_outside_a_demo(typed, workspace_folder, day, snapshot):
    settings = workspace_folder / "cpdocs.yaml"
    settings.write_text(settings.read_text("utf-8").replace("demo: yes", "demo: no"), "utf-8")
    before = snapshot(workspace_folder)
    said = typed("send", CALLED, *day[CALLED], at=workspace_folder)
    assert (said.code, said.out) == (2, "")
    assert "demo workspace only" in said.err
    assert snapshot(workspace_folder) == before
    assert typed("plan", CALLED, *day[CALLED], at=workspace_folder).code == 0


def test_3_away_from_every_workspace(typed, tmp_path):
    said = typed("plan", "record.yaml", at=tmp_path)
    assert (said.code, said.out) == (3, "")
    assert "--workspace" in said.err


def test_2_for_a_demo_folder_that_is_there(typed, played, snapshot):
    before = snapshot(played)
    said = typed("demo", played)
    assert said.code == 2
    assert "is there already" in said.err
    assert snapshot(played) == before


def test_the_program_itself_ends_with_the_code_and_without_a_traceback(workspace_folder):
    """As a shell sees it; the other tests type into main itself."""
    for words, code in (("plan none.yaml", 3), ("love", 2), ("--version", 0)):
        command = [sys.executable, "-m", "cpdocs", *words.split()]
        done = subprocess.run(command, cwd=workspace_folder, capture_output=True, text=True, check=False)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr


# Help.


def verbs(group=root, path=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from verbs(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("verb", list(verbs()), ids=" ".join)
def test_every_verb_s_help_ends_with_an_example_of_that_verb(verb):
    shown = CliRunner().invoke(root, [*verb, "--help"])
    assert shown.exit_code == 0
    assert f"Example: cpdocs {' '.join(verb)}" in " ".join(shown.output.split())


#: What the examples end with in a played workspace. The demo's own is what made it.
EXAMPLES = {
    "init": 0,
    "doctor": 0,
    "validate": 0,
    "plan": 0,
    "deadlines": 0,
    "render": 0,
    "approve": 0,
    "hold list": 0,
    "hold release": 2,  # there is no such hold
    "cancel": 2,  # the invitation of the GP
    "send": 7,  # all done, and the GP held
    "batch": 7,  # all that is done, and what the furthest stage lacks an approval for
    "ledger show": 0,
    "ledger verify": 0,
    "ledger due": 0,
    "ledger confirm": 0,
    "resolve": 2,  # its A17 is in no doubt
    "keys import": 0,
    "keys list": 0,
    "keys pin": 0,
    "keys check": 0,
    "schema": 0,
}


def test_every_example_runs_as_it_is_written(typed, played_folder, day):
    shutil.copy(played_folder / DECIDED, played_folder / "records" / "CP-2026-0142-1.yaml")
    with GpgHome() as home:
        key = make_key(home, "health-visitor")
    (played_folder / "health-visitor.asc").write_bytes(key.public)
    shown = [CliRunner().invoke(root, [*verb, "--help"]).output for verb in verbs()]
    examples = [" ".join(text.split()).split("Example: cpdocs ")[1] for text in shown]
    ran = {}
    for example in examples:
        name = next((n for n in EXAMPLES if example.startswith(n)), None)
        if name is None:
            continue
        words = [key.fingerprint if re.fullmatch("[0-9A-F]{40}", w) else w for w in shlex.split(example)]
        on = day[DECIDED] if name in ("plan", "render", "approve", "send") else ()
        said = typed(*words, *on, at=played_folder)
        ran[name] = said.code
        assert said.code == EXAMPLES[name], (example, said)
    assert set(ran) == set(EXAMPLES)
