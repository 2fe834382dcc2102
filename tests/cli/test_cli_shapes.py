"""What programs read is of the shapes in schemas/v1: the real output of the real command line, by an independent validator."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from cpdocs.cli.root import root
from cpdocs.cli.shapes import MODELS
from cpdocs.record import schema
from cpdocs.record.load import read_tree
from cpdocs.shipped import folder as shipped

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"
EXAMPLE = shipped("examples") / "rennie"


def report(name: str, folder: Path, *arguments: str) -> dict:
    """The report of one command on the workspace in ``folder``; it must be of the shape ``name`` as committed."""
    done = CliRunner().invoke(root, [*arguments, "--workspace", str(folder), "--format", "json"], standalone_mode=False)
    assert done.exception is None, done.exception
    told = json.loads(done.stdout)
    assert problems(name, told) == []
    return told


def problems(name: str, value: object) -> list[str]:
    committed = json.loads((shipped("schemas") / "v1" / schema.file_name(name)).read_text("utf-8"))
    return [error.message for error in Draft202012Validator(committed).iter_errors(value)]


def test_the_committed_schemas_are_those_of_the_models():
    assert schema.differences(shipped("schemas") / "v1", MODELS) == ()


def test_every_schema_is_json_schema_and_has_a_name_of_its_own():
    made = schema.schemas(MODELS)
    for one in made.values():
        Draft202012Validator.check_schema(one)
    assert len(made) == len({one["$id"] for one in made.values()}) == len(MODELS)


def test_validate_of_a_good_and_a_broken_record(played_folder):
    broken = played_folder / "records" / "broken.yaml"
    broken.write_text((played_folder / CALLED).read_text("utf-8").replace("  minute_taker: minute", "  zzz: minute"))
    files = report("report-validate", played_folder, "validate", str(played_folder / CALLED), str(broken))["files"]
    assert [(one["valid"], one["stage"]) for one in files] == [(True, "called"), (False, None)]
    assert {finding["id"] for finding in files[1]["findings"]} == {"missing-field", "unknown-field"}


def test_plan_of_what_is_done_and_what_is_held(played_folder):
    told = report("report-plan", played_folder, "plan", str(played_folder / DECIDED), "--today", "2026-11-16")
    held = {parcel["person"] for parcel in told["parcels"] if parcel["status"] == "held"}
    assert held == {"gp"}
    assert [parcel["holds"] for parcel in told["parcels"] if parcel["status"] == "done"] == [[]] * 8


def test_send_of_what_is_done_and_held(played_folder):
    again = ("--today", "2026-11-16", "--operator", "admin")
    told = report("report-send", played_folder, "send", str(played_folder / DECIDED), *again)
    assert told["counts"] == dict.fromkeys(told["counts"], 0) | {"planned": 9, "done": 8, "held": 1}


def test_send_of_what_is_handed_over(workspace_folder):
    first = ("--today", "2026-11-05", "--operator", "admin", "--for", "advocate")
    told = report("report-send", workspace_folder, "send", str(workspace_folder / CALLED), *first)
    assert [(one["status"], bool(one["attempt"]), bool(one["file"])) for one in told["parcels"]] == [
        ("handed_over", True, True)
    ]


def test_verify_of_a_whole_and_of_a_broken_ledger(played_folder):
    assert report("report-verify", played_folder, "ledger", "verify")["valid"] is True
    ledger = sqlite3.connect(played_folder / "ledger" / "ledger.sqlite")
    ((trigger,), *_) = ledger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    ledger.execute(f"DROP TRIGGER {trigger}")
    ledger.commit()
    ledger.close()
    told = report("report-verify", played_folder, "ledger", "verify")
    assert (told["valid"], told["faults"]) == (False, [{"kind": "unguarded", "seq": 0}])


def test_breach_of_a_copy_that_is_known_of_one_that_is_not_and_of_one_that_is_lifted(workspace_folder):
    first = ("--today", "2026-11-05", "--operator", "admin", "--for", "social_worker")
    report("report-send", workspace_folder, "send", str(workspace_folder / CALLED), *first)
    why = ("--operator", "admin", "--because", "x")
    told = report("report-breach", workspace_folder, "breach", "A1", "-o", str(workspace_folder / "kit"), *why)
    assert (told["copy"], told["stopped"], told["exposed"][0]["person"]) == ("same", True, "ailsa")
    shutil.rmtree(workspace_folder / "records")
    told = report("report-breach", workspace_folder, "breach", "A1", "-o", str(workspace_folder / "again"), *why)
    assert (told["copy"], told["exposed"]) == ("gone", [])
    lift = ("breach", "A1", "--close", "--by", "service_manager", *why)
    assert report("report-breach-closed", workspace_folder, *lift)["stopped"] is False


@pytest.mark.parametrize("shape", ["report-breach", "report-validate", "report-plan", "report-send", "report-verify"])
def test_a_report_with_a_field_too_many_or_too_few_is_of_no_shape(shape):
    assert problems(shape, {"version": 1, "names": ["Ailsa"]})


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("settings", "cpdocs.yaml"),
        ("demo", "demo.yaml"),
        ("authority", "authority/authority.yaml"),
        ("contacts", "contacts.yaml"),
        ("record", CALLED),
        ("record", DECIDED),
    ],
)
def test_every_file_of_the_example_is_of_its_shape(name, file):
    tree, findings = read_tree(EXAMPLE / file, file)
    assert findings == ()
    assert tree is not None
    assert problems(name, tree.data) == []
