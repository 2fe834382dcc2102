"""Many short conferences for a batch: one child, two recipients, one by OpenPGP and one on paper; all invented."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import yaml

PEOPLE = ("social_worker", "womens_aid")
CALLED = "records/CP-2026-0142-1.called.yaml"
TODAY = "2026-11-05"


def reference(number):
    return f"CP-2026-{1000 + number}-1"


def short(folder):
    """The example's called record with one child and these two, as plain data."""
    text = (Path(folder) / CALLED).read_text("utf-8")
    record = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  (text only)
    record["people"] = [person for person in record["people"] if person["id"] in PEOPLE]
    record["invitations"] = [one for one in record["invitations"] if one["person"] in PEOPLE]
    record["requested"] = {**record["requested"], "by": PEOPLE[0], "because": "it was so"}
    record["children"] = record["children"][:1]
    for child in record["children"]:
        child["address"]["share_with"] = [PEOPLE[0]]
        child["taking_part"]["views_brought_by"] = PEOPLE[0]
        for name in ("school", "surgery"):
            child.pop(name, None)
    return record


def numbered(record, number):
    """The same of another family."""
    made = copy.deepcopy(record)
    made["case"], made["reference"] = f"2026-{1000 + number}", reference(number)
    return made


def line(record):
    return json.dumps(record, ensure_ascii=False)


def put(folder, count, into="night"):
    """``count`` records in a folder of their own; returns it."""
    record, place = short(folder), Path(folder) / into
    place.mkdir()
    for number in range(count):
        (place / f"{number:05}.json").write_text(line(numbered(record, number)), "utf-8")
    return place
