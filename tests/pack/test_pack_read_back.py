"""A finished pack is read back before it goes: a lost word, number or stamp is found, on the page where it is lost."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pack_parts import CASE, bound, paper, saved, scan

from cpdocs.pack.bundle import Part
from cpdocs.pack.enclosures import Limits, page_texts
from cpdocs.pack.read_back import faults
from cpdocs.pack.remarks import EnclosureError
from cpdocs.render.paper import Stamp

STAMP = Stamp("The Principal Reporter", "NREDARSAPD")


@pytest.fixture(scope="module")
def pack(fence):
    """The parts, the pack, and what was said of it: index 1, sheet 2, pages 3 and 4, sheet 5, pages 6 to 8."""
    parts = [paper(fence, "Alder", 2), scan("Birch", 3)]
    stamped = [Part("Alder", parts[0], tagged=True), Part("Birch", parts[1], tagged=False)]
    return (parts, *bound(stamped, fence, stamp=STAMP))


def changed(data, page, change):
    with pikepdf.open(io.BytesIO(data)) as file:
        change(file, file.pages[page - 1].obj)
        return saved(file)


def emptied(file, page):
    page.Contents = file.make_stream(b"")


def without_picture(file, page):
    page.Contents = file.make_stream(page.Contents.read_bytes().replace(b"/CpPage Do", b""))


def without_stamp(file, page):
    page.Contents = file.make_stream(page.Contents.read_bytes().replace(b"/CpStamp Do", b""))


# what went wrong | on which page | how | lost words, and pages without their marks
WRONG = [
    ("a page of a part is empty", 7, emptied, ("page 7",), ("page 7",)),
    ("a page shows its number and stamp, and nothing of the scan", 6, without_picture, ("page 6",), ()),
    ("a page of a scan has no stamp", 8, without_stamp, (), ("page 8",)),
    ("a sheet is empty", 5, emptied, (), ("page 5",)),
]


def test_a_whole_pack_has_no_fault(pack):
    parts, data, said = pack
    assert said.pages == 8
    assert faults(data, said, parts, CASE, STAMP) == ((), ())


@pytest.mark.parametrize(("what", "page", "change", "lost", "unmarked"), WRONG)
def test_what_is_lost_is_named_by_its_page(what, page, change, lost, unmarked, pack):
    parts, data, said = pack
    assert faults(changed(data, page, change), said, parts, CASE, STAMP) == (lost, unmarked)


def test_another_cases_reference_or_another_readers_stamp_is_no_mark(pack):
    parts, data, said = pack
    every = tuple(f"page {n}" for n in range(1, 9))
    assert faults(data, said, parts, "CP-2026-0999", STAMP)[1] == every
    assert faults(data, said, parts, CASE, Stamp("The Principal Reporter", "ABCDEFGHIJ"))[1] == every


def test_a_page_too_few_and_two_pages_changed_about_are_lost_words(pack):
    parts, data, said = pack

    def shorter(file, _):
        del file.pages[7]

    def about(file, _):
        file.pages[5].obj.Resources, file.pages[6].obj.Resources = (
            file.pages[6].obj.Resources,
            file.pages[5].obj.Resources,
        )

    assert faults(changed(data, 1, shorter), said, parts, CASE, STAMP)[0] == ("page 8", "7 pages for 8")
    assert faults(changed(data, 1, about), said, parts, CASE, STAMP)[0] == ("page 6", "page 7")


def test_what_breaks_its_reader_is_a_refusal_and_no_pack():
    with pytest.raises(EnclosureError) as refused:
        page_texts([b"%PDF-1.7 and nothing else"], Limits(memory=512 << 20, cpu=10, wall=30))
    assert refused.value.code == "internal"
