"""A council's own files: each mistake is said at its line, with the nearest thing that is there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cpdocs.errors import InputError
from cpdocs.shipped import folder as shipped
from cpdocs.workspace import open_workspace

# What a clerk mistypes: the file, what stood there, what stands there now, and what is said.
MISTAKES = (
    ("contacts.yaml", "{kind: register_keeper, contact: register-kinnaird}", "{kind: register_keeper, contact: register-kinaird}",
     "no contact has the id register-kinaird", "Did you mean register-kinnaird?"),
    ("contacts.yaml", "lead_child_protection_officer: lead-police", "lead_child_protection_officer: led-police",
     "no contact has the id led-police", "Did you mean lead-police?"),
    ("contacts.yaml", "    line_manager: team_leader", "    line_manager: team_lead",
     "nobody of the council's staff has the id team_lead", "Did you mean team_leader?"),
    ("contacts.yaml", "    verified_by: admin", "    verified_by: somebody_else",
     "nobody of the council's staff has the id somebody_else", "There are:"),
    ("authority/authority.yaml", "    line_manager: service_manager", "    line_manager: service-manager",
     "nobody of the council's staff has the id service-manager", "Did you mean service_manager?"),
    ("authority/authority.yaml", "  - id: minute_taker", "  - id: team_leader",
     "the id team_leader stands for two people", "Give each an id"),
)  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said", "cure"), MISTAKES, ids=[m[3] for m in MISTAKES])
def test_a_mistake_is_said_at_its_line_with_the_cure(file, old, new, said, cure, tmp_path: Path) -> None:
    folder = shutil.copytree(shipped("examples") / "rennie", tmp_path / "rennie")
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(InputError) as refused:
        open_workspace(folder)
    assert f"{file}:{line}:" in refused.value.message
    assert said in refused.value.message
    assert cure in refused.value.message


@pytest.mark.parametrize(
    ("field", "spoilt"),
    [("decided_by", "The {chiar} decided."), ("report_way", "to the {chair}, or to the {office}")],
)
def test_braces_that_nothing_fills_in_are_no_sentence(field: str, spoilt: str, tmp_path: Path) -> None:
    folder = shutil.copytree(shipped("examples") / "rennie", tmp_path / "rennie")
    path = folder / "authority/authority.yaml"
    text = path.read_text("utf-8")
    sentence = next(line for line in text.splitlines() if f"{field}:" in line)
    path.write_text(text.replace(sentence, f'  {field}: "{spoilt}"'), "utf-8")
    with pytest.raises(InputError, match=r"unknown-word.*braces that nothing fills in"):
        open_workspace(folder)


@pytest.mark.parametrize("council", ["rennie", "isbister", "baird"])
def test_the_examples_have_none(council) -> None:
    open_workspace(shipped("examples") / council)
