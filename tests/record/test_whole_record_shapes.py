"""The record's own shapes: pydantic and an independent JSON Schema validator accept and refuse the same.

First a table of the shorter ways to write things, and of what is none of them. Then every field of every block of a
record with something in each, spoilt in every way that a shape can be spoilt.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from cpdocs.record import schema
from cpdocs.record.authority import Authority
from cpdocs.record.load import load, read_tree
from cpdocs.record.model import Record
from cpdocs.record.people import Contacts

CLERK = Path(__file__).parents[1] / "cli" / "clerk"
SCHEMAS = schema.schemas()
MODELS: dict[str, type[BaseModel]] = {"record": Record, "authority": Authority, "contacts": Contacts}
VALIDATORS = {name: Draft202012Validator(SCHEMAS[f"{name}.schema.json"]) for name in MODELS}
CHILD, DECISION, PASSAGE = "children.0.", "decisions.0.", "minutes.passages.0."
RESTRICTED = {"kind": "third_party", "share_with": ["mother", "agency:health"]}
DIGEST = "0" * 64
ENCLOSURE = {"file": "reports/a.pdf", "title": "A", "sha256": DIGEST, "goes_with": ["minutes"]}

EXCLUDED = {
    "decided_by": "reviewing_officer",
    "on": "2026-11-05",
    "because": "x",
    "views_obtained_by": "social_worker",
    "informed_by": "social_worker",
    "informed_by_date": "2026-11-13",
}
ALSO = {"person": "mother", "documents": ["minutes"], "agreed_by_chair": "2026-11-12", "because": "x"}

# What may be written, in which file, where.
GOOD: list[tuple[str, str, Any]] = [
    ("record", "people.0.reach.password_pdf", {"agreed": "no", "on": "2026-11-02", "told": "social_worker"}),
    ("record", CHILD + "school", "not known"),
    ("record", CHILD + "school", {"name": "A School", "share_with": []}),
    ("record", CHILD + "school", None),
    ("record", CHILD + "legal_status", "none"),
    ("record", CHILD + "legal_status", "not known"),
    ("record", CHILD + "legal_status", {"orders": ["an order"], "hearings": [{"on": "2026-12-01", "what": "x"}]}),
    ("record", CHILD + "own_copy", {"decision_letter": "child", "minutes": "no"}),
    ("record", "others_in_household", "none"),
    ("record", "others_in_household", {"children": [{"name": "C", "considered": "yes", "outcome": "x"}]}),
    ("record", DECISION + "notifications.register_keeper", "2026-11-12T12:20"),
    ("record", DECISION + "notifications.register_keeper", {"at": "2026-11-12T12:20", "how": "by telephone"}),
    ("record", DECISION + "reasons", {"text": "x", "about": ["ailsa"], "restricted": RESTRICTED}),
    ("record", DECISION + "alleged_abuser", {"considered": "yes", "text": "x"}),
    ("record", DECISION + "alleged_abuser", {"considered": "yes", "text": {"text": "x", "about": ["ailsa"]}}),
    ("record", PASSAGE + "challenged", [{"by": "mother", "text": "No."}]),
    ("record", PASSAGE + "under", "wishes"),
    ("record", "attendance.mother", "left at 23:59"),
    ("record", "agency_views.0.register", "gave none"),
    ("record", "distribution", {"enclosures": [ENCLOSURE]}),
    ("record", "editions", {"minutes": {"edition": "2", "changed": "a name"}}),
    ("record", "editions", {"minutes": {"edition": 2}}),
    ("record", CHILD + "taking_part.advocacy_offered", {"service": "A service", "accepted": "no"}),
    ("record", "people.0.prepared", {"by": "social_worker", "on": "2026-11-10", "met_with": ["social_worker"]}),
    ("record", "requested", {"by": "health_visitor", "on": "2026-10-20", "because": "x"}),
    ("record", "conference.transfer", {"direction": "in", "other_authority": "A"}),
    ("record", "inquorate", {"went_ahead": "yes", "because": "x", "interim_plan": "x"}),
    ("record", "progress", [{"child": "ailsa", "action": "x", "state": "done"}]),
    ("record", "invitations.1.excluded", EXCLUDED),
    ("record", "invitations.4.not_invited", {"because": "x"}),
    ("record", DECISION + "plan.at_birth", {"told_by": "midwife", "steps": "x", "meeting_before_discharge": "yes"}),
    ("record", DECISION + "dissents", [{"person": "mother", "text": "x"}]),
    ("record", DECISION + "deferral", {"because": "x", "interim_plan": "x", "reconvene": "2026-11-20"}),
    ("record", DECISION + "support", {"considered": "yes", "what": "x", "by_whom": "team_leader", "by": "2026-12-01"}),
    ("record", DECISION + "reporter.reconsider", {"by": "team_leader", "on": "2026-12-01"}),
    ("record", "minutes.actions", [{"what": "x", "who": "team_leader", "by": "2026-12-01"}]),
    ("record", "appeals", [{"person": "mother", "child": "ailsa", "received": "2026-11-20"}]),
    ("record", "distribution.also", [ALSO]),
    ("authority", "roles", {"islander": {"label": "Islander", "agency": "education"}}),
    ("authority", "concerns.neglect", "Neglect"),
    ("authority", "concerns.neglect", {"label": "Neglect", "group": "impact", "until": "2026-01-01"}),
    ("authority", "rules", {"quorum": {"agencies": ["police"], "others": "2"}, "primary_concern": "yes"}),
    ("contacts", "posts", {"keeper": {"kind": "register_keeper", "contact": "police-02"}}),
    ("contacts", "agencies", {"health": {"name": "Health"}}),
]
# What may not, and what a clerk is told.
BAD: list[tuple[str, str, Any, str]] = [
    ("record", CHILD + "school", "unknown", "wrong-shape"),
    ("record", CHILD + "school", "Not known", "wrong-shape"),
    ("record", CHILD + "school", ["not known"], "wrong-shape"),
    ("record", CHILD + "school", {"name": "A School"}, "missing-field"),
    ("record", CHILD + "legal_status", "no", "wrong-shape"),
    ("record", CHILD + "legal_status", {"order": ["x"]}, "unknown-field"),
    ("record", CHILD + "legal_status", {"hearings": [{"on": "soon", "what": "x"}]}, "not-a-date"),
    ("record", CHILD + "own_copy.minutes", "yes", "wrong-value"),
    ("record", CHILD + "reach", {"safe_to": ["fax"]}, "wrong-value"),
    ("record", "others_in_household", [], "wrong-shape"),
    ("record", "others_in_household", "no", "wrong-shape"),
    ("record", "others_in_household", {"children": "none"}, "wrong-shape"),
    ("record", DECISION + "notifications.register_keeper", "12:20", "not-a-moment"),
    ("record", DECISION + "notifications.register_keeper", "2026-11-12", "not-a-moment"),
    ("record", DECISION + "notifications.register_keeper", {"how": "x"}, "missing-field"),
    ("record", DECISION + "reasons", {"text": "x", "about": []}, "too-few"),
    ("record", DECISION + "reasons", {"text": "x", "about": "ailsa"}, "wrong-shape"),
    ("record", DECISION + "reasons", {"about": ["ailsa"]}, "missing-field"),
    ("record", DECISION + "reasons", ["x"], "wrong-shape"),
    ("record", DECISION + "reasons", {"text": "x", "restricted": {"kind": "secret", "share_with": []}}, "wrong-value"),
    ("record", DECISION + "reasons", {"text": "x", "restricted": {"kind": "third_party"}}, "missing-field"),
    (
        "record",
        DECISION + "reasons",
        {"text": "x", "restricted": {"kind": "third_party", "share_with": ["Agency:health"]}},
        "wrong-value",
    ),
    ("record", DECISION + "significant_harm.kinds", [], "too-few"),
    ("record", DECISION + "reporter.suggested_grounds", ["z"], "wrong-value"),
    ("record", DECISION + "concerns.others", ["Domestic abuse"], "not-an-id"),
    ("record", DECISION + "alleged_abuser", {"considered": "yes", "text": ["x"]}, "wrong-shape"),
    ("record", "minutes.passages", {"police-information": "x"}, "wrong-shape"),
    ("record", PASSAGE + "kind", "rumour", "wrong-value"),
    ("record", PASSAGE + "under", "gossip", "wrong-value"),
    ("record", PASSAGE + "id", "Police information", "not-an-id"),
    ("record", "minutes.file", "../minutes.md", "not-a-relative-file"),
    ("record", "minutes.file", "/etc/passwd", "not-a-relative-file"),
    ("record", "attendance.mother", "left at 24:00", "wrong-value"),
    ("record", "attendance.mother", "left", "wrong-value"),
    ("record", "agency_views.0.register", "maybe", "wrong-value"),
    ("record", "agency_views.0.register_child", "yes", "unknown-field"),
    ("record", "distribution", {"enclosures": [ENCLOSURE | {"sha256": "0" * 63}]}, "not-a-sha256"),
    ("record", "distribution", {"enclosures": [ENCLOSURE | {"sha256": "A" * 64}]}, "not-a-sha256"),
    ("record", "distribution", {"enclosures": [ENCLOSURE | {"goes_with": []}]}, "too-few"),
    ("record", "editions", {"minutes": {"edition": "02"}}, "not-whole-number"),
    ("record", "closed_parts.0.starts", "11.10", "not-a-time"),
    ("record", "conference.kind", "annual", "wrong-value"),
    ("record", "conference.transfer", {"direction": "away", "other_authority": "A"}, "wrong-value"),
    ("authority", "concerns.neglect", {"group": "impact"}, "missing-field"),
    ("authority", "concerns.neglect", {"label": "N", "group": "other"}, "wrong-value"),
    ("authority", "concerns", {}, "too-few"),
    ("authority", "timescales", "ng2021", "wrong-value"),
    ("authority", "rules", {"reporter_copy": "never"}, "wrong-value"),
    ("contacts", "posts", {"keeper": {"kind": "keeper", "contact": "police-02"}}, "wrong-value"),
    ("contacts", "contacts.police-02.fingerprint", "0123 4567", "not-a-fingerprint"),
]


def _data(name: str) -> Any:
    tree, found = read_tree(CLERK / f"{name}.yaml", name)
    assert not found
    assert tree is not None
    return tree.data


DATA = {name: _data(name) for name in MODELS}
for passage in DATA["record"]["minutes"]["passages"]:
    passage.update(heading="A heading", text="A text.")  # which stand in the minutes file


def _with(data: Any, dotted: str, value: Any) -> Any:
    data = copy.deepcopy(data)
    *way, last = dotted.split(".")
    here = data
    for step in way:
        here = here[int(step)] if isinstance(here, list) else here.setdefault(step, {})
    here[int(last) if isinstance(here, list) else last] = value
    return data


def _accepts(model: type[BaseModel], data: Any) -> bool:
    try:
        model.model_validate_json(json.dumps(data))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("name", "where", "value"), GOOD)
def test_what_may_be_written_is_accepted_by_both(name, where, value):
    data = _with(DATA[name], where, value)
    assert _accepts(MODELS[name], data)
    assert VALIDATORS[name].is_valid(data)


@pytest.mark.parametrize(("name", "where", "value", "finding"), BAD)
def test_what_may_not_is_refused_by_both_and_a_clerk_is_told_why(name, where, value, finding, tmp_path):
    data = _with(DATA[name], where, value)
    assert not VALIDATORS[name].is_valid(data)
    file = tmp_path / f"{name}.json"
    file.write_text(json.dumps(data), "utf-8")
    found = load(file, MODELS[name]).findings
    assert {f.id for f in found} == {finding}
    assert all(f.hint for f in found)
    # at the value, or where a name that no field has was written
    assert all(f.path.replace("[", ".").replace("]", "").startswith(where.rpartition(".")[0]) for f in found)


# ---- every field of every block ---------------------------------------------------------------------------------------

#: What no text, list, number or block of a record survives in the wrong place.
SPOILT = (
    None,
    "",
    " ",
    "x" * 301,
    0,
    -1,
    1.5,
    True,
    [],
    {},
    [None],
    ["x", 1],
    {"x": "y"},
    "\u200b",
    "two\nlines",
    "YES",
)


def _blocks(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _blocks(getattr(value, name))
    elif isinstance(value, (tuple, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _blocks(part)


def _samples(name: str) -> dict[type[BaseModel], dict[str, Any]]:
    """For each kind of block in a file with the shorter ways written out: the one with most fields, as JSON."""
    data = DATA[name]
    for where, value in [
        (where, value) for file, where, value in GOOD if file == name and isinstance(value, (dict, list))
    ]:
        data = _with(data, where, value)
    samples: dict[type[BaseModel], dict[str, Any]] = {}
    for block in _blocks(MODELS[name].model_validate_json(json.dumps(data))):
        shown = json.loads(block.model_dump_json(by_alias=True, exclude_none=True))
        if len(shown) > len(samples.get(type(block), {})):
            samples[type(block)] = shown
    return samples


CASES = [
    (name, model, sample) for name in MODELS for model, sample in _samples(name).items() if model is not MODELS[name]
]


def _part(name: str, model: type[BaseModel]) -> Draft202012Validator:
    whole = SCHEMAS[f"{name}.schema.json"]
    return Draft202012Validator({"$ref": f"#/$defs/{model.__name__}", "$defs": whole["$defs"]})


def test_every_kind_of_block_is_spoilt():
    named = {name for whole in SCHEMAS.values() for name, part in whole["$defs"].items() if "properties" in part}
    assert named - {model.__name__ for _, model, _ in CASES} == set()


@pytest.mark.parametrize(("name", "model", "sample"), CASES, ids=[f"{n}-{m.__name__}" for n, m, _ in CASES])
def test_both_agree_on_every_spoilt_field_of_every_block(name, model, sample):
    validator = _part(name, model)
    assert validator.is_valid(sample)
    assert _accepts(model, sample)
    fields = {field.alias or name for name, field in model.model_fields.items()}
    differ = []
    for field in sorted(fields):
        for value in SPOILT:
            spoilt = sample | {field: value}
            if _accepts(model, spoilt) != validator.is_valid(spoilt):
                differ.append((field, value))
        less = {key: part for key, part in sample.items() if key != field}
        if _accepts(model, less) != validator.is_valid(less):
            differ.append((field, "left out"))
    more = sample | {"no_such_field": "x"}
    assert not _accepts(model, more)
    assert not validator.is_valid(more)
    assert differ == []
