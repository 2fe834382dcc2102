"""What each verb loads: validate, which a clerk runs after every few lines, must not load what lays out, seals and sends."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cpdocs.cli.root import VERBS, root

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"

#: Each costs tens of milliseconds to half a second, and validate needs none of them.
HEAVY = {
    *("weasyprint", "docxtpl", "docx", "lxml", "fontTools", "pikepdf", "pypdfium2"),
    *("sqlalchemy", "sqlite3", "exchangelib", "aiosmtpd", "smtplib", "gnupg"),
    *("jinja2", "markdown_it", "holidays", "icalendar", "rich"),
}
LOADED = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr))
from cpdocs.cli import main
main()
"""


def loaded(*words, at, code=0):
    """The top packages that one command loads in a process of its own, with its output piped."""
    done = subprocess.run([sys.executable, "-c", LOADED, *words], cwd=at, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("form", ["text", "json"])
def test_validate_loads_nothing_heavy(form, untouched):
    modules = loaded("validate", DECIDED, CALLED, "--format", form, at=untouched)
    assert "pydantic" in modules
    assert modules & HEAVY == set()


def test_the_list_of_verbs_loads_no_verb_and_nothing_heavy(untouched):
    assert loaded("--help", at=untouched) & HEAVY == set()


def test_every_verb_of_the_table_is_there_and_says_more_of_itself():
    for name, short in VERBS.items():
        command = root.get_command(None, name)
        assert command.help, name
        assert len(command.help) >= len(short) // 2
