"""preview.yaml: what is written is read back, what is wrong is named by its line, and ours are of the examples."""

from __future__ import annotations

import dataclasses
import typing
from dataclasses import dataclass
from datetime import date, time

import pytest

from cpdocs.record.load import read_tree
from cpdocs.shipped import folder as shipped
from cpdocs.template_check.made import all_fields, choices, fields, made
from cpdocs.template_check.preview import read_preview, written_preview
from cpdocs.views.cut import CUTTERS
from cpdocs.views.leaves import Prose
from cpdocs.views.shape import AuthorityWords, View
from cpdocs.views.shape.invitation import FamilyInvitation, ProfessionalInvitation

KINDS = {key: typing.get_type_hints(cutter)["return"] for key, cutter in CUTTERS.items()}
COUNCIL = made(AuthorityWords, {})


def view_of(kind: type[View], chosen=None) -> View:
    return dataclasses.replace(made(kind, chosen or {}), authority=COUNCIL)


def read_text(text: str, tmp_path, kind=FamilyInvitation):
    (tmp_path / "preview.yaml").write_text(text, "utf-8")
    return read_preview(tmp_path / "preview.yaml", kind, COUNCIL, "preview.yaml")


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_a_view_is_read_back_as_it_was_written_full_and_bare(kind, tmp_path):
    barest = {path: found[0] for path, field in all_fields(kind) if (found := choices(field, ()))}
    for chosen in ({}, barest):
        view = view_of(kind, chosen)
        assert read_text(written_preview(view), tmp_path, kind) == (view, ())


TEXTS = [
    "10:30",
    "no",
    "a #3",
    "he said: no",
    "",
    "- item",
    "0123",
    "null",
    "One.\n\n- a\n- b\n\nTwo: three.",
    "'\"{}[]&*!|>%@`",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_looks_like_something_else_comes_back_as_it_was(text, tmp_path):
    view = dataclasses.replace(view_of(ProfessionalInvitation), addressee=text, needed_because=Prose(text or "x"))
    read, found = read_text(written_preview(view), tmp_path, ProfessionalInvitation)
    assert found == ()
    assert (read.addressee, read.needed_because) == (text, text or "x")
    assert isinstance(read.needed_because, Prose)


def test_a_preview_holds_no_word_of_the_council_s(tmp_path):
    text = written_preview(view_of(FamilyInvitation))
    assert "authority" not in text
    assert read_text(f"{text}authority:\n  name: Another\n", tmp_path)[1][0].id == "unknown-field"


@dataclass(frozen=True, slots=True)
class Place:
    day: date
    at: time
    room: str


@dataclass(frozen=True, slots=True)
class Letter(View):
    addressee: str
    place: Place
    children: tuple[str, ...]
    number: int
    early: time | None
    came: bool


GOOD = """\
addressee: Somebody
place:
  day: 2026-11-12
  at: 10:30
  room: Room 3
children:
  - One
  - Two
number: 28
came: yes
"""
WRONG = [
    ("addressee: Somebody", "adressee: Somebody", [("unknown-field", 1)]),
    ("addressee: Somebody\n", "", [("missing-field", 1)]),
    ("addressee: Somebody", "addressee: Somebody\ncolour: red", [("unknown-field", 2)]),
    ("came: yes", "came: perhaps", [("not-yes-or-no", 10)]),
    ("number: 28", "number: many", [("not-whole-number", 9)]),
    ("day: 2026-11-12", "day: 12 November", [("not-a-date", 3)]),
    ("at: 10:30", "at: half past ten", [("not-a-time", 4)]),
    ("  room: Room 3", "  room: [a, b]", [("wrong-shape", 5)]),
    ("  room: Room 3", "  hall: Room 3", [("missing-field", 3), ("unknown-field", 5)]),
    ("children:\n  - One\n  - Two", "children: One", [("wrong-shape", 6)]),
    ("  - Two", "  - [Two]", [("wrong-shape", 8)]),
    ("place:\n  day: 2026-11-12\n  at: 10:30\n  room: Room 3", "place: Room 3", [("wrong-shape", 2)]),
    (GOOD, "- a list\n", [("wrong-shape", 1)]),
    ("number: 28", "number: 28\nnumber: 29", [("yaml-duplicate-key", 10)]),
]


@pytest.mark.parametrize(("old", "new", "expected"), WRONG, ids=[row[1][:20] for row in WRONG])
def test_what_is_wrong_is_named_by_its_line(old, new, expected, tmp_path):
    assert old in GOOD
    view, found = read_text(GOOD.replace(old, new, 1), tmp_path, Letter)
    assert view is None
    assert [(f.id, f.line) for f in found] == expected
    assert all(f.message and f.hint for f in found)


def test_a_field_that_may_be_missing_may_be_left_out_and_every_value_is_what_it_should_be(tmp_path):
    expected = Letter(
        COUNCIL, "Somebody", Place(date(2026, 11, 12), time(10, 30), "Room 3"), ("One", "Two"), 28, None, True
    )
    assert read_text(GOOD, tmp_path, Letter) == (expected, ())
    assert read_text(f"{GOOD}early: 09:45\n", tmp_path, Letter)[0].early == time(9, 45)


# ---- the shipped ones -------------------------------------------------------------------------------------------------


def test_the_shipped_previews_are_what_the_script_makes(previews):
    made_anew = dict(previews.previews())
    kept = {
        p.relative_to(shipped("templates")): p.read_text("utf-8") for p in shipped("templates").glob("*/*/preview.yaml")
    }
    assert set(kept) == set(made_anew)
    for file, text in made_anew.items():
        assert kept[file] == text, f"{file}: run scripts/previews"


def test_every_view_of_the_examples_keeps_the_promises_of_its_shape(previews):
    """What a shape promises a template's maker is kept by every cutter, in every example."""
    broken = []
    for key, view in previews._views():
        for path, field, shape in _places(view, ""):
            value, promise = getattr(shape, field), fields(type(shape))[field].promise
            if promise.never_empty and not value:
                broken.append((key, path, "never empty"))
            if promise.there_with and getattr(shape, promise.there_with) and not value:
                broken.append((key, path, "there with"))
            if promise.there_without and bool(value) == bool(getattr(shape, promise.there_without)):
                broken.append((key, path, "there without"))
    assert broken == []


def _places(shape, path):
    for field in dataclasses.fields(shape):
        value = getattr(shape, field.name)
        yield f"{path}.{field.name}", field.name, shape
        for item in value if isinstance(value, tuple) else (value,):
            if dataclasses.is_dataclass(item):
                yield from _places(item, f"{path}.{field.name}")


def test_a_shipped_preview_says_that_it_is_invented():
    for path in shipped("templates").glob("*/*/preview.yaml"):
        assert path.read_text("utf-8").startswith("# Invented")
        assert read_tree(path, path.name)[1] == ()
