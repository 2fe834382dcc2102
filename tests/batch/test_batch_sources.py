"""Which records a batch takes from folders, files and a stream, and which it leaves."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from short_conferences import line, numbered

from cpdocs.batch.sources import of_lines, of_paths
from cpdocs.errors import UsageError
from cpdocs.record.tree import MOST_BYTES


@pytest.fixture
def records(untouched, tmp_path):
    """The example's three stages of one conference, in a folder of their own."""
    return shutil.copytree(untouched / "records", tmp_path / "records")


def told(sources):
    return {Path(s.name).name: s.turned for s in sources}


def stream(*lines, folder=Path()):
    return list(of_lines(io.BytesIO(b"\n".join(lines)), folder))


def test_of_the_stages_of_one_conference_the_furthest_goes(records):
    found = list(of_paths([records]))
    assert told(found) == {
        "CP-2026-0142-1.called.yaml": "passed_over",
        "CP-2026-0142-1.decided.yaml": "passed_over",
        "CP-2026-0142-1.minuted.yaml": "",
    }
    assert found[0].because.endswith("records/CP-2026-0142-1.minuted.yaml")


def test_stages_that_are_named_one_by_one_are_told_apart_too(records):
    named = [records / "CP-2026-0142-1.decided.yaml", records / "CP-2026-0142-1.called.yaml"]
    assert list(told(of_paths(named)).values()) == ["", "passed_over"]


def test_of_two_that_are_as_far_none_goes(records):
    shutil.copy(records / "CP-2026-0142-1.minuted.yaml", records / "copy.yaml")
    found = told(of_paths([records]))
    assert (found["CP-2026-0142-1.minuted.yaml"], found["copy.yaml"]) == ("refused", "refused")


def test_of_two_of_which_one_cannot_be_read_none_goes(records):
    """Were the broken one the later, an older view would go out."""
    with (records / "CP-2026-0142-1.minuted.yaml").open("a") as file:
        file.write("zzz: 1\n")
    assert set(told(of_paths([records])).values()) == {"refused"}


def test_a_file_that_is_named_twice_goes_once(records):
    minuted = records / "CP-2026-0142-1.minuted.yaml"
    assert list(told(of_paths([minuted, minuted, records / ".." / "records"])).values()).count("") == 1


def test_what_is_no_record_is_left_alone_in_a_folder_and_taken_at_its_word_when_named(untouched):
    left = [s for s in of_paths([untouched / "authority"]) if s.turned == "left_alone"]
    assert [Path(s.name).name for s in left] == ["authority.yaml"]
    [named] = of_paths([untouched / "authority" / "authority.yaml"])
    assert not named.turned
    assert named.load().value is None


def test_a_path_that_is_not_there_is_said_before_anything(records):
    with pytest.raises(UsageError, match="not there"):
        list(of_paths([records, records / "nowhere"]))


def test_lines_are_named_by_their_number_and_empty_ones_are_none(short):
    found = stream(b"", line(numbered(short, 1)).encode(), b"  ", b"{broken", line(numbered(short, 2)).encode())
    assert [s.name for s in found] == ["line 2", "line 4", "line 5"]
    assert [s.load().value is not None for s in found] == [True, False, True]


def test_a_line_too_long_is_refused_and_the_next_is_read(short):
    good = line(numbered(short, 1)).encode()
    found = stream(b"x" * (3 * MOST_BYTES + 7), good)
    assert [(s.name, s.turned, len(s.line)) for s in found] == [("line 1", "refused", 0), ("line 2", "", len(good))]


def test_the_longest_line_that_may_be_is_read():
    assert [s.turned for s in stream(b"x" * MOST_BYTES, b"x" * (MOST_BYTES + 1))] == ["", "refused"]


def test_a_line_may_name_a_file_with_its_minutes(records):
    [found] = stream(json.dumps({"file": "CP-2026-0142-1.minuted.yaml"}).encode(), folder=records)
    assert found.load().value is not None


def test_a_record_of_a_stream_names_no_file_beside_it(short):
    record = {**numbered(short, 1), "minutes": {"file": "/etc/passwd", "passages": []}}
    [found] = stream(line(record).encode())
    findings = [f for f in found.load().findings if f.id == "not-a-relative-file"]
    assert [(f.file, f.line) for f in findings] == [("line 1", 1)]


def test_a_stream_is_read_one_line_at_a_time(short):
    class Counted(io.BytesIO):
        lines = 0

        def readline(self, *size):
            self.lines += 1
            return super().readline(*size)

    source = Counted(b"\n".join(line(numbered(short, n)).encode() for n in range(50)))
    next(of_lines(source, Path()))
    assert source.lines == 1
