"""cpdocs templates as it is typed: what it lists, copies and finds, and what it does not load."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from jsonschema import Draft202012Validator

from cpdocs import init
from cpdocs.record import schema
from cpdocs.shipped import folder as shipped

LETTER = "decision_letter"
SHORT = "appeal_letter"  # soon looked at


@pytest.fixture
def council(tmp_path):
    init.make(tmp_path / "council")
    return tmp_path / "council"


def problems(name: str, value: object) -> list[str]:
    committed = json.loads((shipped("schemas") / "v1" / schema.file_name(name)).read_text("utf-8"))
    return [error.message for error in Draft202012Validator(committed).iter_errors(value)]


def test_the_list_says_where_each_variant_comes_from(council, typed):
    typed("templates", "copy", LETTER, at=council)
    told = typed("templates", "list", "--format", "json", at=council)
    assert told.code == 0
    assert problems("report-templates", told.json) == []
    homes = {(row["document"], row["from"]) for row in told.json["templates"]}
    assert (LETTER, "own") in homes
    assert ("invitation", "shipped") in homes
    text = typed("templates", "list", at=council).out
    digest = next(row["digest"] for row in told.json["templates"] if row["document"] == LETTER)
    assert digest[:12] in text
    assert "letter (shipped)" in text


def test_a_variant_that_cannot_be_read_is_listed(council, typed):
    typed("templates", "copy", LETTER, at=council)
    (council / "templates" / LETTER / "professional" / "about.yaml").unlink()
    told = typed("templates", "list", "--format", "json", at=council)
    assert problems("report-templates", told.json) == []
    (wrong,) = [row for row in told.json["templates"] if row["wrong"]]
    assert (wrong["variant"], wrong["title"], wrong["digest"]) == ("professional", None, None)
    assert "about.yaml:cannotberead" in "".join(typed("templates", "list", at=council).out.split())  # it is wrapped


def test_a_copy_says_what_it_wrote_and_what_to_do_next(council, typed):
    done = typed("templates", "copy", LETTER, at=council)
    assert done.code == 0
    assert f"templates/{LETTER}/parent_carer/wording.md" in done.out.splitlines()
    assert f"cpdocs templates check {LETTER}" in done.out
    again = typed("templates", "copy", LETTER, at=council)
    assert again.code == 2
    assert "is there already" in again.err


def test_a_name_that_is_no_template_is_refused_with_the_nearest(council, typed):
    for verb in ("copy", "check"):
        done = typed("templates", verb, "decision_leter", at=council)
        assert done.code == 2
        assert "Did you mean decision_letter?" in done.err


def test_what_is_in_order_is_said_and_ends_with_0(council, typed):
    typed("templates", "copy", SHORT, at=council)
    done = typed("templates", "check", SHORT, at=council)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(": all in order\n")


def test_a_finding_says_the_file_the_line_the_id_and_the_cure_and_ends_with_3(council, typed):
    typed("templates", "copy", SHORT, at=council)
    file = council / "templates" / SHORT / "parent_carer" / "wording.md"
    file.write_text(f"{file.read_text('utf-8')}\n{{{{ adressee }}}}\n", "utf-8")
    lines = file.read_text("utf-8").count("\n")
    done = typed("templates", "check", SHORT, at=council)
    assert done.code == 3
    assert done.out.splitlines()[:1] == [
        f"templates/{SHORT}/parent_carer/wording.md:{lines}: unknown-name: this paper has no adressee",
    ]
    told = typed("templates", "check", SHORT, "--format", "json", at=council)
    assert told.code == 3
    assert problems("report-template-check", told.json) == []
    assert told.json["ok"] is False
    (finding,) = told.json["findings"]
    assert (finding["id"], finding["line"], finding["severity"]) == ("unknown-name", lines, "error")
    assert {row["from"] for row in told.json["checked"] if row["document"] == SHORT} == {"own"}


def test_a_warning_stops_nothing(council, typed):
    typed("templates", "copy", SHORT, at=council)
    (council / "templates" / SHORT / "parent_carer" / "preview.yaml").unlink()
    done = typed("templates", "check", SHORT, at=council)
    assert done.code == 0
    assert done.out.startswith(f"warning: templates/{SHORT}/parent_carer/preview.yaml: no-preview: ")
    told = typed("templates", "check", SHORT, "--format", "json", at=council).json
    assert problems("report-template-check", told) == []
    assert (told["ok"], [f["line"] for f in told["findings"]]) == (True, [None])


@pytest.mark.parametrize("verb", [["list"], ["copy", LETTER]], ids=["list", "copy"])
def test_what_lays_nothing_out_loads_nothing_that_does(verb, council):
    """A child of its own: the test's process has loaded everything already."""
    look = "import sys; from cpdocs.cli.root import root; root.main({!r}, standalone_mode=False); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", look.format(["templates", *verb])],
        cwd=council,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {"weasyprint", "docxtpl", "docx", "pikepdf", "fontTools", "lxml", "cpdocs.render.fence"}
    assert "cpdocs.template_folders" in loaded


@pytest.mark.parametrize("verb", ["list", "copy", "check"])
def test_every_verb_has_help_with_an_example(verb, council, typed):
    done = typed("templates", verb, "--help", at=council)
    assert done.code == 0
    assert f"Example: cpdocs templates {verb}" in done.out
