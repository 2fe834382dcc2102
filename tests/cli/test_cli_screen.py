"""What a person at a terminal sees, and what a pipe gets: drawn there, plain and stable here; progress names nobody."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import termios

import pytest

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"
PEOPLE = ("mother", "shona", "ross", "ailsa", "callum", "moir", "petrie", "drummond", "rennie")


def read_all(descriptor):
    """What a program wrote to the terminal whose other end this is, until it has ended."""
    parts = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # Linux: nobody has the terminal open any more
            break
        if not part:
            break
        parts.append(part)
    os.close(descriptor)
    return b"".join(parts).decode()


def seen(*words, at, out=False, err=False):
    """Exit code, stdout and stderr of a command, each at a terminal of 120 columns or in a pipe."""
    ends = {}
    for name, wanted in (("stdout", out), ("stderr", err)):
        ends[name] = pty.openpty() if wanted else os.pipe()
        if wanted:
            termios.tcsetwinsize(ends[name][1], (40, 120))
    environment = {**os.environ, "CPDOCS_OPERATOR": "admin", "TERM": "xterm-256color", "COLUMNS": "120"}
    command = [sys.executable, "-m", "cpdocs", *words]
    running = subprocess.Popen(
        command, cwd=at, env=environment, stdin=subprocess.DEVNULL, **{n: e[1] for n, e in ends.items()}
    )
    for _, end in ends.values():
        os.close(end)
    # A pipe's and a terminal's buffer hold what these commands write to stderr: reading one after the other is safe.
    told = {name: read_all(reading) for name, (reading, _) in ends.items()}
    return running.wait(), told["stdout"], told["stderr"]


def plain(text):
    """Without the codes for colours and the cursor."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("validate", CALLED), ("invitation", "decision_letter", "lacks-decisions")),
        (("plan", CALLED, "--today", "2026-11-05"), ("READY", "ailsas_father", "Ross Moir", "HELD", "no-key", "--why")),
        (("doctor",), ("ok", "gnupg", "ledger", "all in order")),
    ],
    ids=["validate", "plan", "doctor"],
)
def test_a_pipe_gets_plain_text_and_a_terminal_a_drawn_table_of_the_same(words, told, workspace_folder):
    code, piped, _ = seen(*words, at=workspace_folder)
    same, drawn, _ = seen(*words, at=workspace_folder, out=True)
    assert (code, same) == (0, 0)
    assert "\x1b" not in piped
    assert "─" not in piped
    assert "─" in drawn
    for word in told:
        assert word in piped
        assert word in plain(drawn)


def test_what_looks_like_markup_is_printed_as_it_stands(workspace_folder):
    record = workspace_folder / CALLED
    record.write_text(record.read_text("utf-8").replace("Euan Petrie", '"Euan [bold]Petrie[/bold] :smile:"'), "utf-8")
    code, drawn, _ = seen("plan", CALLED, "--today", "2026-11-05", at=workspace_folder, out=True)
    assert code == 0
    assert "[bold]" in plain(drawn)


def test_sending_tells_a_waiting_person_how_far_it_is_and_nothing_of_the_case(workspace_folder):
    day = ("--today", "2026-11-05", "--for", "advocate")
    code, out, err = seen("send", CALLED, *day, at=workspace_folder, err=True)
    assert code == 0
    assert "\x1b" not in out
    assert "1 planned = 1 handed over" in out
    assert "sending: 1 of 1, invitation" in plain(err)
    assert [name for name in PEOPLE if name in plain(err).lower()] == []


def test_rendering_at_a_terminal_keeps_its_report_on_stdout(workspace_folder):
    words = ("render", CALLED, "--today", "2026-11-05", "--for", "advocate", "-o", "check")
    code, out, err = seen(*words, at=workspace_folder, err=True)
    assert (code, out) == (0, "check/invitation-advocate.pdf\n")
    assert "laying out: 1, invitation" in plain(err)
    assert "advocate" not in err


def test_a_report_at_the_same_terminal_stands_on_lines_of_its_own(workspace_folder):
    """Both ends of one terminal: what is printed must not run on from the line that says how far it is."""
    reading, writing = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "cpdocs",
        "render",
        CALLED,
        "--today",
        "2026-11-05",
        "--for",
        "advocate",
        "-o",
        "c",
    ]
    environment = {**os.environ, "CPDOCS_OPERATOR": "admin", "TERM": "xterm-256color", "COLUMNS": "120"}
    running = subprocess.Popen(
        command, cwd=workspace_folder, env=environment, stdin=subprocess.DEVNULL, stdout=writing, stderr=writing
    )
    os.close(writing)
    told = read_all(reading)
    assert running.wait() == 0
    assert re.search(r"(\x1b\[2K|[\r\n])c/invitation-advocate\.pdf\r\n", told), repr(told)


def test_nothing_is_said_on_stderr_where_it_is_no_terminal(workspace_folder):
    day = ("--today", "2026-11-05", "--for", "advocate")
    assert seen("send", CALLED, *day, at=workspace_folder)[2] == ""
