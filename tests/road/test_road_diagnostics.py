"""Diagnostics never hold case text: stderr with --debug, the log, names of files, arguments of programs, the ledger's
leaves, what stands outside an envelope (DESIGN.md, "Reports and diagnostics differ"; HAZARDS.md 17, 26, 27, 28).

Every text field of the record holds a canary of its own; addresses, numbers and mailboxes are canaries as they are.
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from road_tools import CALLED, DECIDED, message, outbox, put_record, record_of

FREE = {
    *("name", "known_as", "lines", "place", "text", "because", "reasons", "contingency", "what", "answers", "outcomes"),
    *("needed_because", "cause", "how", "course_of_action", "others_in_household"),
}
CANARY = re.compile(r"Qz\d{3}q", re.IGNORECASE)
TYPED = ("ZE2 9ZZ", "KY8 3ZZ", "KY15 5ZZ", "07700 900142", "07700 900388", "Strathmiglo", "Harbour", "Shona", "Moir")

#: Step -> exit code, DESIGN.md section 6. A step that ended otherwise was not the bad day that it was meant to be.
ENDS = {
    "validate": 0,
    "plan": 0,
    "render": 0,
    "approve": 0,
    "send": 0,
    "send sealed": 0,
    "ledger show": 0,
    "ledger verify": 0,
    "validate broken": 3,
    "send broken": 3,
    "plan of nobody": 2,
    "no such file": 3,
    "leak": 4,
    "broken wording": 3,
    "broken layout": 3,
    "layout that reaches out": 5,
    "killed child": 5,
    "missing key": 4,
    "no outbox": 5,
    "full disk": 6,
    "own mistake": 5,
    "broken ledger": 6,
}


def with_canaries(value, count, key=""):
    if isinstance(value, dict):
        return {name: with_canaries(item, count, name) for name, item in value.items()}
    if isinstance(value, list):
        return [with_canaries(item, count, key) for item in value]
    free = key in FREE and value not in ("none", "not known")
    return f"{value.rstrip()} Qz{next(count)}q" if free else value


def broken(record):
    """Canaries where a time, a field's name, an id, a postcode and a choice belong."""
    record = json.loads(json.dumps(record))
    record["invitations"][2]["meets_chair_at"] = "Qz901q"
    record["Qz902q"] = {"Qz903q": "Qz904q"}
    record["people"][0]["id"] = "Qz905q"
    record["children"][0]["address"]["postcode"] = "Qz906q"
    record["people"][1]["reach"]["safe_to"] = ["Qz907q"]
    return record


@pytest.fixture(scope="module")
def said(untouched, tmp_path_factory):
    """What the driver wrote down, with its own stderr, and the folder after it."""
    folder = shutil.copytree(untouched, tmp_path_factory.mktemp("said") / "workspace")
    for name in (CALLED, DECIDED):  # the messages use KY7 4ZZ as their example of a postcode
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(text.replace("KY7 4ZZ", "ZE2 9ZZ"), "utf-8")
    count = itertools.count(100)
    called = with_canaries(record_of(folder, CALLED), count)
    decided = with_canaries(record_of(folder, DECIDED), count)
    put_record(folder, called, "records/called.json")
    put_record(folder, decided, "records/decided.json")
    second = {**called, "reference": "CP-2026-0142-2"}
    put_record(folder, second, "records/second.json")
    leaking = json.loads(json.dumps({**called, "reference": "CP-2026-0142-3"}))
    leaking["people"][2]["name"] += f" of {called['children'][0]['name']}"
    put_record(folder, leaking, "records/leaking.json")
    put_record(folder, broken(called), "records/broken.json")
    out = tmp_path_factory.mktemp("out") / "said.json"
    driver = Path(__file__).with_name("diagnostics_driver.py")
    done = subprocess.run(
        [sys.executable, str(driver), str(folder), str(out)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder, {**json.loads(out.read_text("utf-8")), "driver": done.stdout + done.stderr}


def canaries_in(text):
    return {*CANARY.findall(text), *(value for value in TYPED if value in text)}


def test_each_day_was_as_bad_as_it_was_meant_to_be(said):
    _, found = said
    ended = {step["name"]: step["code"] for step in found["steps"]}
    assert ended == ENDS, {
        s["name"]: s["stderr"] or s["stdout"] for s in found["steps"] if s["code"] != ENDS[s["name"]]
    }


def test_the_canaries_are_in_the_reports_so_the_net_can_catch(said):
    _, found = said
    reports = "".join(step["stdout"] for step in found["steps"])
    assert len(canaries_in(reports)) > 3


def test_no_step_says_case_text_on_stderr(said):
    _, found = said
    assert {s["name"]: canaries_in(s["stderr"]) for s in found["steps"] if canaries_in(s["stderr"])} == {}


def test_every_failed_step_says_something_and_none_makes_python_s_own_traceback(said):
    _, found = said
    assert [step["name"] for step in found["steps"] if not step["stderr"] + step["stdout"]] == []
    assert [step["name"] for step in found["steps"] if "Traceback" in step["stderr"]] == []


@pytest.mark.parametrize("where", ["log", "driver", "started", "temp", "paths"])
def test_no_log_name_or_argument_holds_case_text(where, said):
    _, found = said
    assert found[where] or where in ("log", "driver")
    text = found[where] if isinstance(found[where], str) else "\n".join(found[where])
    assert canaries_in(text) == set()


def test_the_ledger_s_leaves_and_what_lies_outside_hold_no_case_text(said):
    folder, _ = said
    with closing(sqlite3.connect(folder / "ledger" / "ledger.sqlite")) as raw:
        leaves = [str(row) for row in raw.execute("SELECT * FROM entry")]
        rows = [str(row) for table in ("detail", "attempt") for row in raw.execute(f"SELECT * FROM {table}")]  # noqa: S608
    assert len(leaves) > 3
    assert canaries_in("\n".join((*leaves, *rows))) == set()
    names = [str(p.relative_to(folder)) for p in folder.rglob("*") if "check" not in p.parts]
    assert canaries_in("\n".join(names)) == set()
    letters = [p for p in outbox(folder).values() if p.suffix == ".eml"]
    assert letters
    for path in letters:
        headers = [f"{key}: {value}" for part in message(path).walk() for key, value in part.items()]
        assert canaries_in("\n".join((*headers, message(path).get_body().get_content()))) == set()
