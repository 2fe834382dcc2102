"""Makes the preview.yaml of every shipped variant that has words of its own, from the families in examples/.

A variant gets the View of the reader who is told most in any of the examples; one that no example has gets made-up
words. All of it is invented. The test that these files are what this script makes says when to run it again.

    python scripts/make_previews.py
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from cpdocs.record.prose import load_record
from cpdocs.rules.entitlements import plan
from cpdocs.rules.situation import Planned
from cpdocs.template_check.made import made
from cpdocs.template_check.preview import written_preview
from cpdocs.template_check.variant import PREVIEW, WORDING, entitled_to
from cpdocs.views.cut import CUTTERS, cut
from cpdocs.views.shape import View
from cpdocs.workspace import RECORDS, open_workspace

TOP = Path(__file__).resolve().parents[1]
TEMPLATES = TOP / "templates"
_HEAD = "# Invented values, with which cpdocs templates check lays this paper out. Made by scripts/previews.\n"
#: Papers that call to a conference go out so long before it.
_BEFORE = timedelta(days=7)


def previews() -> Iterator[tuple[Path, str]]:
    """Each preview.yaml, below the templates, and its text."""
    views = _richest()
    for folder in sorted(path.parent for path in TEMPLATES.glob(f"[!_]*/*/{WORDING}")):
        key = (folder.parent.name, entitled_to(folder.parent.name, folder.name))
        view = views.get(key) or made(typing.get_type_hints(CUTTERS[key])["return"], {})
        yield folder.relative_to(TEMPLATES) / PREVIEW, _HEAD + written_preview(view)


def _richest() -> dict[tuple[str, str], View]:
    """By document and entitled variant, the View that says most; of several the first."""
    views: dict[tuple[str, str], View] = {}
    for key, view in _views():
        if key not in views or _size(view) > _size(views[key]):
            views[key] = view
    return views


def _views() -> Iterator[tuple[tuple[str, str], View]]:
    for folder in sorted(path.parent for path in (TOP / "examples").glob("*/cpdocs.yaml")):
        workspace = open_workspace(folder)
        for file in sorted((folder / RECORDS).glob("*.yaml")):
            record = load_record(file).value
            if record is None:
                continue
            for day in (record.conference.date - _BEFORE, record.conference.date):
                situation = workspace.situation(record, day)
                for planned in _all(plan(situation).planned):
                    seen = cut(situation, planned)
                    if seen is not None:
                        yield (planned.document, planned.entitled), seen.view


def _all(parcels: tuple[Planned, ...]) -> Iterator[Planned]:
    for planned in parcels:
        yield planned
        yield from planned.encloses


def _size(view: View) -> tuple[int, int]:
    """How many fields say something, then how many texts there are."""
    filled = sum(bool(getattr(view, field.name)) for field in dataclasses.fields(view))
    return filled, len(written_preview(view).splitlines())


if __name__ == "__main__":
    for file, text in previews():
        (TEMPLATES / file).write_text(text, encoding="utf-8", newline="\n")
        print(file)
