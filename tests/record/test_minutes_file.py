"""minutes.md beside the record: its texts reach the passages that list them, and no text of it is passed over."""

import textwrap
from pathlib import Path

import pytest

from cpdocs.record.load import read_tree
from cpdocs.record.prose import with_minutes

RECORD = """\
minutes:
  file: minutes.md
  passages:
    - id: police
      restricted: {kind: third_party, share_with: [mother]}
    - id: school
"""
MINUTES = """\
# What the police told {#police}

Officers came to the home.

- they spoke to both parents

## School {#school}
She is settled.
"""


def merged(folder: Path, minutes: str | None = MINUTES, record: str = RECORD, name: str = "minutes.md"):
    (folder / "record.yaml").write_text(record)
    if minutes is not None:
        (folder / name).write_text(minutes)
    tree, wrong = read_tree(folder / "record.yaml", "record.yaml")
    assert not wrong
    return with_minutes(folder, tree)


def passages(widened):
    return widened.tree.data["minutes"]["passages"]


def test_each_text_and_heading_reaches_the_passage_of_its_id_and_no_restriction_is_lost(tmp_path):
    done = merged(tmp_path)
    assert not done.findings
    police, school = passages(done)
    assert police["heading"] == "What the police told"
    assert police["text"] == "Officers came to the home.\n\n- they spoke to both parents"
    assert police["restricted"] == {"kind": "third_party", "share_with": ["mother"]}
    assert (school["heading"], school["text"]) == ("School", "She is settled.")


def test_a_finding_about_a_text_names_the_minutes_file_and_its_line(tmp_path):
    tree = merged(tmp_path).tree
    here = ("minutes", "passages", 0, "text")
    assert tree.file_of(here) == "minutes.md"
    assert (tree.place(here).line, tree.place(here).column) == (3, 1)
    assert tree.place_of(here, "both parents").line == 5
    assert tree.place_of(here, "both parents").column == len("- they spoke to ") + 1
    assert tree.file_of(("minutes", "passages", 0, "id")) == "record.yaml"


def test_one_digest_covers_both_files(tmp_path):
    assert merged(tmp_path).data == MINUTES.encode()


WRONG = [
    ("text before the first heading", "Lost words.\n\n" + MINUTES, "minutes-stray-text", "minutes.md", 1),
    ("a heading without an id", MINUTES + "\n## Health\nWell.\n", "minutes-heading", "minutes.md", 10),
    ("a heading of an id alone", MINUTES + "\n## {#health}\nWell.\n", "minutes-heading", "minutes.md", 10),
    (
        "an id that the record does not list",
        MINUTES + "\n## X {#polce}\nWell.\n",
        "minutes-unknown-id",
        "minutes.md",
        10,
    ),
    ("one passage twice", MINUTES + "\n## X {#school}\nWell.\n", "minutes-twice", "minutes.md", 10),
    ("a passage without a text", "## Police {#police}\nx\n", "minutes-no-text", "record.yaml", 6),
    ("an empty passage", "## Police {#police}\nx\n## School {#school}\n\n", "minutes-no-text", "record.yaml", 6),
    ("a character that does not print", MINUTES + "\x07", "control-character", "minutes.md", 9),
]


@pytest.mark.parametrize(("case", "minutes", "finding", "file", "line"), WRONG, ids=[case[0] for case in WRONG])
def test_no_text_is_passed_over(tmp_path, case, minutes, finding, file, line):
    found = merged(tmp_path, minutes).findings
    assert [(f.id, f.file, f.line) for f in found if f.id == finding] == [(finding, file, line)], case


def test_a_misspelt_id_is_offered_the_nearest(tmp_path):
    found = merged(tmp_path, MINUTES.replace("{#police}", "{#polce}")).findings
    assert "did you mean police?" in {f.hint for f in found}


def test_a_text_in_both_files_is_not_silently_one_of_the_two(tmp_path):
    record = RECORD.replace("- id: school", "- id: school\n      text: other words")
    found = merged(tmp_path, record=record).findings
    assert [(f.id, f.file, f.line) for f in found] == [("minutes-in-both", "record.yaml", 7)]


def test_a_minutes_file_that_is_not_there_is_named_where_the_record_names_it(tmp_path):
    found = merged(tmp_path, None).findings
    assert [(f.id, f.file, f.line) for f in found] == [("cannot-read", "record.yaml", 2)]


@pytest.mark.parametrize("how", ["../minutes.md", "link.md"])
def test_a_file_outside_the_records_folder_is_never_read(tmp_path, how):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "minutes.md").write_text(MINUTES)
    (inside / "link.md").symlink_to(tmp_path / "minutes.md")
    found = merged(inside, None, RECORD.replace("minutes.md", how)).findings
    assert [f.id for f in found] == ["not-a-relative-file"]


def test_a_record_without_a_minutes_file_keeps_its_own_texts(tmp_path):
    record = textwrap.dedent("""\
        minutes:
          passages:
            - {id: a, text: here}
            - {id: b}
        """)
    done = merged(tmp_path, None, record)
    assert passages(done)[0]["text"] == "here"
    assert [(f.id, f.line) for f in done.findings] == [("minutes-no-text", 4)]
