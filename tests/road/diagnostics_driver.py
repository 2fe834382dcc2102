"""Runs the command line through good and bad days in one process, and writes down everything that it said or started.

    python diagnostics_driver.py WORKSPACE OUT

A program of its own: an audit hook cannot be taken down again. OUT becomes a JSON of each step's exit code and stderr,
the log at its most talkative, every argument and environment of every program started, every name of a temp file, and
every path that was opened for writing or made.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import resource
import shutil
import signal
import sqlite3
import sys
from pathlib import Path

from cpdocs import cli, plain_copies, run
from cpdocs.render.fence import Fence
from cpdocs.shipped import folder as shipped

seen: dict[str, list[str]] = {"started": [], "temp": [], "paths": []}
steps: list[dict[str, object]] = []
log = io.StringIO()

CALLED_DAY, DECIDED_DAY = ("--today", "2026-11-05"), ("--today", "2026-11-16")


def watch(event, args):
    if event == "subprocess.Popen":
        seen["started"] += [
            str(args[0]),
            *map(_text, args[1]),
            *(f"{k}={_text(v)}" for k, v in (args[3] or {}).items()),
        ]
    elif event.startswith("tempfile."):
        seen["temp"].append(_text(args[0]))
    elif (event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)) or event == "os.mkdir":
        seen["paths"].append(_text(args[0]))
    elif event in ("os.rename", "os.link"):
        seen["paths"] += [_text(args[0]), _text(args[1])]


def _text(value):
    return os.fsdecode(value) if isinstance(value, str | bytes | os.PathLike) else str(value)


def step(name, *args):
    """One command as it would be typed, with --debug."""
    sys.argv = ["cpdocs", "--debug", *args]
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    steps.append({"name": name, "code": code, "stderr": err.getvalue(), "stdout": out.getvalue()})


def send(name, record, *more, day=CALLED_DAY):
    step(name, "send", f"records/{record}.json", *day, *more)


def good_days():
    step("validate", "validate", "records/called.json", "records/decided.json")
    step("plan", "plan", "records/called.json", *CALLED_DAY)
    step("render", "render", "records/called.json", "-o", "check", "--for", "mother", *CALLED_DAY)
    evidence = ("--by", "reviewing_officer", "--evidence", "list initialled")
    step("approve", "approve", "records/decided.json", "--document", "decision_letter", *evidence, *DECIDED_DAY)
    send("send", "decided", "--for", "mother", day=DECIDED_DAY)
    send("send sealed", "decided", "--for", "social_worker", day=DECIDED_DAY)
    step("ledger show", "ledger", "show")
    step("ledger verify", "ledger", "verify")


def bad_records():
    step("validate broken", "validate", "records/broken.json")
    send("send broken", "broken")
    send("plan of nobody", "called", "--for", "nobody_of_this_id")
    step("no such file", "send", "records/none.json", *CALLED_DAY)
    send("leak", "leaking", "--for", "callums_father")


def bad_templates():
    own = Path("templates/invitation")
    shutil.copytree(shipped("templates") / "invitation", own)
    wording = own / "parent_carer" / "wording.md"
    whole = wording.read_text("utf-8")
    wording.write_text(whole + "\n{{ children[0].address }}\n", "utf-8")
    send("broken wording", "second", "--for", "mother")
    shutil.rmtree("templates")
    shutil.copytree(shipped("templates") / "_authority", "templates/_authority")
    page = Path("templates/_authority/layouts/letter/layout.html")
    page.write_text(page.read_text("utf-8") + "{{ draft.blocks[0].nothing.at_all }}")
    send("broken layout", "second", "--for", "mother")
    page.write_text('<body><link rel="attachment" href="file:///etc/passwd">{{ draft.title }}</body>')
    send("layout that reaches out", "second", "--for", "mother")
    shutil.rmtree("templates")


def bad_days():
    own = Fence._laid  # of the class: whichever child it is

    def killed(self, draft, form):
        self._start_child()
        os.kill(self._child.pid, signal.SIGKILL)
        return own(self, draft, form)

    Fence._laid = killed
    send("killed child", "second", "--for", "mother")
    Fence._laid = own
    shutil.move("keys", "keys-away")
    shutil.copytree("keys-away", "keys", ignore=lambda _, names: [n for n in names if len(n) == len("X" * 40 + ".asc")])
    Path("keys/signing").exists() or shutil.copytree("keys-away/signing", "keys/signing")
    send("missing key", "second", "--for", "social_worker")
    shutil.rmtree("keys")
    shutil.move("keys-away", "keys")
    shutil.move("outbox", "outbox-away")
    Path("outbox").write_text("")
    send("no outbox", "second", "--for", "mother")
    Path("outbox").unlink()
    shutil.move("outbox-away", "outbox")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    send("full disk", "second", "--for", "mother")
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def own_mistakes():
    real, text = run.deliver, Path("records/called.json").read_text("utf-8")

    def mistaken(*_args, **_kwargs):
        raise ValueError(text)  # a foreign message that quotes the record

    run.deliver = mistaken
    send("own mistake", "second", "--for", "mother")
    run.deliver = real
    with contextlib.closing(sqlite3.connect("ledger/ledger.sqlite")) as raw:
        raw.execute("DROP TRIGGER entry_as_it_is")
        raw.execute("UPDATE entry SET event = 'sent' WHERE seq = 2")
        raw.commit()
    send("broken ledger", "second", "--for", "mother")


@contextlib.contextmanager
def one_child():
    """Lend one warm child to the runs that are not about it: starting one takes most of a second."""
    own = run.Fence
    with own(shipped("templates")) as one:
        run.Fence = plain_copies.Fence = lambda _: contextlib.nullcontext(one)
        yield
        run.Fence = plain_copies.Fence = own


def main(folder, out):
    os.chdir(folder)
    os.environ["CPDOCS_OPERATOR"] = "admin"
    logging.basicConfig(level=1, stream=log)
    sys.addaudithook(watch)
    good_days()
    with one_child():
        bad_records()
        bad_days()
    bad_templates()
    own_mistakes()
    Path(out).write_text(json.dumps({"steps": steps, "log": log.getvalue(), **seen}), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
